"""Ways to write the same sentence that must all be found, at exactly the right offsets."""

import random
import unicodedata
from collections.abc import Callable

Variant = Callable[[str, random.Random], str]

_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}


def _curly(text: str, _: random.Random) -> str:
    out, opened = [], False
    for index, character in enumerate(text):
        if character == '"':
            out.append("”" if opened else "“")
            opened = not opened
        elif character == "'":
            out.append("‘" if index == 0 or text[index - 1].isspace() else "’")
        else:
            out.append(character)
    return "".join(out)


def _straight(text: str, _: random.Random) -> str:
    return text.translate(str.maketrans("“”‘’«»", '""\'\'""'))


def _hyphens_for_dashes(text: str, _: random.Random) -> str:
    return text.replace("—", " - ").replace("–", "-")


def _dashes(text: str, rng: random.Random) -> str:
    return text.replace("—", rng.choice([" — ", " – ", "--"])).replace("-", rng.choice("‐‑−"))


def _no_break_spaces(text: str, rng: random.Random) -> str:
    return text.replace(" ", rng.choice(["\u00a0", "\u202f", "\u2009"]))


def _line_breaks(text: str, rng: random.Random) -> str:
    return "".join(rng.choice(["\n", "\r\n", "\n\n", " \n  "]) if c == " " and rng.random() < 0.3 else c for c in text)


def _wide_spaces(text: str, rng: random.Random) -> str:
    return "".join(c * rng.randint(1, 3) if c == " " else c for c in text) + "  "


def _ligatures(text: str, _: random.Random) -> str:
    for letters, ligature in _LIGATURES.items():
        text = text.replace(letters, ligature)
    return text


def _decomposed(text: str, _: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def _composed(text: str, _: random.Random) -> str:
    return unicodedata.normalize("NFC", text)


def _soft_hyphens(text: str, rng: random.Random) -> str:
    out = []
    for index, character in enumerate(text):
        inside = index > 0 and character.isalpha() and text[index - 1].isalpha()
        out.append(("\u00ad" if inside and rng.random() < 0.1 else "") + character)
    return "".join(out)


def _invisibles(text: str, rng: random.Random) -> str:
    return "".join(c + (rng.choice(["\u200b", "\ufeff", "\u200d"]) if rng.random() < 0.05 else "") for c in text)


def _ellipsis_character(text: str, _: random.Random) -> str:
    return text.replace("...", "…")


def _all_at_once(text: str, rng: random.Random) -> str:
    for variant in (_curly, _ligatures, _soft_hyphens, _line_breaks, _decomposed):
        text = variant(text, rng)
    return text


VARIANTS: dict[str, Variant] = {
    "curly quotes": _curly,
    "straight quotes": _straight,
    "hyphens for dashes": _hyphens_for_dashes,
    "other dashes": _dashes,
    "no-break spaces": _no_break_spaces,
    "line breaks": _line_breaks,
    "wide spaces": _wide_spaces,
    "ligatures": _ligatures,
    "NFD": _decomposed,
    "NFC": _composed,
    "soft hyphens": _soft_hyphens,
    "invisible characters": _invisibles,
    "one-character ellipsis": _ellipsis_character,
    "all at once": _all_at_once,
}
