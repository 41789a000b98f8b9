"""Text as words with exact offsets, stems and the few synonyms that news writers swap freely.

The stemmer is Snowball's English one (Porter 2); a word's stem is cached, so that a run over thousands of
pairs stems each word once.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"  # 40,000 · 2.5
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?"  # words, with an inner apostrophe
    r"|[^\w\s]|_"
)


def each(text: str) -> tuple[str, ...]:
    """The words of a list that is written as one text, for tables of words."""
    return tuple(text.split())


STOP = frozenset(
    each("""a an the this that these those it its he she they them his her their theirs him we us our you your i me my
    who whom whose which what when where why how and or but nor so if then than as at by for from in into of off on
    onto out over to up down with within without under about above below after before between during until till since
    through per via near around across against among is are was were be been being am has have had having do does did
    done will would shall should may might can could must not no n't there here also too very just only even still yet
    already again both each all any some such own same other another more most less least many much few fewer
    s t re ve ll d m now however while because although though whether
    """)
)

REPORTING = frozenset(
    each("""say says said saying told tell tells telling according report reports reported reporting announce announced
    announces announcing state states stated claim claims claimed add added adds adding note noted notes put know known
    """)
)
"""Who says it is judged elsewhere (attribution); for the comparison of quantities these words carry nothing."""

LIGHT = frozenset(
    each("""total overall altogether roughly approximately nearly almost exactly estimated estimate made make makes
    making get gets got give gives given take takes took taken number figure amount least around well far quite barely
    hardly mere merely precisely circa combined together one ones thing things way get got put
    people person persons including
    mid early late earlier later ago end start beginning o'clock
    """)
)
"""Words that belong to the quantity, or to no thing at all."""

NEGATIONS = frozenset(
    each("""not no n't never none nobody nothing neither nor without cannot nowhere isn't aren't wasn't weren't don't
    doesn't didn't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't isnt arent wasnt werent dont doesnt
    didnt wont wouldnt cant couldnt shouldnt hasnt havent hadnt
    """)
)

SYNONYMS: tuple[str, ...] = (
    "injure injury injuries injured injuring wound wounded wounds wounding hurt",
    "kill killed kills killing die died dies dying dead death deaths fatality fatalities succumb succumbed",
    "home homes house houses",
    "company companies firm firms",
    "job jobs post posts",
    "begin begins began begun beginning start starts started starting",
    "rise rises rose risen rising increase increased increases increasing climb climbed climbs climbing grow grew"
    " grown grows growing",
    "fall falls fell fallen falling drop dropped drops dropping decline declined declines declining decrease"
    " decreased decreases shrink shrank shrunk",
    "buy buys bought buying purchase purchased purchases",
    "sell sells sold selling sale sales",
    "launch launched launches launching fire fired fires firing",
    "shut shuts close closed closes closure closing",
    "find finds found finding discover discovered",
    "pay pays paid paying payment payments",
    "child children kid kids",
    "pupil pupils student students schoolchildren",
    "u.s. us american america",
    "last lasts lasted lasting run runs ran running",
    "hold holds held holding",
    "meet meets met meeting meetings talks",
    "expire expires expired expiring end ends ended ending",
    "lose loses lost losing loss losses",
    "win wins won winning",
    "cost costs costing price prices",
    "leave leaves left leaving",
    "arrive arrives arrived arriving arrival",
    "study trial",
    "build builds built building",
    "spend spends spent spending",
    "show shows showed shown showing",
    "send sends sent sending",
    "steal steals stole stolen stealing",
    "go goes went gone going",
    "come comes came coming",
    "see sees saw seen seeing",
    "lie lies lay lain",
    "man men",
    "woman women",
)

_ENGLISH = snowballstemmer.stemmer("english")
_CANONICAL = {word: group.split()[0] for group in SYNONYMS for word in group.split()}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case word, one for all words of a synonym group."""
    word = word.replace("’", "'").removesuffix("'s")
    word = _CANONICAL.get(word, word)
    return str(_ENGLISH.stemWord(word))


@dataclass(frozen=True, slots=True)
class Words:
    """A text's tokens in order; ``starts`` and ``ends`` are offsets into ``text``."""

    text: str
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lower)

    def at(self, index: int) -> str:
        """The lower-case token, or an empty string outside of the text."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""

    def is_name(self, index: int) -> bool:
        """Capitalised, and not only because the text or a quotation begins there."""
        if not self.text[self.starts[index]].isupper():
            return False
        return index > 0 and self.lower[index - 1] not in '."“”!?'

    def is_joined(self, index: int) -> bool:
        """Whether the token follows the one before it without white space."""
        return 0 < index < len(self.starts) and self.starts[index] == self.ends[index - 1]


def words_of(text: str) -> Words:
    lower, starts, ends = [], [], []
    for found in TOKEN.finditer(text):
        lower.append(found.group().lower().replace("’", "'"))
        starts.append(found.start())
        ends.append(found.end())
    return Words(text, tuple(lower), tuple(starts), tuple(ends))


@lru_cache(maxsize=65536)
def is_content(word: str) -> bool:
    """Whether a lower-case token says what the text is about."""
    return (
        len(word) > 1
        and word[0].isalpha()
        and word not in STOP
        and word not in REPORTING
        and word not in LIGHT
        and word not in NEGATIONS
    )
