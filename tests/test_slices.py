"""Whatever text goes in and whatever is asked, every quote that comes out is an exact slice of its document."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.answering.reading import AnswerHead, read
from bot.chains import Steps
from bot.domain import Engine, Verdict, sha256_of
from bot.errors import UsageError
from bot.pincite import Pincite
from bot.reporting import answer_record, check_record
from bot.verification.judging import judge
from bot.wiring import parts_of
from evals.memory import MemoryPassageStore
from tests.fakes import HashEmbedder, WordStanceModel

SENTENCES = [
    "Odesa reported six injuries.",
    "“By force,” Putin said, “or withdrawal.”",
    "Prices did not rise by 4.1 percent in July.",
    "Café owners\u00a0protested — ﬁnally.",
    "e\u0301te\u0301 👩‍👩‍👧 ended.",
    "日本語の文です。",
    "Also Read: Another story",
    "word " * 300,
    "x" * 3000,
    "Zürich’s Ö\u0308l fell 5\u00a0% — “not 6 %”, i\u0307t said.",
    "قال بوتين إن المحادثات كانت ضرورية.",
    "🇺🇦 said 1\ufe0f\u20e3 \U0001f9d1\U0001f3fd\u200d\U0001f680 flew. a\u0300\u0323\u0489b\u200fc",
]
GLUE = [
    " ",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
    "\u2028",
    "  ",
    "\n- ",
    "\n# ",
    "\r",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1c",
    "\ufeff",
    "",
]
ANY = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
"""Any text that can be UTF-8; NUL and halves of surrogate pairs are refused at the door."""
ARTICLES = st.lists(st.tuples(st.sampled_from(SENTENCES) | ANY, st.sampled_from(GLUE)), min_size=1, max_size=8).map(
    lambda pairs: "".join(sentence + glue for sentence, glue in pairs)
)


def pincite(*articles: str) -> Pincite:
    splitter, counter, model, embedder = NupunktSplitter(), TiktokenCounter(), WordStanceModel(), HashEmbedder()
    head = AnswerHead((1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), -2.0, 0.3, 0.3)
    steps = Steps(
        engine=Engine("fake", "0"),
        split=lambda text: parts_of(text, splitter, model),
        judge=lambda claim, hits: judge(claim, hits, model),
        read=lambda question, hits: read(question, hits, embedder, model, head),
        weigh=lambda bearings: {
            Verdict.SUPPORTED: max(bearing.scores.supports for bearing in bearings),
            Verdict.REFUTED: max(bearing.scores.refutes for bearing in bearings),
            Verdict.NOT_ENOUGH_EVIDENCE: min(bearing.scores.neutral for bearing in bearings),
        },
        decide_at=0.5,
        answer_at=head.answer_at,
        also_at=head.also_at,
    )
    made = Pincite(MemoryPassageStore(embedder), steps, splitter, counter)
    for article in articles:
        made.ingest_text(article, "t")
    return made


def quotes(record: Any) -> Iterator[dict[str, Any]]:
    if isinstance(record, dict):
        if {"start", "end", "text", "document", "match"} <= record.keys():
            yield record
        for value in record.values():
            yield from quotes(value)
    elif isinstance(record, list):
        for value in record:
            yield from quotes(value)


def assert_slices(made: Pincite, text: str, records: Iterable[Any], articles: Mapping[str, str]) -> int:
    """Against the articles as they were given, not as they were stored. How many quotes there were."""
    found = 0
    for record in records:
        for quote in quotes(record):
            assert quote["text"] == articles[quote["document"]][quote["start"] : quote["end"]]
            found += 1
        for part in [*record.get("claims", []), *record.get("not_checkable", [])]:
            assert 0 <= part["start"] < part["end"] <= len(text)
    for identity, article in articles.items():
        assert made.document(identity).text == article
    return found


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.lists(ARTICLES, min_size=1, max_size=2, unique=True), st.sampled_from(SENTENCES) | ANY, st.data())
def test_generated_articles(articles, asked, data):
    assume(all(any(character.isalnum() for character in article) for article in articles))
    made = pincite(*articles)
    given_ = {sha256_of(article)[:12]: article for article in articles}
    start = data.draw(st.integers(0, len(articles[0]) - 1))
    for text in (asked, articles[0][start : start + 120]):
        try:
            records = [check_record(made.check(text)), answer_record(made.ask(text))]
        except UsageError:
            continue
        assert_slices(made, text, records, given_)


def test_the_generated_articles_do_give_quotes():
    article = "".join(sentence + glue for sentence, glue in zip(SENTENCES, GLUE, strict=False))
    made = pincite(article)
    counts = [
        assert_slices(
            made,
            sentence,
            [check_record(made.check(sentence)), answer_record(made.ask(sentence))],
            {sha256_of(article)[:12]: article},
        )
        for sentence in SENTENCES
        if "Also Read" not in sentence
    ]
    assert sum(count > 0 for count in counts) >= len(counts) - 2


def test_the_real_engine_on_the_real_article(seeded, seed_text):
    found = 0
    for sentence in NupunktSplitter().spans(seed_text):
        for record in (
            check_record(seeded.check(sentence.of(seed_text))),
            answer_record(seeded.ask(sentence.of(seed_text))),
        ):
            for quote in quotes(record):
                found += 1
                assert quote["text"] == seed_text[quote["start"] : quote["end"]]
                assert "Also Read" not in quote["text"]
    assert found > 50


def _in_other_dress(text: str) -> dict[str, str]:
    """The real article as other editors save it."""
    return {
        "CRLF": text.replace("\n", "\r\n"),
        "CR": text.replace("\n", "\r"),
        "decomposed": unicodedata.normalize("NFD", text.replace("injuries", "injúriés")),
        "one line": " ".join(text.split()),
        "other end": text.rstrip() if text != text.rstrip() else f"{text}\n",
        "emoji": text.replace(". ", ". 👩‍👩‍👧 ").replace("Putin", "Pu\u00adtin"),
    }


@pytest.mark.parametrize("dress", ["CRLF", "CR", "decomposed", "one line", "other end", "emoji"])
def test_the_real_engine_on_the_real_article_in_other_dress(library, seed_text, dress):
    text = _in_other_dress(seed_text)[dress]
    assert text != seed_text
    added = library.ingest_text(text, dress)
    asked = "Russia launched 183 drones overall. Six people were hurt in Odesa. Putin met Witkoff."
    records = [check_record(library.check(asked)), answer_record(library.ask("How many drones did Russia launch?"))]
    assert assert_slices(library, asked, records, {added.document: text}) > 3
    again = Pincite.open(library.directory)
    assert again.document(added.document).text == text


def test_the_real_engine_on_awkward_text(library):
    text = (
        "CRLF ends this line.\r\nCafé owners\u00a0protested — ﬁnally. e\u0301te\u0301 👩‍👩‍👧 ended on 5 May.\r\n"
        + "One very long line goes on and on with 12 drones. " * 80
        + "No final newline"
    )
    library.ingest_text(text, "awkward")
    for asked in ("Café owners protested.", "The été ended on 6 May.", "Thirteen drones went on."):
        for quote in quotes([check_record(library.check(asked)), answer_record(library.ask(asked))]):
            assert quote["text"] == text[quote["start"] : quote["end"]]
