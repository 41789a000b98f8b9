"""The page as a ``gr.Blocks``: the tabs, the source pane beside them, and what ties them together."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.answering.suggesting import suggested_questions
from bot.errors import PinciteError
from bot.web import words
from bot.web.article import pane_empty
from bot.web.ask_tab import AskTab
from bot.web.check_tab import CheckTab
from bot.web.endpoints import add_endpoints
from bot.web.engines import Engines, Setup
from bot.web.links import Link, read_link
from bot.web.rating_events import Ratings
from bot.web.rendering import notice
from bot.web.settings_tab import SettingsTab, kept_settings
from bot.web.source_pane import SourcePane, choices, show
from bot.web.sources_tab import SourcesTab
from bot.web.tables import footer, scope, sources_table, suggestions

if TYPE_CHECKING:
    from bot.domain import SourceInfo
    from bot.pincite import Pincite

STYLE = Path(__file__).with_name("style.css")
_CACHE_SECONDS = (3600, 24 * 3600)
"""How often Gradio's copies of uploads and reports are looked at, and how old they get."""
_SUGGESTED = 4


def build(pincite: "Pincite") -> gr.Blocks:
    """The whole page over one library. Nothing of the library is read before somebody opens it."""
    return _Page(pincite).blocks


class _Page:
    def __init__(self, pincite: "Pincite") -> None:
        self._pincite = pincite
        self._engines = Engines(pincite)
        self._questions: dict[str, list[str]] = {}
        engines = self._engines
        self.blocks = gr.Blocks(title=words.NAME, analytics_enabled=False, fill_width=True, delete_cache=_CACHE_SECONDS)
        with self.blocks:
            self.status = gr.HTML(engines.status(Setup()), apply_default_css=False, js_on_load=None)
            self.setup = gr.State(Setup())
            kept = kept_settings()
            self.note = gr.HTML(apply_default_css=False, elem_id="pc-note")
            self.asked = gr.State([])
            self.linked = gr.State(Link())
            with gr.Row(elem_id="pc-room", equal_height=False):
                with gr.Column(elem_id="pc-desk", min_width=320):
                    self.tabs = gr.Tabs(elem_id="pc-tabs")
                    with self.tabs:
                        with gr.Tab(words.ASK_TAB, id="ask", elem_id="pc-tab-ask"):
                            self.ask = AskTab(pincite, engines, self.asked, self.setup)
                        with gr.Tab(words.CHECK_TAB, id="check", elem_id="pc-tab-check"):
                            self.check = CheckTab(engines, self.asked, self.setup)
                        with gr.Tab(words.SOURCES_TAB, id="sources", elem_id="pc-tab-sources"):
                            self.sources = SourcesTab(pincite, self.asked)
                        with gr.Tab(words.SETTINGS_TAB, id="settings", elem_id="pc-tab-settings"):
                            self.settings = SettingsTab(engines, self.setup, kept, self.status)
                with gr.Column(elem_id="pc-side", min_width=320):
                    self.pane = SourcePane(pincite)
            Ratings(pincite)
            gr.HTML(footer(), apply_default_css=False, js_on_load=None)
            self._connect()
            add_endpoints(pincite)

    def _connect(self) -> None:
        library = [
            self.asked,
            self.pane.shown,
            self.pane.pane,
            self.sources.table,
            self.ask.scope,
            self.check.scope,
            self.ask.suggestions,
        ]
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        opened = self.blocks.load(
            self._open,
            None,
            [*library, self.linked, self.tabs, self.check.box, self.ask.box, self.note],
            queue=False,
            **hidden,
        )
        self.blocks.load(self.ask.restore, [self.ask.kept, self.ask.talk], self.ask.outputs, queue=False, **hidden)
        opened.then(self._follow_check, [self.linked, self.asked, self.setup], self.check.outputs, **hidden)
        opened.then(self._follow_ask, [self.linked, self.ask.talk, self.asked, self.setup], self.ask.outputs, **hidden)
        self.settings.connect(self.blocks)
        for running in (*self.ask.running, *self.check.running):
            running.then(self._engines.status, self.setup, self.status, queue=False, **hidden)
        self.sources.connect(library, self._library, self.pane.shown)

    def _library(self, chosen: list[str] | None, shown: str | None, show: str | None = None) -> list[Any]:
        """What every part of the page shows of the library, after it may have changed.

        The pane is left alone where the shown source is still there, so that a mark in it stays.
        """
        known = self._pincite.sources()
        ids = [source.id for source in known]
        kept = [source for source in ids if source in (chosen or [])]
        if len(kept) == len(ids):
            kept = []
        now = show or (shown if shown in ids else None) or (ids[0] if ids else None)
        line = scope(known, kept)
        return [
            kept,
            gr.Dropdown(choices=choices(known), value=now),
            gr.skip() if now == shown and now is not None else self._shown(now),
            sources_table(known, kept, self.sources.flagged(known)),
            line,
            line,
            suggestions(self._suggested(known, kept)),
        ]

    def _open(self, request: gr.Request) -> list[Any]:
        """A new page, at the place that its address names."""
        link = read_link(request.query_params.multi_items(), self._pincite)
        filled = self._library(list(link.sources), None, link.sources[0] if link.sources else None)
        return [
            *filled,
            link,
            gr.Tabs(selected=link.tab) if link.tab else gr.skip(),
            link.claim if link.claim else gr.skip(),
            link.question if link.question else gr.skip(),
            notice(link.problem, title=words.BAD_LINK) if link.problem else "",
        ]

    def _follow_check(self, link: Link, asked: list[str], setup: Setup) -> Iterator[list[Any]]:
        if link.claim and self._sent(link, setup):
            yield from self.check.check_text(link.claim, asked, setup)
        else:
            yield [gr.skip()] * len(self.check.outputs)

    def _follow_ask(self, link: Link, talk: Any, asked: list[str], setup: Setup) -> Iterator[list[Any]]:
        if link.question and self._sent(link, setup):
            yield from self.ask.ask_text(link.question, talk, asked, setup)
        else:
            yield [gr.skip()] * len(self.ask.outputs)

    def _sent(self, link: Link, setup: Setup) -> bool:
        """A link is followed by itself where that costs nothing and sends nothing; else its text waits in the box."""
        return not link.problem and not self._engines.of(setup).engine.host

    def _suggested(self, known: list["SourceInfo"], asked: list[str]) -> list[str]:
        """First questions of the sources that are asked, each source in turn."""
        lists = [self._questions_of(source.id) for source in known if source.id in asked or not asked][:_SUGGESTED]
        turns = [questions[turn] for turn in range(_SUGGESTED) for questions in lists if turn < len(questions)]
        return list(dict.fromkeys(turns))[:_SUGGESTED]

    def _questions_of(self, source: str) -> list[str]:
        if source not in self._questions:
            try:
                document, passages = self._pincite.document(source), self._pincite.passages(source)
            except PinciteError:
                return []
            self._questions[source] = suggested_questions(document, passages)[:_SUGGESTED]
        return self._questions[source]

    def _shown(self, source: str | None) -> str:
        try:
            return show(self._pincite, source)
        except PinciteError:
            return pane_empty()
