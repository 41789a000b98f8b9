"""Every English text of the page, in one place, ready for translation."""

from bot.domain import Dial, Match, Stance, Verdict, percent

NAME = "Pincite"
TAGLINE = "Every answer and every verdict leads to its exact place in a source."
NOT_TRUTH = "A verdict says what these sources say, not what is true in the world."
ENGINE = "Engine: {name}"
LOCAL = "nothing leaves this machine"
REMOTE = "questions, claims and passages go to {host}"
TOKENS = "{about}{tokens:,} tokens"
ABOUT = "about "
COST = "${cost:.4f}"
COST_UNKNOWN = "cost not known"
SAVED = "{calls} spared"

ASK_TAB = "Ask"
CHECK_TAB = "Check"
SOURCES_TAB = "Sources"
SETTINGS_TAB = "Settings"

# Settings
ENGINE_LABEL = "Engine"
ENGINE_EMBEDDED = "Embedded: the small models in the package; nothing leaves this machine"
ENGINE_MODEL = "{name} at {host}, behind the embedded one, which decides what it is sure of"
ENGINE_INFO = "For what you ask and check from now on."
ENGINE_INFO_ALONE = "To have a language model here too, start the page with --model; see `pincite serve --help`."
RISK_LABEL = "How careful"
RISK_INFO = "Verdicts that would be wrong more often than this are left undecided, and the nearest passages shown."
RISK_STARTED = "As the page was started"
RISK = "At most {share} verdicts wrong"
RISK_ANY = "Whatever is likeliest, however unsure"
COVERAGE = "{told}; {coverage:.0%} of claims are decided"
THEME_LABEL = "Theme"
THEMES = {"device": "As the device", "light": "Light", "dark": "Dark"}

# Ask
ASK_LABEL = "Question or claim"
ASK_PLACEHOLDER = "Ask a question, or write a claim and check it"
ASK = "Ask"
CHECK_THIS = "Check this"
NEW_CHAT = "New chat"
CHAT_LABEL = "Conversation"
ASK_EMPTY_TITLE = "Ask the sources"
ASK_EMPTY = (
    "The answer is made of exact quotes. Press the mark beside a quote to see it where it stands. "
    "A statement can be checked from the same box."
)
YOU_ASKED = "You asked"
YOU_CLAIMED = "You asked to check"
ABSTAINED = "The sources do not say"
NEAREST = "Nearest passages"
NEAREST_NOTE = "Shown for reading on; they do not decide."
THINKING = "Reading the sources"
SUGGESTIONS = "Questions to begin with"
NOT_CHECKED_YET = "not checked yet"
WITHDRAWN = "withdrawn: {reason}"
NOT_SOURCED = "without a source"
UNDERSTOOD = "Understood as: {question}"
ANSWER_STOPPED = "Stopped before the answer was there."
RETRY = "Ask again"
UNDO = "Take back"
EXPORT = "Save .md"
EXPORT_DATA = "Save .jsonl"
EXPORT_TITLE = "Conversation with the sources"
EDIT_TITLE = "Edit and ask again"
EDITING = "You are changing an earlier question; it and what follows it are replaced."
EDIT_NO = "Leave it as it was"
NOT_RESTORED = "this answer was of a source that is no longer in the library; ask again"
CITATION = "{title}, paragraph {number}, characters {start} to {end} ({origin})"

# Check
CLAIMS_LABEL = "A claim, a list of claims or a whole draft"
CLAIMS_PLACEHOLDER = "Paste what is to be checked. Each statement is checked on its own."
CHECK = "Check"
STOP = "Stop"
CLEAR = "Clear"
CHECK_EMPTY_TITLE = "Check a draft before it goes out"
CHECK_EMPTY = (
    "Each statement gets a verdict: supported, refuted, conflicting, or not enough evidence. "
    "Supported and refuted always come with the quote that decides."
)
TRY_CLAIMS = "Try an example"
EXAMPLE_CLAIMS = (
    "Russia launched 183 drones overall. Six people were hurt in Odesa. Rajnath Singh met Putin in New Delhi.",
    "Putin said the talks with Witkoff and Kushner were “substantive”.",
)
CHECKING = "Checking {number} of {total}"
CHECKING_FIRST = "Finding the statements"
CHECKED = "{total} checked"
STOPPED = "Stopped after {number} of {total}. What was checked stays below."
DRAFT = "Your text, marked"
QUOTED_WORDS = "Words in quotation marks"
DOWNLOAD = "Report {suffix}"
UPLOAD = "Check a file"
UPLOAD_NOTE = "A file has one claim a line (.txt), or a column “claim” (.csv, .jsonl)."
CHECKING_ROW = "{name}: row {number} of {total}"
CHECKED_ROWS = "{name}: {total} rows checked"
STOPPED_ROWS = "{name}: stopped after {number} of {total} rows. What was checked stays below."
TOO_MANY_ROWS = (
    "it has {number:,} rows, the page takes {most:,}; `pincite check --file` on the command line takes any number"
)
FILTER = "Show only"
FILTERED = "{shown} of {all} shown"
SORT = "Order"
SORTS = (("text", "as in the text"), ("unsure", "least sure first"), ("sure", "surest first"))
COPY_LINK = "Copy a link to this check"
LINK_COPIED = "The link is copied. It opens this page, and checks this text."
CORRECTION = "What the source says instead"
JUDGED_BY = "Judged by the engine {name}, version {version}"
AGREES = "The embedded engine agrees ({said})."
DISAGREES = "The embedded engine says otherwise: {said}."

# Sources
TABLE_HEAD = ("Use", "Title, origin", "Added", "Characters", "Passages", "")
TABLE_ACTIONS = "Actions"
ASKED_LABEL = "Ask and check against {title}"
ASKED_INFO = "Questions and checks are against the sources that are ticked."
ASK_ALL = "Use all"
ONLY = "Only this"
ONLY_TITLE = "Ask and check against {title} alone"
CHOOSE = "Choose"
NO_SOURCES_TITLE = "No sources yet"
NO_SOURCES = "Add an article below, by pasting its text or from a file. Then ask it or check claims against it."
SHOW = "Show"
REMOVE = "Remove"
SHOW_TITLE = "Show {title}"
REMOVE_TITLE = "Remove {title}"
REMOVE_QUESTION = "Remove “{title}” from the library? Quotes from it in earlier answers can then no longer be opened."
REMOVE_YES = "Remove it"
REMOVE_NO = "Keep it"
REMOVED = "“{title}” is removed."
ADD = "Add a source"
ADD_TITLE_LABEL = "Title"
ADD_TITLE_PLACEHOLDER = "Left empty, it is taken from the text"
ADD_TEXT_LABEL = "Text of the article"
ADD_TEXT_PLACEHOLDER = "Paste the article here"
ADD_TEXT = "Add the text"
ADD_FILES = "Drop .txt and .md files here"
ADD_ADDRESS_LABEL = "Address"
ADD_ADDRESS_PLACEHOLDER = "https://… of a page of plain text"
ADD_ADDRESS = "Add it"
NOT_AN_ADDRESS = "this is no address; it begins with http:// or https://"
ADDING = "Adding {name}"
ADDED = {
    "added": "added",
    "unchanged": "already there, nothing changed",
    "completed": "completed",
}
ADDED_DETAIL = "{status}, {passages}"
CHARACTERS_AND_PASSAGES = "{characters:,} characters, {passages}"
AGAINST_ALL = "Against {sources}"
AGAINST_SOME = "Against {chosen} of {sources}: {titles}"

# Source pane
SHOWN_LABEL = "Source"
PANE_EMPTY_TITLE = "The source stands here"
PANE_EMPTY = "Press the mark beside a quote, or choose a source above."
PANE_GONE = "This source is no longer in the library."
PANE_LABEL = "The source"
BACK = "Back"
PREVIOUS = "Previous"
NEXT = "Next"
POSITION = "{number} of {total}"
COPY = "Copy with citation"
COPIED = "The quote and its citation are copied."
AT_ORIGIN = "At its origin"
BOILERPLATE = "not evidence"
BOILERPLATE_TITLE = "This line belongs to the page around the article. It is never used as evidence."
INSTRUCTION = "addressed to a machine"
INSTRUCTION_IN = "has text addressed to a machine"
INSTRUCTION_TITLE = "This looks like an instruction to a machine. It is text like any other here and changes nothing."
PARAGRAPH = "¶{number}"
CHIP_HINT = "show it in the source"
CHIP_TITLE = "Show in the source: {title}, paragraph {number}, characters {start} to {end}"

# Verdicts, stances, confidence
VERDICT = {
    Verdict.SUPPORTED: "Supported",
    Verdict.REFUTED: "Refuted",
    Verdict.NOT_ENOUGH_EVIDENCE: "Not enough evidence",
    Verdict.CONFLICTING: "Conflicting",
}
KIND = {
    "refuted": VERDICT[Verdict.REFUTED],
    "conflicting": VERDICT[Verdict.CONFLICTING],
    "undecided": "Undecided",
    "not_enough_evidence": VERDICT[Verdict.NOT_ENOUGH_EVIDENCE],
    "supported": VERDICT[Verdict.SUPPORTED],
    "failed": "Not judged",
    "unchecked": "Not checked",
}
"""What a part of a text is shown as, the ones that need a look first."""
KIND_SHORT = {**{kind: shown.lower() for kind, shown in KIND.items()}, "not_enough_evidence": "not enough"}
KIND_SIGN = {
    "refuted": "✗",
    "conflicting": "⇄",
    "undecided": "~",
    "not_enough_evidence": "?",
    "supported": "✓",
    "failed": "!",
    "unchecked": "–",
}
STANCE = {Stance.SUPPORTS: "supports", Stance.REFUTES: "refutes", Stance.NEUTRAL: "quoted"}
STANCE_SIGN = {Stance.SUPPORTS: "✓", Stance.REFUTES: "✗", Stance.NEUTRAL: "❝"}
MATCH = {Match.VERIFIED: "Exact words", Match.REPAIRED: "Nearly these words", Match.REJECTED: "Not these words"}
MATCH_SIGN = {Match.VERIFIED: "✓", Match.REPAIRED: "≈", Match.REJECTED: "✗"}
REPAIRED_NOTE = "the source’s own wording"
ONLY_WORDS_OF = "Only as the words of {speaker}"
ONLY_WORDS_NOTE = "The source reports this; it does not say it itself."
WORDS_OF = "Words of {speaker}"
CONFIDENCE = ((0.95, "very sure"), (0.85, "sure"), (0.7, "fairly sure"), (0.5, "not very sure"), (0.0, "unsure"))
CONFIDENCE_SHOWN = "{word}, {percent}"
CONFIDENCE_TITLE = "How sure the engine is of this, from 0 to 100 %"

# Errors
EMPTY_QUESTION = "The box is empty: write a question first."
EMPTY_CLAIM = "The box is empty: write a statement first."
BAD_LINK = "The link does not lead where it should"
NOT_DONE = "That did not work"
TYPED_KEPT = "What you wrote is still in the box."
DEFECT = "this is a defect of Pincite, not of what you wrote ({kind}); the program’s log says more"
BAD_PLACE = "this place cannot be shown; ask or check again"


def risk(dial: Dial) -> str:
    """A setting of the risk dial in words, with the share of claims that it decides, where that was measured."""
    share = f"{dial.risk * 100:g} in 100" if dial.risk else ""
    told = RISK_ANY if dial.risk == 1 else RISK.format(share=share)
    return told if dial.coverage is None else COVERAGE.format(told=told, coverage=dial.coverage)


def risk_started(dial: Dial) -> str:
    return RISK_STARTED if dial.coverage is None else COVERAGE.format(told=RISK_STARTED, coverage=dial.coverage)


def calls(number: int) -> str:
    return f"{number:,} call{'' if number == 1 else 's'}"


# What readers say of verdicts and answers
RATE_RIGHT = "Right"
RATE_WRONG_VERDICT = "This verdict is wrong"
RATE_WRONG_ANSWER = "This is wrong"
RATE_EXPECTED = "It should be"
RATE_OPEN = "I cannot say"
RATE_NOT_SAID = "The sources do not say"
RATE_SAID = "The sources do say"
RATE_REASON = "Why (if you like)"
RATE_SEND = "Keep this"
RATE_THANKS = "Thank you. It is kept in the library, on this machine, and can become a test of the engine."
BAD_RATING = "this cannot be kept; check or ask again"


def passages(number: int) -> str:
    return f"{number:,} passage{'' if number == 1 else 's'}"


def sources(number: int) -> str:
    if number == 0:
        return "no sources: add one first"
    return "1 source" if number == 1 else f"all {number:,} sources"


def of_sources(number: int) -> str:
    return f"{number:,} source{'' if number == 1 else 's'}"


def confidence(value: float) -> str:
    word = next(word for least, word in CONFIDENCE if value >= least)
    return CONFIDENCE_SHOWN.format(word=word, percent=percent(value))


IN_SCRIPTS = {
    "pane": PANE_LABEL,
    "chat": CHAT_LABEL,
    "position": POSITION,
    "copied": COPIED,
    "link_copied": LINK_COPIED,
}
"""What the page's scripts show."""
