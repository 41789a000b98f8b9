"""The subject of a reporting verb: whose name or which phrase stands there, and where it begins."""

import re
from dataclasses import dataclass

from bot.quoting import people
from bot.quoting.lexicon import AUXILIARIES, CLAUSE_ENDS, FUNCTION_WORDS
from bot.quoting.people import Token
from bot.quoting.reporting_words import (
    ARTICLES,
    DETERMINERS,
    GROUPS,
    NOMINAL,
    NOT_NAMES,
    PREPOSITIONS,
    PRONOUNS,
    QUOTES,
    TIMES,
    TITLES,
    VERBS,
)


@dataclass(frozen=True, slots=True)
class Subject:
    speaker: str | None
    name: bool = False
    pronoun: str | None = None
    first: int = 0

    @property
    def plural(self) -> bool:
        return bool(self.speaker) and not self.name


def subject_before(line: list[Token], last: int, previous: Subject | None, relative: bool = False) -> Subject | None:
    """The subject phrase that ends at ``last``. With ``relative`` a "who" or "which" there is looked behind."""
    if last < 0:
        return None
    while last > 1 and line[last].lower in TIMES:
        last -= 2 if line[last - 1].lower in {"on", "late", "early"} else 1
    token = line[last]
    if token.lower in PRONOUNS:
        return Subject(None, pronoun=token.lower, first=last)
    if token.text.isdigit() and last > 1 and line[last - 1].text == ",":
        return subject_before(line, last - 2, previous)
    if token.lower in {"but", "and", "then", "yet", "or"}:
        return previous or main_subject(line)
    if token.lower in {"who", "which"} and not relative:
        return None
    if token.lower in {"who", "which"}:
        return subject_before(line, last - 2 if last and line[last - 1].text == "," else last - 1, previous)
    if token.text in ",":
        return _before_apposition(line, last, previous)
    if not token.text[0].isalpha():
        return None
    return _phrase_ending(line, last)


def _before_apposition(line: list[Token], comma: int, previous: Subject | None) -> Subject | None:
    """The subject in front of ", the regional chief," or ", who had left,", or the name that is the apposition."""
    for index in range(comma - 1, 0, -1):
        if line[index].text in ";:—":
            break
        if line[index].text != ",":
            continue
        following = line[index + 1]
        named = following.capital and people.run_starting(line, index + 1) >= comma
        named = named or (comma - index <= 6 and line[comma - 1].capital)
        if not (named or following.lower in DETERMINERS | {"who", "which", "whose", "one"} or following.text.islower()):
            continue
        head = subject_before(line, index - 1, previous)
        if head is None:
            return None
        if named and not head.name:
            run = people.without_titles(line[people.run_ending(line, comma - 1) : comma])
            return Subject(people.text_of(run), name=True, first=head.first)
        return head
    return main_subject(line)


def _phrase_ending(line: list[Token], last: int) -> Subject | None:
    """A noun phrase: a name with or without a title, or a plain noun with what belongs to it."""
    if last == 0 and line[0].lower in GROUPS:
        return Subject(line[0].lower)
    if line[last].capital:
        first = people.run_ending(line, last)
        while (
            first > 1
            and line[first - 1].lower in {"of", "for"}
            and line[first - 2].capital
            and not line[first - 2].possessive
        ):
            first = people.run_ending(line, first - 2)
        role = first - 1 if first and line[first - 1].lower == "the" else first
        inner = (
            role > 1
            and line[role - 1].lower in {"of", "for", "at", "in", "from", "to", "with"}
            and line[role - 2].text.islower()
        )
        named = [i for i in range(first, last) if line[i].lower in TITLES]
        joint = next((i for i in range(first, last) if line[i].lower == "of"), None)
        if not inner and joint is not None and named and named[-1] + 1 < joint:
            return Subject(people.text_of(line[named[-1] + 1 : joint]), name=True, first=_with_role(line, first))
        if not inner:
            run = line[first : last + 1]
            run = run if any(token.lower in {"of", "for"} for token in run) else people.without_titles(run)
            if first > 1 and line[first - 1].lower == "and" and line[first - 2].capital:
                other = people.run_ending(line, first - 2)
                return Subject(_phrase(line, other, last), first=other)
            return Subject(people.text_of(run), name=True, first=_with_role(line, first))
    first = last
    while first > 0 and last - first < 9:
        before = line[first - 1]
        belongs = before.lower in {"of", "for", "at", "in", "from", "to", "with"}
        if belongs or (before.lower == "the" and first > 1 and line[first - 2].lower in PREPOSITIONS):
            if first < 2 or not line[first - 2].text[0].isalpha():
                break
            first -= 1
        elif (
            before.lower in FUNCTION_WORDS | (VERBS - NOMINAL) | CLAUSE_ENDS
            or not before.text[0].isalnum()
            or before.lower in NOT_NAMES
        ):
            break
        else:
            first -= 1
    spoken = _phrase(line, first, last)
    return Subject(spoken, first=_with_role(line, first)) if spoken else None


def _with_role(line: list[Token], first: int) -> int:
    """The index where the words in front of a name begin that say who it is: "the engineer", "Talaku's minister"."""
    stops = PREPOSITIONS | CLAUSE_ENDS | VERBS | {"and", "or", "that"}
    while first > 0 and line[first - 1].text[0].isalnum() and line[first - 1].lower not in stops:
        first -= 1
    return first


def _phrase(line: list[Token], first: int, last: int) -> str:
    while first <= last and line[first].lower in ARTICLES:
        first += 1
    if first > last:
        return ""
    out = " ".join(token.text for token in line[first : last + 1])
    return (
        out
        if first > 0 or not out[0].isupper() or (line[first].capital and _proper(line, first))
        else out[0].lower() + out[1:]
    )


def _proper(line: list[Token], first: int) -> bool:
    """Whether a capital at the beginning of a sentence belongs to the word: a demonym, or a name's beginning."""
    word = line[first]
    return (
        bool(people.DEMONYM.search(word.text)) or word.possessive or (first + 1 < len(line) and line[first + 1].capital)
    )


def phrase_after(line: list[Token], first: int) -> Subject | None:
    """The noun phrase that begins at ``first``, with a name in apposition if it has none of its own."""
    start = first
    while first < len(line) and line[first].lower in DETERMINERS:
        first += 1
    if first >= len(line) or not line[first].text[0].isalpha():
        return None
    if line[first].lower in PRONOUNS:
        return Subject(None, pronoun=line[first].lower, first=start)
    behind = first
    while behind < len(line) and line[behind].text not in ",.;:—()" and line[behind].text not in QUOTES:
        if line[behind].lower in AUXILIARIES | {"who", "which", "that", "on", "as", "and", "but"} or behind - first > 8:
            break
        if line[behind].lower in NOT_NAMES and behind > first:
            break
        behind += 1
    if behind == first:
        return None
    if line[behind - 1].capital:
        begin = people.run_ending(line[:behind], behind - 1)
        if begin == first or line[begin - 1].lower not in PREPOSITIONS:
            return Subject(people.text_of(people.without_titles(line[begin:behind])), name=True, first=start)
    if behind + 1 < len(line) and line[behind].text == ",":
        end = next((i for i in range(behind + 1, len(line)) if line[i].text in ".,;"), len(line))
        if end - behind <= 7 and line[end - 1].capital:
            run = line[max(behind + 1, people.run_ending(line, end - 1)) : end]
            return Subject(people.text_of(people.without_titles(run)), name=True, first=start)
    return Subject(_phrase(line, first, behind - 1), first=start)


def main_subject(line: list[Token]) -> Subject | None:
    """The subject of the sentence: its first phrase, behind an introduction that ends with a comma."""
    index = 0
    if line and (
        line[0].lower in PREPOSITIONS | {"when", "while", "if", "although", "though"} or line[0].lower in NOT_NAMES
    ):
        index = next((i + 1 for i, token in enumerate(line) if token.text == ","), 0)
    while index < len(line) and not line[index].text[0].isalpha():
        index += 1
    if index >= len(line):
        return None
    if line[index].lower in PRONOUNS:
        return Subject(None, pronoun=line[index].lower, first=index)
    if line[index].capital:
        behind = people.run_starting(line, index)
        if not line[behind - 1].possessive and (behind >= len(line) or not _noun_follows(line[behind])):
            return Subject(people.text_of(people.without_titles(line[index:behind])), name=True, first=index)
    behind = index
    while behind < len(line) and behind - index < 7 and line[behind].text[0].isalpha():
        word = line[behind].lower
        if behind > index and (word in AUXILIARIES | VERBS | PREPOSITIONS or re.search(r"[^e]ed$", word)):
            break
        behind += 1
    if behind < len(line) and line[behind].text == "," and behind + 1 < len(line) and line[behind + 1].capital:
        end = people.run_starting(line, behind + 1)
        if end < len(line) and line[end].text == ",":
            return Subject(people.text_of(people.without_titles(line[behind + 1 : end])), name=True, first=index)
    if behind > index and line[behind - 1].capital and not line[behind - 1].possessive:
        first = max(index, people.run_ending(line, behind - 1))
        return Subject(people.text_of(people.without_titles(line[first:behind])), name=True, first=index)
    spoken = _phrase(line, index, behind - 1)
    return Subject(spoken, first=index) if spoken else None


def _noun_follows(token: Token) -> bool:
    word = token.lower
    return (
        word.isalpha() and word not in AUXILIARIES | VERBS | FUNCTION_WORDS and not re.search(r"(ed|ly|ought|t)$", word)
    )
