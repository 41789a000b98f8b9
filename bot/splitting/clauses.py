"""One sentence to its atomic claims: clauses, verb phrases, lists.

Each rule needs what it would part to be whole on both sides; a sentence that fits no rule stays one claim. A
part must follow from the sentence, so nothing is parted under a condition, in a list that counts as a whole
("between 2 and 3 percent"), or where it is open who says it.
"""

from bot.splitting import lexicon as lex
from bot.splitting.asides import Atom, part_asides
from bot.splitting.grammar import (
    base_of,
    is_clause,
    is_finite,
    main_verb,
    subject_start,
)
from bot.splitting.lists import part_list
from bot.splitting.tokens import Tokens, brought
from bot.splitting.verb_phrases import opens_clause_of_its_own, part_verb_phrases

LONGEST = 100
"""Tokens. A longer sentence is left whole: it also bounds the work, which is quadratic in a sentence's length."""


def atoms(tokens: Tokens) -> list[Atom]:
    """The atomic claims of one sentence, in order; at least one."""
    whole = [Atom(tokens, tokens)]
    if len(tokens) > LONGEST:
        return whole
    body = tokens
    while body and not body[-1].opaque and body[-1].text in ".!…":
        body = body[:-1]
    found = [
        atom for sentence in _inner_sentences(body) for part in _semicolon_parts(sentence) for atom in _sentence(part)
    ]
    return found if len(found) > 1 else whole


def _inner_sentences(tokens: Tokens) -> list[Tokens]:
    """Parted at a full stop that the sentence splitter took for an abbreviation's."""
    parts: list[Tokens] = []
    start = 0
    for index in range(1, len(tokens) - 1):
        before, after = tokens[index - 1], tokens[index + 1]
        is_stop = tokens[index].text == "." and not tokens[index].space and after.space
        if is_stop and before.text.islower() and len(before.text) > 2 and after.is_capital and not before.opaque:
            parts.append(tokens[start:index])
            start = index + 1
    parts.append(tokens[start:])
    return parts


def _semicolon_parts(tokens: Tokens) -> list[Tokens]:
    parts: list[Tokens] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.text == ";" and not token.opaque:
            parts.append(tokens[start:index])
            start = index + 1
    parts.append(tokens[start:])
    if all(is_clause(_after_link(part_asides(part)[0])) for part in parts):
        return [_after_link(part) for part in parts]
    return [tokens]


def _after_link(tokens: Tokens) -> Tokens:
    return tokens[1:] if len(tokens) > 1 and tokens[0].lower in lex.COORDINATORS else tokens


def _is_open(tokens: Tokens) -> bool:
    """A condition, a quotation without its other mark, or another sentence: nothing is parted here."""
    for index, token in enumerate(tokens):
        if token.opaque:
            continue
        if token.lower in lex.CONDITIONS or token.text in '"“”‘«»' or (token.text in "'’" and token.space):
            return True
        if (
            token.text in ".?!'’"
            and index + 1 < len(tokens)
            and (tokens[index + 1].text in "'’" or token.text not in "'’")
        ):
            return True
    return False


def _sentence(tokens: Tokens) -> list[Atom]:
    tokens = _after_link(tokens)
    whole = [Atom(tokens, tokens)]
    if not tokens or _is_open(tokens):
        return whole
    if (parts := _concession(tokens)) is not None:
        return [atom for part in parts for atom in _sentence(part)]
    lead, body, tail = _attribution(tokens)
    reduced, asides = part_asides(body)
    found = _coordination(reduced) if not _is_quoted_inside(reduced) else [Atom(reduced, body)]
    if len(found) + len(asides) < 2:
        return whole
    # An aside is the writer's own; whom the sentence quotes need not have said it.
    return [Atom(lead + atom.tokens + tail, atom.own) for atom in found] + asides


def _is_quoted_inside(tokens: Tokens) -> bool:
    """ "A and B, said X, so C": how much of it X said is open."""
    verb = main_verb(tokens)
    commas = [index for index, token in enumerate(tokens) if token.text == "," and not token.opaque]
    for index, comma in enumerate(commas):
        part = tokens[comma + 1 : commas[index + 1] if index + 1 < len(commas) else len(tokens)]
        if verb is None or comma < verb or not part or part[0].lower in lex.CLAUSE_LINKS | lex.RELATIVES:
            continue
        own = main_verb(part)
        if any(token.lower in lex.SPEECH_ENDINGS for token in part[:2]) or (
            own is not None and _ends_in_speech(part, own)
        ):
            return True
    return False


def _ends_in_speech(tokens: Tokens, verb: int) -> bool:
    word = tokens[verb].lower
    return word == "told" or (word in lex.SPEECH_ENDINGS and len(tokens) - verb <= 3)


def _concession(tokens: Tokens) -> tuple[Tokens, Tokens] | None:
    """ "Although A, B": both hold."""
    start = 2 if tokens[:1] and tokens[0].lower == "even" else 1
    if len(tokens) < 5 or tokens[start - 1].lower not in lex.CONCESSIVES:
        return None
    for index in range(start, len(tokens)):
        if tokens[index].text == "," and is_clause(tokens[start:index]) and is_clause(tokens[index + 1 :]):
            return tokens[start:index], tokens[index + 1 :]
    return None


def _attribution(tokens: Tokens) -> tuple[Tokens, Tokens, Tokens]:
    """What goes before and behind every atom: "According to the ministry, …", "…, the ministry said"."""
    commas = [index for index, token in enumerate(tokens) if token.text == "," and not token.opaque]
    if not commas:
        return (), tokens, ()
    if len(tokens) > 1 and tokens[0].lower == "according" and tokens[1].lower == "to":
        return tokens[: commas[0] + 1], tokens[commas[0] + 1 :], ()
    last = tokens[commas[-1] + 1 :]
    says = any(token.lower in lex.SPEECH_ENDINGS and not token.opaque for token in last)
    speaks = is_clause((*last, *brought("so"))) and says and last[-1].lower in lex.SPEECH_ENDINGS | lex.TIME_NAMES
    if speaks or (last and last[0].lower == "according"):
        return (), tokens[: commas[-1]], tokens[commas[-1] :]
    return (), tokens, ()


def _coordination(tokens: Tokens, *, listed: bool = False) -> list[Atom]:
    """Clauses, then verb phrases, then lists. ``listed``: a clause of the list "A, B and C" stands in front."""
    if any(token.text == ";" and not token.opaque for token in tokens):
        return [Atom(tokens, tokens)]
    if (spoken := _speech(tokens)) is not None:
        return spoken
    for index, token in enumerate(tokens):
        link = token.lower in lex.CLAUSE_LINKS
        if token.text == ":" and not token.opaque:
            break
        if token.opaque or index == 0 or not (link or (listed and token.text == ",")):
            continue
        comma = tokens[index - 1].text == ","
        left, right = tokens[: index - comma], tokens[index + 1 :]
        if right[:1] and right[0].lower in {"though", "yet", "so"} and token.lower in lex.COORDINATORS:
            right = right[1:]
        if token.lower not in lex.COORDINATORS and link and not comma:
            continue
        contrast = token.lower in {"while", "whereas"}
        if (
            is_clause(left)
            and is_clause(right)
            and _may_part(left, right, comma=comma or token.text == ",", contrast=contrast)
        ):
            return _coordination(left, listed=token.lower == "and") + _coordination(right)
    return [item for phrase in part_verb_phrases(tokens) for item in part_list(phrase)]


def _may_part(left: Tokens, right: Tokens, *, comma: bool, contrast: bool) -> bool:
    """Whether the right clause stands on the level of the left one's verb."""
    verb = main_verb(left)
    if verb is None or any(token.lower in {"between", "either", "neither", "both", "or"} for token in left[-6:]):
        return False
    if right[0].lower in lex.SUBORDINATORS | lex.NEGATIONS | {"not"} or _is_unfinished(left, verb):
        return False
    if left[verb].lower in lex.REPORTING and not comma:
        return False  # "He said Russia and Ukraine met."
    if opens_clause_of_its_own(left, verb):
        right_verb = main_verb(right)
        if right_verb is None or right[right_verb].lower in lex.BACKSHIFTED | lex.MODALS:
            return False
        return contrast or not (base_of(left[verb].lower) or left[verb].lower in lex.VERBS)  # "says": no tense tells
    return comma or not is_buried(left, verb)


def is_buried(tokens: Tokens, verb: int) -> bool:
    """A clause begins between the verb and the end, so that what follows may belong to it."""
    for index in range(verb + 1, len(tokens)):
        if tokens[index].lower in lex.SUBORDINATORS and not tokens[index].opaque:
            return any(is_finite(tokens, later) for later in range(index + 1, len(tokens)))
    return False


def _is_unfinished(tokens: Tokens, verb: int) -> bool:
    """The last subordinate clause has no verb yet ("… stating that Witkoff"), or somebody is speaking at the end."""
    opened = False
    for index in range(verb + 1, len(tokens)):
        word = tokens[index].lower
        if word in lex.SUBORDINATORS - lex.PREPOSITIONS - {"as", "than", "so", "once", "how", "what"}:
            opened = True
        elif word in lex.SAYING:
            return True
        elif opened and is_finite(tokens, index):
            opened = False
    comma = next((index for index in range(len(tokens) - 1, verb, -1) if tokens[index].text == ","), None)
    last = tokens[comma + 1 :] if comma is not None else ()
    speaks = any(token.lower in lex.SPEECH_ENDINGS for token in (*last[:1], *last[-2:]))
    return opened or speaks


def _speech(tokens: Tokens) -> list[Atom] | None:
    """ "X said that A and that B" and "X said A had … and B had …": both are what X said."""
    verb = main_verb(tokens)
    if verb is None or tokens[verb].lower not in lex.REPORTING:
        return None
    that = next((i for i in range(verb + 1, min(verb + 7, len(tokens))) if tokens[i].lower == "that"), None)
    start = verb + 1 if that is None else that + 1
    head, content = tokens[:start], tokens[start:]
    if not is_clause(content):
        return None
    if that is not None and (parts := _repeated_that(content)) is not None:
        found = [Atom(tokens[: start + len(parts[0])], tokens[: start + len(parts[0])])]
        opening = tokens[:that]
        return found + [Atom(opening + part, part) for part in parts[1:]]
    own_verb = main_verb(content)
    for index, token in enumerate(content):
        if token.lower not in {"and", "but"} or token.opaque or own_verb is None or index < own_verb:
            continue
        comma = content[index - 1].text == ","
        left, right = content[: index - comma], content[index + 1 :]
        right_verb = main_verb(right)
        if content[own_verb].lower not in lex.BACKSHIFTED or is_buried(left, own_verb):
            return None
        if is_clause(right) and right_verb is not None and right[right_verb].lower in lex.BACKSHIFTED:
            return [Atom(head + left, head + left), Atom(head + right, right)]
        if right and right[0].lower in lex.BACKSHIFTED and is_clause(left):
            begins = subject_start(left, own_verb)
            subject = left[:own_verb] if begins is not None else ()
            return [Atom(head + left, head + left), Atom(head + subject + right, right)] if subject else None
    return None


def _repeated_that(content: Tokens) -> list[Tokens] | None:
    """The content clauses after "that": the first without it, the others with it."""
    parts: list[Tokens] = []
    start = 0
    for index in range(1, len(content) - 1):
        links = content[index].lower in {"and", "but"} or content[index].text == ","
        if links and content[index + 1].lower == "that" and not content[index].opaque:
            part = content[start:index]
            parts.append(part[:-1] if part and part[-1].text == "," else part)
            start = index + 1
    parts.append(content[start:])
    clauses = [part[1:] if part[:1] and part[0].lower == "that" else part for part in parts]
    return parts if len(parts) > 1 and all(is_clause(clause) for clause in clauses) else None
