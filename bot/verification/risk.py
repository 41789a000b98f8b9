"""The risk dial: which share of the decided verdicts may be wrong, the threshold that keeps to it, and what is left.

A fitted table says for a few risks which probability a verdict must reach and which share of the development
claims was then decided (the risk-coverage curve of El-Yaniv and Wiener, JMLR 2010, read at those risks). An engine
without a table is taken at its word: at risk r it decides from the probability 1 - r, and the coverage is not known.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Dial
from bot.errors import UsageError

DEFAULT_RISK = 0.1
"""Of ten decided verdicts one may be wrong, on development claims that are hard on purpose."""


@dataclass(frozen=True, slots=True)
class RiskTable:
    """``rows`` by ascending risk; empty where nothing was fitted."""

    rows: tuple[Dial, ...] = ()

    def at(self, risk: float) -> Dial:
        """The setting that keeps to a risk between 0 and 1: that of the greatest risk in the table that is not above.

        At 1 whatever is likeliest is decided. Raises UsageError for other numbers, and where development data show
        no threshold that keeps to so small a risk.
        """
        if not (math.isfinite(risk) and 0 < risk <= 1):
            raise UsageError(f"the risk {risk:g} is not a share between 0 and 1; 0.1 means one wrong verdict in ten")
        if risk == 1:
            return Dial(1.0, 0.0, 1.0 if self.rows else None)
        if not self.rows:
            return Dial(risk, 1 - risk)
        kept = [row for row in self.rows if (row.risk or 0.0) <= risk]
        if not kept:
            raise UsageError(
                f"this engine cannot keep wrong verdicts to {risk:g} of the decided: the least it reached on "
                f"development data is {self.rows[0].risk:g}; `pincite models` shows what can be set"
            )
        return Dial(risk, kept[-1].threshold, kept[-1].coverage)

    def nearest(self, risk: float) -> Dial:
        """The setting at a risk, or the most careful one there is where none is as careful as that."""
        least = self.rows[0].risk if self.rows else None
        return self.at(max(risk, least) if least is not None else risk)


def share_of(text: str, where: str) -> float:
    """A risk as a user writes it: 0.1 or 10%. Raises UsageError, which names ``where`` it was given."""
    share = text.strip()
    try:
        return float(share[:-1]) / 100 if share.endswith("%") else float(share)
    except ValueError:
        raise UsageError(f"{where} is '{text}', which is no number; give a share such as 0.1 or 10%") from None


def table_of(rows: Sequence[dict[str, float]]) -> RiskTable:
    """The table as it is saved beside the fitted rule. Raises KeyError where a row lacks something."""
    found = [Dial(row["risk"], row["threshold"], row["coverage"]) for row in rows]
    return RiskTable(tuple(sorted(found, key=lambda row: row.risk or 0.0)))
