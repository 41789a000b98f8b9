"""Settings from the command line, the environment or the platform: where the library is, how often a model is asked."""

import os
from pathlib import Path

from bot.errors import UsageError
from bot.verification.cascade import Ask

LIBRARY_VARIABLE = "PINCITE_LIBRARY"
RISK_VARIABLE = "PINCITE_RISK"
STANCE_VARIABLE = "PINCITE_STANCE"
ASK_VARIABLE = "PINCITE_ASK_MODEL"
CACHE_VARIABLE = "PINCITE_CACHE"
_OFF = {"0", "off", "no", "false"}


def asking(named: str | None = None) -> Ask:
    """Which claims a language model is asked: ``named``, else ``$PINCITE_ASK_MODEL``, else the uncertain ones.

    Raises UsageError for anything but always, uncertain and never.
    """
    text = (named or os.environ.get(ASK_VARIABLE, "")).strip().lower() or Ask.UNCERTAIN
    try:
        return Ask(text)
    except ValueError:
        raise UsageError(f"--ask-model is '{text}'; it is {', '.join(Ask)}") from None


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
