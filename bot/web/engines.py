"""Which engine a session uses, and what is told of it: the one the page was started with, or the embedded one alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.web import words
from bot.web.tables import header

if TYPE_CHECKING:
    from bot.wiring import Pincite

STARTED, EMBEDDED = "started", "embedded"


@dataclass(frozen=True, slots=True)
class Setup:
    """What a session has chosen in the settings; an empty engine is the one the page was started with."""

    engine: str = STARTED


class Engines:
    def __init__(self, pincite: "Pincite") -> None:
        self._started = pincite
        self._alone = pincite.without_model()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What is shown and its value; one where the page was started without a language model."""
        started = self._started.engine
        if not started.host:
            return [(words.ENGINE_EMBEDDED, STARTED)]
        told = words.ENGINE_MODEL.format(name=started.name, host=started.host)
        return [(told, STARTED), (words.ENGINE_EMBEDDED, EMBEDDED)]

    def known(self, setup: Setup) -> Setup:
        """The setup, or the first where the browser kept one that there is no more."""
        return setup if setup.engine in [value for _, value in self.choices] else Setup()

    def of(self, setup: Setup) -> "Pincite":
        return self._alone if setup.engine == EMBEDDED else self._started

    def status(self, setup: Setup) -> str:
        """The head of the page: the engine, what leaves this machine, and what that has cost so far."""
        pincite = self.of(setup)
        return header(pincite.engine, pincite.usage)
