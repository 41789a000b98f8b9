"""Whether the quotes of a saved report still stand in the library's documents, to the character."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.errors import BadReport, UnknownSource
from bot.ports import PassageStore


@dataclass(frozen=True, slots=True)
class Recheck:
    """One quote of the report: ``holds``, or the ``reason`` why not."""

    claim: str
    text: str
    holds: bool
    reason: str = ""


def verify_report(content: str, store: PassageStore) -> list[Recheck]:
    """Every quote of a saved JSON report, or of the JSON Lines of ``check --json`` and ``ask --json``.

    Raises BadReport where the content is neither.
    """
    return [_recheck(claim, quote, store) for record in _records(content) for claim, quote in _quotes(record)]


def _records(content: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(content)
        records = whole["checks"] if isinstance(whole, dict) and "pincite_report" in whole else [whole]
    except RecursionError:
        raise BadReport("this is not a report of pincite: it is nested too deeply") from None
    except ValueError:
        records = []
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                try:
                    records.append(json.loads(line))
                except (ValueError, RecursionError) as error:
                    raise BadReport(
                        f"line {number} is not JSON ({error}); give a report made with --output report.json"
                    ) from None
    if not records or not all(
        isinstance(record, dict) and ("claims" in record or "quotes" in record) for record in records
    ):
        raise BadReport("this is not a report of pincite; give one made with --output report.json or --json")
    return records


def _quotes(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        for part in record.get("claims", [record]):
            name = part.get("claim") or part.get("question", "")
            for quote in [*part["quotes"], *part.get("searched", {}).get("nearest", [])]:
                yield name, _place(quote, quote["text"])
            if correction := part.get("correction"):
                yield name, _place(correction, correction["by"])
        for words in record.get("quotations", []):
            for quote in (words["quote"], words["nearest"]):
                if quote:
                    yield words["words"], _place(quote, quote["text"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadReport(f"a quote of the report is incomplete ({error}); make the report again") from None


def _place(record: dict[str, Any], text: str) -> dict[str, Any]:
    if not isinstance(record["start"], int) or not isinstance(record["end"], int):
        raise TypeError("offsets are whole numbers")
    # what a correction takes from its source stands on one line in it
    one_line = "by" in record
    return {**{key: record[key] for key in ("document", "title", "start", "end")}, "text": text, "one_line": one_line}


def _recheck(claim: str, quote: dict[str, Any], store: PassageStore) -> Recheck:
    try:
        document = store.get(quote["document"])
    except UnknownSource:
        return Recheck(claim, quote["text"], False, f"“{quote['title']}” ({quote['document']}) is not in this library")
    start, end = quote["start"], quote["end"]
    found = document.text[start:end] if 0 <= start < end else ""
    if found and quote["text"] in (found, " ".join(found.split()) if quote["one_line"] else found):
        return Recheck(claim, quote["text"], True)
    return Recheck(claim, quote["text"], False, f"these are not the words at {start} to {end} of “{document.title}”")
