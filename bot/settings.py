"""Where the library is, from the command line, the environment or the platform."""

import os
from pathlib import Path

LIBRARY_VARIABLE = "PINCITE_LIBRARY"


def library_directory(named: str | os.PathLike[str] | None = None) -> Path:
    """``named``, else ``$PINCITE_LIBRARY``, else the platform's data directory for pincite."""
    chosen = named or os.environ.get(LIBRARY_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("pincite", appauthor=False))
