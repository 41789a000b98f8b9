"""The Sources tab: what the library holds, what is asked of it, adding and removing."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.domain import SourceInfo
from bot.errors import PinciteError
from bot.ingestion.reading import is_url
from bot.quoting import instruction_spans
from bot.web import words
from bot.web.rendering import notice, safe_line
from bot.web.running import LIBRARY, told
from bot.web.tables import Added, added_list, remove_question

if TYPE_CHECKING:
    from bot.pincite import Pincite

_TABLE_SCRIPT = """
element.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest(selector);
  if (at('[data-remove]')) trigger('remove_source', { document: at('[data-remove]').dataset.remove });
  if (at('[data-only]')) trigger('choose_sources', { documents: [at('[data-only]').dataset.only] });
  if (at('[data-every]')) trigger('choose_sources', { documents: [] });
});
// Gradio names this button otherwise than it reads, which hides it from who speaks to the page
const named = () => document.querySelectorAll('.upload-container[aria-label]').forEach((drop) => {
  drop.removeAttribute('aria-label');
});
new MutationObserver(named).observe(document.getElementById('pc-desk'), { childList: true, subtree: true });
named();
element.addEventListener('change', (event) => {
  if (!event.target.matches('[data-asked]')) return;
  const ticked = [...element.querySelectorAll('[data-asked]:checked')].map((box) => box.dataset.asked);
  trigger('choose_sources', { documents: ticked });
});
"""
_SEE_QUESTION = """() => requestAnimationFrame(() => requestAnimationFrame(() => {
  document.getElementById('pc-confirm')?.scrollIntoView({ block: 'nearest' });
}))"""
"""Below a long list the question would not be seen."""


def add_file(pincite: "Pincite", path: str) -> Added:
    """Adds one uploaded file, or tells what is wrong with it."""
    name = Path(path).name
    try:
        return Added(name, ingested=pincite.ingest(path, origin=name))
    except Exception as error:
        return Added(name, error=told(error).replace(path, name).removeprefix(f"{name}: "))


def add_address(pincite: "Pincite", address: str) -> Added:
    """Adds what stands at a web address; a path is refused, since the page reads no files of its server."""
    address = address.strip()
    if not is_url(address):
        return Added(address, error=words.NOT_AN_ADDRESS)
    try:
        return Added(address, ingested=pincite.ingest(address))
    except Exception as error:
        return Added(address, error=told(error).removeprefix(f"{address}: ").removeprefix(address).lstrip())


class SourcesTab:
    """``changed`` is what the rest of the page shows of the library: outputs, and the function that fills them."""

    def __init__(self, pincite: "Pincite", asked: gr.State) -> None:
        self._pincite = pincite
        self._asked = asked
        self._pending = gr.State("")
        self._flags: dict[str, bool] = {}
        self.table = gr.HTML(apply_default_css=False, elem_id="pc-sources-table", js_on_load=_TABLE_SCRIPT)
        with gr.Column(visible=False, elem_id="pc-confirm") as self._confirm:
            self._question = gr.HTML(apply_default_css=False)
            with gr.Row(elem_classes="pc-actions-row"):
                self._yes = gr.Button(words.REMOVE_YES, variant="stop", elem_id="pc-remove-yes", min_width=90)
                self._no = gr.Button(words.REMOVE_NO, elem_id="pc-remove-no", min_width=90)
        self._outcome = gr.HTML(apply_default_css=False, elem_id="pc-added")
        gr.HTML(f"<h2>{words.ADD}</h2>", apply_default_css=False, elem_classes="pc-section")
        self._files = gr.File(label=words.ADD_FILES, file_count="multiple", elem_id="pc-add-files", height=120)
        with gr.Row(elem_classes="pc-address-row"):
            self._address = gr.Textbox(
                label=words.ADD_ADDRESS_LABEL,
                placeholder=words.ADD_ADDRESS_PLACEHOLDER,
                max_lines=1,
                elem_id="pc-add-address",
                scale=4,
            )
            self._add_address = gr.Button(words.ADD_ADDRESS, elem_id="pc-add-from-address", min_width=130, scale=1)
        self._title = gr.Textbox(
            label=words.ADD_TITLE_LABEL, placeholder=words.ADD_TITLE_PLACEHOLDER, max_lines=1, elem_id="pc-add-title"
        )
        self._text = gr.Textbox(
            label=words.ADD_TEXT_LABEL,
            placeholder=words.ADD_TEXT_PLACEHOLDER,
            lines=5,
            max_lines=12,
            elem_id="pc-add-text",
        )
        self._add = gr.Button(words.ADD_TEXT, variant="primary", elem_id="pc-add")

    def connect(self, outputs: list[Any], refresh: Callable[..., list[Any]], shown: gr.Dropdown) -> None:
        """``refresh(asked, shown, show=None)`` gives what ``outputs`` take after the library has changed."""
        self._refresh = refresh
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        state = [self._asked, shown]
        self._add.click(
            self._paste,
            [self._title, self._text, *state],
            [self._outcome, self._title, self._text, *outputs],
            **LIBRARY,
            **hidden,
        )
        self._files.upload(
            self._upload, [self._files, *state], [self._outcome, self._files, *outputs], **LIBRARY, **hidden
        )
        gr.on(
            [self._add_address.click, self._address.submit],
            self._fetch,
            [self._address, *state],
            [self._outcome, self._address, *outputs],
            **LIBRARY,
            **hidden,
        )
        self.table.choose_sources(self._choose, state, outputs, queue=False, **hidden)
        confirm = [self._confirm, self._question, self._pending]
        asked = self.table.remove_source(self._ask_first, None, confirm, **hidden)  # queued, or its warning is not seen
        asked.then(None, None, None, js=_SEE_QUESTION)
        self._no.click(self._kept, None, confirm, queue=False, **hidden)
        self._yes.click(self._remove, [self._pending, *state], [self._outcome, *confirm, *outputs], **LIBRARY, **hidden)

    def _paste(self, title: str, text: str, asked: list[str], shown: str | None) -> list[Any]:
        try:
            ingested = self._pincite.ingest_text(text, title)
        except Exception as error:
            return [notice(told(error), kept=bool(text)), gr.skip(), gr.skip(), *self._refresh(asked, shown)]
        outcome = added_list([Added(ingested.title, ingested)])
        return [outcome, "", "", *self._refresh(asked, shown, show=ingested.document)]

    def _upload(self, paths: list[str] | None, asked: list[str], shown: str | None) -> Iterator[list[Any]]:
        done: list[Added] = []
        unchanged = self._refresh(asked, shown)
        for path in paths or []:
            yield [added_list(done, adding=Path(path).name), gr.skip(), *[gr.skip() for _ in unchanged]]
            done.append(add_file(self._pincite, path))
        added = [item.ingested.document for item in done if item.ingested]
        yield [added_list(done), None, *self._refresh(asked, shown, show=added[0] if added else None)]

    def _fetch(self, address: str, asked: list[str], shown: str | None) -> Iterator[list[Any]]:
        same = [gr.skip() for _ in self._refresh(asked, shown)]
        yield [added_list([], adding=address), gr.skip(), *same]
        done = add_address(self._pincite, address)
        if done.ingested is None:
            yield [added_list([done]), gr.skip(), *same]
        else:
            yield [added_list([done]), "", *self._refresh(asked, shown, show=done.ingested.document)]

    def _choose(self, _asked: list[str], shown: str | None, event: gr.EventData) -> list[Any]:
        ticked = (event._data or {}).get("documents")
        return self._refresh([str(source) for source in ticked] if isinstance(ticked, list) else [], shown)

    def flagged(self, sources: Sequence[SourceInfo]) -> set[str]:
        """The ids of the sources that hold text which looks like an order to a machine."""
        for source in sources:
            if source.id not in self._flags:  # an id is made of the text, so what was found of it stays true
                try:
                    self._flags[source.id] = bool(instruction_spans(self._pincite.document(source.id).text))
                except PinciteError:
                    continue
        return {source.id for source in sources if self._flags.get(source.id)}

    def _ask_first(self, event: gr.EventData) -> list[Any]:
        source = str((event._data or {}).get("document", ""))
        try:
            title = self._pincite.document(source).title
        except Exception as error:
            gr.Warning(told(error))
            return self._kept()
        return [gr.Column(visible=True), remove_question(title), source]

    @staticmethod
    def _kept() -> list[Any]:
        return [gr.Column(visible=False), "", ""]

    def _remove(self, source: str, asked: list[str], shown: str | None) -> list[Any]:
        try:
            outcome = words.REMOVED.format(title=self._pincite.remove(source).title)
        except Exception as error:
            return [notice(told(error)), *self._kept(), *self._refresh(asked, shown)]
        return [self._said(outcome), *self._kept(), *self._refresh(asked, shown)]

    @staticmethod
    def _said(text: str) -> str:
        return f'<p class="pc-removed" role="status"><bdi>{safe_line(text)}</bdi></p>'
