"""Relative clauses and appositions between commas: each says something of its own about the phrase before it.

"The plant, which serves 40,000 homes, shut down" → "The plant shut down", "The plant serves 40,000 homes";
"Steve Witkoff, a U.S. envoy, spoke" → "Steve Witkoff spoke", "Steve Witkoff is a U.S. envoy".
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from bot.splitting import lexicon as lex
from bot.splitting.grammar import (
    NounPhrase,
    base_of,
    is_adverb,
    is_finite,
    is_participle,
    is_plural,
    noun_phrases,
    subject_start,
)
from bot.splitting.tokens import Tokens, brought

_OF_WHOLE_CLAUSE = lex.words(
    "angered means meant makes made led prompted caused suggests suggested would could forced left gave allowed drew "
    "surprised came brought"
)
"""After ", which" at the end these mostly speak of all that was said before."""
_GOES_ON = lex.COORDINATORS | lex.RELATIVES
_ORDINALS = lex.words("first second third fourth fifth sixth seventh eighth ninth tenth last latest only")
_LONGEST = 30
"""Tokens of an aside. What is longer is no aside but a sentence that lost its way."""


@dataclass(frozen=True, slots=True)
class Atom:
    """``tokens`` make the wording; ``own`` are those that stand for it in the pasted text."""

    tokens: Tokens
    own: Tokens


def part_asides(tokens: Tokens) -> tuple[Tokens, list[Atom]]:
    """The sentence without its asides, and what they say."""
    found: list[Atom] = []
    start = 0
    while True:
        comma = next((i for i in range(start, len(tokens)) if tokens[i].text == "," and not tokens[i].opaque), None)
        if comma is None or comma + 1 >= len(tokens):
            return tokens, found
        aside = _aside_at(tokens, comma)
        if aside is None:
            start = comma + 1
            continue
        end, atom = aside
        found.append(atom)
        # The closing comma goes too, but for one before "and", which may open a clause.
        rest = tokens[end:]
        closes = bool(rest) and rest[0].text == "," and not (len(rest) > 1 and rest[1].lower in lex.CLAUSE_LINKS)
        tokens = tokens[:comma] + (rest[1:] if closes else rest)
        start = comma


def _aside_at(tokens: Tokens, comma: int) -> tuple[int, Atom] | None:
    """Index after the aside that begins behind this comma, and its atom."""
    has_verb = any(is_finite(tokens, index) for index in range(1, comma))
    antecedent = _object_before(tokens, comma) if has_verb else _subject_before(tokens, comma)
    if antecedent is None:
        return None
    end = _end(tokens, comma, needs_verb=not has_verb)
    if end is None or end - comma > _LONGEST:
        return None
    body = tokens[comma + 1 : end]
    if any(mark.text == "," and word.lower in _GOES_ON for mark, word in pairwise(body)):
        return None  # "A, who …, and B, who …, will both return"
    opening = body[0].lower
    if opening in {"who", "which"} and len(body) > 2:
        if opening == "which" and has_verb and body[1].lower in _OF_WHOLE_CLAUSE:
            return None
        said = _relative(antecedent, body)
    elif opening == "whose":
        said = _possessive(antecedent, body)
    else:
        said = _apposition(antecedent, body) or (None if has_verb else _participle(antecedent, body))
        return (end, Atom(said, antecedent + body)) if said is not None else None
    return (end, Atom(said, body)) if said is not None else None


def _subject_before(tokens: Tokens, comma: int) -> Tokens | None:
    start = subject_start(tokens, comma)
    subject = tokens[start:comma] if start is not None else ()
    if not subject or any(token.lower in lex.COORDINATORS | {"or", "that"} or not token.is_word for token in subject):
        return None
    phrases = noun_phrases(subject)
    if not phrases or phrases[0].start != 0 or phrases[-1].end != len(subject):
        return None
    opening = tokens[comma + 1].lower
    if len(phrases) == 1 or opening not in {"who", "which", "whose"}:
        return subject
    return _agreeing(subject, phrases, tokens, comma)


def _agreeing(subject: Tokens, phrases: list[NounPhrase], tokens: Tokens, comma: int) -> Tokens | None:
    """ "Five members of the coalition, which holds 81 seats": number tells which noun is meant, or nothing does."""
    verb = tokens[comma + 2].lower if comma + 2 < len(tokens) else ""
    singular = verb in lex.SINGULAR_AUXILIARIES or base_of(verb) is not None
    plural = verb in {"are", "were", "have", "aren't", "weren't", "haven't", "do"} or verb in lex.VERBS
    if phrases[0].is_plural == phrases[-1].is_plural or singular == plural or tokens[comma + 1].lower == "whose":
        return None
    return subject if phrases[0].is_plural == plural else phrases[-1].words


def _object_before(tokens: Tokens, comma: int) -> Tokens | None:
    phrase: NounPhrase | None = None
    for candidate in noun_phrases(tokens[:comma]):
        phrase = candidate
    if phrase is None or phrase.end != comma or phrase.start == 0:
        return None
    before = tokens[phrase.start - 1]
    verb = next((index for index in range(1, comma) if is_finite(tokens, index)), comma)
    if any(verb < other.start < phrase.start for other in noun_phrases(tokens[:comma])):
        return None  # "on a factory outside Hollins Creek, which …": of the factory or of the town
    if phrase.head.lower in lex.TIME_NAMES or phrase.head.is_number:
        return None
    in_list = any(token.text == "," and not token.opaque for token in tokens[:comma])
    if (
        before.lower in {"of", "and", "or"}
        or in_list
        or not (phrase.is_name or phrase.words[0].lower in lex.DETERMINERS)
    ):
        return None
    return phrase.words


def _end(tokens: Tokens, comma: int, *, needs_verb: bool) -> int | None:
    """Index after the aside: at a comma that the verb of the sentence follows, or, after the verb, at the end."""
    for index in range(comma + 2, min(len(tokens), comma + _LONGEST)):
        if tokens[index].text != "," or tokens[index].opaque:
            continue
        following = index + 1
        if not needs_verb:
            return index if following < len(tokens) and tokens[following].lower in lex.CLAUSE_LINKS else None
        while following < len(tokens) and is_adverb(tokens[following].lower):
            following += 1
        if following < len(tokens) and _is_verb_after_aside(tokens, following):
            return index
    return None if needs_verb or len(tokens) - comma > _LONGEST else len(tokens)


def _is_verb_after_aside(tokens: Tokens, index: int) -> bool:
    return is_finite((brought("it")[0], *tokens[index:]), 1)


def _relative(antecedent: Tokens, body: Tokens) -> Tokens | None:
    """Only where who/which is the subject: its verb follows at once."""
    verb = 1
    while verb < len(body) and is_adverb(body[verb].lower):
        verb += 1
    return antecedent + body[1:] if verb < len(body) and is_finite(body, verb) else None


def _possessive(antecedent: Tokens, body: Tokens) -> Tokens | None:
    verb = next((index for index in range(2, len(body)) if is_finite(body, index)), None)
    if verb is None:
        return None
    if all(token.is_capital for token in antecedent):
        return antecedent[:-1] + brought(antecedent[-1].text + "'s") + body[1:]
    return brought("the") + body[1:verb] + brought("of") + inside(antecedent) + body[verb:]


def _apposition(antecedent: Tokens, body: Tokens) -> Tokens | None:
    """ "a U.S. envoy", "China's president", "chairman of the bank", an age: what a singular phrase is."""
    opening = body[0].lower
    is_name = all(token.is_capital for token in antecedent)
    if any(is_finite(body, index) or body[index].lower in {"and", "or"} for index in range(1, len(body))):
        return None
    if opening == "the" and len(body) > 1 and body[1].lower in _ORDINALS:
        return None  # "…, the second such disaster": that is the event
    if _is_plural(antecedent) or not (is_name or antecedent[0].lower in lex.ARTICLES):
        return None
    is_role = opening in lex.ROLES and len(body) > 2 and body[1].lower in {"of", "for", "at"}
    is_age = is_name and len(body) == 1 and body[0].text.isdigit() and len(body[0].text) == 2
    is_kind = opening in lex.ARTICLES and len(body) > 1
    is_owned = opening.endswith(("'s", "’s")) and len(body) > 1 and not body[-1].is_capital
    if is_age or is_kind or (is_name and (is_role or is_owned)):
        return antecedent + brought("is") + body
    return None


def _is_plural(antecedent: Tokens) -> bool:
    """By the noun that comes first: "A ticket worth 12 million francs" is one."""
    phrases = noun_phrases(antecedent)
    return phrases[0].is_plural if phrases else is_plural(antecedent[-1])


def _participle(antecedent: Tokens, body: Tokens) -> Tokens | None:
    """ "The bank, founded in 1901, …" """
    opening = body[0].lower
    clear = len(body) > 2 and body[1].lower in lex.PREPOSITIONS and is_participle(opening)
    if not clear or opening in lex.ACTIVE_ONLY or any(token.lower in {"and", "or", "but"} for token in body):
        return None
    lasting = opening in {"based", "located", "known", "called", "named", "situated", "owned"}
    plural = _is_plural(antecedent)
    verb = ("are" if plural else "is") if lasting else ("were" if plural else "was")
    return antecedent + brought(verb) + body


def inside(tokens: Tokens) -> Tokens:
    """For use in the middle of a sentence: a determiner that stood first loses its large letter."""
    first = tokens[0]
    text = first.lower if first.lower in lex.DETERMINERS else first.text
    return (replace(first, text=text, space=True), *tokens[1:])
