"""A pasted text to atomic claims, each with its place in the text and a wording that stands alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import Claim, Span
from bot.splitting.asides import Atom
from bot.splitting.blocks import units
from bot.splitting.checkability import reason_against, reason_against_atom
from bot.splitting.clauses import atoms
from bot.splitting.grammar import is_clause, is_finite
from bot.splitting.lexicon import PREPOSITIONS
from bot.splitting.reference import Discourse
from bot.splitting.tokens import Tokens, place, tokenise, wording

__all__ = ["Piece", "split"]


LONGEST = 2_000
"""Characters. What is longer without an end is no sentence that could be read: it stays as it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One claim, or a stretch that is none: then ``reason`` says why, in words for the reader."""

    claim: Claim
    checkable: bool
    reason: str | None


def split(text: str, sentences: Sequence[Span]) -> list[Piece]:
    """The atomic claims of a pasted text, in its order.

    ``sentences`` are spans of ``text`` in order, not overlapping (a ``SentenceSplitter``'s). The wording of a
    claim is a sentence whose truth follows from the original; its span covers the words it was made from, bullets
    and the final full stop left out. Headings that are no sentences are left out. Linear in the length of the text.
    """
    pieces: list[Piece] = []
    discourse = Discourse()
    lead: Tokens = ()
    for unit in units(text, sentences):
        if unit.span.end - unit.span.start > LONGEST:
            whole = " ".join(unit.span.of(text).split())
            pieces.append(Piece(Claim(whole, unit.span.start, unit.span.end), True, None))
            continue
        tokens = tokenise(text, unit.span)
        if not any(token.is_word for token in tokens) or (unit.is_heading and not is_clause(tokens)):
            continue
        if (opening := _list_opening(tokens)) or not unit.is_item:
            lead = opening
        if opening:
            continue
        if lead and not is_clause(tokens):
            item = (replace(tokens[0], space=True), *tokens[1:])
            pieces.append(_piece(Atom(lead + item, tokens), None))
            continue
        reason = reason_against(unit.span.of(text), tokens)
        if reason is not None:
            pieces.append(_piece(Atom(tokens, tokens), reason))
            continue
        for atom in discourse.resolve(atoms(tokens), tokens):
            pieces.append(_piece(atom, reason_against_atom(wording(atom.tokens), atom.tokens)))
    return pieces


def _list_opening(tokens: Tokens) -> Tokens:
    """ "Russia launched:" before bullets: a sentence that each item completes. Else nothing."""
    if len(tokens) < 3 or tokens[-1].text != ":" or not tokens[-2].is_word:
        return ()
    last = tokens[-2].lower
    return tokens[:-1] if last in PREPOSITIONS or is_finite(tokens, len(tokens) - 2) else ()


def _piece(atom: Atom, reason: str | None) -> Piece:
    span = place(atom.own)
    return Piece(Claim(wording(atom.tokens), span.start, span.end), reason is None, reason)
