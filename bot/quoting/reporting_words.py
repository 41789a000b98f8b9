"""Vocabulary of reported speech and of names in English news prose. Lower case, straight apostrophes."""

from bot.quoting.lexicon import words_of

QUOTES = '“”"„‟'
VERBS = words_of(
    """
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
    vows vowed vowing testify testifies testified write writes wrote writing tweet tweeted complain complains
    complained allege alleges alleged alleging contend contends contended contending maintains maintained
    maintaining estimate estimates estimated estimating recall recalls recalled joke joked quip quipped boast
    boasted lament lamented shout shouted call calls called calling describe describes described describing dub dubs
    dubbed dubbing labelled labeled branded termed praise praises praised praising criticise criticised criticize
    criticized criticizes denounce denounces denounced condemn condemns condemned accuse accuses accused accusing
    blame blames blamed express expresses expressed expressing believe believes believed think thinks thought
    conclude concludes concluded concluding indicating underscore underscores underscored underscoring revealing
    counter counters countered proclaim proclaims proclaimed voices voiced deem deems deemed forecast considers
    considered
    """
)
"""Every form of every verb that may report."""
CLAUSE = words_of(
    """
    say says said saying claim claims claimed claiming insist insists insisted insisting argue argues argued arguing
    warn warns warned warning caution cautions cautioned cautioning add adds added adding tell tells told telling
    declare declares declared declaring state stated stating assert asserted asserting allege alleges alleged
    alleging contend contends contended estimate estimates estimated believe believes believed think thinks thought
    testified explained explains explaining wrote writes replied noted notes noting complained announced announces
    announcing acknowledged acknowledges acknowledging admitted admits admitting conceded concedes conceding
    confirmed confirms maintained maintains maintaining predicted predicts predicting suggested suggests suggesting
    recalled remarked observed commented joked quipped boasted lamented vowed pledged promised
    """
)
"""Verbs that take what is said as a clause, with or without "that"."""
OBJECT = words_of(
    """
    reiterate reiterates reiterated reported reports underscored underscores deem deems deemed denied denies
    stressed stresses emphasised emphasized alleged acknowledged admitted predicted forecast claimed voiced
    """
)
"""Verbs that take what is said as their object."""
OF_FOR = words_of(
    """
    accuse accuses accused criticise criticised criticize criticized criticizes blame blames blamed blaming condemn
    condemned condemns denounce denounced praise praised praises
    """
)
""" "accused him of …", "criticised her for …"."""
NAMING = words_of(
    """
    called calls calling described describes describing dubbed labelled labeled branded termed deemed deems
    """
)
""" "called it …", "described it as …"."""
PROMISES = words_of(
    """
    promised pledged vowed
    """
)
"""Verbs of promising; a bare object behind them is what was promised, not said."""
BELIEFS = words_of(
    """
    believed thought said reported alleged estimated feared considered deemed
    """
)
"""Verbs that are passive where "to" follows: "a wreck believed to be …"."""
NOMINAL = words_of(
    """
    call calls report reports claim claims state states rule rules fear fears hope hopes post note notes warning
    finds estimate estimates demands labels term terms brand brands praise blame blames comment comments doubt
    promise pledge vow vows signals remarks urges mention mentions voice voices proposed find found question answer
    """
)
"""Reporting verbs that are as often nouns or mean something else; they need "that" or a quotation behind them."""
NOT_PARTICIPLE = words_of(
    """
    signaling signalling underscoring indicating revealing finding calling reporting
    """
)
"""Participles by which an article comments, rather than somebody speaks."""
TIMES = words_of(
    """
    monday tuesday wednesday thursday friday saturday sunday yesterday today earlier later last
    """
)
"""Words of time that may stand between a verb and what it reports."""
CIRCUMSTANCES = words_of(
    """
    on in late early before after at during as when while by through via from
    """
)
"""Words that open a circumstance behind "…, she said"."""
PRONOUNS = words_of(
    """
    he she they it i we you
    """
)
ARTICLES = words_of(
    """
    a an the this that these those its his her their our my
    """
)
"""Words that are left off a speaker who has no name."""
DETERMINERS = words_of(
    """
    a an the this that these those its his her their our my no any some every each another
    """
)
PREPOSITIONS = words_of(
    """
    of for in at from with on by to about under over after before as into against
    """
)
TITLES = words_of(
    """
    president vice prime minister premier chancellor secretary general governor mayor senator congressman
    congresswoman representative speaker chief inspector superintendent constable sheriff director chairman
    chairwoman chair head ceo dr doctor mr mrs ms miss sir dame lord lady professor prof king queen prince princess
    pope bishop archbishop cardinal father sister reverend rabbi imam captain colonel major lieutenant sergeant
    admiral commander commissioner ambassador envoy judge justice attorney prosecutor lawyer engineer physicist
    economist analyst spokesman spokeswoman spokesperson deputy acting former foreign defence defense finance
    interior health energy education transport culture environment treasury trade labour labor economy agriculture
    home state detective officer coach manager curator author actor actress singer writer historian hydrologist
    geologist biologist chemist scientist researcher opposition leader lawmaker councillor councilor counselor
    archivist investigator mp ombudsman auditor contractor nurse teacher founder owner farmer fisherman
    """
)
"""Words in front of a name that are not part of it."""
GROUPS = words_of(
    """
    police officials authorities prosecutors investigators doctors researchers scientists experts analysts critics
    supporters opponents residents neighbours neighbors witnesses lawyers lawmakers diplomats economists organisers
    organizers activists protesters rescuers firefighters engineers aides unions farmers parents teachers inspectors
    """
)
"""Speakers in the plural, or without an article, that are no name at the beginning of a sentence."""
PARTICLES = words_of(
    """
    de van von der den bin ibn al el da di du la le dos ter
    """
)
"""Small words inside a name."""
NOT_NAMES = words_of(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december meanwhile however also yesterday today last earlier later asked one two three four
    five six seven eight nine ten eleven twelve another many most several some still yet even unlike instead
    """
)
"""Words with a capital that are no name."""
GIVEN_NAMES = words_of(
    """
    brian ian adrian julian christian vivian fabian therese damian sebastian lillian gillian marian florian dorian jean
    sean dean louise denise elise
    peter alexander jennifer oliver christopher walter roger hunter tyler carter parker harper victor viktor hector
    igor vincent laurent brent kent grant clement eleanor ester esther xavier olivier javier heather amber ander
    asger
    """
)
"""Given names that end as roles do."""
PASTS = words_of(
    """
    won lost took gave made came went left met sent put got held led began ran fell rose spoke sought
    """
)
"""Past tenses without -ed, by which a person acts."""
