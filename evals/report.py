"""``python -m evals report``: saved results as one self-contained HTML page, and as Markdown with pictures."""

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.errors import BadRow, UnreadableInput
from evals.pictures import confusion_picture, reliability_picture, risk_picture, speed_picture
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
th:first-child, td:first-child { text-align: left; } .ours { font-weight: 600; } figure { margin: .5rem; }
.pictures { display: flex; flex-wrap: wrap; }
code { background: #f0f4f8; padding: .1rem .3rem; overflow-wrap: anywhere; }
figcaption { font-size: .85rem; } .small { font-size: .85rem; }
"""
PICTURED = "gold claims"

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
    """The whole report as headings, texts, tables and pictures, in the order of the saved files."""
    found: list[Block] = [("heading", "Pincite, measured"), ("text", INTRODUCTION)]
    for result in saved:
        if not result["runs"] and not result["bench"]:
            continue
        found += [("text", f"Made {result['made']} by"), ("code", result["command"])]
        files = [run for run in result["runs"] if run["run"] == "claims"]
        if files:
            found += _overview(files)
        for (what, dataset), group in by_dataset(result["runs"]).items():
            found += _dataset(what, dataset, group)
        if result["bench"]:
            found += _bench(result["bench"])
    return found


def _overview(runs: Sequence[Mapping[str, Any]]) -> list[Block]:
    """One row a file: balanced accuracy of every system, since all files have it."""
    systems = list(dict.fromkeys(run["system"] for run in runs))
    rows = [["file", "cases", *systems]]
    for (_, dataset), group in by_dataset(runs).items():
        figures = {run["system"]: run["figures"].get("balanced accuracy") for run in group}
        rows.append([dataset, str(group[0]["cases"]), *(cell(figures.get(name)) for name in systems)])
    return [("section", "Balanced accuracy on every file"), ("table", rows)]


def _dataset(what: str, dataset: str, group: Sequence[Mapping[str, Any]]) -> list[Block]:
    first = group[0]
    rows = [["", *(run["system"] for run in group)]]
    rows += [[titled(name), *(cell(run["figures"].get(name)) for run in group)] for name in headings(group)]
    about = f"{first['cases']} cases over {first['documents']} documents, dataset {first['hash']}; " + "; ".join(
        _engine(run["engine"]) for run in group
    )
    found: list[Block] = [("section", f"{what}: {dataset}"), ("table", rows), ("small", about)]
    if kinds := first.get("by_kind"):
        table = [["kind, worst first", "right", "cases"]]
        table += [[kind, f"{row['right']:.0%}", str(row["cases"])] for kind, row in kinds.items()]
        found.append(("table", table))
    if first.get("confusion") and what == PICTURED:
        name = "".join(character if character.isalnum() else "-" for character in f"{what} {dataset}")
        found.append(
            (
                "pictures",
                [
                    (f"{name}-confusion", "Labels and verdicts", confusion_picture(first)),
                    (f"{name}-reliability", "Confidence and share right", reliability_picture(first)),
                    (f"{name}-risk", "Risk and coverage", risk_picture(group)),
                ],
            )
        )
    return found


def _engine(engine: Mapping[str, Any]) -> str:
    prompts = "".join(f", prompt {name} {digest[:8]}" for name, digest in engine.get("prompts", {}).items())
    return f"{engine['name']} {engine['version']}{prompts}"


def _bench(rows: Sequence[Mapping[str, Any]]) -> list[Block]:
    table = [["", "measured", "floor", "what the floor is", "ratio"]]
    table += [speed_cells(**row) for row in rows]
    return [
        ("section", "Speed and memory"),
        ("table", table),
        ("pictures", [("speed", "Ratios to the floors", speed_picture([row for row in rows if row["ratio"]]))]),
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
