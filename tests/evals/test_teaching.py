"""What a teacher says of an example is found again with that example, or not at all."""

import gzip
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from bot.resources import folder
from evals.training.rows import DataMissing
from evals.training.stream import Stream
from evals.training.teaching import TAUGHT, drawn, save, shared_mix, taught_sources, teacher_of

CONFIG = {"seed": 1, "caps": {"snli": 9}, "base": {"distractors": 0.0}, "mix": {"nli": {"start": 1.0, "end": 1.0}}}
ROW = {"dataset": "snli", "split": "train", "label": "supported", "meta": {"file": "snli", "evidence": "", "kind": "x"}}
EMPTY = ["train/grounded_binary", "train/answerable", "written/train_claims", "written/train_questions"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with nine rows of one base set, and the other files empty."""
    rows = [{**ROW, "id": str(n), "doc": f"{n} drones were launched.", "claim": f"{n} drones."} for n in range(9)]
    for name, lines in [("train/nli_3way", rows), *((name, []) for name in EMPTY)]:
        path = tmp_path / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return tmp_path


def taught(data: Path) -> Path:
    """What a teacher says of the nine examples: as the first logit, an eighth of the premise's number."""
    examples = list(islice(drawn(data, CONFIG), 9))
    logits = np.array([[int(example.premise[0]) / 8, 2, -3, 40] for example in examples], dtype=np.float32)
    save(data / "taught.npz", examples, logits, {"minutes": 63.0})
    return data / "taught.npz"


def test_a_batch_carries_the_logits_of_its_own_examples(data: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder("models") / "stance" / "tokenizer.json"))
    sources = taught_sources(taught(data), data, CONFIG)
    mix = shared_mix(CONFIG["mix"], sources, 1.0)
    batch = Stream(sources, mix, tokenizer, 1, 9, 400, 64, 0.0, 64).next_batch(lambda: 0.0)
    assert len(batch) == 9
    for item in batch:
        number = int(tokenizer.decode(item.ids).split()[0])
        assert item.taught == (number / 8, 2, -3, 127 / 8)


def test_a_share_of_each_source_is_the_teachers(data: Path) -> None:
    sources = taught_sources(taught(data), data, CONFIG)
    shares = {"nli": {"start": 0.6, "end": 0.2}, "pairs": {"start": 0.1, "end": 0.1}}
    mix = shared_mix(shares, sources, 0.75)
    assert mix["nli"] == pytest.approx({"start": 0.15, "end": 0.05})
    assert mix["nli" + TAUGHT] == pytest.approx({"start": 0.45, "end": 0.15})
    assert mix["pairs"] == {"start": 0.1, "end": 0.1}, "nothing of it was taught"
    assert "pairs" + TAUGHT not in mix


def test_what_has_no_label_is_the_teachers_alone() -> None:
    shares = {"nli": {"start": 0.6, "end": 0.2}, "changed_nli": {"start": 0.1, "end": 0.1}}
    assert shared_mix(shares, {}, 0.75) == {"nli": shares["nli"]}
    told = shared_mix(shares, {"changed_nli" + TAUGHT}, 0.75)
    assert told == {"nli": shares["nli"], "changed_nli" + TAUGHT: shares["changed_nli"]}


def test_a_source_that_there_is_none_of_is_not_left_out_in_silence() -> None:
    assert "writen_whole" in shared_mix({"writen_whole": {"start": 0.1, "end": 0.1}}, {}, 0.75)


def test_other_data_than_was_taught_is_refused(data: Path) -> None:
    path = taught(data)
    with gzip.open(data / "train/nli_3way.jsonl.gz", "at", encoding="utf-8") as file:
        file.write(json.dumps({**ROW, "id": "9", "doc": "9 ships sailed.", "claim": "9 ships."}) + "\n")
    with pytest.raises(DataMissing, match="other examples"):
        taught_sources(path, data, {**CONFIG, "caps": {"snli": 10}})


def test_the_teacher_is_told_of(data: Path) -> None:
    assert teacher_of(taught(data)) == {"minutes": 63.0}


def test_a_file_that_is_not_there_is_named(data: Path) -> None:
    with pytest.raises(DataMissing, match=r"none\.npz"):
        taught_sources(data / "none.npz", data, CONFIG)
