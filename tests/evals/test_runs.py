"""Runs over a scripted system, their summaries, the saved file, the report and the gate."""

import json
from collections.abc import Iterable

import pytest

from bot.errors import BadRow, UnreadableInput
from evals.baselines import BestSentence, Majority, Threshold, best_threshold, fit_baselines, shared_words
from evals.datasets import NOT_ENOUGH, REFUTED, SUPPORTED, UNSUPPORTED, ClaimCase, QuestionCase
from evals.gate import accept, compared, gated_figures, read_baseline
from evals.report import run_report
from evals.runs import Results, ask_each, check_each, check_in, claim_summary, prediction, question_summary
from evals.systems import Answered, Checked, Cited

DOCS = ("Odesa reported six injuries.", "The bank left its rate at 5 percent.")


class Scripted:
    """Gives the verdicts and answers it is told to, in order; runs out loudly."""

    name = "pincite"

    def __init__(self, *results):
        self._results = iter(results)
        self.loaded: list[list[str]] = []
        self.asked: list[tuple[str, str | None]] = []

    def engine(self):
        return {"name": "scripted", "version": "1", "prompts": {}}

    def load(self, documents: Iterable[str]) -> None:
        self.loaded.append(list(documents))

    def check(self, claim, document=None):
        self.asked.append((claim, document))
        return next(self._results)

    ask = check


def case(number: int, label: str, kind: str = "", evidence: tuple[str, ...] = ()) -> ClaimCase:
    return ClaimCase(str(number), "made", DOCS[number % 2], f"claim {number}", label, kind, evidence, label)


def supported_by(text: str, document: str = DOCS[0]) -> Checked:
    start = document.index(text)
    quote = Cited(document, start, start + len(text), text, "supports")
    return Checked(SUPPORTED, 0.9, {SUPPORTED: 0.9, REFUTED: 0.05, NOT_ENOUGH: 0.05}, (quote,))


OPEN = Checked(NOT_ENOUGH, 0.6, {SUPPORTED: 0.3, REFUTED: 0.1, NOT_ENOUGH: 0.6})


def test_each_claim_is_asked_of_its_own_document_alone():
    system = Scripted(OPEN, OPEN)
    list(check_each(system, [case(0, SUPPORTED), case(1, REFUTED)]))
    assert system.loaded == [[DOCS[0]], [DOCS[1]]]
    assert [document for _, document in system.asked] == [DOCS[0], DOCS[1]]


def test_the_whole_library_is_asked_without_a_document():
    system = Scripted(OPEN)
    list(check_in(system, [case(0, SUPPORTED)], DOCS, own_only=False))
    assert system.loaded == [list(DOCS)]
    assert system.asked == [("claim 0", None)]


def test_summary_of_claims_by_hand():
    pairs = [
        (case(0, SUPPORTED, "number", ("six",)), supported_by("six injuries")),
        (case(2, SUPPORTED, "number", ("six",)), OPEN),
        (case(4, NOT_ENOUGH, "detail"), OPEN),
        (case(6, REFUTED, "detail", ("six",)), OPEN),
    ]
    summary = claim_summary(pairs)
    figures = {name: figure["value"] for name, figure in summary["figures"].items()}
    assert figures["accuracy"] == 0.5
    assert figures["balanced accuracy"] == 0.75
    assert figures["macro-F1"] == pytest.approx((2 / 3 + 0 + 1 / 2) / 3, abs=1e-4)
    assert figures["with right evidence"] == 0.5
    assert figures["left open"] == 0.75
    assert figures["quotes valid"] == 1
    # one bin at 0.9, all right; one at 0.6, one of three right
    assert figures["calibration error"] == pytest.approx(0.25 * 0.1 + 0.75 * (0.6 - 1 / 3), abs=1e-4)
    assert summary["confusion"] == {
        SUPPORTED: {SUPPORTED: 1, NOT_ENOUGH: 1},
        NOT_ENOUGH: {NOT_ENOUGH: 1},
        REFUTED: {NOT_ENOUGH: 1},
    }
    assert summary["by_kind"] == {"detail": {"right": 0.5, "cases": 2}, "number": {"right": 0.5, "cases": 2}}


def test_two_class_sets_have_no_three_class_figures():
    summary = claim_summary([(case(0, UNSUPPORTED), OPEN), (case(1, SUPPORTED), supported_by("six"))])
    assert summary["figures"]["balanced accuracy"]["value"] == 1
    assert not {"accuracy", "macro-F1", "with right evidence"} & summary["figures"].keys()


def test_certainty_is_of_the_verdict_given():
    undecided = Checked(NOT_ENOUGH, 0.39, {SUPPORTED: 0.39, REFUTED: 0.25, NOT_ENOUGH: 0.36}, undecided=True)
    assert undecided.certainty == 0.36


def test_summary_of_questions_by_hand():
    ask = QuestionCase("1", "made", DOCS[0], "How many?", ("six",), True, "howmany", (DOCS[0],))
    none = QuestionCase("2", "made", DOCS[0], "Who?", (), False, "missing")
    right = Answered("six", False, 0.9, (Cited(DOCS[0], 15, 18, "six"),))
    silent = Answered("", True, 0.8)
    pairs = list(ask_each(Scripted(right, silent, silent, right), [ask, ask, none, none]))
    figures = {name: figure["value"] for name, figure in question_summary(pairs)["figures"].items()}
    assert figures == {
        "exact match": 0.5,
        "F1": 0.5,
        "hit rate": 0.5,
        "quotes valid": 1,
        "abstention precision": 0.5,
        "abstention recall": 0.5,
        "right sentence or rightly abstained": 0.5,
    }


def test_a_prediction_keeps_the_label_as_the_file_writes_it():
    line = prediction(ClaimCase("7", "made", DOCS[0], "c", NOT_ENOUGH, raw_label="nei"), supported_by("six"))
    assert (line["id"], line["label"], line["verdict"], line["confidence"]) == ("7", "nei", SUPPORTED, 0.9)
    (quote,) = line["quotes"]
    assert DOCS[0][quote["start"] : quote["end"]] == quote["text"]


def test_thresholds_are_fitted_for_balanced_accuracy():
    assert best_threshold([SUPPORTED, NOT_ENOUGH, REFUTED], [0.8, 0.5, 0.4]) == 0.51


def test_baselines_are_fitted_on_the_cases_they_are_given(splitter):
    majority, words = Majority(), Threshold("word overlap", BestSentence(splitter, shared_words))
    cases = [
        ClaimCase("1", "made", DOCS[0], "Six injuries in Odesa.", SUPPORTED),
        ClaimCase("2", "made", DOCS[0], "Kherson burned down.", NOT_ENOUGH),
        ClaimCase("3", "made", DOCS[0], "Kherson was spared.", NOT_ENOUGH),
    ]
    fit_baselines([majority, words], cases)
    assert majority.check("anything").verdict == NOT_ENOUGH
    words.load([DOCS[0]])
    found = words.check("Six injuries in Odesa.", DOCS[0])
    assert (found.verdict, found.quotes[0].text) == (SUPPORTED, DOCS[0])
    assert words.check("Kherson burned down.", DOCS[0]).verdict == NOT_ENOUGH


@pytest.fixture
def results(tmp_path):
    saved = Results()
    system = Scripted(supported_by("six"), OPEN)
    pairs = list(check_each(system, [case(0, SUPPORTED, "number", ("six",)), case(1, REFUTED, "<kind>", ("5",))]))
    saved.add("gold claims", system, "seed, whole library", "abc", 0.0, claim_summary(pairs))
    row = {"name": "cold start", "value": 2.0, "unit": "s", "floor": 1.0, "floor_name": "imports", "ratio": 2.0}
    saved.bench.append(row)
    saved.save(tmp_path / "results" / "gold.json")
    return saved, tmp_path


def test_report_is_self_contained_and_escaped(results):
    _, folder = results
    page, markdown = run_report(folder / "results", folder / "out")
    text = page.read_text()
    assert "gold claims: seed, whole library" in text
    assert text.count("<svg") == 4
    assert "<kind>" not in text
    assert "&lt;kind&gt;" in text
    assert "src=" not in text
    for line in markdown.read_text().splitlines():
        if line.startswith("!["):
            assert (folder / "out" / line.split("(")[1].rstrip(")")).exists()


def test_report_without_results_and_with_a_bad_file(tmp_path):
    with pytest.raises(UnreadableInput, match="no results"):
        run_report(tmp_path, tmp_path / "out")
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(BadRow, match="not a saved result"):
        run_report(tmp_path, tmp_path / "out")


def test_gate_passes_what_was_accepted_and_fails_what_fell(results, tmp_path):
    saved, _ = results
    figures = gated_figures(saved.runs)
    path = tmp_path / "baseline.json"
    accept(figures, path)
    baseline = read_baseline(path)
    assert not any(finding.failed for finding in compared(baseline, figures))
    fallen = json.loads(json.dumps(figures))
    run = next(iter(fallen))
    baseline[run]["accuracy"] = {"value": 0.8, "low": 0.7, "high": 0.9}
    fallen[run]["accuracy"]["value"] = 0.69
    assert [finding.figure for finding in compared(baseline, fallen) if finding.failed] == ["accuracy"]
    del fallen[run]["macro-F1"]
    assert {finding.figure for finding in compared(baseline, fallen) if finding.failed} == {"accuracy", "macro-F1"}


def test_gate_wants_every_quote_valid_whatever_was_accepted(results):
    saved, _ = results
    figures = gated_figures(saved.runs)
    run = next(iter(figures))
    baseline = {run: {"quotes valid": {"value": 0.9, "low": 0.5, "high": 1.0}}}
    figures[run]["quotes valid"] = {"value": 0.99, "low": 0.9, "high": 1.0}
    assert [finding.failed for finding in compared(baseline, figures)] == [True]
