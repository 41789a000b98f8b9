"""How events share the machine: judging is bound by the processor, and so few run at once and the rest queue."""

import os
import time
from typing import Any

_AT_ONCE = max(2, min(4, os.cpu_count() or 2))
ENGINE: dict[str, Any] = {"concurrency_id": "engine", "concurrency_limit": _AT_ONCE}
"""For every event that asks or checks, from the page or over HTTP."""
LIBRARY: dict[str, Any] = {"concurrency_id": "library", "concurrency_limit": 1}
"""For every event that changes the library."""
_PACE_SECONDS = 0.25


class Paced:
    """Tells when a long answer is due to be shown again: each showing sends the whole of it."""

    def __init__(self) -> None:
        self._last = 0.0

    def due(self) -> bool:
        now = time.monotonic()
        if now - self._last < _PACE_SECONDS:
            return False
        self._last = now
        return True
