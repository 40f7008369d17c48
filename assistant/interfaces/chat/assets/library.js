// The list of articles; a click reads one.
const root = element.querySelector(".nb-library");
const heading = make("h2", { class: "nb-label" });
const search = make("input", {
  type: "search", placeholder: "Find an article", "aria-label": "Find an article by title or publisher",
});
const list = make("ul");
const more = make("p", { class: "nb-more" });
root.setAttribute("role", "navigation");
root.setAttribute("aria-label", "Library");
root.append(search, heading, list, more);

const words = (row) => `${row.title} ${row.publisher} ${row.day} ${row.id}`.toLowerCase();

function line(row) {
  return [make("button", { type: "button", "data-id": row.id },
    make("span", { class: "nb-title", dir: "auto" }, row.title),
    make("span", { class: "nb-meta" },
      make("bdi", {}, row.publisher), ` · ${row.day} `, make("code", { title: row.id }, row.short)))];
}

function render() {
  const view = props.value || {};
  const rows = view.rows || [];
  const sought = search.value.trim().toLowerCase();
  const found = sought ? rows.filter((row) => words(row).includes(sought)) : rows;
  fill(heading, sought ? `${found.length} of ${view.heading}` : view.heading, (text) => (text ? [text] : []));
  fillEach(list, found, () => make("li"), line);
  fill(more, sought ? "" : view.more, (text) => (text ? [text] : []));
  search.hidden = rows.length === 0;
}

function mark(id) {
  for (const row of list.querySelectorAll("[data-id]")) {
    if (row.dataset.id === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

search.addEventListener("input", render);
root.addEventListener("click", (event) => {
  const row = event.target.closest("[data-id]");
  if (!row) return;
  trigger("open", { id: row.dataset.id });
  document.dispatchEvent(new Event("nb-drawer-close"));
});
document.addEventListener("nb-article", (event) => mark(event.detail));
render();
watch("value", render);
