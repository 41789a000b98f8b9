"""Pronouns and "the president" get the words of the pasted text, or stay as they are."""

import re

import pytest

from bot.domain import Span
from bot.splitting import split


def claims(text: str) -> list[str]:
    spans = [Span(match.start(), match.end()) for match in re.finditer(r"\S[^.]*\.", text)]
    return [piece.claim.text for piece in split(text, spans)]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Putin called the talks necessary, but he rejected the plan.", "Putin rejected the plan."),
        ("Marta Quiroga lost the election, yet she kept her seat.", "Marta Quiroga kept her seat."),
        ("The bank raised its rate; it will meet again in May.", "The bank will meet again in May."),
        ("Ukraine refuses to cede land, and its refusal has stalled talks.", "Ukraine's refusal has stalled talks."),
        (
            "The airline apologised to passengers but refused to refund them.",
            "The airline refused to refund passengers.",
        ),
        ("The lighthouse is old; a storm damaged it in 2011.", "A storm damaged the lighthouse in 2011."),
        ("Putin landed on Monday. He left on Tuesday.", "Putin left on Tuesday."),
        ("President Emmanuel Macron spoke. The president left early.", "Emmanuel Macron left early."),
        ("Norway has cut taxes. The country raised them in 2019.", "Norway raised them in 2019."),
        ("Velmar Foods made a profit. The company opened 30 shops.", "Velmar Foods opened 30 shops."),
        ("A man was arrested, and he was released on Monday.", "The man was released on Monday."),
    ],
)
def test_the_only_candidate_is_put_in(text: str, last: str) -> None:
    assert claims(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Macron asked Xi for help, but he made no promise.", "He made no promise."),
        ("Mr Helm met Mr Tarsi. He left early.", "He left early."),
        ("The council approved the budget, and it will publish a report.", "It will publish a report."),
        ("The mayor spoke. It is clear that prices rose.", "It is clear that prices rose."),
        ("The tower was built. It took two years to finish.", "It took two years to finish."),
        ("Norway and Sweden have cut taxes. The country raised them.", "The country raised them."),
        ("Her headmaster, Bruno Lasic, agreed. She lost.", "She lost."),
        ("Mrs Ada Lunt spoke. He left.", "He left."),
        ("He left.", "He left."),
        ('Putin spoke. "He left" is a quotation.', '"He left" is a quotation.'),
    ],
)
def test_an_open_question_stays_open(text: str, last: str) -> None:
    assert claims(text)[-1] == last


def test_a_pronoun_in_the_place_of_whose_is_no_reference_to_look_for() -> None:
    text = "A woman, whose face can only be seen in a mirror, is applying eyeliner."
    assert claims(text) == ["A woman is applying eyeliner.", "The face of a woman can only be seen in a mirror."]
