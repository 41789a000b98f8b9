"""``python -m evals report``: saved results as one self-contained HTML page, and as Markdown with pictures."""

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.errors import BadRow, UnreadableInput
from evals.pictures import claims_picture, speed_picture
from evals.tables import by_dataset, cell, headings, speed_cells, titled

RESULTS = Path(__file__).parent / "results"
INTRODUCTION = (
    "Every figure is a share in percent with its 95% bootstrap interval, drawn by document; ↓ marks where lower is "
    "better. The baselines cannot refute, and their thresholds are fitted on the written development claims; figures "
    "on development files are therefore not held out. The stance model is small: where a figure is low, it is low."
)
STYLE = """
:root { color-scheme: light; --ink: #1f2933; --faint: #d9e2ec; --accent: #0b6e6e; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; } h2 { border-top: 2px solid var(--accent); padding-top: .6rem; margin-top: 2.4rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .6rem 0; }
th, td { border-bottom: 1px solid var(--faint); padding: .25rem .7rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .ours { font-weight: 600; } figure { margin: .5rem 0; }
.pictures svg { max-width: 100%; height: auto; }
code { background: #f0f4f8; padding: .1rem .3rem; overflow-wrap: anywhere; }
figcaption { font-size: .85rem; } .small { font-size: .85rem; }
"""
ORDER = ("gold claims", "gold questions", "claims", "questions", "retrieval")
WEAK_SPOTS = ("gold claims", "test, own document")
"""The run whose kinds of claims are shown as weak spots: nothing is tuned on it."""

Block = tuple[str, Any]
"""("heading", text), ("text", text), ("code", text), ("table", rows of cells), ("pictures", [(name, caption, svg)])"""


def run_report(results: Path, out: Path) -> list[Path]:
    """Writes report.html, report.md and pictures/ into ``out``. Raises UnreadableInput where there is no result."""
    saved = [_read(path) for path in sorted(results.glob("*.json"))]
    if not saved:
        raise UnreadableInput(
            f"no results in {results}; make some with `python -m evals gold --out {results}/gold.json`"
        )
    found = blocks(saved)
    out.mkdir(parents=True, exist_ok=True)
    for old in (out / "pictures").glob("*.svg"):
        old.unlink()
    page, markdown = out / "report.html", out / "report.md"
    page.write_text(as_html(found), "utf-8")
    markdown.write_text(as_markdown(found, out / "pictures"), "utf-8")
    return [page, markdown]


def _read(path: Path) -> dict[str, Any]:
    try:
        saved: dict[str, Any] = json.loads(path.read_text("utf-8"))
        saved["runs"], saved["bench"], saved["command"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRow(f"{path}: not a saved result ({error}); make it again with --out") from None
    return saved


def blocks(saved: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The whole report as headings, texts, tables and pictures: overview, weak spots, each dataset, speed."""
    runs = [run for result in saved for run in result["runs"]]
    runs.sort(key=lambda run: (ORDER.index(run["run"]) if run["run"] in ORDER else len(ORDER), _set_order(run)))
    found: list[Block] = [("heading", "Pincite, measured"), ("text", INTRODUCTION)]
    for command in dict.fromkeys(result["command"] for result in saved):
        days = sorted({result["made"][:10] for result in saved if result["command"] == command})
        found += [("text", f"Made {' to '.join(dict.fromkeys((days[0], days[-1])))} by"), ("code", command)]
    if engines := dict.fromkeys(_engine(run["engine"]) for run in runs if run["system"] == "pincite"):
        found.append(("small", "Engine: " + "; ".join(engines)))
    if files := [run for run in runs if run["run"] == "claims"]:
        found += _overview(files)
    found += _weak_spots(runs)
    for (what, dataset), group in by_dataset(runs).items():
        found += _dataset(what, dataset, group)
    for result in saved:
        if result["bench"]:
            found += _bench(result["bench"], result.get("key", {}).get("engine", ""))
    return found


def _set_order(run: Mapping[str, Any]) -> int:
    """Test before dev before seed, public files as they come."""
    return next((place for place, name in enumerate(("test", "dev", "seed")) if run["dataset"].startswith(name)), 3)


def _overview(runs: Sequence[Mapping[str, Any]]) -> list[Block]:
    """One row a file: balanced accuracy of every system, since all files have it."""
    systems = list(dict.fromkeys(run["system"] for run in runs))
    rows = [["file", "cases", *systems]]
    for (_, dataset), group in by_dataset(runs).items():
        figures = {run["system"]: run["figures"].get("balanced accuracy") for run in group}
        rows.append([dataset, str(group[0]["cases"]), *(cell(figures.get(name)) for name in systems)])
    return [("section", "Balanced accuracy on every file"), ("table", rows)]


def _weak_spots(runs: Sequence[Mapping[str, Any]]) -> list[Block]:
    for run in runs:
        if (run["run"], run["dataset"]) == WEAK_SPOTS and run["system"] == "pincite" and run.get("by_kind"):
            about = (
                f"From {run['run']}: {run['dataset']}, {run['cases']} cases, dataset {run['hash']}; each claim alone "
                "with its document, so that retrieval has no part in it."
            )
            return [
                ("section", "Weak spots by kind of claim, worst first"),
                ("text", about),
                ("table", _kinds(run["by_kind"])),
            ]
    return []


def _kinds(kinds: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    table = [["kind, worst first", "right", "cases", "commonest error"]]
    for kind, row in kinds.items():
        error = row.get("commonest error")
        told = f"{error['cases']} × {error['label']} judged {error['verdict']}" if error else ""
        table.append([kind, cell({"value": row["right"], **row}), str(row["cases"]), told.replace("_", " ")])
    return table


def _dataset(what: str, dataset: str, group: Sequence[Mapping[str, Any]]) -> list[Block]:
    first = group[0]
    rows = [["", *(run["system"] for run in group)]]
    rows += [[titled(name), *(cell(run["figures"].get(name)) for run in group)] for name in headings(group)]
    about = f"{first['cases']} cases over {first['documents']} documents, dataset {first['hash']}; " + "; ".join(
        _engine(run["engine"]) for run in group
    )
    found: list[Block] = [("section", f"{what}: {dataset}"), ("table", rows), ("small", about)]
    if first.get("by_kind"):
        found.append(("table", _kinds(first["by_kind"])))
    if sets := first.get("by_dataset"):
        table = [["dataset", "balanced accuracy", "cases"]]
        table += [[name, f"{row['balanced accuracy']:.1%}", str(row["cases"])] for name, row in sets.items()]
        found.append(("table", table))
    if first.get("confusion"):
        name = "-".join("".join(mark if mark.isalnum() else " " for mark in f"{what} {dataset}").split())
        engine = f"{first['engine']['name']} {first['engine']['version']}"
        caption = (
            f"{dataset}: labels and verdicts, reliability, risk and coverage; "
            f"{first['cases']} cases, {engine}, dataset {first['hash']}"
        )
        found.append(("pictures", [(name, caption, claims_picture(group))]))
    return found


def _engine(engine: Mapping[str, Any]) -> str:
    """Name, version, and the hashes of models and prompts."""
    parts = [f"{engine['name']} {engine['version']}"]
    parts += [f"{name} model {version}" for name, version in engine.get("models", {}).items()]
    parts += [f"prompt {name} {digest[:8]}" for name, digest in engine.get("prompts", {}).items()]
    return ", ".join(parts)


def _bench(rows: Sequence[Mapping[str, Any]], engine: str) -> list[Block]:
    table = [["", "measured", "floor", "what the floor is", "ratio"]]
    table += [speed_cells(**row) for row in rows]
    return [
        ("section", "Speed and memory"),
        ("table", table),
        ("small", f"embedded {engine}; each measured beside its floor, in one run on one machine"),
        (
            "pictures",
            [
                (
                    "speed",
                    "Times the floor of the same run; 1 is the least possible",
                    speed_picture([row for row in rows if row["ratio"]]),
                )
            ],
        ),
    ]


def as_html(found: Sequence[Block]) -> str:
    """One page that needs nothing else: style and pictures are inside."""
    parts = []
    for kind, content in found:
        if kind == "table":
            parts.append(_html_table(content))
        elif kind == "pictures":
            figures = "".join(
                f"<figure>{svg}<figcaption>{html.escape(caption)}</figcaption></figure>" for _, caption, svg in content
            )
            parts.append(f'<div class="pictures">{figures}</div>')
        else:
            opening, closing = _TAGS[kind]
            parts.append(f"{opening}{html.escape(content)}{closing}")
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Pincite, measured</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{STYLE}</style></head>\n<body>\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


_TAGS = {
    "heading": ("<h1>", "</h1>"),
    "section": ("<h2>", "</h2>"),
    "text": ("<p>", "</p>"),
    "small": ('<p class="small">', "</p>"),
    "code": ("<p><code>", "</code></p>"),
}
_MARKS = {"heading": ("# ", ""), "section": ("## ", ""), "text": ("", ""), "small": ("", ""), "code": ("`", "`")}


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{html.escape(text)}</th>" for text in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in rows[1:])
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def as_markdown(found: Sequence[Block], pictures: Path) -> str:
    """The same as Markdown; the pictures become files in the folder."""
    parts = []
    for kind, content in found:
        if kind == "table":
            lines = ["| " + " | ".join(text.replace("|", "\\|") for text in row) + " |" for row in content]
            lines.insert(1, "|" + "---|" + "---:|" * (len(content[0]) - 1))
            parts.append("\n".join(lines))
        elif kind == "pictures":
            pictures.mkdir(parents=True, exist_ok=True)
            for name, caption, svg in content:
                (pictures / f"{name}.svg").write_text(svg, "utf-8")
                parts.append(f"![{caption}]({pictures.name}/{name}.svg)")
        else:
            opening, closing = _MARKS[kind]
            parts.append(f"{opening}{content}{closing}")
    return "\n\n".join(parts) + "\n"
