"""Pictures of saved runs as SVG text, drawn with matplotlib: no display, no fonts fetched, the same every time."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # the backend has to be chosen before

INK, ACCENT, FAINT = "#1f2933", "#0b6e6e", "#9aa5b1"
_STYLE = {"svg.hashsalt": "pincite", "font.size": 9, "text.color": INK, "axes.edgecolor": FAINT, "svg.fonttype": "none"}


def claims_picture(runs: Sequence[Mapping[str, Any]]) -> str:
    """Confusion matrix and reliability diagram of the first run, and the risk-coverage curves of all."""
    with pyplot.rc_context(_STYLE):
        figure, (left, middle, right) = pyplot.subplots(
            1, 3, figsize=(12.6, 3.5), layout="constrained", width_ratios=(4.2, 3.6, 4.8)
        )
        _confusion(left, runs[0])
        _reliability(middle, runs[0])
        _risk(right, runs)
        return _svg(figure)


def _confusion(axes: Any, run: Mapping[str, Any]) -> None:
    """Shares of each label's row, counts written in the cells."""
    matrix = run["confusion"]
    labels = sorted(matrix)
    verdicts = sorted({verdict for row in matrix.values() for verdict in row})
    shares = [[matrix[label].get(verdict, 0) / sum(matrix[label].values()) for verdict in verdicts] for label in labels]
    axes.imshow(shares, cmap="GnBu", vmin=0, vmax=1, aspect="auto")
    for row, label in enumerate(labels):
        for column, verdict in enumerate(verdicts):
            dark = shares[row][column] > 0.6
            count = matrix[label].get(verdict, 0)
            axes.text(column, row, str(count), ha="center", va="center", color="white" if dark else INK)
    axes.set_xticks(range(len(verdicts)), [_short(name) for name in verdicts])
    axes.set_yticks(range(len(labels)), [_short(name) for name in labels])
    axes.set(xlabel="verdict", ylabel="label", title="labels and verdicts")


def _reliability(axes: Any, run: Mapping[str, Any]) -> None:
    """Share right against mean confidence; the area of a point is its number of cases. On the line is calibrated."""
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1)
    most = max((row[2] for row in run["reliability"]), default=1)
    for sure, share, cases in run["reliability"]:
        axes.scatter([sure], [share], s=20 + 180 * cases / most, color=ACCENT, alpha=0.8)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean confidence", ylabel="share right", title="reliability")


def _risk(axes: Any, runs: Sequence[Mapping[str, Any]]) -> None:
    """Share wrong among the most confident cases, against how many of all they are; one line a system."""
    for run in runs:
        ours = run["system"] == "pincite"
        coverage, risk = zip(*run["risk_coverage"], strict=True) if run["risk_coverage"] else ((), ())
        axes.plot(coverage, risk, label=run["system"], linewidth=2 if ours else 1, color=ACCENT if ours else None)
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="share of claims decided first",
        ylabel="share of them wrong",
        title="risk and coverage",
    )
    axes.legend(frameon=False, fontsize=8)


def speed_picture(rows: Sequence[Mapping[str, Any]]) -> str:
    """Each measurement's ratio to its floor, on a logarithmic axis."""
    with pyplot.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(6.4, 0.5 + 0.32 * len(rows)))
        names = [row["name"] for row in rows][::-1]
        ratios = [row["ratio"] for row in rows][::-1]
        axes.barh(names, ratios, color=ACCENT)
        axes.axvline(1, color=INK, linewidth=1)
        axes.set_xscale("log")
        for axis in (axes.xaxis.set_major_formatter, axes.xaxis.set_minor_formatter):
            axis(lambda ratio, _: f"{ratio:g}")
        for place, ratio in enumerate(ratios):
            axes.text(ratio, place, f" {ratio:.2f}", va="center", fontsize=8)
        axes.set_xlabel("times the floor of the same run")
        axes.set_xlim(min(0.9, *ratios) * 0.95, max(ratios) * 1.25)
        return _svg(figure)


def _short(name: str) -> str:
    return name.replace("not_enough_evidence", "not enough")


def _svg(figure: Any) -> str:
    with io.StringIO() as buffer:
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
        pyplot.close(figure)
        text = buffer.getvalue()
    return text[text.index("<svg") :]
