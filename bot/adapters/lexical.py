"""A full-text index of the passages in SQLite's FTS5 (Chroma needs an SQLite that has it): BM25 finds the names and
numbers that a small embedding model does not know.

The index is made from what Chroma holds and can be thrown away: a damaged file is begun anew.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from bot.comparison.words import STOP

_BUSY_SECONDS = 30.0
_MOST_TERMS = 64
"""Of one query; a pasted page would otherwise make a query of thousands."""
_TABLES = """
CREATE TABLE IF NOT EXISTS places (row INTEGER PRIMARY KEY, document TEXT NOT NULL, place INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS places_of_document ON places (document);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2');
"""


class LexicalIndex:
    """Passages by their words. ``path`` is a file, or None for one in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._guard = threading.Lock()
        self._path = path
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        if self._path is None:
            return _connected(":memory:")
        try:
            return _connected(str(self._path))
        except sqlite3.DatabaseError:
            with suppress(OSError):
                self._path.unlink()
            return _connected(str(self._path))

    def replace(self, document: str, texts: Iterable[tuple[int, str]]) -> None:
        """Hold these passages (place in the document, text) for the document, in the place of earlier ones."""
        with self._guard, self._connection as connection:
            connection.execute(
                "DELETE FROM words WHERE rowid IN (SELECT row FROM places WHERE document = ?)", (document,)
            )
            connection.execute("DELETE FROM places WHERE document = ?", (document,))
            for place, text in texts:
                row = connection.execute(
                    "INSERT INTO places (document, place) VALUES (?, ?)", (document, place)
                ).lastrowid
                connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (row, text))

    def remove(self, document: str) -> None:
        self.replace(document, ())

    def documents(self) -> set[str]:
        with self._guard:
            return {name for (name,) in self._connection.execute("SELECT DISTINCT document FROM places")}

    def search(self, query: str, limit: int, documents: Sequence[str] | None = None) -> list[tuple[str, int, float]]:
        """(document, place, BM25) of the passages that share words with the query, best first; more is better."""
        found = [word for word in re.findall(r"\w+", query.casefold()) if word not in STOP]
        terms = list(dict.fromkeys(found))[:_MOST_TERMS]
        if not terms:
            return []
        matching = " OR ".join(f'"{term}"' for term in terms)
        within = "" if documents is None else f" AND document IN ({', '.join('?' * len(documents))})"
        with self._guard:
            rows = self._connection.execute(
                "SELECT document, place, -bm25(words) FROM words JOIN places ON places.row = words.rowid"
                f" WHERE words MATCH ?{within} ORDER BY bm25(words) LIMIT ?",
                (matching, *(documents or ()), limit),
            )
            return [(str(name), int(place), float(score)) for name, place, score in rows]


def _connected(target: str) -> sqlite3.Connection:
    connection = sqlite3.connect(target, timeout=_BUSY_SECONDS, check_same_thread=False)
    connection.executescript(_TABLES)
    return connection
