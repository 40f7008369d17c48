// What a citation rests on, in a card beside it: under the pointer, and where the focus is.
const card = make("div", { class: "nb-card", id: "nb-card", role: "tooltip" });
card.hidden = true;
let shownAt = null;        // the chip that it tells of
let soon = 0;

function showCard(chip) {
  const { label, quote } = chip.dataset;
  if (!chip.isConnected || !label) return;
  card.replaceChildren(make("p", { class: "nb-meta", dir: "auto" }, label),
    ...(quote ? [make("blockquote", { dir: "auto" }, quoted(quote))] : []));
  hideCard();
  shownAt = chip;
  chip.setAttribute("aria-describedby", card.id);
  card.hidden = false;
  placeCard();
}

function placeCard() {
  const at = shownAt.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const below = at.bottom + 6 + height <= innerHeight - 8;
  card.style.left = `${Math.max(8, Math.min(at.left - 12, innerWidth - width - 8))}px`;
  card.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - 6 - height)}px`;
}

function hideCard() {
  clearTimeout(soon);
  card.hidden = true;
  shownAt?.removeAttribute("aria-describedby");
  shownAt = null;
}

const later = (then, after) => {
  clearTimeout(soon);
  soon = setTimeout(then, after);
};
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const chip = event.target.closest?.(".nb-chip");
  if (chip && chip !== shownAt) later(() => showCard(chip), shownAt ? 60 : 150);
  else if (chip || card.contains(event.target)) clearTimeout(soon);
  else if (shownAt) later(hideCard, 150);
  else clearTimeout(soon);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.(".nb-chip:focus-visible")) showCard(event.target);
});
document.addEventListener("focusout", (event) => { if (event.target === shownAt) hideCard(); });
document.addEventListener("click", (event) => { if (!card.contains(event.target)) hideCard(); }, true);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideCard(); }, true);
document.addEventListener("scroll", (event) => {
  if (!shownAt || card.contains(event.target)) return;
  if (shownAt === document.activeElement) placeCard();  // it was brought into view
  else hideCard();
}, true);
