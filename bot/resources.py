"""Where the files that travel with the package are: beside it in the wheel, at the top of a checkout."""

from pathlib import Path

from bot.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``models``, ``prompts`` or ``seeds``. Raises InputError where the installation lacks it."""
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise InputError(f"the installation is incomplete: the folder '{name}' is missing; install pincite again")
