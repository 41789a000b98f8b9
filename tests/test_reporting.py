import csv
import io
import json
import re

import pytest

from bot.adapters.sentences import NupunktSplitter
from bot.domain import (
    CheckResult,
    Claim,
    ClaimResult,
    Correction,
    Document,
    Engine,
    Evidence,
    Failed,
    Match,
    Quote,
    QuoteCheck,
    Searched,
    Span,
    Stance,
    Unchecked,
    Verdict,
)
from bot.errors import BadReport
from bot.ingestion.passages import passages_of
from bot.reporting import FORMATS, check_record, quote_check_record, report_text, verify_report
from evals.memory import MemoryPassageStore
from tests.fakes import HashEmbedder, WordCounter
from tests.hostile import PAYLOADS, assert_inert_markdown
from tests.web.seen import Seen

TEXT = "Odesa <b>reported</b> six injuries, it said."
DOCUMENT = Document.of(TEXT, title="<script>alert(1)</script> *t*", origin="o")


def checked() -> dict:
    claim = Claim("=SIX | were <i>hurt</i>.", 0, 24)
    quote = Evidence(Quote(DOCUMENT, 0, len(TEXT)), Stance.SUPPORTS, 0.9, attributed_to="Odesa")
    result = ClaimResult(claim, Verdict.SUPPORTED, 0.9, (quote,), "Supported by: …", Searched(3))
    return check_record(
        CheckResult("t", Verdict.SUPPORTED, (result,), Engine("embedded", "1"), (Unchecked("Hi!", 30, 33, "greeting"),))
    )


def test_the_record_is_the_contract_s():
    record = checked()
    assert {"text", "verdict", "claims", "engine"} <= record.keys()
    (claim,) = record["claims"]
    assert {"claim", "verdict", "confidence", "undecided", "quotes", "explanation", "searched"} <= claim.keys()
    (quote,) = claim["quotes"]
    assert set(quote) == {"document", "title", "start", "end", "text", "stance", "attributed_to", "match"}
    assert set(record["engine"]) == {"name", "version", "prompts", "host"}
    assert set(claim["searched"]) == {"passages", "nearest"}
    assert json.loads(json.dumps(record)) == record


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_texts_of_articles_and_users_are_made_harmless(suffix):
    report = report_text([checked()], suffix)
    assert "<script>" not in report.replace("\\<script\\>", "")
    assert "<i>" not in report
    assert "Supported" in report
    assert "Odesa" in report
    assert "greeting" in report


def test_the_table_keeps_the_row_s_own_columns_and_runs_no_formula():
    record = checked() | {"input": {"id": 7}}
    rows = list(csv.DictReader(io.StringIO(report_text([record], ".csv"))))
    assert [row["verdict"] for row in rows] == ["supported", "not_checkable"]
    assert [row["input_id"] for row in rows] == ["7", "7"]
    assert rows[0]["claim"].startswith("'=")
    assert rows[0]["quote"] == TEXT


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_report_shows_the_correction_of_a_refuted_claim(suffix):
    claim = Claim("Odesa reported <nine> injuries.", 0, 31)
    correction = Correction(claim.text, Span(15, 21), Quote(DOCUMENT, 22, 25))
    quote = Evidence(Quote(DOCUMENT, 0, len(TEXT)), Stance.REFUTES, 0.9)
    result = ClaimResult(claim, Verdict.REFUTED, 0.9, (quote,), "Refuted.", Searched(1), correction=correction)
    record = check_record(CheckResult("t", Verdict.REFUTED, (result,), Engine("embedded", "1")))
    assert record["claims"][0]["correction"] == {
        "text": "Odesa reported six injuries.",
        "replaced": "<nine>",
        "by": "six",
        "document": DOCUMENT.id,
        "title": DOCUMENT.title,
        "start": 22,
        "end": 25,
    }
    report = report_text([record], suffix)
    assert "Odesa reported six injuries." in report
    assert suffix in {".json", ".csv"} or "<nine>" not in report.replace("\\<nine\\>", "")


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_what_failed_and_what_is_undecided_is_counted_as_such(suffix):
    engine = Engine("embedded", "1")
    failed = check_record(CheckResult("t", None, (), engine, failed=(Failed("It rained.", 0, 10, "no server"),)))
    report = report_text([failed, failed], suffix)
    assert "2 failed" in report
    assert "No claims." not in report
    open_ = ClaimResult(
        Claim("It snowed.", 0, 10), Verdict.NOT_ENOUGH_EVIDENCE, 0.5, (), "?", Searched(1), undecided=True
    )
    undecided = check_record(CheckResult("t", Verdict.NOT_ENOUGH_EVIDENCE, (open_,), engine))
    report = report_text([checked(), undecided, failed], suffix)
    assert "1 supported, 1 undecided, 1 failed" in report
    assert "~ Undecided" in report
    assert "ot enough evidence" not in report


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_report_is_still_one(suffix):
    assert report_text([], suffix)


@pytest.fixture
def store() -> MemoryPassageStore:
    made = MemoryPassageStore(HashEmbedder())
    made.add(DOCUMENT, passages_of(DOCUMENT, NupunktSplitter(), WordCounter()))
    return made


def test_a_report_is_verified_against_the_documents(store):
    report = report_text([checked()], ".json")
    assert [item.holds for item in verify_report(report, store)] == [True]
    assert [item.holds for item in verify_report(json.dumps(checked()) + "\n", store)] == [True]
    changed = json.loads(report)
    changed["checks"][0]["claims"][0]["quotes"][0]["start"] = 1
    (item,) = verify_report(json.dumps(changed), store)
    assert not item.holds
    assert "not the words at 1" in item.reason
    store.remove(DOCUMENT.id)
    assert "not in this library" in verify_report(report, store)[0].reason


def test_corrections_and_quotations_are_verified_too(store):
    text = "It had\n two parts, it said."
    source = Document.of(text, title="Parts", origin="o")
    store.add(source, passages_of(source, NupunktSplitter(), WordCounter()))
    claim = Claim("It had three parts.", 0, 19)
    correction = Correction(claim.text, Span(3, 12), Quote(source, 3, 11))
    assert correction.by == "had two"
    quote = Evidence(Quote(source, 0, len(text)), Stance.REFUTES, 0.9)
    result = ClaimResult(claim, Verdict.REFUTED, 0.9, (quote,), "Refuted.", Searched(1), correction=correction)
    record = check_record(CheckResult("t", Verdict.REFUTED, (result,), Engine("embedded", "1")))
    found = QuoteCheck("two parts", Match.VERIFIED, "", Evidence(Quote(source, 8, 17), Stance.NEUTRAL, 1))
    refused = QuoteCheck("three parts", Match.REJECTED, "", Evidence(Quote(source, 8, 17), Stance.NEUTRAL, 1))
    record["quotations"] = [quote_check_record(item) for item in (found, refused)]

    def held() -> list[bool]:
        return [item.holds for item in verify_report(json.dumps(record), store)]

    assert held() == [True] * 4
    record["claims"][0]["correction"]["by"] = "had four"
    record["quotations"][0]["quote"]["text"] = "four parts"
    record["quotations"][1]["nearest"]["start"] = 9
    assert held() == [True, False, False, False]
    del record["claims"][0]["correction"]["start"]
    with pytest.raises(BadReport, match="incomplete"):
        held()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "no json", '{"checks": []}', '{"quotes": [{"start": 1}]}', '{"quotes": [5]}']
)
def test_what_is_no_report(store, content):
    with pytest.raises(BadReport):
        verify_report(content, store)


def hostile(text: str) -> dict:
    record = json.loads(json.dumps(checked()))
    (claim,) = record["claims"]
    claim |= {"claim": text, "explanation": text}
    claim["quotes"] = [{**quote, "text": text, "title": text, "attributed_to": text} for quote in claim["quotes"]]
    record["not_checkable"] = [{"text": text, "reason": text, "start": 0, "end": 1}]
    return record | {"text": text, "input": {text[:20]: text}}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_in_a_report_is_text(payload):
    record = hostile(payload)
    page = Seen(report_text([record], ".html"))
    known = "html head meta title style body h1 h2 p article span blockquote cite footer bdi"
    assert {tag for tag, _ in page.tags} <= set(known.split(" "))
    assert payload in page.all
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]

    markdown = report_text([record], ".md")
    assert_inert_markdown(markdown, headings=["#", "##"])

    rows = list(csv.reader(io.StringIO(report_text([record], ".csv"), newline="")))
    for row in rows:
        for cell in row:
            assert not re.match(r"\s*[=+\-@]", cell), cell
    assert payload in rows[1][0]

    assert json.loads(report_text([record], ".json"))["checks"][0]["text"] == payload
