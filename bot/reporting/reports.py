"""A report of checks as HTML, Markdown, CSV or JSON, made from the contract's records."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from bot.domain import ClaimResult, Verdict, percent
from bot.reporting.lines import inert_line

Record = Mapping[str, Any]
SIGNS: Mapping[str, str] = {
    Verdict.SUPPORTED: "✓",
    Verdict.REFUTED: "✗",
    Verdict.NOT_ENOUGH_EVIDENCE: "?",
    Verdict.CONFLICTING: "⇄",
}
WORDS: Mapping[str, str] = {
    Verdict.SUPPORTED: "Supported",
    Verdict.REFUTED: "Refuted",
    Verdict.NOT_ENOUGH_EVIDENCE: "Not enough evidence",
    Verdict.CONFLICTING: "Conflicting",
}
_NOTE = "A verdict says what these sources say, not what is true in the world."


def report_text(checks: Sequence[Record], suffix: str) -> str:
    """The whole report for a file ending of FORMATS; KeyError for another. Each check is a ``check_record``."""
    return FORMATS[suffix](checks)


def explanation_above_quotes(result: ClaimResult) -> str:
    """The explanation without the excerpt that it ends in, where its quote is shown below it."""
    told = result.explanation
    shown = [" ".join(item.quote.text.split()) for item in result.evidence or result.searched.nearest]
    for mark in re.finditer("“(?:… )?", told):
        excerpt = told[mark.end() :].removesuffix("”").removesuffix(" …")
        before = told[: mark.start()].rstrip()
        if before and told.endswith("”") and excerpt and any(excerpt in text for text in shown):
            return before.rstrip(":") + ":"
    return told


def _json(checks: Sequence[Record]) -> str:
    return json.dumps({"pincite_report": 1, "checks": list(checks)}, ensure_ascii=False, indent=1) + "\n"


_QUOTE_COLUMNS = ("quote", "stance", "attributed_to", "document", "title", "start", "end")
_COLUMNS = ("text", "claim", "verdict", "confidence", "undecided", "correction", "explanation", *_QUOTE_COLUMNS)


def _csv(checks: Sequence[Record]) -> str:
    """A row for each claim with its first quote; a row's own columns follow as ``input_NAME``."""
    out = io.StringIO()
    inputs = dict.fromkeys(key for check in checks for key in check.get("input", {}))
    writer = csv.DictWriter(out, [*_COLUMNS, *(f"input_{key}" for key in inputs)], lineterminator="\n")
    writer.writeheader()
    for check in checks:
        given = {f"input_{key}": value for key, value in check.get("input", {}).items()} | {"text": check["text"]}
        for claim in check["claims"]:
            quote = claim["quotes"][0] if claim["quotes"] else {}
            row = {key: claim[key] for key in ("claim", "verdict", "confidence", "undecided", "explanation")}
            row["correction"] = (claim["correction"] or {}).get("text", "")
            row |= {key: quote.get("text" if key == "quote" else key, "") for key in _QUOTE_COLUMNS}
            writer.writerow({key: _cell(value) for key, value in (given | row).items()})
        for verdict, text, reason in _left_out(check):
            row = {"claim": text, "verdict": verdict, "explanation": reason}
            writer.writerow({key: _cell(value) for key, value in (given | row).items()})
    return out.getvalue()


_UNDECIDED = "undecided"
_NOT_JUDGED = {"not_checkable": "Not checked", "error": "Failed"}
_SHOWN: Mapping[str, str] = {**WORDS, _UNDECIDED: "Undecided", "error": _NOT_JUDGED["error"]}
_SHOWN_SIGNS: Mapping[str, str] = {**SIGNS, _UNDECIDED: "~"}


def _left_out(check: Record) -> list[tuple[str, str, str]]:
    """What has no verdict: (not_checkable or error, text, reason)."""
    return [("not_checkable", part["text"], part["reason"]) for part in check.get("not_checkable", [])] + [
        ("error", part["claim"], part["error"]) for part in check.get("errors", [])
    ]


_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def _cell(value: Any) -> Any:
    # a spreadsheet would run a text that begins so, or with the wide form of these, as a formula
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _kind(claim: Record) -> str:
    """What the claim is headed and counted as: an engine that does not know is no source that does not say."""
    return _UNDECIDED if claim["undecided"] else str(Verdict(claim["verdict"]))


def _summary(checks: Sequence[Record]) -> str:
    counts = Counter(_kind(claim) for check in checks for claim in check["claims"])
    counts["error"] = sum(len(check.get("errors", [])) for check in checks)
    return ", ".join(f"{counts[kind]} {word.lower()}" for kind, word in _SHOWN.items() if counts[kind]) or "No claims."


def _markdown(checks: Sequence[Record]) -> str:
    lines = ["# Claims checked", "", _summary(checks), ""]
    for check in checks:
        for claim in check["claims"]:
            kind = _kind(claim)
            lines += [f"## {_SHOWN_SIGNS[kind]} {_SHOWN[kind]}: {inert_line(claim['claim'])}", ""]
            lines += [f"{inert_line(claim['explanation'])} (confidence {percent(claim['confidence'])})", ""]
            if correction := claim["correction"]:
                lines += [
                    f"Corrected: {inert_line(correction['text'])} ({_change(correction, inert_line)})",
                    "",
                ]
            for quote in claim["quotes"]:
                said = f", {inert_line(quote['attributed_to'])}" if quote["attributed_to"] else ""
                lines += [f"> {inert_line(quote['text'])}", ">"]
                lines += [
                    f"> — {quote['stance']}{said}; {_place(quote, inert_line)}",
                    "",
                ]
        for kind, text, reason in _left_out(check):
            lines += [f"- {_NOT_JUDGED[kind]} ({inert_line(reason)}): {inert_line(text)}", ""]
    lines += [_NOTE, f"Engine: {_engine(checks)}", ""]
    return "\n".join(lines)


def _place(quote: Record, made_safe: Callable[[str], str]) -> str:
    return f"{made_safe(quote['title'])}, characters {quote['start']} to {quote['end']}"


def _change(correction: Record, made_safe: Callable[[str], str]) -> str:
    return f"“{made_safe(correction['replaced'])}” → “{made_safe(correction['by'])}”"


def _engine(checks: Sequence[Record]) -> str:
    return "; ".join(dict.fromkeys(f"{check['engine']['name']} {check['engine']['version']}" for check in checks))


_STYLE = """
:root{color-scheme:light dark;--ink:#1d2329;--soft:#5b6570;--line:#d9dee3;--paper:#fff;
--supported:#11632f;--refuted:#a3161b;--not_enough_evidence:#5b6570;--conflicting:#8a4b00}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebee;--soft:#a9b3bd;--line:#3a424a;--paper:#15191d;
--supported:#7bd69a;--refuted:#ff9a97;--not_enough_evidence:#a9b3bd;--conflicting:#f0b35c}}
body{font:1rem/1.6 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:46rem;margin:2.5rem auto;padding:0 1.2rem}
h1{font-size:1.5rem}article{border-top:1px solid var(--line);padding:1.1rem 0}h2{font-size:1.08rem;margin:.2rem 0}
.verdict{font-weight:650}
blockquote{font-family:Georgia,serif;margin:.7rem 0;padding-left:.9rem;border-left:3px solid var(--line)}
footer,cite,.soft{color:var(--soft);font-size:.88rem;font-style:normal}
""" + "".join(f".{verdict}{{color:var(--{verdict})}}" for verdict in Verdict)


def _html(checks: Sequence[Record]) -> str:
    body = [f"<h1>Claims checked</h1><p>{_summary(checks)}</p>"]
    for check in checks:
        body += [_html_claim(claim) for claim in check["claims"]]
        body += [
            f'<article class="soft"><p>{_NOT_JUDGED[verdict]} ({_apart(reason)}): {_apart(text)}</p></article>'
            for verdict, text, reason in _left_out(check)
        ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>Claims checked</title>'
        f"<style>{_STYLE}</style></head><body>\n"
        + "\n".join(body)
        + f"\n<footer><p>{_NOTE}</p><p>Engine: {escape(_engine(checks))}</p></footer>\n</body></html>\n"
    )


def _apart(text: str) -> str:
    # a text that turns the writing direction turns its own words only
    return f"<bdi>{escape(text)}</bdi>"


def _html_claim(claim: Record) -> str:
    kind = _kind(claim)
    quotes = "".join(
        f"<blockquote><p>{escape(quote['text'])}</p><cite>{escape(quote['stance'])}"
        + (f", words of {_apart(quote['attributed_to'])}" if quote["attributed_to"] else "")
        + f"; {_place(quote, _apart)}</cite></blockquote>"
        for quote in claim["quotes"]
    )
    correction = claim["correction"]
    corrected = (
        f"<p><b>Corrected:</b> {escape(correction['text'])} "
        f'<span class="soft">({_change(correction, escape)})</span></p>'
        if correction
        else ""
    )
    return (
        f'<article><p class="verdict {kind}">{_SHOWN_SIGNS[kind]} {_SHOWN[kind]} '
        f'<span class="soft">confidence {percent(claim["confidence"])}</span></p>'
        f"<h2>{escape(claim['claim'])}</h2><p>{escape(claim['explanation'])}</p>{corrected}{quotes}</article>"
    )


FORMATS: Mapping[str, Callable[[Sequence[Record]], str]] = {
    ".html": _html,
    ".md": _markdown,
    ".csv": _csv,
    ".json": _json,
}
