"""Measures of a ranking with binary relevance, for one query each (Manning, Raghavan and Schütze, 2008, chapter 8)."""

import math
from collections.abc import Sequence


def recall_at(limit: int, relevant: Sequence[bool], total: int) -> float:
    """The share of the ``total`` relevant items that are among the first ``limit``."""
    return sum(relevant[:limit]) / total if total else 0.0


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """One over the rank of the first relevant item, counted from 1; 0 where none was found. Its mean is MRR."""
    return next((1 / rank for rank, hit in enumerate(relevant, 1) if hit), 0.0)


def ndcg_at(limit: int, relevant: Sequence[bool], total: int) -> float:
    """Gain of the first ``limit``, each hit divided by log2(rank + 1), over that of the best possible ranking
    (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(relevant[:limit], 1) if hit)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, limit) + 1))
    return gain / best if best else 0.0
