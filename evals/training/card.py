"""The model card, written from a run's files: ``python -m evals.training.card``."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from .teaching import teacher_of

TEMPLATE, CONFIG = (Path(__file__).with_name(name) for name in ("stance_card.md", "config.toml"))
TAUGHT = [("written", "written_accuracy"), ("MNLI", "mnli"), ("FEVER symmetric", "fever_symmetric")]

ROWS = [
    ("written test, three-way, whole passage", "written_test", "accuracy"),
    ("… supported / refuted / nei", "written_test", "classes"),
    ("written test, best window, 120 rows", "written_test_windows", "accuracy"),
    ("written test, kinds on quantities and dates", "written_test_kinds", "quantities"),
    ("statements of its passages' own sentences, half with one change", "sentences_test", "accuracy"),
    ("… supported as they stand", "sentences_test", "supported"),
    ("… refuted once changed", "sentences_test", "refuted"),
    ("claims written from one sentence of the passage, against it whole", "reworded_test", "accuracy"),
    ("… its parts in one another's places", "reworded_test", "roles"),
    ("… the same in another order", "reworded_test", "kept"),
    ("… figures in other words, true", "reworded_test", "rounded"),
    ("… and false", "reworded_test", "misrounded"),
    ("… left open", "reworded_test", "open"),
    ("written dev, three-way, whole passage", "written_dev", "accuracy"),
    ("MNLI dev", "mnli", "accuracy"),
    ("HealthVer dev", "healthver", "accuracy"),
    ("VitaminC dev, 100 rows", "vitaminc", "accuracy"),
    ("FEVER symmetric dev, two-way", "fever_symmetric", "accuracy"),
    ("WiCE oracle chunks, by claim", "wice_oracle_chunks", "balanced"),
    ("ExpertQA", "expertqa", "balanced"),
    ("AggreFact CLIFF and Goyal", "aggrefact_cliff_goyal", "balanced"),
    ("Polytope", "polytope", "balanced"),
    ("SummEval", "summeval", "balanced"),
    ("SummEdits sales email", "summedits_sales_email", "balanced"),
    ("SummEdits earnings calls", "summedits_ectsum", "balanced"),
    ("mean of the seven grounded sets", "grounded_mean", "balanced"),
    ("… each file at a threshold fitted on its other documents", "grounded_mean", "balanced_fitted"),
    ("… ROC area", "grounded_mean", "auc"),
    ("questions, written test: answering sentence first", "questions_test", "hit"),
    ("… ROC area of answerable", "questions_test", "answerable_auc"),
    ("SQuAD 2.0 dev: answering sentence first", "squad2", "hit"),
    ("… ROC area of answerable", "squad2", "answerable_auc"),
]


def _cell(figures: dict[str, Any], part: str, key: str) -> str:
    found = figures.get(part)
    if not found:
        return "–"
    if key == "classes":
        return " / ".join(f"{100 * found[name]:.0f}" for name in ("supported", "refuted", "nei"))
    return f"{100 * found[key]:.1f}"


def _taught(file: Path, rows: float, share: float) -> str:
    """What the card says of the teacher. Raises FileNotFoundError."""
    last = teacher_of(file)
    figures = ", ".join(f"{name} {100 * last['dev'][key]:.1f}" for name, key in TAUGHT)
    return (
        "all-mpnet-base-v2 (Apache-2.0, 109 million parameters), trained on the labels alone for "
        f"{last['minutes']:.0f} minutes, {last['tokens'] / 1e6:.1f} million tokens. On samples of dev: {figures}. "
        f"In {rows:.0%} of the labelled rows its judgement makes {share:.1f} of the loss, the label the rest; in "
        "changed pairs it makes all of it"
    )


def card(
    run: Path, taught: Path, model: Path, old: dict[str, Any], new: dict[str, Any], old_name: str, start: str
) -> str:
    """The text of the card. ``old`` and ``new`` are files of ``report``. Raises FileNotFoundError."""
    schedule = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["schedule"]
    made = json.loads((run / "release.json").read_text(encoding="utf-8"))
    last = json.loads((run / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    table = [
        f"| {label} | {key.replace('_', ' ')} | {_cell(old, part, key)} | {_cell(new, part, key)} |"
        for label, part, key in ROWS
    ]
    kinds = new.get("written_test_kinds", {})
    listed = sorted(((value, name) for name, value in kinds.items() if name != "quantities"), reverse=True)
    return TEMPLATE.read_text(encoding="utf-8").format(
        size=(model / "model.onnx").stat().st_size / 1e6,
        version=config["version"],
        length=config["max_length"],
        start=start,
        teacher=_taught(taught, schedule["taught_rows"], schedule["taught_share"]),
        minutes=last["minutes"],
        steps=last["step"],
        tokens=last["tokens"] / 1e6,
        chosen=made["chosen"],
        way=made["int8"][-1]["way"],
        loss=100 * made["int8"][-1]["largest_loss"],
        old_name=old_name,
        table="\n".join(table),
        kinds=", ".join(f"{name} {100 * value:.0f}" for value, name in listed),
    )


def main() -> int:
    """Run the command line; the exit status is 0, or 3 where a file is missing."""
    from .curve import draw

    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(prog="python -m evals.training.card", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, metavar="DIR", help="the run's output folder")
    parser.add_argument(
        "--taught", type=Path, required=True, metavar="FILE", help="the file of .teach it was taught by"
    )
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="model folder; the card goes there")
    parser.add_argument("--old", type=Path, required=True, metavar="FILE", help="report of the model before")
    parser.add_argument("--new", type=Path, required=True, metavar="FILE", help="report of this model")
    parser.add_argument("--old-name", default="first model", metavar="NAME", help="what the model before is called")
    parser.add_argument("--start", default=f"`{config['init']}`", metavar="TEXT", help="what the run started from")
    arguments = parser.parse_args()
    try:
        figures = [json.loads(path.read_text(encoding="utf-8")) for path in (arguments.old, arguments.new)]
        text = card(arguments.run, arguments.taught, arguments.model, *figures, arguments.old_name, arguments.start)
        draw(arguments.run / "log.jsonl", arguments.model / "learning_curve.png")
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    (arguments.model / "CARD.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
