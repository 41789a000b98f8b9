"""``python -m evals gate``: fails where the engine has become worse than the accepted baseline.

Runs what takes about three minutes: the seed's whole set, and a fixed part of the written development set, on the
whole library and on each claim's own document. A figure fails where it falls below the lower end of its accepted
95% interval. The baseline is changed by ``--accept`` and by review, never by the gate itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UnreadableInput
from evals.gold import Watch, run_gold

BASELINE = Path(__file__).parent / "baseline.json"
GATED_CASES = 60
GATED = (
    "accuracy",
    "macro-F1",
    "with right evidence",
    "quotes valid",
    "hit rate",
    "right sentence or rightly abstained",
)
Figures = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True)
class Finding:
    """One accepted figure and what it is now; ``now`` is None where it was not measured."""

    run: str
    figure: str
    accepted: float
    lowest: float
    now: float | None

    @property
    def failed(self) -> bool:
        return self.now is None or self.now < self.lowest


def measured(watch: Watch[Any]) -> Figures:
    """The gated figures of the product, by run."""
    runs = run_gold(["seed", "dev"], False, GATED_CASES, watch).runs
    return gated_figures(runs)


def gated_figures(runs: Sequence[Mapping[str, Any]]) -> Figures:
    """What of the runs is gated: value, interval and cases of each figure."""
    return {
        f"{run['run']}: {run['dataset']}": {name: run["figures"][name] for name in GATED if name in run["figures"]}
        for run in runs
    }


def compared(baseline: Figures, now: Figures) -> list[Finding]:
    """Every accepted figure beside what it is now. All quotes have to be valid, whatever was accepted."""
    found = []
    for run, figures in baseline.items():
        for name, accepted in figures.items():
            lowest = 1.0 if name == "quotes valid" else accepted["low"]
            value = now.get(run, {}).get(name)
            found.append(Finding(run, name, accepted["value"], lowest, value["value"] if value else None))
    return found


def read_baseline(path: Path) -> Figures:
    """Raises UnreadableInput where there is none."""
    try:
        baseline: Figures = json.loads(path.read_text("utf-8"))["figures"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(f"the baseline {path} cannot be read ({error}); make it with --accept") from None
    return baseline


def accept(figures: Figures, path: Path) -> None:
    """Writes the figures as the baseline."""
    path.write_text(json.dumps({"cases": GATED_CASES, "figures": figures}, indent=1) + "\n", "utf-8")
