"""All measurements by one command: what is made, what is saved already, what is left when a step fails."""

import gzip
import json

import pytest

from bot.errors import UnreadableInput
from evals.everything import Step, done_already, run_all, steps_of
from evals.runs import Results

ROW = {"doc": "Odesa reported six injuries.", "claim": "Six were hurt.", "label": "supported"}
QUESTION = {"doc": "Odesa reported six injuries.", "question": "How many?", "answers": ["six"], "answerable": True}


class Measuring:
    """Notes each step; fails where it is told to."""

    def __init__(self, failing=()):
        self.made: list[str] = []
        self._failing = failing

    def __call__(self, step, _data):
        self.made.append(step.name)
        if step.name in self._failing:
            raise UnreadableInput(f"{step.name} is broken")
        results = Results()
        results.bench = [{"name": step.name}]
        return results


@pytest.fixture
def data(tmp_path):
    for folder, name, row in (("dev", "wice", ROW), ("dev", "squad2", QUESTION), ("test", "fm2", ROW)):
        path = tmp_path / "data" / folder / f"{name}.jsonl.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(json.dumps(row).encode() + b"\n"))
    return tmp_path / "data"


def made(steps, folder, *, again=False, failing=()):
    measuring, notes = Measuring(failing), []
    failed = run_all(steps, None, folder, 1, again, notes.append, measuring)
    return measuring.made, failed, notes


STEPS = [Step("one", "claims"), Step("two", "claims", (), {"sample": 5}), Step("speed", "bench")]


def test_every_file_has_a_step_and_speed_comes_last(data):
    # the haystack's other files are not there: only its step would miss them
    for name in ("polytope", "summeval", "aggrefact_cliff_goyal", "expertqa", "control", "citint"):
        (data / "dev" / f"{name}.jsonl.gz").write_bytes((data / "dev" / "wice.jsonl.gz").read_bytes())
    names = [step.name for step in steps_of(data, None, None, False)]
    assert {"claims-dev-wice", "claims-test-fm2", "questions-dev-squad2", "retrieval"} < set(names)
    assert {"gold-seed", "gold-dev", "gold-test"} < set(names)
    assert names[-1] == "speed"
    assert len(names) == len(set(names))


def test_without_data_there_are_the_written_sets_retrieval_and_speed():
    names = [step.name for step in steps_of(None, None, None, False)]
    assert names == ["gold-test", "gold-dev", "gold-seed", "retrieval", "speed"]


def test_what_is_saved_is_not_made_again_unless_asked(tmp_path):
    assert made(STEPS, tmp_path)[0] == ["one", "two", "speed"]
    (tmp_path / "two.json").unlink()
    again, _, notes = made(STEPS, tmp_path)
    assert again == ["two"]
    assert notes[0] == "one: saved already"
    assert made(STEPS, tmp_path, again=True)[0] == ["one", "two", "speed"]


def test_other_options_rows_or_engine_are_another_result(tmp_path, data):
    file = data / "dev" / "wice.jsonl.gz"
    step = Step("one", "claims", (file,), {"sample": 5})
    made([step], tmp_path)
    saved = json.loads((tmp_path / "one.json").read_text())["key"]
    assert saved == step.key(saved["engine"])
    assert not done_already(tmp_path / "one.json", step.key("another"))
    assert made([Step("one", "claims", (file,), {"sample": 6})], tmp_path)[0] == ["one"]
    made([step], tmp_path)
    file.write_bytes(gzip.compress(json.dumps({**ROW, "label": "refuted"}).encode()))
    assert made([step], tmp_path)[0] == ["one"]


def test_a_result_that_was_cut_off_is_made_again(tmp_path):
    made(STEPS[:1], tmp_path)
    path = tmp_path / "one.json"
    path.write_text(path.read_text()[:40])
    assert made(STEPS[:1], tmp_path)[0] == ["one"]


def test_a_failing_step_is_named_and_leaves_the_others(tmp_path):
    names, failed, notes = made(STEPS, tmp_path, failing=("one",))
    assert names == ["one", "two", "speed"]
    assert [(step.name, str(error)) for step, error in failed] == [("one", "one is broken")]
    assert any("one is broken" in note for note in notes)
    assert not (tmp_path / "one.json").exists()
    assert made(STEPS, tmp_path)[0] == ["one"]
