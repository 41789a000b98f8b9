"""Results for people: colour where the terminal has it, every verdict with a sign and a word."""

import errno
import sys
from functools import cache
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli.ending import output_failed
from bot.domain import (
    Answer,
    ClaimResult,
    Correction,
    Evidence,
    Ingested,
    Match,
    QuoteCheck,
    SourceInfo,
    Unchecked,
    Verdict,
)
from bot.reporting import one_line
from bot.reporting.reports import SIGNS, WORDS, explanation_above_quotes

_COLOURS = {
    Verdict.SUPPORTED: "bold green",
    Verdict.REFUTED: "bold red",
    Verdict.NOT_ENOUGH_EVIDENCE: "bold yellow",
    Verdict.CONFLICTING: "bold magenta",
}
_MATCH_COLOURS = {Match.VERIFIED: "bold green", Match.REPAIRED: "bold yellow", Match.REJECTED: "bold red"}


class _Output(Console):
    """Ends quietly where its reader has closed it, and tells where it can't be written."""

    def on_broken_pipe(self) -> None:
        output_failed(BrokenPipeError(errno.EPIPE, ""))

    def print(self, *objects: Any, **named: Any) -> None:
        try:
            super().print(*objects, **named)
            self.file.flush()
        except OSError as error:
            output_failed(error)


@cache
def out() -> Console:
    return _Output(highlight=False, soft_wrap=not sys.stdout.isatty())


@cache
def err() -> Console:
    return Console(stderr=True, highlight=False)


def print_claim(result: ClaimResult) -> None:
    line = Text()
    line.append(f"{SIGNS[result.verdict]} {WORDS[result.verdict]}", style=_COLOURS[result.verdict])
    if result.undecided:
        line.append(" (the engine is undecided)")
    line.append(f"  {result.confidence:.0%}  ", style="dim")
    line.append(one_line(result.claim.text), style="bold")
    out().print(line)
    if result.correction:
        _print_correction(result.correction)
    _indented(Text(one_line(explanation_above_quotes(result))))
    for item in result.evidence:
        _print_evidence(item)
    if not result.evidence and result.searched.nearest:
        _indented(Text("Nearest:", style="dim"))
        for item in result.searched.nearest:
            _print_evidence(item)
    out().print()


def _print_correction(correction: Correction) -> None:
    start, end = correction.span.start, correction.span.end
    line = Text("Correct: ")
    line.append(one_line(correction.claim[:start] + "|")[:-1])
    line.append(one_line(correction.replaced), style="strike red")
    line.append(" → ")
    line.append(one_line(correction.by), style="bold green")
    line.append(one_line("|" + correction.claim[end:])[1:])
    _indented(line)


def print_unchecked(part: Unchecked) -> None:
    out().print(Text(f"– Not checked: {one_line(part.text)} ({one_line(part.reason)})", style="dim"))
    out().print()


def print_answer(answer: Answer) -> None:
    if answer.abstained:
        out().print(Text(answer.text, style="bold yellow"))
        if answer.searched.nearest:
            _indented(Text("Nearest:", style="dim"))
        for item in answer.searched.nearest:
            _print_evidence(item)
        return
    for item in answer.evidence:
        _print_evidence(item, style="bold")
    _indented(Text(f"confidence {answer.confidence:.0%}", style="dim"))


def print_quote_check(result: QuoteCheck) -> None:
    line = Text(str(result.match), style=_MATCH_COLOURS[result.match])
    line.append(f"  “{one_line(result.words)}”", style="bold")
    out().print(line)
    _indented(Text(one_line(result.reason)))
    if result.evidence:
        _print_evidence(result.evidence)


def print_sources(sources: list[SourceInfo]) -> None:
    if not sources:
        out().print("The library is empty; add an article with `pincite ingest FILE`.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("id", "title", "added", "passages", "characters", "origin"):
        table.add_column(name, justify="right" if name in {"passages", "characters"} else "left", overflow="fold")
    for source in sources:
        table.add_row(
            source.id,
            Text(one_line(source.title)),
            source.added[:10],
            str(source.passages),
            f"{source.characters:,}",
            Text(one_line(source.origin), style="dim"),
        )
    out().print(table)


def print_ingested(item: Ingested) -> None:
    out().print(Text(f"{item.status}  {item.document}  {one_line(item.title)}  ({item.passages} passages)"))


def _print_evidence(item: Evidence, style: str = "") -> None:
    place = f"{one_line(item.quote.document.title)}, characters {item.quote.start} to {item.quote.end}"
    said = f"words of {one_line(item.attributed_to)}; " if item.attributed_to else ""
    _indented(Text(f"“{one_line(item.quote.text)}”", style=style))
    _indented(Text(f"— {said}{place}", style="dim"))


def _indented(text: Text) -> None:
    out().print(Padding(text, (0, 0, 0, 2)) if out().is_terminal else Text("  ") + text)
