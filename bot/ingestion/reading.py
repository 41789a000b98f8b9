"""Files, addresses and pasted text as clean Python strings, or one clear error."""

import codecs
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UnreadableInput

MAX_BYTES = 10_000_000
SUFFIXES = {".txt", ".text", ".md", ".markdown"}
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


def read_article(name: str) -> RawArticle:
    """Reads a path or an http(s) address. Raises UnreadableInput."""
    if is_url(name):
        data, suffix = _fetch(name), Path(name.split("?")[0]).suffix.lower()
        origin, stem = name, Path(name.rstrip("/")).stem
    else:
        path = Path(name)
        data, suffix = _read(path), path.suffix.lower()
        origin, stem = str(path.resolve()), path.stem
    text = checked_text(_decode(data, name), name)
    return RawArticle(title_of(text, stem, markdown=suffix in {".md", ".markdown"}), origin, text)


def _read(path: Path) -> bytes:
    if path.suffix.lower() in _OTHER_FORMATS:
        raise UnreadableInput(
            f"{path}: {path.suffix} files are not read; save the article as .txt or .md and ingest that"
        )
    try:
        if path.is_dir():
            raise UnreadableInput(f"{path} is a folder; name the files in it, for example {path}/*.txt")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableInput(_too_large(str(path), size))
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableInput(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror or error}") from None


def _too_large(name: str, size: int) -> str:
    return f"{name} has {size / 1e6:.0f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB; divide it into articles"


def _fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": "pincite", "Accept": "text/plain, text/markdown"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
            kind = response.headers.get_content_type()
            if kind not in {"text/plain", "text/markdown", "text/x-markdown"}:
                raise UnreadableInput(f"{url} is {kind}; save the article's text as .txt or .md and ingest that")
            data: bytes = response.read(MAX_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise UnreadableInput(f"{url} answered {error.code} {error.reason}; check the address") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise UnreadableInput(f"{url} cannot be reached: {reason}; check the address and the connection") from None
    if len(data) > MAX_BYTES:
        raise UnreadableInput(_too_large(url, len(data)))
    return data


def _decode(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\0" in data:
            raise UnreadableInput(f"{name} is binary, not text; save the article as plain text in UTF-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name} is not {encoding.removesuffix('-sig').upper()} text (byte {error.start}); save it in UTF-8"
        ) from None


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
