"""Links that open the page at a question, a check or a source: ``?tab=check&claim=…&source=…``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import PinciteError

if TYPE_CHECKING:
    from bot.pincite import Pincite

TABS = ("ask", "check", "sources", "settings")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Link:
    """What the address of the page asks for; ``problem`` tells of a source that is not there."""

    tab: str = ""
    question: str = ""
    claim: str = ""
    sources: tuple[str, ...] = ()
    problem: str = ""


def read_link(query: Iterable[tuple[str, str]], pincite: "Pincite") -> Link:
    """``source`` is an id, a title or a file name and may stand more than once. What is not known is left out."""
    values: dict[str, str] = {}
    sources: list[str] = []
    problem = ""
    for name, value in query:
        if name == "source":
            try:
                sources.append(pincite.document(value).id)
            except PinciteError as error:
                problem = str(error)
        else:
            values.setdefault(name, value[:_LONGEST])
    question, claim = values.get("question", "").strip(), values.get("claim", "").strip()
    tab = values.get("tab", "")
    if tab not in TABS:
        tab = "check" if claim else "ask" if question else ""
    return Link(tab, question, claim, tuple(dict.fromkeys(sources)), problem)
