"""The commands of ``pincite``, as the contract names them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from bot.cli.ending import complain, print_json
from bot.cli.options import (
    AskModelOption,
    EmptyOption,
    JsonOption,
    LibraryOption,
    ModelOption,
    NoCacheOption,
    RiskOption,
    SourceOption,
    opened,
    progress,
)
from bot.cli.sources import app as sources_app
from bot.cli.writing import need_writable, write_report
from bot.errors import BadReport, PinciteError, ProviderError, UnreadableInput, UsageError
from bot.reporting import one_line
from bot.version import __version__

if TYPE_CHECKING:
    from bot.domain import CheckResult, Failed
    from bot.ingestion.rows import Row
    from bot.pincite import Pincite


class ServePage(Protocol):
    """Serves the page until stopped; calls back with the address once it can be opened."""

    def __call__(
        self, pincite: "Pincite", host: str, port: int, ready: Callable[[str], None], *, mcp: bool
    ) -> None: ...


app = typer.Typer(
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask articles, check claims against them, and see the exact words that decide.\n\n"
    "Works offline with the models in the package. A new library starts with one sample article.",
)
app.add_typer(sources_app, name="sources")

models_app = typer.Typer(
    invoke_without_command=True,
    help="Show what judges claims, how careful it can be set, and what else can be put in its place.",
)
app.add_typer(models_app, name="models")


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"pincite {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    risk: RiskOption = None,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Offer ask, check, ingest and sources to assistants as MCP tools, at /mcp.")
    ] = False,
    model: ModelOption = None,
    ask_model: AskModelOption = None,
    no_cache: NoCacheOption = False,
    library: LibraryOption = None,
    empty: EmptyOption = False,
) -> None:
    """Open the page: ask, check and add articles in the browser."""
    from bot.cli.printing import err

    serve_page: ServePage = ctx.obj
    pincite = opened(library, empty, model, risk, ask_model, no_cache)

    def ready(address: str) -> None:
        err().print(f"Pincite is at {address} (stop with Ctrl-C)")
        if mcp:
            err().print(f"MCP tools are at {address}mcp")
        if browser:
            import webbrowser

            webbrowser.open(address)

    with suppress(KeyboardInterrupt):  # the way to stop it, so not a failure
        serve_page(pincite, host, port, ready, mcp=mcp)


@app.command()
def ingest(
    names: Annotated[
        list[str], typer.Argument(metavar="PATH_OR_URL...", help="Articles as .txt or .md files, or addresses of such.")
    ],
    as_json: JsonOption = False,
    library: LibraryOption = None,
    empty: EmptyOption = False,
) -> None:
    """Add articles to the library. The same text again changes nothing."""
    from dataclasses import asdict

    from bot.cli.printing import print_ingested

    pincite = opened(library, empty, judges=False)
    failed: list[UnreadableInput] = []
    with progress("Ingesting", len(names)) as advance:
        for name in names:
            try:
                item = pincite.ingest(name)
            except UnreadableInput as error:
                # the other files are still read; the exit status tells that one was not
                failed.append(error)
            else:
                print_json(asdict(item)) if as_json else print_ingested(item)
            advance()
    for earlier in failed[:-1]:
        complain(str(earlier))
    if failed:
        raise failed[-1]


@models_app.callback()
def models(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show what judges claims, how careful it can be set, and what else can be put in its place.

    Set PINCITE_STANCE=hf:OWNER/NAME to let a bigger model of the Hugging Face hub judge, or PINCITE_STANCE=FOLDER for
    one on this machine (config.json with id2label, tokenizer.json, an ONNX export). It is got at first use.
    """
    if ctx.invoked_subcommand:
        return
    from bot.cli.models import models_record, print_models

    record = models_record()
    print_json(record) if as_json else print_models(record)


@models_app.command("get")
def get(
    name: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="A model of the Hugging Face hub, with @REVISION.")],
    as_json: JsonOption = False,
) -> None:
    """Download a model from the hub, check it, and say how to use it."""
    from bot.cli.models import got_record
    from bot.cli.printing import out

    record = got_record(name)
    if as_json:
        print_json(record)
    else:
        out().print(f"{record['folder']} is whole. Use it with PINCITE_STANCE={record['setting']}", markup=False)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    source: SourceOption = None,
    as_json: JsonOption = False,
    model: ModelOption = None,
    no_cache: NoCacheOption = False,
    library: LibraryOption = None,
    empty: EmptyOption = False,
) -> None:
    """Answer a question with exact quotes, or say that the sources do not say."""
    from bot.cli.printing import print_answer, print_usage
    from bot.reporting import answer_record

    answer = opened(library, empty, model, no_cache=no_cache).ask(question, source)
    if as_json:
        print_json(answer_record(answer))
    else:
        print_answer(answer)
        print_usage(answer.usage)


@app.command()
def check(
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="A claim, a list of claims or a whole draft.")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file", metavar="F", help="Check every row: .txt (a text a line), .csv or .jsonl (column 'claim'), or -."
        ),
    ] = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="REPORT", help="Write a report: .html, .md, .csv or .json.")
    ] = None,
    risk: RiskOption = None,
    model: ModelOption = None,
    ask_model: AskModelOption = None,
    no_cache: NoCacheOption = False,
    library: LibraryOption = None,
    empty: EmptyOption = False,
) -> None:
    """Give a verdict for each claim, with the words of the sources that decide it.

    With --file and a language model several calls are under way at once, and the order is kept. Ctrl-C keeps what is
    there; the same command again takes the answers so far from the cache.
    """
    from bot.cli.printing import err, print_usage
    from bot.reporting import FORMATS, check_record

    if (text is None) == (file is None):
        raise UsageError("give a text to check, or a file of texts with --file")
    if as_json and output:
        raise UsageError("give --json or --output, not both")
    if output and output.suffix.lower() not in FORMATS:
        raise UsageError(f"{output}: a report ends in {', '.join(FORMATS)}")
    if output:
        need_writable(output)
    count, rows = _rows(text, file)
    pincite = opened(library, empty, model, risk, ask_model, no_cache)
    records: list[Any] = []
    failed: list[Failed] = []
    read: list[Row] = []
    done = 0

    def texts() -> Iterator[str]:
        for row in rows:
            read.append(row)
            yield row.text

    # an empty row of a file has no claims; an empty argument is an error
    results = pincite.check_many(texts(), source) if file is not None else iter([pincite.check(text or "", source)])
    try:
        with progress("Checking", count) as advance:
            for number, result in enumerate(results):
                failed += result.failed
                record = check_record(result)
                if file is not None and read[number].input is not None:
                    record["input"] = read[number].input
                if as_json:
                    print_json(record)
                elif output:
                    records.append(record)
                else:
                    _print_check(result)
                advance()
                done += 1
    except (KeyboardInterrupt, PinciteError):
        if output and records:  # what is there is of use, and a second run takes up where this one stopped
            write_report(output, records)
        if file is not None and done:
            err().print(f"Stopped after {done} of {count} texts.", markup=False)
        raise
    if output:
        write_report(output, records)
    print_usage(pincite.usage)
    if failed:  # the other claims are answered; the exit status tells that these are not
        raise ProviderError(failed[0].reason)


def _rows(text: str | None, file: str | None) -> tuple[int, "Iterator[Row]"]:
    from bot.ingestion.rows import Row, read_rows

    if file is not None:
        return read_rows(file)
    return 1, iter([Row(text or "", None)])


def _print_check(result: "CheckResult") -> None:
    from bot.cli.printing import out, print_claim, print_unchecked
    from bot.domain import ClaimResult
    from bot.reporting.reports import WORDS

    for part in result.parts:
        print_claim(part) if isinstance(part, ClaimResult) else print_unchecked(part)
    if len(result.claims) > 1 and result.verdict:
        out().print(f"The whole text: {WORDS[result.verdict].lower()}", style="bold")


@app.command()
def doctor(
    as_json: JsonOption = False,
    model: ModelOption = None,
    ask_model: AskModelOption = None,
    library: LibraryOption = None,
) -> None:
    """Show the engine, the library and the versions, and make one tiny call to the language model that is set."""
    from bot.cli.doctor import examined, print_findings

    pincite = opened(library, model=model, ask_model=ask_model)
    findings = examined(pincite)
    print_json(findings) if as_json else print_findings(findings)
    if findings["call"] and findings["call"]["error"]:
        raise ProviderError(findings["call"]["error"])


@app.command()
def forget(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """Clear the cache: the language model's replies that are kept in the library. Articles stay."""
    from bot.cli.printing import out
    from bot.wiring import forget_replies

    number = forget_replies(library)
    if as_json:
        print_json({"replies": number, "status": "forgotten"})
    else:
        out().print(f"forgot {number} replies")


@app.command()
def quote(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The quoted words.")],
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Who is said to have said them.")] = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
    empty: EmptyOption = False,
) -> None:
    """Tell whether these words stand in the sources, exactly, and whose they are."""
    from bot.cli.printing import print_quote_check
    from bot.reporting import quote_check_record

    result = opened(library, empty, judges=False).quote(words, speaker, source)
    print_json(quote_check_record(result)) if as_json else print_quote_check(result)


@app.command()
def verify(
    report: Annotated[
        Path, typer.Argument(metavar="report.json", help="A report made with --output, or saved --json lines.")
    ],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check again that every quote of a saved report stands in its source."""
    from dataclasses import asdict

    from bot.cli.printing import out
    from bot.reporting import verify_report

    try:
        content = report.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UnreadableInput(f"{report} does not exist; check the path") from None
    except IsADirectoryError:
        raise UnreadableInput(f"{report} is a folder; name a report in it") from None
    except OSError as error:
        raise UnreadableInput(f"{report} cannot be read: {error.strerror or error}; check the path") from None
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{report} is not UTF-8 text (byte {error.start}); give a report made with --output report.json"
        ) from None
    found = verify_report(content, opened(library, judges=False).store)
    for item in found:
        if as_json:
            print_json(asdict(item))
        elif not item.holds:
            out().print(f"✗ {one_line(item.text)}: {one_line(item.reason)}", markup=False)
    bad = sum(not item.holds for item in found)
    if bad:
        raise BadReport(f"{bad} of {len(found)} quotes of {report} do not stand in the sources of this library")
    if not as_json:
        out().print(f"All {len(found)} quotes stand in their sources.")
