"""Alterations of a true sentence, each of which changes what it says.

An operator takes a sentence in its surroundings and gives altered quotations of it. Each works from its own word
lists, so that what the quote court knows is not what the suite knows.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Situation:
    """A sentence, and what an alteration may draw on."""

    sentence: str
    others: tuple[str, ...]
    """Other sentences of the shown passages that do not stand beside it."""
    beyond: str | None
    """The sentence that follows it in the next passage, where it is the last of its own."""
    foreign: tuple[str, ...]
    """Sentences of other documents."""
    names: tuple[str, ...]
    """Names in the document."""
    random: random.Random


Operator = Callable[[Situation], Iterable[str]]

_PAIRS = """
    accept reject, agree disagree, allow forbid, approve reject, arrive leave, attack defend, begin end, best
    worst, better worse, big small, buy sell, cause prevent, cheap expensive, clean dirty, close open, cold hot,
    confirm deny, dead alive, early late, easy difficult, enemy ally, fail succeed, failed succeeded, failure
    success, false true, fast slow, first last, full empty, gain loss, gained lost, good bad, great terrible,
    guilty innocent, happy sad, hard easy, heavy light, high low, higher lower, include exclude, inside outside,
    large small, larger smaller, legal illegal, long short, longer shorter, lost won, love hate, major minor,
    male female, married divorced, maximum minimum, near far, new old, north south, northern southern, east
    west, eastern western, open closed, opened closed, oppose support, opposed supported, passed failed, peace
    war, permanent temporary, poor rich, positive negative, possible impossible, present absent, private public,
    profit loss, profits losses, released arrested, right wrong, safe dangerous, strong weak, stronger weaker,
    win lose, winner loser, young old, younger older, stopped started, necessary unnecessary, improved worsened,
    praised criticised, criticized praised, rejected accepted, killed saved, wounded healed, distant imminent,
    persistent fleeting, fragile stable, optimism pessimism, substantive trivial, common rare, wide narrow,
    active inactive, always never, before after, day night, men women, man woman, son daughter, father mother,
    brother sister, husband wife, king queen, white black, summer winter, morning evening, left right
"""
OPPOSITES = {one: other for pair in _PAIRS.split(",") for one, other in (pair.split(), pair.split()[::-1])}
COMPARISONS = {
    "over": "under", "under": "over", "above": "below", "below": "above", "more": "fewer", "fewer": "more",
    "less": "more", "least": "most", "most": "least", "up": "down", "down": "up", "increase": "decrease",
    "increased": "decreased", "decrease": "increase", "decreased": "increased", "rose": "fell", "fell": "rose",
    "grew": "shrank", "higher": "lower", "lower": "higher", "exceeded": "missed", "beyond": "within",
    "rising": "falling", "falling": "rising",
}  # fmt: skip
MODALITIES = {
    "will": "may", "may": "will", "might": "will", "could": "did", "would": "might", "must": "should",
    "should": "must", "can": "cannot", "shall": "may",
}  # fmt: skip
TENSES = {
    "is": "was", "are": "were", "was": "is", "were": "are", "has": "had", "have": "had", "had": "has",
}  # fmt: skip
QUANTITIES = {
    "all": "some", "every": "no", "most": "few", "many": "few", "some": "all", "few": "many", "both": "neither",
    "each": "no", "several": "all", "any": "every", "always": "sometimes", "often": "rarely", "only": "also",
    "none": "all",
}  # fmt: skip
RELATIONS = {
    "and": "or", "because": "although", "although": "because", "before": "after", "after": "before",
    "during": "before", "with": "without", "without": "with", "from": "to", "for": "against", "against": "for",
    "since": "until", "if": "because", "unless": "if", "while": "until", "despite": "because of",
}  # fmt: skip
PERSONS = {
    "he": "she", "she": "he", "his": "her", "her": "his", "they": "he", "their": "his", "we": "they",
    "our": "their",
}  # fmt: skip
UNITS = {
    "km": "miles", "miles": "kilometres", "kilometers": "miles", "kilometres": "miles", "metres": "feet",
    "meters": "feet", "feet": "metres", "tons": "pounds", "pounds": "kilograms", "kg": "pounds", "hours": "days",
    "hour": "day", "days": "weeks", "day": "week", "weeks": "months", "week": "month", "months": "years",
    "month": "year", "years": "months", "year": "month", "minutes": "hours", "seconds": "minutes",
    "million": "billion", "billion": "million", "thousand": "million", "hundred": "thousand",
    "trillion": "billion", "degrees": "percent", "inches": "feet", "acres": "hectares",
}  # fmt: skip
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
WEEKDAYS = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip
COUNTS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty",
    "thirty", "forty", "fifty",
]  # fmt: skip
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
]  # fmt: skip
HEDGES = [
    "may", "might", "could", "would", "reportedly", "allegedly", "possibly", "probably", "perhaps", "apparently",
    "nearly", "almost", "about", "roughly", "approximately", "around", "likely", "suspected", "alleged",
    "potential", "partly", "mostly", "largely", "often", "sometimes", "usually", "generally", "seems", "appears",
    "suggests",
]  # fmt: skip
INSERTIONS = [
    "former", "alleged", "unconfirmed", "secret", "failed", "disputed", "Russian", "female", "illegal",
    "unprecedented", "reportedly",
]  # fmt: skip
GOVERNORS = (
    r"\b(?:not|never|cannot|without|no|refus\w+ to|declin\w+ to|fail\w* to|den(?:y|ies|ied)(?: that)?|unless|if|"
    r"whether|"
    r"may|might|could|allegedly|reportedly|hardly|unlikely to|unable to|accused of|threatened to|plans? to|want\w* to|"
    r"hop\w+ to|tried to|claim\w* that|said that|says that|believ\w+ that|warn\w+ that|argu\w+ that|suggest\w* that|"
    r"prevent\w* from|instead of|far from|n't)\s+"
)


def _each(text: str, pattern: str, change: Callable[[re.Match[str]], str | None]) -> Iterator[str]:
    """The text with one occurrence after the other changed."""
    for found in re.finditer(pattern, text):
        new = change(found)
        if new is not None and new != found.group():
            yield re.sub(r" {2,}", " ", text[: found.start()] + new + text[found.end() :]).strip()


def _by_table(table: dict[str, str]) -> Operator:
    pattern = r"\b(?:" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + r")\b(?!['’-])"

    def change(found: re.Match[str]) -> str:
        word = found.group()
        new = table[word.lower()]
        return new.capitalize() if word[0].isupper() else new

    return lambda at: _each(at.sentence, f"(?i:{pattern})", change)


def _negation_dropped(at: Situation) -> Iterator[str]:
    yield from _each(at.sentence, r"(?i)\b(?:not|never|no|cannot|without)\b ?", _without_negation)
    yield from _each(at.sentence, r"n['’]t\b", lambda _: "")


def _without_negation(found: re.Match[str]) -> str:
    word = found.group().strip().lower()
    return {"cannot": "can ", "without": "with "}.get(word, "")


def _negation_added(at: Situation) -> Iterator[str]:
    verbs = r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|did|does|do)\b(?! not|n)"
    yield from _each(at.sentence, verbs, lambda found: f"{found.group()} not")


def _number_changed(at: Situation) -> Iterator[str]:
    yield from _each(
        at.sentence, r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d%])", lambda found: _other_number(found.group(), at)
    )
    yield from _each(at.sentence, rf"(?i)\b(?:{'|'.join(COUNTS)})\b", lambda found: _sibling(found.group(), COUNTS, at))
    yield from _each(
        at.sentence, rf"(?i)\b(?:{'|'.join(ORDINALS)})\b", lambda found: _sibling(found.group(), ORDINALS, at)
    )


def _other_number(number: str, at: Situation) -> str:
    digits = [index for index, character in enumerate(number) if character.isdigit()]
    kind = at.random.randrange(3)
    if kind == 0 and len(digits) > 1 and number[digits[0]] != number[digits[1]]:
        swapped = list(number)
        swapped[digits[0]], swapped[digits[1]] = swapped[digits[1]], swapped[digits[0]]
        return "".join(swapped)
    if kind == 1:
        return number + "0"
    index = at.random.choice(digits)
    return number[:index] + str((int(number[index]) + at.random.randint(1, 9)) % 10) + number[index + 1 :]


def _sibling(word: str, family: list[str], at: Situation) -> str:
    other = at.random.choice([member for member in family if member.lower() != word.lower()])
    return other.capitalize() if word[0].isupper() else other


def _date_changed(at: Situation) -> Iterator[str]:
    yield from _each(at.sentence, rf"\b(?:{'|'.join(MONTHS)})\b", lambda found: _sibling(found.group(), MONTHS, at))
    yield from _each(at.sentence, rf"\b(?:{'|'.join(WEEKDAYS)})\b", lambda found: _sibling(found.group(), WEEKDAYS, at))
    yield from _each(
        at.sentence, r"\b(?:19|20)\d\d\b", lambda found: str(int(found.group()) + at.random.choice([-10, -1, 1, 2]))
    )
    table = {"yesterday": "today", "today": "tomorrow", "tomorrow": "yesterday", "last": "next", "next": "last"}
    yield from _by_table(table)(at)


def _currency_changed(at: Situation) -> Iterator[str]:
    yield from _each(at.sentence, r"[$€£¥]", lambda found: at.random.choice([c for c in "$€£" if c != found.group()]))
    yield from _by_table(
        {"dollars": "euros", "euros": "dollars", "dollar": "euro", "euro": "dollar", "rupees": "dollars"}
    )(at)


def _percentage_changed(at: Situation) -> Iterator[str]:
    pattern = r"\d+(?:\.\d+)?(?=\s?(?:%|percent|per cent))"
    yield from _each(
        at.sentence, pattern, lambda found: str(round(float(found.group()) + at.random.choice([-1, 1, 10]), 1))
    )
    yield from _each(at.sentence, r"(?<=\d)\s?%", lambda _: " percentage points")
    yield from _each(at.sentence, r"(?<=\d)\s?%", lambda _: "")


def _name_swapped(at: Situation) -> Iterator[str]:
    for name in at.names:
        if re.search(rf"\b{re.escape(name)}\b", at.sentence):
            others = [other for other in at.names if other not in name and name not in other]
            if others:
                other = at.random.choice(others)
                yield from _each(at.sentence, rf"\b{re.escape(name)}\b", lambda _, other=other: other)


def _speaker_swapped(at: Situation) -> Iterator[str]:
    verbs = r"(?:said|says|told|added|warned|argued|claimed|announced|insisted|declared|wrote|believes?|described)"
    subject = (
        rf"\b(?:[A-Z]\w+(?: [A-Z]\w+)*|[Hh]e|[Ss]he|[Tt]hey|officials|police|scientists|researchers)(?= {verbs}\b)"
    )

    def change(found: re.Match[str]) -> str | None:
        others = [name for name in (*at.names, "Critics", "a spokesman") if name not in found.group()]
        return at.random.choice(others) if others else None

    yield from _each(at.sentence, subject, change)


def _names_exchanged(at: Situation) -> Iterator[str]:
    present = [name for name in at.names if re.search(rf"\b{re.escape(name)}\b", at.sentence)]
    for first in present:
        for second in present:
            if first < second and first not in second and second not in first:
                table = {first: second, second: first}
                yield re.sub(
                    rf"\b(?:{re.escape(first)}|{re.escape(second)})\b", lambda m, t=table: t[m.group()], at.sentence
                )


def _ellipsis_over_clause(at: Situation) -> Iterator[str]:
    words = at.sentence.split()
    if len(words) < 9:
        return
    start = at.random.randint(2, len(words) - 6)
    end = at.random.randint(start + 2, len(words) - 2)
    mark = at.random.choice(["...", "…", "[…]", ". . .", "[...]"])
    yield " ".join([*words[:start], mark, *words[end:]])


def _ellipsis_to_elsewhere(at: Situation) -> Iterator[str]:
    for other in at.others[:1]:
        words, more = at.sentence.split(), other.split()
        if len(words) > 5 and len(more) > 5:
            yield " ".join(words[: len(words) // 2]) + " … " + " ".join(more[len(more) // 2 :])


def _clause_dropped(at: Situation) -> Iterator[str]:
    yield from _each(at.sentence, r", [^,]{8,80}(?=,)", lambda _: "")
    yield from _each(at.sentence, r" \([^)]+\)", lambda _: "")


def _sentences_joined(at: Situation) -> Iterator[str]:
    for other in at.others[:2]:
        yield f"{at.sentence} {other}"
        yield f"{at.sentence.rstrip('.!?')} and {other[0].lower()}{other[1:]}"


def _passages_joined(at: Situation) -> Iterator[str]:
    if at.beyond:
        yield f"{at.sentence} {at.beyond}"


def _hedge_dropped(at: Situation) -> Iterator[str]:
    yield from _each(at.sentence, rf"(?i)\b(?:{'|'.join(HEDGES)})\b ?", lambda _: "")


def _word_dropped(at: Situation) -> Iterator[str]:
    words = at.sentence.split()
    inner = [i for i in range(1, len(words) - 1) if len(words[i]) > 4 and words[i].isalpha()]
    if inner:
        index = at.random.choice(inner)
        yield " ".join(words[:index] + words[index + 1 :])


def _word_inserted(at: Situation) -> Iterator[str]:
    words = at.sentence.split()
    if len(words) > 4:
        index = at.random.randint(1, len(words) - 2)
        yield " ".join([*words[:index], at.random.choice(INSERTIONS), *words[index:]])


def _order_changed(at: Situation) -> Iterator[str]:
    words = at.sentence.split()
    long = [i for i in range(1, len(words) - 1) if len(words[i]) > 4 and words[i].isalpha()]
    if len(long) > 2:
        first, second = sorted(at.random.sample(long, 2))
        if words[first].lower() != words[second].lower():
            words[first], words[second] = words[second], words[first]
            yield " ".join(words)


def _invented(at: Situation) -> Iterator[str]:
    name = at.random.choice(at.names) if at.names else "The minister"
    yield f"{name} confirmed on Tuesday that the agreement had been signed in secret three weeks earlier."
    words = [word for word in at.sentence.split() if word.isalpha()]
    if len(words) > 8:
        yield " ".join(at.random.sample(words, 8))


def _of_another_document(at: Situation) -> Iterator[str]:
    if at.foreign:
        yield at.random.choice(at.foreign)


def _truncated(at: Situation) -> Iterator[str]:
    """What stands behind the word that governs it, so that the meaning turns."""
    for found in re.finditer(GOVERNORS, at.sentence, re.IGNORECASE):
        rest = at.sentence[found.end() :]
        clause = re.split(r"[,;:.!?()—\"“”]", rest)[0].strip()
        inside = at.sentence[: found.start()].count('"') % 2 or at.sentence[: found.start()].count("“") % 2
        speech = "that" in found.group() and inside
        if len(clause.split()) >= 3 and not speech and "not only" not in at.sentence.lower():
            yield clause


def _condition_cut(at: Situation) -> Iterator[str]:
    """A statement without the condition or the denial that follows it."""
    for found in re.finditer(r",? (?:unless|if|except|provided that|only if|according to|as long as)\b", at.sentence):
        before = at.sentence[: found.start()]
        if len(before.split()) >= 4 and before.count('"') % 2 == 0 and "“" not in before:
            yield before


def _word_cut(at: Situation) -> Iterator[str]:
    """A word cut out of a longer one, with what stands around it."""
    found = [m for m in re.finditer(r"\b[a-z]{7,}\b", at.sentence) if m.start() > 0 and m.end() < len(at.sentence)]
    if found:
        word = at.random.choice(found)
        cut = at.random.randint(2, 4)
        yield at.sentence[word.start() + cut :]
        yield at.sentence[: word.end() - cut]


OPERATORS: dict[str, Operator] = {
    "negation dropped": _negation_dropped,
    "negation added": _negation_added,
    "number changed": _number_changed,
    "date changed": _date_changed,
    "unit changed": _by_table(UNITS),
    "currency changed": _currency_changed,
    "percentage changed": _percentage_changed,
    "name swapped": _name_swapped,
    "names exchanged": _names_exchanged,
    "speaker swapped": _speaker_swapped,
    "pronoun swapped": _by_table(PERSONS),
    "ellipsis over a clause": _ellipsis_over_clause,
    "ellipsis to another sentence": _ellipsis_to_elsewhere,
    "clause dropped": _clause_dropped,
    "two sentences joined": _sentences_joined,
    "joined across passages": _passages_joined,
    "antonym": _by_table(OPPOSITES),
    "hedge dropped": _hedge_dropped,
    "comparison turned": _by_table(COMPARISONS),
    "modality changed": _by_table(MODALITIES),
    "tense changed": _by_table(TENSES),
    "quantifier changed": _by_table(QUANTITIES),
    "relation changed": _by_table(RELATIONS),
    "word dropped": _word_dropped,
    "word inserted": _word_inserted,
    "words exchanged": _order_changed,
    "wholly invented": _invented,
    "words of another document": _of_another_document,
}

SLICES: dict[str, Operator] = {
    "truncated so that it turns": _truncated,
    "condition cut off": _condition_cut,
    "word cut": _word_cut,
}
"""Operators whose results are exact slices of the source, and must be rejected all the same."""
