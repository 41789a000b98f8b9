"""Typography taken out of a text, with every offset mapped back to the original.

Equal after normalising means: equal but for white space, quotation marks, dashes and the space around them,
ligatures, soft hyphens and other invisible characters, the one-character ellipsis, and Unicode composition (NFC
against NFD). Letters, digits, case and all other punctuation stay as they are: "10²" does not become "102", nor
"US" "us".
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from bot.domain import Span

MOST_MARKS = 30
"""Combining marks that are composed onto one letter; a longer stack is compared as it stands. Composing sorts
the marks in quadratic time, so the bound keeps hostile text linear."""

INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("‐‑−﹣－", "-"),
        **dict.fromkeys("–—―‒⸺﹘", "—"),
        "\u212a": "K",
        "\u212b": "Å",
        "\u2126": "Ω",
    }
)
_ERASE_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_GAP = rf"[\s\-—{INVISIBLE}]+"


@lru_cache(maxsize=1)
def _special() -> re.Pattern[str]:
    """What can change length: gaps, ligatures, doubled marks, and letters with combining marks."""
    codes = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)) or 0x1160 <= code <= 0x11FF]
    marks: list[str] = []
    first = last = codes[0]
    for code in [*codes[1:], -1]:
        if code != last + 1:
            marks.append(f"{chr(first)}-{chr(last)}")
            first = code
        last = code
    return re.compile(rf"{_GAP}|[\ufb00-\ufb06]|…|'[{INVISIBLE}]*'|.[{''.join(marks)}]{{1,{MOST_MARKS}}}", re.DOTALL)


@lru_cache(maxsize=1024)
def _plain(piece: str) -> str:
    """The normal form of one piece that the pattern of ``_special`` found."""
    first = piece[0]
    if first == "…":
        return "..."
    if first == "'" == piece[-1] and len(piece) > 1:
        return '"'
    if "\ufb00" <= first <= "\ufb06" and len(piece) == 1:
        return unicodedata.normalize("NFKC", piece)
    if first not in "-—" and not first.isspace() and first not in INVISIBLE:
        return unicodedata.normalize("NFC", piece)
    visible = piece.translate(_ERASE_INVISIBLE)
    if visible.strip():
        return "-"
    hyphenated = first == "\u00ad" and "\n" in visible
    return " " if visible and not hyphenated else ""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text's normal form and where each piece of it came from. Built by ``normalise``.

    The four lists describe the pieces whose length or content changed, in order: offset and length in the
    normal form, offset and length in the original. What lies between them was copied one to one.
    """

    text: str
    starts: list[int]
    lengths: list[int]
    origins: list[int]
    origin_lengths: list[int]

    def original(self, start: int, end: int) -> Span | None:
        """The span of the original that ``text[start:end]`` came from, in linear-log time.

        None where an edge falls inside one original character, such as the second letter of a ligature.
        """
        first = self._piece(start)
        if first is None:
            opening = start
        elif start < self.starts[first] + self.lengths[first]:
            if start != self.starts[first]:
                return None
            opening = self.origins[first]
        else:
            opening = self._after(first, start)
        last = self._piece(end - 1)
        if last is None:
            closing = end
        elif end - 1 < self.starts[last] + self.lengths[last]:
            if end != self.starts[last] + self.lengths[last]:
                return None
            closing = self.origins[last] + self.origin_lengths[last]
        else:
            closing = self._after(last, end - 1) + 1
        return Span(opening, closing)

    def _piece(self, offset: int) -> int | None:
        found = bisect_right(self.starts, offset) - 1
        return found if found >= 0 else None

    def _after(self, piece: int, offset: int) -> int:
        behind = offset - self.starts[piece] - self.lengths[piece]
        return self.origins[piece] + self.origin_lengths[piece] + behind


@lru_cache(maxsize=16)
def normalise(text: str) -> Normalised:
    """The normal form of any text, in time linear in its length. The last few texts are remembered."""
    text = text.translate(_SAME_LENGTH)
    out: list[str] = []
    starts: list[int] = []
    lengths: list[int] = []
    origins: list[int] = []
    origin_lengths: list[int] = []
    copied = written = 0
    for found in _special().finditer(text):
        piece = found.group()
        if piece in (" ", "-"):
            continue
        plain = _plain(piece)
        if plain == piece:
            continue
        start = found.start()
        if copied < start:
            out.append(text[copied:start])
        out.append(plain)
        written += start - copied
        starts.append(written)
        lengths.append(len(plain))
        origins.append(start)
        origin_lengths.append(len(piece))
        written += len(plain)
        copied = found.end()
    out.append(text[copied:])
    return Normalised("".join(out), starts, lengths, origins, origin_lengths)


def trimmed(text: str, span: Span) -> Span | None:
    """The span without white space and invisible characters at its edges; None where nothing is left."""
    piece = span.of(text)
    edge = " \t\n\r\f\v\u00a0\u2009\u202f\u3000" + INVISIBLE
    opening = len(piece) - len(piece.lstrip().lstrip(edge))
    closing = len(piece.rstrip().rstrip(edge))
    return Span(span.start + opening, span.start + closing) if opening < closing else None
