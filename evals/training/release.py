"""Command line that turns a finished run into a model folder: ``python -m evals.training.release``.

Chooses on dev between the last weights, their running average and the middle of that and the first weights, smooths
outliers, exports to int8, checks int8 against float32, and writes model.onnx, tokenizer.json and config.json. Quantises
less where int8 costs more than the tolerance.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from bot.adapters.shared_words import shared_types

from .export import export_int8, onnx_scorer, sha256
from .measure import Scorer, ranking, sample, softmax, stance_pair, targets, three_way
from .model import TOLD, StanceModel
from .report import reworded
from .rows import DataMissing, read_rows
from .smoothing import smoothed
from .train import CANDIDATES, padded, torch_scorer
from .weights import tokenizer_of

LABELS = ["supported", "refuted", "nei", "answers"]
MAX_LENGTH = 320
# Ways to quantise, the smallest file first: what stays float32, by parts of node names.
LADDER: list[tuple[str, tuple[str, ...]]] = [
    ("outliers smoothed, int8, one scale a column", ()),
    ("last product of the last layer in float32", ("layer.5/dense_2/",)),
    ("last product of all layers in float32", ("/dense_2/",)),
]
LARGEST = 35_000_000
CHOSEN_BY = {"written": 2, "reworded": 1, "mnli": 1, "fever_symmetric": 1}
"""Dev figures that choose between weights, and how much each counts."""


def dev_scores(data: Path, scorer: Scorer) -> dict[str, float]:
    """Figures for choosing: three-way accuracies, the two-way one, and a ROC area. Raises DataMissing."""
    experts = sample(read_rows(data, "dev/expertqa"), 400)
    support = softmax(scorer([(row["doc"], row["claim"]) for row in experts]))[:, 0]
    return {
        "reworded": reworded("dev", scorer)["accuracy"],
        "written": three_way(read_rows(data, "written/dev_claims"), scorer)["accuracy"],
        "mnli": three_way(sample(read_rows(data, "dev/mnli"), 2000), scorer)["accuracy"],
        "healthver": three_way(sample(read_rows(data, "dev/healthver"), 600), scorer)["accuracy"],
        "fever_symmetric": stance_pair(read_rows(data, "dev/fever_symmetric"), scorer),
        "expertqa_auc": ranking(support, targets(experts) == 0),
    }


def _shown(data: Path, tokenizer: Tokenizer) -> list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Written training pairs as the model takes them, for ``smoothed``."""
    tokenizer.enable_truncation(MAX_LENGTH, strategy="longest_first")
    rows = sample(read_rows(data, "written/train_claims"), 200)
    encodings = tokenizer.encode_batch([(row["doc"], row["claim"]) for row in rows])
    return [padded([(encoding.ids, shared_types(encoding))]) for encoding in encodings]


def release(run: Path, data: Path, out: Path, tolerance: float) -> dict[str, object]:
    """Write the model folder and return what was chosen and measured. Raises DataMissing, FileNotFoundError."""
    tokenizer = tokenizer_of(TOLD)
    best: tuple[float, str, StanceModel, dict[str, float]] | None = None
    candidates: dict[str, dict[str, float]] = {}
    for name in CANDIDATES:
        model = StanceModel()
        model.load_state_dict(torch.load(run / name, weights_only=True))
        scores = dev_scores(data, torch_scorer(model, tokenizer, bf16=False, length=MAX_LENGTH))
        candidates[name] = scores
        # The written rows are nearest to what the product is for: they count double.
        mean = float(np.average([scores[name] for name in CHOSEN_BY], weights=list(CHOSEN_BY.values())))
        print(f"{name}: {scores} -> {mean:.4f}", flush=True)
        if best is None or mean > best[0]:
            best = (mean, name, model, scores)
    assert best is not None
    _, chosen, model, plain = best
    out.mkdir(parents=True, exist_ok=True)
    path = out / "model.onnx"
    tries = []
    calm = smoothed(model, _shown(data, tokenizer))
    for way, keep in LADDER:
        export_int8(calm, path, "logits", per_channel=True, keep=keep)
        small = dev_scores(data, onnx_scorer(path, tokenizer, shared=True, length=MAX_LENGTH))
        loss = max(plain[name] - small[name] for name in plain)
        size = path.stat().st_size
        tries.append({"way": way, "bytes": size, "largest_loss": round(loss, 4), "scores": small})
        print(f"{way}: {size / 1e6:.1f} MB, {small}, at most {loss:.4f} lost", flush=True)
        if loss <= tolerance and size <= LARGEST:
            break
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    version = f"stance-int8-{sha256(path)[:12]}"
    config = {"version": version, "labels": LABELS, "max_length": MAX_LENGTH, "shared_words": True}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    made = {"version": version, "chosen": CANDIDATES[chosen], "candidates": candidates, "float32": plain, "int8": tries}
    (run / "release.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return made


def main() -> int:
    """Run the command line; the exit status is 0, or 3 for missing data or an unfinished run."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.release", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, metavar="DIR", help="the run's output folder")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="data folder")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="model folder to write")
    parser.add_argument(
        "--tolerance", type=float, default=0.01, metavar="X", help="most that int8 may cost (default 0.01)"
    )
    arguments = parser.parse_args()
    try:
        release(arguments.run, arguments.data, arguments.out, arguments.tolerance)
    except (DataMissing, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
