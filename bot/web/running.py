"""How events share the machine: judging is bound by the processor, and so few run at once and the rest queue."""

import logging
import os
import time
from typing import Any

from bot.errors import PinciteError
from bot.web import words

AT_ONCE = max(2, min(4, os.cpu_count() or 2))
ENGINE: dict[str, Any] = {"concurrency_id": "engine", "concurrency_limit": AT_ONCE}
"""For every event that asks or checks, from the page or over HTTP."""
LIBRARY: dict[str, Any] = {"concurrency_id": "library", "concurrency_limit": 1}
"""For every event that changes the library."""
_PACE_SECONDS = 0.25
_PACE_SECONDS_A_PART = 0.01


def told(error: Exception) -> str:
    """What a user is told of an error: its own line, or that Pincite itself is at fault (the log has the rest).

    The page's events catch whatever is raised and tell it so: an error that Gradio handled would lose what was typed.
    """
    if isinstance(error, PinciteError):
        return str(error)
    logging.getLogger("pincite.web").error("a defect in Pincite", exc_info=error)
    return words.DEFECT.format(kind=type(error).__name__)


class Paced:
    """Tells when a long answer is due to be shown again: each showing sends the whole of it."""

    def __init__(self) -> None:
        self._last = 0.0

    def due(self, parts: int = 0) -> bool:
        """``parts`` is how much is shown: the more, the seldomer."""
        now = time.monotonic()
        if now - self._last < _PACE_SECONDS + parts * _PACE_SECONDS_A_PART:
            return False
        self._last = now
        return True
