"""The Sources tab: what the library holds, what is asked of it, adding and removing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.web import words
from bot.web.rendering import notice, one_line
from bot.web.running import LIBRARY, told
from bot.web.tables import Added, added_list, remove_question

if TYPE_CHECKING:
    from bot.wiring import Pincite

_TABLE_SCRIPT = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-remove]');
  if (button) trigger('remove_source', { document: button.dataset.remove });
});
"""


def add_file(pincite: "Pincite", path: str) -> Added:
    """Adds one uploaded file, or tells what is wrong with it."""
    name = Path(path).name
    try:
        return Added(name, ingested=pincite.ingest(path, origin=name))
    except Exception as error:
        return Added(name, error=told(error).replace(path, name).removeprefix(f"{name}: "))


class SourcesTab:
    """``changed`` is what the rest of the page shows of the library: outputs, and the function that fills them."""

    def __init__(self, pincite: "Pincite", asked: gr.Dropdown) -> None:
        self._pincite = pincite
        self._asked = asked
        self._pending = gr.State("")
        asked.render()  # type: ignore[no-untyped-call]  # Gradio gives it no types
        self.table = gr.HTML(apply_default_css=False, elem_id="pc-sources-table", js_on_load=_TABLE_SCRIPT)
        with gr.Column(visible=False, elem_id="pc-confirm") as self._confirm:
            self._question = gr.HTML(apply_default_css=False)
            with gr.Row(elem_classes="pc-actions-row"):
                self._yes = gr.Button(words.REMOVE_YES, variant="stop", elem_id="pc-remove-yes", min_width=90)
                self._no = gr.Button(words.REMOVE_NO, elem_id="pc-remove-no", min_width=90)
        gr.HTML(f"<h3>{words.ADD}</h3>", apply_default_css=False, elem_classes="pc-section")
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
        self._files = gr.File(label=words.ADD_FILES, file_count="multiple", elem_id="pc-add-files", height=130)
        self._outcome = gr.HTML(apply_default_css=False, elem_id="pc-added")

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
        confirm = [self._confirm, self._question, self._pending]
        self.table.remove_source(self._ask_first, None, confirm, queue=False, **hidden)
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
        return f'<p class="pc-removed" role="status"><bdi>{one_line(text)}</bdi></p>'
