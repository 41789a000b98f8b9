from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Document, PassageKind, Span
from bot.ingestion.passages import MAX_TOKENS, passages_of

SPLITTER, COUNTER = NupunktSplitter(), TiktokenCounter()
PIECES = st.sampled_from(
    [
        "Putin rejected the plan. ",
        "“Force or withdrawal,” he said. ",
        "\r\n",
        "\n\n",
        "Also Read: Another story\n",
        "U.S. ",
        "e\u0301\u0323",
        "👩‍👩‍👧",
        "\u00a0",
        "ﬁnance ",
        "x" * 700,
        "word " * 200,
        "- item\n",
        "\ufeff",
        "日本語の文。",
    ]
)
TEXTS = (
    st.lists(PIECES, min_size=1).map("".join) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
).filter(bool)


def passages(text):
    return passages_of(Document.of(text, title="t", origin="o"), SPLITTER, COUNTER)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("Putin rejected the plan. Also Read: Another story\nAlso Read: Another story\n")
def test_passages_tile_the_text_within_the_bound(text):
    found = passages(text)
    assert "".join(passage.text for passage in found) == text
    assert [passage.index for passage in found] == list(range(len(found)))
    for passage in found:
        assert passage.text == text[passage.start : passage.end]
        assert COUNTER.count(passage.text) <= MAX_TOKENS
        for span in passage.sentences:
            assert passage.start <= span.start < span.end <= passage.end
            assert passage.slice(span) == text[span.start : span.end] == passage.slice(span).strip()


def test_sentences_stay_whole_where_they_fit(seed_text):
    expected = [span.of(seed_text) for span in SPLITTER.spans(seed_text)]
    assert [passage.slice(span) for passage in passages(seed_text) for span in passage.sentences] == expected


def test_links_to_other_stories_are_boilerplate(seed_text):
    marked = [passage.text.strip() for passage in passages(seed_text) if passage.kind is PassageKind.BOILERPLATE]
    assert len(marked) == 2
    assert all(text.startswith("Also Read: ") for text in marked)


def test_a_letter_is_never_cut_from_its_accent():
    for passage in passages("e\u0301" * 3000):
        assert not passage.text.startswith("\u0301")


def test_one_endless_line_is_cut_at_white_space():
    found = passages("word " * 1000)
    assert len(found) < 12
    assert all(passage.text.strip().startswith("word") for passage in found)
    assert all(len(passage.sentences) == 1 for passage in found)


def test_a_new_paragraph_opens_a_passage_when_the_last_is_half_full():
    paragraph = "The committee met on Monday and decided nothing of note at all in the end. " * 6
    found = passages(paragraph.strip() + "\n\n" + "A new paragraph begins here. It goes on.")
    assert found[1].slice(found[1].sentences[0]) == "A new paragraph begins here."


def test_a_text_without_any_sentence_still_tiles():
    class NoSentences:
        def spans(self, _text: str) -> list[Span]:
            return []

    text = "--- \n" * 300
    found = passages_of(Document.of(text, title="t", origin="o"), NoSentences(), COUNTER)
    assert "".join(passage.text for passage in found) == text
