"""How the command line speaks to standard output and ends: what may be printed, and what each failure is told as."""

import errno
import json
import os
import sys
from typing import Any, NoReturn

from bot.errors import UnreadableInput
from bot.reporting import one_line

STOPPED = 130
"""Exit status after Ctrl-C, as shells give it."""


def complain(message: str) -> None:
    sys.stderr.write(f"pincite: {one_line(message)}\n")


def print_json(record: Any) -> None:
    """One JSON line on standard output. Raises UnreadableInput where it can't be written to."""
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = json.dumps(record)
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError as error:
        output_failed(error)


def output_failed(error: OSError) -> NoReturn:
    """Ends quietly where the reader of our output has closed it; there is nobody left to tell.

    Raises UnreadableInput where the output can't be written for another reason.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno in {errno.EPIPE, errno.EINVAL}:  # Windows gives EINVAL
        raise SystemExit(0)
    raise UnreadableInput(
        f"standard output cannot be written: {error.strerror or error}; write to another place"
    ) from None
