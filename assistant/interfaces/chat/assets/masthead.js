// The line at the top: what this is, which library it reads, and who writes.
const root = element.querySelector(".nb-masthead");
const library = make("span", { class: "nb-pill nb-name", title: "Library" });
const model = make("span", { class: "nb-pill nb-model" });
const drawer = make("button", {
  type: "button", class: "nb-pill nb-drawer", "aria-expanded": "false",
  "aria-controls": "nb-library-pane",
}, "Library");

const login = make("form", { class: "nb-login", method: "post", action: "/logout" });

root.append(make("h1", {}, "newsbrief"), library, make("span", { class: "nb-space" }), model, settle, login, drawer,
  settingsDialog, chosen, card);

// On a narrow page the second half gives way.
const quotesOnly = () => ["Exact quotes", make("small", {}, " · no model connected")];

function render() {
  const view = props.value || {};
  fill(library, view.library, (name) => (name ? [name] : []));
  fill(model, view.model, (name) =>
    name === undefined ? [] : [make("i", {}), ...(name ? [name] : quotesOnly())]);
  fill(login, view.login, (name) => (name ? [make("span", { class: "nb-pill", title: "Logged in" }, name),
    make("button", { type: "submit", class: "nb-quiet" }, "Log out")] : []));
  model.title = view.model || "Exact quotes · no model connected";
}

function openDrawer(open) {
  document.body.classList.toggle("nb-drawer-open", open);
  drawer.setAttribute("aria-expanded", String(open));
}

drawer.addEventListener("click", () => openDrawer(drawer.getAttribute("aria-expanded") !== "true"));
document.addEventListener("nb-drawer-close", () => openDrawer(false));
// A tap beside the drawer closes it, and does nothing else.
document.addEventListener("click", (event) => {
  if (drawer.getAttribute("aria-expanded") !== "true" || drawer.contains(event.target)) return;
  if (event.target.closest("#nb-library-pane, dialog") || !event.target.isConnected) return;
  event.preventDefault();
  event.stopPropagation();
  openDrawer(false);
}, true);
// Gradio's tabs answer a click only; the arrows go from one to the next, as tabs do elsewhere.
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("#nb-tabs [role=tab]");
  const tabs = tab ? [...tab.parentElement.querySelectorAll("[role=tab]")] : [];
  const at = tabs.indexOf(tab);
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const to = tabs.at(next % tabs.length);
  to.click();
  to.focus();
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]") && drawer.getAttribute("aria-expanded") === "true") {
    openDrawer(false);
    drawer.focus();
  }
});
render();
watch("value", render);
