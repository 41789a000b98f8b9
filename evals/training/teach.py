"""Command line that lets a teacher score training examples: ``python -m evals.training.teach``.

Draws examples by the config's mix, as a run would, and writes the teacher's four logits of each. A student trained on
them (``--taught``) learns from how sure the teacher is, not from the labels alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from .__main__ import CONFIG
from .model import MPNET, StanceModel
from .rows import DataMissing
from .sources import Example
from .teaching import CHUNK, drawn, save
from .train import torch_scorer
from .weights import WeightsMissing, tokenizer_of


def teach(run: Path, data: Path, out: Path, rows: int) -> None:
    """Write what the teacher of ``run`` says of ``rows`` examples, and all so far after each few thousand.

    Raises DataMissing, WeightsMissing, FileNotFoundError.
    """
    teacher = json.loads((run / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    model = StanceModel(shape=MPNET)
    model.load_state_dict(torch.load(run / "last.pt", weights_only=True))
    scorer = torch_scorer(model.to(torch.bfloat16), tokenizer_of(MPNET), bf16=True)
    stream, started = islice(drawn(data, config), rows), time.monotonic()
    examples: list[Example] = []
    logits = np.zeros((0, 4), dtype=np.float32)
    while part := list(islice(stream, CHUNK)):
        examples += part
        logits = np.concatenate([logits, scorer([(example.premise, example.claim) for example in part])])
        save(out, examples, logits, teacher)
        print(f"{len(examples):,} of {rows:,}, {len(examples) / (time.monotonic() - started):.0f} a second", flush=True)


def main() -> int:
    """Run the command line; the exit status is 0, or 3 for missing data, weights or run."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.teach", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, metavar="DIR", help="the teacher's run (--teacher)")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="data folder")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write (.npz)")
    parser.add_argument("--rows", type=int, default=60_000, metavar="N", help="examples to score (default 60000)")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="torch threads (default 2)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    try:
        teach(arguments.run, arguments.data, arguments.out, arguments.rows)
    except (DataMissing, WeightsMissing, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
