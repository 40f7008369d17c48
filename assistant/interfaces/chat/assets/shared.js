// Shared by every pane: nodes are built one by one, and text is only ever text.

// make("p", {class: "x"}, "words", node, null) -> a node; strings become text nodes.
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// Rebuild a node's children only when what it shows has changed, so that focus and the
// place under the pointer stay while an answer grows.
const shownIn = new WeakMap();
function fill(node, view, build) {
  const key = JSON.stringify(view ?? null);
  if (shownIn.get(node) === key) return;
  shownIn.set(node, key);
  const built = build(view);
  node.replaceChildren(...built);
  node.hidden = built.length === 0;
}

// Keep one child for each view, each filled on its own.
function fillEach(node, views, child, build) {
  while (node.children.length > views.length) node.lastElementChild.remove();
  while (node.children.length < views.length) node.append(child());
  views.forEach((view, index) => fill(node.children[index], view, build));
}

// The chips of a sentence. A chip says where it leads, and which pane and turn it is of.
function chips(numbers, sources, place) {
  const labels = new Map(sources.map((source) => [source.number, source.label]));
  const quotes = new Map(sources.map((source) => [source.number, source.quote]));
  const row = numbers.map((number) =>
    make("button", {
      type: "button", class: "nb-chip",
      "data-label": labels.get(number), "data-quote": quotes.get(number),
      "aria-label": `Citation ${number}: ${labels.get(number) || ""}`,
      "data-cite": "citation", "data-pane": place.pane, "data-turn": place.turn,
      "data-number": number,
    }, String(number)));
  return row.length ? [" ", make("span", { class: "nb-chips" }, ...row)] : [];
}

// What a sentence says, the words in it that answer the question in bold.
function emphasised(view) {
  if (!view.parts) return [view.text];
  const [before, answer, after] = view.parts;
  return [before, make("b", {}, answer), after];
}

// A sentence with its chips and, where its quotes lack something, what they lack.
function sentence(view, sources, place) {
  return [
    ...(view.doubt ? [make("span", { class: "nb-doubted" }, view.text)] : emphasised(view)),
    ...chips(view.citations, sources, place),
    view.doubt ? make("span", { class: "nb-doubt" }, view.doubt) : null,
    " ",
  ].filter((part) => part !== null);
}

// What reports tell differently: a table for each matter, its sides next to each other.
function differs(view, sources, place) {
  const odd = (at) => at % 2 === 0 && at === view.sides.length - 1;
  const cells = view.sides.map((side, at) => make("td", { colspan: odd(at) ? "2" : null },
    make("p", { class: "nb-side" }, make("strong", { dir: "auto" }, side.value || "told"),
      ...chips(side.citations, sources, place)),
    make("p", { class: "nb-attribution" }, side.sources.join("; ")),
    side.quote ? make("blockquote", { dir: "auto" }, quoted(side.quote)) : null));
  const rows = [];
  for (let at = 0; at < cells.length; at += 2) rows.push(make("tr", {}, ...cells.slice(at, at + 2)));
  return make("table", { class: `nb-differs nb-${view.kind}` },
    make("caption", { dir: "auto" }, view.about), make("tbody", {}, ...rows));
}

// Words between quotation marks, unless they begin with one.
function quoted(words) {
  return /^["“”„«»‘]/.test(words) ? words : `“${words}”`;
}

// Citations by article, in the order in which each is first cited.
function byArticle(sources) {
  const articles = new Map();
  for (const one of sources) {
    articles.set(one.article_id, [...(articles.get(one.article_id) || []), one]);
  }
  return [...articles.values()];
}

// What a clicked chip or passage sends; null for a click on anything else.
function cited(event) {
  const chip = event.target.closest("[data-cite]");
  if (!chip) return null;
  return {
    pane: chip.dataset.pane, kind: chip.dataset.cite,
    turn: Number(chip.dataset.turn), number: Number(chip.dataset.number),
  };
}

// The chip whose words the evidence pane shows is the current one.
function followEvidence(root) {
  document.addEventListener("nb-evidence", (event) => {
    const at = event.detail;
    for (const chip of root.querySelectorAll("[data-cite]")) {
      const current = at && chip.dataset.pane === at.pane && chip.dataset.cite === at.kind &&
        Number(chip.dataset.turn) === at.turn && Number(chip.dataset.number) === at.number;
      if (current) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
  });
}

// What of the library counts, as chips that can be taken away; the library's pane hears of it.
function scopeChips(scope) {
  const shown = scope || {};
  return [
    ...(shown.chips || []).map((one) => make("button", {
      type: "button", class: "nb-pill", "data-unscope": one.part,
      "aria-label": `Take away: ${one.label}`, title: one.label,
    }, make("bdi", {}, one.label), make("span", { "aria-hidden": "true" }, "×"))),
    shown.nothing ? make("p", { class: "nb-doubt", role: "status" }, shown.nothing) : null,
  ].filter(Boolean);
}

function unscoped(event) {
  const chip = event.target.closest("[data-unscope]");
  if (!chip) return false;
  document.dispatchEvent(new CustomEvent("nb-unscope", { detail: chip.dataset.unscope }));
  return true;
}

// Runs once what was ticked is known to the server, which takes a moment; never waits for long.
function onceScoped(then) {
  if (!document.body.dataset.nbScoping) return void then();
  let done = false;
  const once = () => {
    if (!done) then();
    done = true;
  };
  document.addEventListener("nb-scoped", once, { once: true });
  setTimeout(once, 3000);
  return undefined;
}

// The sources of what the middle shows, for the pane that shows articles; `fresh` where they are new
// to the reader. Only a pane that is seen tells of its own.
let sourcesTold = "";
function announceSources(root, found, fresh) {
  const key = JSON.stringify(found);
  if (!root.offsetParent || (key === sourcesTold && !fresh)) return;
  sourcesTold = key;
  document.dispatchEvent(new CustomEvent("nb-sources", { detail: { ...found, fresh } }));
}

// The tabs of the middle.
const tabs = () => [...document.querySelectorAll('#nb-tabs button[role="tab"]')];
const openTab = (name) => tabs().find((one) => one.textContent.trim() === name)?.click();
function onTab(then) {
  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.('#nb-tabs button[role="tab"]');
    if (tab) requestAnimationFrame(() => requestAnimationFrame(() => then(tab.textContent.trim())));
  });
}

// What a page keeps over a reload; where it may not, it does without.
function remember(name, value) {
  try {
    if (value) sessionStorage.setItem(`nb-${name}`, value);
    else sessionStorage.removeItem(`nb-${name}`);
  } catch { /* a browser that stores nothing */ }
}

function remembered(name) {
  try {
    return sessionStorage.getItem(`nb-${name}`) || "";
  } catch {
    return "";
  }
}
