"""Pasted text to atomic claims."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Span
from bot.splitting import Piece, split

GOLD = Path(__file__).parents[2] / "evals" / "data"


def sentences(text: str) -> list[Span]:
    """Spans between full stops and blank lines: enough for the texts of these tests."""
    found = []
    for match in re.finditer(r"(?:[^.!?\n]|\n(?!\n)|[.](?=[\w,]|\s[a-z]))+[.!?]*[\"”’']?", text):
        part = match.group()
        if part.strip():
            start = match.start() + len(part) - len(part.lstrip())
            found.append(Span(start, start + len(part.strip())))
    return found


def pieces(text: str) -> list[Piece]:
    return split(text, sentences(text))


def claims(text: str) -> list[str]:
    return [piece.claim.text for piece in split(text, [Span(0, len(text))])]


PARTED = {
    "The council approved the budget and postponed the vote.": [
        "The council approved the budget.",
        "The council postponed the vote.",
    ],
    "The museum will close in June and reopen in October.": [
        "The museum will close in June.",
        "The museum will reopen in October.",
    ],
    "The driver was arrested and charged with murder.": [
        "The driver was arrested.",
        "The driver was charged with murder.",
    ],
    "The firm was founded in 1990 and employed 30 people.": [
        "The firm was founded in 1990.",
        "The firm employed 30 people.",
    ],
    "He was jailed for a year but failed to pay.": ["He was jailed for a year.", "He failed to pay."],
    "The storm flooded the harbour, tore the roof off the hall and cut power to 9,000 homes.": [
        "The storm flooded the harbour.",
        "The storm tore the roof off the hall.",
        "The storm cut power to 9,000 homes.",
    ],
    "Six people were wounded, while a plant shut down.": ["Six people were wounded.", "A plant shut down."],
    "Although the bridge passed its test, the city closed it.": [
        "The bridge passed its test.",
        "The city closed the bridge.",
    ],
    "The rate rose in May; a second rise followed.": ["The rate rose in May.", "A second rise followed."],
    "The plant, which serves 40,000 homes, shut down.": ["The plant shut down.", "The plant serves 40,000 homes."],
    "Lena Holm, a skier from Oslo, won the race.": ["Lena Holm won the race.", "Lena Holm is a skier from Oslo."],
    "Mr Helm, 67, conceded.": ["Mr Helm conceded.", "Mr Helm is 67."],
    "The novel, whose author died in 1962, was never translated.": [
        "The novel was never translated.",
        "The author of the novel died in 1962.",
    ],
    "Trump said that Witkoff had left and that the mood was good.": [
        "Trump said that Witkoff had left.",
        "Trump said that the mood was good.",
    ],
    "Falk said the drug had helped but had not saved lives.": [
        "Falk said the drug had helped.",
        "Falk said the drug had not saved lives.",
    ],
    "Ada Lunt warned that prices could rise and insisted that the bank would act.": [
        "Ada Lunt warned that prices could rise.",
        "Ada Lunt insisted that the bank would act.",
    ],
    "Nine people died and 14 were missing, the council said.": [
        "Nine people died, the council said.",
        "14 were missing, the council said.",
    ],
    "According to the ministry, exports fell and imports rose.": [
        "According to the ministry, exports fell.",
        "According to the ministry, imports rose.",
    ],
    "The probe carries a camera, a drill and a seismometer.": [
        "The probe carries a camera.",
        "The probe carries a drill.",
        "The probe carries a seismometer.",
    ],
    "Turnout was 61 percent in the cities and 48 percent in the villages.": [
        "Turnout was 61 percent in the cities.",
        "Turnout was 48 percent in the villages.",
    ],
    "Oslo reported six wounded, Riga four injured and Tallinn one dead.": [
        "Oslo reported six wounded.",
        "Riga reported four injured.",
        "Tallinn reported one dead.",
    ],
    "The quake killed 31 people and injured 240.": ["The quake killed 31 people.", "The quake injured 240 people."],
    "Prices rose by 3 percent in March and by 5 percent in April.": [
        "Prices rose by 3 percent in March.",
        "Prices rose by 5 percent in April.",
    ],
    "Highs reached 41 degrees in Seville and 39 degrees in Madrid.": [
        "Highs reached 41 degrees in Seville.",
        "Highs reached 39 degrees in Madrid.",
    ],
    "The school opened in 1990, closed in 2010 and was sold in 2015.": [
        "The school opened in 1990.",
        "The school closed in 2010.",
        "The school was sold in 2015.",
    ],
    "The bank, founded in 1901, has 400 employees.": ["The bank has 400 employees.", "The bank was founded in 1901."],
    "The minister said that taxes would fall, that pay would rise and that it would rain.": [
        "The minister said that taxes would fall.",
        "The minister said that pay would rise.",
        "The minister said that it would rain.",
    ],
    "The mills employ 40 people and export 3 tons.": ["The mills employ 40 people.", "The mills export 3 tons."],
    "On Friday, a drone killed two men and wounded a woman.": [
        "On Friday, a drone killed two men.",
        "On Friday, a drone wounded a woman.",
    ],
}

WHOLE = [
    "Trump and Putin met in Alaska in August.",
    "Inflation will stay between 2 and 3 percent this year.",
    "The frontier between Oruvia and Dastan has been shut since April.",
    "The five-hour Kremlin talks with Steve Witkoff and Jared Kushner ended at midnight.",
    "Trinidad and Tobago won the relay.",
    "The Ministry of Labour and Social Affairs moved on Monday.",
    "Halden Bank and Corvin Bank merged in 2018.",
    "The journey takes two and a half hours by train.",
    "The council will either sell or demolish the old mill.",
    '"Faster and cheaper" was the slogan of the railway.',
    "If Russia withdraws and Ukraine agrees, talks will begin.",
    "Prices fall and wages rise if the law passes.",
    "Only two men and a woman survived.",
    "The plasma lasted for 22 minutes and 10 seconds.",
    "The firm did not hire 30 nurses and 20 doctors.",
    "The company sold the plant that it opened in 1990 and owned until May.",
    "He said Russia and Ukraine met.",
    "Putin said the talks were useful and Trump left Moscow.",
    "He believes that there are 1,900 in the state, but 1,100 are known.",
    "Hackers copied the names and addresses of 400 customers.",
    "The contract expires, the premier, Ada Lunt, has said, and will be renewed.",
    "Members of the council of the city, who meet in May, voted against it.",
    "Officials from Russia and Ukraine met.",
    "The bridges and roads damaged by storms were repaired.",
    "The plant cannot be repaired, said Hiroko Anse, so the claim rests on radar and the data stands.",
    "Jodie Sweetin, who played Tanner, and Andrea Barber, who played Kimmy, will both return.",
]


@pytest.mark.parametrize("text", PARTED)
def test_compound_sentences_are_parted(text: str) -> None:
    assert claims(text) == PARTED[text]


@pytest.mark.parametrize("text", WHOLE)
def test_what_belongs_together_stays_whole(text: str) -> None:
    assert claims(text) == [text]


def test_spans_cover_the_words_each_claim_was_made_from() -> None:
    text = "Note: see below.\n\nThe council, which met on Monday, approved the budget and postponed the vote."
    found = [text[piece.claim.start : piece.claim.end] for piece in pieces(text)][1:]
    assert found == [
        "The council, which met on Monday, approved the budget",
        "postponed the vote",
        "which met on Monday",
    ]


def test_bullets_numbers_and_emphasis_are_left_out_of_the_wording_but_not_of_the_offsets() -> None:
    text = (
        "Facts:\r\n- **Putin** met [Trump](https://example.org/x) in May\r\n2. The _Kremlin_ talks lasted `five` hours."
    )
    found = split(text, [Span(0, len(text))])
    assert [piece.claim.text for piece in found][-2:] == [
        "Putin met Trump in May.",
        "The Kremlin talks lasted five hours.",
    ]
    last = found[-1].claim
    assert text[last.start : last.end] == "The _Kremlin_ talks lasted `five` hours"


def test_headings_stay_only_if_they_are_sentences() -> None:
    text = "# Draft on the talks\n\n## Putin rejected the plan\n\nThe talks lasted five hours."
    assert [piece.claim.text for piece in pieces(text)] == ["Putin rejected the plan.", "The talks lasted five hours."]


def test_a_line_that_opens_a_list_is_completed_by_its_items() -> None:
    text = "Overnight Russia launched:\n- two missiles\n- 138 drones\n\nNobody died."
    assert claims(text) == [
        "Overnight Russia launched two missiles.",
        "Overnight Russia launched 138 drones.",
        "Nobody died.",
    ]


def test_lines_of_a_wrapped_paragraph_are_one_sentence() -> None:
    text = "The city council of the small town voted late on Monday night\nto build a tram line to the north."
    assert claims(text) == [text.replace("\n", " ")]


def test_a_sentence_that_was_cut_at_an_abbreviation_is_put_together() -> None:
    text = "Putin rejected a plan of the U.S. envoys on Monday."
    cut = text.index(" envoys")
    found = split(text, [Span(0, cut), Span(cut + 1, len(text))])
    assert [piece.claim.text for piece in found] == [text]


def test_empty_and_wordless_text() -> None:
    assert split("", []) == []
    assert split("— …", [Span(0, 3)]) == []


SENTENCES = [
    json.loads(line)["text"] for line in (GOLD / "compound_claims.jsonl").read_text("utf-8").splitlines() if line
]
FRAGMENTS = [
    "- ",
    "1. ",
    "# ",
    "**",
    "and ",
    ", who ",
    "; ",
    "“",
    "'",
    "(",
    "\n",
    "\r\n",
    " it ",
    "if ",
    ", ",
    "he said ",
    "…",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SENTENCES, *FRAGMENTS]) | st.text(max_size=12), max_size=8))
def test_every_claim_has_a_place_and_a_wording(parts: list[str]) -> None:
    text = "".join(parts)
    spans = sentences(text)
    for piece in split(text, spans):
        assert 0 <= piece.claim.start < piece.claim.end <= len(text)
        assert any(span.start <= piece.claim.start and piece.claim.start < span.end for span in spans)
        assert piece.claim.text.strip()
        assert piece.checkable == (piece.reason is None)


@settings(deadline=None)
@given(st.sampled_from(SENTENCES))
def test_words_of_a_wording_come_from_the_text(text: str) -> None:
    def words(of: str) -> set[str]:
        return set(re.findall(r"\w+", of.lower()))

    for claim in claims(text):
        assert words(claim) <= words(text) | {"is", "the", "of", "s"}


@settings(deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES))
def test_splitting_is_the_same_every_time(one: str, other: str) -> None:
    text = f"{one} {other}"
    assert pieces(text) == pieces(text)
