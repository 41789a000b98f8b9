"""Files, addresses and pasted text as clean Python strings, or one clear error."""

import codecs
import http.client
import os
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import UnreadableInput
from bot.ingestion.public import NotPublic, opener

MAX_BYTES = 10_000_000
_MARKDOWN = {".md", ".markdown"}
SUFFIXES = {".txt", ".text", *_MARKDOWN}
_TEXT_TYPES = {"text/plain", "text/markdown", "text/x-markdown"}
_OTHER_FORMATS = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".epub", ".xml", ".json", ".csv"}
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*$")
_TITLE_LENGTH = 120
_TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class RawArticle:
    title: str
    origin: str
    text: str


def is_url(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def read_article(name: str, *, public_only: bool = False) -> RawArticle:
    """Reads a path or an http(s) address, with ``public_only`` none of this network. Raises UnreadableInput."""
    if is_url(name):
        return _fetched(name, public_only)
    path = Path(name)
    data, suffix = _read(path), path.suffix.lower()
    text = checked_text(_decoded(data, name), name)
    # a file's name may be bytes of another encoding, which nothing but the file system can hold
    origin, stem = (os.fsencode(part).decode("utf-8", "replace") for part in (path.resolve(), path.stem))
    return RawArticle(title_of(text, stem, markdown=suffix in _MARKDOWN), origin, text)


def _read(path: Path) -> bytes:
    if path.suffix.lower() in _OTHER_FORMATS:
        raise UnreadableInput(
            f"{path}: {path.suffix} files are not read; save the article as .txt or .md and ingest that"
        )
    try:
        if path.is_dir():
            raise UnreadableInput(f"{path} is a folder; name the files in it, for example {path}/*.txt")
        with path.open("rb") as file:
            # no more than the limit is read, so that a pipe or a device without an end does no harm
            data = file.read(MAX_BYTES + 1)
            size = max(len(data), path.stat().st_size)
    except FileNotFoundError:
        raise UnreadableInput(f"{path} does not exist; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInput(f"{path} cannot be read: {reason}; check the path and its permissions") from None
    if size > MAX_BYTES:
        raise UnreadableInput(_too_large(str(path), size))
    return data


def _too_large(name: str, size: int) -> str:
    return f"{name} has {size / 1e6:.0f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB; divide it into articles"


def _fetched(url: str, public_only: bool) -> RawArticle:
    try:
        suffix = Path(urlsplit(url).path).suffix.lower()
        request = urllib.request.Request(url, headers={"User-Agent": "pincite", "Accept": "text/plain, text/markdown"})
        with opener(public_only=public_only).open(request, timeout=_TIMEOUT_SECONDS) as response:
            kind, charset = response.headers.get_content_type(), response.headers.get_content_charset()
            # servers that do not know Markdown send it as bytes of no kind
            if kind not in _TEXT_TYPES and not (kind == "application/octet-stream" and suffix in SUFFIXES):
                raise UnreadableInput(
                    f"{url} is {kind}, and only plain text and Markdown are read; "
                    "save the article's text as .txt or .md and ingest that"
                )
            data: bytes = response.read(MAX_BYTES + 1)
            length = response.headers.get("Content-Length", "")
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreadableInput(f"{url} answered {error.code} {error.reason}; check the address") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, NotPublic):
            raise UnreadableInput(f"{url} is not fetched: {reason}; use `pincite ingest`, or paste the text") from None
        raise UnreadableInput(f"{url} cannot be reached: {reason}; check the address and the connection") from None
    if len(data) > MAX_BYTES:
        raise UnreadableInput(_too_large(url, max(len(data), int(length) if length.isdigit() else 0)))
    if length.isdigit() and len(data) < int(length):
        raise UnreadableInput(f"{url} was cut off after {len(data):,} of {int(length):,} bytes; try again")
    text = checked_text(_decoded(data, url, charset), url)
    stem = Path(url.rstrip("/")).stem
    return RawArticle(title_of(text, stem, markdown=suffix in _MARKDOWN or "markdown" in kind), url, text)


def _decoded(data: bytes, name: str, charset: str | None = None) -> str:
    """``charset`` is what a server says it is; else UTF-8, or UTF-16 where the text begins with its mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = charset or "utf-8"
        if b"\0" in data:
            raise UnreadableInput(f"{name} is binary, not text; save the article as plain text in UTF-8")
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{name} is not {encoding.upper()} text (byte {error.start}); save it in UTF-8") from None
    except LookupError:
        raise UnreadableInput(f"{name} is in an encoding '{encoding}' that is not known; save it in UTF-8") from None


def checked_text(text: str, name: str) -> str:
    """The text unchanged, if it can be an article. Raises UnreadableInput."""
    if not any(character.isalnum() for character in text):
        raise UnreadableInput(f"{name} is empty: it has no words")
    if "\0" in text:
        raise UnreadableInput(f"{name} holds NUL characters; it is not plain text")
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise UnreadableInput(
            f"{name} holds half of a surrogate pair at character {error.start}; it is not valid text"
        ) from None
    if size > MAX_BYTES:
        raise UnreadableInput(_too_large(name, size))
    return text


def title_of(text: str, fallback: str, *, markdown: bool = False) -> str:
    """The first heading or a first line short enough to be one; else the fallback, else the first words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if markdown:
        for line in lines:
            if heading := _HEADING.match(line):
                return heading.group(1)[:_TITLE_LENGTH]
    if len(lines) > 1 and len(lines[0]) <= _TITLE_LENGTH and not lines[0].endswith((".", ":", ";", ",")):
        return lines[0].lstrip("# ") or fallback
    if fallback:
        return fallback
    words = lines[0][:80]
    return words if words == lines[0] else words.rsplit(" ", 1)[0] + " …"
