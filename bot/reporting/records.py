"""Results as plain dictionaries, key for key as the contract of the command line gives them."""

from dataclasses import asdict
from typing import Any

from bot.domain import (
    Answer,
    CheckResult,
    ClaimResult,
    Correction,
    Engine,
    Evidence,
    Match,
    QuoteCheck,
    Searched,
    Sentence,
    SourceInfo,
)
from bot.usage import Usage

Record = dict[str, Any]


def evidence_record(item: Evidence) -> Record:
    """``text == document_text[start:end]`` always."""
    quote = item.quote
    return {
        "document": quote.document.id,
        "title": quote.document.title,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "stance": str(item.stance),
        "attributed_to": item.attributed_to,
        "match": str(item.match),
    }


def claim_record(result: ClaimResult) -> Record:
    return {
        "claim": result.claim.text,
        "start": result.claim.start,
        "end": result.claim.end,
        "verdict": str(result.verdict),
        "confidence": result.confidence,
        "undecided": result.undecided,
        "quotes": [evidence_record(item) for item in result.evidence],
        "correction": correction_record(result.correction) if result.correction else None,
        "explanation": result.explanation,
        "searched": _searched_record(result.searched),
        "probabilities": dict(result.probabilities),
        "decided_by": result.decided_by,
        "second": asdict(result.second) if result.second else None,
    }


def correction_record(correction: Correction) -> Record:
    """``by`` stands at start to end of the document, line breaks aside."""
    return {
        "text": correction.text,
        "replaced": correction.replaced,
        "by": correction.by,
        "document": correction.quote.document.id,
        "title": correction.quote.document.title,
        "start": correction.quote.start,
        "end": correction.quote.end,
    }


def check_record(result: CheckResult) -> Record:
    return {
        "text": result.text,
        "verdict": str(result.verdict) if result.verdict else None,
        "claims": [claim_record(claim) for claim in result.claims],
        "not_checkable": [asdict(part) for part in result.unchecked],
        "errors": [
            {"claim": part.text, "start": part.start, "end": part.end, "error": part.reason} for part in result.failed
        ],
        "engine": _engine_record(result.engine),
        "usage": usage_record(result.usage),
        "dial": asdict(result.dial) if result.dial else None,
    }


def answer_record(answer: Answer) -> Record:
    return {
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": answer.confidence,
        "quotes": [evidence_record(item) for item in answer.evidence],
        "sentences": [_sentence_record(sentence) for sentence in answer.sentences],
        "understood": answer.understood or answer.question,
        "searched": _searched_record(answer.searched),
        "engine": _engine_record(answer.engine),
        "usage": usage_record(answer.usage),
    }


def quote_check_record(result: QuoteCheck) -> Record:
    """A rejected quotation shows no quote: where the source has other words, the reason gives them."""
    shown = result.evidence if result.match is not Match.REJECTED else None
    return {
        "words": result.words,
        "match": str(result.match),
        "reason": result.reason,
        "quote": evidence_record(shown) if shown else None,
        "nearest": evidence_record(result.evidence) if result.evidence and not shown else None,
    }


def source_record(source: SourceInfo) -> Record:
    record = asdict(source)
    return {"document": record.pop("id"), **record}


def _searched_record(searched: Searched) -> Record:
    return {"passages": searched.passages, "nearest": [evidence_record(item) for item in searched.nearest]}


def _engine_record(engine: Engine) -> Record:
    return {
        "name": engine.name,
        "version": engine.version,
        "prompts": dict(engine.prompts),
        "host": engine.host or None,
    }


def _sentence_record(sentence: Sentence) -> Record:
    """``quotes`` are the places of those of the answer's quotes that the sentence rests on."""
    return {
        "text": sentence.text,
        "state": str(sentence.state),
        "reason": sentence.reason or None,
        "quotes": [
            {"document": e.quote.document.id, "start": e.quote.start, "end": e.quote.end} for e in sentence.evidence
        ],
    }


def usage_record(usage: Usage) -> Record:
    """``cost`` is in US dollars, null where a price is not known."""
    return {
        "calls": usage.calls,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "estimated": usage.estimated,
        "cost": _dollars(usage.cost),
        "cached": usage.cached,
        "saved": {"calls": usage.saved_calls, "tokens": usage.saved_tokens, "cost": _dollars(usage.saved_cost)},
    }


def _dollars(cost: float | None) -> float | None:
    return None if cost is None else round(cost, 6)
