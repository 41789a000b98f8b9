"""The words that the rules of this package turn on. Lower case, straight apostrophes."""

import re


def words_of(text: str) -> frozenset[str]:
    """The words of a list, parted by white space."""
    return frozenset(text.split())


FUNCTION_WORDS = words_of(
    """
    a an the this that these those and or but nor so yet if then than as at by for from in into of off on onto out
    over per to under up upon via with within about after before between during through across against i me my mine
    we us our ours you your yours he him his she her hers it its they them their theirs who whom whose which what
    when where why how is am are was were be been being has have had having do does did doing will would shall
    should can could may might must not no yes all any both each few more most much many other some such only own
    same too very just also again once here there now s t
    """
)
"""Words that alone say nothing of a source."""

NEGATIONS = words_of(
    """
    not no never neither nor none nobody nothing nowhere without hardly barely scarcely rarely seldom cannot cant
    lacking lacks lacked lack absent devoid
    """
)
REFUSALS = words_of(
    """
    refuse refuses refused refusing refusal decline declines declined declining deny denies denied denying denial
    fail fails failed failing failure doubt doubts doubted doubting dispute disputes disputed disputing reject
    rejects rejected rejecting dismiss dismisses dismissed dismissing avoid avoids avoided avoiding prevent prevents
    prevented preventing forbid forbids forbade forbidden prohibit prohibits prohibited unlikely unable impossible
    unwilling reluctant reluctance falsely wrongly mistakenly false untrue oppose opposes opposed opposing refute
    refutes refuted debunk debunked disproved
    """
)
"""Verbs and adjectives that turn what follows them."""

REFUSAL_NOUNS = words_of(
    """
    refusal denial failure doubt doubts dispute disputes reluctance
    """
)
TURNING_PAIRS = {("far", "from"), ("short", "of"), ("instead", "of"), ("rather", "than"), ("anything", "but")}
CONDITIONS = words_of(
    """
    if unless whether provided assuming lest supposing suppose
    """
)
HEDGES = words_of(
    """
    reportedly allegedly supposedly purportedly apparently seemingly perhaps maybe possibly probably presumably
    ostensibly likely potentially hypothetically theoretically conceivably rumoured rumored
    """
)
NARROWING = words_of(
    """
    nearly almost roughly approximately some few fewer several many most half only just alleged suspected potential
    possible attempted former fake false so-called self-styled would-be unconfirmed partial partially partly little
    less more least hardly too supposed purported presumed non anti ex pseudo quasi semi virtually practically
    barely virtual acting deputy vice
    """
)
"""Words that change what the very next word says."""

BOUNDS = words_of(
    """
    about around over under above below than near close to minus least most past beyond within
    """
)
"""Words that bound the number that follows them."""

MODALS = words_of(
    """
    may might could would should can must will shall ought 'll 'd
    """
)
AUXILIARIES = MODALS | words_of(
    """
    is are was were be been has have had do does did am
    """
)

CLAUSE_ENDS = words_of(
    """
    but however although though whereas while because since
    """
)

SPEECH_VERBS = words_of(
    """
    believing thinking fearing hoping suspecting assuming assumes assumed suspect suspects knew knows imagines imagined
    pretend pretends pretended pretending feel feels felt worries worried dreamed dreams doubts doubted swore swears
    say says said saying tell tells told telling state states stated stating declare declares declared declaring
    claim claims claimed claiming assert asserts asserted asserting insist insists insisted insisting argue argues
    argued arguing warn warns warned warning caution cautions cautioned cautioning announce announces announced
    announcing add adds added adding explain explains explained explaining note notes noted noting report reports
    reported reporting reiterate reiterates reiterated reiterating repeat repeats repeated stress stresses stressed
    stressing emphasise emphasises emphasised emphasize emphasizes emphasized emphasizing acknowledge acknowledges
    acknowledged acknowledging admit admits admitted admitting concede concedes conceded conceding confirm confirms
    confirmed confirming deny denies denied denying reply replies replied respond responds responded comment
    comments commented remark remarks remarked observe observes observed suggest suggests suggested suggesting
    predict predicts predicted predicting promise promises promised promising pledge pledges pledged pledging vow
    vows vowed vowing testify testifies testified write writes wrote writing tweet tweeted post posted complain
    complains complained allege alleges alleged alleging contend contends contended contending maintain maintains
    maintained maintaining estimate estimates estimated estimating recall recalls recalled joke joked quip quipped
    boast boasted lament lamented shout shouted urge urges urged urging ask asks asked call calls called calling
    describe describes described describing dub dubs dubbed dubbing label labels labelled labeled brand brands
    branded term terms termed praise praises praised praising criticise criticised criticize criticized criticizes
    denounce denounces denounced condemn condemns condemned accuse accuses accused accusing blame blames blamed
    express expresses expressed expressing hope hopes hoped believe believes believed think thinks thought fear
    fears feared expect expects expected mention mentions mentioned conclude concludes concluded concluding signal
    signals signaled signalled find finds found indicate indicates indicated indicating underscore underscores
    underscored underscoring disclose disclosed reveal reveals revealed revealing rule rules ruled demand demands
    demanded demanding propose proposes proposed agree agrees agreed counter counters countered proclaim proclaims
    proclaimed voice voices voiced
    """
)
BARE_CLAUSE_VERBS = words_of(
    """
    say says said saying claim claims claimed claiming allege alleges alleged alleging insist insists insisted
    believe believes believed think thinks thought hope hopes hoped suggest suggests suggested suggesting fear fears
    feared argue argues argued deny denies denied warn warns warned assert asserts asserted contend contends
    contended predict predicts predicted tell tells told
    """
)
"""Verbs that take what they report without "that"."""

REPORTED_NOUNS = words_of(
    """
    claim claims allegation allegations rumour rumours rumor rumors suggestion suggestions notion idea belief fear
    fears hope hopes possibility risk chance threat threats theory hypothesis impression assumption speculation
    prediction accusation accusations report reports doubt doubts concern concerns view argument denial pledge
    promise warning evidence proof odds likelihood prospect pretext accusing myth lie perception expectation
    expectations
    """
)
ACCUSATIONS = words_of(
    """
    accuse accuses accused accusing suspected suspects blame blames blamed blaming alleged charged
    """
)
MAGNITUDES = words_of(
    """
    hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens percent
    per percentage bn mn m k pc point % score times fold thirds quarters quarter third half fifths tenths
    """
)
UNITS = words_of(
    """
    km kilometre kilometres kilometer kilometers mile miles metre metres meter meters m cm mm feet foot inch inches
    yards kg kilogram kilograms kilo kilos gram grams tonne tonnes ton tons pound pounds litre litres liter liters
    degrees celsius fahrenheit dollar dollars euro euros ruble rubles rouble roubles yen yuan hour hours minute
    minutes second seconds day days week weeks month months year years decade decades am pm a.m p.m
    """
)
NUMBER_WORDS = words_of(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion dozen half third quarter first second fourth fifth sixth seventh eighth ninth tenth twice thrice double
    triple single hundreds thousands millions billions dozens
    """
)
QUANTIFIERS = words_of(
    """
    few little most least more less many much some any all every each no none several only other first
    """
)

CASE_MATTERS = words_of(
    """
    may march august will bill mark polish turkey china us it who job nice reading lent miss earth i
    """
)
"""Words that are another word with a capital letter."""

SPELLINGS = {
    "grey": "gray", "greys": "grays", "centre": "center", "centres": "centers", "theatre": "theater",
    "defence": "defense", "offence": "offense", "licence": "license", "programme": "program", "programmes": "programs",
    "travelled": "traveled", "travelling": "traveling", "cancelled": "canceled", "labelled": "labeled",
    "signalled": "signaled", "signalling": "signaling", "fuelled": "fueled", "modelling": "modeling",
    "catalogue": "catalog", "dialogue": "dialog", "towards": "toward", "whilst": "while", "amongst": "among",
}  # fmt: skip
_OUR = re.compile(r"^(col|lab|hon|hum|rum|fav|neighb|behavi|harb|arm|vap|endeav|flav|sav|val|vig|clam|parl|glam)our")
_ISE = re.compile(r"(?<=\w{4})(i|y)s(e|es|ed|ing|er|ers|ation|ations)$")


def american(word: str) -> str:
    """One spelling for words that differ only by being written the British or the American way."""
    word = SPELLINGS.get(word, word)
    return _ISE.sub(r"\1z\2", _OUR.sub(r"\1or", word))
