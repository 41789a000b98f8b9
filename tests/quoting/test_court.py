"""The rules of the quote court, one by one."""

import pytest

from bot.domain import Document, Match, PassageKind, Proposal, Span
from bot.errors import InvariantError
from bot.quoting import gate, rule
from bot.quoting.near import nearest
from tests.quoting.material import SEED, passage

SHOWN = passage(SEED)


def ruled(words: str, text: str = SEED) -> Match:
    return rule(words, [passage(text)]).match


@pytest.mark.parametrize(
    "words",
    [
        "138 drones overall",
        "by force or Ukrainian withdrawal",
        "Odesa reported six injuries from drone strikes on civilian and energy sites",
        "necessary",
        "Kryvyi Rih—Zelenskyy's hometown",
    ],
)
def test_exact_words_are_verified_where_they_stand(words: str) -> None:
    ruling = rule(words, [SHOWN])
    assert ruling.match is Match.VERIFIED
    assert ruling.span is not None
    assert ruling.span.of(SEED) == words


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Kryvyi Rih - Zelenskyy’s hometown", "Kryvyi Rih—Zelenskyy's hometown"),
        ("“necessary” and “substantive,”", '"necessary" and "substantive,"'),
        ("two ballistic\nmissiles and\u00a0138 drones", "two ballistic missiles and 138 drones"),
        ("plant — serving 40,000 residents", "plant—serving 40,000 residents"),
    ],
)
def test_typography_alone_is_verified_at_the_source(words: str, source: str) -> None:
    ruling = rule(words, [SHOWN])
    assert ruling.match is Match.VERIFIED
    assert ruling.span is not None
    assert ruling.span.of(SEED) == source


@pytest.mark.parametrize(
    ("text", "words", "slice_"),
    [
        ("The o\ufb03ce was \ufb01lled.", "office was filled.", "o\ufb03ce was \ufb01lled."),
        ("The cafe\u0301 shut early.", "café shut early", "cafe\u0301 shut early"),
        ("The café shut early.", "cafe\u0301 shut early", "café shut early"),
        ("The en\u00adforce\u00adment began.", "enforcement began.", "en\u00adforce\u00adment began."),
        ("He left… and came back.", "left... and came back", "left… and came back"),
        ("It cost\u200b ten.", "It cost ten.", "It cost\u200b ten."),
    ],
)
def test_ligatures_composition_and_invisibles(text: str, words: str, slice_: str) -> None:
    ruling = rule(words, [passage(text)])
    assert ruling.match is Match.VERIFIED
    assert ruling.span is not None
    assert ruling.span.of(text) == slice_


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("“by force or Ukrainian withdrawal.”", "by force or Ukrainian withdrawal"),
        ("US envoys Steve Witkoff and Jared Kushner", "U.S. envoys Steve Witkoff and Jared Kushner"),
        ("sidelined by direct US engagement with Moscow", "sidelined by direct U.S. engagement with Moscow"),
        ("striking the civilian targets in Kryvyi Rih", "striking civilian targets in Kryvyi Rih"),
        ("european leaders, sidelined by direct", "European leaders, sidelined by direct"),
    ],
)
def test_spelling_and_outer_marks_are_repaired_to_the_source(words: str, source: str) -> None:
    ruling = rule(words, [SHOWN])
    assert ruling.match is Match.REPAIRED
    assert ruling.span is not None
    assert ruling.span.of(SEED) == source


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They will not raise taxes this year.", "They will raise taxes this year"),
        ("Growth was 5% in the spring.", "Growth was 6% in the spring"),
        ("It happened in 2024 in the north.", "It happened in 2025 in the north"),
        ("The river is 12 km long in all.", "The river is 12 miles long in all"),
        ("Ann Lee met Bob Ray in Oslo.", "Bob Ray met Ann Lee in Oslo"),
        ("He signed a few of the papers.", "He signed few of the papers"),
        ("Officials may close the bridge.", "Officials will close the bridge"),
        ("Over 40 houses were lost.", "Under 40 houses were lost"),
        ("He re-signed on Monday morning.", "He resigned on Monday morning"),
        ("It was a notable defeat for him.", "It was not able defeat for him"),
        ("It told us all the news.", "It told US all the news"),
        ("The wall is 5' high.", 'The wall is 5" high.'),
        ("The third of them came home.", "A third of them came home"),
        ("The area is 10² metres.", "The area is 102 metres."),
    ],
)
def test_a_change_of_meaning_is_rejected(text: str, words: str) -> None:
    assert ruled(words, text) is Match.REJECTED


def test_the_difference_is_shown_beside_the_source() -> None:
    ruling = rule("two ballistic missiles and 183 drones overall", [SHOWN])
    assert ruling.match is Match.REJECTED
    assert ruling.difference == "“183” → “138”"
    assert "number" in ruling.reason
    assert ruling.span is not None
    assert ruling.span.of(SEED) == "two ballistic missiles and 138 drones overall"


@pytest.mark.parametrize("words", ["", "  \n", "…", '"."', "the", "of the", "\u00ad\u200b"])
def test_nothing_to_look_for(words: str) -> None:
    assert rule(words, [SHOWN]).match is Match.REJECTED
    assert rule(words, [SHOWN]).span is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The enforcement began.", "force"),
        ("It cost 1,138 euros.", "138 euros"),
        ("It cost $5 billion.", "It cost $5"),
        ("It fell by 5% then.", "It fell by 5"),
        ("It was 13.8 metres.", "It was 13"),
        ("The anti-war party won.", "war party won"),
        ("They don't agree there.", "t agree there"),
        ("Putin's aide left Moscow.", "Putin"),
        ("It fell to -5 degrees.", "5 degrees"),
        ("She paid two hundred thousand.", "She paid two"),
        ("nai\u0308ve voters left", "nai"),
    ],
)
def test_a_cut_word_or_amount_is_rejected(text: str, words: str) -> None:
    assert ruled(words, text) is Match.REJECTED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Putin does not want a deal.", "want a deal"),
        ("He refused to sign the treaty.", "sign the treaty"),
        ("Putin denied that troops had crossed the border.", "troops had crossed the border"),
        ("If Russia attacks, Ukraine will respond.", "Ukraine will respond"),
        ("Ukraine will sign the deal unless Russia attacks.", "Ukraine will sign the deal"),
        ("According to the ministry, six people died.", "six people died"),
        ("Six people died, according to the ministry.", "Six people died"),
        ("The minister claimed that the dam was safe.", "the dam was safe"),
        ("The dam was safe, the minister said.", "The dam was safe"),
        ("Trump wants to buy the island.", "buy the island"),
        ("Officials may close the bridge.", "close the bridge"),
        ("Reportedly, the general has resigned.", "the general has resigned"),
        ("The idea that vaccines cause harm is false.", "vaccines cause harm"),
        ("More than 40 buildings burned.", "40 buildings burned"),
        ("The nearly four-year war goes on.", "four-year war goes on"),
        ("Will the president resign?", "the president resign"),
        ("Witnesses saw nothing unusual.", "Witnesses saw"),
        ("He was accused of stealing a car.", "stealing a car"),
        ("The suspected thief left.", "thief left"),
        ("She said: “I do not want war”.", "want war"),
    ],
)
def test_words_that_lose_what_governs_them_are_rejected(text: str, words: str) -> None:
    ruling = rule(words, [passage(text)])
    assert ruling.match is Match.REJECTED
    assert "leave out" in ruling.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Not only did he win, he won twice.", "he won twice"),
        ("He did not stay, but the minister signed the law.", "the minister signed the law"),
        ("“We will win,” the minister said.", "We will win"),
        ("The minister called it “very strong”.", "very strong"),
        ("The ministry said six people died.", "The ministry said six people died"),
        ("He did not come. Six people died there.", "Six people died there"),
    ],
)
def test_words_that_stand_for_themselves_are_not_truncated(text: str, words: str) -> None:
    assert ruled(words, text) is Match.VERIFIED


def test_a_dropped_reporting_verb_is_allowed_where_the_caller_names_the_speaker() -> None:
    shown = passage("The minister said that the dam was safe. He denied that it had leaked.")
    assert rule("the dam was safe", [shown]).match is Match.REJECTED
    assert rule("the dam was safe", [shown], attributed=True).match is Match.VERIFIED
    assert rule("it had leaked", [shown], attributed=True).match is Match.REJECTED


def test_an_ellipsis_does_not_join() -> None:
    ruling = rule("Russian missile … striking civilian targets", [SHOWN])
    assert ruling.match is Match.REJECTED
    assert "ellipsis" in ruling.reason


def test_sentences_that_do_not_stand_together_are_not_joined() -> None:
    text = "Ann came home. Bob stayed away. Cara sang songs."
    assert ruled("Ann came home. Cara sang songs.", text) is Match.REJECTED
    assert ruled("Ann came home. Bob stayed away.", text) is Match.VERIFIED


def test_words_are_not_joined_across_passages() -> None:
    first = passage("Ann came home. ")
    second = passage("Bob stayed away.", start=first.end, index=1)
    ruling = rule("Ann came home. Bob stayed away.", [first, second])
    assert ruling.match is Match.REJECTED
    assert "do not stand together" in ruling.reason


def test_repeated_words_are_ambiguous_unless_the_passage_or_the_place_decides() -> None:
    text = "The bridge was closed. "
    first, second = passage(text), passage(text, start=len(text), index=1)
    assert rule("The bridge was closed.", [first, second]).match is Match.REJECTED
    assert rule("The bridge was closed.", [second]).span == Span(23, 45)
    document = Document.of(text + text, title="t", origin="o")
    whole = passage(text + text, document=document.id)
    assert gate(Proposal(whole, "The bridge was closed."), document).match is Match.REJECTED
    placed = Proposal(whole, "The bridge was closed.", Span(23, 45))
    assert gate(placed, document).span == Span(23, 45)


def test_boilerplate_is_never_quoted() -> None:
    shown = passage("Also Read: Minister resigns over dam", kind=PassageKind.BOILERPLATE)
    ruling = rule("Minister resigns over dam", [shown])
    assert ruling.match is Match.REJECTED
    assert "not reporting" in ruling.reason


def test_the_gate_holds_a_proposal_to_its_place_and_passage() -> None:
    document = Document.of(SEED, title="t", origin="o")
    end = SEED.index("\n") + 1
    first = passage(SEED[:end], document=document.id)
    words = "has publicly rejected several elements"
    start = SEED.index(words)
    assert gate(Proposal(first, words, Span(start, start + len(words))), document).match is Match.VERIFIED
    assert gate(Proposal(first, words, Span(start + 1, start + 1 + len(words))), document).match is Match.REJECTED
    later = SEED.index("138 drones")
    assert gate(Proposal(first, "138 drones", Span(later, later + 10)), document).match is Match.REJECTED
    assert gate(Proposal(first, "138 drones"), document).match is Match.REJECTED
    with pytest.raises(InvariantError):
        gate(Proposal(passage("other text", document=document.id), "other text"), document)


def test_near_gives_nothing_for_words_that_are_not_there() -> None:
    assert nearest("bananas ripen quickly in warm kitchens", [SHOWN]) is None
