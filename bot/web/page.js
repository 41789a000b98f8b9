// Runs once, in the source pane. `element` is what Python fills, `trigger` sends an event to Python.
// Python marks the slice (so that offsets are counted in one place only); this brings it into view.
const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
const scrolling = () => ({ block: 'center', inline: 'nearest', behavior: calm() ? 'auto' : 'smooth' });
const pane = element.closest('#pc-pane'); // what scrolls
let wanted = null;   // what is to be shown as soon as the pane has it
let cameFrom = null; // the chip to go back to

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
  mark.focus({ preventScroll: true });
  wanted = null;
};

const goBack = () => {
  if (!cameFrom || !cameFrom.isConnected) return;
  cameFrom.scrollIntoView(scrolling());
  cameFrom.focus({ preventScroll: true });
};

document.addEventListener('click', (event) => {
  const chip = event.target.closest('[data-cite]');
  if (chip) {
    const { document: source, start, end, stance } = chip.dataset;
    document.querySelectorAll('[data-cite][aria-current]').forEach((other) => other.removeAttribute('aria-current'));
    chip.setAttribute('aria-current', 'true');
    cameFrom = chip;
    wanted = { document: source, start: Number(start), place: `${start}-${end}-${stance}` };
    const article = element.querySelector('[data-shown]');
    const mark = marked();
    if (article && article.dataset.shown === source && mark && mark.dataset.place === wanted.place) reveal();
    else trigger('cite', { document: source, start: Number(start), end: Number(end), stance });
    return;
  }
  const show = event.target.closest('[data-show]');
  if (show) {
    cameFrom = show;
    wanted = { document: show.dataset.show };
    trigger('show_source', { document: show.dataset.show });
    return;
  }
  const jump = event.target.closest('a.pc-said');
  if (jump) {
    const card = document.getElementById(jump.hash.slice(1));
    event.preventDefault();
    if (card) {
      card.scrollIntoView({ block: 'start', behavior: scrolling().behavior });
      card.focus({ preventScroll: true });
    }
    return;
  }
  if (event.target.closest('[data-back]')) goBack();
});

element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') goBack();
});

new MutationObserver(reveal).observe(element, { childList: true, subtree: true });
if (!document.documentElement.lang) document.documentElement.lang = 'en';
