"""Passages and an in-memory store for the tests of quoting."""

from collections.abc import Sequence
from pathlib import Path

from nupunkt import sent_spans

from bot.domain import Document, Hit, Passage, PassageKind, SourceInfo, Span

SEED = (Path(__file__).parents[2] / "seeds" / "000_7f72ca5be7c9bc43.txt").read_text(encoding="utf-8")


def sentences_of(text: str, offset: int = 0) -> tuple[Span, ...]:
    spans = []
    for line in text.splitlines(keepends=True):
        for start, end in sent_spans(line):
            piece = line[start:end]
            if piece.strip():
                opening, closing = len(piece) - len(piece.lstrip()), len(piece.rstrip())
                spans.append(Span(offset + start + opening, offset + start + closing))
        offset += len(line)
    return tuple(spans)


def passage(
    text: str, start: int = 0, index: int = 0, document: str = "doc", kind: PassageKind = PassageKind.REPORTING
) -> Passage:
    return Passage(document, "title", index, start, start + len(text), text, kind, sentences_of(text, start))


def by_line(document: Document) -> list[Passage]:
    """One passage a line; lines that begin with "Also Read" are boilerplate."""
    passages, start = [], 0
    for index, line in enumerate(document.text.splitlines(keepends=True)):
        kind = PassageKind.BOILERPLATE if line.startswith("Also Read") else PassageKind.REPORTING
        passages.append(passage(line, start, index, document.id, kind))
        start += len(line)
    return passages


class Shelf:
    """A store of documents, a passage a line."""

    def __init__(self, *texts: str) -> None:
        self.documents = {d.id: d for d in (Document.of(text, title="title", origin="memory") for text in texts)}

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        raise NotImplementedError

    def get(self, document: str) -> Document:
        return self.documents[document]

    def passages(self, document: str) -> list[Passage]:
        return by_line(self.documents[document])

    def sources(self) -> list[SourceInfo]:
        return [
            SourceInfo(d.id, d.title, d.origin, d.added, len(d.text), len(by_line(d)), d.sha256)
            for d in self.documents.values()
        ]

    def is_partial(self, document: str) -> bool:
        return document not in self.documents

    def remove(self, document: str) -> None:
        del self.documents[document]

    def search(self, query: str, limit: int, documents: Sequence[str] | None = None) -> list[Hit]:
        raise NotImplementedError
