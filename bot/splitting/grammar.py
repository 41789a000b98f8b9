"""Which word is the finite verb, what is a clause, what is a noun phrase: by closed classes and word forms.

Everything here errs towards "no": where no verb is found, nothing is split.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.splitting import lexicon as lex
from bot.splitting.tokens import Token, Tokens

_TWO_FACED = frozenset({"since", "before", "after", "until", "as", "once"})
"""Prepositions that are conjunctions as well."""
_NOT_HEADS = lex.DETERMINERS | lex.PREPOSITIONS | lex.SUBORDINATORS | lex.COORDINATORS | lex.NEGATIONS | {"to"}


def base_of(word: str) -> str | None:
    """The base form of a third person singular, where it is a verb that is known."""
    for ending, base in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + base in lex.VERBS:
            return word[: -len(ending)] + base
    return None


def is_past(word: str) -> bool:
    """A past tense by its form; most are participles as well."""
    if word in lex.PAST_ONLY or word in lex.PAST_OR_PARTICIPLE:
        return True
    return len(word) > 3 and word.endswith("ed") and word not in lex.NOT_PAST and "-" not in word


def is_participle(word: str) -> bool:
    return word in lex.PARTICIPLE_ONLY or (is_past(word) and word not in lex.PAST_ONLY)


def is_adverb(word: str) -> bool:
    return word in lex.ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in {"family", "july", "italy"})


def opens_noun_phrase(token: Token) -> bool:
    return (
        token.opaque
        or token.lower in lex.DETERMINERS
        or token.lower in lex.NUMBER_WORDS
        or token.lower in lex.SUBJECT_PRONOUNS
        or token.lower in {"him", "them", "me", "us"}
        or token.is_number
        or token.is_capital
    )


def _before(tokens: Sequence[Token], index: int) -> Token | None:
    """The word before, adverbs and "not" passed over."""
    index -= 1
    while index >= 0 and is_adverb(tokens[index].lower):
        index -= 1
    return tokens[index] if index >= 0 else None


def is_finite(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word is a finite verb where it stands."""
    token = tokens[index]
    word = token.lower
    if token.opaque or not token.is_word or (token.is_capital and index > 0 and word not in {"is", "was"}):
        return False
    before = _before(tokens, index)
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is not None and (
        before.lower in lex.DETERMINERS - {"this", "that", "these", "those", "all", "some", "both"}
    ):
        return False
    if word in lex.FINITE_AUXILIARIES:
        return True
    if word in lex.PAST_ONLY:
        return before is None or before.lower not in lex.PREPOSITIONS
    if is_past(word):
        if before is None:
            return True
        if before.lower in lex.BE | lex.HAVE | lex.PREPOSITIONS | {"being", "been", "to"} or before.lower in lex.MODALS:
            return False
        return not before.lower.endswith(("'s", "’s"))
    if before is None or before.lower in lex.PREPOSITIONS | lex.MODALS | lex.DO | {"to"} or before.is_number:
        return False
    if before.lower in lex.NUMBER_WORDS or before.lower.endswith(("'s", "’s")):
        return False
    if base_of(word) is not None:
        if word in lex.NOUNS_TOO:
            return after is not None and opens_noun_phrase(after)
        return True
    if word in lex.VERBS - lex.NOT_BASE and (
        before.lower in {"they", "we", "i", "you", "people", "who", "that", "which"} or is_plural(before)
    ):
        return after is not None and (opens_noun_phrase(after) or after.lower in {"that", "to"})
    return False


def is_plural(token: Token) -> bool:
    """A common noun in the plural, by its form."""
    word = token.lower
    if token.is_capital or len(word) < 4 or "'" in word or "’" in word:
        return word in {"people", "police", "men", "women"}
    return word in {"people", "police", "women", "children"} or (
        word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )


def main_verb(tokens: Tokens) -> int | None:
    """Index of the finite verb of a sentence whose subject comes first, or None where that is not clear."""
    first: int | None = None
    hangs = False  # a word like "after" opened what may be a clause of its own
    for index, token in enumerate(tokens):
        if token.opaque:
            continue
        if first is None:
            if token.text == ",":
                hangs = False
            elif token.lower in _TWO_FACED and not _is_date(tokens, index + 1):
                hangs = True
            if index and (
                token.lower in lex.SUBORDINATORS and token.lower not in {"since", "before", "after", "until", "as"}
            ):
                return None
            if index and is_finite(tokens, index):
                first = index
                if hangs:
                    return None
                if is_sure(token.lower):
                    return first
        elif token.lower in lex.SUBORDINATORS | lex.COORDINATORS | {"or", "to"} or not token.is_word:
            return first
        elif token.lower in lex.FINITE_AUXILIARIES or token.lower in lex.PAST_ONLY:
            # "The plan drafted in Moscow was rejected": the first was a participle.
            return index if _is_reduced(tokens, first) else first
    return first


def _is_date(tokens: Tokens, index: int) -> bool:
    return index < len(tokens) and (tokens[index].is_number or tokens[index].lower in lex.TIME_NAMES)


def is_sure(word: str) -> bool:
    """A form that can be nothing but finite, or that introduces a clause of its own."""
    return word in lex.FINITE_AUXILIARIES or word in lex.PAST_ONLY or word in lex.REPORTING


def _is_reduced(tokens: Tokens, index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].lower in lex.PREPOSITIONS


def is_noun_like(token: Token) -> bool:
    return token.is_word and token.lower not in _NOT_HEADS and not is_adverb(token.lower)


def is_clause(tokens: Tokens) -> bool:
    """A subject and a finite verb, in that order, and nothing in front that needs another clause."""
    verb = main_verb(tokens)
    if verb is None or verb == 0:
        return False
    subject = tokens[:verb]
    while subject and is_adverb(subject[-1].lower):
        subject = subject[:-1]
    if sum(token.text == "," for token in subject) == 2 and subject[-1].text == ",":
        subject = subject[: next(index for index, token in enumerate(subject) if token.text == ",")]  # an aside
    if not subject or not (
        is_noun_like(subject[-1]) or subject[-1].opaque or subject[-1].lower in lex.SUBJECT_PRONOUNS
    ):
        return False
    opening = next((token for token in subject if not is_adverb(token.lower)), subject[0])
    if not opening.is_capital and (is_past(opening.lower) or opening.lower in lex.FINITE_AUXILIARIES):
        return False  # a verb phrase, whose subject stands elsewhere
    if opening is tokens[0] and opening.text.islower() and opening.lower.endswith("ing") and verb > 1:
        return False
    after = tokens[1].lower if len(tokens) > 1 else ""
    if (
        not opening.is_capital
        and base_of(opening.lower) is not None
        and after in lex.DETERMINERS | lex.SUBJECT_PRONOUNS
    ):
        return False
    has_comma = opening is subject[0] and any(token.text == "," for token in subject)
    if has_comma and opening.lower not in lex.PREPOSITIONS and not _is_date_first(subject):
        return False
    if opening.lower in lex.COORDINATORS | {"to", "or", "than"} or opening.lower in lex.RELATIVES - {"that"}:
        return False
    if opening.lower in lex.PREPOSITIONS | lex.TIME_NAMES | {"on"}:
        return subject_start(tokens, verb) is not None
    # A participle may not be all that makes it a clause: "bridges damaged by storms".
    return is_sure(tokens[verb].lower) or not _is_reduced_by(tokens, verb)


def _is_date_first(subject: Tokens) -> bool:
    """ "Last year, the firm …", "Two days later, he …"."""
    comma = next(index for index, token in enumerate(subject) if token.text == ",")
    return any(token.lower in lex.UNITS | lex.TIME_NAMES for token in subject[:comma])


def _is_reduced_by(tokens: Tokens, verb: int) -> bool:
    return is_participle(tokens[verb].lower) and verb + 1 < len(tokens) and tokens[verb + 1].lower == "by"


def subject_start(tokens: Tokens, verb: int) -> int | None:
    """Where the subject begins after an adjunct in front ("On Friday Corvin Air …", "In Kherson, a drone …")."""
    if not tokens or (tokens[0].lower not in lex.PREPOSITIONS and not is_adverb(tokens[0].lower)):
        return 0
    comma = next((index for index in range(verb) if tokens[index].text == "," and not tokens[index].opaque), None)
    if comma is not None:
        return comma + 1 if comma + 1 < verb else None
    if len(tokens) > 2 and tokens[1].lower in lex.TIME_NAMES and verb > 2:
        return 2
    for index in range(2, verb):
        if tokens[index].lower in lex.ARTICLES or tokens[index].lower in lex.PERSONAL_SUBJECTS:
            return index
    return 1 if is_adverb(tokens[0].lower) and verb > 1 else None


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A stretch of tokens start:end. ``is_name``: it is a proper name, with at most a title in front."""

    tokens: Tokens
    start: int
    end: int
    is_name: bool

    @property
    def words(self) -> Tokens:
        return self.tokens[self.start : self.end]

    @property
    def head(self) -> Token:
        return self.tokens[self.end - 1]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.words)

    @property
    def is_plural(self) -> bool:
        opening = self.words[0].lower
        if self.is_plural_opening:
            return True
        team = opening == "the" and self.head.is_capital and self.head.lower.endswith("s")
        return (
            team
            or is_plural(self.head)
            or opening in lex.NUMBER_WORDS - {"one"}
            or opening in {"these", "those", "several"}
        )

    @property
    def is_plural_opening(self) -> bool:
        """A first word ("Prosecutors") whose large letter does not make it a name."""
        word = self.head.lower
        return self.start == 0 and self.end == 1 and word.endswith("s") and not word.endswith(("ss", "us", "is"))

    @property
    def is_person(self) -> bool:
        """By a title or a role; of a bare name: that it is no known place, time or body."""
        lowers = [token.lower.rstrip(".") for token in self.words]
        if self.is_plural_opening:
            return False
        if self.is_name:
            known = lex.COUNTRIES | lex.ORGANISATION_WORDS | lex.PLACES | lex.TIME_NAMES
            return not any(word in known or "." in word for word in lowers)
        return lowers[-1] in lex.PERSON_NOUNS or (self.head.is_capital and any(word in lex.ROLES for word in lowers))

    @property
    def is_titled(self) -> bool:
        return any(token.lower.rstrip(".") in lex.TITLES | lex.ROLES for token in self.words)


def noun_phrases(tokens: Tokens) -> list[NounPhrase]:
    """Names and determined noun phrases, and bare plurals, without what follows them ("of …")."""
    found: list[NounPhrase] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        starts = token.lower in lex.DETERMINERS - {"no", "that"} or token.is_number or token.lower in lex.NUMBER_WORDS
        if token.opaque or not (token.is_capital or starts or is_plural(token)) or token.lower in lex.SUBJECT_PRONOUNS:
            index += 1
            continue
        if (index == 0 and not (starts or is_known_opening(token))) or token.lower.startswith(("i'", "i’")):
            index += 1
            continue
        end = index + 1
        while end < len(tokens) and _continues(tokens, index, end):
            end += 1
        phrase = NounPhrase(
            tokens, index, end, is_name=not starts and all(item.is_capital for item in tokens[index:end])
        )
        if is_noun_like(phrase.head) and not phrase.head.lower.endswith(("self", "selves")):
            found.append(phrase)
        index = end
    return found


def is_known_opening(token: Token) -> bool:
    """A first word is large in any case: it is a name only if it is no common opening."""
    return token.lower not in lex.PREPOSITIONS | lex.SUBORDINATORS | lex.COORDINATORS and not is_adverb(token.lower)


def _continues(tokens: Tokens, start: int, index: int) -> bool:
    token = tokens[index]
    if not token.is_word or token.opaque or token.lower in _NOT_HEADS or is_adverb(token.lower):
        return False
    if token.lower in lex.SUBJECT_PRONOUNS or (tokens[index - 1].lower.endswith(("'s", "’s")) and index - start > 3):
        return False
    return not is_finite(tokens, index) and not (is_past(token.lower) and not token.is_capital and index - start > 1)
