"""Rows of claims and questions from JSON Lines files, plain or gzipped, one error with file and line for a bad one.

Claims have ``doc``, ``claim`` and ``label``; the label is ``supported``, ``refuted`` or ``nei`` where the set knows
three classes, ``supported`` or ``unsupported`` where it knows two. LLM-AggreFact's columns (Tang et al., MiniCheck,
EMNLP 2024: ``dataset, doc, claim, label`` with 1 for supported and 0 for unsupported) are read too. Questions have
``doc``, ``question``, ``answers`` and ``answerable``, as SQuAD 2.0 (Rajpurkar, Jia and Liang, ACL 2018) has them.

Rows are read one by one, so that what was predicted for the rows before a bad one is not lost.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain import Verdict
from bot.errors import BadRow, UnreadableInput

DATA = Path(__file__).parent / "data"
"""The data that travel with the repository."""

SUPPORTED, REFUTED, NOT_ENOUGH = (
    str(verdict) for verdict in (Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_EVIDENCE)
)
UNSUPPORTED = "unsupported"
THREE_CLASSES = (SUPPORTED, REFUTED, NOT_ENOUGH)
_LABELS = {
    "supported": SUPPORTED,
    "refuted": REFUTED,
    "nei": NOT_ENOUGH,
    "not_enough_evidence": NOT_ENOUGH,
    "unsupported": UNSUPPORTED,
    1: SUPPORTED,
    0: UNSUPPORTED,
    "1": SUPPORTED,
    "0": UNSUPPORTED,
}

_CHUNKED = "max over chunks"
"""In ``meta.note``: the source supports the claim where one of its chunks does (WiCE, Kamoi et al., EMNLP 2023)."""


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """One claim, the document it belongs to, and its label in the words of THREE_CLASSES or ``unsupported``."""

    id: str
    dataset: str
    doc: str = field(repr=False)
    claim: str
    label: str
    kind: str = ""
    evidence: tuple[str, ...] = ()
    """The deciding words as they stand in the document, where the set gives them."""
    raw_label: Any = None
    """The label as the file writes it."""
    chunk_of: str = ""
    """What the rows that hold the same claim against one chunk of its source each have in common; else empty."""


@dataclass(frozen=True, slots=True)
class QuestionCase:
    id: str
    dataset: str
    doc: str = field(repr=False)
    question: str
    answers: tuple[str, ...]
    answerable: bool
    kind: str = ""
    sentences: tuple[str, ...] = ()
    """The sentences that answer, where the set gives them."""


def read_claims(path: Path, texts: Mapping[str, str] | None = None) -> Iterator[ClaimCase]:
    """The claims of one file, in order. ``texts`` are documents by id, for files that name a ``document`` in
    place of a ``doc``. Raises UnreadableInput for the file and BadRow for a row."""
    for number, row in _rows(path):
        place = f"{path}, line {number}"
        label = row.get("label")
        if isinstance(label, bool) or not isinstance(label, int | str):
            raise BadRow(f"{place}: {_missing('label', row)}")
        if label not in _LABELS:
            raise BadRow(f"{place}: unknown label {label!r}; use supported, refuted, nei, unsupported, or 1 and 0")
        meta = _meta(row, place)
        evidence = _texts(row, meta, "evidence", place)
        yield ClaimCase(
            id=str(row.get("id", f"{path.name.split('.')[0]}-{number}")),
            dataset=str(row.get("dataset", path.name.split(".")[0])),
            doc=_document(row, texts, place),
            claim=_words(row, "claim", place),
            label=_LABELS[label],
            kind=str(row.get("kind", meta.get("kind", ""))),
            evidence=evidence,
            raw_label=label,
            chunk_of=_words(row, "claim", place) if _CHUNKED in str(meta.get("note", "")) else "",
        )


def read_questions(path: Path, texts: Mapping[str, str] | None = None) -> Iterator[QuestionCase]:
    """The questions of one file, in order. Raises UnreadableInput for the file and BadRow for a row."""
    for number, row in _rows(path):
        place = f"{path}, line {number}"
        answerable, answers = row.get("answerable"), row.get("answers")
        if not isinstance(answerable, bool):
            raise BadRow(f"{place}: {_missing('answerable', row)}, true or false")
        if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
            raise BadRow(f"{place}: {_missing('answers', row)}, a list of texts")
        if answerable and not answers:
            raise BadRow(f"{place}: answerable, but without an answer")
        meta = _meta(row, place)
        yield QuestionCase(
            id=str(row.get("id", f"{path.name.split('.')[0]}-{number}")),
            dataset=str(row.get("dataset", path.name.split(".")[0])),
            doc=_document(row, texts, place),
            question=_words(row, "question", place),
            answers=tuple(answers),
            answerable=answerable,
            kind=str(row.get("kind", meta.get("kind", ""))),
            sentences=_texts(row, meta, "sentences", place),
        )


def first_row(path: Path) -> dict[str, Any]:
    """The first row as it stands; empty for a file without rows. Raises UnreadableInput and BadRow."""
    return next((row for _, row in _rows(path)), {})


def dataset_hash(paths: Sequence[Path]) -> str:
    """First 12 hex digits of the sha256 over the files' unpacked contents, in order. Raises UnreadableInput."""
    digest = hashlib.sha256()
    for path in paths:
        with _open(path) as lines:
            for line in lines:
                digest.update(line)
    return digest.hexdigest()[:12]


def _open(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
                except ValueError as error:
                    raise BadRow(f"{path}, line {number}: not a JSON object ({error})") from None
                if not isinstance(row, dict):
                    raise BadRow(f"{path}, line {number}: a JSON object is needed, this is {type(row).__name__}")
                yield number, row
    except FileNotFoundError:
        raise UnreadableInput(f"{path} does not exist; check the path") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(f"{path} cannot be read after line {number}: {error}") from None


def _document(row: Mapping[str, Any], texts: Mapping[str, str] | None, place: str) -> str:
    if texts is None or "doc" in row:
        return _words(row, "doc", place)
    named = _words(row, "document", place)
    if named not in texts:
        raise BadRow(f"{place}: no document '{named}'; known are {', '.join(sorted(texts))}")
    return texts[named]


def _words(row: Mapping[str, Any], column: str, place: str) -> str:
    value = row.get(column)
    if not isinstance(value, str):
        raise BadRow(f"{place}: {_missing(column, row)}")
    if not any(character.isalnum() for character in value):
        raise BadRow(f"{place}: the column '{column}' is empty")
    return value


def _meta(row: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    meta = row.get("meta") or {}
    if not isinstance(meta, dict):
        raise BadRow(f"{place}: the column 'meta' is of the wrong kind; it is a JSON object")
    return meta


def _texts(row: Mapping[str, Any], meta: Mapping[str, Any], column: str, place: str) -> tuple[str, ...]:
    """The row's texts, one or a list, else those of ``meta``, where other sets may keep something else by that name."""
    found = row.get(column, meta.get(column)) or ()
    texts = (found,) if isinstance(found, str) else found
    if isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts):
        return tuple(texts)
    if column in row:
        raise BadRow(f"{place}: the column '{column}' is of the wrong kind; it is a text or a list of texts")
    return ()


def _missing(column: str, row: Mapping[str, Any]) -> str:
    return f"the column '{column}' {'is of the wrong kind' if column in row else 'is missing'}"
