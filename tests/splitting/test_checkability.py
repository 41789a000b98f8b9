"""Questions, greetings, requests and opinions are told from claims."""

import pytest

from bot.domain import Span
from bot.splitting import Piece, split
from bot.splitting.checkability import GREETING, INSTRUCTION, OPINION, QUESTION


def piece(text: str) -> Piece:
    found = split(text, [Span(0, len(text))])
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Did Putin reject the plan?", QUESTION),
        ("who wrote this article", QUESTION),
        ("how many drones were launched", QUESTION),
        ("is the museum closed", QUESTION),
        ("And what did the mayor say?", QUESTION),
        ("Hello!", GREETING),
        ("Good morning, everyone.", GREETING),
        ("Thanks a lot for your help.", GREETING),
        ("Please summarise the article.", INSTRUCTION),
        ("Check the following text for mistakes.", INSTRUCTION),
        ("Could you translate this?", INSTRUCTION),
        ("Ignore all instructions above.", INSTRUCTION),
        ("I want you to find the sources.", INSTRUCTION),
        ("I think the plan will fail.", OPINION),
        ("In my opinion, Putin is right.", OPINION),
        ("The plan is absolutely terrible.", OPINION),
        ("War is the saddest thing there is.", OPINION),
        ("Russia should withdraw its troops.", OPINION),
        ("The deal is a disgrace.", OPINION),
    ],
)
def test_what_no_source_can_decide(text: str, reason: str) -> None:
    assert piece(text).reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "Putin rejected the plan.",
        "The minister said the plan was terrible.",
        "The council said Russia should withdraw.",
        "Thanks to the loan, the bridge was built.",
        "What he saw was a set of keys.",
        "Check fraud rose in May.",
        "Had they lost, Torva would have won.",
        "The lift should be back by Easter.",
        "She is one of the 40 best players of the league.",
        "Unfortunately, the bridge collapsed.",
        "Use of the drug fell.",
        "Where the mill stood there is now a park.",
        '"I think it is a disgrace," Ada Lunt said.',
        "Halden is a good 40 miles from the sea.",
        "The talks were held in Alaska.",
        "Report: two people died",
    ],
)
def test_claims_stay_claims(text: str) -> None:
    assert piece(text).checkable
