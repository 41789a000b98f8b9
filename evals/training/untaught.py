"""Sources that no teacher has scored: passages' own sentences, and rows that were written after the teacher.

A claim in its source's words is the easiest to tell, and the easiest to be misled by: its parts may stand in one
another's places. So own sentences are trained beside claims that were written from one sentence in its words, true and
false.
"""

from __future__ import annotations

import random

from .own_sentences import own_sentence
from .rows import TARGETS, Row, read_rows
from .sources import OWN, Example, Source, written_whole, written_window


def _reworded(row: Row, rng: random.Random) -> Example | None:
    """A claim written from one sentence, against that sentence or, where it decides, 1 to 6 sentences with it."""
    if row["label"] == "nei" or rng.random() < 0.3:
        return Example(row["meta"]["evidence"], row["claim"], TARGETS[row["label"]], "reworded")
    made = written_window(row, rng)
    return Example(made[0], row["claim"], made[1], "reworded") if made else None


def _pair(row: Row, _rng: random.Random) -> Example:
    return Example(row["doc"], row["claim"], TARGETS[row["label"]], row["dataset"])


def _passage(row: Row, rng: random.Random) -> Example:
    """A claim against the whole passage or, where the deciding words are known or there are none, a window of it."""
    known = row["meta"]["evidence"] or row["label"] == "nei"
    made = written_window(row, rng) if known and rng.random() < 0.5 else None
    premise = made[0] if made else written_whole(row, rng).premise
    return Example(premise, row["claim"], TARGETS[row["label"]], row["dataset"])


def untaught_sources(written: Source) -> dict[str, Source]:
    """``own_sentence`` of each passage of ``written``, claims written from single sentences, pairs in the manner of
    FEVER Symmetric (Schuster et al., 2019) and of MNLI's genres, passages with figures, and summaries.

    Raises DataMissing.
    """
    passages: list[Row] = [{"doc": doc} for doc in dict.fromkeys(row["doc"] for row in written.rows)]
    pairs, longer = read_rows(OWN, "train_pairs"), read_rows(OWN, "train_passages")
    made = [
        Source("own_sentence", passages, lambda row, rng: own_sentence(row["doc"], rng)),
        Source("reworded", read_rows(OWN, "train_reworded"), _reworded),
    ]
    for name, rows, draw in (
        ("symmetric", pairs, _pair),
        ("genres", pairs, _pair),
        ("figures", longer, _passage),
        ("summaries", longer, _passage),
    ):
        made.append(Source(name, [row for row in rows if row["dataset"] == name], draw))
    return {source.name: source for source in made}
