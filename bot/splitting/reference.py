"""Whom "he", "it", "the president" or "the country" means: a word of the pasted text itself, or nobody.

A reference is replaced only where exactly one candidate fits in the nearest sentence that has any; two that
fit are an open question, and the wording then stays as the author wrote it.
"""

from collections import deque
from dataclasses import dataclass, field, replace

from bot.splitting import lexicon as lex
from bot.splitting.asides import Atom, inside
from bot.splitting.grammar import NounPhrase, is_adverb, is_finite, is_past, noun_phrases, opens_noun_phrase
from bot.splitting.tokens import Token, Tokens, brought

_LOOKBACK = 3
"""Sentences. Further back nobody expects the reader to look."""
_SUBJECTS = {
    "he": "he",
    "she": "she",
    "it": "it",
    "they": "they",
    "his": "he",
    "its": "it",
    "their": "they",
    "her": "she",
}
_OBJECTS = {"him": "he", "it": "it", "them": "they"}
_POSSESSIVE = frozenset({"his", "its", "their", "her"})
_FEMALE = lex.words(
    "mrs ms miss queen princess lady chairwoman spokeswoman woman girl actress mother daughter sister wife"
)
_MALE = lex.words("mr king prince lord sir chairman spokesman man boy actor father son brother husband pope bishop")
_COMPANIES = frozenset({"company", "firm", "bank", "airline"})
_MEASURES = lex.UNITS | lex.TIME_NAMES | lex.words("percent percentage points point time times part way")
_IDIOMATIC = lex.words("put puts make makes made take takes took have has had")
_PLAIN_PREPOSITIONS = lex.words("in of on to from with for at by about")
_QUANTIFIED = lex.words("every each no any some all both half another other")
_WEATHER = lex.words(
    "is was seems appears remains rained rains snowed snows takes took will would emerged turned happens"
)


@dataclass
class Discourse:
    """What the pasted text has spoken of so far."""

    _sentences: deque[list[NounPhrase]] = field(default_factory=lambda: deque(maxlen=_LOOKBACK))
    _roles: dict[str, dict[str, Tokens]] = field(default_factory=dict)

    def resolve(self, atoms: list[Atom], sentence: Tokens) -> list[Atom]:
        """The atoms of the next sentence with their references put in words, in order."""
        phrases = noun_phrases(sentence)
        resolved = [self._resolve(atom, phrases, sentence) for atom in atoms]
        self._sentences.append(phrases)
        self._remember(phrases)
        return resolved

    def _resolve(self, atom: Atom, phrases: list[NounPhrase], sentence: Tokens) -> Atom:
        begin = atom.own[0].start
        before = [phrase for phrase in phrases if phrase.head.end <= begin]
        self._remember(before)
        tokens = _put_object(atom.tokens, before)
        subject = _subject_index(tokens)
        if subject is not None:
            at = tokens[subject].start  # words that all atoms share stand further in front
            # The same pronoun further in front means the same, so what it means stands before that one. There is none
            # where the atom's own was put for another word ("whose").
            same = [index for index, token in enumerate(sentence) if token.lower == tokens[subject].lower]
            if same and tokens[subject].lower in _SUBJECTS:
                at = min(at, sentence[same[0]].start)
            if not (same and sentence[same[0]].lower == "it" and _is_empty_it(sentence, same[0])):
                tokens = self._put_subject(tokens, subject, [phrase for phrase in before if phrase.head.end <= at])
        return Atom(tokens, atom.own)

    def _put_subject(self, tokens: Tokens, index: int, before: list[NounPhrase]) -> Tokens:
        word = tokens[index].lower
        if word in _SUBJECTS:
            owned = word in _POSSESSIVE
            if (not owned and not _has_verb_after(tokens, index)) or (word == "it" and _is_empty_it(tokens, index)):
                return tokens
            found = self._antecedent(_SUBJECTS[word], before)
            return _put(tokens, index, index + 1, found, owned=owned) if found is not None else tokens
        if (
            word == "the"
            and index + 2 < len(tokens)
            and (is_finite(tokens, index + 2) or is_adverb(tokens[index + 2].lower))
        ):
            found = self._named(tokens[index + 1].lower)
            return _put(tokens, index, index + 2, found, owned=False) if found is not None else tokens
        return tokens

    def _antecedent(self, pronoun: str, before: list[NounPhrase]) -> Tokens | None:
        near = [phrase for phrase in before if _fits(pronoun, phrase)]
        if near:
            return _only(near)
        for phrases in reversed(self._sentences):
            fitting = [phrase for phrase in phrases if _fits(pronoun, phrase)]
            if fitting:
                first = fitting[0]
                subject = first.start == 0 or (
                    pronoun in {"he", "she"} and first.is_titled and not _speaks_of(pronoun, first)
                )
                return _only(fitting) if subject else None
        return None

    def _remember(self, phrases: list[NounPhrase]) -> None:
        for phrase in phrases:
            words = phrase.words
            lowers = [token.lower.rstrip(".") for token in words]
            if not phrase.is_name:
                continue
            if lowers[-1] in lex.COUNTRIES and len(words) == 1:
                self._roles.setdefault("country", {})[phrase.text] = words
            if any(word in lex.COMPANY_WORDS for word in lowers) and len(words) > 1:
                self._roles.setdefault("company", {})[phrase.text] = words
            role = next((word for word in lowers if word in lex.ROLES), None)
            if role is not None and len(words) > 1:
                name = words[lowers.index(role) + 1 :]
                if name:
                    self._roles.setdefault(role, {})[name[-1].text] = name

    def _named(self, noun: str) -> Tokens | None:
        known = self._roles.get("company" if noun in _COMPANIES else noun, {})
        return next(iter(known.values())) if len(known) == 1 else None


def _put_object(tokens: Tokens, before: list[NounPhrase]) -> Tokens:
    """ "The bridge passed its inspection, but the city closed it": from the same sentence only."""
    for index in range(2, len(tokens)):
        token = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        ends = after is None or not after.is_word or after.lower in lex.PREPOSITIONS | {"to"}
        verb = tokens[index - 1].lower
        verbal = verb not in _IDIOMATIC and (is_past(verb) or verb in lex.VERBS or verb in _PLAIN_PREPOSITIONS)
        if token.lower not in _OBJECTS or token.opaque or not ends or not verbal:
            continue
        own = noun_phrases(tokens[:index])
        pronoun = _OBJECTS[token.lower]
        if any(_fits(pronoun, phrase) for phrase in own[1:]):
            return tokens
        fitting = [phrase for phrase in before if _fits(pronoun, phrase) and not _same(phrase, own[0] if own else None)]
        found = _only(fitting) if fitting else None
        return _put(tokens, index, index + 1, found, owned=False) if found is not None else tokens
    return tokens


def _subject_index(tokens: Tokens) -> int | None:
    """Index of the first word of the subject: at the front, or behind an adjunct and its comma."""
    if tokens[0].lower in _SUBJECTS or tokens[0].lower == "the":
        return 0
    if tokens[0].lower not in lex.PREPOSITIONS and not is_adverb(tokens[0].lower):
        return None
    comma = next((index for index, token in enumerate(tokens[:12]) if token.text == "," and not token.opaque), None)
    return comma + 1 if comma is not None and comma + 1 < len(tokens) else None


def _has_verb_after(tokens: Tokens, index: int) -> bool:
    return any(is_finite(tokens, later) for later in range(index + 1, min(index + 4, len(tokens))))


def _is_empty_it(tokens: Tokens, index: int) -> bool:
    """ "It is clear that …", "it took two hours to …", "it rained": no thing is meant."""
    rest = [token.lower for token in tokens[index + 1 : index + 9]]
    if not rest or rest[0] not in _WEATHER:
        return False
    after = tokens[index + 2] if index + 2 < len(tokens) else None
    names_event = rest[0] in {"is", "was", "took", "takes"} and after is not None and opens_noun_phrase(after)
    return names_event or rest[0] in {"rained", "snowed"} or bool({"that", "to", "who", "whether"} & set(rest[1:]))


def _fits(pronoun: str, phrase: NounPhrase) -> bool:
    lowers = {token.lower.rstrip(".") for token in phrase.words}
    opening = phrase.words[0]
    if (
        opening.lower in lex.POSSESSIVES | _QUANTIFIED
        or phrase.head.lower in _MEASURES
        or (opening.is_number and pronoun != "they")
    ):
        return False
    if pronoun == "they":
        return phrase.is_plural and opening.lower not in {"this", "that"}
    if phrase.is_plural:
        return False
    if pronoun == "it":
        certain = phrase.is_name and (len(phrase.words) > 1 or phrase.is_titled)
        return not (phrase.is_person and (certain or not phrase.is_name))
    return phrase.is_person and not lowers & (_FEMALE if pronoun == "he" else _MALE)


def _speaks_of(pronoun: str, phrase: NounPhrase) -> bool:
    """The sentence uses the pronoun already, so somebody before it is meant ("Her headmaster, Bruno Lasic, …")."""
    family = {"he": {"he", "his", "him"}, "she": {"she", "her", "hers"}}[pronoun]
    return any(token.lower in family for token in phrase.tokens)


def _same(phrase: NounPhrase, other: NounPhrase | None) -> bool:
    return other is not None and phrase.text.lower() == other.text.lower()


def _only(fitting: list[NounPhrase]) -> Tokens | None:
    """The one that is meant: all that fit are the same, or shorter forms of one name ("Xi", "Xi Jinping")."""
    if any(token.is_capital and token.lower.endswith(("'s", "’s")) for phrase in fitting for token in phrase.words):
        return None
    longest = max(fitting, key=lambda phrase: phrase.end - phrase.start)
    names = {token.lower for token in longest.words}
    if all({token.lower for token in phrase.words} <= names for phrase in fitting):
        return longest.words
    return None


def _put(tokens: Tokens, start: int, end: int, words: Tokens, *, owned: bool) -> Tokens:
    first = tokens[start]
    put = list(inside(words))
    if put[0].lower in {"a", "an"}:
        put[0] = brought("the")[0]
    elif put[0].is_number or put[0].lower in lex.NUMBER_WORDS:
        put.insert(0, brought("the")[0])
    put[0] = replace(put[0], space=first.space)
    if owned:
        put[-1] = _owner(put[-1])
    return (*tokens[:start], *put, *tokens[end:])


def _owner(token: Token) -> Token:
    ending = "'" if token.lower.endswith("s") else "'s"
    return replace(token, text=token.text + ending, lower=token.lower + ending)
