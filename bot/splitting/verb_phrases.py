"""Verb phrases that share one subject: "The council approved the budget and postponed the vote"."""

from itertools import pairwise

from bot.splitting import lexicon as lex
from bot.splitting.asides import Atom
from bot.splitting.grammar import (
    base_of,
    is_adverb,
    is_clause,
    is_finite,
    is_noun_like,
    is_participle,
    is_past,
    main_verb,
    opens_noun_phrase,
)
from bot.splitting.tokens import Tokens, brought


def opens_clause_of_its_own(tokens: Tokens, verb: int) -> bool:
    """A verb of speech or thought with a clause behind it, which what follows may belong to."""
    if tokens[verb].lower not in lex.REPORTING:
        return False
    rest = tokens[verb + 1 :]
    that = next((index for index, token in enumerate(rest[:6]) if token.lower == "that"), None)
    return that is not None or is_clause(rest)


def verb_group(tokens: Tokens, verb: int) -> int:
    """Index after the auxiliaries, adverbs and the participle or infinitive that belong to the finite verb."""
    end = verb + 1
    if tokens[verb].lower not in lex.FINITE_AUXILIARIES:
        return end
    while end < len(tokens):
        word = tokens[end].lower
        if is_adverb(word) or word in {"been", "be", "being", "not"}:
            end += 1
        elif is_participle(word) or (tokens[verb].lower in lex.MODALS | lex.DO and word in lex.VERBS):
            return end + 1
        else:
            return end
    return end


def part_verb_phrases(tokens: Tokens) -> list[Atom]:
    """One atom for each verb phrase, or the whole."""
    whole = [Atom(tokens, tokens)]
    verb = main_verb(tokens)
    if verb is None or not is_clause(tokens):
        return whole
    borders: list[tuple[int, int, Tokens]] = []  # end of the phrase before, start of this one, what goes before it
    anchor = verb  # the verb of the last phrase
    for index in range(verb + 1, len(tokens) - 1):
        token = tokens[index]
        if token.text in ":;—–" and not token.opaque:
            break
        is_link = token.lower in lex.COORDINATORS
        if token.opaque or not (is_link or token.text == ","):
            continue
        if token.text == "," and tokens[index + 1].lower in lex.COORDINATORS:
            continue
        lead = _lead(tokens, verb, anchor, index)
        if lead is None:
            continue
        at = _verb_behind(tokens, index)
        if len(lead) > verb and tokens[at].lower not in lex.FINITE_AUXILIARIES:
            borders.append((index - (tokens[index - 1].text == ","), index + 1, lead))  # shares the auxiliary
        else:
            anchor = at
            borders.append((index - (tokens[index - 1].text == ","), index + 1, lead))
    while borders and tokens[borders[-1][1] - 1].text == ",":  # a list of phrases ends with "and"
        borders.pop()
    if not borders:
        return whole
    ends = [border[0] for border in borders[1:]] + [len(tokens)]
    first = tokens[: borders[0][0]]
    found = [Atom(first, first)]
    for (_, start, lead), end in zip(borders, ends, strict=True):
        phrase = tokens[start:end]
        found.append(Atom(lead + _with_noun(phrase, first), phrase))
    return found


def _verb_behind(tokens: Tokens, link: int) -> int:
    at = link + 1
    while at < len(tokens) - 1 and is_adverb(tokens[at].lower):
        at += 1
    return at


def _lead(tokens: Tokens, first: int, verb: int, link: int) -> Tokens | None:
    """What goes before the phrase behind the link (subject, and an auxiliary that both share); None if it is none."""
    if any(token.lower in {"or", "either", "neither", "both", "between"} for token in tokens[verb:link]):
        return None
    at = _verb_behind(tokens, link)
    word = tokens[at].lower
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].opaque or tokens[at].is_capital or not tokens[at].is_word:
        return None
    takes_object = after is not None and opens_noun_phrase(after)
    if tokens[link].text == "," and word not in lex.FINITE_AUXILIARIES and not (takes_object or _is_series(tokens, at)):
        return None  # ", compared with 51 last year, and …", ", put at £86,000, and …"
    subject = tokens[:first]
    if _is_buried(tokens, verb, link) and not _speaks(tokens, at):
        return None
    auxiliary = tokens[verb].lower
    if word in lex.FINITE_AUXILIARIES:
        return subject
    if word in lex.PAST_ONLY:
        return subject if auxiliary not in lex.MODALS | lex.DO else None
    group = tokens[verb : verb_group(tokens, verb)]
    negated = any(token.lower in lex.NEGATIONS or token.lower.endswith(("n't", "n’t")) for token in group)
    is_base = auxiliary in lex.MODALS and word in lex.VERBS
    if (is_past(word) or word in lex.PARTICIPLE_ONLY) and not is_base:
        return _lead_of_participle(tokens, subject, verb, at) if not negated else None
    if auxiliary in lex.MODALS:
        # "close in June and reopen in October"; a bare noun may look the same, so its object must not.
        comma = tokens[link].text != "," and tokens[link - 1].text == ","
        ends = after is None or not is_noun_like(after) or opens_noun_phrase(after)
        return (*subject, tokens[verb]) if word in lex.VERBS and not negated and ends and not comma else None
    if base_of(word) is not None:
        clear = takes_object or (after is not None and after.lower in {"that", "to"}) or base_of(auxiliary) is not None
        return subject if clear and is_finite((*brought("it"), *tokens[at:]), 1) else None
    is_bare = auxiliary in lex.VERBS and word in lex.VERBS - lex.NOT_BASE  # "employ 40 people and export steel"
    return subject if is_bare and takes_object else None


def _is_series(tokens: Tokens, at: int) -> bool:
    """ "opened in 1990, closed in 2010 and was sold": no comma before "and", so this comma closes no aside."""
    link = next((index for index in range(at, len(tokens)) if tokens[index].lower in lex.COORDINATORS), None)
    return link is not None and all(token.text != "," for token in tokens[at:link])


def _lead_of_participle(tokens: Tokens, subject: Tokens, verb: int, at: int) -> Tokens | None:
    """ "was arrested and charged" shares "was"; "was founded in 1990 and employed 30 people" does not."""
    group = tokens[verb : verb_group(tokens, verb)]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    takes_object = after is not None and opens_noun_phrase(after) and after.lower not in lex.TIME_NAMES
    word = tokens[at].lower
    if tokens[verb].lower not in lex.FINITE_AUXILIARIES:
        clear = after is None or not is_noun_like(after) or takes_object or is_adverb(after.lower)
        return subject if is_past(word) and (clear or not _ends_bare(tokens, at)) else None
    if not is_participle(group[-1].lower) and group[-1].lower not in {"be", "been"}:
        return subject if is_past(word) and takes_object else None
    if word in lex.ACTIVE_ONLY:
        return subject
    passive = any(token.lower in lex.BE for token in group[:-1])
    if passive and takes_object:
        return subject if is_past(word) else None
    auxiliaries = tuple(token for token in group[:-1] if not is_adverb(token.lower))
    return subject + auxiliaries


def _ends_bare(tokens: Tokens, at: int) -> bool:
    """Before the link stands a bare noun ("repaired roads and damaged bridges"), so the word may be an adjective."""
    before = [token for token in tokens[:at] if token.lower not in lex.COORDINATORS and token.is_word]
    return len(before) > 1 and not (opens_noun_phrase(before[-2]) or before[-2].lower in lex.PREPOSITIONS)


def _is_buried(tokens: Tokens, verb: int, link: int) -> bool:
    for index in range(verb + 1, link):
        if tokens[index].lower in lex.SUBORDINATORS and not tokens[index].opaque:
            return any(is_finite(tokens[:link], later) for later in range(index + 1, link))
    return opens_clause_of_its_own(tokens[:link], verb)


def _speaks(tokens: Tokens, at: int) -> bool:
    """ "… and insisted that …": a second verb of speech is on the level of the first."""
    rest = tokens[at + 1 : at + 6]
    return tokens[at].lower in lex.REPORTING and any(token.lower == "that" for token in rest)


def _with_noun(phrase: Tokens, first: Tokens) -> Tokens:
    """ "killed 31 people and injured 240": the number at the end takes the noun of the first."""
    before = phrase[-2].lower if len(phrase) > 1 else ""
    if not phrase[-1].text.replace(",", "").isdigit() or not (is_past(before) or before == "to"):
        return phrase
    for number, noun in pairwise(first):
        counts = number.is_number or number.lower in lex.NUMBER_WORDS
        if counts and noun.text.islower() and phrase[-1].text != "1":
            return (*phrase, noun) if noun.lower.endswith("s") or noun.lower == "people" else phrase
    return phrase
