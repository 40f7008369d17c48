// The way into the library: files that are dropped or chosen, addresses and text that are pasted.
const chooser = make("input", { type: "file", multiple: "", tabindex: "-1", "aria-label": "Files to add" });
const pick = make("button", { type: "button", class: "nb-link", "aria-label": "Choose files" }, "choose them");
const paste = make("button", { type: "button", class: "nb-link", "aria-label": "Paste links or text" }, "paste links or text");
const lead = make("p", { class: "nb-emptylead" });
const drop = make("div", { class: "nb-drop" }, lead,
  make("p", { class: "nb-droplead" }, "Drop files, ", pick, ", or ", paste),
  make("p", { class: "nb-kinds" }, "PDF, Word, HTML, feeds, ZIP …"), chooser);
const bar = make("progress", { max: "1", "aria-label": "Adding" });
const line = make("p", { class: "nb-progress", role: "status" });
const halt = make("button", { type: "button", class: "nb-quiet", "aria-label": "Stop adding" }, "Stop");
const progress = make("div", { class: "nb-line nb-coming" }, line, halt);
const reports = make("div", { class: "nb-reports" });
const incoming = make("section", { class: "nb-incoming", "aria-label": "Add to the library" },
  progress, bar, reports, drop);
chooser.hidden = true;

const pasted = make("textarea", {
  rows: "9", maxlength: "2000000", "aria-label": "Links or text", "aria-describedby": "nb-reading",
  placeholder: "https://…\n\nor the text of an article",
});
const hint = make("p", { class: "nb-meta", id: "nb-reading", role: "status" });
const known = ["title", "publisher", "day"].map((name) => make("input", {
  name, type: name === "day" ? "date" : "text", maxlength: name === "day" ? null : "500",
}));
const about = make("div", { class: "nb-about" }, ...known.map((field, at) =>
  make("label", {}, make("span", {}, ["Title", "Publisher", "Day"][at]), field)));
const letGo = make("button", { type: "button", class: "nb-quiet" }, "Cancel");
const pastedForm = make("form", { method: "dialog" },
  make("h2", { id: "nb-paste-head" }, "Paste links or text"),
  pasted, hint, about,
  make("div", { class: "nb-acts" }, make("button", { type: "submit", class: "nb-primary" }, "Add"), letGo));
const dialog = make("dialog", { class: "nb-dialog", "aria-labelledby": "nb-paste-head" }, pastedForm);

const AT_ONCE = 3;
const going = new Map();   // what is on its way or done, by the number of its parcel
let parcels = 0;

// ---- what became of it

function outcome(view) {
  const group = (one) => make("details", {},
    make("summary", {}, `${one.heading} (${one.number.toLocaleString("en")})`),
    make("ul", {}, ...one.articles.map((article) => make("li", {},
      make("button", { type: "button", class: "nb-quiet", dir: "auto", "data-id": article.id }, article.title))),
    one.more ? make("li", { class: "nb-meta" }, `and ${one.more.toLocaleString("en")} more`) : null));
  return [
    make("div", { class: "nb-line" },
      make("p", { class: view.trouble ? "nb-warn" : "nb-outcome" }, view.trouble || `${view.line}.`),
      make("button", { type: "button", class: "nb-quiet", "data-close": view.number, "aria-label": "Close this report" }, "×")),
    view.failed.length ? make("ul", { class: "nb-failures" }, ...view.failed.map(([source, reason]) =>
      make("li", {}, make("strong", { dir: "auto" }, source), `: ${reason}`))) : null,
    ...view.groups.map(group),
    ...view.notices.map((one) => make("p", { class: "nb-notice" }, one)),
  ].filter(Boolean);
}

function renderIncoming() {
  const all = [...going.values()];
  const now = all.find((one) => !one.done);
  fill(line, now ? now.line : "", (text) => (text ? [text] : []));
  bar.hidden = progress.hidden = !now;
  halt.disabled = Boolean(now && now.halted);
  if (now && now.share) bar.value = now.share;
  else bar.removeAttribute("value");
  const done = all.filter((one) => one.done).reverse();
  fillEach(reports, done, () => make("div", { class: "nb-report" }), outcome);
  reports.hidden = done.length === 0;
  const view = props.value || {};
  const empty = view.total === 0;
  root.classList.toggle("nb-bare", empty);
  fill(lead, empty, () => (empty ? ["The library is empty."] : []));
  chooser.accept = view.endings || "";
  incoming.hidden = view.total === undefined;
}

function heard() {
  const view = props.adding || {};
  if (view.number === undefined || !going.has(view.number)) return;
  going.set(view.number, { ...view, halted: going.get(view.number).halted });
  renderIncoming();
}

const waits = (number, words, share) => {
  const halted = going.get(number)?.halted;
  going.set(number, { number, line: halted ? "Stopping" : words, share, done: false, halted });
  renderIncoming();
};

// What is on its way is given up; what was read stays, and the report says what that is.
function stopAdding() {
  const now = [...going.values()].find((one) => !one.done);
  if (!now || now.halted) return;
  now.halted = true;
  waits(now.number, "Stopping", now.share);
  trigger("halt", { number: now.number });
}

// ---- files

async function upload(file) {
  const largest = (props.value || {}).largest || Infinity;
  if (file.size > largest) return { refused: `is larger than ${Math.floor(largest / 1048576)} MB: split it` };
  try {
    const reply = await fetch("upload", {
      method: "POST", body: file, headers: { "X-File-Name": encodeURIComponent(file.name.toWellFormed?.() ?? file.name) },
    });
    const given = await reply.json().catch(() => ({}));
    return given.token || given.refused ? given : { refused: `could not be sent (${reply.status}): try again` };
  } catch {
    return { refused: "could not be sent: is newsbrief still running?" };
  }
}

async function addFiles(files) {
  if (files.length === 0) return;
  parcels += 1;
  const number = parcels;
  const tokens = [];
  const refused = [];
  const left = [...files];
  const count = left.length;
  const say = () => waits(number, count === 1 ? "Sending 1 file"
    : `Sending file ${tokens.length + refused.length + 1} of ${count}`, 0);
  say();
  const sendNext = async () => {
    for (let file = left.shift(); file && !going.get(number).halted; file = left.shift()) {
      const given = await upload(file);
      if (given.token) tokens.push(given.token);
      else refused.push([file.name, given.refused]);
      if (left.length) say();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  waits(number, "Waiting for its turn", 0);
  trigger("take", { number, tokens, refused });
}

// The files of what was dropped, those in folders too; hidden ones are passed over.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files];
  const found = [];
  const walk = async (entry) => {
    if (entry.name.startsWith(".") || found.length >= 5000) return;
    if (entry.isFile) {
      found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) return;
      for (const one of some) await walk(one);
    }
  };
  for (const entry of entries) await walk(entry).catch(() => undefined);
  return found;
}

const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("nb-dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("nb-dropping");
});
document.addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  document.body.classList.remove("nb-dropping");
  addFiles(await dropped(event.dataTransfer));
});
pick.addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => {
  addFiles([...chooser.files]);
  chooser.value = "";
});

// ---- what is pasted

const isAddress = (words) => /^https?:\/\/\S+$/i.test(words.trim());
function readPasted() {
  const lines = pasted.value.split("\n");
  const links = lines.filter(isAddress).length;
  const rest = lines.some((words) => !isAddress(words) && /[\p{L}\p{N}]/u.test(words));
  about.hidden = !rest;
  const parts = [links ? `${links === 1 ? "1 link" : `${links} links`} will be fetched` : "",
    rest ? (links ? "the rest is one article" : "This is one article; what is left out here is read from it") : ""];
  fill(hint, parts.filter(Boolean).join(", "), (text) => [text ? `${text}.` : "One link a line, or the text of one article."]);
  return links > 0 || rest;
}
function openPaste() {
  readPasted();
  dialog.showModal();
  pasted.focus();
}
paste.addEventListener("click", openPaste);
letGo.addEventListener("click", () => dialog.close());
pasted.addEventListener("input", readPasted);
dialog.addEventListener("keydown", (event) => event.stopPropagation());
pastedForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!readPasted()) return pasted.focus();
  parcels += 1;
  waits(parcels, "Waiting for its turn", 0);
  const [title, publisher, day] = known.map((field) => (about.hidden ? "" : field.value));
  trigger("take", { number: parcels, pasted: pasted.value, title, publisher, day });
  pastedForm.reset();
  dialog.close();
  return paste.focus();
});
halt.addEventListener("click", stopAdding);
incoming.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close]");
  if (!close) return;
  going.delete(Number(close.dataset.close));
  renderIncoming();
  pick.focus();
});
document.addEventListener("nb-add", (event) => {
  if (event.detail === "paste") openPaste();
  else chooser.click();
});
