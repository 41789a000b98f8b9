"""Whether words are a source's own, where they stand, and whose they are."""

from bot.quoting.attribution import Attribution, attribution, attributions
from bot.quoting.court import Ruling, gate, rule
from bot.quoting.instructions import instruction_spans
from bot.quoting.near import Change
from bot.quoting.words import Heard, Hearing, QuotedPart, check_words, hear, quoted_parts, same_speaker

__all__ = [
    "Attribution",
    "Change",
    "Heard",
    "Hearing",
    "QuotedPart",
    "Ruling",
    "attribution",
    "attributions",
    "check_words",
    "gate",
    "hear",
    "instruction_spans",
    "quoted_parts",
    "rule",
    "same_speaker",
]
