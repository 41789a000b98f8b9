"""Whatever text goes in and whatever is asked, every quote that comes out is an exact slice of its document."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.answering.reading import AnswerHead, read
from bot.chains import Steps
from bot.domain import Engine, Verdict
from bot.errors import UsageError
from bot.reporting import answer_record, check_record
from bot.verification.judging import judge
from bot.wiring import Pincite, parts_of
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
]
GLUE = [" ", "\r\n", "\n\n", "\r\n\r\n", "\u2028", "  ", "\n- ", "\n# "]
ARTICLES = st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(GLUE)), min_size=1, max_size=8).map(
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
        if {"start", "end", "text", "document"} <= record.keys():
            yield record
        for value in record.values():
            yield from quotes(value)
    elif isinstance(record, list):
        for value in record:
            yield from quotes(value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ARTICLES, min_size=1, max_size=2, unique=True), st.sampled_from(SENTENCES))
def test_generated_articles(articles, asked):
    made = pincite(*articles)
    for text in (asked, articles[0]):
        try:
            records = [check_record(made.check(text)), answer_record(made.ask(asked))]
        except UsageError:
            continue
        for quote in quotes(records):
            assert quote["text"] == made.document(quote["document"]).text[quote["start"] : quote["end"]]


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
