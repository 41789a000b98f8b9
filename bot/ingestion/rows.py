"""The rows of ``check --file``: one text each, with the other columns kept."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadRow, UnreadableInput, UsageError

SUFFIXES = (".txt", ".csv", ".jsonl")
_COLUMN = "claim"
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """``input`` holds the other columns of a .csv or .jsonl row, None for plain lines."""

    text: str
    input: dict[str, Any] | None


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit; a row without any, such as "—", is an empty one."""
    return any(character.isalnum() for character in text)


def read_rows(name: str) -> tuple[int, Iterator[Row]]:
    """How many rows there are, and the rows as they are parsed; ``-`` is standard input, one text a line.

    Raises UnreadableInput, UsageError for another file ending, and BadRow, with file and line, when a bad
    row is reached: the rows before it have been handed out by then.
    """
    if name == "-":
        lines = _lines(_decoded(sys.stdin.buffer.read(), "standard input"))
        return len(lines), (Row(line, None) for line in lines)
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{name}: give a file that ends in {', '.join(SUFFIXES)}, or - for standard input")
    try:
        text = _decoded(Path(name).read_bytes(), name)
    except FileNotFoundError:
        raise UnreadableInput(f"{name} does not exist; check the path") from None
    except IsADirectoryError:
        raise UnreadableInput(f"{name} is a folder; name a file in it") from None
    except OSError as error:
        raise UnreadableInput(f"{name} cannot be read: {error.strerror or error}; check the path") from None
    if suffix == ".csv":
        return _csv_rows(text, name)
    lines = _lines(text)
    if suffix == ".txt":
        return len(lines), (Row(line, None) for line in lines)
    return sum(1 for line in lines if line.strip()), _json_rows(lines, name)


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{name} is not UTF-8 text (byte {error.start}); save it in UTF-8") from None
    if "\0" in text:
        raise UnreadableInput(f"{name} is binary, not text; give one text a line in UTF-8")
    if not text.strip():
        raise UnreadableInput(f"{name} is empty; give one text a line")
    return text


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    return [line.rstrip("\r") for line in lines]


def _csv_rows(text: str, name: str) -> tuple[int, Iterator[Row]]:
    csv.field_size_limit(len(text))  # a whole draft may stand in one cell

    def parsed() -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
        except csv.Error as error:
            raise BadRow(f"{name}, line {reader.line_num}: not CSV ({error})") from None

    _, header = next(parsed())
    if _COLUMN not in header:
        raise BadRow(f"{name}, line 1: there is no column '{_COLUMN}' (columns: {', '.join(header)})")

    def rows() -> Iterator[Row]:
        for number, (line, cells) in enumerate(parsed()):
            if number == 0:
                continue
            if len(cells) != len(header):
                raise BadRow(f"{name}, line {line}: {len(cells)} cells where the header has {len(header)}")
            values = dict(zip(header, cells, strict=True))
            yield Row(values.pop(_COLUMN), values)

    try:
        count = sum(1 for _ in parsed()) - 1
    except BadRow:
        # the row is told of when it is reached, after those before it are answered
        count = text.count("\n")
    return count, rows()


def _json_rows(lines: list[str], name: str) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadRow(f"{name}, line {number}: not JSON ({error})") from None
        if "\\ud" in line.casefold() and _HALF.search(json.dumps(values, ensure_ascii=False)):
            raise BadRow(f"{name}, line {number}: it holds half of a surrogate pair, which is not valid text")
        if not isinstance(values, dict) or not isinstance(values.get(_COLUMN), str):
            raise BadRow(f"{name}, line {number}: not an object with a text under '{_COLUMN}'")
        text = values.pop(_COLUMN)
        yield Row(text, values)
