"""``pincite sources``: the articles in the library."""

from typing import Annotated

import typer

from bot.cli.ending import print_json
from bot.cli.options import EmptyOption, JsonOption, LibraryOption, opened
from bot.reporting import one_line

app = typer.Typer(invoke_without_command=True, help="List the articles in the library, or remove one.")


@app.callback()
def sources(
    ctx: typer.Context, as_json: JsonOption = False, library: LibraryOption = None, empty: EmptyOption = False
) -> None:
    """List the articles in the library."""
    if ctx.invoked_subcommand:
        ctx.meta["library"] = library
        return
    from bot.cli.printing import print_sources
    from bot.reporting import source_record

    found = opened(library, empty, judges=False).sources()
    if as_json:
        for source in found:
            print_json(source_record(source))
    else:
        print_sources(found)


@app.command("remove")
def remove(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="ID", help="Id, title or file name of the article.")],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Remove one article from the library."""
    from bot.cli.printing import out

    removed = opened(library or ctx.meta.get("library"), judges=False).remove(source)
    if as_json:
        print_json({"document": removed.id, "title": removed.title, "status": "removed"})
    else:
        out().print(f"removed  {removed.id}  {one_line(removed.title)}", markup=False)
