"""Which engine a session uses and how careful it is, and what is told of both."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.web import words
from bot.web.tables import header

if TYPE_CHECKING:
    from bot.pincite import Pincite

STARTED, EMBEDDED = "started", "embedded"
_RISKS = (0.02, 0.05, 0.1, 0.2)
"""Shares of wrong verdicts that are offered where no table of them was fitted."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a session has chosen in the settings. ``risk`` is empty for what the page was started with."""

    engine: str = STARTED
    risk: str = ""


class Engines:
    def __init__(self, pincite: "Pincite") -> None:
        self._started = pincite
        self._of = lru_cache(maxsize=32)(self._made)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What is shown and its value; one where the page was started without a language model."""
        started = self._started.engine
        if not started.host:
            return [(words.ENGINE_EMBEDDED, STARTED)]
        told = words.ENGINE_MODEL.format(name=started.name, host=started.host)
        return [(told, STARTED), (words.ENGINE_EMBEDDED, EMBEDDED)]

    @property
    def risks(self) -> list[tuple[str, str]]:
        """The settings of the dial: how many verdicts may be wrong, and the share of claims that is then decided."""
        known = self._started.steps.risks.rows
        shown = [(words.risk_started(self._started.dial()), "")]
        for risk in [*sorted({row.risk for row in known if row.risk} or _RISKS), 1.0]:
            try:
                shown.append((words.risk(self._started.dial(risk)), f"{risk:g}"))
            except UsageError:
                continue
        return shown

    def known(self, setup: Setup) -> Setup:
        """The setup, with the first of each choice where the browser kept one that there is no more."""
        engine = setup.engine if setup.engine in [value for _, value in self.choices] else STARTED
        risk = setup.risk if setup.risk in [value for _, value in self.risks] else ""
        return Setup(engine, risk)

    def of(self, setup: Setup) -> "Pincite":
        return self._of(setup)

    def _made(self, setup: Setup) -> "Pincite":
        if setup == Setup():
            return self._started
        risk = float(setup.risk) if setup.risk else None
        return self._started.using(model=setup.engine != EMBEDDED, risk=risk)

    def status(self, setup: Setup) -> str:
        """The head of the page: the engine, what leaves this machine, and what that has cost so far."""
        pincite = self.of(setup)
        return header(pincite.engine, pincite.usage)
