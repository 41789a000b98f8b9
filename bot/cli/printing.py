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
    Failed,
    Ingested,
    Match,
    QuoteCheck,
    Sentence,
    SentenceState,
    SourceInfo,
    Unchecked,
    Verdict,
    percent,
)
from bot.reporting import one_line
from bot.reporting.reports import SIGNS, WORDS, explanation_above_quotes
from bot.usage import Usage

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
    line.append(f"  {percent(result.confidence)}  ", style="dim")
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
    what, style = ("! Failed", "bold red") if isinstance(part, Failed) else ("– Not checked", "dim")
    out().print(Text(f"{what}: {one_line(part.text)} ({one_line(part.reason)})", style=style))
    out().print()


def print_answer(answer: Answer) -> None:
    if answer.abstained:
        out().print(Text(answer.text, style="bold yellow"))
        if answer.searched.nearest:
            _indented(Text("Nearest:", style="dim"))
        for item in answer.searched.nearest:
            _print_evidence(item)
        return
    for sentence in answer.sentences:
        _print_sentence(sentence)
    if answer.understood:
        _indented(Text(f"understood as: {one_line(answer.understood)}", style="dim"))
    _indented(Text(f"confidence {percent(answer.confidence)}", style="dim"))


def print_usage(usage: Usage) -> None:
    """What a language model took, on standard error; nothing where none was asked and none was spared."""
    if usage.calls or usage.cached or usage.saved_calls:
        err().print(Text(described(usage), style="dim"))


def described(usage: Usage) -> str:
    """ "3 calls, 4,210 tokens, $0.0021; 12 calls spared (≈ 15,000 tokens, $0.0080)" """
    about = "≈ " if usage.estimated else ""
    parts = [f"{usage.calls} call{'' if usage.calls == 1 else 's'}", f"{about}{usage.tokens:,} tokens"]
    parts.append("price not known" if usage.cost is None else f"{about}${usage.cost:.4f}")
    if usage.cached:
        parts.append(f"{usage.cached} from the cache")
    told = ", ".join(parts)
    if usage.saved_calls:
        saved = "" if usage.saved_cost is None else f", ${usage.saved_cost:.4f}"
        told += f"; {usage.saved_calls} calls spared (≈ {usage.saved_tokens:,} tokens{saved})"
    return told


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


def _print_sentence(sentence: Sentence) -> None:
    """A cited sentence with its quotes, or once where it is its quote; others marked as what they are."""
    if sentence.state is not SentenceState.CITED:
        mark = "not sourced" if sentence.state is SentenceState.NOT_SOURCED else f"withdrawn: {sentence.reason}"
        out().print(Text(f"({mark}) {one_line(sentence.text)}", style="dim strike"))
        return
    own = len(sentence.evidence) == 1 and one_line(sentence.evidence[0].quote.text) == one_line(sentence.text)
    if not own:
        out().print(Text(one_line(sentence.text), style="bold"))
    for item in sentence.evidence:
        _print_evidence(item, style="bold" if own else "")


def _print_evidence(item: Evidence, style: str = "") -> None:
    place = f"{one_line(item.quote.document.title)}, characters {item.quote.start} to {item.quote.end}"
    said = f"words of {one_line(item.attributed_to)}; " if item.attributed_to else ""
    _indented(Text(f"“{one_line(item.quote.text)}”", style=style))
    _indented(Text(f"— {said}{place}", style="dim"))


def _indented(text: Text) -> None:
    out().print(Padding(text, (0, 0, 0, 2)) if out().is_terminal else Text("  ") + text)
