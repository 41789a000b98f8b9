"""Which windows of the retrieved passages the embedded judge asks its model about."""

import pytest

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Claim, Document, Hit
from bot.ingestion.passages import passages_of
from bot.verification.aggregation import NEAREST
from bot.verification.judging import judge, judge_all
from tests.fakes import WordStanceModel

CLAIM = Claim("Six people were hurt in Odesa.", 0, 30)
NEAR = "Six people were hurt in Odesa on Sunday."
ARTICLE = f"The port is closed. {NEAR} The mayor spoke. Trains are late. It rained in Lviv. Schools open at nine."


class Asked(WordStanceModel):
    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    def score(self, pairs):
        self.pairs += pairs
        return super().score(pairs)


def hits(*texts):
    return [
        Hit(passage, 0.5)
        for number, text in enumerate(texts)
        for passage in passages_of(
            Document.of(text, title=str(number), origin="o"), NupunktSplitter(), TiktokenCounter()
        )
    ]


def test_only_windows_with_enough_of_the_claim_are_judged():
    model = Asked()
    proposals = judge(CLAIM, hits(ARTICLE), model)
    judged = [item for item in proposals if item.bearing]
    assert judged
    assert all(NEAR in item.text for item in judged)
    assert all(NEAR in text for text, _ in model.pairs)
    others = [item for item in proposals if not item.bearing]
    assert len(others) == NEAREST
    assert proposals == [*judged, *others]


def test_a_document_about_something_else_is_not_judged():
    model = Asked()
    judge(CLAIM, hits(ARTICLE, "Six ships were seen near Rhodes. The crew of one was saved."), model)
    assert not any("Rhodes" in text for text, _ in model.pairs)


def test_a_model_without_a_fitted_rule_is_asked_about_all_that_is_near():
    model = Asked()
    proposals = judge(CLAIM, hits(ARTICLE), model, share=0.0)
    assert all(item.bearing for item in proposals)
    assert any("Lviv" in text and NEAR not in text for text, _ in model.pairs)


def test_several_claims_are_judged_as_one_by_one():
    other = Claim("It rained in Lviv.", 0, 18)
    near = hits(ARTICLE)
    together = judge_all([(CLAIM, near), (other, near), (CLAIM, near)], WordStanceModel())
    assert together == [judge(claim, near, WordStanceModel()) for claim in (CLAIM, other, CLAIM)]


def test_without_passages_there_is_nothing_to_judge():
    assert judge(CLAIM, [], WordStanceModel()) == []


@pytest.mark.parametrize(
    ("sentence", "claim", "repeats"),
    [
        ("Eggs will return on Wednesday.", "eggs will return on Wednesday", True),
        ("Eggs, dropped in May, will return on Wednesday.", "Eggs will return on Wednesday.", True),
        ("Eggs, dropped in May, will return on Wednesday.", "Eggs were dropped in May.", True),
        ("Eggs will not return on Wednesday.", "Eggs will return on Wednesday.", False),
        ("Eggs will return on Wednesday, or so the cook hopes.", "Eggs will return on Wednesday.", False),
        ("Eggs will return on Wednesday if the price falls.", "Eggs will return on Wednesday.", False),
        ("Eggs will return on 24 May.", "Eggs will return on 14 May.", False),
        ("The price of eggs rose by 5%.", "The price of eggs rose by $5.", False),
        ("The eggs were kept at -5 degrees.", "The eggs were kept at 5 degrees.", False),
        ("Eggs will return on Wednesday?", "Eggs will return on Wednesday.", False),
        ("The cook said eggs were fine.", 'The cook said eggs were "fine".', False),
        ('The cook said eggs were "fine".', "The cook said eggs were “fine”.", True),
        ('"Eggs will return on Wednesday," said the cook.', "Eggs will return on Wednesday.", False),
    ],
)
def test_a_claim_that_the_source_makes_in_the_same_words_is_known(sentence, claim, repeats):
    (proposal,) = [p for p in judge(Claim(claim, 0, len(claim)), hits(sentence), WordStanceModel()) if p.bearing]
    assert proposal.bearing.repeats is repeats
