"""Texts for the mutation suite: the seeds, the project's own sets, and a data directory that the user names."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nupunkt import sent_spans

from bot.domain import Passage, PassageKind, Span, sha256_of

SHORTEST = 200
"""Characters that a text must have to count as a document."""

PASSAGE_SENTENCES = 6
LONGEST_PASSAGE = 1500
_BOILERPLATE = re.compile(r"(?i)(?:also read|related|read more|subscribe|sign up|photo)\b[^\n]*")


@dataclass(frozen=True, slots=True)
class Text:
    """One document with its sentences and passages; the passages tile the text."""

    id: str
    text: str
    sentences: tuple[Span, ...]
    passages: tuple[Passage, ...]


def of(text: str) -> Text:
    """The text with its sentences, line by line, and in passages of a few sentences each."""
    identity = sha256_of(text)[:12]
    sentences: list[Span] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        for start, end in sent_spans(line):
            piece = line[start:end]
            opening, closing = len(piece) - len(piece.lstrip()), len(piece.rstrip())
            if opening < closing:
                sentences.append(Span(offset + start + opening, offset + start + closing))
        offset += len(line)
    return Text(identity, text, tuple(sentences), tuple(_passages(identity, text, sentences)))


def _passages(identity: str, text: str, sentences: list[Span]) -> Iterator[Passage]:
    groups: list[tuple[PassageKind, list[Span]]] = []
    for sentence in sentences:
        line = text[text.rfind("\n", 0, sentence.start) + 1 :]
        kind = PassageKind.BOILERPLATE if _BOILERPLATE.match(line) else PassageKind.REPORTING
        full = groups and (
            len(groups[-1][1]) >= PASSAGE_SENTENCES or sentence.end - groups[-1][1][0].start > LONGEST_PASSAGE
        )
        if not groups or full or groups[-1][0] is not kind:
            groups.append((kind, []))
        groups[-1][1].append(sentence)
    start = 0
    for index, (kind, members) in enumerate(groups):
        end = groups[index + 1][1][0].start if index + 1 < len(groups) else len(text)
        yield Passage(identity, identity, index, start, end, text[start:end], kind, tuple(members))
        start = end


def seeds(root: Path) -> list[Text]:
    return [of(path.read_text(encoding="utf-8")) for path in sorted((root / "seeds").glob("*.txt"))]


def from_directory(directory: Path, limit: int, seed: int) -> list[Text]:
    """At most ``limit`` different documents of the directory's files, chosen by ``seed`` alone."""
    found: dict[str, str] = {}
    for path in sorted([*directory.glob("*.jsonl"), *directory.glob("*.jsonl.gz")]):
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line).get("doc")
                if isinstance(text, str) and len(text) >= SHORTEST:
                    found.setdefault(sha256_of(text), text)
    chosen = random.Random(seed).sample(sorted(found), min(limit, len(found)))
    return [of(found[digest]) for digest in sorted(chosen)]
