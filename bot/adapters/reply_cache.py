"""Replies of a language model on disk, in the library's directory: SQLite, by LangGraph's cache."""

import json
import sqlite3
from pathlib import Path
from typing import Any

FILE = "replies.sqlite"
_NAMESPACE = ("replies",)


class _Json:
    """Values as JSON: nothing that is read from the file can be code."""

    def dumps_typed(self, value: Any) -> tuple[str, bytes]:
        return "json", json.dumps(value, ensure_ascii=False).encode("utf-8")

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        return json.loads(data[1])


class DiskReplyCache:
    """A ``ReplyCache``. Safe to use from several threads and processes.

    A cache that cannot be read or written is no reason to fail: then the model is asked.
    """

    def __init__(self, directory: Path) -> None:
        from langgraph.cache.sqlite import SqliteCache

        self.path = directory / FILE
        self._cache: SqliteCache[Any] | None = None
        try:
            self._cache = SqliteCache(path=str(self.path), serde=_Json())
        except sqlite3.Error:
            self._cache = None

    def get(self, key: str) -> Any:
        if self._cache is None:
            return None
        name = (_NAMESPACE, key)
        try:
            return self._cache.get([name]).get(name)
        except (sqlite3.Error, ValueError):
            return None

    def put(self, key: str, value: Any) -> None:
        if self._cache is None:
            return
        try:
            self._cache.set({(_NAMESPACE, key): (value, None)})
        except sqlite3.Error:
            return


def clear_replies(directory: Path) -> int:
    """Removes all stored replies of the library; returns how many there were."""
    path = directory / FILE
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(path) as connection:
            [(number,)] = connection.execute("SELECT count(*) FROM cache").fetchall()
        connection.close()
    except sqlite3.Error:  # not a cache, or a damaged one: nothing of it is of use
        number = 0
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
        (directory / name).unlink(missing_ok=True)
    return int(number)
