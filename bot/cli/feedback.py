"""``pincite feedback``: what readers said of verdicts and answers, and eval cases made of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.ending import complain, print_json
from bot.cli.options import JsonOption, LibraryOption
from bot.errors import UsageError
from bot.reporting import one_line

if TYPE_CHECKING:
    from bot.feedback import Feedback

app = typer.Typer(
    invoke_without_command=True, help="List what readers said of verdicts on the page, or export it as eval cases."
)


@app.callback()
def feedback(ctx: typer.Context, as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """List what readers said of verdicts and answers. It is kept in the library and goes nowhere else."""
    if ctx.invoked_subcommand:
        ctx.meta["library"] = library
        return
    from dataclasses import asdict

    from bot.cli.printing import out
    from bot.pincite import Pincite

    said, problems = Pincite.open(library, judges=False).feedback.all()
    for item in said:
        print_json(asdict(item)) if as_json else _print(item)
    for problem in problems:
        complain(problem)
    if not said and not as_json:
        out().print("Nobody has said anything yet; the page has buttons for it beside every verdict and answer.")


@app.command("export")
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the cases, JSON Lines.")],
    questions: Annotated[
        bool, typer.Option("--questions", help="The questions, for `python -m evals questions`; else the claims.")
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Write feedback as eval cases: each claim or question with its document and what is right as readers say.

    Example: `pincite feedback export cases.jsonl && python -m evals claims cases.jsonl`
    """
    from bot.cli.printing import err
    from bot.feedback import cases, write_rows
    from bot.pincite import Pincite

    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it")
    pincite = Pincite.open(library or ctx.meta.get("library"), judges=False)
    made = cases(pincite.feedback, pincite.store, "question" if questions else "claim")
    write_rows(file, made.rows)
    for reason in made.left_out:
        complain(f"left out: {reason}")
    count = len(made.rows)
    err().print(f"Wrote {count} case{'' if count == 1 else 's'} to {one_line(str(file))}", markup=False)


def _print(item: "Feedback") -> None:
    from bot.cli.printing import out

    told = "right" if item.right else f"wrong, should be {item.expected}" if item.expected else "wrong"
    reason = f" ({one_line(item.reason)})" if item.reason else ""
    out().print(f"{item.at[:10]}  {item.given}: {told}{reason}  {one_line(item.text)}", markup=False)
