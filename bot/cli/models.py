"""``pincite models``: the stance model in use, its risk dial, and the models that can take its place."""

from typing import Any

from rich.table import Table
from rich.text import Text

from bot.cli.printing import out
from bot.reporting import one_line

Record = dict[str, Any]


def models_record() -> Record:
    """What is in use and what is known, as plain values. Nothing is downloaded."""
    from bot.adapters.hub import KNOWN, HubName, local_copy
    from bot.wiring import stance_in_use

    return {
        "in_use": stance_in_use(),
        "known": [
            {
                "name": known.name,
                "classes": known.classes,
                "parameters": known.parameters,
                "megabytes": known.megabytes,
                "licence": known.licence,
                "figures": known.figures,
                "export": known.has_export,
                "here": local_copy(HubName(known.name)) is not None,
            }
            for known in KNOWN
        ],
    }


def got_record(name: str) -> Record:
    """Gets the model and reads it once, so that what can't be used is said now. Raises UsageError, ModelFilesError."""
    from bot.adapters.hub import HubName, commit_of, download
    from bot.adapters.hub_stance import HubStanceModel

    model = HubName.of(name)
    folder = download(model)
    HubStanceModel(folder, str(model)).score([("It rained.", "It rained.")])
    return {"setting": str(model), "folder": str(folder), "commit": commit_of(folder)}


def print_models(record: Record) -> None:
    used = record["in_use"]
    out().print(Text(f"In use: {one_line(used['name'])}, version {one_line(used['version'])}", style="bold"))
    if used["here"]:
        out().print(Text(f"  rule: {used['rule']}"))
    else:
        out().print("  not downloaded yet; it is got at first use, or with `pincite models get`", markup=False)
    if used["dial"]:
        _print_dial(used)
    else:
        out().print("  --risk R decides from the probability 1 - R; what that leaves undecided was not measured")
    out().print("\nCan judge in its place (PINCITE_STANCE=hf:NAME, or a folder in the same layout):", markup=False)
    for known in record["known"]:
        here = "here" if known["here"] else "not here" if known["export"] else "has no ONNX export yet: make one first"
        out().print(Text(f"  {known['name']}", style="bold"))
        out().print(
            f"    {known['classes']} classes, {known['parameters']} parameters, {known['megabytes']:,} MB, "
            f"{known['licence']}; {known['figures']}; {here}",
            markup=False,
        )
    out().print("Published by their authors, not measured here. Two classes tell supported from the rest only.")


def _print_dial(used: Record) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("--risk", "decides from", "claims decided"):
        table.add_column(name, justify="right")
    for row in used["dial"]:
        mark = " (default)" if row["threshold"] == used["decide_at"] and row["risk"] == used["risk"] else ""
        table.add_row(f"{row['risk']:.2f}{mark}", f"{row['threshold']:.2f}", f"{row['coverage']:.0%}")
    out().print(table)
    out().print("  The share of wrong verdicts among the decided ones on development claims, and how many those were.")
