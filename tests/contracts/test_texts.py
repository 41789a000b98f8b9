"""What every SentenceSplitter and TokenCounter keeps to, and what real news needs of the real ones."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from tests.fakes import LineSplitter, WordCounter

SPLITTERS = [NupunktSplitter(), LineSplitter()]
COUNTERS = [TiktokenCounter(), WordCounter()]
texts = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(
    st.sampled_from(
        [
            "A deal. ",
            "\r\n",
            "U.S. ",
            "“No.” ",
            "\n\n",
            "- item",
            "# Head\n",
            "e\u0301",
            "🎉",
            " ",
            ".",
            "Dr. X said so. ",
        ]
    )
).map("".join)


@pytest.mark.parametrize("splitter", SPLITTERS, ids=lambda item: type(item).__name__)
@given(text=texts)
def test_spans_are_ordered_trimmed_and_apart(splitter, text):
    spans = splitter.spans(text)
    for span in spans:
        words = span.of(text)
        assert words == words.strip()
        assert words
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("splitter", SPLITTERS, ids=lambda item: type(item).__name__)
@given(text=texts)
def test_every_word_is_in_some_sentence(splitter, text):
    covered = {index for span in splitter.spans(text) for index in range(span.start, span.end)}
    lost = "".join(text[index] for index in range(len(text)) if index not in covered)
    assert not any(character.isalpha() for character in lost)


@pytest.mark.parametrize("counter", COUNTERS, ids=lambda item: type(item).__name__)
@given(text=texts)
def test_counts_are_not_negative_and_end_at_nothing(counter, text):
    assert counter.count(text) >= 0
    assert counter.count("") == 0


@pytest.mark.parametrize(
    "sentences",
    [
        ["Dr. Smith met the U.S. president at 5 p.m. on Friday.", "He said: “We will not go.”", "She left."],
        ["It draws from prior Russia-U.S. discussions in Alaska.", "Putin declined to say more."],
        ["“It is pointless.”", "Putin said so."],
        ['Putin called them "necessary" and "substantive."', "He left."],
        ["The firm (Acme Inc.) lost $2.5 billion.", "Nos. 5 and 6 were hit.", "Gen. Lee spoke… and left."],
        ["The talks – long ones – ended.", "Prices rose 4.1 percent vs. 3 percent in July.", "What?!"],
        ["Sen. J. D. Vance, R-Ohio, voted no.", "U.S. troops left the U.N. on Jan. 5."],
    ],
)
def test_news_sentences(sentences):
    text = " ".join(sentences)
    assert [span.of(text) for span in NupunktSplitter().spans(text)] == sentences


def test_lines_headings_and_lists_are_sentences_of_their_own():
    text = "# A headline\r\n\r\nText follows. More text.\r\n- one item\r\n- another\r\n> quoted line\r\n1. first"
    assert [span.of(text) for span in NupunktSplitter().spans(text)] == [
        "A headline",
        "Text follows.",
        "More text.",
        "one item",
        "another",
        "quoted line",
        "first",
    ]


def test_lines_broken_by_hand_are_joined():
    text = (
        "The quick brown fox jumps over the lazy dog and runs away to\n"
        "Kryvyi Rih where it meets the wolf. The wolf says hello to\nthe fox. The end.\n\nNext."
    )
    assert [span.of(text) for span in NupunktSplitter().spans(text)] == [
        "The quick brown fox jumps over the lazy dog and runs away to\nKryvyi Rih where it meets the wolf.",
        "The wolf says hello to\nthe fox.",
        "The end.",
        "Next.",
    ]
