"""A conversation as plain values for the browser's storage, and back.

What comes back is not trusted: quotes are places, read again from the library's documents, so that no text of the
browser's can be shown as a source's.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bot.answering.composing import ABSTENTION, text_of
from bot.domain import (
    Answer,
    Claim,
    ClaimResult,
    Correction,
    Dial,
    Engine,
    Evidence,
    Match,
    Quote,
    Searched,
    SecondOpinion,
    Sentence,
    SentenceState,
    Span,
    Stance,
    Unchecked,
    Verdict,
)
from bot.domain import Failed as FailedPart
from bot.errors import PinciteError
from bot.reporting import answer_record, check_record, inert_line
from bot.usage import Usage
from bot.web import words
from bot.web.rendering import citation
from bot.web.transcript import Asked, Checked, Failed, Turn
from bot.web.verdicts import Part, kind_of

if TYPE_CHECKING:
    from bot.pincite import Pincite

Saved = dict[str, Any]
MOST_TURNS = 60
"""Of a conversation that are kept, the newest: a browser's storage ends at about 5 MB."""


def saved(turns: Sequence[Turn]) -> list[Saved]:
    """The finished turns as JSON values."""
    return [_saved(turn) for turn in turns[-MOST_TURNS:] if turn.done]


def restored(records: Any, pincite: "Pincite") -> list[Turn]:
    """The turns again; one whose source is gone tells so. What is no saved turn is left out."""
    turns: list[Turn] = []
    for record in records if isinstance(records, list) else []:
        try:
            turns.append(_restored(record, pincite))
        except (KeyError, TypeError, ValueError, AttributeError, PinciteError):
            if isinstance(record, dict) and isinstance(record.get("text"), str):
                turns.append(Failed(record["text"], words.NOT_RESTORED, check=record.get("kind") == "checked"))
    return turns


def _saved(turn: Turn) -> Saved:
    if isinstance(turn, Failed):
        return {"kind": "failed", "text": turn.text, "message": turn.message, "check": turn.check}
    if isinstance(turn, Checked):
        parts = [_part(part) for part in turn.parts]
        return {
            "kind": "checked",
            "text": turn.text,
            "parts": parts,
            "total": turn.total,
            "stopped": turn.stopped,
            "engine": _engine(turn.engine) if turn.engine else None,
            "dial": asdict(turn.dial) if turn.dial else None,
        }
    answer = turn.answer
    if answer is None:
        return {"kind": "stopped", "text": turn.text, "coming": [_sentence(item) for item in turn.coming]}
    return {
        "kind": "asked",
        "text": turn.text,
        "abstained": answer.abstained,
        "confidence": answer.confidence,
        "evidence": [_evidence(item) for item in answer.evidence],
        "sentences": [_sentence(item) for item in answer.sentences],
        "understood": answer.understood,
        "searched": _searched(answer.searched),
        "engine": _engine(answer.engine),
        "usage": asdict(answer.usage),
    }


def _engine(engine: Engine) -> list[Any]:
    return [engine.name, engine.version, dict(engine.prompts), engine.host]


def _part(part: Part) -> Saved:
    if isinstance(part, Unchecked):
        return {
            "text": part.text,
            "start": part.start,
            "end": part.end,
            "reason": part.reason,
            "failed": asdict(part.usage) if isinstance(part, FailedPart) else None,
        }
    return {
        "claim": [part.claim.text, part.claim.start, part.claim.end],
        "verdict": str(part.verdict),
        "confidence": part.confidence,
        "undecided": part.undecided,
        "explanation": part.explanation,
        "evidence": [_evidence(item) for item in part.evidence],
        "searched": _searched(part.searched),
        "decided_by": part.decided_by,
        "probabilities": dict(part.probabilities),
        "second": asdict(part.second) if part.second else None,
        "usage": asdict(part.usage),
        "correction": _correction(part.correction) if part.correction else None,
    }


def _evidence(item: Evidence) -> list[Any]:
    quote = item.quote
    place = [quote.document.id, quote.start, quote.end]
    return [*place, str(item.stance), item.score, str(item.match), item.attributed_to]


def _correction(item: Correction) -> list[Any]:
    quote = item.quote
    return [item.claim, item.span.start, item.span.end, quote.document.id, quote.start, quote.end]


def _sentence(item: Sentence) -> list[Any]:
    return [item.number, item.text, str(item.state), [_evidence(one) for one in item.evidence], item.reason]


def _searched(searched: Searched) -> list[Any]:
    return [searched.passages, [_evidence(item) for item in searched.nearest]]


def _restored(record: Saved, pincite: "Pincite") -> Turn:
    def evidence(items: list[Any]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(
                Quote(pincite.document(document), int(start), int(end)),
                Stance(stance),
                float(score),
                Match(match),
                None if said is None else str(said),
            )
            for document, start, end, stance, score, match, said in items
        )

    def searched(value: list[Any]) -> Searched:
        return Searched(int(value[0]), evidence(value[1]))

    def sentences(values: list[Any]) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(int(number), str(words_), SentenceState(state), evidence(quotes), str(reason))
            for number, words_, state, quotes, reason in values
        )

    def correction(value: list[Any] | None) -> Correction | None:
        if value is None:
            return None
        claim, first, last, document, start, end = value
        place = Quote(pincite.document(document), int(start), int(end))
        return Correction(str(claim), Span(int(first), int(last)), place)

    def engine(value: list[Any]) -> Engine:
        name, version, prompts, host = value
        return Engine(str(name), str(version), {str(key): str(text) for key, text in prompts.items()}, str(host))

    def usage(value: Saved) -> Usage:
        return Usage() + Usage(**value)  # adding fails where one of them is no number

    def second(value: Saved | None) -> SecondOpinion | None:
        if value is None:
            return None
        return SecondOpinion(Verdict(value["verdict"]), float(value["confidence"]), bool(value["agrees"]))

    def dial(value: Saved | None) -> Dial | None:
        if value is None:
            return None
        risk, coverage = (None if value[key] is None else float(value[key]) for key in ("risk", "coverage"))
        return Dial(risk, float(value["threshold"]), coverage)

    def part(value: Saved) -> Part:
        if "reason" in value:
            place = str(value["text"]), int(value["start"]), int(value["end"]), str(value["reason"])
            return Unchecked(*place) if value["failed"] is None else FailedPart(*place, usage(value["failed"]))
        text, start, end = value["claim"]
        return ClaimResult(
            claim=Claim(str(text), int(start), int(end)),
            verdict=Verdict(value["verdict"]),
            confidence=float(value["confidence"]),
            evidence=evidence(value["evidence"]),
            explanation=str(value["explanation"]),
            searched=searched(value["searched"]),
            undecided=bool(value["undecided"]),
            decided_by=str(value["decided_by"]),
            probabilities={str(key): float(share) for key, share in value["probabilities"].items()},
            second=second(value["second"]),
            usage=usage(value["usage"]),
            correction=correction(value["correction"]),
        )

    kind, text = record["kind"], str(record["text"])
    if kind == "failed":
        return Failed(text, str(record["message"]), bool(record["check"]))
    if kind == "stopped":
        return Asked(text, coming=sentences(record["coming"]), stopped=True)
    if kind == "checked":
        parts = tuple(part(value) for value in record["parts"])
        return Checked(
            text,
            parts,
            int(record["total"]),
            done=True,
            stopped=bool(record["stopped"]),
            engine=engine(record["engine"]) if record["engine"] else None,
            dial=dial(record["dial"]),
        )
    abstained, quotes, told = bool(record["abstained"]), evidence(record["evidence"]), sentences(record["sentences"])
    cited = " ".join(item.text for item in told if item.state is SentenceState.CITED)
    answer = Answer(
        question=text,
        text=ABSTENTION if abstained else cited or text_of(quotes),
        abstained=abstained,
        confidence=float(record["confidence"]),
        evidence=quotes,
        searched=searched(record["searched"]),
        sentences=told,
        understood=str(record["understood"]),
        engine=engine(record["engine"]),
        usage=usage(record["usage"]),
    )
    return Asked(text, answer)


def exported_records(turns: Sequence[Turn], pincite: "Pincite") -> list[dict[str, Any]]:
    """The contract's records of the answers and checks, which `pincite verify` reads."""
    records = []
    for turn in turns:
        if isinstance(turn, Checked) and turn.done:
            records.append(_check_record(turn, pincite))
        elif isinstance(turn, Asked) and turn.answer:
            records.append(answer_record(turn.answer))
    return records


def _check_record(turn: Checked, pincite: "Pincite") -> dict[str, Any]:
    """Of a check that was stopped nothing is known of the whole, unless what was checked refutes it."""
    result = pincite.check_result(turn.text, turn.parts)
    result = replace(result, engine=turn.engine or result.engine, dial=turn.dial)
    if turn.stopped and result.verdict is not Verdict.REFUTED:
        result = replace(result, verdict=None)
    return check_record(result) | {"stopped": turn.stopped}


def exported_text(turns: Sequence[Turn]) -> str:
    """The conversation as Markdown, each quote with its place."""
    lines = [f"# {words.EXPORT_TITLE}", ""]
    for turn in turns:
        lines += [f"## {inert_line(turn.text)}", ""]
        if isinstance(turn, Failed):
            lines += [inert_line(turn.message), ""]
        elif isinstance(turn, Checked):
            if turn.stopped:
                lines += [words.STOPPED.format(number=len(turn.parts), total=turn.total), ""]
            for part in turn.parts:
                if isinstance(part, Unchecked):
                    lines += [
                        f"- {words.KIND[kind_of(part)]} ({inert_line(part.reason)}): {inert_line(part.text)}",
                        "",
                    ]
                    continue
                said = words.confidence(part.confidence)
                lines += [f"- **{words.KIND[kind_of(part)]}** ({said}): {inert_line(part.claim.text)}", ""]
                lines += _quoted(part.evidence)
        elif turn.answer and turn.answer.abstained:
            lines += [f"{words.ABSTAINED}.", ""]
        else:
            for item in turn.answer.sentences if turn.answer else turn.coming:
                if item.state is SentenceState.CITED:
                    lines += [inert_line(item.text), "", *_quoted(item.evidence)]
            if not turn.answer:
                lines += [words.ANSWER_STOPPED, ""]
    return "\n".join([*lines, words.NOT_TRUTH, ""])


def _quoted(items: Sequence[Evidence]) -> list[str]:
    lines = []
    for item in items:
        said = f"{inert_line(item.attributed_to)}; " if item.attributed_to else ""
        lines += [
            f"> {inert_line(item.quote.text)}",
            ">",
            f"> — {said}{inert_line(citation(item.quote))}",
            "",
        ]
    return lines
