"""Command line that measures one ONNX stance model: ``python -m evals.training.report``.

Two models are compared by two calls with the same data: the rows and the windows are the same.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.datasets import DATA

from .measure import (
    Scorer,
    balanced,
    balanced_across,
    best_window,
    class_figures,
    questions,
    ranking,
    sample,
    softmax,
    stance_pair,
    targets,
    three_way,
)
from .own_sentences import own_sentence
from .rows import DataMissing, Row, read_rows
from .text import sentences, window

Figures = dict[str, dict[str, float]]

# Most rows scored of each grounded file: long documents against many-sentence summaries cost most of the time.
GROUNDED = {
    "wice_oracle_chunks": 1100,
    "expertqa": 800,
    "aggrefact_cliff_goyal": 400,
    "polytope": 250,
    "summeval": 100,
    "summedits_sales_email": 250,
    "summedits_ectsum": 700,
}
# Kinds of written rows that turn on a quantity or a date.
QUANTITY_KINDS = frozenset({"number", "date", "range", "arithmetic", "total", "unit"})


def support(rows: list[Row], scorer: Scorer) -> NDArray[np.float32]:
    """Probability (rows) that the document supports the claim.

    Each sentence of the claim takes its best window (three sentences, every second start); the claim is as well
    supported as its worst sentence.
    """
    pairs: list[tuple[str, str]] = []
    places: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        spans = sentences(row["doc"])
        starts = range(0, max(1, len(spans) - 1), 2)
        parts = [window(row["doc"], spans, i, min(i + 2, len(spans) - 1)) for i in starts] if spans else []
        parts = list(dict.fromkeys(parts)) or [row["doc"]]
        for part, (a, b) in enumerate(sentences(row["claim"]) or [(0, len(row["claim"]))]):
            pairs.extend((text, row["claim"][a:b]) for text in parts)
            places.extend([(number, part)] * len(parts))
    best: dict[tuple[int, int], float] = defaultdict(float)
    for place, value in zip(places, softmax(scorer(pairs))[:, 0], strict=True):
        best[place] = max(best[place], float(value))
    worst = np.ones(len(rows), dtype=np.float32)
    for (number, _), value in best.items():
        worst[number] = min(worst[number], value)
    return worst


def grounded(data: Path, name: str, scorer: Scorer) -> dict[str, float]:
    """Area under the ROC curve, and balanced accuracy at 0.5 and at a threshold that is fitted on other documents."""
    rows = sample(read_rows(data, f"dev/{name}"), GROUNDED[name])
    scores, truth, groups = support(rows, scorer), targets(rows) == 0, [row["doc"] for row in rows]
    if name == "wice_oracle_chunks":
        by_claim: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            by_claim[row["id"].rsplit("_", 1)[0]].append(number)
        truth = np.array([truth[group[0]] for group in by_claim.values()])
        scores = np.array([scores[group].max() for group in by_claim.values()])
        groups = list(by_claim)
    return {
        "rows": float(len(truth)),
        "auc": ranking(scores, truth),
        "balanced": balanced(scores > 0.5, truth),
        "balanced_fitted": balanced_across(scores, truth, groups),
    }


def by_kind(rows: list[Row], predicted: NDArray[np.int64]) -> dict[str, float]:
    """Accuracy of each kind of written row with 20 rows or more, and of all kinds that turn on a quantity."""
    right = predicted == targets(rows)
    kinds = np.array([row["meta"]["kind"] for row in rows])
    figures = {str(k): float(right[kinds == k].mean()) for k in np.unique(kinds) if (kinds == k).sum() >= 20}
    chosen = np.isin(kinds, sorted(QUANTITY_KINDS))
    return {"quantities": float(right[chosen].mean()), **figures}


def written(data: Path, split: str, scorer: Scorer, window_rows: int) -> Figures:
    """Three-way figures on written claims: passage whole, by kind, and (a sample of rows, may be 0) by best window."""
    rows = read_rows(data, f"written/{split}_claims")
    predicted = scorer([(row["doc"], row["claim"]) for row in rows])[:, :3].argmax(axis=1)
    figures = {f"written_{split}": {"rows": float(len(rows)), **class_figures(predicted, targets(rows))}}
    figures[f"written_{split}_kinds"] = by_kind(rows, predicted)
    if window_rows:
        some = sample(rows, window_rows)
        joined = best_window(some, scorer).argmax(axis=1)
        figures[f"written_{split}_windows"] = {"rows": float(len(some)), **class_figures(joined, targets(some))}
    return figures


def own_sentences(data: Path, split: str, scorer: Scorer) -> dict[str, float]:
    """Statements of the passages' own sentences, half of them changed in one place (``own_sentence``): one or
    two of each passage, against the sentences around it."""
    rng = random.Random(7)
    documents = dict.fromkeys(row["doc"] for row in read_rows(data, f"written/{split}_claims"))
    made = [own_sentence(doc, rng) for doc in documents for _ in range(2)]
    examples = list(dict.fromkeys(example for example in made if example))
    predicted = scorer([(example.premise, example.claim) for example in examples])[:, :3].argmax(axis=1)
    truth = np.array([example.target for example in examples])
    return {"rows": float(len(examples)), **class_figures(predicted, truth)}


def reworded(split: str, scorer: Scorer) -> dict[str, float]:
    """Claims written from one sentence, against its passage whole (``evals/data/reworded_*``); kinds: parts exchanged,
    order changed, figures in other words, true and false, and what the passage leaves open."""
    text = (DATA / f"reworded_{split}.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    predicted = scorer([(row["doc"], row["claim"]) for row in rows])[:, :3].argmax(axis=1)
    right, kinds = predicted == targets(rows), np.array([row["kind"] for row in rows])
    figures = {str(kind): float(right[kinds == kind].mean()) for kind in np.unique(kinds)}
    return {"rows": float(len(rows)), **class_figures(predicted, targets(rows)), **figures}


def squad(data: Path, scorer: Scorer, size: int) -> dict[str, float]:
    """SQuAD 2.0 questions against the sentences of their passages: answer sentence found, answerable told apart."""
    rows = [dict(row, meta=dict(row["meta"], sentences=[])) for row in sample(read_rows(data, "dev/squad2"), size)]
    for row in rows:
        starts = row["meta"].get("answer_starts", [])
        spans = sentences(row["doc"])
        row["meta"]["sentences"] = [row["doc"][a:b] for a, b in spans if any(a <= s < b for s in starts)]
    return {"rows": float(len(rows)), **questions(rows, scorer)}


def measure(data: Path, scorer: Scorer, answers: bool, final: bool) -> Figures:
    """All figures of a model. ``answers``: it has the fourth logit; ``final``: test files too. Raises DataMissing."""
    figures = written(data, "dev", scorer, 0)
    figures["sentences_dev"] = own_sentences(data, "dev", scorer)
    figures["reworded_dev"] = reworded("dev", scorer)
    if final:
        figures |= written(data, "test", scorer, 120)
        figures["sentences_test"] = own_sentences(data, "test", scorer)
        figures["reworded_test"] = reworded("test", scorer)
    figures["mnli"] = three_way(sample(read_rows(data, "dev/mnli"), 1500), scorer)
    figures["healthver"] = three_way(sample(read_rows(data, "dev/healthver"), 600), scorer)
    figures["vitaminc"] = three_way(read_rows(data, "dev/vitaminc"), scorer)
    figures["fever_symmetric"] = {"accuracy": stance_pair(read_rows(data, "dev/fever_symmetric"), scorer)}
    for name in GROUNDED:
        figures[name] = grounded(data, name, scorer)
    for key in ("auc", "balanced", "balanced_fitted"):
        figures.setdefault("grounded_mean", {})[key] = float(np.mean([figures[name][key] for name in GROUNDED]))
    if answers:
        for split in ("dev", "test") if final else ("dev",):
            figures[f"questions_{split}"] = questions(read_rows(data, f"written/{split}_questions"), scorer)
        figures["squad2"] = squad(data, scorer, 300)
    return figures


def main() -> int:
    """Run the command line; the exit status is 0, or 3 for missing data."""
    from tokenizers import Tokenizer

    from .export import onnx_scorer

    parser = argparse.ArgumentParser(prog="python -m evals.training.report", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="model.onnx, tokenizer.json, config")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="data folder")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE", help="where the figures go")
    parser.add_argument("--final", action="store_true", help="the test files too: once, at the end")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="onnxruntime threads (default 2)")
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    config = arguments.model / "config.json"
    shared = config.is_file() and bool(json.loads(config.read_text(encoding="utf-8")).get("shared_words"))
    scorer = onnx_scorer(arguments.model / "model.onnx", tokenizer, shared, threads=arguments.threads)
    answers = scorer([("a", "b")]).shape[1] > 3
    try:
        figures = measure(arguments.data, scorer, answers, arguments.final)
    except DataMissing as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    rounded = {name: {key: round(value, 4) for key, value in part.items()} for name, part in figures.items()}
    arguments.json.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(rounded, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
