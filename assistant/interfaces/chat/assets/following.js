// What is followed: topics that are briefed on, feeds that are read; what became of it, and a form.
const subject = make("input", {
  type: "text", id: "nb-subject", maxlength: "2000", autocomplete: "off", placeholder: "A topic, or the address of a feed",
});
const every = make("select", { id: "nb-every" },
  ...[["hour", "Every hour"], ["day", "Every day"], ["weekday", "On weekdays"], ["week", "Every week"]]
    .map(([value, words]) => make("option", { value, selected: value === "day" ? "" : null }, words)));
const atTime = make("input", { type: "time", id: "nb-at", value: "07:00" });
const atField = make("div", { class: "nb-field" }, make("label", { for: "nb-at" }, "At"), atTime);
const follow = make("button", { type: "submit", class: "nb-pill" }, "Follow");
const followForm = make("form", { class: "nb-follow" },
  make("div", { class: "nb-field" }, make("label", { for: "nb-subject" }, "Follow"), subject),
  make("div", { class: "nb-field" }, make("label", { for: "nb-every" }, "How often"), every), atField, follow);
const followSaid = make("p", { class: "nb-status", role: "status" });
const followRows = make("ul", {});
const followHead = make("summary", {});
const followed = make("details", { class: "nb-followed" }, followHead, followRows, followForm, followSaid);
let changing = false;      // a change is on its way
let unfollowing = "";      // what is to be followed no more, until that is confirmed

function followedRow(one) {
  const button = (name, words, label) => make("button", {
    type: "button", class: "nb-quiet", [`data-${name}`]: one.id, "aria-label": `${label}: ${one.name}`,
  }, words);
  const past = one.briefings.map((run, at) => make("button", {
    type: "button", class: "nb-link", "data-open": run.id, "aria-label": `Open the briefing of ${run.when}: ${one.name}`,
  }, at ? run.when : `Briefing of ${run.when}`));
  return [
    make("div", { class: "nb-what" },
      make("span", { class: "nb-title", dir: "auto" }, one.name),
      make("span", { class: "nb-meta" }, `${one.kind === "feed" ? "Feed" : "Briefing"}, ${one.every}`)),
    ...(unfollowing === one.id
      ? [make("span", { class: "nb-sure" }, "Stop following it?"),
        button("stop", "Stop", "Really stop following"), button("go-on", "Keep", "Keep following")]
      : [button("unfollow", "Stop", "Stop following")]),
    make("div", { class: "nb-became" },
      one.last ? make("p", { class: one.failed ? "nb-warn" : "nb-meta" }, one.last) : null,
      ...one.troubles.map((words) => make("p", { class: "nb-warn" }, words)),
      past.length ? make("p", { class: "nb-past" }, ...past) : null),
  ];
}

function renderFollowed() {
  const view = props.followed || {};
  const rows = view.rows || [];
  fill(followHead, rows.length, () => [rows.length ? `Following (${rows.length})` : "Following"]);
  fillEach(followRows, rows.map((one) => [one, unfollowing === one.id]), () => make("li"), ([one]) => followedRow(one));
  followRows.hidden = rows.length === 0;
  const words = view.trouble || view.outcome || "";
  fill(followSaid, words, () => (words ? [words] : []));
  followSaid.classList.toggle("nb-warn", Boolean(view.trouble));
  atField.hidden = every.value === "hour";
  follow.disabled = changing;
}

followForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (changing) return;
  changing = true;
  renderFollowed();
  trigger("follow", {
    name: subject.value, every: every.value, at: atTime.value, words: Math.round(Number(length.value)) || 250,
  });
});
every.addEventListener("change", renderFollowed);
followed.addEventListener("toggle", () => { if (followed.open) trigger("following"); });
followed.addEventListener("click", (event) => {
  const of = event.target.closest("button")?.dataset;
  if (!of) return;
  if (of.open) followed.open = false;
  const [id, next] = of.unfollow ? [of.unfollow, "go-on"] : [of.goOn || of.stop, "unfollow"];
  if (!id) return;
  unfollowing = of.unfollow || "";
  if (of.stop) trigger("unfollow", { id });
  renderFollowed();
  (followRows.querySelector(`[data-${next}="${CSS.escape(id)}"]`) || followHead).focus();
});
watch("followed", () => {
  const view = props.followed || {};
  if (changing && view.outcome) subject.value = "";
  changing = false;
  renderFollowed();
});
