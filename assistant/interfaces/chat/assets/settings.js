// The settings: which chat model writes, tried before it is taken. Keys are never typed here.
const sliders = () => {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M2 5h5m4 0h3M9 3v4M2 11h2m4 0h6M6 9v4");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("class", "nb-icon");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(path);
  return drawing;
};
const settle = make("button", {
  type: "button", class: "nb-pill nb-settle", "aria-haspopup": "dialog", "aria-label": "Settings", title: "Settings",
}, make("span", {}, "Settings"), sliders());
const named = make("input", {
  type: "text", id: "nb-model", maxlength: "500", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  placeholder: "openai:gpt-5-mini", "aria-describedby": "nb-model-hint",
});
const address = make("input", {
  type: "text", inputmode: "url", id: "nb-url", maxlength: "500", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  placeholder: "The provider’s own", "aria-describedby": "nb-url-hint",
});
const provider = make("select", { id: "nb-provider" },
  make("option", { value: "" }, "Choose…"),
  ...[["openai:gpt-5-mini", "OpenAI"], ["anthropic:claude-sonnet-4-5", "Anthropic"],
    ["google_genai:gemini-2.5-flash", "Google"], ["ollama:llama3.2", "Ollama"],
    ["huggingface:HuggingFaceTB/SmolLM3-3B", "Hugging Face"], ["openai:NAME", "A server of your own"]]
    .map(([value, words]) => make("option", { value }, words)));
const look = make("button", { type: "button", class: "nb-pill" }, "Look on this machine");
const nearby = make("div", { class: "nb-nearby", role: "status" });
const namedHint = make("p", { class: "nb-meta", id: "nb-model-hint" });
const addressHint = make("p", { class: "nb-meta", id: "nb-url-hint" });
const test = make("button", { type: "button", class: "nb-pill" }, "Test");
const verdict = make("p", { class: "nb-verdict", role: "status" });
const writes = make("p", { class: "nb-writes" });
const forAll = make("p", { class: "nb-meta" });
const refused = make("p", { class: "nb-warn", role: "alert" });
const save = make("button", { type: "submit", class: "nb-primary" }, "Save");
const quotes = make("button", { type: "button", class: "nb-pill" }, "Use exact quotes");
const leaveIt = make("button", { type: "button", class: "nb-quiet" }, "Cancel");
const code = (words) => make("code", {}, words);
const how = make("details", { class: "nb-how" }, make("summary", {}, "How to connect a model"),
  make("dl", {},
    make("dt", {}, "OpenAI"), make("dd", {}, code("openai:gpt-5-mini"), ", key in ", code("OPENAI_API_KEY")),
    make("dt", {}, "Ollama"), make("dd", {}, code("pip install 'newsbrief[ollama]'"), ", then ",
      code("ollama:llama3.2"), ", no key"),
    make("dt", {}, "Anthropic"), make("dd", {}, code("pip install 'newsbrief[anthropic]'"), ", then ",
      code("anthropic:claude-…"), ", key in ", code("ANTHROPIC_API_KEY")),
    make("dt", {}, "A server of your own"), make("dd", {}, code("openai:NAME"), " and its address, no key needed")),
  make("p", { class: "nb-meta" }, "Keys stay in the environment that newsbrief is started in: this page neither takes nor shows them."));
const settings = make("form", { method: "dialog", novalidate: "" },
  make("h2", { id: "nb-settings-head" }, "Settings"), writes, forAll,
  make("div", { class: "nb-field" }, make("label", { for: "nb-provider" }, "Provider"),
    make("div", { class: "nb-try" }, provider, look), nearby),
  make("div", { class: "nb-field" }, make("label", { for: "nb-model" }, "Model"), named, namedHint),
  make("div", { class: "nb-field" }, make("label", { for: "nb-url" }, "Address of its server"), address, addressHint),
  make("div", { class: "nb-try" }, test, verdict), how,
  make("div", { class: "nb-acts" }, refused, save, quotes, make("span", { class: "nb-space" }), leaveIt));
const settingsDialog = make("dialog", { class: "nb-dialog nb-settings", "aria-labelledby": "nb-settings-head" }, settings);
const chosen = make("p", { class: "nb-unseen", role: "status" });

let filled = false;     // the fields show what is set; from then on they are the reader's
let saving = false;
let tries = 0;          // the number of the newest try
let trying = false;
let looks = 0;          // the number of the newest look for models on this machine
let looking = false;

function renderSettings() {
  const view = props.settings || {};
  const given = props.tried || {};
  fill(writes, [view.opened && 1, view.writer], () => view.opened === undefined ? [] : [view.writer
    ? `${view.writer} writes the answers, which are checked against their sources.`
    : "No model is connected: answers are exact quotes from the articles."]);
  fill(namedHint, view.model_fixed, (why) => [why || "As LangChain’s init_chat_model names it: provider:model."]);
  fill(addressHint, view.url_fixed, (why) => why ? [why]
    : ["Only for an OpenAI-compatible server, such as ", code("http://127.0.0.1:11434/v1"), "."]);
  named.readOnly = Boolean(view.model_fixed);
  address.readOnly = Boolean(view.url_fixed);
  fill(forAll, view.shared, (words) => (words ? [words] : []));
  fill(refused, saving ? "" : view.trouble, (words) => (words ? [words] : []));
  const current = given.number === tries && !trying && tries > 0;
  fill(verdict, trying ? "…" : current ? given : null, () =>
    trying ? ["Asking for one word…"] : current ? [given.works ? `✓ ${given.line}` : given.line] : []);
  verdict.classList.toggle("nb-works", !trying && current && given.works);
  verdict.classList.toggle("nb-warn", !trying && current && !given.works);
  const local = props.local || {};
  const here = local.number === looks && !looking && looks > 0 ? local : null;
  fill(nearby, looking ? "…" : here, () => looking ? ["Looking…"] : !here ? [] : [
    make("p", { class: "nb-meta" }, here.line),
    ...here.models.map(([server, url, model]) => make("button",
      { type: "button", class: "nb-pill", "data-model": model, "data-url": url }, `${model} · ${server}`))]);
  const ready = filled && !saving;
  provider.disabled = !ready || named.readOnly;
  look.disabled = !ready || looking || named.readOnly || address.readOnly;
  test.disabled = !ready || trying || !named.value.trim();
  save.disabled = !ready || named.readOnly && address.readOnly;
  quotes.hidden = !view.writer || Boolean(view.model_fixed);
  quotes.disabled = !ready;
}

function openSettings() {
  filled = false;
  saving = false;
  trying = false;
  looking = false;
  looks += 1;
  provider.value = "";
  tries += 1;  // what an earlier try still says is not about what is shown now
  refused.textContent = "";
  settingsDialog.showModal();
  renderSettings();
  trigger("settings");
}

function choose(model) {
  if (save.disabled && quotes.disabled) return;
  saving = true;
  renderSettings();
  trigger("choose", { model, url: address.value });
}

function arrivedSettings() {
  const view = props.settings || {};
  if (!filled && settingsDialog.open) {
    named.value = view.model || "";
    address.value = view.url || "";
    how.open = !view.writer;
    filled = true;
    if (!named.readOnly) named.focus();
  } else if (saving) {
    saving = false;
    if (view.outcome) {
      settingsDialog.close();
      chosen.textContent = view.outcome;
    }
  }
  renderSettings();
}

settle.addEventListener("click", openSettings);
leaveIt.addEventListener("click", () => settingsDialog.close());
settings.addEventListener("submit", (event) => {
  event.preventDefault();  // it closes when the choice is kept
  choose(named.value);
});
quotes.addEventListener("click", () => choose(""));
test.addEventListener("click", () => {
  trying = true;
  tries += 1;
  renderSettings();
  trigger("attempt", { number: tries, model: named.value, url: address.value });
});
look.addEventListener("click", () => {
  looking = true;
  looks += 1;
  renderSettings();
  trigger("look", { number: looks });
});
function taken(model, url) {
  named.value = model;
  address.value = url;
  named.dispatchEvent(new Event("input"));
  named.focus();
}
provider.addEventListener("change", () => {
  if (provider.value) taken(provider.value, address.readOnly ? address.value : "");
});
nearby.addEventListener("click", (event) => {
  const button = event.target.closest("[data-model]");
  if (button) taken(`openai:${button.dataset.model}`, button.dataset.url);
});
for (const field of [named, address]) {
  field.addEventListener("input", () => {
    trying = false;
    tries += 1;
    renderSettings();
  });
}
watch("settings", arrivedSettings);
watch("local", () => {
  if ((props.local || {}).number === looks) looking = false;
  renderSettings();
});
watch("tried", () => {
  if ((props.tried || {}).number === tries) trying = false;
  renderSettings();
});
