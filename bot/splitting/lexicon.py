"""Closed classes of English words, and the verbs that news is written with.

Closed classes are complete enough to be relied on. Open ones are not: a verb that is missing here is not
recognised in the present tense, and a sentence is then left whole, which is the safe side.
"""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = words("the a an")
POSSESSIVES = words("my your his her its our their whose")
QUANTIFIERS = words(
    "some several many few both all every each no any another more most less fewer other such enough half"
)
DETERMINERS = ARTICLES | POSSESSIVES | QUANTIFIERS | words("this that these those")

NUMBER_WORDS = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion trillion dozen dozens hundreds thousands millions billions"
)
QUANTITY_OPENERS = words(
    "about around over under nearly almost roughly approximately exactly more less fewer at up some"
)
UNITS = words(
    "hour hours minute minutes second seconds day days week weeks month months year years foot feet inch inches "
    "pound pounds ounce ounces pence cent cents dollar dollars euro euros kilometre kilometres kilometer "
    "kilometers mile miles metre metres meter meters centimetre centimetres kilo kilos kilogram kilograms gram "
    "grams litre litres degree degrees"
)

SUBJECT_PRONOUNS = words("i you he she it we they who this that these those there everyone nobody someone everybody")
PERSONAL_SUBJECTS = words("i he she we they")
PREPOSITIONS = words(
    "about above across after against along amid among around as at before behind below beneath beside between "
    "beyond by despite during except for from in inside into like near of off on onto out outside over past per "
    "since than through throughout till to toward towards under until up upon via with within without including"
)
SUBORDINATORS = words(
    "after although as because before if lest once provided since so than that though till unless until when "
    "whenever where wherever whether which while who whom whose why how what"
)
CONDITIONS = words("if unless whether provided lest supposing")
"""Where one of these stands, no part of the sentence is asserted on its own."""
RELATIVES = words("who which that whose whom where when")
CONCESSIVES = words("although though while whereas")
COORDINATORS = words("and but yet")
CLAUSE_LINKS = COORDINATORS | words("while whereas although though so")
NEGATIONS = words("not no never nor neither without nobody none nothing hardly scarcely cannot")
RESTRICTIONS = words(
    "only just both either neither together combined jointly total respectively altogether same between among"
)
"""Words that bind a list or count it as a whole: "only two men and a woman", "between 2 and 3 percent"."""
COLLECTIVES = words(
    "merge merged merges compare compared compares combine combined unite united linked links link connect "
    "connects connected divide divides divided separate separates separated consist consists consisted comprise "
    "comprises mix mixed equal equals totalled totaled exchanged swapped met meet meets married negotiate "
    "negotiated agreed differ differs talks talk meeting meetings deal agreement treaty alliance merger war match "
    "border relations negotiations summit dialogue difference differences mixture combination balance average "
    "joined"
)

BE = words("is are was were be been being am isn't aren't wasn't weren't")
HAVE = words("has have had hasn't haven't hadn't")
MODALS = words(
    "will would can could may might must shall should won't wouldn't can't couldn't cannot mustn't shouldn't "
    "mightn't ought"
)
DO = words("do does did don't doesn't didn't")
FINITE_AUXILIARIES = words("is are was were am isn't aren't wasn't weren't") | HAVE | MODALS | DO
BACKSHIFTED = words("had would could might was were hadn't wouldn't couldn't wasn't weren't")
SINGULAR_AUXILIARIES = words("is was has isn't wasn't hasn't does doesn't")

ADVERBS = words(
    "also then later now already still soon again once never not even so just first finally recently initially "
    "eventually often always sometimes rarely twice today yesterday tomorrow there here instead however therefore "
    "thus meanwhile since ever yet both further almost nearly"
)
TIME_NAMES = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter spring summer autumn winter"
)

# Irregular verbs whose past tense is not also their participle, the reverse, and those where it is.
PAST_ONLY = words(
    "arose ate awoke began blew broke chose did drank drew drove fell flew forbade forgot forsook froze gave went "
    "grew hid knew lay mistook overcame overthrew rang rode rose ran sang sank saw shook shrank spoke sprang "
    "stole strode swore swam took tore threw underwent undertook withdrew woke wore wove wrote came became "
    "outgrew oversaw bore"
)
PARTICIPLE_ONLY = words(
    "arisen eaten begun blown broken chosen done drunk drawn driven fallen flown forbidden forgotten frozen given "
    "gone grown hidden known lain mistaken overthrown risen sung sunk seen shaken shrunk spoken stolen sworn swum "
    "taken torn thrown undergone undertaken withdrawn woken worn woven written born borne beaten proven shown "
    "overseen"
)
PAST_OR_PARTICIPLE = words(
    "bent bet bound bought brought built burnt burst caught clung cost cut crept dealt dug fed felt fled fought "
    "found forecast got had heard held hit hung hurt kept knelt laid led leant leapt learnt left lent let lit "
    "lost made meant met misled overheard paid put quit read rebuilt rid said sat sent set shed shone shot shut "
    "slept slid sold sought spent spelt spilt split spread sprung stood struck stuck stung swept swung taught "
    "thought told understood upheld upset won withheld wound withstood broadcast"
)
NOT_PAST = words(
    "hundred need seed speed indeed red bed shed feed weed deed bleed breed creed greed exceed proceed succeed "
    "agreed-upon biped sacred naked wicked hatred kindred embed armed-forces united aged so-called unprecedented "
    "undisputed three-legged sled ned ted fred reed alfred mohammed ahmed hamed saeed med med. used-car ed"
)

# Base forms. The present tense and the bare infinitive are only recognised for these.
VERBS = words(
    "abandon accept accuse achieve acknowledge acquire act add address adjust admit adopt advance advise affect "
    "agree aim allege allow amend announce answer apologise apologize appeal appear apply appoint approve argue "
    "arrest arrive ask assert assess assure attack attempt attend attract avoid award back ban beat become begin "
    "believe belong benefit blame block boost borrow break bring broadcast build burn buy call cancel capture "
    "carry cast catch cause cede celebrate change charge check choose cite claim clear climb close collapse "
    "collect come command comment commit compete complain complete conclude condemn conduct confirm consider "
    "contain continue contribute control convict cost count cover crash create criticise criticize cross cut "
    "damage deal decide declare decline defeat defend delay deliver demand demolish deny depend deploy describe "
    "deserve design destroy detain determine develop die disclose discover discuss dismiss displace display "
    "dispute dominate donate double draft draw drive drop earn ease eat edit elect eliminate emerge employ enable "
    "encourage end endorse enforce enjoy enter escape establish estimate evacuate examine exceed exempt exist "
    "expand expect expel experience expire explain explode explore export express extend face fail fall favour "
    "favor fear feature feed feel fight fill find finish fire fit fix flee float flood fly focus follow force "
    "forecast form found free fund gain gather get give go govern grant grow guarantee hand happen harm hear help "
    "hide highlight hire hit hold hope host house hurt identify ignore impose improve include increase indicate "
    "inform injure insist inspect install intend introduce invade invest investigate invite involve issue join "
    "judge jump justify keep kill know lack land last launch lay lead leak learn leave lend let lie lift like "
    "limit link list listen live lose lower maintain make manage manufacture mark meet mention mind miss monitor "
    "mount move name need note notice number obtain occupy occur offer open operate oppose order organise "
    "organize oversee overtake own pass pause pay perform permit persuade pick place plan play pledge point pose "
    "postpone praise predict prefer prepare present preserve press prevent print proceed produce prohibit project "
    "promise promote propose prosecute protect protest prove provide publish pull purchase pursue push put "
    "qualify question quit quote raise range rank reach react read reappear rebuild recall receive recognise "
    "recognize recommend record recover recruit reduce refer reflect refund refuse regain regard regret reject "
    "relate release rely remain remember remove renew reopen repair repeal repeat replace reply report represent "
    "request require rescue resign resist resolve respond rest restore restrict resume retain retire retreat "
    "return reveal reverse review rise risk rule run save say schedule score search secure see seek seem seize "
    "select sell send sentence separate serve set settle shape share shift shoot show shrink shut sign sink sit "
    "slow speak specify spend split spread stand start state stay steal stem step stop store strengthen strike "
    "study submit succeed suffer suggest sue supply support surrender surround survive suspect suspend swear take "
    "talk target teach tell test testify thank think threaten throw total touch trade train transfer transform "
    "travel treat trigger try turn undergo understand undertake unveil update uphold urge use vary veto view "
    "violate visit vote vow wait walk want warn wear weigh welcome win withdraw witness wonder work worsen wound "
    "write yield voice"
)
"""Some are nouns as well ("talks", "plans"): context decides, see `bot.splitting.tokens`."""

NOT_BASE = words("last like own present open free lower clear back close live welcome land long just direct")
"""Known verbs that, bare, are mostly something else."""

ACTIVE_ONLY = words(
    "died remained appeared disappeared arrived emerged happened collapsed escaped resigned returned survived "
    "apologised apologized lasted belonged existed responded replied failed refused declined agreed decided tried "
    "wanted hoped attempted managed continued started hesitated struggled insisted argued complained reacted "
    "stayed waited lived"
)
"""Past tenses that do not share the "was" of a verb before: "was jailed but failed to attend"."""

NOUNS_TOO = words(
    "talks plans attacks strikes calls moves costs leaves rates reports claims votes visits deals drives ends "
    "falls gains hopes hosts issues judges lands leads limits lists links marks matches names needs notes notices "
    "offers orders points places produces projects promises protests questions ranges ranks records returns "
    "reviews rises risks rules runs scores searches sentences shares shifts shows signs starts states stays steps "
    "stops stores supplies supports targets tests changes charges checks comments concerns controls covers "
    "damages decreases demands designs displays disputes drafts drops estimates exports faces fears fights films "
    "fires flights floods forces forms functions funds grants guarantees hands heads houses imports increases "
    "interests joins jumps kills lies lights likes losses loses minds parts pays permits plants polls presses "
    "prices prints proceeds profits pushes puts quotes reforms releases repeats replies requests rescues rests "
    "results sales schools seats sets shapes ships shots shuts sinks spreads stands struggles studies suits "
    "surrounds takes tasks thanks threats touches trades trains transfers treats tries triggers turns updates "
    "uses values views walks wants warns waters weighs winds wins witnesses wonders works wounds yields acts aims "
    "answers appeals awards backs bans bars benefits blames blocks boosts breaks builds burns buys camps captures "
    "cares carries cases casts causes centres centers"
)
"""As the third person, only where a determiner, number or pronoun follows: "the talks", but "who calls the talks"."""

REPORTING = words(
    "say says said tell tells told warn warns warned insist insists insisted claim claims claimed argue argues "
    "argued announce announces announced state states stated add adds added believe believes believed report "
    "reports reported confirm confirms confirmed suggest suggests suggested estimate estimates estimated note "
    "notes noted admit admits admitted explain explains explained acknowledge acknowledges acknowledged declare "
    "declares declared predict predicts predicted promise promises promised reiterate reiterates reiterated "
    "stress stresses stressed write writes wrote complain complains complained think thinks thought hope hopes "
    "hoped expect expects expected find finds found show shows showed reveal reveals revealed maintain maintains "
    "maintained pledge pledges pledged deny denies denied vow vows vowed conclude concludes concluded agree "
    "agrees agreed decide decides decided learn learns learned recall recalls recalled allege alleges alleged "
    "caution cautions cautioned assert asserts asserted testify testifies testified indicate indicates indicated "
    "concede concedes conceded"
)
SAYING = words(
    "saying stating adding arguing claiming declaring warning insisting noting telling announcing explaining "
    "suggesting believing hoping fearing promising vowing alleging asserting reporting confirming predicting "
    "stressing reiterating"
)
SPEECH_ENDINGS = words("said says reported told announced added warned confirmed claimed wrote explained noted stated")

ROLES = words(
    "president premier minister chancellor king queen pope mayor governor senator ambassador spokesman "
    "spokeswoman spokesperson chairman chairwoman chair director secretary general judge leader envoy chief "
    "commissioner captain coach manager professor prince princess emperor sheriff bishop archbishop speaker "
    "treasurer editor author owner founder head ceo"
)
PERSON_NOUNS = ROLES | words(
    "man woman boy girl driver pilot teacher doctor nurse lawyer officer player singer actor actress writer "
    "artist scientist engineer farmer student worker skipper striker goalkeeper candidate suspect victim witness "
    "defendant prisoner patient father mother son daughter brother sister husband wife resident official lawmaker "
    "deputy economist chemist painter composer skier runner cyclist swimmer boxer toddler child baby poet "
    "novelist"
)
TITLES = words(
    "mr mrs ms miss dr prof sir dame lord lady president chancellor premier king queen pope mayor governor senator"
)
ORGANISATION_WORDS = words(
    "bank air airlines airways foods motors group inc ltd corp company energy holdings university ministry "
    "council party union committee agency commission court club fc united city times post institute association "
    "league federation parliament senate congress house church army navy museum hospital railways rail oil gas "
    "steel electric systems industries pharma pharmaceuticals media news telecom bridge river lake mount island "
    "airport station street school college theatre theater festival cup bay port valley county district province "
    "region north south east west sea ocean typhoon hurricane cyclone storm mine ship ferry tower hall square "
    "park hotel kremlin nato eu un"
)
COMPANY_WORDS = words(
    "bank air airlines airways foods motors group inc ltd corp energy holdings railways rail oil steel electric "
    "systems industries pharma pharmaceuticals telecom"
)
COUNTRIES = words(
    "afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus "
    "belgium bolivia botswana brazil britain bulgaria burundi cambodia cameroon canada chad chile china colombia "
    "congo croatia cuba cyprus czechia denmark ecuador egypt eritrea estonia ethiopia fiji finland france gabon "
    "gambia georgia germany ghana greece guatemala guinea guyana haiti honduras hungary iceland india indonesia "
    "iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia "
    "lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali "
    "malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia "
    "nepal netherlands nicaragua niger nigeria norway oman pakistan panama paraguay peru philippines poland "
    "portugal qatar romania russia rwanda senegal serbia singapore slovakia slovenia somalia spain sudan suriname "
    "sweden switzerland syria taiwan tajikistan tanzania thailand togo tunisia turkey turkmenistan uganda ukraine "
    "uruguay uzbekistan venezuela vietnam wales scotland england yemen zambia zimbabwe"
)
PLACES = words(
    "moscow kyiv washington beijing london paris brussels berlin delhi tehran tokyo rome madrid geneva istanbul "
    "ankara jerusalem cairo seoul africa asia europe america alaska crimea donetsk kherson odesa gaza"
)
