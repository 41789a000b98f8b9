"""Text of articles and users as one line for a terminal or a report."""

import re

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Control characters, marks that turn the writing direction, and halves of surrogate pairs."""


def one_line(text: str) -> str:
    """The text on one line, steering neither a terminal nor the direction of what stands after it."""
    return " ".join(_STEERING.sub(" ", text).split())


_ACTIVE = re.compile(r"[\\`*_\[\]<>#|~$&]|:(?=//)|(?<=www)\.")


def inert_line(text: str) -> str:
    """One line, with what Markdown or HTML would act on made harmless, addresses that would become links included."""
    return _ACTIVE.sub(r"\\\g<0>", one_line(text))
