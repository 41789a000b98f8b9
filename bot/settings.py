"""Settings from the command line, the environment or the platform: where the library is, how often a model is asked."""

import os
from pathlib import Path

from bot.errors import UsageError
from bot.verification.cascade import ALWAYS, NEVER, RISK

LIBRARY_VARIABLE = "PINCITE_LIBRARY"
RISK_VARIABLE = "PINCITE_RISK"
STANCE_VARIABLE = "PINCITE_STANCE"
ASK_VARIABLE = "PINCITE_ASK_MODEL"
CACHE_VARIABLE = "PINCITE_CACHE"
_OFF = {"0", "off", "no", "false"}


def risk_of(named: str | None = None) -> float:
    """The dial of the cascade: ``named``, else ``$PINCITE_ASK_MODEL``, else RISK.

    ``always`` and ``never``, or the share of wrong verdicts, 0 to 1, that the embedded engine may give by itself.
    Raises UsageError for anything else.
    """
    text = (named or os.environ.get(ASK_VARIABLE, "")).strip().lower()
    if not text:
        return RISK
    ends = {"always": ALWAYS, "never": NEVER}
    try:
        risk = ends[text] if text in ends else float(text)
    except ValueError:
        risk = -1.0
    if not ALWAYS <= risk <= NEVER:
        raise UsageError(f"--ask-model is '{text}'; it is always, never, or a number from 0 to 1, such as {RISK}")
    return risk


def cache_wanted(named: bool | None = None) -> bool:
    """``named``, else whether ``$PINCITE_CACHE`` is not off."""
    return os.environ.get(CACHE_VARIABLE, "").strip().lower() not in _OFF if named is None else named


def library_directory(named: str | os.PathLike[str] | None = None) -> Path:
    """``named``, else ``$PINCITE_LIBRARY``, else the platform's data directory for pincite."""
    chosen = named or os.environ.get(LIBRARY_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("pincite", appauthor=False))
