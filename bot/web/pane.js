// Runs once, in the source pane. `element` is what Python fills, `trigger` sends an event to Python.
// Python marks the slice (so that offsets are counted in one place only); this brings it into view.
const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const scrolling = () => ({ block: 'center', inline: 'nearest', behavior: calm() ? 'auto' : 'smooth' });
const pane = element.closest('#pc-pane'); // what scrolls
let wanted = null;   // what is to be shown as soon as the pane has it
let cameFrom = null; // the chip to go back to
let steady = false;  // whether focus stays on the buttons that go from quote to quote

pane.tabIndex = 0;
pane.setAttribute('role', 'region');
pane.setAttribute('aria-label', WORDS.pane);

// Beside the tabs only the pane scrolls, so that the answer stays where it is; below them the page does.
const bring = (mark) => {
  if (getComputedStyle(pane).overflowY !== 'auto' || window.innerWidth < 1024) {
    mark.scrollIntoView(scrolling());
    return;
  }
  const seen = pane.getBoundingClientRect();
  const top = mark.getBoundingClientRect().top - seen.top + pane.scrollTop - pane.clientHeight * 0.4;
  pane.scrollTo({ top, behavior: scrolling().behavior });
  if (seen.top < -seen.height / 2 || seen.top > window.innerHeight / 2) pane.scrollIntoView(scrolling());
};

const marked = () => element.querySelector('mark[tabindex]');
const place = (chip) => `${chip.dataset.document}-${chip.dataset.start}-${chip.dataset.end}-${chip.dataset.stance}`;

// The quotes that can be gone through: those of the tab that is open, each place once, in their order there.
const quotes = () => {
  const seen = new Set();
  return [...document.querySelectorAll('.pc-quote [data-cite], .pc-nearest [data-cite]')].filter((chip) => {
    if (chip.closest('.pc-nearest:not([open])')) return false;
    if (!chip.checkVisibility() && !chip.closest('details')?.checkVisibility()) return false;
    if (seen.has(place(chip))) return false;
    seen.add(place(chip));
    return true;
  });
};

const here = (all) => all.findIndex((chip) => cameFrom && place(chip) === place(cameFrom));

const tellPosition = () => {
  const at = element.querySelector('[data-position]');
  if (!at) return;
  const all = quotes();
  const index = here(all);
  at.textContent = index < 0 ? '' : WORDS.position.replace('{number}', index + 1).replace('{total}', all.length);
  for (const step of element.querySelectorAll('[data-step]')) {
    const off = index < 0 || all.length < 2;
    step.setAttribute('aria-disabled', off);
  }
};

const reveal = () => {
  const article = element.querySelector('[data-shown]');
  if (!wanted || !article || article.dataset.shown !== wanted.document) return;
  if (wanted.start === undefined) {
    pane.scrollTop = 0;
    if (window.innerWidth < 1024) article.scrollIntoView({ block: 'start', behavior: scrolling().behavior });
    wanted = null;
    return;
  }
  const mark = marked();
  if (!mark || mark.dataset.place !== wanted.place) return;
  bring(mark);
  tellPosition();
  const step = steady && element.querySelector(`[data-step="${steady}"]`);
  (step || mark).focus({ preventScroll: true });
  steady = false;
  wanted = null;
};

const cite = (chip) => {
  const { document: source, start, end, stance } = chip.dataset;
  document.querySelectorAll('[data-cite][aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  chip.setAttribute('aria-current', 'true');
  cameFrom = chip;
  wanted = { document: source, start: Number(start), place: `${start}-${end}-${stance}` };
  const article = element.querySelector('[data-shown]');
  const mark = marked();
  if (article && article.dataset.shown === source && mark && mark.dataset.place === wanted.place) reveal();
  else trigger('cite', { document: source, start: Number(start), end: Number(end), stance });
};

const goBack = () => {
  if (!cameFrom || !cameFrom.isConnected) return;
  for (let at = cameFrom.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true;
  cameFrom.scrollIntoView(scrolling());
  cameFrom.focus({ preventScroll: true });
};

const copy = async (text, told) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement('textarea'); // where the page is not served over a secure address
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  document.querySelectorAll('.pc-copied').forEach((told) => told.remove());
  const note = document.createElement('div');
  note.className = 'pc-copied';
  note.setAttribute('role', 'status');
  note.textContent = told;
  document.body.append(note);
  setTimeout(() => note.remove(), 4000);
};

document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest(selector);
  const chip = at('[data-cite]');
  if (chip) return cite(chip);
  const step = at('[data-step]');
  if (step) {
    const all = quotes();
    const index = here(all);
    if (index >= 0 && all.length > 1) {
      steady = step.dataset.step;
      cite(all[(index + Number(steady) + all.length) % all.length]);
    }
    return;
  }
  const show = at('[data-show]');
  if (show) {
    cameFrom = show;
    wanted = { document: show.dataset.show };
    trigger('show_source', { document: show.dataset.show });
    return;
  }
  if (at('[data-copy]')) return void copy(at('[data-copy]').dataset.copy, WORDS.copied);
  if (at('[data-link]')) {
    const link = `${location.origin}${location.pathname}?${at('[data-link]').dataset.link}`;
    return void copy(link, WORDS.link_copied);
  }
  const tab = at('[data-tab]');
  if (tab) return void document.getElementById(`pc-tab-${tab.dataset.tab}-button`)?.click();
  if (at('[data-back]')) goBack();
});

element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') goBack();
});

new MutationObserver(reveal).observe(element, { childList: true, subtree: true });
if (!document.documentElement.lang) document.documentElement.lang = 'en';
