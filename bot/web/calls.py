"""What the contract offers to other programs: four calls that take plain values and give its JSON.

The page's server offers them twice, as Gradio's named endpoints and as MCP tools. Nothing here reads the server's
files: ``ingest`` takes text, never a path.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.reporting import answer_record, check_record, source_record

if TYPE_CHECKING:
    from bot.pincite import Pincite

Call = Callable[..., Any]


def calls(pincite: "Pincite") -> dict[str, Call]:
    """By name. The docstrings are the descriptions that clients are shown; every call raises PinciteError."""

    def ask(question: str, sources: list[str] | None = None) -> dict[str, Any]:
        """Answers a question with exact quotes from the sources, or abstains.

        Args:
            question: The question in plain words.
            sources: Ids, titles or file names of the sources to ask; empty means all.
        """
        return answer_record(pincite.ask(_text(question, "question"), _names(sources)))

    def check(text: str, sources: list[str] | None = None) -> dict[str, Any]:
        """Checks every claim of a text against the sources: a verdict each, with the exact quotes that decide.

        Args:
            text: A claim, a list of claims or a whole draft.
            sources: Ids, titles or file names of the sources to check against; empty means all.
        """
        return check_record(pincite.check(_text(text, "text"), _names(sources)))

    def ingest(text: str, title: str = "") -> dict[str, Any]:
        """Adds an article to the library. The same text again changes nothing.

        Args:
            text: The whole text of the article.
            title: Its title; empty takes it from the text.
        """
        return asdict(pincite.ingest_text(_text(text, "text"), _text(title, "title")))

    def sources() -> list[dict[str, Any]]:
        """Lists the articles of the library: id, title, origin, date, characters, passages."""
        return [source_record(source) for source in pincite.sources()]

    return {call.__name__: call for call in (ask, check, ingest, sources)}


def _text(value: Any, name: str) -> str:
    # these arguments come from outside unchecked: Gradio does not look at an endpoint's types
    if not isinstance(value, str):
        raise UsageError(f"'{name}' is text, not {type(value).__name__}")
    return value


def _names(value: Any) -> list[str] | None:
    if value is None or (isinstance(value, list) and all(isinstance(name, str) for name in value)):
        return value or None
    raise UsageError("'sources' is a list of ids, titles or file names")
