"""Reading the data folder: gzipped JSON Lines in one shape for claims and one for questions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]

TARGETS = {"supported": 0, "refuted": 1, "nei": 2, "unsupported": 3}
ANSWERS, NO_ANSWER = 4, 5
UNLABELLED = -1
"""Target of a pair of a claim of which only a teacher says anything."""


class DataMissing(Exception):
    """The data folder, or a file that training needs in it, is not there."""


def read_rows(data: Path, name: str) -> list[Row]:
    """Read ``data/<name>.jsonl.gz``.

    Raises DataMissing where the file does not exist.
    """
    path = data / f"{name}.jsonl.gz"
    if not path.is_file():
        raise DataMissing(f"no such data file: {path} (name the data folder with --data)")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check_data(data: Path) -> None:
    """Raise DataMissing, naming every absent file, unless all training files are present."""
    needed = [
        "train/nli_3way",
        "train/grounded_binary",
        "train/answerable",
        "written/train_claims",
        "written/train_questions",
        "written/dev_claims",
        "written/dev_questions",
        "dev/mnli",
        "dev/fever_symmetric",
        "dev/expertqa",
    ]
    absent = [name for name in needed if not (data / f"{name}.jsonl.gz").is_file()]
    if absent:
        raise DataMissing(f"data folder {data} lacks: {', '.join(absent)} (each .jsonl.gz)")
