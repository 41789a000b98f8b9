"""The page as a ``gr.Blocks``: the tabs, the source pane beside them, and what ties them together."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.errors import PinciteError
from bot.web import words
from bot.web.article import pane_empty
from bot.web.ask_tab import AskTab, first_questions
from bot.web.check_tab import CheckTab
from bot.web.endpoints import add_endpoints
from bot.web.source_pane import SourcePane, choices, show
from bot.web.sources_tab import SourcesTab
from bot.web.tables import footer, header, scope, sources_table

if TYPE_CHECKING:
    from bot.wiring import Pincite

STYLE = Path(__file__).with_name("style.css")
_CACHE_SECONDS = (3600, 24 * 3600)
"""How often Gradio's copies of uploads and reports are looked at, and how old they get."""


def build(pincite: "Pincite") -> gr.Blocks:
    """The whole page over one library. Nothing of the library is read before somebody opens it."""
    engine = pincite.steps.engine.name
    page = gr.Blocks(title=words.NAME, analytics_enabled=False, fill_width=True, delete_cache=_CACHE_SECONDS)
    with page:
        gr.HTML(header(engine, local=engine == "embedded"), apply_default_css=False, js_on_load=None)
        asked = gr.Dropdown(
            label=words.ASKED_LABEL,
            info=words.ASKED_INFO,
            choices=[],
            value=[],
            multiselect=True,
            interactive=True,
            render=False,
            elem_id="pc-asked",
        )
        with gr.Row(elem_id="pc-room", equal_height=False):
            with gr.Column(elem_id="pc-desk", min_width=320), gr.Tabs(elem_id="pc-tabs"):
                with gr.Tab(words.ASK_TAB, id="ask", elem_id="pc-tab-ask"):
                    ask = AskTab(pincite, asked)
                with gr.Tab(words.CHECK_TAB, id="check", elem_id="pc-tab-check"):
                    check = CheckTab(pincite, asked)
                with gr.Tab(words.SOURCES_TAB, id="sources", elem_id="pc-tab-sources"):
                    sources = SourcesTab(pincite, asked)
            with gr.Column(elem_id="pc-side", min_width=320):
                pane = SourcePane(pincite)
        gr.HTML(footer(), apply_default_css=False, js_on_load=None)

        def refresh(chosen: list[str] | None, shown: str | None, show_now: str | None = None) -> list[Any]:
            """What every part of the page shows of the library, after it may have changed.

            The pane is left alone where the shown source is still there, so that a mark in it stays.
            """
            known = pincite.sources()
            ids = [source.id for source in known]
            kept = [source for source in chosen or [] if source in ids]
            now = show_now or (shown if shown in ids else None) or (ids[0] if ids else None)
            line = scope(known, kept)
            return [
                gr.Dropdown(choices=choices(known), value=kept),
                gr.Dropdown(choices=choices(known), value=now),
                gr.skip() if now == shown and now is not None else _pane(pincite, now),
                sources_table(known),
                line,
                line,
                gr.Chatbot(examples=first_questions(known)),
            ]

        outputs = [asked, pane.shown, pane.pane, sources.table, ask.scope, check.scope, ask.chat]
        hidden: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        page.load(lambda: refresh([], None), None, outputs, **hidden)
        sources.connect(outputs, lambda chosen, shown, show=None: refresh(chosen, shown, show), pane.shown)
        asked.input(
            lambda chosen: [scope(pincite.sources(), chosen or [])] * 2, asked, [ask.scope, check.scope], **hidden
        )
        add_endpoints(pincite)
    return page


def _pane(pincite: "Pincite", source: str | None) -> str:
    try:
        return show(pincite, source)
    except PinciteError:
        return pane_empty()
