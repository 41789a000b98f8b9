"""The page's scripts, each the ``js_on_load`` of one component, with the words that they show put in."""

import json
from pathlib import Path

from bot.web import words

_FOLDER = Path(__file__).parent


def script(name: str) -> str:
    """A file of this folder; what it calls ``WORDS`` is the texts that it needs, from ``words``."""
    return f"const WORDS = {json.dumps(words.IN_SCRIPTS)};\n{(_FOLDER / name).read_text('utf-8')}"
