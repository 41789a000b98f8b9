"""The Settings tab: who answers and judges, how careful, and how the page looks; kept in the browser."""

from typing import Any

import gradio as gr

from bot.web import words
from bot.web.engines import Engines, Setup

_STORE = "pincite-settings"
_THEME = """(kept) => {
  const theme = kept?.theme;
  const device = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const linked = new URLSearchParams(location.search).get('__theme');
  const wanted = theme === 'light' || theme === 'dark' ? theme : (linked ?? device);
  document.body.classList.toggle('dark', wanted === 'dark');
}"""
"""A link's theme holds until somebody chooses one."""


def kept_settings() -> gr.BrowserState:
    """What the browser keeps; outside the tabs, since Gradio mounts what is in a tab when that is first opened."""
    return gr.BrowserState({}, storage_key=_STORE, secret=_STORE)


class SettingsTab:
    """``setup`` is what the session has chosen, ``kept`` the browser's copy, ``status`` the head that tells it."""

    def __init__(self, engines: Engines, setup: gr.State, kept: gr.BrowserState, status: gr.HTML) -> None:
        self._engines = engines
        self._kept = kept
        choices = engines.choices
        self._engine = gr.Radio(
            choices=choices,
            value=choices[0][1],
            label=words.ENGINE_LABEL,
            info=words.ENGINE_INFO if len(choices) > 1 else words.ENGINE_INFO_ALONE,
            elem_id="pc-engine",
        )
        self._risk = gr.Radio(
            choices=engines.risks, value="", label=words.RISK_LABEL, info=words.RISK_INFO, elem_id="pc-risk"
        )
        themes = [(told, value) for value, told in words.THEMES.items()]
        self._theme = gr.Radio(choices=themes, value="device", label=words.THEME_LABEL, elem_id="pc-theme")
        self._chosen = [self._engine, self._risk, self._theme]
        self._outputs = [self._kept, setup, status]
        self._restored = [*self._chosen, setup, status]
        for radio in self._chosen:
            radio.input(self._choose, self._chosen, self._outputs, **_AT_ONCE).then(None, self._kept, None, js=_THEME)

    def connect(self, page: gr.Blocks) -> None:
        """What the browser has kept holds again when the page is opened."""
        page.load(self._restore, self._kept, self._restored, **_AT_ONCE).then(None, self._kept, None, js=_THEME)

    def _choose(self, engine: str, risk: str | None, theme: str) -> list[Any]:
        setup = self._engines.known(Setup(engine, risk or ""))
        kept = {"engine": setup.engine, "risk": setup.risk, "theme": theme}
        return [kept, setup, self._engines.status(setup)]

    def _restore(self, kept: Any) -> list[Any]:
        kept = kept if isinstance(kept, dict) else {}
        setup = self._engines.known(Setup(str(kept.get("engine")), str(kept.get("risk", ""))))
        theme = kept.get("theme")
        theme = theme if theme in words.THEMES else "device"
        return [setup.engine, setup.risk, theme, setup, self._engines.status(setup)]


_AT_ONCE: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
