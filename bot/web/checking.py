"""What the Check tab checks: a pasted text, or the rows of a file as one text; and what has become of it so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bot.domain import CheckResult, Engine, QuoteCheck, Unchecked
from bot.errors import UnreadableInput
from bot.ingestion.rows import Row, has_words, read_rows
from bot.quoting import quoted_parts
from bot.reporting import FORMATS, check_record, quote_check_record, report_text
from bot.web import words
from bot.web.results import Progress
from bot.web.verdicts import Part

if TYPE_CHECKING:
    from bot.pincite import Pincite

MOST_ROWS = 500
"""Of a file that the page takes: all of its verdicts stand on one page."""

_LONGEST_LINK = 1500
"""Characters of a text that fits into a link."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows that are checked, one for a pasted text; ``name`` is the file's."""

    rows: tuple[Row, ...]
    name: str = ""

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)


@dataclass(frozen=True, slots=True)
class Run:
    """One check as far as it has come; kept in the session so that Stop can show what there is.

    ``sources`` are those that it is checked against; empty for all. ``parts`` have their places in the draft's text;
    ``records`` are the contract's, one for each finished row.
    """

    draft: Draft = Draft(())
    sources: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    at: Progress = field(default_factory=Progress)
    records: tuple[dict[str, Any], ...] = ()
    quotes: tuple[QuoteCheck, ...] = ()
    engine: Engine | None = None

    @property
    def link(self) -> str:
        """The query that leads back to this check; empty for a file, and for a text too long for a link."""
        if self.draft.name or len(self.draft.text) > _LONGEST_LINK:
            return ""
        return urlencode({"tab": "check", "claim": self.draft.text, "source": self.sources}, doseq=True)


def read_draft(path: str) -> Draft:
    """The rows of an uploaded file. Raises UnreadableInput, BadRow, UsageError, each with the file's name alone."""
    count, rows = read_rows(path)
    if count > MOST_ROWS:
        raise UnreadableInput(words.TOO_MANY_ROWS.format(number=count, most=MOST_ROWS))
    return Draft(tuple(rows), Path(path).name)


def run_check(pincite: "Pincite", draft: Draft, sources: Sequence[str] | None) -> Iterator[Run]:
    """The run after each claim, and last of all the finished one. Raises what ``Pincite.check`` raises."""
    run = Run(
        draft,
        tuple(sources or ()),
        engine=pincite.engine,
        at=Progress(total=len(draft.rows) if draft.name else 0, name=draft.name),
    )
    start = 0
    for row in draft.rows:
        own: list[Part] = []
        # an empty row of a file is a row without claims; an empty text is an error
        stream = iter(()) if draft.name and not has_words(row.text) else pincite.check_stream(row.text, sources)
        for number, total, part in stream:
            own.append(part)
            at = run.at if draft.name else replace(run.at, number=number, total=total)
            run = replace(run, parts=(*run.parts, _moved(part, start)), at=at)
            yield run
        start += len(row.text) + 1
        quotes = check_quotations(pincite, row.text, sources)
        record = _record(pincite.check_result(row.text, own), quotes, row)
        at = replace(run.at, number=run.at.number + 1) if draft.name else run.at
        run = replace(run, at=at, records=(*run.records, record), quotes=(*run.quotes, *quotes))
    yield replace(run, at=replace(run.at, done=True))


def _moved(part: Part, by: int) -> Part:
    """The part with its place in the whole draft."""
    if not by:
        return part
    if isinstance(part, Unchecked):
        return replace(part, start=part.start + by, end=part.end + by)
    return replace(part, claim=replace(part.claim, start=part.start + by, end=part.end + by))


def _record(result: CheckResult, quotes: Sequence[QuoteCheck], row: Row) -> dict[str, Any]:
    record = check_record(result)
    if quotes:
        record["quotations"] = [quote_check_record(check) for check in quotes]
    if row.input is not None:
        record["input"] = row.input
    return record


def check_quotations(pincite: "Pincite", text: str, sources: Sequence[str] | None) -> list[QuoteCheck]:
    """Each run of words that the text puts in quotation marks, against the sources."""
    return [pincite.quote(part.words, part.speaker, sources) for part in quoted_parts(text)]


def write_reports(folder: Path, records: Sequence[dict[str, Any]]) -> list[str]:
    """The report in each format that the product has, in the order of FORMATS."""
    paths = []
    for suffix in FORMATS:
        path = folder / f"pincite-report{suffix}"
        path.write_text(report_text(records, suffix), "utf-8")
        paths.append(str(path))
    return paths
