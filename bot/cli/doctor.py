"""``pincite doctor``: what is in use, and whether the language model that is set answers."""

import platform
import time
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bot.cli.printing import out
from bot.errors import ProviderError
from bot.reporting import one_line
from bot.version import __version__

if TYPE_CHECKING:
    from bot.pincite import Pincite

PACKAGES = (
    "langchain",
    "langchain-core",
    "langchain-openai",
    "openai",
    "chromadb",
    "onnxruntime",
    "tiktoken",
    "gradio",
)


def examined(pincite: "Pincite") -> dict[str, Any]:
    """Engine, library, versions, and the outcome of one tiny call; never a key."""
    sources = pincite.sources()
    language = pincite.steps.language
    return {
        "engine": pincite.engine.name,
        "engine_version": pincite.engine.version,
        "model": _model(pincite),
        "library": {
            "directory": str(pincite.directory),
            "documents": len(sources),
            "passages": sum(source.passages for source in sources),
        },
        "versions": {"pincite": __version__, "python": platform.python_version(), **_versions()},
        "call": None if language is None else _call(pincite),
    }


def _model(pincite: "Pincite") -> dict[str, Any] | None:
    language = pincite.steps.language
    settings = language.model.settings if language else None
    if language is None or settings is None:
        return None
    price = settings.price
    return {
        "name": settings.model,
        "base_url": settings.server if settings.base_url and settings.provider == "openai" else None,
        "host": settings.host,
        "key": "set" if settings.api_key else "not set",
        "asked": str(language.ask),
        "prompt_tokens": settings.prompt_tokens,
        "reply_tokens": settings.reply_tokens,
        "at_once": settings.at_once,
        "price": {"input": price.input, "output": price.output, "date": price.date, "source": price.source}
        if price
        else None,
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _call(pincite: "Pincite") -> dict[str, Any]:
    language = pincite.steps.language
    began, error, method = time.perf_counter(), "", ""
    try:
        method = language.model.ping() if language else ""
    except ProviderError as failure:
        error = str(failure)
    usage = pincite.usage
    return {
        "error": error,
        "seconds": round(time.perf_counter() - began, 2),
        "structured_output": method,
        "tokens": usage.tokens,
        "tokens_estimated": usage.estimated,
    }


def print_findings(findings: dict[str, Any]) -> None:
    """A table with a row for each thing; the call last."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    model, library, call = findings["model"], findings["library"], findings["call"]
    rows = [("engine", f"{findings['engine']} {findings['engine_version']}")]
    if model:
        price = model["price"]
        rows += [
            ("model", model["name"]),
            ("texts are sent to", model["base_url"] or model["host"]),
            ("key", model["key"]),
            ("asked", f"{model['asked']}, {model['at_once']} calls at once"),
            ("tokens", f"prompt at most {model['prompt_tokens']:,}, reply at most {model['reply_tokens']:,}"),
            (
                "price",
                f"${price['input']:g} in, ${price['output']:g} out a million tokens ({price['source']} {price['date']})"
                if price
                else "not known; set PINCITE_PRICES, for example 0.25,2",
            ),
        ]
    else:
        rows.append(("language model", "none set; PINCITE_MODEL or --model names one, for example openai:gpt-5-mini"))
    rows.append(
        ("library", f"{library['directory']} ({library['documents']} documents, {library['passages']} passages)")
    )
    rows.append(("versions", ", ".join(f"{name} {number}" for name, number in findings["versions"].items())))
    if call:
        fine = f"answered in {call['seconds']} s by {call['structured_output']}, {call['tokens']} tokens"
        rows.append(("a tiny call", f"failed: {call['error']}" if call["error"] else fine))
    for name, value in rows:
        table.add_row(name, Text(one_line(value)))
    out().print(table)
