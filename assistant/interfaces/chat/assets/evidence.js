// The evidence: always the article itself, with the quoted words marked and in view.
const root = element.querySelector(".nb-evidence");
const back = make("button", { type: "button", class: "nb-quiet nb-back" }, "‹ Back to the answer");
const previous = make("button", { type: "button", class: "nb-quiet", "data-step": "previous" }, "‹ previous");
const next = make("button", { type: "button", class: "nb-quiet", "data-step": "next" }, "next ›");
const position = make("span", { role: "status" });
const steps = make("div", { class: "nb-steps" }, previous, position, next);
const toCards = make("button", { type: "button", class: "nb-quiet nb-cards" }, "‹ All sources");
const trouble = make("p", { class: "nb-warn" });
const sheet = make("article");
root.setAttribute("role", "region");
root.setAttribute("aria-label", "Evidence");
root.tabIndex = 0;
root.append(make("div", { class: "nb-bar" }, back, toCards, steps), trouble, sheet);

const narrow = matchMedia("(max-width: 1099px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let opener = null;
let closed = false;
let cards = { sources: [] };   // what the middle rests on

// Each article once, with all that is quoted of it.
function card(cited) {
  return make("section", { class: "nb-source" },
    make("p", { class: "nb-meta", dir: "auto" }, cited[0].about),
    make("h3", { dir: "auto" }, cited[0].title),
    ...cited.map((one) => make("button", {
      type: "button", class: "nb-quoted", "data-cite": "citation", "data-pane": cards.pane,
      "data-turn": cards.turn, "data-number": one.number, "aria-label": `Citation ${one.number}: ${one.quote}`,
    }, make("span", { class: "nb-number" }, String(one.number)),
    make("span", { class: "nb-point", dir: "auto" }, quoted(one.quote)))));
}

function allCards() {
  const articles = byArticle(cards.sources);
  return [make("h2", { class: "nb-label" }, articles.length === 1 ? "1 source" : `${articles.length} sources`),
    ...articles.map(card)];
}

function paragraph(runs) {
  return make("p", { dir: "auto" },
    ...runs.map((run) => (run.marked ? make("mark", {}, run.text) : run.text)));
}

function article(view) {
  if (!view.opened) {
    return [make("p", { class: "nb-hint" },
      "Choose a citation to read the words it rests on, or an article of the list.")];
  }
  return [
    make("p", { class: "nb-meta" }, view.about),
    make("h2", { dir: "auto" }, view.title),
    view.tag ? make("p", { class: "nb-exact" }, `✓ ${view.tag}`) : null,
    view.warning ? make("p", { class: "nb-warn" }, view.warning) : null,
    make("div", { class: "nb-text" }, ...view.paragraphs.map(paragraph)),
    /^https?:/.test(view.url) ? make("p", { class: "nb-meta" },
      make("a", { href: view.url, target: "_blank", rel: "noopener noreferrer" }, "Original page")) : null,
    make("p", { class: "nb-meta" }, make("code", {}, view.article_id)),
  ].filter(Boolean);
}

function render() {
  const view = closed ? {} : props.value || {};
  const place = view.place;
  const listed = !view.opened && cards.sources.length > 0;
  fill(sheet, listed ? cards : view, listed ? allCards : article);
  toCards.hidden = listed || !cards.sources.length;
  fill(trouble, (props.live || {}).trouble, (text) => (text ? [text] : []));
  steps.hidden = !view.opened;
  fill(position, view.position, (text) => (text ? [text] : []));
  previous.hidden = next.hidden = !place;
  previous.disabled = !view.previous;
  next.disabled = !view.next;
  document.dispatchEvent(new CustomEvent("nb-evidence", { detail: place || null }));
  document.dispatchEvent(new CustomEvent("nb-article", { detail: view.article_id || "" }));
}

// 150 ms, to keep one's bearings; at once where motion is not wanted.
function scrollTo(top) {
  const from = root.scrollTop;
  const began = performance.now();
  if (still.matches) return void (root.scrollTop = top);
  const step = (now) => {
    const share = Math.min(1, (now - began) / 150);
    root.scrollTop = from + (top - from) * (1 - (1 - share) ** 3);
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return undefined;
}

function toMark() {
  const mark = root.querySelector("mark");
  if (!mark) return scrollTo(0);
  const within = mark.getBoundingClientRect().top - root.getBoundingClientRect().top + root.scrollTop;
  return scrollTo(Math.max(0, within - root.clientHeight / 3));
}

function opened() {
  closed = false;
  render();
  if (!(props.value || {}).opened) return;
  // Steps within the pane keep what opened it.
  if (!root.contains(document.activeElement)) opener = document.activeElement;
  document.body.classList.add("nb-evidence-open");
  if (narrow.matches && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
  toMark();
}

function close() {
  document.body.classList.remove("nb-evidence-open");
  if (narrow.matches && opener && opener.isConnected) opener.focus();
}

// On a wide page the pane stays; what closes is the article, and the chip has the focus again.
function put() {
  const chip = document.querySelector(".nb-chip[aria-current], .nb-passage[aria-current]");
  const held = root.contains(document.activeElement);
  closed = true;
  render();
  scrollTo(0);
  if (held) (opener?.isConnected ? opener : chip)?.focus();
}

function step(name) {
  const view = props.value || {};
  if (view.place && view[name] && !closed) trigger("cite", { ...view.place, number: view[name] });
}

root.addEventListener("click", (event) => {
  const place = cited(event);
  if (place) return void trigger("cite", place);
  const button = event.target.closest("[data-step]");
  if (button) step(button.dataset.step);
  return undefined;
});
toCards.addEventListener("click", () => {
  put();
  root.focus({ preventScroll: true });
});
// New sources take the place of an article that an earlier answer led to.
document.addEventListener("nb-sources", (event) => {
  cards = event.detail;
  if (cards.fresh && !narrow.matches) closed = true;
  render();
});
back.addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (narrow.matches) close();
    else if (!event.target.closest?.("input, textarea, select") && !drawn()) put();
  }
  const towards = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
  if (!towards || event.ctrlKey || event.metaKey || event.altKey || !root.contains(event.target)) return;
  event.preventDefault();
  step(towards);
});
const drawn = () => document.body.classList.contains("nb-drawer-open");
render();
watch("value", opened);
watch("live", () => { if ((props.live || {}).trouble) opened(); });
