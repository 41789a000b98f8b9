"""How often the article's own reporting is told from the words of somebody, and the somebody found.

    python -m evals attribution [--misses]

Gold: ``evals/data/attributions.jsonl``: sentences of the seed and of the written dev articles, with the speaker, by
the fullest name that the article gives, and the part of the sentence that is the speaker's; null where the article
says it itself. A passage with a speaker is right where the speaker of its part is named; one without, where none of
its sentence is given to anybody. Baseline: the last full name up to the end of the sentence.
"""

import argparse
import gzip
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.sentences import NupunktSplitter
from bot.domain import Span
from bot.quoting import attribution, same_speaker
from bot.quoting.people import full_names
from evals.datasets import DATA

ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Figures:
    """Right and all, for passages with a speaker and without one; ``misses`` for reading."""

    speaker: list[bool] = field(default_factory=list)
    nobody: list[bool] = field(default_factory=list)
    baseline: list[bool] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Share of the passages with a speaker that are given to the right one."""
        return sum(self.speaker) / len(self.speaker)

    def __str__(self) -> str:
        rows = (("with a speaker", self.speaker), ("without", self.nobody), ("baseline, with a speaker", self.baseline))
        return "\n".join(f"{name:26}{sum(row):4} of {len(row):4}  {sum(row) / len(row):.3f}" for name, row in rows)


def measure() -> Figures:
    """All labelled passages."""
    figures = Figures()
    splitter = NupunktSplitter()
    texts = _texts()
    for line in (DATA / "attributions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text = texts[row["document"] if "document" in row else row["doc_id"]]
        sentence = _span(text, row["sentence"], 0)
        span = _span(text, row["part"], sentence.start) if row["part"] else sentence
        found = attribution(text, splitter.spans(text), span)
        named = found.speaker if found else None
        right = _same(row["speaker"], named)
        if row["speaker"]:
            figures.speaker.append(right)
            last = [name for start, name in full_names(text) if start < sentence.end]
            figures.baseline.append(bool(last) and _same(row["speaker"], last[-1]))
        else:
            figures.nobody.append(right)
        if not right:
            figures.misses.append(
                f"{row['id']}: gold {row['speaker']}, found {named}: {row['part'] or row['sentence']}"
            )
    return figures


def _same(gold: str | None, found: str | None) -> bool:
    if gold is None or found is None:
        return gold is found
    return gold.casefold() == found.casefold() or same_speaker(gold, found)


def _span(text: str, part: str, start: int) -> Span:
    begin = text.index(part, start)
    return Span(begin, begin + len(part))


def _texts() -> dict[str, str]:
    texts = {path.stem: path.read_text("utf-8") for path in (ROOT / "seeds").glob("*.txt")}
    with gzip.open(DATA / "dev_claims.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return texts | {row["id"]: row["doc"] for row in rows}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals attribution", description="who says each passage")
    parser.add_argument("--misses", action="store_true", help="list what is wrong")
    options = parser.parse_args(arguments)
    figures = measure()
    print(figures, *(figures.misses if options.misses else ()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
