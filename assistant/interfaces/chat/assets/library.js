// The library: what can be chosen above, the list in the middle, the way in below.
const root = element.querySelector(".nb-library");
const search = make("input", {
  type: "search", maxlength: "200", placeholder: "Search the library",
  "aria-label": "Find a story or an article by title or publisher",
});
const storiesHead = make("h2", { class: "nb-label" });
const order = make("select", { class: "nb-order-by", "aria-label": "Order" },
  ...[["newest", "Newest first"], ["largest", "Largest first"], ["name", "By name"]].map(([value, words]) =>
    make("option", { value }, words)));
const stories = make("ul", { class: "nb-stories" });
const moreStories = make("button", { type: "button", class: "nb-quiet nb-more" });
const articlesHead = make("h2", { class: "nb-label" });
const list = make("ul", { class: "nb-articles" });
const moreArticles = make("button", { type: "button", class: "nb-quiet nb-more" });
const trouble = make("p", { class: "nb-warn", role: "status" });
const waiting = make("p", { class: "nb-status" }, "Reading the library…");
const shelf = make("div", { class: "nb-shelf" }, waiting,
  make("div", { class: "nb-line nb-shelfhead" }, storiesHead, make("span", { class: "nb-space" }), order), stories, moreStories,
  articlesHead, list, moreArticles);
const finding = make("div", { class: "nb-finding" }, search, filters);
root.setAttribute("role", "navigation");
root.setAttribute("aria-label", "Library");
root.append(finding, trouble, shelf, incoming, dialog);

let mending = "";          // the article whose fields are open, and whether it is to go
let sure = false;
let current = "";
let newest = -1;           // how late the list is that is shown

// ---- one article: its tick, what opens it, and its fields

function article(row) {
  const open = mending === row.id;
  return [
    make("div", { class: "nb-line" },
      tick({ "data-tick": row.id, "aria-label": `Count only what is ticked: ${row.title}` }),
      make("button", { type: "button", class: "nb-read", "data-id": row.id, "aria-current": current === row.id ? "true" : null },
        make("span", { class: "nb-title", dir: "auto" }, row.title),
        make("span", { class: "nb-meta" }, make("bdi", {}, row.publisher), ` · ${row.day}`)),
      make("button", {
        type: "button", class: "nb-mend", "data-mend": row.id, "aria-expanded": String(open),
        "aria-label": `Correct or remove: ${row.title}`, title: "Correct or remove",
      }, "⋯")),
    open ? fields(row) : null,
  ].filter(Boolean);
}

function fields(row) {
  const field = (name, label, type, value) => make("label", {}, make("span", {}, label),
    make("input", { type, name, value, maxlength: type === "text" ? "500" : null }));
  const [title, publisher, published] = row.fields;
  return make("form", { class: "nb-fields", "data-of": row.id },
    field("title", "Title", "text", title), field("publisher", "Publisher", "text", publisher),
    field("published", "Day", "date", published),
    ...(sure
      ? [make("p", { class: "nb-sure" }, "Remove it from the library for good?"),
        make("div", { class: "nb-acts" },
          make("button", { type: "button", class: "nb-quiet nb-danger", "data-remove": row.id }, "Remove"),
          make("button", { type: "button", class: "nb-quiet", "data-keep": "1" }, "Keep"))]
      : [make("div", { class: "nb-acts" },
        make("button", { type: "submit", class: "nb-primary" }, "Save"),
        make("button", { type: "button", class: "nb-quiet", "data-mend": row.id }, "Cancel"),
        make("span", { class: "nb-space" }),
        make("button", { type: "button", class: "nb-quiet", "data-sure": row.id }, "Remove…"))]));
}

// ---- one story: its tick, and its articles once it is opened

function story(view) {
  const open = looking.opened.has(view.id);
  return [
    make("div", { class: "nb-line" },
      tick({ "data-tick-story": view.id, "aria-label": `Count only what is ticked: the story ${view.title}` }),
      make("button", { type: "button", class: "nb-unfold", "data-story": view.id, "aria-expanded": String(open), title: `${view.title}\n${view.about}` },
        make("span", { class: "nb-title", dir: "auto" }, view.title),
        make("span", { class: "nb-meta" }, view.about))),
    open ? make("ul", {}, ...view.rows.map((row) => make("li", {}, ...article(row)))) : null,
  ].filter(Boolean);
}

// A line that is made anew while one of its controls has the focus gives it to the new one.
const CONTROLS = ["id", "mend", "tick", "tickStory", "story", "sure"];
function render() {
  const before = document.activeElement;
  draw();
  if (before === document.activeElement || !before?.dataset || before.isConnected) return;
  const name = CONTROLS.find((one) => before.dataset[one] !== undefined);
  const attribute = name && name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (name) focusOn(`[data-${attribute}="${CSS.escape(before.dataset[name])}"]`);
}

function draw() {
  const view = props.value || {};
  const known = view.total !== undefined;
  const late = known && view.sent < newest;
  if (late) return;
  newest = known ? view.sent : newest;
  waiting.hidden = known;
  order.hidden = !known || !view.total;
  finding.hidden = !view.total;
  const said = (props.live || {}).trouble;
  fill(trouble, said, (text) => (text ? [text] : []));
  // What is open in a line is part of what it shows, so it is part of its key.
  const state = (row) => [row, mending === row.id && (sure ? 2 : 1), current === row.id];
  fill(storiesHead, view.stories && view.stories.length ? view.heading : "", (text) => (text ? [text] : []));
  fillEach(stories, (view.stories || []).map((one) => [one, looking.opened.has(one.id), one.rows.map(state)]),
    () => make("li", {}), ([one]) => story(one));
  fill(articlesHead, view.total && (view.rows.length || view.search) ? view.articles_heading : "",
    (text) => (text ? [text] : []));
  fillEach(list, (view.rows || []).map(state), () => make("li", {}), ([row]) => article(row));
  for (const [button, left, one, many] of [[moreStories, view.more_stories, "story", "stories"],
    [moreArticles, view.more_articles, "article", "articles"]]) {
    const noun = left === 1 ? one : many;
    fill(button, left || 0, () => (left ? [`Show more (${left.toLocaleString("en")} ${noun} left)`] : []));
  }
  fillEach(outlets, view.outlets || [], () => make("li", {}), outletLine);
  renderIncoming();
  paint();
}

// The same control again, after its line was made anew.
function focusOn(selector) {
  root.querySelector(selector)?.focus();
}

function mend(id, asking) {
  const was = mending;
  mending = id;
  sure = asking;
  render();
  if (asking) focusOn("[data-keep]");
  else if (id) focusOn(".nb-fields input");
  else if (was) focusOn(`[data-mend="${CSS.escape(was)}"]`);
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const of = button.dataset;
  if (of.id) {
    trigger("open", { id: of.id });
    document.dispatchEvent(new Event("nb-drawer-close"));
  }
  if (of.story) {
    flip(looking.opened, of.story, !looking.opened.has(of.story));
    render();
    tell();
  }
  if (of.mend) mend(mending === of.mend ? "" : of.mend, false);
  if (of.sure) mend(of.sure, true);
  if (of.keep) mend(mending, false);
  if (of.remove) {
    trigger("discard", { id: of.remove });
    chosen.ticked.delete(of.remove);
    mend("", false);
    search.focus();
  }
  if (button === moreStories || button === moreArticles) {
    looking[button === moreStories ? "stories" : "articles"] += STEP;
    tell();
  }
});
root.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-of]");
  if (!form) return;
  event.preventDefault();
  trigger("correct", { id: form.dataset.of, ...Object.fromEntries(new FormData(form)) });
  mend("", false);
});
root.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest(".nb-fields")) return;
  event.stopPropagation();
  mend("", false);
});
order.addEventListener("change", tell);
root.addEventListener("change", (event) => {
  const of = event.target.dataset;
  const on = event.target.checked;
  if (of.tickStory) tickStory((props.value.stories || []).find((one) => one.id === of.tickStory), on);
  else if (of.tick) tickArticle(of.tick, on);
  else if (of.outlet !== undefined) flip(chosen.publishers, of.outlet, on);
  else return;
  paint();
  tell();
});
search.addEventListener("input", () => {
  looking.stories = looking.articles = STEP;
  tellSoon(150);
});
document.addEventListener("nb-unscope", (event) => { untick(event.detail); paint(); tell(); });
document.addEventListener("nb-article", (event) => {
  current = event.detail;
  render();
});
announceScope();
render();
watch("value", render);
watch("scope", () => { confirmed(); paint(); });
watch("live", () => { if ((props.live || {}).trouble) settled(); render(); });
watch("adding", heard);
