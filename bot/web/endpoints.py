"""The contract's calls as Gradio's named endpoints, for scripts and ``gradio_client``."""

import functools
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from bot.errors import PinciteError
from bot.web.calls import Call, calls
from bot.web.running import ENGINE, LIBRARY

if TYPE_CHECKING:
    from bot.pincite import Pincite

_SHARING = {"ask": ENGINE, "check": ENGINE, "ingest": LIBRARY, "sources": {}}


def add_endpoints(pincite: "Pincite") -> None:
    """Call it inside a ``gr.Blocks``."""
    for name, call in calls(pincite).items():
        api(_told(call), api_name=name, **_SHARING[name])


def _told(call: Call) -> Call:
    """The same call, an error's own line being what the client raises."""

    @functools.wraps(call)
    def told(*arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except PinciteError as error:
            raise gr.Error(str(error), print_exception=False) from None

    return told
