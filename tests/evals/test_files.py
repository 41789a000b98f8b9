"""Files that the user names, through a scripted system: what is kept when one is bad, and which rows are used."""

import gzip
import json

import pytest

from bot.errors import BadRow, UnreadableInput
from evals.datasets import NOT_ENOUGH, SUPPORTED, read_claims
from evals.files import Part, data_directory, over_chunks, run_claims, run_questions
from evals.gold import spread
from evals.runs import Results
from evals.systems import Answered, Checked

ROW = {"doc": "Odesa reported six injuries.", "claim": "Six were hurt.", "label": "supported"}
QUESTION = {"doc": "Odesa reported six injuries.", "question": "How many?", "answers": ["six"], "answerable": True}


class Patient:
    """Leaves every claim open and every question unanswered, and counts them."""

    name = "pincite"

    def __init__(self):
        self.asked = 0

    def engine(self):
        return {"name": "patient", "version": "1"}

    def load(self, documents):
        pass

    def check(self, _claim, _document=None):
        self.asked += 1
        return Checked(NOT_ENOUGH, 0.5)

    def ask(self, _question, _document=None):
        self.asked += 1
        return Answered("", True, 0.5)


class Two:
    """The product and one baseline."""

    def __init__(self):
        self.product, self.baseline = Patient(), Patient()
        self.baseline.name = "majority class"

    def systems(self):
        return [self.product, self.baseline]


def written(path, *rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def quiet(items, _what):
    return items


def judged(files, predictions=None, part=None):
    two, results = Two(), Results()
    try:
        run_claims(files, part or Part(), predictions, quiet, two, results)
    except (BadRow, UnreadableInput) as error:
        return two, results, error
    return two, results, None


def test_every_system_is_run_on_every_file(tmp_path):
    files = [written(tmp_path / f"{name}.jsonl", ROW, ROW) for name in "ab"]
    two, results, error = judged(files)
    assert error is None
    assert [(run["dataset"].split("/")[-1], run["system"]) for run in results.runs] == [
        ("a", "pincite"),
        ("a", "majority class"),
        ("b", "pincite"),
        ("b", "majority class"),
    ]
    assert two.product.asked == two.baseline.asked == 4


def test_a_bad_row_keeps_the_predictions_before_it_and_the_files_before(tmp_path):
    out = tmp_path / "new folder" / "out.jsonl"
    good = written(tmp_path / "good.jsonl", ROW)
    bad = written(tmp_path / "bad.jsonl", ROW, ROW, {**ROW, "label": "perhaps"}, ROW)
    _, results, error = judged([good, bad], out)
    assert f"{bad}, line 3: unknown label 'perhaps'" in str(error)
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["good-1", "bad-1", "bad-2"]
    assert {run["dataset"].split("/")[-1] for run in results.runs} == {"good"}


def test_a_file_that_is_damaged_in_the_middle_keeps_the_rows_before(tmp_path):
    packed = gzip.compress("".join(json.dumps({**ROW, "id": str(n)}) + "\n" for n in range(3000)).encode(), 0)
    (tmp_path / "torn.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    out = tmp_path / "out.jsonl"
    _, results, error = judged([tmp_path / "torn.jsonl.gz"], out)
    assert isinstance(error, UnreadableInput | BadRow)
    assert len(out.read_text().splitlines()) > 100
    assert results.runs == []


def test_a_missing_file_is_found_before_any_other_is_judged(tmp_path):
    two, _, error = judged([written(tmp_path / "a.jsonl", ROW), tmp_path / "none.jsonl"])
    assert "none.jsonl does not exist" in str(error)
    assert two.product.asked == 0


def test_a_file_without_rows_is_no_result(tmp_path):
    empty = written(tmp_path / "empty.jsonl")
    assert "has no rows" in str(judged([empty])[2])
    with pytest.raises(UnreadableInput, match="has no rows"):
        run_questions([empty], Part(), quiet, Two(), Results())


def test_predictions_that_cannot_be_written_are_one_error(tmp_path):
    (tmp_path / "taken").write_text("")
    _, _, error = judged([written(tmp_path / "a.jsonl", ROW)], tmp_path / "taken" / "out.jsonl")
    assert "cannot be written" in str(error)


def test_questions_are_scored_for_every_system(tmp_path):
    results = Results()
    run_questions([written(tmp_path / "q.jsonl", QUESTION)], Part(), quiet, Two(), results)
    assert [run["figures"]["F1"]["value"] for run in results.runs] == [0, 0]


def test_a_sample_is_fixed_and_a_limit_is_the_first_rows(tmp_path):
    file = written(tmp_path / "a.jsonl", *({**ROW, "id": str(n)} for n in range(50)))
    outs = [tmp_path / "one.jsonl", tmp_path / "two.jsonl", tmp_path / "three.jsonl"]
    judged([file], outs[0], Part(sample=5))
    judged([file], outs[1], Part(sample=5))
    judged([file], outs[2], Part(limit=2))
    ids = [[json.loads(line)["id"] for line in out.read_text().splitlines()] for out in outs]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 5
    assert ids[0] == sorted(ids[0], key=int)
    assert ids[2] == ["0", "1"]


def test_a_claim_against_chunks_counts_once_and_the_best_chunk_speaks(tmp_path):
    note = {"note": "several chunks a claim: take the max over chunks"}
    rows = [{**ROW, "id": str(n), "meta": note} for n in range(3)] + [ROW]
    cases = list(read_claims(written(tmp_path / "a.jsonl", *rows)))
    silent, sure = Checked(NOT_ENOUGH, 0.6, {SUPPORTED: 0.3}), Checked(SUPPORTED, 0.8, {SUPPORTED: 0.8})
    found = over_chunks(list(zip(cases, [silent, sure, silent, silent], strict=True)))
    assert [(case.id, result.verdict) for case, result in found] == [("1", SUPPORTED), ("a-4", NOT_ENOUGH)]


def test_a_part_of_a_written_set_is_spread_over_it():
    assert spread(list(range(10)), 3) == [0, 3, 6]
    assert spread([1, 2], 5) == [1, 2]
    assert spread([1, 2], None) == [1, 2]


def test_the_data_directory_is_the_named_one_else_the_environments(tmp_path, monkeypatch):
    monkeypatch.setenv("PINCITE_DATA", str(tmp_path))
    assert data_directory(None) == tmp_path
    (tmp_path / "other").mkdir()
    assert data_directory(tmp_path / "other") == tmp_path / "other"
    monkeypatch.setenv("PINCITE_DATA", str(tmp_path / "none"))
    with pytest.raises(UnreadableInput, match="PINCITE_DATA"):
        data_directory(None)
    monkeypatch.delenv("PINCITE_DATA")
    assert data_directory(None) is None
