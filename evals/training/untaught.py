"""Sources that no teacher has scored: passages' own sentences, and rows that were written after the teacher.

A claim in its source's words is the easiest to tell, and the easiest to be misled by: its parts may stand in one
another's places. So own sentences are trained beside claims that were written from one sentence in its words, true and
false.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from evals.datasets import DATA

from .own_sentences import own_sentence
from .rows import TARGETS, Row, read_rows
from .sources import Draw, Example, Source, written_whole, written_window
from .text import sentences

FOREIGN_SHARE = 0.15
"""Of the claims written from one sentence, how many are shown with a sentence of another passage beside."""


def _reworded(row: Row, rng: random.Random) -> Example | None:
    """A claim written from one sentence, against that sentence or, where it decides, 1 to 6 sentences with it."""
    if row["label"] == "nei" or rng.random() < 0.3:
        return Example(row["meta"]["evidence"], row["claim"], TARGETS[row["label"]], "reworded")
    made = written_window(row, rng)
    return Example(made[0], row["claim"], made[1], "reworded") if made else None


def _with_foreign(draw: Draw, others: Sequence[Row]) -> Draw:
    """``draw`` with a sentence of another passage before or after the text now and then, which decides nothing."""

    def drawn(row: Row, rng: random.Random) -> Example | None:
        example = draw(row, rng)
        if example is None or rng.random() >= FOREIGN_SHARE:
            return example
        other = rng.choice(others)["doc"]
        start, end = rng.choice(sentences(other))
        parts = [other[start:end], example.premise]
        rng.shuffle(parts)
        return example._replace(premise=" ".join(parts))

    return drawn


def _pair(row: Row, _rng: random.Random) -> Example:
    return Example(row["doc"], row["claim"], TARGETS[row["label"]], row["dataset"])


def _figures(row: Row, rng: random.Random) -> Example:
    """A claim against the whole passage or a window of it with the deciding words, where there are any."""
    made = written_window(row, rng) if rng.random() < 0.5 else None
    premise = made[0] if made else written_whole(row, rng).premise
    return Example(premise, row["claim"], TARGETS[row["label"]], "figures")


def _summary(row: Row, rng: random.Random) -> Example:
    """A summary's sentence joins what stands in different places: it is shown with the whole passage."""
    return written_whole(row, rng)._replace(source="summaries")


def untaught_sources(written: Source) -> dict[str, Source]:
    """``own_sentence`` of each passage of ``written``, claims written from single sentences, pairs in the manner of
    FEVER Symmetric (Schuster et al., 2019) and of MNLI's genres, passages with figures, and summaries.

    Raises DataMissing.
    """
    passages: list[Row] = [{"doc": doc} for doc in dict.fromkeys(row["doc"] for row in written.rows)]
    pairs, longer = read_rows(DATA, "train_pairs"), read_rows(DATA, "train_passages")
    made = [
        Source("own_sentence", passages, lambda row, rng: own_sentence(row["doc"], rng)),
        Source("reworded", read_rows(DATA, "train_reworded"), _with_foreign(_reworded, passages)),
    ]
    for name, rows, draw in (
        ("symmetric", pairs, _pair),
        ("genres", pairs, _pair),
        ("figures", longer, _figures),
        ("summaries", longer, _summary),
    ):
        made.append(Source(name, [row for row in rows if row["dataset"] == name], draw))
    return {source.name: source for source in made}
