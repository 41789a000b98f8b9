// Runs once, in the results of a check: filter, order and opened cards. They outlast the next result that comes in.
let only = null;       // the kind that is shown; null shows all
let order = 'text';
const opened = new Map(); // by the id of a card, what the reader did to it

const number = (card) => Number(card.id.split('-').pop());
const sure = (card) => Number(card.dataset.confidence ?? (order === 'sure' ? -1 : 2));
const by = {
  text: (one, other) => number(one) - number(other),
  unsure: (one, other) => sure(one) - sure(other) || number(one) - number(other),
  sure: (one, other) => sure(other) - sure(one) || number(one) - number(other),
};

let arranging = false;
const arrange = () => {
  const holder = element.querySelector('.pc-cards');
  if (!holder) {
    only = null;
    order = 'text';
    opened.clear();
    return;
  }
  arranging = true;
  const cards = [...holder.children];
  if (!cards.length) { // a new check begins
    order = 'text';
    opened.clear();
  }
  if (only && !cards.some((card) => card.dataset.kind === only)) only = null;
  const sorted = [...cards].sort(by[order]);
  if (sorted.some((card, index) => card !== cards[index])) holder.append(...sorted);
  for (const card of cards) {
    card.hidden = only !== null && card.dataset.kind !== only;
    const details = card.querySelector(':scope > details');
    if (details && opened.has(card.id)) details.open = opened.get(card.id);
  }
  for (const said of element.querySelectorAll('.pc-said')) {
    said.classList.toggle('pc-dim', only !== null && said.dataset.kind !== only);
  }
  for (const filter of element.querySelectorAll('[data-filter]')) {
    filter.setAttribute('aria-pressed', filter.dataset.filter === only);
  }
  const select = element.querySelector('[data-sort]');
  if (select) select.value = order;
  const told = element.querySelector('.pc-filtered');
  if (told) {
    const shown = cards.filter((card) => !card.hidden).length;
    const text = only ? told.dataset.told.replace('{shown}', shown).replace('{all}', cards.length) : '';
    if (told.textContent !== text) told.textContent = text;
  }
  queueMicrotask(() => { arranging = false; });
};

element.addEventListener('click', (event) => {
  const filter = event.target.closest('[data-filter]');
  if (filter) {
    only = only === filter.dataset.filter ? null : filter.dataset.filter;
    arrange();
    return;
  }
  const summary = event.target.closest('.pc-card > details > summary');
  if (summary) {
    opened.set(summary.closest('.pc-card').id, !summary.parentElement.open);
    return;
  }
  const said = event.target.closest('a.pc-said');
  if (!said) return;
  event.preventDefault();
  const card = document.getElementById(said.hash.slice(1));
  if (!card) return;
  if (card.hidden) only = null;
  opened.set(card.id, true);
  arrange();
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  card.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  card.focus({ preventScroll: true });
});

element.addEventListener('change', (event) => {
  if (!event.target.matches('[data-sort]')) return;
  order = event.target.value;
  arrange();
});

new MutationObserver(() => { if (!arranging) arrange(); }).observe(element, { childList: true, subtree: true });
