"""Prompts: ``prompts/NAME.md``, one file each, with their variables declared at the top.

    ---
    variables: boundary, claim, passages
    ---
    ## system
    …
    ## user
    … {claim} …

A heading line ``## system`` or ``## user`` opens a turn of the conversation. ``{name}`` of a declared variable
is replaced, once, by the value's own characters; every other brace, in the file or in a value, stays as it is.
Turns are told apart in the file, before any value is put in, so that no value can open one.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import InputError, InvariantError
from bot.resources import folder

_FILE = re.compile(r"\A---\nvariables:(?P<variables>[^\n]*)\n---\n(?P<body>.*)\Z", re.DOTALL)
_TURN = re.compile(r"^## (system|user)[ \t]*\n", re.MULTILINE)
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a prompt: its role, ``system`` or ``user``, and its text."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file. ``sha256`` is the hex digest of the file's bytes, and goes into every result."""

    name: str
    variables: frozenset[str]
    sha256: str
    turns: tuple[Turn, ...] = field(repr=False)

    def fill(self, **values: str) -> tuple[Turn, ...]:
        """The turns with the values put in. Raises InvariantError where a variable is missing or not declared."""
        if wrong := self.variables.symmetric_difference(values):
            raise InvariantError(
                f"the prompt '{self.name}' declares other variables than it was given: {_listed(wrong)}"
            )

        def value(slot: re.Match[str]) -> str:
            return values.get(slot[1], slot[0])

        return tuple(Turn(turn.role, _SLOT.sub(value, turn.text)) for turn in self.turns)


def load(name: str, where: Path | None = None) -> Prompt:
    """The prompt of this name from ``prompts/``, or from the folder ``where``.

    Raises InputError where the file is missing or not UTF-8, InvariantError where it is not as described above.
    """
    path = (where or folder("prompts")) / f"{name}.md"
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the prompt {path} cannot be read ({error}); install pincite again") from None
    found = _FILE.match(text)
    if not found:
        raise InvariantError(f"the prompt {path} does not start with its variables between two lines '---'")
    names = [item.strip() for item in found["variables"].split(",") if item.strip()]
    if odd := [item for item in names if not _NAME.fullmatch(item)]:
        raise InvariantError(f"the prompt {path} declares what is no variable's name: {_listed(odd)}")
    pieces = _TURN.split(found["body"])
    if pieces[0].strip() or len(pieces) < 3:
        raise InvariantError(f"the prompt {path} has text outside its turns; open one with '## system' or '## user'")
    turns = tuple(Turn(role, body.strip()) for role, body in zip(pieces[1::2], pieces[2::2], strict=True))
    used = {slot for turn in turns for slot in _SLOT.findall(turn.text)}
    if unused := set(names) - used:
        raise InvariantError(f"the prompt {path} declares variables that it does not use: {_listed(unused)}")
    return Prompt(name, frozenset(names), hashlib.sha256(raw).hexdigest(), turns)


def _listed(names: set[str] | frozenset[str] | list[str]) -> str:
    return ", ".join(sorted(names))
