// The briefing: what it is to be about, those that were saved, then the briefing itself.
const root = element.querySelector(".nb-brief");
const topic = make("input", {
  type: "text", maxlength: "2000", placeholder: "A topic, or nothing for the whole library",
  "aria-label": "Topic",
});
const length = make("input", {
  type: "number", min: "20", max: "2000", step: "10", value: "250", "aria-label": "Words",
});
const send = make("button", { type: "submit", class: "nb-primary" }, "Brief me");
const story = make("select", {});
const dates = ["since", "until", "new_since"].map((name) => make("input", { type: "date", name }));
const labelled = (words, field) => make("label", {}, make("span", {}, words), field);
const scoped = make("div", { class: "nb-scoped", role: "group", "aria-label": "What is read" });
const form = make("form", { class: "nb-order" },
  make("div", { class: "nb-topic" }, topic,
    make("label", { class: "nb-length" }, length, "words"), send),
  make("div", { class: "nb-scope" }, labelled("Story", story), labelled("From", dates[0]),
    labelled("To", dates[1]), labelled("What is new since", dates[2])), scoped);
const status = make("p", { class: "nb-status", role: "status" });
const kept = make("details", { class: "nb-kept" }, make("summary", {}), make("ul"));
const announced = make("p", { class: "nb-unseen", role: "status" });
const tools = make("div", { class: "nb-exports" });
const sheet = make("article", { class: "nb-sheet" });
root.append(make("div", { class: "nb-measure" }, form, kept, followed, status, announced, sheet));

const FORMS = [["md", "Markdown"], ["html", "HTML"], ["docx", "Word"], ["pdf", "PDF"], ["json", "JSON"]];
const KINDS = [
  ["contradiction", "Contradictions: reports that cannot all be right"],
  ["update", "Updates: a later report replaces an earlier one"],
];
const FOLDED = ["people", "figures", "quotes"];
const listOf = (value) => (Array.isArray(value) ? value : []);
const checks = new Map();  // what a check found, by the id of the saved briefing
let busy = false;
let asking = "";           // the saved briefing that is to be deleted, until that is confirmed

// ---- the briefing

function page(view) {
  const place = { pane: "brief", turn: 0 };
  const marks = (numbers) => chips(numbers, view.sources, place);
  const cites = (line) => [line.text, ...marks(line.numbers)];
  const prose = (lines) => lines.flatMap((line) => [make("span", {}, ...cites(line),
    line.note ? make("span", { class: "nb-doubt" }, line.note) : null, " ")]);

  // A line of a list: what opens it, its sentence with marks, and what closes it.
  const item = (line, at, key) => make("li", { id: `nb-${key}-${at + 1}`, tabindex: "-1" },
    line.head ? make("span", { class: "nb-head", dir: "auto" }, line.head) : null,
    make("span", { class: "nb-point", dir: "auto" }, ...cites(line)),
    line.note || line.flag ? make("span", { class: "nb-aside", dir: "auto" }, flag(line), line.note) : null);
  const flag = (line) => line.flag ? make("span", {
    class: "nb-flag", role: "note",
    "aria-label": line.flag === "single-source" ? "Single-source: no other publisher reports this" : line.flag,
  }, line.flag) : null;

  const paragraph = (block) =>
    make("p", { class: block.strong ? "nb-bottom" : "nb-answer", dir: "auto" }, ...prose(block.lines));

  const differing = (all) => KINDS.flatMap(([kind, caption]) => {
    const found = all.filter((one) => one.kind === kind);
    return found.length === 0 ? [] : [make("h4", { class: "nb-kind" }, caption),
      ...found.map((one) => differs(one, view.sources, place))];
  });

  // A block is a story with its own prose, a paragraph, which may be strong, or a list of lines.
  const blocks = (section) => section.blocks.flatMap((block, at) => {
    if (block.prose) return [
      make("h4", { id: `nb-stories-${at + 1}`, tabindex: "-1", dir: "auto" }, block.title),
      make("p", { class: "nb-aside" }, block.note), paragraph(block.prose)];
    if (block.strong !== undefined) return [paragraph(block)];
    return [make("ul", { class: section.key === "points" ? "nb-lines nb-points" : "nb-lines" },
      ...block.lines.map((line, index) => item(line, index, section.key)))];
  });

  const part = (key, title, ...children) => make("section", { class: `nb-part nb-part-${key}` },
    title ? make("h3", { class: "nb-label" }, title) : null, ...children);

  // What is looked up rather than read is folded.
  const folded = (one) => make("section", { class: `nb-part nb-part-${one.key}` },
    make("details", {}, make("summary", {}, make("h3", { class: "nb-label" }, one.title),
      make("span", { class: "nb-meta" }, String(one.blocks.flatMap((block) => block.lines).length))),
    ...blocks(one)));

  const section = (one) => FOLDED.includes(one.key) ? folded(one) : part(one.key, one.title,
    one.key === "timeline" ? axis(view.axis) : null,
    ...(one.key === "differ" ? differing(view.differing) : blocks(one)),
    one.key === "matrix" ? coverageTable(view.matrix, marks) : null);

  // Who tells what comes after what it is about.
  const sections = (view.sections || []).flatMap((one) => view.matrix && view.matrix.kind === one.key
    ? [one, { key: "matrix", title: "Who tells what", blocks: [] }] : [one]);

  // The sources by article, each with the words that are cited.
  const sources = () => make("section", { class: "nb-part nb-part-sources" },
    make("h3", { class: "nb-label" }, "Sources"),
    make("ul", { class: "nb-lines" }, ...byArticle(view.sources).map((cited) => make("li", {},
      make("span", { class: "nb-meta", dir: "auto" }, cited[0].label),
      ...cited.map((one) => make("div", { class: "nb-words" }, make("span", {}, ...marks([one.number])),
        make("span", { class: "nb-point", dir: "auto" }, quoted(one.quote))))))));

  const coverage = () => make("section", { class: "nb-part nb-part-coverage" },
    make("h3", { class: "nb-label" }, "What was read"),
    make("p", {}, view.report),
    view.unused.length ? make("details", {}, make("summary", {}, "What was not used, and why"),
      ...view.unused.flatMap((group) => [make("h4", { dir: "auto" }, group.title),
        make("ul", {}, ...group.blocks[0].lines.map((line) => make("li", { dir: "auto" }, line.text,
          make("span", { class: "nb-aside" }, ` ${line.note}`))))])) : null);

  const titled = sections.filter((one) => one.title);
  const choosable = [...titled, { key: "sources", title: "Sources" }];
  const contents = () => make("nav", { class: "nb-contents", "aria-label": "Sections" },
    ...choosable.map((one) =>
      make("button", { type: "button", class: "nb-quiet", "data-part": one.key }, one.title)),
    make("span", { class: "nb-space" }),
    make("button", {
      type: "button", class: "nb-quiet nb-choose", "aria-expanded": String(choosing), "aria-controls": "nb-switches",
    }, "Show or hide"));

  const notices = (view.notices || []).map((one) => make("p", { class: "nb-notice" }, one));
  return [
    view.headline ? make("h2", { class: "nb-headline", dir: "auto" }, view.headline) : null,
    view.rests_on ? make("p", { class: "nb-rests" }, view.rests_on) : null,
    view.headline ? tools : null,
    notices.length ? make("div", { class: "nb-notices" }, ...notices) : null,
    titled.length > 2 ? contents() : null,
    titled.length > 2 ? switches(choosable) : null,
    ...sections.map(section),
    (view.sources || []).length ? sources() : null,
    view.report ? coverage() : null,
  ].filter(Boolean);
}

// ---- the timeline as a drawing: a dot for each day, which leads to its entry

function drawn(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function axis(all) {
  if (!all.length) return null;
  const place = (one) => `${(2 + 96 * one.place).toFixed(2)}%`;
  const dots = all.map((one, at) => drawn("a", {
    href: `#nb-timeline-${at + 1}`, "data-entry": at + 1, "aria-label": one.when,
  }, drawn("title", {}, one.when), drawn("circle", { cx: place(one), cy: 16, r: 6 })));
  const labels = all.filter((one) => one.anchor).map((one) =>
    drawn("text", { x: place(one), y: 42, "text-anchor": one.anchor }, one.when));
  return drawn("svg", { class: "nb-axis", role: "group", "aria-label": `${all.length} days` },
    drawn("line", { x1: "2%", y1: 16, x2: "98%", y2: 16 }), ...dots, ...labels);
}

// ---- what can be done with a briefing, and those that were saved

function exports(view) {
  return [
    make("button", { type: "button", class: "nb-pill", "data-save": "1", disabled: view.saved ? "" : null },
      view.saved ? `Saved ${view.saved}` : "Save"),
    make("span", { class: "nb-space" }),
    ...FORMS.map(([form, name]) => make("a", {
      class: "nb-pill", href: `briefing/${encodeURIComponent(view.token)}.${form}`, download: "",
      "aria-label": `Export as ${name}`,
    }, name)),
  ];
}

function row(one) {
  const found = checks.get(one.id);
  const button = (name, words, label) => make("button", {
    type: "button", class: "nb-quiet", [`data-${name}`]: one.id, "aria-label": `${label}: ${one.headline}`,
  }, words);
  return [
    make("button", { type: "button", class: "nb-open", "data-open": one.id },
      make("span", { class: "nb-title", dir: "auto" }, one.headline),
      make("span", { class: "nb-meta" }, one.saved)),
    ...(asking === one.id
      ? [make("span", { class: "nb-sure" }, "Delete it for good?"),
        button("delete", "Delete", "Really delete"), button("keep", "Keep", "Keep")]
      : [button("check", "Check again", "Check again"), button("ask", "Delete", "Delete")]),
    found ? make("div", { class: found.holds ? "nb-checked" : "nb-checked nb-warn", role: "status" },
      make("p", {}, found.holds ? `✓ ${found.line}` : found.line),
      ...found.details.map((words) => make("p", { dir: "auto" }, words))) : null,
  ].filter(Boolean);
}

function render() {
  const live = props.live || {};
  const { saved, id, ...view } = props.value || {};
  fill(sheet, view, page);
  showSections(sheet);
  fill(tools, [view.token, saved], () => (view.token ? exports({ token: view.token, saved }) : []));
  const words = live.status || live.error || "";
  fill(status, words, () => (words ? [words] : []));
  status.classList.toggle("nb-warn", Boolean(live.error));
  sheet.classList.toggle("nb-waiting", busy);
  const scope = document.nbScope || {};
  send.disabled = busy || Boolean(scope.nothing);
  fill(scoped, [scope.chips, scope.nothing, scope.line], () => (scope.chips || []).length === 0 ? [] : [
    make("span", {}, `Reads only ${scope.line}`), ...scopeChips(scope)]);
  const stories = listOf(props.choices);
  const chosen = story.value;
  fill(story, stories, () => [make("option", { value: "" }, "Any"), ...stories.map((one) =>
    make("option", { value: one.id }, `${one.title} (${one.about})`))]);
  story.value = stories.some((one) => one.id === chosen) ? chosen : "";
  const rows = listOf(props.kept);
  kept.hidden = rows.length === 0;
  fill(kept.children[0], rows.length, () => [`Saved briefings (${rows.length})`]);
  fillEach(kept.children[1], rows.map((one) => [one, checks.get(one.id), asking === one.id]),
    () => make("li"), ([one]) => row(one));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy || send.disabled) return;
  busy = true;
  announced.textContent = "";
  render();
  const order = {
    topic: topic.value, words: Math.round(Number(length.value)) || 250, story: story.value,
    ...Object.fromEntries(dates.map((one) => [one.name, one.value])),
  };
  remember("order", JSON.stringify(order));
  onceScoped(() => trigger("brief", order));
});

// What was asked for, and the briefing that was open, come back with the page.
function resume() {
  const { topic: words, words: number, story: id, ...days } = JSON.parse(remembered("order") || "{}");
  if (number) {
    topic.value = words;
    length.value = String(number);
    story.value = listOf(props.choices).some((one) => one.id === id) ? id : "";
    for (const one of dates) one.value = days[one.name] || "";
  }
  const open = remembered("briefing");
  if (open) trigger("resume", JSON.parse(open));
}

function opened(view) {
  const { token, id, topic: words } = view;
  remember("briefing", token ? JSON.stringify({ token, id }) : "");
  if (document.activeElement !== topic) topic.value = words || "";
  tellSources();
}

const tellSources = () => announceSources(root,
  { pane: "brief", turn: 0, sources: (props.value || {}).sources || [] }, false);
root.addEventListener("click", (event) => {
  const place = cited(event);
  if (place) return trigger("cite", place);
  const leads = event.target.closest("[data-entry], [data-leads]");
  if (leads) {
    event.preventDefault();
    const of = leads.dataset;
    return lead(root.querySelector(`#${CSS.escape(of.leads || `nb-timeline-${of.entry}`)}`));
  }
  const button = event.target.closest("button");
  if (!button || button.disabled || unscoped(event)) return undefined;
  const of = button.dataset;
  if (button.classList.contains("nb-choose")) chooseSections(sheet, button);
  if (of.section) {
    toggleSection(of.section);
    showSections(sheet);
  }
  if (of.part) {
    const chosen = root.querySelector(`.nb-part-${of.part}`);
    const fold = FOLDED.includes(of.part) && chosen.querySelector("details");
    if (fold) fold.open = true;
    chosen.scrollIntoView({ block: "start" });
  }
  if (of.save) trigger("save");
  if (of.open) {
    kept.open = false;
    trigger("reopen", { id: of.open });
  }
  if (of.check) trigger("check", { id: of.check });
  if (of.delete) trigger("discard", { id: of.delete });
  if (of.ask || of.keep || of.delete) {
    asking = of.ask || "";
    render();
    const [name, id] = of.ask ? ["keep", of.ask] : ["ask", of.keep || of.delete];
    kept.querySelector(`[data-${name}="${CSS.escape(id)}"]`)?.focus();
  }
  return undefined;
});
followEvidence(root);
render();
renderFollowed();
watch("value", () => {
  const view = props.value || {};
  if (busy) announced.textContent = view.headline
    ? `Briefing ready, ${view.sources.length} citations` : "No briefing";
  busy = false;
  render();
  if (view.headline !== undefined) opened(view);
});
watch("live", () => { if (!props.live || props.live.error) busy = false; render(); });
// This pane is made when its tab is first opened: what it is to show may be there by then.
let begun = false;
function begin() {
  if (begun || !Array.isArray(props.choices)) return;
  begun = true;
  const view = props.value || {};
  if (view.headline === undefined) resume();
  else opened(view);
}
watch("choices", () => {
  render();
  begin();
});
setTimeout(begin);
onTab(() => {
  sourcesTold = "";
  tellSources();
});
document.addEventListener("nb-scope", render);
watch("kept", render);
watch("checked", () => {
  const found = props.checked || {};
  if (found.id) checks.set(found.id, found);
  render();
});
