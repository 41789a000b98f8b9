"""The library directory: what makes a directory one, and the documents it starts with."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.domain import DOCUMENT_ID_LENGTH, sha256_of
from bot.errors import InputError, LibraryError
from bot.ingestion.reading import RawArticle

MARKER = "library.json"
DATABASE = "chroma"
FORMAT = 1
_LOCK = "open.lock"
_LOCK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Library:
    """What the marker file says. ``embedder`` is the version whose vectors the library holds.

    ``seeded`` is False until the first documents, if any, are all in, so that a killed first run is completed.
    """

    format: int
    embedder: str
    seeded: bool


def open_library(directory: Path, embedder: str) -> Library:
    """Reads the marker, or writes it for a new library; call it inside ``opening``.

    Raises LibraryError where the library is of a newer format, holds vectors of another embedder, or has lost them.
    """
    marker = directory / MARKER
    if marker.exists():
        library = _read(marker)
        if library.format != FORMAT:
            raise LibraryError(
                f"{directory} is a library of format {library.format}, this pincite reads {FORMAT}; update pincite"
            )
        if library.embedder != embedder:
            raise LibraryError(
                f"{directory} holds vectors of another embedder ({library.embedder}); "
                "ingest its documents into a new library"
            )
        if library.seeded and not (directory / DATABASE).exists():
            raise LibraryError(
                f"{directory} has lost its database ({DATABASE}); restore it, or name another library with --library"
            )
        return library
    library = Library(FORMAT, embedder, seeded=False)
    _write(marker, library)
    return library


def mark_seeded(directory: Path, library: Library) -> None:
    _write(directory / MARKER, replace(library, seeded=True))


def _read(marker: Path) -> Library:
    try:
        return Library(**json.loads(marker.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise LibraryError(
            f"{marker} cannot be read ({error}); restore it or name another library with --library"
        ) from None


def _write(marker: Path, library: Library) -> None:
    # written beside and renamed, so that a killed run leaves the old marker or the new one, never half of one
    beside = marker.with_suffix(f".{os.getpid()}.tmp")
    beside.write_text(json.dumps(asdict(library), indent=1) + "\n", "utf-8")
    beside.replace(marker)


def seed_articles(folder: Path) -> list[RawArticle]:
    """The documents of ``seeds/`` as its manifest lists them.

    Raises InputError where a text is not the one that the manifest's sha256 and id were made of.
    """
    try:
        entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text("utf-8"))
        articles = []
        for entry in entries:
            text = (folder / entry["file"]).read_bytes().decode("utf-8")
            digest = sha256_of(text)
            if digest != entry["sha256"] or digest[:DOCUMENT_ID_LENGTH] != entry["id"]:
                raise InputError(
                    f"the seed {entry['file']} is not the text its manifest describes; install pincite again"
                )
            articles.append(RawArticle(entry["title"], f"seeds/{entry['file']}", text))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"the seeds in {folder} cannot be read ({error}); install pincite again") from None
    return articles


@contextmanager
def opening(directory: Path) -> Iterator[None]:
    """Makes the directory where it is missing; one process at a time makes a library or completes it.

    Raises LibraryError, before anything is written, where the directory is something else than a library.
    """
    from filelock import FileLock, Timeout

    if directory.exists() and not directory.is_dir():
        raise LibraryError(f"{directory} is a file, not a library; name a directory with --library")
    try:
        known = (directory / MARKER).exists() or not directory.exists()
        if not known and any(item.name != _LOCK for item in directory.iterdir()):
            raise LibraryError(
                f"{directory} is not a Pincite library and not empty; name an empty or new directory with --library"
            )
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / _LOCK, timeout=_LOCK_SECONDS):
            yield
    except Timeout:
        raise LibraryError(f"another program is making the library {directory}; wait for it to end") from None
    except OSError as error:
        raise LibraryError(
            f"no library can be opened in {directory}: {error.strerror or error}; name another with --library"
        ) from None
