// Runs once, above the question box: what is pressed in the conversation, and its file on the reader's disk.
document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest(selector);
  const suggested = at('[data-suggested]');
  if (suggested) trigger('suggested', { text: suggested.dataset.suggested });
  const edit = at('[data-edit]');
  if (edit) {
    trigger('edit_turn', { turn: Number(edit.dataset.edit) });
    document.querySelector('#pc-ask-box textarea')?.focus();
  }
  if (at('[data-edit-no]')) trigger('edit_no');
});

document.addEventListener('pc-save', ({ detail: { name, type, text } }) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});

const chat = document.getElementById('pc-chat');
if (chat) {
  chat.tabIndex = 0;
  chat.setAttribute('role', 'region');
  chat.setAttribute('aria-label', WORDS.chat);
}
