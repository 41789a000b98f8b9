"""The pane beside the tabs: which source is shown, and the one slice of it that is marked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.domain import Quote, SourceInfo, Stance
from bot.errors import InvariantError, UsageError
from bot.quoting import instruction_spans
from bot.web import words
from bot.web.article import article_html, pane_empty
from bot.web.rendering import notice
from bot.web.running import told
from bot.web.scripts import script

if TYPE_CHECKING:
    from bot.pincite import Pincite


def show(pincite: "Pincite", source: str | None) -> str:
    """The pane's HTML for one source without a mark."""
    if not source:
        return pane_empty()
    document = pincite.document(source)
    return article_html(document, pincite.passages(source), instructions=instruction_spans(document.text))


def show_place(pincite: "Pincite", place: Mapping[str, Any]) -> str:
    """The pane's HTML with the slice marked that a chip names.

    What a browser sends is not trusted: raises UsageError where it is no place, UnknownSource where the
    source is gone.
    """
    source, start, end = place.get("document"), place.get("start"), place.get("end")
    if not isinstance(source, str) or not isinstance(start, int) or not isinstance(end, int):
        raise UsageError(words.BAD_PLACE)
    document = pincite.document(source)
    try:
        mark, stance = Quote(document, start, end), Stance(str(place.get("stance", Stance.NEUTRAL)))
    except (InvariantError, ValueError):
        raise UsageError(words.BAD_PLACE) from None
    instructions = instruction_spans(document.text)
    return article_html(document, pincite.passages(source), mark=mark, stance=stance, instructions=instructions)


class SourcePane:
    """Builds its components where it is created, inside a ``gr.Blocks``."""

    def __init__(self, pincite: "Pincite") -> None:
        self._pincite = pincite
        self.shown = gr.Dropdown(
            label=words.SHOWN_LABEL, show_label=False, container=False, choices=[], interactive=True, elem_id="pc-shown"
        )
        self.pane = gr.HTML(
            pane_empty(),
            elem_id="pc-pane",
            apply_default_css=False,
            js_on_load=script("pane.js"),
        )
        opened = [self.pane, self.shown]
        hidden: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        self.pane.cite(self._cite, None, opened, trigger_mode="always_last", **hidden)
        self.pane.show_source(self._show, None, opened, trigger_mode="always_last", **hidden)
        self.shown.input(self._choose, self.shown, self.pane, trigger_mode="always_last", **hidden)

    def _cite(self, event: gr.EventData) -> tuple[Any, Any]:
        return self._opened(event._data, lambda data: show_place(self._pincite, data))

    def _show(self, event: gr.EventData) -> tuple[Any, Any]:
        return self._opened(event._data, lambda data: show(self._pincite, str(data.get("document", ""))))

    def _opened(self, data: Any, render: Any) -> tuple[Any, Any]:
        try:
            html = render(data if isinstance(data, Mapping) else {})
        except Exception as error:
            return notice(told(error), title=words.PANE_GONE.rstrip(".")), gr.skip()
        return html, gr.Dropdown(choices=choices(self._pincite.sources()), value=data["document"])

    def _choose(self, source: str | None) -> str:
        try:
            return show(self._pincite, source)
        except Exception as error:
            return notice(told(error), title=words.PANE_GONE.rstrip("."))


def choices(sources: list[SourceInfo]) -> list[tuple[str, str | int | float]]:
    """Titles and ids for a list to choose from; equal titles are told apart by their ids."""
    titles = [source.title for source in sources]
    return [
        (source.title if titles.count(source.title) == 1 else f"{source.title} ({source.id[:6]})", source.id)
        for source in sources
    ]
