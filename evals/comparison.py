"""How precise the comparison of numbers and dates is, where it decides.

``python -m evals.comparison --data DIR [--test]`` takes each claim against each sentence of its document, with
the text before it as context. A claim counts as decided where a sentence refutes it. A row for each file gives
its claims, how many are labelled refuted, how many are decided, the precision of that, its coverage of the refuted
claims, how many of the undecided claims with agreeing numbers are labelled supported, and the decided by kind. A
file that is missing is named and skipped. ``--errors`` lists the wrong decisions, but never those of a test file.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.sentences import NupunktSplitter
from bot.comparison import Comparison, compare
from bot.domain import Stance

FILES = (
    "written/train_claims",
    "written/dev_claims",
    "dev/mnli",
    "dev/fever_symmetric",
    "dev/vitaminc",
)
TEST = "written/test_claims"


@dataclass(slots=True)
class Figures:
    """Counts of one file; precision and coverage are None where there is nothing to divide by."""

    name: str
    claims: int = 0
    refuted: int = 0
    right: int = 0
    wrong: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    agreeing: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def decided(self) -> int:
        return self.right + self.wrong

    def row(self) -> str:
        precision = f"{self.right / self.decided:.3f}" if self.decided else "-"
        coverage = f"{self.right / self.refuted:.3f}" if self.refuted else "-"
        agreeing = sum(self.agreeing.values())
        supported = f"{self.agreeing['supported'] / agreeing:.2f} of {agreeing}" if agreeing else "-"
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.kinds.most_common())
        return (
            f"{self.name:24} {self.claims:6} {self.refuted:8} {self.decided:8} {precision:>10} {coverage:>9}"
            f"  {supported:>12}  {kinds}"
        )


HEADER = (
    f"{'file':24} {'claims':>6} {'refuted':>8} {'decided':>8} {'precision':>10} {'coverage':>9}"
    f"  {'agree: right':>12}  decided by kind"
)


def measure(name: str, rows: Iterable[dict[str, Any]]) -> Figures:
    """Figures of one file; its rows have ``doc``, ``claim`` and ``label``."""
    figures = Figures(name)
    splitter = NupunktSplitter()
    sentences: dict[str, list[str]] = {}
    for row in rows:
        document = row["doc"]
        if document not in sentences:
            sentences[document] = [span.of(document) for span in splitter.spans(document)]
        texts = sentences[document]
        found = [
            (result, text)
            for index, text in enumerate(texts)
            if (result := compare(row["claim"], text, " ".join(texts[:index])))
        ]
        figures.claims += 1
        figures.refuted += row["label"] == "refuted"
        _count(figures, row, found)
    return figures


def _count(figures: Figures, row: dict[str, Any], found: list[tuple[Comparison, str]]) -> None:
    refuting = [item for item in found if item[0].stance is Stance.REFUTES]
    if not refuting:
        figures.agreeing[row["label"]] += bool(found)
        return
    result, sentence = refuting[0]
    figures.kinds[result.kind] += 1
    if row["label"] == "refuted":
        figures.right += 1
    else:
        figures.wrong += 1
        figures.errors.append(f"{row['label']} | {row['claim']} | {sentence} | {result.explanation}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals comparison", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the directory with written/ and dev/")
    parser.add_argument("--test", action="store_true", help=f"also {TEST}, to be reported once")
    parser.add_argument("--errors", action="store_true", help="list the wrong refutations of the fitting files")
    options = parser.parse_args(arguments)
    print(HEADER)
    for name in FILES + (TEST,) * options.test:
        path = options.data / f"{name}.jsonl.gz"
        if not path.exists():
            print(f"{path}: missing, skipped", file=sys.stderr)
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            figures = measure(name, map(json.loads, lines))
        print(figures.row())
        if options.errors and name != TEST:
            print("\n".join(f"    {error}" for error in figures.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
