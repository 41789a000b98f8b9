"""Whether words are a source's own, where they stand, and whose they are."""

from bot.quoting.attribution import Attribution, attribution, attributions
from bot.quoting.court import Ruling, gate, rule
from bot.quoting.instructions import instruction_spans
from bot.quoting.near import Change
from bot.quoting.words import QuotedPart, check_words, quoted_parts, same_speaker

__all__ = [
    "Attribution",
    "Change",
    "QuotedPart",
    "Ruling",
    "attribution",
    "attributions",
    "check_words",
    "gate",
    "instruction_spans",
    "quoted_parts",
    "rule",
    "same_speaker",
]
