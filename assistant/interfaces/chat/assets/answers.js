// What an answer says, in its layout; what was understood of its request; what it can be asked as.
// Loaded before ask.js.

// ---- the answer

const LISTS = { lead: ["p", "span"], prose: ["p", "span"], bullets: ["ul", "li"], numbered: ["ol", "li"] };
const SIDE = /^(?:\d+\. |Only )/;

// The answer as blocks: each a heading over some of its sentences, laid out in one way.
function blocksOf(view) {
  // What reports tell differently stands in tables of its own.
  if (view.kind === "differences" && view.differing.length) return [];
  const rows = view.sentences.map((one) => [one,
    view.sources.filter((source) => one.citations.includes(source.number))]);
  if (view.layout === "table") return [{ as: "table", heading: "", rows, parts: view.parts }];
  const as = view.layout === "points" ? "bullets" : view.layout;
  if (!view.parts.length && view.layout === "points") {
    return [{ as: "lead", heading: "", rows: rows.slice(0, 1) },
      { as, heading: "", rows: rows.slice(1) }].filter((block) => block.rows.length);
  }
  const parts = view.parts.length ? view.parts : [{ heading: "", statements: rows.length }];
  let from = 0;
  const blocks = parts.map((part) => {
    const first = from;
    from += part.statements;
    return { as, heading: part.heading, first, rows: rows.slice(first, from) };
  }).filter((block) => block.rows.length);
  return view.kind === "comparison" ? sided(blocks) : blocks;
}

// Which side of a comparison a block is of: the first that is named stands on the left.
function sided(blocks) {
  const names = blocks.map((block) => block.heading.replace(SIDE, ""));
  return blocks.map((block, at) => ({
    ...block, side: names[at] === names[0] ? 1 : 2, as: block.rows.length > 1 && block.as === "prose" ? "bullets" : block.as,
    heading: block.heading.startsWith("Only ") ? block.heading : names[at],
  }));
}

function growAnswer(node, view, place) {
  const blocks = blocksOf(view);
  node.hidden = blocks.length === 0;
  node.dataset.kind = view.kind;
  while (node.children.length > blocks.length) node.lastElementChild.remove();
  while (node.children.length < blocks.length) node.append(make("div", { class: "nb-block" }));
  const linked = view.kind === "library";
  blocks.forEach((block, at) => growBlock(node.children[at], block, place, linked));
}

// The list of a block stays while sentences come to it, and so does each of them.
function growBlock(node, block, place, linked) {
  if (node.dataset.as !== block.as || node.dataset.side !== String(block.side || "")) {
    node.dataset.as = block.as;
    node.dataset.side = block.side || "";
    node.replaceChildren(make("h3", { dir: "auto" }), make(block.as === "table" ? "div" : LISTS[block.as][0]));
  }
  const [heading, list] = node.children;
  fill(heading, block.heading, (words) => (words ? [words] : []));
  if (block.as === "table") return fill(list, block, () => [table(block, place, linked)]);
  if (block.as === "numbered") list.start = block.first + 1;
  const said = linked ? link : sentence;
  return fillEach(list, block.rows, () => make(LISTS[block.as][1], { dir: "auto" }),
    ([one, sources]) => said(one, sources, place));
}

// An article of the library: its line opens it.
function link(view, sources, place) {
  if (!view.citations.length) return [view.text];
  return [make("button", {
    type: "button", class: "nb-link", "data-cite": "citation", "data-pane": place.pane,
    "data-turn": place.turn, "data-number": view.citations[0],
  }, view.text)];
}

function table(block, place, linked) {
  const heads = [];
  for (const part of block.parts) {
    for (let at = 0; at < part.statements; at += 1) heads.push(at ? null : part);
  }
  const headed = block.parts.some((part) => part.heading);
  const row = ([one, sources], at) => make("tr", {},
    headed && heads[at] !== null ? make("th", {
      scope: "row", dir: "auto", rowspan: heads[at] ? heads[at].statements : null,
    }, heads[at] ? heads[at].heading : "") : null,
    make("td", { dir: "auto" }, ...(linked ? link : sentence)(one, sources, place)),
    make("td", { class: "nb-meta", dir: "auto" }, [...new Set(sources.map((source) => source.about))].join("; ")));
  return make("table", { class: "nb-rows" },
    make("thead", {}, make("tr", {}, headed ? make("th", { scope: "col" }, "On") : null,
      make("th", { scope: "col" }, "Statement"), make("th", { scope: "col" }, "Source"))),
    make("tbody", {}, ...block.rows.map(row)));
}

// What newsbrief says itself: paragraphs, and lists where lines begin with a dash.
function preface(words) {
  const nodes = [];
  for (const line of words.split("\n").filter(Boolean)) {
    if (!line.startsWith("- ")) nodes.push(make("p", { dir: "auto" }, line));
    else {
      if (nodes.at(-1)?.tagName !== "UL") nodes.push(make("ul"));
      nodes.at(-1).append(make("li", { dir: "auto" }, line.slice(2)));
    }
  }
  return nodes;
}

// ---- what was understood, and what else the same words can be asked as

const kinds = make("div", { class: "nb-menu", role: "menu", "aria-label": "Ask the same as" });
kinds.hidden = true;

function growUnderstood(node, view, index, whole) {
  const [kind, ...rest] = view.understood;
  const can = whole && !busy;
  fill(node, [kind, rest, index, can], () => (kind === undefined ? [] : [
    make("button", {
      type: "button", class: "nb-pill nb-as", "data-kinds": index, "aria-haspopup": "menu",
      "aria-expanded": "false", disabled: can ? null : "", title: "Ask the same as something else",
      "aria-label": `Understood as: ${kind}. Ask the same as something else`,
    }, kind),
    ...rest.map((words) => make("bdi", { class: "nb-pill" }, words)),
  ]));
}

function openKinds(button) {
  const index = Number(button.dataset.kinds);
  const now = turns()[index].understood[0];
  kinds.replaceChildren(...((props.value || {}).kinds || []).map((one) => make("button", {
    type: "button", role: "menuitemradio", "aria-checked": String(one.label === now), tabindex: "-1",
    "data-as": one.kind, "data-turn": index,
  }, one.label)));
  button.parentElement.append(kinds);
  kinds.hidden = false;
  button.setAttribute("aria-expanded", "true");
  (kinds.querySelector('[aria-checked="true"]') || kinds.firstElementChild)?.focus();
}

function closeKinds(refocus) {
  if (kinds.hidden) return;
  const button = kinds.parentElement?.querySelector("[data-kinds]");
  kinds.hidden = true;
  button?.setAttribute("aria-expanded", "false");
  if (refocus) button?.focus();
}

kinds.addEventListener("keydown", (event) => {
  const all = [...kinds.children];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") closeKinds(true);
  if (event.key === "Escape") event.stopPropagation();
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  all[(to + all.length) % all.length].focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-kinds], .nb-menu")) closeKinds(false);
});

// The same words, asked as another kind: the last turn is asked again, one before it comes anew.
function askAs(index, kind) {
  closeKinds(false);
  const last = index === turns().length - 1;
  ask(turns()[index].question, { turn: index, kind, ...(last ? { instead: index } : {}) });
}

// ---- what narrowed a search, and what an answer without it would be

// Which of two things is meant: a choice takes the place of what was asked.
const choices = (view, index) => view.choices.map((words) => make("button", {
  type: "button", class: "nb-pill", dir: "auto", "data-question": words, "data-instead": index,
}, words));

function narrowed(view, index, refused) {
  const part = refused ? widening(index) : "";
  const pill = (one) => make("button", {
    type: "button", class: one.part === part ? "nb-primary" : "nb-pill", "data-without": one.part,
    "data-turn": index, "aria-label": `Ask again without: ${one.label}`, title: "Ask again without this",
  }, ...(refused ? ["Ask without ", make("bdi", {}, one.label)] : [make("bdi", {}, one.label), " ×"]));
  const blamed = view.narrowed.find((one) => one.part === part);
  return view.narrowed.length === 0 ? [] : [
    make("span", {}, ...(blamed ? ["Beyond ", make("bdi", {}, blamed.label), " the library answers this."]
      : [refused ? "Searched only part of the library." : "Searched only"])),
    ...view.narrowed.map(pill),
  ];
}
