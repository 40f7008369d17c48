// What belongs to a turn once it is told: ask it again, copy it, judge it; and the address of
// the conversation. Loaded before ask.js, which says when.
let editing = null;        // the turn whose question is in the box to be asked again
let replacing = null;      // the turn that the answer on its way takes the place of
let judging = null;        // the turn whose reader may say why, and what was said then
let thumbs = [];
let copied = -1;

const ICONS = {
  edit: "M3 13l.6-2.9L10.700 3a1.300 1.300 0 0 1 1.850 0l.45.45a1.300 1.300 0 0 1 0 1.850L5.900 12.400 3 13z",
  copy: "M6 5.500h6.500v7.500H6zM3.500 10.500V3H10",
  up: "M5 7l2.600-4.500c1 0 1.600.8 1.400 1.800L8.600 6.500h3.100c.8 0 1.400.8 1.200 1.600l-.9 3.700c-.1.7-.7 1.200-1.400 1.200H5zM5 7H3v6h2z",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  drawn.setAttribute("viewBox", "0 0 16 16");
  drawn.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name === "down" ? "up" : name]);
  drawn.append(path);
  drawn.classList.add("nb-icon", `nb-icon-${name}`);
  return drawn;
}

// ---- the question, with what puts it back in the box

const asking = () => make("div", { class: "nb-asked" }, make("h2", { dir: "auto" }),
  make("button", { type: "button", class: "nb-quiet nb-edit", title: "Edit and ask again" }, icon("edit")));

function growAsked(head, view, index, whole) {
  const [question, button] = head.children;
  fill(question, view.question, (words) => (words ? [words] : []));
  button.hidden = !whole || busy;
  button.dataset.edit = index;
  button.setAttribute("aria-label", `Edit and ask again: ${view.question}`);
}

const edited = make("div", { class: "nb-edited", role: "status" });

function edit(index) {
  editing = index;
  box.value = turns()[index].question;
  render();
  fit();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

function leave() {
  if (editing === null) return;
  const index = editing;
  editing = null;
  box.value = "";
  render();
  fit();
  log.children[index]?.querySelector("[data-edit]")?.focus();
}

function renderEdited() {
  const after = editing === null ? 0 : turns().length - editing - 1;
  const rest = after === 1 ? " and the one after it" : after ? ` and the ${after} after it` : "";
  fill(edited, editing === null ? null : rest, () => (editing === null ? [] : [
    make("span", {}, `Asking again replaces this question${rest}.`),
    make("button", { type: "button", class: "nb-quiet", "data-leave": "1" }, "Cancel"),
  ]));
  [...log.children].forEach((node, at) =>
    node.classList.toggle("nb-leaving", editing !== null && at >= editing));
}

// Sent from the box: a question of its own, or one asked again.
function submit() {
  const question = box.value;
  if (editing === null || busy || !question.trim()) return ask(question);
  const instead = editing;
  editing = null;
  box.value = "";
  return ask(question, { question, instead });
}

// ---- below an answer: copy, thumbs, and why

function growAfter(node, view, index, whole) {
  const kept = (props.value || {}).conversation;
  const thumb = thumbs.find((one) => one.turn === index);
  const mark = thumb ? (thumb.up ? 1 : -1) : 0;
  const why = judging && judging.turn === index ? judging : null;
  fill(node, whole && !view.error ? [kept, mark, why, copied === index, view.briefing] : null, () => {
    if (!whole || view.error) return [];
    const button = (value, name, label) => make("button", {
      type: "button", class: "nb-quiet nb-thumb", "data-thumb": value, "data-turn": index,
      "aria-pressed": String(mark === value), "aria-label": label, title: label,
    }, icon(name));
    return [
      view.briefing ? make("button", { type: "button", class: "nb-pill nb-whole", "data-whole": index },
        "Open as a briefing") : null,
      view.text ? make("button", { type: "button", class: "nb-quiet", "data-copy": index },
        icon("copy"), copied === index ? "Copied" : "Copy with sources") : null,
      kept ? button(1, "up", "Good answer") : null,
      kept ? button(-1, "down", "Bad answer") : null,
      why && !why.done ? make("form", { class: "nb-why", "data-why": index },
        make("input", {
          type: "text", name: "words", maxlength: "1000", autocomplete: "off",
          "aria-label": mark > 0 ? "What was good, if you like" : "What was wrong, if you like",
          placeholder: mark > 0 ? "What was good? (optional)" : "What was wrong? (optional)",
        }), make("button", { type: "submit", class: "nb-quiet" }, "Send")) : null,
      why && why.done ? make("span", { class: "nb-meta" }, why.done) : null,
    ].filter(Boolean);
  });
}

function judge(index, thumb) {
  const same = thumbs.some((one) => one.turn === index && (one.up ? 1 : -1) === thumb);
  thumbs = thumbs.filter((one) => one.turn !== index);
  if (!same) thumbs = [...thumbs, { turn: index, up: thumb > 0 }];
  judging = same ? null : { turn: index, thumb };
  announced.textContent = same ? "Thumb taken back" : "Thumb kept";
  render();
  log.children[index]?.querySelector(`[data-thumb="${thumb}"]`)?.focus();
  trigger("rate", { turn: index, thumb: same ? 0 : thumb, words: "" });
}

function tellWhy(form) {
  const words = new FormData(form).get("words").trim();
  const { turn, thumb } = judging;
  judging = words ? { turn, thumb, sent: true, done: " " } : null;
  if (words) trigger("rate", { turn, thumb, words });
  render();
  log.children[turn]?.querySelector(`[data-thumb="${thumb}"]`)?.focus();
}

function plain(view) {
  const named = byArticle(view.sources).map((cited) =>
    `${cited.map((one) => `[${one.number}]`).join("")} ${cited[0].label}${cited[0].url ? ` <${cited[0].url}>` : ""}`);
  return [view.question, view.text, ...view.notices, ...(named.length ? [["Sources", ...named].join("\n")] : [])]
    .join("\n\n") + "\n";
}

// Where the page may not use the clipboard by itself, as on an address without a lock, a
// selection is copied.
async function put(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const held = document.activeElement;
    const sheet = make("textarea", { class: "nb-unseen", "aria-hidden": "true", tabindex: "-1" });
    sheet.value = words;
    root.append(sheet);
    sheet.select();
    const done = document.execCommand("copy");
    sheet.remove();
    held?.focus();
    return done;
  }
}

// The server has a thumb, or says why it has not.
function rated() {
  const found = props.rated || {};
  if (found.conversation === conversation) thumbs = found.thumbs;
  if (judging?.sent || found.trouble) {
    judging = { ...judging, done: found.trouble || "Thank you." };
    announced.textContent = judging.done;
  }
  render();
}

async function copy(index) {
  const done = await put(plain(turns()[index]));
  announced.textContent = done ? "Copied" : "The browser does not allow copying";
  if (!done) return;
  copied = index;
  render();
  log.children[index]?.querySelector("[data-copy]")?.focus();
  setTimeout(() => {
    copied = -1;
    const focused = document.activeElement === log.children[index]?.querySelector("[data-copy]");
    render();
    if (focused) log.children[index]?.querySelector("[data-copy]")?.focus();
  }, 2000);
}

// ---- a server that does not answer: the question is kept, and asked again once it is back

const SILENCE = 5000;
const gone = make("div", { class: "nb-gone nb-warn", role: "alert" });
gone.hidden = true;
let silent = 0;            // the timer that runs while nothing is heard
let awaited = "";          // the question that waits for an answer

const isThere = () => fetch("favicon.ico", { cache: "no-store", signal: AbortSignal.timeout(SILENCE) })
  .then((answer) => answer.ok, () => false);

function watchServer(question) {
  awaited = question;
  remember("question", "");
  fill(gone, null, () => []);
  heard();
}

function unwatchServer() {
  clearTimeout(silent);
  silent = 0;
}

function heard() {
  clearTimeout(silent);
  if (busy) silent = setTimeout(() => isThere().then((there) => (there ? heard() : lose())), SILENCE);
}

function lose() {
  if (!busy) return;
  asked = null;
  if (!keeping && awaited) box.value = awaited;
  fill(gone, [awaited], () => [
    make("span", {}, "newsbrief does not answer: is it still running? What was asked is kept."),
    make("button", { type: "button", class: "nb-pill", "data-retry": "1" }, "Try again"),
  ]);
  fit();
  finish("");
}

// The page is loaded anew, as the server may be another by now that knows nothing of this one.
async function retry() {
  const button = gone.querySelector("button");
  button.disabled = true;
  const there = await isThere();
  button.disabled = false;
  if (!there) return void (announced.textContent = "newsbrief still does not answer");
  remember("question", box.value);
  location.reload();
  return undefined;
}

function askAfterReload(view) {
  const question = remembered("question");
  remember("question", "");
  const index = (view.turns || []).length - 1;
  const last = (view.turns || [])[index];
  if (!question || view.running) return;
  if (!last || last.question !== question) ask(question);
  else if (last.error) ask(question, { question, instead: index });
}

// ---- the address, so that the page comes back to the same conversation

function address(id) {
  const here = new URL(location.href);
  if ((here.searchParams.get("c") || "") === (id || "")) return;
  if (id) here.searchParams.set("c", id);
  else here.searchParams.delete("c");
  history.replaceState(history.state, "", here);
}

function entitled() {
  const first = turns()[0];
  document.title = first ? `${first.question} · newsbrief` : "newsbrief";
}

// ---- keys

const typing = (node) => Boolean(node.closest?.("input, textarea, select, [contenteditable]"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || form.hidden || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (!root.offsetParent) document.querySelector('#nb-tabs button[role="tab"]')?.click();
  requestAnimationFrame(() => box.focus());
});
