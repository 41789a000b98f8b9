"""Lists behind a verb: "damaged 40 buildings, a school and a bridge" is one claim for each item."""

from bot.splitting import lexicon as lex
from bot.splitting.asides import Atom
from bot.splitting.grammar import is_finite, main_verb
from bot.splitting.tokens import Token, Tokens
from bot.splitting.verb_phrases import verb_group

_LONGEST_ITEM = 10


def part_list(atom: Atom) -> list[Atom]:
    """One atom for each item of the list behind the verb, or the atom as it is."""
    tokens = atom.tokens
    if (gapped := _part_gapped(tokens)) is not None:
        return gapped
    verb = main_verb(tokens)
    blocking = lex.RESTRICTIONS | lex.COLLECTIVES | lex.NEGATIONS | lex.CONDITIONS | {"or", "of"}
    if verb is None:
        return [atom]
    start = verb_group(tokens, verb)
    after = tokens[start:]
    if any(token.lower in lex.RESTRICTIONS | lex.NEGATIONS or token.lower.endswith(("n't", "n’t")) for token in tokens):
        return [atom]
    if any(token.lower in blocking and not token.opaque for token in tokens[verb:]):
        return [atom]
    items = _items(after)
    if len(items) < 2 or any(len(item) > _LONGEST_ITEM for item in items[1:]):
        return [atom]
    if any(is_finite(after, index) for index in range(1, len(after))) or any(token.opaque for token in after):
        return [atom]
    if all(item[0].lower in lex.PREPOSITIONS for item in items[1:]):
        opening = _prepositional(items)
    else:
        opening = _names(items) if all(_is_name(item) for item in items[1:]) else _determined(items)
    if opening is None:
        return [atom]
    lead = tokens[: start + opening]
    first = lead + items[0][opening:]
    own = atom.own[: len(atom.own) - len(after) + len(items[0])]
    return [Atom(first, own)] + [Atom(lead + item, item) for item in items[1:]]


def _items(tokens: Tokens) -> list[Tokens]:
    """What stands between commas and one final "and"; nothing if there is another "and"."""
    links = [index for index, token in enumerate(tokens) if token.lower == "and"]
    if len(links) != 1 or any(token.text in ";:—–" for token in tokens):
        return []
    link = links[0]
    found: list[Tokens] = []
    start = 0
    for index in range(link + 1):
        if tokens[index].text == "," or index == link:
            if index > start:
                found.append(tokens[start:index])
            start = index + 1
    found.append(tokens[link + 1 :])
    return found if all(found) and all("," not in (token.text for token in item) for item in found) else []


def _is_name(item: Tokens) -> bool:
    return all(token.is_capital and token.lower not in lex.TIME_NAMES for token in item)


def _names(items: list[Tokens]) -> int | None:
    """Three names or more ("to Oslo, Riga and Tallinn"): where the first one begins. Two may belong together."""
    opening = len(items[0])
    while opening and items[0][opening - 1].is_capital:
        opening -= 1
    return opening if len(items) > 2 and opening < len(items[0]) else None


def _is_counted(item: Tokens) -> bool:
    """A number or an indefinite article, and a noun."""
    if len(item) > 2 and item[0].lower in lex.QUANTITY_OPENERS and not item[0].is_capital:
        return any(token.is_number or token.lower in lex.NUMBER_WORDS for token in item[1:3])
    is_number = item[0].is_number or item[0].lower in lex.NUMBER_WORDS
    return len(item) > 1 and (is_number or item[0].lower in {"a", "an"}) and item[1].lower not in {"half", "quarter"}


def _opens(token: Token) -> bool:
    return token.lower in {"a", "an"} or token.is_number or token.lower in lex.NUMBER_WORDS


def _prepositional(items: list[Tokens]) -> int | None:
    """ "by 3 percent in March and by 5 percent in April": the first item begins with the same preposition."""
    preposition = items[1][0].lower
    same = [index for index, token in enumerate(items[0]) if token.lower == preposition]
    return same[-1] if len(same) == 1 and all(len(item) > 1 for item in items) else None


def _is_unit(item: Tokens) -> bool:
    """A bare measure: two of them may be one ("2 feet 3 inches"), but not "41 degrees in Seville"."""
    return (
        len(item) > 1 and item[1].lower in lex.UNITS and not any(token.lower in lex.PREPOSITIONS for token in item[2:])
    )


def _determined(items: list[Tokens]) -> int | None:
    """Where the first item begins, if it is counted as the others are: directly behind the verb, or one preposition."""
    first = items[0]
    opening = next((index for index in range(min(3, len(first))) if _is_counted(first[index:])), None)
    if opening is None or any(token.lower not in lex.PREPOSITIONS for token in first[:opening]):
        return None
    counted = [_is_counted(item) for item in items[1:]]
    again = any(_is_counted(first[index:]) for index in range(opening + 1, len(first)) if _opens(first[index]))
    if len(items) == 2 and again:
        return None  # "a plasma for 22 minutes and 10 seconds"
    if not counted[0] or (_is_unit(first[opening:]) and _is_unit(items[1])):
        return None
    return opening if len(items) > 2 or all(counted) else None


def _part_gapped(tokens: Tokens) -> list[Atom] | None:
    """ "Kryvyi Rih reported six wounded, Odesa four and Kherson one dead": the verb holds for all."""
    verb = main_verb(tokens)
    if verb is None or verb + 2 >= len(tokens) or not all(token.is_capital for token in tokens[:verb]):
        return None
    if not (tokens[verb + 1].is_number or tokens[verb + 1].lower in lex.NUMBER_WORDS):
        return None
    items = _items(tokens[verb + 1 :])
    if len(items) < 2:
        return None
    first = tokens[: verb + 1 + len(items[0])]
    found = [Atom(first, first)]
    for item in items[1:]:
        number = next((i for i, token in enumerate(item) if token.is_number or token.lower in lex.NUMBER_WORDS), 0)
        if not number or not all(token.is_capital for token in item[:number]):
            return None
        found.append(Atom((*item[:number], tokens[verb], *item[number:]), item))
    return found
