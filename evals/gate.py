"""``python -m evals gate``: fails where the engine has become worse than the accepted baseline.

Runs what takes less than three minutes: the seed's whole set, a fixed part of the written development set, on the
whole library and on each claim's own document, and, where there is data, a fixed sample of public development files.
A figure fails where it leaves its accepted 95% interval at the worse end. The baseline is changed by ``--accept`` and
by review, never by the gate itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UnreadableInput, UsageError
from evals.files import Part, run_claims, run_questions
from evals.gold import Subjects, Watch, run_gold
from evals.runs import Results
from evals.tables import LOWER_IS_BETTER

BASELINE = Path(__file__).parent / "baseline.json"
GATED_CASES = 100
"""Claims and questions of each written set, in either scope."""
SAMPLED_ROWS = 50
"""Rows of each public file."""
CLAIM_FILES = ("aggrefact_cliff_goyal", "control", "healthver", "mnli", "summedits_sales_email", "vitaminc")
QUESTION_FILES = ("squad2",)
GATED = (
    "accuracy",
    "macro-F1",
    "balanced accuracy",
    "calibration error",
    "AURC",
    "with right evidence",
    "quotes valid",
    "hit rate",
    "right sentence or rightly abstained",
)
Figures = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True)
class Finding:
    """One accepted figure, the worst it may be, and what it is now: None where it was not measured.

    ``why`` says what else is wrong with it.
    """

    run: str
    figure: str
    accepted: float
    worst: float
    now: float | None
    why: str = ""

    @property
    def failed(self) -> bool:
        if self.now is None or self.why:
            return True
        return self.now > self.worst if self.figure in LOWER_IS_BETTER else self.now < self.worst


@dataclass(frozen=True)
class Measured:
    """Figures by run, and the hash of each run's dataset."""

    figures: Figures
    datasets: dict[str, str]


def measured(watch: Watch[Any], data: Path | None) -> Measured:
    """The gated figures of the product, by run. Raises UnreadableInput where the data lacks one of the files."""
    subjects = Subjects.load(with_baselines=False)
    results = run_gold(["seed", "dev"], GATED_CASES, watch, subjects)
    if data is not None:
        part = Part(sample=SAMPLED_ROWS)
        run_claims(_files(data, CLAIM_FILES), part, None, watch, subjects, results)
        run_questions(_files(data, QUESTION_FILES), part, watch, subjects, results)
    return gated(results)


def _files(data: Path, names: Sequence[str]) -> list[Path]:
    return [data / "dev" / f"{name}.jsonl.gz" for name in names]


def gated(results: Results) -> Measured:
    """What of the runs is gated: value, interval and cases of each figure."""
    named = {f"{run['run']}: {run['dataset']}": run for run in results.runs}
    return Measured(
        {
            name: {figure: run["figures"][figure] for figure in GATED if figure in run["figures"]}
            for name, run in named.items()
        },
        {name: run["hash"] for name, run in named.items()},
    )


def compared(baseline: Measured, now: Measured) -> list[Finding]:
    """Every accepted figure beside what it is now. All quotes have to be valid, whatever was accepted.

    Files of the data are left out where there is no data now. A run on other rows than the accepted ones fails.
    """
    found = []
    for run, figures in baseline.figures.items():
        if needs_data(run) and not any(needs_data(name) for name in now.figures):
            continue
        changed = run in now.datasets and now.datasets[run] != baseline.datasets.get(run)
        for name, accepted in figures.items():
            worst = 1.0 if name == "quotes valid" else accepted["high" if name in LOWER_IS_BETTER else "low"]
            value = now.figures.get(run, {}).get(name)
            why = "other rows than were accepted" if changed else ""
            found.append(Finding(run, name, accepted["value"], worst, value["value"] if value else None, why))
    return found


def needs_data(run: str) -> bool:
    """Whether the run is on files that are not in the checkout."""
    return not run.startswith("gold ")


def read_baseline(path: Path) -> Measured:
    """Raises UnreadableInput where there is none."""
    try:
        saved: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return Measured(saved["figures"], saved["datasets"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(f"the baseline {path} cannot be read ({error}); make it with --accept") from None


def accept(now: Measured, path: Path, engine: str) -> None:
    """Writes the figures as the baseline. Raises UsageError where that would drop those on the data."""
    if path.exists() and not any(needs_data(run) for run in now.figures):
        try:
            dropped = any(needs_data(run) for run in read_baseline(path).figures)
        except UnreadableInput:
            dropped = False
        if dropped:
            raise UsageError("the baseline holds figures on public files: name their directory with --data to accept")
    saved = {
        "engine": engine,
        "cases": GATED_CASES,
        "sampled": SAMPLED_ROWS,
        "datasets": now.datasets,
        "figures": now.figures,
    }
    path.write_text(json.dumps(saved, indent=1) + "\n", "utf-8")
