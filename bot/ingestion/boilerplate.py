"""Which lines of an article the page around it says: related links, newsletter boxes, credits, bylines.

Such a line stays in the document but is never evidence. Precision comes before recall: a link that slips
through is a nuisance, a sentence of reporting that is dropped changes a verdict. So a line is marked only
where its *whole* shape is that of page furniture, and every rule that begins with ordinary words ("More",
"Photo", "By", "Sign up for") also says how the rest of the line must look. English only.
"""

import re

from bot.domain import Span

LONGEST = 300
"""Characters. Longer lines are paragraphs, and are never marked; it also bounds the work for each line."""

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_DECORATION = "*_>~|[](){}<•·‣▪■●►▶→»›-–—=📷📸🔗✉ \t\u00a0\ufeff"
_BULLET = re.compile(r"\s*(?:[-*•·‣▪■●►▶→»›]|\d{1,2}[.)])\s*\S")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")


def _line_rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Somebody speaks or is quoted: reporting, however the line begins.
_SPEECH = _line_rule(r"\b(?:said|says|told|tells|according to|added|urged|warned|wrote|announced)\b|[\"“”«»]")

# A second sentence that ends in a full stop: a paragraph whose line break was lost, so not only a link.
_RUNS_ON = re.compile(r"[\w)’'”\"][.!?]\s+[A-Z\"“].*[a-z0-9)”\"][.]$")

_LINK_LABEL = (
    r"(?:(?:also|must|now)[\s-]+read|read[\s-]+(?:also|more|next|this|on|further)|(?:also\s+)?see\s+also|also\s+see"
    r"|(?:also\s+)?(?:watch|listen)(?:\s+(?:also|now|live|here))?|also\s+watch"
    r"|related(?:\s+(?:stor(?:y|ies)|articles?|reading|news|content|coverage|topics?|links?|posts?|videos?|reports?))?"
    r"|more(?:\s+(?:on\s+this(?:\s+(?:story|topic))?|news|stories|headlines|like\s+this|on\s+(?:the|this)\s+topic))?"
    r"|more\s+(?:stories\s+)?from(?:\s+[\w'’&.]+){1,5}|recommended(?:\s+(?:for\s+you|stories|reading|articles|videos))?"
    r"|editor[s'’]*\s+(?:picks?|choice)|(?:trending|popular)(?:\s+(?:now|stories|news))?|most\s+(?:read|popular|viewed)"
    r"|you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested\s+in)|don['’]t\s+miss|in\s+case\s+you\s+missed\s+it"
    r"|icymi|up\s+next|further\s+reading|recommended\s+reading|in\s+(?:pictures|photos)|(?:photo\s+)?gallery)"
)
_LINK = _line_rule(rf"{_LINK_LABEL}\s*(?::|\||»|>)\s*\S")
_LINK_DASH = _line_rule(r"(?:also\s+read|read\s+(?:also|more)|see\s+also|must\s+read)\s*[-–—]\s*\S")
_BARE_LABEL = _line_rule(rf"{_LINK_LABEL}\s*:?")
_BARE_ALONE = _line_rule(r"(?:more|watch|listen|trending|popular|recommended|now\s+read|read\s+on|read\s+this)")
# These labels are also surnames, verbs and nouns ("More: I never wrote that."): a headline has no full stop.
_WEAK_LABEL = _line_rule(
    r"(?:more|watch|listen|related|trending|popular|recommended|in\s+(?:pictures|photos))\s*[:|»>]"
)

_LETTER = r"(?:newsletters?|briefings?|bulletins?|digests?|e-?mails?|alerts?|podcasts?|channel|mailing\s+list|updates)"
_PLATFORM = (
    r"(?:facebook|twitter|x|instagram|youtube|whats\s?app|telegram|linked\s?in|tik\s?tok|threads|mastodon|bluesky"
    r"|reddit|pinterest|flipboard|google\s+news|apple\s+news|snapchat|messenger|tumblr|rss|social\s+media|truth\s+social)"
)
_IMPERATIVE = r"(?:get|receive|keep|stay|never|don['’]t|want|enjoy|like|for|join|start|have|make|follow|read|sign|to)\b"

_AGENCY = (
    r"(?:reuters|afp|ap(?:\s+photo)?|epa(?:-efe)?|pti|ani|ians|tass|dpa|xinhua|bloomberg|getty(?:\s+images)?|shutterstock"
    r"|i\s?stock|alamy|unsplash|pexels|wikimedia(?:\s+commons)?|rex(?:\s+features)?|pool|handout|file)"
)
_SIGN_UP = r"(?:sign[\s-]+up|register)(?:\s+(?:now|here|today|free))?"
_NETWORKS = rf"(?:\s*(?:\b(?:and|or|{_PLATFORM})\b|[,&/|:]|@\w+))*(?:\s+(?:for|to|at)\b.{{0,80}})?[.!]?"


def _any_of(*patterns: str) -> re.Pattern[str]:
    return _line_rule("|".join(f"(?:{pattern})" for pattern in patterns))


# Calls to the reader. Like notices, they do not count where somebody speaks (_SPEECH).
_CALL = _any_of(
    r"subscribe(?:\s+(?:to|for|now|today|here|via|on)\b.*)?[.!]?",
    rf"{_SIGN_UP}[.!]?",
    rf"{_SIGN_UP}\s+(?:for|to)\s+(?:our|your|the|receive|get|a|free|daily|weekly)\b.*\b(?:{_LETTER}|inbox)\b.*",
    rf"{_SIGN_UP}\s+(?:for|to)\b.*\b(?:newsletters?|inbox|here)\b.*",
    rf"{_SIGN_UP}\s+(?:for|to)\s+(?-i:(?:[A-Z][\w’']*\s*){{1,6}})[.!]?",
    rf"{_IMPERATIVE}.*\b(?:(?:in|to|into)\s+your\s+(?:in-?box|mailbox)|straight\s+to\s+your\s+phone)\b.*",
    rf"{_IMPERATIVE}[^.]*(?:[:,?]|\s[-–—])\s*(?:please\s+)?(?:subscribe|sign\s+up\s+(?:here|now|(?:for|to)\s+our))\b.*",
    r"[^.]{0,80},\s+our\s+(?:[\w-]+\s+){0,3}(?:newsletter|briefing|podcast),\s+"
    r"(?:comes|arrives|lands|goes|is\s+(?:sent|out|free))\b.*",
    r"our\s+(?:[\w-]+\s+){0,3}newsletter\s+(?:comes|arrives|lands|goes|is\s+sent)\b.*",
    rf"(?:follow|like|join|find|connect\s+with)\s+(?:us|our|@\w+)\s+on\s+(?:our\s+)?{_PLATFORM}\b{_NETWORKS}",
    rf"(?:follow|find)\s+(?-i:(?:[A-Z][\w.’']*\s+){{1,4}})on\s+{_PLATFORM}\b{_NETWORKS}",
    rf"(?:follow|join|like)\s+(?:us|our)\b.{{0,60}}\b(?:{_PLATFORM}|channel|page|group|community)\b.{{0,60}}",
    r"follow\s+us(?:\s+(?:on|at|here|now))?\s*:?|follow\s+@\w+\b.{0,80}",
    r"(?:please\s+)?(?:click|tap)\s+(?:here|below|on\s+(?:this|the)\s+(?:link|image|button)|(?:this|the)\s+link"
    r"|(?:to|for)\s+(?:read|watch|view|see|subscribe|sign|join|share|copy|download|more))\b.*",
    r"(?:download|get|install)\s+(?:the|our)\s+(?:[\w’'.]+\s+){0,4}apps?\b(?:\s+(?:now|here|today|for|from|on)\b.*)?[.!]?",
    r"read\s+(?:more|(?:the\s+)?(?:full|whole|original)\s+(?:story|article|report|interview|post))"
    r"(?:\s+(?:here|about|on|at|in|from|by)\b[^.]*)?\s*[.!…»>→]*",
    r"(?:continue|keep)\s+reading(?:\s+(?:below|here|the\s+main\s+story))?\s*[.…»>→]*",
    r"(?:video\s+)?scroll\s+down\s+(?:for|to)\b.{0,100}",
    r"(?:have\s+you|do\s+you|are\s+you|were\s+you|got)\b[^?]*\?.*\b(?:e-?mail(?:\s+us)?|get\s+in\s+touch|contact\s+us"
    r"|send\s+us|tell\s+us|let\s+us\s+know|share\s+your|write\s+to\s+us|in\s+the\s+comments)\b.*",
)

# Notices that the page or its owner makes.
_NOTICE = _any_of(
    r"(?:advertise?ments?|adverts?|sponsored(?:\s+(?:content|post))?|promoted(?:\s+content)?|paid\s+(?:post|content)"
    r"|ad\s*choices)[.:]?",
    r"(?:(?:the\s+)?(?:story|article|report|post)\s+)?continues?\s+(?:reading\s+)?(?:after|below)"
    r"(?:\s+(?:this|the))?(?:\s+(?:ad|advert|advertisement|promotion|newsletter))?[.:]?",
    r"(?:©|\(?c\)\s*\d{4}|copyright\s*(?:©|\(c\)|by\s+(?-i:[A-Z]))).{0,200}",
    r"copyright\s*:?\s*\d{4}(?:\s*[-–]\s*\d{4})?(?:[.,].{0,150}|\s+(?-i:(?:the\s+)?[A-Z]).{0,150})?",
    r"(?:[^.]{0,120}[.,|]\s*)?all\s+rights\s+(?:are\s+)?reserved\b.{0,140}",
    r"this\s+material\s+may\s+not\s+be\s+(?:published|reproduced)\b.*",
    r"(?:we|we\s+and\s+our\s+partners|(?:this|our)\s+(?:web\s?)?site)\s+(?:and\s+our\s+partners\s+)?(?:uses?|stores?)\s+"
    r"(?:and/or\s+access\s+)?(?:[\w-]+\s+){0,2}cookies\b.*",
    r"by\s+(?:continuing\s+to\s+(?:use|browse)|using)\s+(?:this|our)\s+(?:web\s?)?site\b.*\b(?:cookies?|terms|policy"
    r"|consent|agree)\b.*",
    r"(?:accept|reject|allow|manage|decline)\s+(?:all\s+)?(?:(?:my|your|optional|cookie)\s+)?"
    r"(?:cookies|preferences|choices|settings)",
    r"except\s+for\s+the\s+headline,\s+this\s+(?:story|report|article)\b.*",
    r"this\s+(?:story|report|article|copy|post)\s+(?:has\s+(?:not\s+)?been|was|is)\s+(?:not\s+)?(?:published|edited|taken"
    r"|auto[\s-]?generated|generated|sourced)\s+(?:from\s+an?\s+(?:\w+\s+){0,2}(?:agency|syndicated|wire|news)"
    r"|by\s+[\w’']+\s+staff).*",
    r"this\s+(?:article|post|piece|report)\s+(?:was\s+)?(?:originally|first)\s+(?:published|appeared)\s+(?:on|in|by|at)\s+"
    r"[^.]{1,80}[.]?",
    rf"(?:source|via)\s*:\s*(?:agenc(?:y|ies)|wire(?:s|\s+reports)?|{_AGENCY})",
    r"(?:estimated\s+)?(?:reading|read)\s+time\s*:?\s*\d+\s*min(?:ute)?s?\.?|\d{1,2}[\s-]*min(?:ute)?s?[\s-]+(?:to\s+)?read",
    r"skip\s+to\s+(?:main\s+)?content|back\s+to\s+top|(?:load|show|see|view)\s+(?:more|all)|(?:view|add\s+a|leave\s+a|post\s+a)"
    r"\s+comments?|comments|join\s+the\s+conversation|log\s*in|sign\s+in|newsletters?|(?:privacy|cookie)\s+policy"
    r"|cookie\s+(?:settings|notice)|terms\s+(?:of\s+(?:use|service)|(?:and|&)\s+conditions)|(?:contact|about)\s+us"
    r"|(?:top|latest)\s+(?:stories|news)|trending\s+now|print\s+this\s+article|thank(?:s|\s+you)\s+for\s+reading[.!]?",
)

_SHARE_WORD = re.compile(
    rf"(?:share|tweet|retweet|e-?mail|print|copy\s+(?:the\s+)?link|save|pin|sms|comments?|pocket|{_PLATFORM}"
    r"|this|the|article|story|page|post|on|via|with|to|by|your|friends|and|or|[\d.,k]+)\b",
    re.IGNORECASE,
)
_SHARE_GAP = re.compile(r"[\s/|,;:•·+&()-]*")
_SHARE_SURE = _line_rule(r"(?:share|tweet|retweet|copy\s+(?:the\s+)?link)\b")
_NETWORK = _line_rule(rf"\b{_PLATFORM}\b")

_TAGS = _line_rule(
    r"(?:tags?|key\s?words|filed\s+under|posted\s+in|hash\s?tags)\s*:\s*\S.{0,200}[^.!?]|(?:#\w+[\s,]*){2,}"
)
_TOPICS = _line_rule(r"(?:topics?|categor(?:y|ies))\s*:\s*(.+)")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATED = _line_rule(r"(?:(?:first|originally|last|article)\s+)?(?:published|updated|posted|modified|created)\b(.*\d.*)")
_DATE_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_DATE_PART = _line_rule(
    rf"{_MONTH}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|\d{{1,4}}|st|nd|rd|th|[apm]|[ap]m|utc|gmt"
    r"|[ceimpb][ds]?t|[ds]t|cest|hrs?|hours?|minutes?|days?|ago|at|on|of|t|z|last|updated|published|[/:.,|·•()+–—-]"
)

_CREDIT = _line_rule(
    r"(?:(?:(?:file|stock|archive)\s+)?(?:photo(?:graph)?s?|images?|pictures?|pics?|illustration|graphic|video"
    r"|featured\s+image)(?:\s+(?:credits?|source))?\s*(?::|\||\bby\b|\bcourtesy(?:\s+of)?\b\s*:?)"
    r"|credits?\s*:|courtesy(?:\s+of)?\s*:)\s*(.+)"
)
_FILE_PHOTO = _line_rule(
    rf"(?:file|stock|representational|representative|archive)\s+(?:photo|image|picture|pic)(?:\s*:.*\b{_AGENCY}(?:/.*)?)?"
)
_AGENCY_LINE = _line_rule(
    rf"(?:[\w.’'-]+\s+){{0,4}}[\w.’'-]*\s*(?:/|\||\bvia\b)\s*{_AGENCY}(?:\s*(?:/|\||via)\s*{_AGENCY})*"
)

_BYLINE = _line_rule(r"by\s*:?\s+(.+)")
_REPORTERS = _line_rule(
    r"(?:with\s+)?(?:additional\s+)?(?:reporting|reported|writing|written|editing|edited|compiled|translated|photographs?)"
    r"(?:\s+and\s+(?:writing|editing|photographs))?\s+by\s+(.+)"
)
_INPUTS = _line_rule(r"with\s+(?:additional\s+)?(?:inputs?|reporting|agency\s+inputs?|agencies)\s*(?:from|by)?\s*(.*)")
_SMALL_WORD = _line_rule(
    r"and|by|in|for|of|the|via|with|from|at|to|additional|reporting|editing|writing|agenc(?:y|ies)|wires?|bureau|desk"
    r"|staff|reporters?|correspondent|writer|editor|our|special|chief|political|senior|foreign|news|services?|web|team"
    r"|online|contribut(?:or|ing)|de|da|di|van|von|der|den|la|le|el|al|bin"
)
_TIME_WORDS = _line_rule(
    rf"(?:{_MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mornings?|evenings?|nights?|noon|midnight|christmas|easter"
    r"|spring|summer|autumn|fall|winter|early|late|mid|next|last|this|that|law|contrast|then|now)"
)
_WORD = re.compile(r"[^\s/|,;:&()]+")


def _are_names(text: str, most: int) -> bool:
    """Whether the text is nothing but capitalised words and the small words between names, at most ``most``."""
    words = [word.strip(".'’*_[]") for word in _WORD.findall(text)]
    words = [word for word in words if word]
    if not 0 < len(words) <= most or any(char.isdigit() for char in text):
        return False
    return all(word[0].isupper() or word.startswith("@") or _SMALL_WORD.fullmatch(word) is not None for word in words)


def _is_credit(line: str) -> bool:
    if (match := _CREDIT.fullmatch(line)) is not None and _are_names(match.group(1), most=10):
        return True
    return bool(_FILE_PHOTO.fullmatch(line) or (_AGENCY_LINE.fullmatch(line) and _are_names(line, most=8)))


def _is_dated(line: str) -> bool:
    """ "Published" or "Updated", and then nothing but a date and a time."""
    match = _DATED.fullmatch(line)
    return match is not None and all(_DATE_PART.fullmatch(token) for token in _DATE_TOKEN.findall(match.group(1)))


def _is_tags(line: str) -> bool:
    if (match := _TOPICS.fullmatch(line)) is not None:
        return _are_names(match.group(1), most=25)
    return _TAGS.fullmatch(line) is not None


def _is_byline(line: str) -> bool:
    if (match := _REPORTERS.fullmatch(line)) is not None:
        return _are_names(match.group(1), most=30)
    if (match := _INPUTS.fullmatch(line)) is not None:
        return not match.group(1) or _are_names(match.group(1), most=12)
    if (match := _BYLINE.fullmatch(line)) is None:
        return False
    names = match.group(1)
    words = names.split()
    if _TIME_WORDS.fullmatch(words[0]) or any(_TIME_WORDS.fullmatch(word) for word in words[1:3]):
        return False
    if words[0].lower() in {"our", "staff"}:  # "By our correspondent"
        return len(words) <= 4 and _are_names(names, most=4) and not names.endswith(".")
    return len(words) > 1 and words[1][0].isupper() and _are_names(names, most=12) and not names.endswith(".")


def _is_share_bar(line: str) -> bool:
    """Nothing but share buttons: sure with "share" or "tweet" in front, else with two networks named."""
    position, words = 0, 0
    while position < len(line):
        match = _SHARE_WORD.match(line, position)
        if match is None:
            return False
        words += 1
        position = match.end()
        gap = _SHARE_GAP.match(line, position)
        position = gap.end() if gap is not None else position
    return words > 0 and (_SHARE_SURE.match(line) is not None or len(_NETWORK.findall(line)) > 1)


def _is_link(line: str) -> bool:
    """A label and the headline of another story."""
    if _RUNS_ON.search(line):
        return False
    if _WEAK_LABEL.match(line):
        return not line.endswith(".") or line.endswith("U.S.")
    return _LINK.match(line) is not None or _LINK_DASH.match(line) is not None


def _is_furniture(line: str) -> bool:
    if _is_link(line) or (_NOTICE.fullmatch(line) and not _SPEECH.search(line)):
        return True
    if _CALL.fullmatch(line) and not _SPEECH.search(line) and not _RUNS_ON.search(line):
        return True
    return _is_tags(line) or _is_dated(line) or _is_credit(line) or _is_byline(line) or _is_share_bar(line)


def _is_headline(line: str) -> bool:
    return len(line) <= 140 and not line.endswith((".", "!", ":", ";", ",", '"', "”"))


def boilerplate_lines(text: str) -> list[Span]:
    """Spans of the lines that belong to the page and not to the article, in order, without line breaks.

    A line is what stands between CR, LF, or U+2028/9; each span is a whole line. Under a label that stands
    alone ("Related stories"), bulleted headlines are marked too, and one unbulleted headline after "Also Read:".
    """
    found: list[Span] = []
    listing = False  # under a label that stands alone
    expects_one = False  # ... and that ended in a colon, with nothing after it yet
    for match in _LINE.finditer(text):
        if match.end() - match.start() > LONGEST:
            listing = expects_one = False
            continue
        raw = match.group()
        line = _HEADING.sub("", _LINK_TARGET.sub("", raw)).strip(_DECORATION)
        if not line:
            continue
        is_listed = listing and (expects_one or _BULLET.match(raw) is not None) and _is_headline(line)
        if _BARE_LABEL.fullmatch(line) and (line.endswith(":") or not _BARE_ALONE.fullmatch(line)):
            listing, expects_one = True, line.endswith(":")
        elif is_listed or _is_furniture(line):
            expects_one = False
        else:
            listing = expects_one = False
            continue
        found.append(Span(match.start(), match.end()))
    return found
