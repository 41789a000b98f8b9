"""Where ``check --output`` writes its report: told before the work if it can't be, whole or not at all."""

from pathlib import Path
from typing import Any

from bot.errors import UnreadableInput, UsageError
from bot.reporting import one_line


def need_writable(output: Path) -> None:
    """Told before anything is checked, not after."""
    if output.is_dir():
        raise UsageError(f"{output} is a folder; name a file in it")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"{output}: the folder {output.parent} does not exist; make it first")
    beside = _beside(output)
    try:
        beside.touch()
        beside.unlink()
    except OSError as error:
        raise _unwritable(output, error) from None


def write_report(output: Path, records: list[Any]) -> None:
    from bot.cli.printing import err
    from bot.reporting import report_text

    beside = _beside(output)
    try:
        beside.write_text(report_text(records, output.suffix.lower()), "utf-8")
        beside.replace(output)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _unwritable(output, error) from None
    err().print(f"Wrote {one_line(str(output))}", markup=False)


def _beside(output: Path) -> Path:
    # written there and renamed, so that a killed run leaves the old report or the new one
    return output.with_name(f".{output.name}.tmp")


def _unwritable(output: Path, error: OSError) -> UnreadableInput:
    return UnreadableInput(f"{output} cannot be written: {error.strerror or error}; name another file with --output")
