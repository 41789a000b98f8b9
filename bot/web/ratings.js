// Runs once, in what holds the last rating. Buttons stand under verdicts and answers all over the page, and are
// rendered again with them: what was said of each is kept here.
const said = new Map(); // by what the rating is about, the words that answer it

const show = (rating) => {
  const words = said.get(rating.dataset.rate);
  const status = rating.querySelector('[role=status]');
  if (words === undefined || status.textContent === words) return;
  status.textContent = words;
  rating.querySelector('.pc-rate-ask').hidden = true;
  rating.querySelector('.pc-rate-form').hidden = true;
};

const send = (rating, values) => trigger('rate', { about: rating.dataset.rate, ...values });

document.addEventListener('click', (event) => {
  const rating = event.target.closest('[data-rate]');
  if (!rating) return;
  const form = rating.querySelector('.pc-rate-form');
  const wrong = event.target.closest('[data-rate-wrong]');
  if (wrong) {
    form.hidden = !form.hidden;
    wrong.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) form.querySelector('select').focus();
  } else if (event.target.closest('[data-rate-right]')) {
    send(rating, { right: true });
  } else if (event.target.closest('[data-rate-send]')) {
    const [expected, reason] = [form.querySelector('select').value, form.querySelector('textarea').value];
    send(rating, { right: false, expected, reason });
  }
});

new MutationObserver(() => {
  const last = element.querySelector('[data-rated]');
  if (!last) return;
  for (const rating of document.querySelectorAll('[data-rate]')) {
    if (rating.dataset.rate !== last.dataset.rated) continue;
    if (last.dataset.kept === 'yes') said.set(rating.dataset.rate, last.textContent);
    else rating.querySelector('[role=status]').textContent = last.textContent;
    show(rating);
  }
}).observe(element, { childList: true, subtree: true, characterData: true, attributes: true });

new MutationObserver(() => {
  if (said.size) document.querySelectorAll('[data-rate]').forEach(show);
}).observe(document.body, { childList: true, subtree: true });
