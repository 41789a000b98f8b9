"""What several commands have in common: their options, the library that these open, and a bar for long work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.pincite import Pincite

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        envvar="PINCITE_LIBRARY",
        show_envvar=True,
        help="Where articles are kept. Default: the platform's data directory.",
    ),
]
EmptyOption = Annotated[bool, typer.Option("--empty", help="Start a new library without the sample article.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON Lines on standard output, nothing else.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="PROVIDER:NAME",
        help="A language model reads and judges, for example openai:gpt-5-mini. Default: $PINCITE_MODEL, else the "
        "models in the package.",
    ),
]
RiskOption = Annotated[
    str | None,
    typer.Option(
        "--risk",
        metavar="SHARE",
        help="How many of the decided verdicts may be wrong, for example 0.2 or 20%; 1 decides whatever is likeliest. "
        "A smaller share leaves more claims undecided: `pincite models` shows how many. "
        "Default: $PINCITE_RISK, else 0.1. A language model is asked what is left undecided.",
    ),
]
AskModelOption = Annotated[
    str | None,
    typer.Option(
        "--ask-model",
        metavar="WHEN",
        help="Which claims the language model is asked: always; uncertain (what the models in the package cannot "
        "decide at --risk); never. Default: $PINCITE_ASK_MODEL, else uncertain.",
    ),
]
NoCacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Ask the language model anew, also what it has answered before.")
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="ID_OR_TITLE_OR_FILENAME", help="Only this article; may be given several times."),
]


def opened(
    library: Path | None,
    empty: bool = False,
    model: str | None = None,
    risk: str | None = None,
    ask_model: str | None = None,
    no_cache: bool = False,
    judges: bool = True,
) -> "Pincite":
    from bot.pincite import Pincite
    from bot.verification.risk import share_of

    return Pincite.open(
        library,
        empty=empty,
        model=model,
        risk=None if risk is None else share_of(risk, "--risk"),
        ask_model=ask_model,
        cache=False if no_cache else None,
        judges=judges,
    )


@contextmanager
def progress(title: str, count: int) -> Iterator[Any]:
    """A bar on standard error for several items at a terminal; nothing otherwise."""
    from bot.cli.printing import err

    if count < 2 or not err().is_terminal:
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(title, total=count)
        yield lambda: bar.advance(task)
