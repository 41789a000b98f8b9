"""What the machine and the installation give: the files that travel with the package, beside it in the wheel or at the
top of a checkout, the processor's cores and what it can do."""

import os
from pathlib import Path

from bot.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``models``, ``prompts`` or ``seeds``. Raises InputError where the installation lacks it."""
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise InputError(f"the installation is incomplete: the folder '{name}' is missing; install pincite again")


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def int8_may_overflow(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether sums of int8 products may overflow in onnxruntime: on x86 without VNNI they are held in 16 bits.

    True where the processor does not tell.
    """
    try:
        with cpuinfo.open(encoding="utf-8", errors="replace") as lines:
            return "vnni" not in next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return True
