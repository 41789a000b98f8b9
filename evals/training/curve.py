"""The learning curve: a picture drawn from a run's log. ``python -m evals.training.curve --run DIR --png FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt

SHOWN = {
    "written_accuracy": "written dev, three-way",
    "mnli": "MNLI dev, three-way",
    "fever_symmetric": "FEVER symmetric, two-way",
    "expertqa_auc": "ExpertQA, ROC area",
    "questions_hit": "questions: answer sentence first",
}


def draw(log: Path, png: Path) -> None:
    """Draw training loss and dev scores against minutes. Raises FileNotFoundError where there is no log."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.8))
    losses = [(line["minutes"], line["loss"]) for line in lines if "loss" in line]
    width = max(1, len(losses) // 40)
    groups = [losses[i : i + width] for i in range(0, len(losses), width)]
    left.plot([g[-1][0] for g in groups], [sum(loss for _, loss in g) / len(g) for g in groups], color="#444444")
    left.set(xlabel="minutes", ylabel="training loss, all tasks")
    scored = [line for line in lines if "dev" in line]
    for name, label in SHOWN.items():
        right.plot([s["minutes"] for s in scored], [s["dev"][name] for s in scored], marker=".", label=label)
    right.set(xlabel="minutes", ylabel="dev sample")
    right.legend(fontsize=7, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    for axes in (left, right):
        axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(png, dpi=90)
    plt.close(figure)


def main() -> int:
    """Run the command line; the exit status is 0, or 3 where the run has no log."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.curve", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, metavar="DIR", help="the run's output folder")
    parser.add_argument("--png", type=Path, required=True, metavar="FILE", help="the picture to write")
    arguments = parser.parse_args()
    try:
        draw(arguments.run / "log.jsonl", arguments.png)
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
