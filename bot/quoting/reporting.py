"""Reporting verbs in one sentence: who is their subject and which words of the sentence they report."""

from dataclasses import dataclass

from bot.domain import Span
from bot.quoting import people
from bot.quoting.lexicon import AUXILIARIES, CLAUSE_ENDS, NEGATIONS
from bot.quoting.people import Token
from bot.quoting.reporting_words import (
    BELIEFS,
    CIRCUMSTANCES,
    CLAUSE,
    DETERMINERS,
    NAMING,
    NOMINAL,
    NOT_PARTICIPLE,
    OBJECT,
    OF_FOR,
    PREPOSITIONS,
    PROMISES,
    PRONOUNS,
    QUOTES,
    TIMES,
    VERBS,
)
from bot.quoting.subjects import Subject, main_subject, phrase_after, subject_before


@dataclass(frozen=True, slots=True)
class Reported:
    """One act of reporting: its speaker as the sentence words it, and the parts of the text that are reported."""

    speaker: str | None
    name: bool
    pronoun: str | None
    plural: bool
    parts: tuple[Span, ...]
    at: int
    """Where the reporting verb stands."""


def reported(text: str, sentence: Span, inside_quotation: bool = False) -> list[Reported]:
    """The acts of reporting in ``text[sentence.start:sentence.end]``, in order. Offsets are into ``text``.

    ``inside_quotation`` tells that a quotation was opened in an earlier sentence and goes on in this one.
    """
    line = people.tokens(text, sentence.start, sentence.end)
    quoted = _inside_quotes(line, inside_quotation)
    found: list[Reported] = []
    last: Subject | None = None
    for index, token in enumerate(line):
        if quoted[index]:
            continue
        if token.lower == "according" and line[index + 1 : index + 2] and line[index + 1].lower == "to":
            subject = phrase_after(line, index + 2)
            parts = _around_according(line, index)
        elif token.lower in VERBS and (index > 0 or not token.text[0].isupper()):
            subject, parts = _act(line, quoted, index, last)
        else:
            continue
        if subject is None or not parts:
            continue
        last = subject
        spans = tuple(Span(a, b) for a, b in parts if any(c.isalnum() for c in text[a:b]))
        found.append(Reported(subject.speaker, subject.name, subject.pronoun, subject.plural, spans, token.start))
    return found or _after_colon(line, quoted)


def _after_colon(line: list[Token], quoted: list[bool]) -> list[Reported]:
    """A person's quotation behind a colon, without a reporting verb: "Rafe Conti isn't convinced: …"."""
    for index in range(1, len(line) - 2):
        if line[index].text == ":" and not quoted[index] and line[index + 1].text in QUOTES:
            subject = main_subject(line)
            if subject and (subject.name or subject.pronoun in {"he", "she"}):
                spans = tuple(Span(a, b) for a, b in _between(line, index + 1, len(line)))
                return (
                    [Reported(subject.speaker, subject.name, subject.pronoun, False, spans, line[index].start)]
                    if spans
                    else []
                )
    return []


def _inside_quotes(line: list[Token], inside: bool) -> list[bool]:
    out = []
    for token in line:
        mark = token.text in QUOTES
        out.append(inside or mark)
        if mark:
            inside = token.text not in "”" and not inside
    return out


def _act(
    line: list[Token], quoted: list[bool], verb: int, last: Subject | None
) -> tuple[Subject | None, list[tuple[int, int]]]:
    """The subject of the reporting verb at ``verb`` and the character spans that it reports."""
    nothing: tuple[None, list[tuple[int, int]]] = (None, [])
    word = line[verb].lower
    following = line[verb + 1].lower if verb + 1 < len(line) else ""
    before = verb - 1
    if before >= 0 and line[before].lower == "to":
        return nothing
    if before >= 0 and (line[before].lower in DETERMINERS or line[before].possessive):
        return nothing
    if word in NAMING and before >= 0 and line[before].text == "," and following in PREPOSITIONS:
        return nothing
    if following == "to" and word in BELIEFS:
        return nothing
    if word in PROMISES and following not in {"that", "to", "no", "not"} and not any(quoted[verb + 1 : verb + 4]):
        return nothing
    if word in NOMINAL and following != "that" and not any(quoted[verb + 1 : verb + 8]):
        return nothing
    if _inverts(line, verb, word):
        subject = phrase_after(line, verb + 1)
        return subject, _before(line, quoted, verb) + _resumed(line, verb) if subject else []
    negated = passive = False
    while before >= 0 and (
        line[before].lower
        in AUXILIARIES | NEGATIONS | {"also", "later", "then", "again", "once", "already", "still", "now"}
        or (
            line[before].lower.endswith("ly")
            and len(line[before].text) > 4
            and line[before].lower not in {"family", "italy"}
        )
    ):
        negated |= line[before].lower in NEGATIONS
        passive |= line[before].lower in {"is", "are", "was", "were", "be", "been", "being"}
        before -= 1
    if negated or (passive and not word.endswith("ing")):
        return nothing
    if word.endswith("ing"):
        if word in NOT_PARTICIPLE or (before >= 0 and line[before].text not in ",—–-"):
            return nothing
        subject = last or main_subject(line)
    else:
        subject = subject_before(line, before, last, relative=following == "that" or any(quoted[verb + 1 : verb + 6]))
    if subject is None:
        return nothing
    told = word in {"told", "tells"} and not quoted[subject.first - 1]
    if not told and _postposed(line, quoted, subject.first, verb):
        return subject, _before(line, quoted, subject.first) + _resumed(line, verb)
    return subject, _after(line, quoted, verb, word)


def _inverts(line: list[Token], verb: int, word: str) -> bool:
    """Whether the subject follows: "…," said Jane Roe."""
    if verb < 2 or word not in CLAUSE or word.endswith("ing") or verb + 1 >= len(line):
        return False
    spoken = line[verb - 1].text in QUOTES
    following = line[verb + 1]
    named = following.capital or following.lower in DETERMINERS - {"that", "no", "any"}
    if (line[verb - 1].text != "," and not spoken) or not (named or (spoken and following.text.islower())):
        return False
    rest = line[verb + 1 :]
    ends = next((i for i, token in enumerate(rest) if token.text in ".,;"), len(rest))
    if any(token.lower in AUXILIARIES or token.lower in VERBS for token in rest[:ends]):
        return False
    commas = [i for i, token in enumerate(rest[:-1]) if token.text == ","]
    return spoken or len(commas) <= 1 or rest[commas[1] + 1].lower in {"who", "which", "whose"}


def _postposed(line: list[Token], quoted: list[bool], first: int, verb: int) -> bool:
    """Whether the reporting clause comes after, or in the middle of, what it reports: "…, she said."."""
    if first < 2 or verb - first > 12:
        return False
    lead = line[first - 1]
    if lead.text in QUOTES:
        return line[first - 2].text in ",.!?" and not quoted[verb]
    if lead.text != ",":
        return False
    ended = verb + 1 >= len(line) or line[verb + 1].text in ".,;:"
    return (ended or line[verb + 1].lower in TIMES | CIRCUMSTANCES) and not quoted[verb]


def _before(line: list[Token], quoted: list[bool], end: int) -> list[tuple[int, int]]:
    """What a reporting clause at ``end`` reports of the words before it: the quotations there, or all of them."""
    start = max((i + 1 for i in range(end) if line[i].text == ";" and not quoted[i]), default=0)
    if end > start and quoted[end - 1]:
        opening = end - 1
        while opening > start and quoted[opening - 1]:
            opening -= 1
        return (
            _between(line, opening, end) if line[opening].text in QUOTES else [(line[opening].start, line[end - 2].end)]
        )
    while end > start and (line[end - 1].text == "," or line[end - 1].text in QUOTES):
        end -= 1
    return [(line[start].start, line[end - 1].end)] if end > start else []


def _resumed(line: list[Token], verb: int) -> list[tuple[int, int]]:
    """What goes on behind the reporting clause: "…," she said, "…", or behind its colon."""
    for index in range(verb + 1, min(verb + 16, len(line))):
        if line[index].text in QUOTES:
            return _between(line, index, len(line))
        if line[index].text == ":":
            return _span(line, index + 1, len(line))
        if line[index].lower in VERBS or line[index].text == ";":
            break
    return []


def _between(line: list[Token], opening: int, end: int) -> list[tuple[int, int]]:
    """The inside of the quotation that opens at ``opening``, as far as ``end``."""
    marks = [i for i in range(opening + 1, end) if line[i].text in QUOTES]
    closing = marks[-1] if marks else end
    first, last = opening + 1, closing - 1
    while last > first and line[last].text in ",.":
        last -= 1
    return [(line[first].start, line[last].end)] if last >= first else []


def _after(line: list[Token], quoted: list[bool], verb: int, word: str) -> list[tuple[int, int]]:
    """What the verb reports of the words behind it."""
    end = _clause_end(line, quoted, verb)
    marks = [i for i in range(verb + 1, end) if line[i].text in QUOTES]
    that = _that(line, quoted, verb, end)
    if word in OF_FOR:
        links = {"of"} if word.startswith("accus") else {"for"}
        link = next((i for i in range(verb + 1, min(verb + 8, end)) if line[i].lower in links), None)
        return _span(line, link + 1, end) if link is not None else []
    if that is not None and word not in NAMING and not (marks and marks[0] < that):
        return _span(line, that + 1, end)
    if word in CLAUSE or word in OBJECT:
        first = verb + 1
        if word in {"told", "tells", "telling"} and marks == [] and first + 1 < end:
            first += 2 if line[first].lower in DETERMINERS and line[first + 1].text.isalpha() else 1
            if first + 1 < end and (line[first].lower in {"to", "not"} or line[first + 1].lower in {"to", "not"}):
                return []
        while first < end and (line[first].lower in TIMES or line[first].text in ":," or _when(line, first)):
            first += 1
        if word not in CLAUSE and not marks:
            end = next((i for i in range(first, end) if line[i].text == ","), end)
        return _span(line, first, end)
    if len(marks) >= 2:
        return [(line[marks[0]].start + 1, line[marks[-1]].start)] if marks[-1] > marks[0] + 1 else []
    return _span(line, verb + 1, _own_end(line, verb, end)) if word in NAMING else []


def _that(line: list[Token], quoted: list[bool], verb: int, end: int) -> int | None:
    """The "that" which opens what is reported, past an addressee or a time, but not that of another clause."""
    for index in range(verb + 1, min(verb + 9, end)):
        if quoted[index] or line[index].lower in AUXILIARIES or line[index].lower in {"provided", "so", "if", "unless"}:
            return None
        if line[index].lower in PRONOUNS | {"there", "had", "was"}:
            return None
        if line[index].lower == "that":
            return index if index + 2 < end else None
    return None


def _when(line: list[Token], index: int) -> bool:
    """Whether a preposition of time stands here: "on Wednesday", "in a statement"."""
    return (
        line[index].lower in {"on", "in", "late", "early"} and index + 1 < len(line) and line[index + 1].lower in TIMES
    )


def _own_end(line: list[Token], verb: int, end: int) -> int:
    """Where the words that name something end: at a comma or where the sentence turns to something else."""
    stops = CLAUSE_ENDS | {",", "and"}
    return next((i for i in range(verb + 2, end) if line[i].lower in stops), end)


def _span(line: list[Token], first: int, end: int) -> list[tuple[int, int]]:
    last = end - 1
    while first < last and line[first].text in ",:":
        first += 1
    while last > first and line[last].text in ",.;:":
        last -= 1
    return [(line[first].start, line[last].end)] if first <= last else []


def _clause_end(line: list[Token], quoted: list[bool], verb: int) -> int:
    """Where what is reported ends: at a semicolon, or where the sentence reports again or goes on by itself."""
    for index in range(verb + 1, len(line)):
        if quoted[index]:
            continue
        token = line[index]
        if token.text == ";":
            return index
        if token.text == "," or (token.text == "," and quoted[index - 1]):
            following = line[index + 1].lower if index + 1 < len(line) else ""
            if following in VERBS and following.endswith("ing"):
                return index
            if following.endswith("ing") and index > 0 and (quoted[index - 1] or following in {"leaving", "signaling"}):
                return index
        if quoted[index - 1] and token.lower.endswith("ing") and token.lower in VERBS | {"leaving"}:
            return index
        if token.lower in {"but", "though"} and index + 1 < len(line) and line[index + 1].lower in VERBS:
            return index
    return len(line)


def _around_according(line: list[Token], index: int) -> list[tuple[int, int]]:
    """The sentence without its "according to …"."""
    if index > 1:
        end = index - 1 if line[index - 1].text == "," else index
        return [(line[0].start, line[end - 1].end)]
    comma = next((i for i in range(index + 2, len(line)) if line[i].text == ","), None)
    return _span(line, comma + 1, len(line)) if comma is not None else []
