"""Minimal pairs: a supported claim is changed in one place, so that its label is known.

Each maker takes (premise, claim, rng) and returns (new claim, label) or None where it does not apply safely.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Pair = tuple[str, str]
Maker = Callable[[str, str, random.Random], "Pair | None"]


def _words(text: str) -> list[str]:
    return text.split()


_NUMBER = re.compile(r"(?<![\w.,:/-])([$£€]?)(\d[\d,]*(?:\.\d+)?)(?![\w:/-]|[.,]\d)")
_SOFT = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower|later|earlier|than|over|under|above|below|least|most|nearly|almost"
    r"|about|around|some|roughly|approximately|within|between|to|only|no|not|up|exceed\w*|least|and|or|until|before|after"
    r"|since|by|of)\s*(?:\w+\s)?[$£€]?$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower|than|over|under|above|below|least|nearly|almost|about|around|some"
    r"|roughly|approximately|within|between|exceed\w*|only|up to|at most|not|no)\s*(?:\w+\s)?[$£€]?$",
    re.IGNORECASE,
)
_MONTHS = _words("January February March April May June July August September October November December")
_DAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_COUNTS = _words("two three four five six seven eight nine ten eleven twelve")
_OPPOSITES = [
    pair.split("/")
    for pair in _words(
        "rose/fell increased/decreased increase/decrease higher/lower more/fewer before/after won/lost first/last "
        "north/south northern/southern east/west eastern/western approved/rejected accepted/refused largest/smallest "
        "longest/shortest highest/lowest best/worst opened/closed gained/lost older/younger oldest/youngest "
        "faster/slower cheaper/dearer begin/end began/ended start/stop started/stopped above/below always/never "
        "most/few all/none male/female husband/wife son/daughter brother/sister father/mother supports/opposes "
        "supported/opposed agreed/refused better/worse up/down stronger/weaker bigger/smaller rise/fall "
        "success/failure majority/minority successful/unsuccessful early/late earlier/later larger/smaller "
        "man/woman men/women boy/girl inside/outside indoors/outdoors old/young tall/short alive/dead"
    )
]
_OPPOSITE = {a: b for pair in _OPPOSITES for a, b in (pair, reversed(pair))}
AUXILIARY = re.compile(r"\b(is|was|are|were|has|have|had|will|would|can|could|did|does|should|must)\b")
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|only|any|unless|if|few|hardly|or)\b|n't", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*\b")


def _numbers(claim: str, premise: str) -> list[re.Match[str]]:
    held = {match.group(2) for match in _NUMBER.finditer(premise)}
    return [match for match in _NUMBER.finditer(claim) if match.group(2) in held]


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and 1500 <= int(digits) <= 2100


def other_number(digits: str, rng: random.Random) -> str:
    """Another number in the same notation: a digit changed, digits transposed, or the size changed."""
    plain = digits.replace(",", "")
    if _is_year(digits):
        return str(int(digits) + rng.choice([-20, -10, -3, -2, -1, 1, 2, 3, 10]))
    if "." in plain:
        places = len(plain.split(".")[1])
        return f"{float(plain) * rng.choice([0.5, 0.8, 1.1, 1.3, 2.0]) + 10**-places:.{places}f}"
    way, value = rng.random(), int(plain)
    if way < 0.3 and len(plain) > 1:
        place = rng.randrange(len(plain) - 1)
        changed = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        value = int(changed) if changed[0] != "0" else value + 10
    elif way < 0.65:
        place = rng.randrange(len(plain))
        changed = plain[:place] + rng.choice("123456789") + plain[place + 1 :]
        value = int(changed)
    else:
        value = max(1, round(value * rng.choice([0.5, 0.7, 0.85, 1.2, 1.5, 2.0, 3.0]))) + (value < 5)
    return f"{value:,}" if "," in digits else str(value)


def change_number(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """Change a number that the premise also gives: refuted. Those under "more than", "about" and the like are left."""
    found = [match for match in _numbers(claim, premise) if not _BOUND.search(claim[: match.start()])]
    if not found:
        return None
    match = rng.choice(found)
    digits = match.group(2)
    new = other_number(digits, rng)
    if re.match(r"\s*(?:%|per ?cent)", claim[match.end(2) :]) and float(new.replace(",", "")) > 100:
        return None
    if new == digits or re.search(rf"(?<![\d,.]){re.escape(new)}(?![\d])", premise):
        return None
    return claim[: match.start(2)] + new + claim[match.end(2) :], "refuted"


def bound_number(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """Replace an exact number by a bound or an approximation: supported or refuted by arithmetic."""
    found = []
    for match in _numbers(claim, premise):
        digits = match.group(2)
        if _is_year(digits) or "." in digits or _SOFT.search(claim[: match.start()]):
            continue
        dated = re.match(r"\s*(?:" + "|".join(_MONTHS) + ")", claim[match.end() :])
        if int(digits.replace(",", "")) >= 12 and not dated:
            found.append(match)
    if not found:
        return None
    match = rng.choice(found)
    value = int(match.group(2).replace(",", ""))
    step = 10 ** (len(str(value)) - 1)
    below = max(1, (value - 1) // step * step) if rng.random() < 0.6 else max(1, round(value * rng.uniform(0.6, 0.95)))
    above = (value // step + 1) * step if rng.random() < 0.6 else round(value * rng.uniform(1.06, 1.6)) + 1
    if below >= value or above <= value:
        return None
    choices = [
        (("more than", "over", "at least"), below, "supported"),
        (("fewer than", "less than", "under"), above, "supported"),
        (("more than", "over", "at least"), above, "refuted"),
        (("fewer than", "less than", "under"), below, "refuted"),
    ]
    words, bound, label = rng.choice(choices)
    currency = match.group(1)
    return f"{claim[: match.start()]}{rng.choice(words)} {currency}{bound:,}{claim[match.end() :]}", label


def _swap_listed(premise: str, claim: str, words: list[str], rng: random.Random) -> Pair | None:
    found = [m for m in re.finditer(r"\b(?:" + "|".join(words) + r")\b", claim) if m.group() in premise]
    found = [m for m in found if not (m.group() == "May" and re.match(r" [a-z]", claim[m.end() :]))]
    found = [m for m in found if not _BOUND.search(claim[: m.start()])]
    others = [word for word in words if not re.search(rf"\b{word}\b", premise)]
    if not found or not others:
        return None
    match = rng.choice(found)
    return claim[: match.start()] + rng.choice(others) + claim[match.end() :], "refuted"


def change_date(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """Another month or weekday than the premise gives: refuted."""
    return _swap_listed(premise, claim, rng.choice([_MONTHS, _DAYS]), rng)


def change_count(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """Another count in words than the premise gives: refuted."""
    return _swap_listed(premise, claim, _COUNTS, rng)


def change_opposite(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """A word that the premise also holds becomes its opposite: refuted."""
    if _NEGATED.search(claim):
        return None
    held = set(re.findall(r"[a-z]+", premise.lower()))
    found = [m for m in re.finditer(r"[a-z]+", claim) if m.group() in _OPPOSITE and m.group() in held]
    found = [m for m in found if _OPPOSITE[m.group()] not in held]
    if not found:
        return None
    match = rng.choice(found)
    return claim[: match.start()] + _OPPOSITE[match.group()] + claim[match.end() :], "refuted"


def negate(_premise: str, claim: str, _rng: random.Random) -> Pair | None:
    """Negate a short claim with one auxiliary: refuted."""
    found = list(AUXILIARY.finditer(claim))
    if len(found) != 1 or len(claim.split()) > 18 or _NEGATED.search(claim) or claim.rstrip().endswith("?"):
        return None
    match = found[0]
    return f"{claim[: match.end()]} not{claim[match.end() :]}", "refuted"


def change_name(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """Put another of the premise's names of as many words in the place of one: refuted."""
    names = {m.group() for m in _NAME.finditer(premise) if m.start() > 0 and premise[m.start() - 2 : m.start()] != ". "}
    names -= set(_MONTHS) | set(_DAYS)
    found = [m for m in _NAME.finditer(claim) if m.group() in names]
    if not found:
        return None
    match = rng.choice(found)
    size = len(match.group().split())
    others = sorted(n for n in names if len(n.split()) == size >= 2 and n not in claim and match.group() not in n)
    if not others:
        return None
    return claim[: match.start()] + rng.choice(others) + claim[match.end() :], "refuted"


MAKERS: dict[str, tuple[Maker, float]] = {
    "number": (change_number, 4.0),
    "bound": (bound_number, 3.0),
    "date": (change_date, 2.0),
    "count": (change_count, 2.0),
    "opposite": (change_opposite, 1.5),
    "name": (change_name, 1.0),
    "negation": (negate, 0.5),
}


def make_pair(premise: str, claim: str, rng: random.Random) -> Pair | None:
    """Try the makers in a random order that favours numbers; the first that applies decides."""
    order = sorted(MAKERS, key=lambda name: rng.random() ** (1.0 / MAKERS[name][1]), reverse=True)
    for name in order:
        pair = MAKERS[name][0](premise, claim, rng)
        if pair is not None and pair[0] != claim:
            return pair
    return None
