"""What readers say of verdicts and answers: JSON Lines in the library directory, and eval cases made of them.

It stays on this machine. A line holds places, not texts: a case's document is read from the library when it is made.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from bot.domain import Document, Quote, Verdict
from bot.errors import InputError, InvariantError, UnknownSource, UsageError
from bot.ports import PassageStore

FILE = "feedback.jsonl"
MOST_CHARACTERS = 10_000
"""Of a claim or question, and of a reason."""

Kind = Literal["claim", "question"]
ANSWERED, ABSTAINED = "answered", "abstained"
_LABELS = {
    Verdict.SUPPORTED: "supported",
    Verdict.REFUTED: "refuted",
    Verdict.NOT_ENOUGH_EVIDENCE: "nei",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands; the first of a feedback's places decided, or was nearest where nothing did."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """``given`` is the verdict, or answered or abstained; ``expected`` what it should have been, where that is said.

    Raises UsageError for values that these cannot be.
    """

    kind: Kind
    text: str
    given: str
    right: bool
    expected: str | None = None
    reason: str = ""
    places: tuple[Place, ...] = ()
    engine: str = ""
    """Name and version of the one that gave it."""
    at: str = ""
    """When it was said, ISO 8601 in UTC."""

    def __post_init__(self) -> None:
        known = {str(verdict) for verdict in Verdict} if self.kind == "claim" else {ANSWERED, ABSTAINED}
        if self.kind not in get_args(Kind) or self.given not in known or self.expected not in {None, *known}:
            raise UsageError(f"no feedback: '{self.given}' on a {self.kind} is none of {', '.join(sorted(known))}")
        if not self.text.strip() or max(len(self.text), len(self.reason), len(self.engine)) > MOST_CHARACTERS:
            raise UsageError(f"no feedback: a text has 1 to {MOST_CHARACTERS:,} characters")

    @property
    def label(self) -> str | None:
        """What is right as this reader says; None where it was wrong and nothing better was named."""
        return self.given if self.right else self.expected


@dataclass(frozen=True, slots=True)
class Exported:
    """Rows in the gold format, and why others are none."""

    rows: tuple[dict[str, Any], ...]
    left_out: tuple[str, ...]


class FeedbackLog:
    """The feedback of one library."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE

    def add(self, feedback: Feedback) -> Feedback:
        """Writes one line, whole or not at all. Raises InputError where it can't be written."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        record = {**asdict(feedback), "at": now}
        try:
            line = json.dumps(record, ensure_ascii=False).encode("utf-8") + b"\n"
            # one write at the end of the file: lines of two processes never mix
            with self.path.open("ab", buffering=0) as file:
                file.write(line)
        except UnicodeEncodeError:
            raise UsageError("no feedback: it is not valid Unicode text") from None
        except OSError as error:
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}; see to the library") from None
        return _read(record)

    def all(self) -> tuple[list[Feedback], list[str]]:
        """Everything said, in order, and what is wrong with the lines that cannot be read."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return [], []
        except OSError as error:
            raise InputError(f"{self.path} cannot be read: {error.strerror or error}; see to the library") from None
        found, problems = [], []
        for number, line in enumerate(content.splitlines(), 1):
            try:
                found.append(_read(json.loads(line)))
            except (ValueError, TypeError, KeyError, RecursionError, UsageError) as error:
                problems.append(f"{self.path.name}, line {number}: not feedback ({error})")
        return found, problems


def cases(log: FeedbackLog, store: PassageStore, kind: Kind) -> Exported:
    """The feedback as rows of the gold format; of several on the same text and document the last counts."""
    said, problems = log.all()
    left_out = list(problems)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for number, feedback in enumerate(said, 1):
        if feedback.kind != kind:
            continue
        made = _case(feedback, number, store)
        if isinstance(made, str):
            left_out.append(f"“{feedback.text}”: {made}")
        else:
            rows[feedback.text, made["doc"]] = made
    return Exported(tuple(rows.values()), tuple(left_out))


def _case(feedback: Feedback, number: int, store: PassageStore) -> dict[str, Any] | str:
    """The row, or why there is none."""
    if feedback.label is None:
        return "it was called wrong, and nothing was named as right"
    if feedback.label == Verdict.CONFLICTING:
        return "sources that conflict are more than one document, and a case has one"
    if not feedback.places:
        return "no source was found for it"
    try:
        quotes = list(_quotes(feedback.places, store))
    except (UnknownSource, InvariantError):
        return "its source is no longer in the library"
    document = quotes[0].document
    own = [quote.text for quote in quotes if quote.document.id == document.id]
    meta: dict[str, Any] = {
        "kind": "confirmed" if feedback.right else "corrected",
        "given": feedback.given,
        "reason": feedback.reason,
        "title": document.title,
        "said": feedback.at,
        "engine": feedback.engine,
    }
    head = {"dataset": "feedback", "split": "feedback", "id": f"feedback-{number}", "doc": document.text}
    if feedback.kind == "claim":
        decided = feedback.right and feedback.label != Verdict.NOT_ENOUGH_EVIDENCE
        meta["evidence"] = own if decided else []
        return {**head, "claim": feedback.text, "label": _LABELS[Verdict(feedback.label)], "meta": meta}
    answerable = feedback.label == ANSWERED
    if answerable and not feedback.right:
        return "the answer that was missed is not known"
    answers = own if answerable else []
    meta["sentences"] = answers
    return {**head, "question": feedback.text, "answers": answers, "answerable": answerable, "meta": meta}


def _quotes(places: Sequence[Place], store: PassageStore) -> Iterator[Quote]:
    documents: dict[str, Document] = {}
    for place in places:
        document = documents.setdefault(place.document, store.get(place.document))
        yield Quote(document, place.start, place.end)


def _read(record: dict[str, Any]) -> Feedback:
    places = tuple(Place(**place) for place in record["places"])
    return Feedback(**{**record, "places": places})


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Writes the rows as JSON Lines, whole or not at all. Raises InputError."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        beside.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written: {error.strerror or error}; name another file") from None
