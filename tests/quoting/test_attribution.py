"""Who says what, on made and on real sentences."""

import pytest

from bot.domain import Span
from bot.quoting import attribution, attributions
from tests.quoting.material import SEED, sentences_of


def speaker_of(text: str, words: str) -> str | None:
    start = text.index(words)
    found = attribution(text, sentences_of(text), Span(start, start + len(words)))
    return found.speaker if found else None


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ('"necessary" and "substantive,"', "Vladimir Putin"),
        ("premature disclosures might undermine Trump's negotiation framework", "Vladimir Putin"),
        ("by force or Ukrainian withdrawal", "Vladimir Putin"),
        ("Witkoff and Kushner left Moscow convinced", "Donald Trump"),
        ("very strong", "Donald Trump"),
        ("insincere participation", "European leaders"),
        ("sought Chinese President Xi Jinping's intervention", None),
        ("Russian missile and drone assaults persisted overnight", None),
        ("138 drones overall", None),
    ],
)
def test_the_seed(words: str, speaker: str | None) -> None:
    assert speaker_of(SEED, words) == speaker


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("“We will win,” French President Emmanuel Macron said.", "We will win", "Emmanuel Macron"),
        ("The dam is safe, said Ann Lee, the chief engineer.", "The dam is safe", "Ann Lee"),
        ("According to the ministry, six people died.", "six people died", "ministry"),
        ("Six people died, according to Mayor Bo Dahl.", "Six people died", "Bo Dahl"),
        ("Mayor Bo Dahl came. Dahl told reporters on Monday that taxes would rise.", "taxes would rise", "Bo Dahl"),
        ("Mayor Bo Dahl came late. He said that taxes would rise.", "taxes would rise", "Bo Dahl"),
        ("Police said two men fled.", "two men fled", "police"),
        ("The operator, Alpenstrom, has said the call was lost.", "the call was lost", "Alpenstrom"),
        ("Dr. Ann Lee, who left in May, warned that it would fail.", "it would fail", "Ann Lee"),
        ("A spokesman for the bank said it was solvent.", "it was solvent", "spokesman for the bank"),
        ("“It is late. We must go,” said Bo Dahl.", "It is late", "Bo Dahl"),
        ("Bo Dahl isn't convinced: “It won't last.”", "It won't last", "Bo Dahl"),
        ("Bo Dahl denied the charge, adding that he had been away.", "he had been away", "Bo Dahl"),
        ("Minister Bo Dahl met Ann Lee. The bridge was closed.", "The bridge was closed", None),
        ("The report of the fire said nothing was stolen.", "nothing was stolen", "report of the fire"),
        ("A wreck believed to be the Vasa was raised.", "the Vasa was raised", None),
        ("His claims were rejected. The law stands.", "The law stands", None),
    ],
)
def test_forms_of_reporting(text: str, words: str, speaker: str | None) -> None:
    assert speaker_of(text, words) == speaker


def test_parts_are_slices_of_the_text() -> None:
    for item in attributions(SEED, sentences_of(SEED)):
        assert 0 <= item.part.start < item.part.end <= len(SEED)


@pytest.mark.parametrize(
    "text", ["", "said", ", said", '"', "He said", 'said "', "According to", "“" * 50, "said. " * 200]
)
def test_odd_text_has_no_speaker_and_no_error(text: str) -> None:
    for item in attributions(text, sentences_of(text)):
        assert item.speaker
