"""What no source can decide: questions, greetings, requests to the bot, opinions. Each with its reason.

A doubtful sentence counts as checkable: a claim that is passed over is worse than one that ends in "the
sources do not say". What somebody *said* is checkable even where it is an opinion.
"""

import re

from bot.splitting import lexicon as lex
from bot.splitting.grammar import main_verb
from bot.splitting.tokens import Tokens

QUESTION = "a question, not a statement"
GREETING = "a greeting or thanks"
INSTRUCTION = "a request to the bot"
OPINION = "an opinion, which sources cannot decide"

_ASKS = lex.words("who whom whose what when where why how which")
_INVERTED = lex.words(
    "is are was were am do does did has have had can could will would should shall may might must isn't aren't wasn't "
    "weren't don't doesn't didn't hasn't haven't can't couldn't won't wouldn't shouldn't"
)
_SUBJECT = lex.DETERMINERS | lex.SUBJECT_PRONOUNS
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|greetings|welcome|howdy|cheers)\b|good\s+(?:morning|afternoon|evening|night|day)\b|dear\s+\w+,?$"
    r"|(?:many\s+)?thanks?\b(?!\s+to\b)|thank\s+you\b|(?:good)?bye\b|see\s+you\b|(?:best|kind|warm)\s+(?:wishes|regards)\b"
    r"|nice\s+to\s+meet\b|have\s+a\s+(?:nice|good|great)\b|how\s+are\s+you\b|how\s+do\s+you\s+do\b"
    r"|(?:yes|no|ok|okay|sure|great|cool|nice|perfect|wow|sorry|hooray)(?:[.!,]|$))",
    re.IGNORECASE,
)
_LONGEST_GREETING = 12
_AFTER_REQUEST = lex.words("me us it them not only all to for about as with up out again carefully")
_REQUESTS = lex.words(
    "summarise summarize check verify show tell give explain write translate list find compare help answer ignore "
    "forget disregard print output repeat rewrite rephrase correct proofread shorten look search read analyse analyze "
    "describe quote cite mark highlight say pretend act respond reply use make create generate let please kindly stop "
    "continue consider remember note imagine return provide assess judge rate evaluate fact-check confirm send open "
    "delete start run treat do don't never always"
)
_ADDRESSED = re.compile(
    r"(?:please\b|kindly\b|(?:can|could|would|will)\s+you\b|i\s+(?:want|need|would\s+like|'d\s+like|’d\s+like)\s+(?:you\s+)?to\b"
    r"|i['’]d\s+like\s+(?:you\s+)?to\b|you\s+(?:are\s+now|must|should|will|need\s+to|have\s+to|can)\b|let['’]s\b|let\s+(?:me|us)\b)",
    re.IGNORECASE,
)
_FEELING = re.compile(
    r"(?:^|,\s*|\b(?:and|but)\s+)(?:(?:i|we)\s+(?:\w+ly\s+|do\s+|don['’]t\s+)?(?:think|believe|feel|hope|wish|guess|suppose|love|hate|like|prefer"
    r"|doubt|fear|find|suspect|reckon|agree|disagree|dislike|enjoy|admire)\b|i['’]m\s+(?:sure|afraid|glad|sorry|happy|sad)\b"
    r"|in\s+my\s+(?:humble\s+)?(?:opinion|view)\b|to\s+my\s+mind\b|personally\b|if\s+you\s+ask\s+me\b|honestly\b|frankly\b"
    r"|hopefully\b|imo\b|imho\b)|\bin\s+my\s+(?:opinion|view)\b",
    re.IGNORECASE,
)
_VALUE = (
    r"(?:good|great|bad|terrible|awful|horrible|wonderful|amazing|awesome|fantastic|brilliant|beautiful|lovely|ugly|nice|sad"
    r"|stupid|foolish|silly|ridiculous|absurd|shameful|disgraceful|disgusting|outrageous|unacceptable|unfair|fair|unjust|evil"
    r"|wrong|boring|dull|exciting|interesting|fascinating|inspiring|impressive|charming|delightful|delicious|tasty|pathetic"
    r"|overrated|underrated|annoying|tragic|heartbreaking|lazy|clever|admirable|magnificent|superb|splendid|perfect|worthless"
    r"|pointless|cruel|cowardly|brave|heroic|immoral|mediocre|dreadful|appalling|scandalous|gorgeous|fun|funny|ugliest)"
)
_VALUED = re.compile(
    rf"\b(?:is|are|was|were|be|been|looks?|looked|sounds?|seems?|tastes?|feels?|remains?)\s+(?:(?:not|a|an|such|so|very|really|too|simply|just"
    rf"|quite|rather|truly|absolutely|completely|utterly|far|much|more|most|pretty|the|one|of)\s+){{0,4}}{_VALUE}(?:\s+\w+)?(?:\s+\w+)?[.!]*$",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:is|are|was|were)\s+(?:simply\s+|by\s+far\s+)?(?:one\s+of\s+)?the\s+(?:best|worst|saddest|finest|greatest|ugliest|nicest|loveliest|most\s+(?:beautiful|boring|exciting"
    r"|important|interesting|wonderful|terrible))\s+(?:\w+\s+){1,3}(?:there\s+is|of\s+all|in\s+the\s+world|imaginable|ever)\b"
    r"|\b(?:would|will)\s+be\s+(?:so\s+)?(?:much\s+|far\s+)?(?:better|worse|nicer)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:a|an|the|such\s+a|pure|sheer|utter)\s+(?:\w+\s+)?(?:disgrace|shame|scandal|masterpiece|tragedy|nightmare|joke|triumph"
    r"|delight|pleasure|pity|outrage|mess|farce|waste\s+of\s+(?:time|money))[.!]*$|\bdeserves?\s+(?:better|more|to\b|our\b|the\b|a\b|it\b)"
    r"|\b(?:it['’]s|it\s+is)\s+(?:high\s+)?time\s+(?:that|for|to)\b|\bnobody\s+likes\b|\bnothing\s+(?:is\s+)?(?:better|worse)\s+than\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(
    r"\bshould\b.*\b(?:by|within|before|in)\s+(?:the\s+)?(?:next\s+|early\s+|late\s+|mid-?)?(?:\d|[a-z]+day\b|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|easter|christmas|spring|summer|autumn|winter|end\b)",
    re.IGNORECASE,
)
_NORMATIVE = lex.words("should shouldn't shouldn’t ought")


def reason_against(text: str, tokens: Tokens) -> str | None:
    """Why a whole sentence is not checkable, or None."""
    words = [token.lower for token in tokens if token.is_word]
    if not words:
        return GREETING
    if _GREETING.match(text) and len(words) <= _LONGEST_GREETING:
        return GREETING
    if _is_question(text, words):
        return INSTRUCTION if _ADDRESSED.match(text) else QUESTION
    if _is_request(text, tokens):
        return INSTRUCTION
    return reason_against_atom(text, tokens)


def reason_against_atom(text: str, tokens: Tokens) -> str | None:
    """Why one atom is not checkable: it is an opinion of the author's own."""
    attributed = any(
        token.lower in lex.REPORTING | {"called", "described", "according", "urged", "asked"} for token in tokens
    )
    first_person = tokens[0].lower in {"i", "we"} if tokens else False
    own = [token for token in tokens if not token.opaque]
    if len(own) < len(tokens) and not first_person:
        return None
    if _FEELING.search(text[:400]):
        return OPINION
    if attributed and not first_person:
        return None
    sample = text[-400:]
    judged = _VALUED.search(sample) or _SUPERLATIVE.search(sample) or _BLAME.search(sample)
    verb = main_verb(tokens)
    if _FORECAST.search(sample):
        return None
    return OPINION if judged or (verb is not None and tokens[verb].lower in _NORMATIVE) else None


def _is_question(text: str, words: list[str]) -> bool:
    if text.rstrip(" \t\n\"'”’)*_").endswith("?"):
        return True
    if text.rstrip().endswith((".", "!")) and words[0] in _ASKS:
        return False  # "What he saw was a set of keys."
    while len(words) > 1 and words[0] in {"and", "but", "so", "also", "then", "now"}:
        words = words[1:]
    if len(words) < 2:
        return False
    if words[0] in _INVERTED - {"had", "were", "should"}:  # "Had they lost, …" is a condition
        return words[1] in _SUBJECT or words[1] in {"there", "putin", "anyone"}
    # "who wrote this article": an open sentence without its mark. "What he saw was …" has a subject next.
    if words[0] in {"who", "whom", "why", "how"}:
        return True
    return words[0] in _ASKS and (words[1] in _INVERTED or (words[0] in {"what", "which"} and "?" in text))


def _is_request(text: str, tokens: Tokens) -> bool:
    if _ADDRESSED.match(text):
        return True
    first = tokens[0].lower
    if first not in _REQUESTS or len(tokens) < 2:
        return False
    second = tokens[1]
    # An imperative is followed by its object; a noun of the same form by a verb ("Check fraud rose", "Use fell").
    return second.lower in _SUBJECT | lex.SUBORDINATORS | _REQUESTS | _AFTER_REQUEST
