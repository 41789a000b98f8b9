"""``python -m evals``: every measurement of Pincite as a command."""

import importlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from bot.errors import PinciteError

app = typer.Typer(
    help="""Measures Pincite: a dataset gives cases, a system answers, a scorer gives a score, a report shows it.

    Start with `python -m evals gold`, which needs no data beyond the checkout. Results are saved with --out and shown
    by `python -m evals report`. Every figure has a 95% bootstrap interval, drawn by document.""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
OWN_COMMANDS = {
    "mutations": "Alter quotations in one place each and count what the quote court lets through.",
    "splitting": "Score the splitting of pasted text into claims.",
    "attribution": "Score who says each passage, against labels.",
    "corrections": "Score the corrections of refuted claims, against labels.",
    "comparison": "Measure the rules that compare numbers, dates and negations.",
}
"""Measurements with a module and arguments of their own; imported when they are called."""

Data = Annotated[
    Path, typer.Option("--data", help="The directory with dev/, test/ and written/.", exists=True, file_okay=False)
]
MaybeData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="The directory with dev/ and test/.",
        show_default="$PINCITE_DATA",
    ),
]
Files = Annotated[list[Path] | None, typer.Argument(help="JSON Lines files, plain or gzipped.")]
AllOf = Annotated[
    Path | None,
    typer.Option("--data", help="In place of files: all of dev/ and test/ in this directory.", file_okay=False),
]
Sample = Annotated[int | None, typer.Option("--sample", min=1, help="Only a fixed random sample of each file.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Only the first N rows of each file.")]
Baselines = Annotated[bool, typer.Option("--baselines/--no-baselines", help="Also run what Pincite is compared with.")]
EngineName = Annotated[
    str | None,
    typer.Option("--engine", help="A language model, provider:name, in place of the embedded engine.", metavar="NAME"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the results as JSON on standard output.")]
Out = Annotated[Path | None, typer.Option("--out", help="Also save the results here, for the report.")]


def _watch(items: Sequence[Any], what: str) -> Iterable[Any]:
    console = Console(stderr=True)
    return track(items, description=what, console=console, transient=True, disable=not console.is_terminal)


def _deliver(results: Any, as_json: bool, out: Path | None) -> None:
    if out:
        results.save(out)
    if as_json:
        print(json.dumps(results.document(), ensure_ascii=False))
    else:
        from evals.tables import printed

        printed(results.runs, Console())


def _saved(results: Any, out: Path | None, make: Callable[[], None]) -> None:
    """Makes the runs; where one fails, those before it are saved all the same."""
    try:
        make()
    except PinciteError:
        if out and results.runs:
            results.save(out)
            print(f"evals: what was measured before the error is saved in {out}", file=sys.stderr)
        raise


def _data(named: Path | None, what: str) -> Path | None:
    from evals.files import data_directory

    found = data_directory(named)
    if found is None:
        print(f"evals: no data directory, {what} left out; name it with --data or $PINCITE_DATA", file=sys.stderr)
    return found


def _chosen(files: list[Path] | None, data: Path | None, column: str) -> list[Path]:
    from evals.files import files_of

    if bool(files) == bool(data):
        raise typer.BadParameter("name the files, or the directory of all of them with --data")
    return files or files_of(data or Path(), column)


@app.command()
def fit(
    data: Data,
    every: Annotated[int, typer.Option(min=1, help="Use every N-th written claim; for a quick try.")] = 1,
    only: Annotated[str | None, typer.Option(help="verdict or answer: fit only this rule.")] = None,
) -> None:
    """Fit the embedded engine's two rules on development data and write them to bot/models/heads.

    Uses written/dev_* and samples of dev/, never a test split. The figures printed are cross-validated by document.
    The rule for verdicts comes with its calibration by class, the precision of the comparison rule, and the risk table;
    accuracy, risk, coverage and expected calibration error are printed at the default dial and at full coverage.
    With PINCITE_STANCE the rule is fitted to that model and written into its folder as verdict.json.

    Example: `python -m evals fit --data ../data`
    """
    from evals.fit import Fitting

    if only not in (None, "verdict", "answer"):
        raise typer.BadParameter("--only takes verdict or answer")
    Fitting(data, Console(stderr=True), every).run(verdict=only != "answer", answer=only != "verdict")


@app.command()
def gold(
    sets: Annotated[list[str] | None, typer.Option("--set", help="seed, dev or test; repeat for several.")] = None,
    limit: Limit = None,
    engine: EngineName = None,
    yes: Annotated[bool, typer.Option("--yes", help="Start without asking, whatever it may cost.")] = False,
    baselines: Baselines = True,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """The project's own sets through the product: the seed's, and the written dev and test sets.

    Each claim and question of the written sets is asked of one library of all documents, and again of its own
    document alone: the difference is what retrieval loses. Nothing is tuned on test.

    Example: `python -m evals gold --set seed --set test`
    """
    from evals.gold import SETS, Subjects, run_gold

    chosen = sets or list(SETS)
    if unknown := [name for name in chosen if name not in SETS]:
        raise typer.BadParameter(f"no set '{unknown[0]}'; there are {', '.join(SETS)}")
    if engine:
        from evals.estimate import estimated, told

        console = Console(stderr=True)
        console.print(told(engine, estimated(engine, chosen, limit)), markup=False)
        if not yes and not typer.confirm("Start?", err=True):
            raise typer.Exit
    _deliver(run_gold(chosen, limit, _watch, Subjects.load(baselines, engine)), as_json, out)


@app.command()
def claims(
    files: Files = None,
    data: AllOf = None,
    limit: Limit = None,
    sample: Sample = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Write one line a row here, as soon as each is judged, in the rows' order.")
    ] = None,
    engine: EngineName = None,
    baselines: Baselines = True,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Any files of rows {"doc", "claim", "label"}: each claim against its own document, however long.

    Labels are supported, refuted and nei, or supported and unsupported, or 1 and 0 (LLM-AggreFact's columns).
    A bad row ends the run with its file and line; predictions written before it are kept.

    Example: `python -m evals claims ../data/dev/vitaminc.jsonl.gz --predictions out.jsonl`

    The full table: `python -m evals claims --data ../data --out evals/results/files.json`
    """
    from evals.files import Part, need, run_claims
    from evals.gold import Subjects
    from evals.runs import Results

    chosen, results = _chosen(files, data, "claim"), Results()
    need(chosen)
    subjects = Subjects.load(baselines, engine)
    _saved(results, out, lambda: run_claims(chosen, Part(limit, sample), predictions, _watch, subjects, results))
    _deliver(results, as_json, out)


@app.command()
def questions(
    files: Files = None,
    data: AllOf = None,
    limit: Limit = None,
    sample: Sample = None,
    engine: EngineName = None,
    baselines: Baselines = True,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Files of rows {"doc", "question", "answers", "answerable"}: each question of its own document.

    Exact match and F1 as SQuAD 2.0 defines them (answers here are whole sentences, so both are low by design), the
    share of answers that quote a sentence that answers, and precision and recall of abstaining.

    Example: `python -m evals questions ../data/dev/squad2.jsonl.gz --limit 200`
    """
    from evals.files import Part, need, run_questions
    from evals.gold import Subjects
    from evals.runs import Results

    chosen, results = _chosen(files, data, "question"), Results()
    need(chosen)
    subjects = Subjects.load(baselines, engine)
    _saved(results, out, lambda: run_questions(chosen, Part(limit, sample), _watch, subjects, results))
    _deliver(results, as_json, out)


@app.command()
def retrieval(
    data: MaybeData = None,
    passages: Annotated[int, typer.Option(min=1, help="Size of the haystack.")] = 10_000,
    limit: Limit = None,
    baselines: Baselines = True,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Recall, MRR and nDCG of the passage that holds the deciding words, in Chroma as in use.

    On the written dev and test sets' libraries, and with data on the test library hidden among other documents.

    Example: `python -m evals retrieval --data ../data --passages 10000`
    """
    from evals.gold import Subjects
    from evals.retrieval import run_retrieval

    where = _data(data, "the haystack")
    _deliver(run_retrieval(where, passages, limit, _watch, Subjects.load(baselines)), as_json, out)


@app.command()
def bench(
    small: Annotated[bool, typer.Option("--small", help="Few of everything: only shows that it runs.")] = False,
    only: Annotated[str | None, typer.Option(help="One of start, ingestion, claims, retrieval.")] = None,
    engine: EngineName = None,
    prices: Annotated[
        tuple[float, float], typer.Option(help="Of a million prompt tokens and of a million completion tokens.")
    ] = (0.0, 0.0),
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Cold start, ingestion, retrieval at 1k, 10k and 100k passages, claims a second, and peak memory.

    Each beside a floor measured in the same run: bare imports, onnxruntime alone, a bare Chroma query. Run it on a
    quiet machine; the ratios bear some noise, the seconds do not. With --engine also what a language model takes for
    each claim: calls, tokens, and their cost at --prices.

    Example: `python -m evals bench --out evals/results/bench.json`, `python -m evals bench --only start`
    """
    from bot.wiring import EmbeddedModels
    from evals.bench import PARTS, run_bench, spending
    from evals.runs import Results
    from evals.tables import printed_bench

    if only and only not in PARTS:
        raise typer.BadParameter(f"--only takes one of {', '.join(PARTS)}")
    rows = run_bench(small, Console(stderr=True).print, only)
    if engine:
        rows += spending(engine, 3 if small else 20, prices)
    results = Results()
    results.bench = [asdict(row) for row in rows]
    if out:
        results.save(out, key={"engine": EmbeddedModels.load().version})
    if as_json:
        print(json.dumps(results.document()))
    else:
        printed_bench(rows, Console())


@app.command()
def proposals(
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="NAME", help="A model, provider:name; small is SmolLM2-135M, served here."),
    ] = "small",
    data: Annotated[
        Path | None, typer.Option("--data", help="The directory with dev/: half of the cases are of it.", exists=True)
    ] = None,
    claims: Annotated[int, typer.Option(min=1)] = 200,
    questions: Annotated[int, typer.Option(min=1)] = 100,
    out: Annotated[
        Path | None, typer.Option("--out", help="Save the summary, and beside it a line for each case.")
    ] = None,
) -> None:
    """What becomes of all that a language model proposes: quotes verified, repaired, rejected; errors told; crashes.

    Every case is asked of the model. A run that was interrupted goes on where it stopped, with the same --out.

    Example: `python -m evals proposals --engine small --data ../data --out evals/results/proposals.json`
    """
    from evals.proposals import lines_for, run_proposals, served

    with served(engine) as name:
        summary = run_proposals(name, data, claims, questions, lines_for(out))
    text = json.dumps({"engine": name, **summary}, indent=1, ensure_ascii=False)
    if out:
        out.write_text(text + "\n", "utf-8")
    print(text)
    if summary["crashes"] or summary["quotes that are no exact slice"]:
        raise typer.Exit(1)


@app.command()
def spending(
    name: Annotated[str, typer.Option("--set", help="seed, dev or test.")] = "test",
    limit: Limit = None,
    as_json: AsJson = False,
    out: Out = None,
) -> None:
    """Calls and tokens a claim, with and without screening, beside a tutorial pipeline and decompose-verify-each.

    No model is called: an oracle replies, and tiktoken counts.

    Example: `python -m evals spending --set test --limit 200`
    """
    from evals.spending import run_spending
    from evals.tables import printed_records

    records = run_spending(name, limit)
    if out:
        out.write_text(json.dumps({"set": name, "rows": records}, indent=1) + "\n", "utf-8")
    if as_json:
        print(json.dumps(records))
    else:
        printed_records(records, Console())


@app.command()
def report(
    results: Annotated[
        Path | None, typer.Option(help="Folder of saved results.", show_default="evals/results", file_okay=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for report.html, report.md and pictures/.")] = Path("docs/evals"),
) -> None:
    """Saved results as one self-contained HTML page, and as Markdown with pictures.

    Example: `python -m evals gold --out evals/results/gold.json && python -m evals report`
    """
    from evals.report import RESULTS, run_report

    for path in run_report(results or RESULTS, out):
        print(path)


@app.command()
def gate(
    accept: Annotated[bool, typer.Option("--accept", help="Write the figures of now as the baseline.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="The accepted figures.", show_default="evals/baseline.json")
    ] = None,
    data: MaybeData = None,
) -> None:
    """Fail, with status 1, where a figure has left its accepted interval at the worse end.

    The seed's set and a part of the written development set; with data also a fixed sample of public files.

    Example: `python -m evals gate`, and after a change that is meant, `python -m evals gate --accept`
    """
    from bot.wiring import EmbeddedModels
    from evals import gate as gating
    from evals.tables import printed_findings

    path, where = baseline or gating.BASELINE, _data(data, "the sample of public files")
    if accept:
        gating.accept(gating.measured(_watch, where), path, EmbeddedModels.load().version)
        print(path)
        return
    accepted = gating.read_baseline(path)
    findings = gating.compared(accepted, gating.measured(_watch, where))
    printed_findings(findings, Console())
    failed = [finding for finding in findings if finding.failed]
    print(f"{len(findings) - len(failed)} figures hold, {len(failed)} do not")
    if failed:
        raise typer.Exit(1)


@app.command(name="all")
def everything(
    data: MaybeData = None,
    results: Annotated[Path | None, typer.Option(help="Folder of results.", show_default="evals/results")] = None,
    report_in: Annotated[
        Path, typer.Option("--report", help="Folder for report.html, report.md and pictures/.")
    ] = Path("docs/evals"),
    sample: Sample = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Files measured side by side.", show_default="one a core")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Make also what is saved already.")] = False,
    small: Annotated[bool, typer.Option("--small", help="A few rows of everything: only shows that it runs.")] = False,
) -> None:
    """Everything: the written sets, every file of dev/ and test/, retrieval, speed, with all baselines, and the report.

    Each file's result is saved as soon as it is made. Called again, it goes on where it stopped: what is saved for the
    same engine, rows and options is not made again. A step that fails is named, and the others are made all the same.

    Example: `python -m evals all --data ../data`
    """
    from bot.resources import cores
    from evals.everything import run_all, steps_of
    from evals.report import RESULTS, run_report

    folder, where = results or RESULTS, _data(data, "public files and the haystack")
    few = 5 if small else None
    steps = steps_of(where, sample or few, few, small)
    print(
        f"rows of each public file: {f'a fixed sample of {sample or few}' if sample or few else 'all'}", file=sys.stderr
    )
    failed = run_all(steps, where, folder, jobs or cores(), again, Console(stderr=True, highlight=False).print)
    for path in run_report(folder, report_in):
        print(path)
    if failed:
        raise failed[0][1]


def main() -> None:
    arguments = sys.argv[1:]
    try:
        if arguments and arguments[0] in OWN_COMMANDS:
            module = "mutations.__main__" if arguments[0] == "mutations" else arguments[0]  # the one that is a package
            sys.exit(importlib.import_module(f"evals.{module}").main(arguments[1:]))
        app(prog_name="python -m evals")
    except PinciteError as error:
        print(f"evals: {error}", file=sys.stderr)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
