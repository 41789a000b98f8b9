"""Files as they are described are read; a bad one gives one error with file and line."""

import gzip
import json

import pytest

from bot.errors import BadRow, UnreadableInput
from evals.datasets import NOT_ENOUGH, SUPPORTED, UNSUPPORTED, dataset_hash, read_claims, read_questions

GOOD = {
    "id": "a",
    "doc": "Odesa reported six injuries.",
    "claim": "Six were hurt.",
    "label": "nei",
    "meta": {"kind": "x"},
}


def write(path, *rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def test_reads_plain_and_gzipped_files_alike(tmp_path):
    plain = write(tmp_path / "claims.jsonl", GOOD)
    packed = tmp_path / "claims.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read_claims(plain)) == list(read_claims(packed))
    assert dataset_hash([plain]) == dataset_hash([packed])
    (case,) = read_claims(plain)
    assert (case.label, case.kind, case.raw_label) == (NOT_ENOUGH, "x", "nei")


def test_reads_the_columns_of_llm_aggrefact(tmp_path):
    rows = [{"dataset": "RAGTruth", "doc": "A b.", "claim": "A.", "label": label} for label in (1, 0)]
    cases = list(read_claims(write(tmp_path / "f.jsonl", *rows)))
    assert [case.label for case in cases] == [SUPPORTED, UNSUPPORTED]
    assert [case.raw_label for case in cases] == [1, 0]
    assert cases[0].dataset == "RAGTruth"
    assert len({case.id for case in cases}) == 2


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{bad", "not a JSON object"),
        ("[1]", "a JSON object is needed"),
        ({**GOOD, "label": "maybe"}, "unknown label 'maybe'"),
        ({**GOOD, "label": 2}, "unknown label 2"),
        ({**GOOD, "label": True}, "'label'"),
        ({key: value for key, value in GOOD.items() if key != "claim"}, "'claim' is missing"),
        ({key: value for key, value in GOOD.items() if key != "doc"}, "'doc' is missing"),
        ({key: value for key, value in GOOD.items() if key != "label"}, "'label' is missing"),
        ({**GOOD, "doc": "  \n"}, "'doc' is empty"),
        ({**GOOD, "claim": 5}, "'claim' is of the wrong kind"),
        ({**GOOD, "meta": "x"}, "'meta' is of the wrong kind"),
        ({**GOOD, "evidence": [1]}, "'evidence' is of the wrong kind"),
    ],
)
def test_a_bad_row_names_file_and_line_and_keeps_the_rows_before(tmp_path, bad, says):
    path = write(tmp_path / "claims.jsonl", *[GOOD] * 6, bad, GOOD)
    kept = []
    with pytest.raises(BadRow) as caught:
        kept.extend(read_claims(path))
    assert len(kept) == 6
    assert f"{path}, line 7: " in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_other_sets_keep_in_meta_is_no_error(tmp_path):
    rows = [{**GOOD, "meta": {"evidence": [{"title": "x"}]}}, {**GOOD, "meta": {"evidence": ["six injuries"]}}]
    assert [case.evidence for case in read_claims(write(tmp_path / "f.jsonl", *rows))] == [(), ("six injuries",)]


def test_a_byte_order_mark_and_carriage_returns_are_no_error(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert len(list(read_claims(path))) == 1


def test_a_missing_or_damaged_file_is_one_error(tmp_path):
    with pytest.raises(UnreadableInput, match="does not exist"):
        list(read_claims(tmp_path / "none.jsonl"))
    torn = tmp_path / "torn.jsonl.gz"
    torn.write_bytes(gzip.compress(b'{"a": 1}\n' * 500)[:-20])
    with pytest.raises((UnreadableInput, BadRow)):
        list(read_claims(torn))
    no_gzip = write(tmp_path / "no.jsonl.gz", GOOD)
    with pytest.raises(UnreadableInput):
        list(read_claims(no_gzip))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"answerable": "yes"}, "'answerable'"),
        ({"answers": "six"}, "'answers'"),
        ({"answers": []}, "without an answer"),
        ({"question": "??"}, "'question' is empty"),
    ],
)
def test_a_bad_question_names_file_and_line(tmp_path, change, says):
    good = {"doc": "Odesa reported six.", "question": "How many?", "answers": ["six"], "answerable": True}
    path = write(tmp_path / "questions.jsonl", good, {**good, **change})
    with pytest.raises(BadRow, match="line 2: ") as caught:
        list(read_questions(path))
    assert says in str(caught.value)
