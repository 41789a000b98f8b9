"""``python -m evals``: every measurement of Pincite as a command."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import PinciteError

app = typer.Typer(
    help="Measures Pincite: datasets give cases, a system answers, scorers score, a report shows it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Data = Annotated[
    Path,
    typer.Option("--data", help="The directory with dev/, test/ and written/.", exists=True, file_okay=False),
]


@app.command()
def fit(data: Data) -> None:
    """Fit the embedded engine's two rules on development data and write them to bot/models/heads.

    Uses written/dev_* and samples of dev/; never a test split. Figures printed are cross-validated by document.

    Example: python -m evals fit --data ../data
    """
    from evals.fit import Fitting

    Fitting(data, Console(stderr=True)).run()


def main() -> None:
    try:
        app()
    except PinciteError as error:
        print(f"evals: {error}", file=sys.stderr)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
