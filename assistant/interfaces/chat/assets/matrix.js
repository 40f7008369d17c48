// Of a briefing: who tells what, as a table, and which of its sections are shown.
const HIDDEN = "nb-hidden-sections";
let choosing = false;      // the switches are open

// A row for each publisher, a column for each story or key point, its marks where it is cited.
function coverageTable(view, marks) {
  const what = view.kind === "stories" ? "story" : "key point";
  const head = (label, at) => make("th", { scope: "col" }, make("button", {
    type: "button", class: "nb-quiet", "data-leads": `nb-${view.kind}-${at + 1}`, title: label, dir: "auto",
  }, label));
  const cell = (numbers) => make("td", { class: numbers.length ? "nb-cited-here" : null },
    ...(numbers.length ? marks(numbers) : [make("span", { "aria-hidden": "true" }, "·")]));
  return make("div", { class: "nb-matrix", role: "region", tabindex: "0", "aria-labelledby": "nb-matrix-about" },
    make("table", {},
      make("caption", { id: "nb-matrix-about" },
        `Which publisher is cited for which ${what}; a ${what} leads to where it stands.`),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Publisher"), ...view.columns.map(head))),
      make("tbody", {}, ...view.rows.map((row) => make("tr", {},
        make("th", { scope: "row", dir: "auto" }, row.publisher), ...row.cells.map(cell))))));
}

// ---- sections on or off: what is hidden stays so on this page, and nothing is made again

let hidden = new Set();
try {
  hidden = new Set([].concat(JSON.parse(localStorage.getItem(HIDDEN) || "[]")));
} catch { /* a browser that keeps nothing shows all */ }

function switches(sections) {
  return make("div", { class: "nb-switches", id: "nb-switches", role: "group", "aria-label": "Sections that are shown" },
    ...sections.map((one) => make("button", {
      type: "button", class: "nb-pill", "data-section": one.key, "aria-pressed": "true",
    }, one.title)),
    make("p", { class: "nb-meta" }, "Exported files have all sections."));
}

function toggleSection(key) {
  if (!hidden.delete(key)) hidden.add(key);
  try {
    localStorage.setItem(HIDDEN, JSON.stringify([...hidden]));
  } catch { /* it holds until the page is left */ }
}

function showSections(sheet) {
  const box = sheet.querySelector(".nb-switches");
  if (box) box.hidden = !choosing;
  for (const part of sheet.querySelectorAll(".nb-part:not(.nb-part-lead)")) {
    const key = [...part.classList].find((name) => name.startsWith("nb-part-")).slice("nb-part-".length);
    // Without its switch a section could not be had back.
    part.hidden = Boolean(box) && hidden.has(key);
    const goes = sheet.querySelector(`.nb-contents [data-part="${key}"]`);
    if (goes) goes.hidden = part.hidden;
    sheet.querySelector(`.nb-switches [data-section="${key}"]`)?.setAttribute("aria-pressed", String(!part.hidden));
  }
}

function chooseSections(sheet, button) {
  choosing = !choosing;
  button.setAttribute("aria-expanded", String(choosing));
  showSections(sheet);
}

// To an entry that something leads to, whose section is shown for that.
function lead(entry) {
  const part = entry?.closest(".nb-part");
  if (!part) return;
  if (part.hidden) {
    toggleSection([...part.classList].find((name) => name.startsWith("nb-part-")).slice("nb-part-".length));
    showSections(part.closest(".nb-sheet"));
  }
  entry.scrollIntoView({ block: "center" });
  entry.focus({ preventScroll: true });
}
