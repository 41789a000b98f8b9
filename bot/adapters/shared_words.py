"""Token types that tell a cross-encoder which words stand on both sides of a pair."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Encoding


def shared_types(encoding: "Encoding") -> list[int]:
    """The type of each word piece of an encoded pair: 0 text and 1 claim as in BERT, 2 more where both have the word.

    Words are compared whole and in the tokenizer's spelling; the commas and points of a number belong to it, and its
    commas do not count. A small encoder has to work out by attention which figure or name stands on one side only; here
    it is told (the exact-match feature of Chen et al., 2017, arXiv:1704.00051).
    """
    sides: tuple[list[_Word], list[_Word]] = ([], [])
    for place, (side, piece, (start, end)) in enumerate(
        zip(encoding.sequence_ids, encoding.tokens, encoding.offsets, strict=True)
    ):
        if side is None:
            continue
        words = sides[side]
        if words and words[-1].goes_on(piece, start):
            words[-1].add(piece, place, end)
        else:
            words.append(_Word(piece, place, end))
    both = {word.key for word in sides[0]} & {word.key for word in sides[1]} - {""}
    types = list(encoding.type_ids)
    for word in (*sides[0], *sides[1]):
        if word.key in both:
            for place in word.places:
                types[place] += 2
    return types


class _Word:
    __slots__ = ("_end", "_spelling", "places")

    def __init__(self, piece: str, place: int, end: int) -> None:
        self._spelling, self.places, self._end = piece, [place], end

    def goes_on(self, piece: str, start: int) -> bool:
        if piece.startswith("##"):
            return True
        if start != self._end:
            return False
        digit = self._spelling[-1].isdigit() if piece in ".," else self._spelling[-1] in ".," and piece[0].isdigit()
        return digit and self._spelling[0].isdigit()

    def add(self, piece: str, place: int, end: int) -> None:
        self._spelling += piece.removeprefix("##")
        self.places.append(place)
        self._end = end

    @property
    def key(self) -> str:
        return self._spelling.rstrip(".,").replace(",", "")
