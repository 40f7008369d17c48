// The briefing: what it is to be about and how long, then the briefing itself.
const root = element.querySelector(".nb-brief");
const topic = make("input", {
  type: "text", maxlength: "2000", placeholder: "A topic, or nothing for the whole library",
  "aria-label": "Topic",
});
const length = make("input", {
  type: "number", min: "20", max: "2000", step: "10", value: "250", "aria-label": "Words",
});
const send = make("button", { type: "submit", class: "nb-primary" }, "Brief me");
const form = make("form", { class: "nb-order" }, topic,
  make("label", { class: "nb-length" }, length, "words"), send);
const status = make("p", { class: "nb-status", role: "status" });
const sheet = make("article", { class: "nb-sheet" },
  make("h2", { class: "nb-headline", dir: "auto" }), make("p", { class: "nb-rests" }),
  make("p", { class: "nb-answer", dir: "auto" }), make("div", { class: "nb-points" }),
  make("div", { class: "nb-notices" }));
root.append(make("div", { class: "nb-measure" }, form, status, sheet));
let busy = false;

function render() {
  const live = props.live;
  const view = props.value || {};
  const place = { pane: "brief", turn: 0 };
  const of = (one) => (view.sources || []).filter((source) => one.citations.includes(source.number));
  const [headline, rests, lead, points, notices] = sheet.children;
  fill(headline, view.headline, (text) => (text ? [text] : []));
  fill(rests, view.rests_on, (text) => (text ? [text] : []));
  fill(lead, [view.sentences, view.sources], () =>
    (view.sentences || []).map((one) => make("span", {}, ...sentence(one, of(one), place))));
  fill(points, [view.points, view.sources], () => !(view.points || []).length ? [] : [
    make("h3", { class: "nb-label" }, "Key points"),
    make("ul", {}, ...view.points.map((one) => make("li", {},
      make("span", { class: "nb-point", dir: "auto" }, ...sentence(one, of(one), place)),
      make("span", { class: "nb-told" }, one.told)))),
  ]);
  fill(notices, view.notices, (all) => (all || []).map((one) => make("p", { class: "nb-notice" }, one)));
  fill(status, live, () => (live && live.status ? [live.status] : live && live.error ? [live.error] : []));
  status.classList.toggle("nb-warn", Boolean(live && live.error));
  sheet.classList.toggle("nb-waiting", busy);
  send.disabled = busy;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  render();
  trigger("brief", { topic: topic.value, words: Math.round(Number(length.value)) || 250 });
});
root.addEventListener("click", (event) => {
  const place = cited(event);
  if (place) trigger("cite", place);
});
followEvidence(root);
render();
watch("value", () => { busy = false; render(); });
watch("live", () => { if (!props.live || props.live.error) busy = false; render(); });
