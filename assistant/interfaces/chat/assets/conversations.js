// The conversations of this browser or login: by day, to be found, opened, renamed, deleted.
const root = element.querySelector(".nb-conversations");
const search = make("input", {
  type: "search", maxlength: "200", placeholder: "Search questions and answers",
  "aria-label": "Search titles, questions and answers",
});
const trouble = make("p", { class: "nb-warn", role: "status" });
const count = make("p", { class: "nb-unseen", role: "status" });
const list = make("div", { class: "nb-conversation-days" });
const more = make("button", { type: "button", class: "nb-quiet" }, "Show more");
const none = make("div", { class: "nb-intro" });
const finding = make("div", { class: "nb-seek" }, search);
root.append(make("div", { class: "nb-measure" }, finding, trouble, count, list, more, none));

const STEP = 50;
let most = STEP;
let state = { id: "", does: "" };     // the conversation that is being renamed or deleted

const current = () => document.body.dataset.nbConversation || "";

const query = () => ({ words: search.value.trim(), most });

function day(moment) {
  const when = new Date(moment);
  const today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(when.toDateString())) / 86400000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" }).format(when);
}

const time = (moment) => new Intl.DateTimeFormat("en-GB",
  { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

const asked = (number) => (number === 1 ? "1 question" : `${number} questions`);

function row(one) {
  const does = state.id === one.id ? state.does : "";
  const button = (name, words, label, kind = "") => make("button", {
    type: "button", class: `nb-quiet ${kind}`, [`data-${name}`]: one.id, "aria-label": `${label}: ${one.title}`,
  }, words);
  const file = (form, words) => make("a", {
    class: "nb-quiet", href: `/conversation/${encodeURIComponent(one.id)}.${form}`, download: "",
    title: `Export as ${words}`,
    "aria-label": `Export as ${words}: ${one.title}`,
  }, words);
  if (does === "rename") {
    return [make("form", { class: "nb-renaming", "data-title": one.id },
      make("input", { type: "text", name: "title", value: one.title, maxlength: "200", "aria-label": "Title" }),
      make("button", { type: "submit", class: "nb-primary" }, "Save"),
      make("button", { type: "button", class: "nb-quiet", "data-keep": one.id }, "Cancel"))];
  }
  return [
    make("button", { type: "button", class: "nb-open", "data-open": one.id, "aria-current": current() === one.id ? "true" : null },
      make("span", { class: "nb-title", dir: "auto" }, one.title),
      make("span", { class: "nb-meta" }, `${asked(one.turns)} · ${time(one.updated)}`)),
    make("div", { class: "nb-does" }, ...(does === "delete"
      ? [make("span", { class: "nb-sure" }, "Delete it for good?"),
        button("delete", "Delete", "Really delete", "nb-really"), button("keep", "Keep", "Keep")]
      : [button("rename", "Rename", "Rename"), file("md", "Markdown"), file("json", "JSON"),
        button("ask", "Delete", "Delete")])),
  ];
}

function render() {
  const view = props.value || {};
  const rows = view.rows || [];
  const days = [];
  for (const one of rows) {
    const name = day(one.updated);
    if (days.at(-1)?.name !== name) days.push({ name, rows: [] });
    days.at(-1).rows.push(one);
  }
  fill(trouble, (props.live || {}).trouble, (words) => (words ? [words] : []));
  fillEach(list, days.map((one) => [one.name, one.rows.map((each) =>
    [each, state.id === each.id ? state.does : "", current() === each.id])]), () => make("section", {}),
    ([name, each]) => [make("h2", { class: "nb-label" }, name),
      make("ul", {}, ...each.map(([one]) => make("li", {}, ...row(one))))]);
  const left = (view.total || 0) - rows.length;
  more.hidden = left <= 0 || most >= 1000;
  more.textContent = `Show more (${left.toLocaleString("en")} left)`;
  finding.hidden = !rows.length && !view.words;
  count.textContent = view.words ? (view.total === 1 ? "1 conversation" : `${view.total} conversations`) : "";
  fill(none, rows.length || view.total === undefined ? null : [view.words, view.kept], () => {
    if (rows.length || view.total === undefined) return [];
    if (view.words) return [make("p", { class: "nb-status" }, "No conversation has these words.")];
    return [make("h2", { class: "nb-lead" }, "No conversations yet"),
      make("p", { class: "nb-status" }, view.kept
        ? "What you ask is kept here, and only this browser or login sees it."
        : "This browser takes no cookies, so that nothing you ask can be kept for it.")];
  });
}

function act(id, does) {
  const was = state;
  state = { id, does };
  render();
  const held = (name) => list.querySelector(`[data-${name}="${CSS.escape(id || was.id)}"]`);
  if (does === "rename") list.querySelector(".nb-renaming input")?.select();
  else if (does === "delete") held("keep")?.focus();
  else held(was.does === "rename" ? "rename" : "ask")?.focus();
}

function showAsk() {
  document.querySelector('#nb-tabs button[role="tab"]')?.click();
}

root.addEventListener("click", (event) => {
  const of = event.target.closest("button")?.dataset;
  if (!of) return;
  if (of.open) {
    trigger("open", { id: of.open });
    showAsk();
  }
  if (of.rename) act(of.rename, "rename");
  if (of.ask) act(of.ask, "delete");
  if (of.keep) act("", "");
  if (of.delete) {
    trigger("discard", { id: of.delete, ...query() });
    state = { id: "", does: "" };
    search.focus();
  }
  if (event.target.closest("button") === more) {
    most += STEP;
    trigger("seek", query());
  }
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  const renamed = event.target.closest("[data-title]");
  if (!renamed) return;
  const title = new FormData(renamed).get("title").trim();
  if (title) trigger("rename", { id: renamed.dataset.title, title, ...query() });
  act("", "");
});
root.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !state.id) return;
  event.stopPropagation();
  act("", "");
});
let soon = 0;
search.addEventListener("input", () => {
  clearTimeout(soon);
  most = STEP;
  soon = setTimeout(() => trigger("seek", query()), 200);
});
document.addEventListener("nb-conversation", render);
// Looked at anew each time it comes into view: another page may have asked meanwhile.
new IntersectionObserver((seen) => {
  if (seen.some((one) => one.isIntersecting)) trigger("seek", query());
}).observe(root);
render();
watch("value", render);
watch("live", render);
