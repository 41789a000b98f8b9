"""Saved runs as tables, for the terminal and for the report."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from evals.bench import Row
    from evals.gate import Finding

LOWER_IS_BETTER = {"calibration error", "AURC", "failed", "wrong of decided"}


def headings(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of all figures of the runs, in the order they first occur."""
    return list(dict.fromkeys(name for run in runs for name in run["figures"]))


def cell(figure: Mapping[str, float] | None) -> str:
    """A share as a percentage with its interval; a dash where the measure does not apply."""
    if figure is None:
        return "–"
    return f"{figure['value']:.1%} [{figure['low']:.0%}–{figure['high']:.0%}]".replace("%", "")


def titled(name: str) -> str:
    return f"{name} ↓" if name in LOWER_IS_BETTER else name


def by_dataset(runs: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """Runs grouped by what was run and on what."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for run in runs:
        groups.setdefault((run["run"], run["dataset"]), []).append(run)
    return groups


def printed(runs: Sequence[Mapping[str, Any]], console: Console) -> None:
    """One table a dataset: systems across, figures down; then the product's confusion matrix and kinds."""
    for (what, dataset), group in by_dataset(runs).items():
        table = Table(
            title=f"{what}: {dataset} ({group[0]['cases']} cases, % with 95% intervals)", title_justify="left"
        )
        table.add_column("")
        for run in group:
            table.add_column(run["system"], justify="right")
        for name in headings(group):
            table.add_row(titled(name), *(cell(run["figures"].get(name)) for run in group))
        console.print(table)
        _details(group[0], console)


def _details(run: Mapping[str, Any], console: Console) -> None:
    if matrix := run.get("confusion"):
        columns = list(dict.fromkeys(guess for row in matrix.values() for guess in row))
        table = Table(title=f"{run['system']}: rows are labels, columns verdicts", title_justify="left")
        table.add_column("")
        for name in columns:
            table.add_column(name, justify="right")
        for label, row in matrix.items():
            table.add_row(label, *(str(row.get(name, 0)) for name in columns))
        console.print(table)
    if kinds := run.get("by_kind"):
        worst = ", ".join(f"{kind} {row['right']:.0%} of {row['cases']}" for kind, row in kinds.items())
        console.print(f"Right by kind, worst first: {worst}\n")
    if sets := run.get("by_dataset"):
        each = ", ".join(f"{name} {row['balanced accuracy']:.1%} of {row['cases']}" for name, row in sets.items())
        average = sum(row["balanced accuracy"] for row in sets.values()) / len(sets)
        console.print(f"Balanced accuracy by dataset: {each}; their mean {average:.1%}\n")


def speed_cells(
    name: str, value: float, unit: str, floor: float | None, floor_name: str, ratio: float | None
) -> list[str]:
    """One measurement as cells; a dash where there is no floor."""
    least = "–" if floor is None else f"{floor:,.1f}"
    return [name, f"{value:,.1f} {unit}", least, floor_name, "–" if ratio is None else f"{ratio:.2f}"]


def printed_bench(rows: "Sequence[Row]", console: Console) -> None:
    """Each measurement beside its floor."""
    table = Table(title="Speed and memory; the ratio is to the floor of the same run", title_justify="left")
    for name in ("", "measured", "floor", "what the floor is", "ratio"):
        table.add_column(name, justify="right" if name in {"measured", "floor", "ratio"} else "left")
    for row in rows:
        table.add_row(*speed_cells(**asdict(row)))
    console.print(table)


def printed_findings(findings: "Sequence[Finding]", console: Console) -> None:
    """The gate's findings, one a line."""
    table = Table(title="Accepted figures and what they are now, %", title_justify="left")
    for name in ("", "figure", "accepted", "worst", "now", ""):
        table.add_column(name, justify="right" if name in {"accepted", "worst", "now"} else "left")
    for item in findings:
        now = "–" if item.now is None else f"{item.now:.1%}"
        outcome = f"[red]FAILED {item.why}[/red]" if item.failed else "ok"
        table.add_row(item.run, titled(item.figure), f"{item.accepted:.1%}", f"{item.worst:.1%}", now, outcome)
    console.print(table)


def printed_records(records: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Records with the same keys as one table."""
    table = Table(*records[0]) if records else Table()
    for record in records:
        table.add_row(*(f"{value:,}" if isinstance(value, int | float) else str(value) for value in record.values()))
    console.print(table)
