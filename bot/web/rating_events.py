"""What becomes of what a reader says of a verdict or an answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import gradio as gr

from bot.web import words
from bot.web.ratings import feedback_of
from bot.web.rendering import safe
from bot.web.running import told
from bot.web.scripts import script

if TYPE_CHECKING:
    from bot.pincite import Pincite


class Ratings:
    """Builds its component where it is created, inside a ``gr.Blocks``; it holds what was last said of a rating."""

    def __init__(self, pincite: "Pincite") -> None:
        self._pincite = pincite
        self._said = gr.HTML(
            "", elem_id="pc-ratings", apply_default_css=False, padding=False, js_on_load=script("ratings.js")
        )
        self._said.rate(self._rate, None, self._said, queue=False, show_progress="hidden", api_visibility="private")

    def _rate(self, event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, Mapping) else {}
        try:
            self._pincite.feedback.add(feedback_of(data))
        except Exception as error:
            kept, message = "no", told(error)
        else:
            kept, message = "yes", words.RATE_THANKS
        return f'<span hidden data-rated="{safe(str(data.get("about", "")))}" data-kept="{kept}">{safe(message)}</span>'
