// The conversation: questions, answers as they grow, and the box to ask in.
const root = element.querySelector(".nb-ask");
const intro = make("div", { class: "nb-intro" });
const log = make("div", { class: "nb-log" });
const announced = make("p", { class: "nb-unseen", role: "status" });
const box = make("textarea", {
  rows: "1", maxlength: "2000", "aria-label": "Your question", enterkeyhint: "send",
});
const send = make("button", { type: "submit", class: "nb-primary" }, "Ask");
const scoped = make("div", { class: "nb-scoped", role: "group", "aria-label": "What is searched" });
const fresh = make("button", { type: "button", class: "nb-quiet" }, "New conversation");
const form = make("form", { class: "nb-composer" }, gone, edited, box,
  make("div", { class: "nb-tools" }, scoped, fresh, make("span", { class: "nb-space" }), send));
const column = make("div", { class: "nb-measure" }, intro, log, announced, form);
root.append(column);

let busy = false;
let conversation = "";     // under which what is shown is kept
let resuming = false;      // what grows was asked for by an earlier page
let keeping = false;       // stopped: what there is stays until the server has it too
let asked = null;          // the question just sent, until the server shows it
let following = {};        // what could be asked next, and after which turn
let settled = 0;           // where we scrolled to; anywhere else, the reader scrolled

function begin(view) {
  const lost = view.lost ? [make("p", { class: "nb-notice" }, view.lost)] : [];
  if (view.total === undefined) return [];
  const live = props.live || {};
  if (!view.total) {
    return [...lost,
      make("p", { class: "nb-lead" }, "The library is empty: add articles of your own, " +
        "or load the sample articles to try it."),
      live.progress
        ? make("p", { class: "nb-status", role: "status" }, live.progress)
        : make("div", { class: "nb-begin" },
          make("button", { type: "button", class: "nb-primary", "data-samples": "1" }, "Load the sample articles"),
          make("button", { type: "button", class: "nb-pill", "data-add": "files" }, "Add files"),
          make("button", { type: "button", class: "nb-pill", "data-add": "paste" }, "Paste links or text")),
      live.trouble ? make("p", { class: "nb-warn" }, live.trouble) : null,
    ].filter(Boolean);
  }
  if (!(view.starters || []).length) return lost;
  return [...lost,
    make("h2", { class: "nb-lead" }, "What would you like to know?"),
    make("div", { class: "nb-starters" }, ...view.starters.map((question) =>
      make("button", { type: "button", class: "nb-pill", "data-question": question }, question))),
  ];
}

function turn() {
  return make("article", { class: "nb-turn" },
    asking(), make("div", { class: "nb-meant", role: "group", "aria-label": "What was understood" }),
    make("p", { class: "nb-understood" }), make("div", { class: "nb-narrowed" }),
    make("div", { class: "nb-preface" }), make("div", { class: "nb-answer" }),
    make("div", { class: "nb-apart" }), make("div", { class: "nb-apart nb-later" }),
    make("div", { class: "nb-notices" }), make("div", { class: "nb-widening" }),
    make("div", { class: "nb-passages" }), make("p", { class: "nb-rests" }),
    make("div", { class: "nb-after" }), make("div", { class: "nb-next" }));
}

function grow(node, view, index, whole) {
  const [head, meant, understood, narrow, said, answer, apart, later, notices, wider, passages, rests, after,
    next] = node.children;
  const place = { pane: "ask", turn: index };
  const refused = !view.sentences.length && !view.preface && !view.status && !view.error;
  growAsked(head, view, index, whole);
  growUnderstood(meant, view, index, whole);
  fill(understood, view.standalone, (text) => (text ? [`Understood as: ${text}`] : []));
  fill(narrow, [view.narrowed, index, refused], () => (refused ? [] : narrowed(view, index, false)));
  fill(wider, [view.narrowed, view.choices, index, refused, widening(index)], () => {
    if (view.choices.length) return choices(view, index);
    return refused ? narrowed(view, index, true) : [];
  });
  node.classList.toggle("nb-refused", refused);
  fill(said, view.preface, (words) => preface(words || ""));
  growAnswer(answer, view, place);
  for (const [box, kind, heading] of [
    [apart, "contradiction", "Sources differ"],
    [later, "update", "Sources differ: a later report replaces an earlier one"],
  ]) {
    const found = view.differing.filter((one) => one.kind === kind);
    fill(box, [found, found.length ? view.sources : []], () => found.length === 0 ? [] : [
      make("h3", { class: "nb-label" }, heading),
      ...found.map((one) => differs(one, view.sources, place)),
    ]);
  }
  fill(notices, [view.status, view.error, view.notices], () => [
    view.status ? make("p", { class: "nb-status" }, view.status) : null,
    view.error ? make("p", { class: "nb-warn" }, view.error) : null,
    ...view.notices.map((notice) => make("p", { class: "nb-notice" }, notice)),
  ].filter(Boolean));
  fill(passages, view.passages, (found) => found.length === 0 ? [] : [
    make("h3", { class: "nb-label" }, "Nearest passages"),
    ...found.map((one, at) => make("button", {
      type: "button", class: "nb-passage", "data-cite": "passage", "data-pane": "ask",
      "data-turn": index, "data-number": at + 1,
    }, make("span", { class: "nb-meta" }, one.about), make("span", { class: "nb-words" }, one.text))),
  ]);
  fill(rests, view.rests_on, (text) => (text ? [text] : []));
  growAfter(after, view, index, whole);
  fill(next, suggested(index).questions, (questions) => questions.map((one) =>
    make("button", { type: "button", class: "nb-pill", dir: "auto", "data-question": one }, one)));
}

// What was looked for once the answer was there; it goes with the next question.
function suggested(index) {
  const done = (props.value || {}).turns || [];
  const follows = done.length && index === done.length - 1 && following.turn === index &&
    following.question === done[index].question;
  return follows && !busy ? following : { questions: [], widening: "" };
}

const widening = (index) => suggested(index).widening;

// The answer that grows, and which turn it is; the finished turn arrives as part of the value.
function growing() {
  return (props.live || {}).answer ? props.live : null;
}

function turns() {
  const done = (props.value || {}).turns || [];
  if (asked !== null) return [...done.slice(0, replacing ?? done.length), blank(asked)];
  const live = growing();
  const follows = live && (live.turn === done.length || live.turn === replacing);
  return follows ? [...done.slice(0, live.turn), live.answer] : done;
}

const blank = (question) => ({
  question, standalone: "", understood: [], kind: "answer", status: "Reading the library…", error: "",
  preface: "", layout: "prose", parts: [], sentences: [], text: "", sources: [], notices: [], passages: [],
  rests_on: "", differing: [], narrowed: [], choices: [],
});

function render() {
  const view = props.value || {};
  const scope = document.nbScope || {};
  const all = turns();
  fill(intro, all.length ? null : [view, props.live], () => (all.length ? [] : begin(view)));
  while (log.children.length > all.length) log.lastElementChild.remove();
  while (log.children.length < all.length) log.append(turn());
  const done = (props.value || {}).turns || [];
  all.forEach((one, index) => grow(log.children[index], one, index, one === done[index]));
  renderEdited();
  entitled();
  form.hidden = !view.total;
  fresh.hidden = all.length === 0 || busy;
  box.placeholder = view.turns && view.turns.length ? "Ask a follow-up"
    : `Ask about ${scope.line || (view.total === 1 ? "1 article" : `${view.total} articles`)}`;
  fill(scoped, [scope.chips, scope.nothing], () => scopeChips(scope));
  send.disabled = Boolean(scope.nothing) && !busy;
  send.textContent = busy ? "Stop" : "Ask";
  keepInView();
  tellSources(false);
}

// The sources of the last answer, for the pane that shows articles.
function tellSources(fresh) {
  const all = turns();
  const { sources } = all.at(-1) || { sources: [] };
  announceSources(root, { pane: "ask", turn: all.length - 1, sources }, fresh);
}

// A new question moves to the top once; after that only the reader scrolls.
function keepInView() {
  const last = log.lastElementChild;
  if (!busy || !last || Math.abs(root.scrollTop - settled) > 2) return;
  root.scrollTop = last.offsetTop - 24;
  settled = root.scrollTop;
}

function ask(question, sent) {
  if (busy || !question.trim() || (!sent && (document.nbScope || {}).nothing)) return;
  asked = question;
  busy = true;
  judging = null;
  replacing = sent && sent.instead !== undefined ? sent.instead : null;
  settled = root.scrollTop;
  if (!sent) box.value = "";
  fit();
  announced.textContent = "Reading the library";
  render();
  watchServer(question);
  onceScoped(() => trigger("ask", sent || { question }));
}

// What there is of an answer stays; where there is nothing yet, the question goes back to its box.
function stop() {
  const last = turns().at(-1);
  keeping = Boolean(last && last.sentences.length);
  if (last && !keeping) box.value = last.question;
  asked = null;
  if (!keeping) replacing = null;
  fit();
  finish("Stopped");
  trigger("stop");
}

function arrived() {
  const live = growing();
  heard();
  // Cleared a moment before the finished turn comes: its nodes stay for that.
  if (!live && (busy || keeping)) return;
  if (live) {
    asked = null;
    if (live.conversation) address(live.conversation);
    if (resuming && live.turn < ((props.value || {}).turns || []).length) replacing = live.turn;
  }
  if (live && live.answer.error) finish("The question could not be answered");
  render();
}

function answered() {
  const view = props.value || {};
  const another = (view.conversation || "") !== conversation;
  asked = null;
  keeping = false;
  replacing = null;
  resuming = false;
  thumbs = view.thumbs || [];
  if (another) editing = null;
  const last = (view.turns || []).at(-1);
  if (view.total !== undefined) address(view.conversation);
  render();
  if (busy && last) {
    finish(last.sentences.length ? `Answer ready, ${last.sources.length} citations`
      : last.preface || "No answer found");
  } else if (busy) finish("");
  else if (another && log.lastElementChild) root.scrollTop = log.lastElementChild.offsetTop - 24;
  tellSources(true);
  conversation = view.conversation || "";
  document.body.dataset.nbConversation = conversation;
  document.dispatchEvent(new Event("nb-conversation"));
  if (view.running) resume();
  if (view.total !== undefined) askAfterReload(view);
}

// An answer is being written that an earlier page asked for: this one follows it.
function resume() {
  busy = true;
  resuming = true;
  settled = root.scrollTop;
  render();
  watchServer("");
  trigger("follow");
}

function finish(words) {
  busy = false;
  unwatchServer();
  announced.textContent = words;
  render();
}

function fit() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const why = event.target.closest("[data-why]");
  if (why) tellWhy(why);
  else if (busy) stop();
  else submit();
});
box.addEventListener("input", fit);
box.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && editing !== null) {
    event.stopPropagation();
    leave();
  }
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!busy) submit();
});
root.addEventListener("click", (event) => {
  const place = cited(event);
  if (place) return trigger("cite", place);
  const button = event.target.closest("button");
  if (!button || unscoped(event)) return undefined;
  if (button.dataset.add) {
    document.dispatchEvent(new CustomEvent("nb-add", { detail: button.dataset.add }));
  }
  const { question, instead } = button.dataset;
  const last = instead !== undefined && Number(instead) === turns().length - 1;
  if (question) ask(question, last ? { question, instead: Number(instead) } : undefined);
  if (button.dataset.without) {
    const turn = Number(button.dataset.turn);
    ask(turns()[turn].question, { turn, without: button.dataset.without });
  }
  if (button.dataset.kinds) {
    if (button.getAttribute("aria-expanded") === "true") closeKinds(true);
    else openKinds(button);
  }
  if (button.dataset.as) askAs(Number(button.dataset.turn), button.dataset.as);
  if (button.dataset.whole) {
    trigger("briefing", { turn: Number(button.dataset.whole) });
    openTab("Brief");
  }
  if (button.dataset.edit) edit(Number(button.dataset.edit));
  if (button.dataset.leave) leave();
  if (button.dataset.copy) copy(Number(button.dataset.copy));
  if (button.dataset.thumb) judge(Number(button.dataset.turn), Number(button.dataset.thumb));
  if (button.dataset.samples) trigger("samples");
  if (button.dataset.retry) retry();
  if (button === fresh) trigger("clear");
  return undefined;
});
followEvidence(root);
onTab((name) => {
  remember("tab", name);
  sourcesTold = "";
  tellSources(false);
});
if (remembered("tab") === "Brief") setTimeout(() => openTab("Brief"));
render();
watch("value", answered);
watch("live", arrived);
document.addEventListener("nb-scope", render);
watch("rated", rated);
watch("suggested", () => {
  const found = props.suggested || {};
  // Those of an earlier turn may come last.
  if (found.turn === undefined || !(following.turn > found.turn)) following = found;
  render();
});
