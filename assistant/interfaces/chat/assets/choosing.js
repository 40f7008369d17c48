// What of the library counts, as this page ticked it: kept here, sent whole, and confirmed.
const chosen = { stories: new Set(), ticked: new Set(), publishers: new Set(), since: "", until: "" };
const looking = { opened: new Set(), stories: 50, articles: 50 };
const STEP = 50;
let sent = 0;              // counts what was sent, so that what comes late undoes nothing
let arrived = 0;           // the latest of them that came back

const tick = (attributes) => make("input", { type: "checkbox", class: "nb-tick", ...attributes });

// Questions wait for this: what was ticked before a question counts for it. Of two replies in one
// frame only the later one is seen, so what nothing confirms is told again, each time later.
const PATIENCE = 3000;
let again = 0;
let patience = PATIENCE;
function tell() {
  sent += 1;
  clearTimeout(again);
  again = setTimeout(() => { patience *= 2; tell(); }, patience);
  document.body.dataset.nbScoping = String(sent);
  trigger("look", {
    sent, search: search.value, order: order.value, opened: [...looking.opened],
    listed_stories: looking.stories, listed_articles: looking.articles,
    stories: [...chosen.stories], ticked: [...chosen.ticked],
    publishers: [...chosen.publishers], since: chosen.since, until: chosen.until,
  });
}

let soon = 0;
function tellSoon(wait) {
  clearTimeout(soon);
  document.body.dataset.nbScoping = "soon";
  soon = setTimeout(tell, wait);
}

// What the server made of it: the truth, unless something was ticked since. Replies may overtake
// each other: where an earlier one comes last, the server has that too, and is told again.
function confirmed() {
  const { scope } = props.scope || {};
  if (!scope) return;
  if (scope.sent < arrived) {
    if (arrived === sent) tell();
    return;
  }
  arrived = scope.sent;
  announceScope();
  if (scope.sent < sent || document.body.dataset.nbScoping === "soon") return;
  for (const [name, keys] of [["stories", scope.stories], ["ticked", scope.articles],
    ["publishers", scope.publishers]]) chosen[name] = new Set(keys);
  chosen.since = scope.since || "";
  chosen.until = scope.until || "";
  settled();
}

// The other panes show what counts; they may be there later than this one.
function announceScope() {
  document.nbScope = props.scope || {};
  document.dispatchEvent(new Event("nb-scope"));
}

function settled() {
  clearTimeout(again);
  patience = PATIENCE;
  delete document.body.dataset.nbScoping;
  document.dispatchEvent(new Event("nb-scoped"));
}

function flip(set, key, on) {
  if (on) set.add(key);
  else set.delete(key);
}

function tickStory(story, on) {
  flip(chosen.stories, story.id, on);
  for (const id of story.members) chosen.ticked.delete(id);
}

// Without one of its articles a ticked story is the rest of them.
function tickArticle(id, on) {
  const story = ((props.value || {}).stories || []).find((one) => one.members.includes(id));
  if (story && chosen.stories.has(story.id)) {
    chosen.stories.delete(story.id);
    for (const member of story.members) chosen.ticked.add(member);
  }
  flip(chosen.ticked, id, on);
  if (story && story.members.every((member) => chosen.ticked.has(member))) tickStory(story, true);
}

function untick(part) {
  if (part === "period") chosen.since = chosen.until = "";
  else if (chosen[part]) chosen[part].clear();
}

// ---- the filters: days and publishers

const since = make("input", { type: "date", "aria-label": "Published from" });
const until = make("input", { type: "date", "aria-label": "Published until" });
const anyDay = make("button", { type: "button", class: "nb-quiet" }, "Any day");
const days = make("div", { class: "nb-panel nb-days", id: "nb-days" },
  make("label", {}, make("span", {}, "From"), since),
  make("label", {}, make("span", {}, "Until"), until), anyDay);
const outlets = make("ul", { class: "nb-outlets" });
const anyOutlet = make("button", { type: "button", class: "nb-quiet" }, "All publishers");
const panel = make("div", { class: "nb-panel", id: "nb-publishers" }, outlets, anyOutlet);
const opener = (controls) => make("button", {
  type: "button", class: "nb-pill", "aria-expanded": "false", "aria-controls": controls,
});
const dayButton = opener("nb-days");
const outletButton = opener("nb-publishers");
const openerSays = (button, label, words) => {
  button.textContent = words;
  button.setAttribute("aria-label", `${label}: ${words}`);
};
const filters = make("div", { class: "nb-filters" },
  make("h2", { class: "nb-label" }, "Period · Publishers"),
  make("div", { class: "nb-openers" }, dayButton, outletButton), days, panel);
days.hidden = panel.hidden = true;

for (const [button, box] of [[dayButton, days], [outletButton, panel]]) {
  button.addEventListener("click", () => {
    for (const [one, other] of [[dayButton, days], [outletButton, panel]]) {
      other.hidden = other === box ? !box.hidden : true;  // one at a time: there is little room
      one.setAttribute("aria-expanded", String(!other.hidden));
    }
  });
}

for (const [field, name] of [[since, "since"], [until, "until"]]) {
  field.addEventListener("change", () => {
    chosen[name] = field.value;
    paint();
    tellSoon(200);
  });
}
anyDay.addEventListener("click", () => { untick("period"); paint(); tell(); });
anyOutlet.addEventListener("click", () => { untick("publishers"); paint(); tell(); });

function outletLine(one) {
  return [make("label", {}, tick({ "data-outlet": one.key }),
    make("bdi", { class: "nb-outlet" }, one.name),
    make("span", { class: "nb-count" }, String(one.articles)))];
}

// What is ticked, where it is shown; no node is made anew, so that the focus stays.
function paint() {
  const view = props.value || {};
  const all = view.outlets || [];
  for (const box of root.querySelectorAll("[data-outlet]")) {
    box.checked = chosen.publishers.has(box.dataset.outlet);
  }
  const members = new Map((view.stories || []).map((one) => [one.id, one.members]));
  for (const box of root.querySelectorAll("[data-tick-story]")) {
    const id = box.dataset.tickStory;
    box.checked = chosen.stories.has(id);
    box.indeterminate = !box.checked && (members.get(id) || []).some((one) => chosen.ticked.has(one));
  }
  const whole = new Set([...members].filter(([id]) => chosen.stories.has(id)).flatMap(([, ids]) => ids));
  for (const box of root.querySelectorAll("[data-tick]")) {
    box.checked = chosen.ticked.has(box.dataset.tick) || whole.has(box.dataset.tick);
  }
  for (const [field, name] of [[since, "since"], [until, "until"]]) {
    if (field.value !== chosen[name] && document.activeElement !== field) field.value = chosen[name];
    field.min = view.first || "";
    field.max = view.last || "";
  }
  const bounded = Boolean(chosen.since || chosen.until);
  const period = ((props.scope || {}).chips || []).find((one) => one.part === "period");
  openerSays(dayButton, "Period", bounded ? (period ? period.label : `${chosen.since || "…"} – ${chosen.until || "…"}`)
    : view.period || "No dates");
  dayButton.classList.toggle("nb-on", bounded);
  anyDay.hidden = !bounded;
  const some = chosen.publishers.size;
  openerSays(outletButton, "Publishers", some ? `${some} of ${all.length}` : `All ${all.length}`);
  outletButton.classList.toggle("nb-on", some > 0);
  anyOutlet.hidden = some === 0;
}
