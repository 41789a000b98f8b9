"""Rows that were written after the teacher: a label must hold in the text that an example shows."""

import random
from functools import cache

from evals.datasets import DATA
from evals.training.rows import TARGETS, read_rows
from evals.training.sources import Source, written_whole
from evals.training.text import sentences
from evals.training.untaught import untaught_sources


@cache
def sources() -> dict[str, Source]:
    return untaught_sources(Source("written_whole", read_rows(DATA, "train_claims")[:500], written_whole))


def drawn(name: str, count: int):
    rng = random.Random(3)
    source = sources()[name]
    rows = rng.sample(source.rows, count)
    return [(row, example) for row in rows if (example := source.draw(row, rng)) is not None]


def test_a_reworded_claim_is_shown_with_the_sentence_it_was_written_from():
    examples = drawn("reworded", 400)
    assert len(examples) > 300
    assert {row["label"] for row, _ in examples} == {"supported", "refuted", "nei"}
    for row, example in examples:
        assert row["meta"]["evidence"] in example.premise
        assert example.target == TARGETS[row["label"]]


def test_what_a_sentence_leaves_open_is_not_asked_of_its_neighbours():
    for row, example in drawn("reworded", 400):
        if row["label"] == "nei":
            beside = example.premise.replace(row["meta"]["evidence"], "")
            assert not [row["doc"][a:b] for a, b in sentences(row["doc"]) if row["doc"][a:b] in beside]


def test_now_and_then_a_sentence_of_another_passage_stands_beside():
    examples = drawn("reworded", 400)
    foreign = [e for row, e in examples if e.premise not in row["doc"]]
    assert 0.05 * len(examples) < len(foreign) < 0.3 * len(examples)


def test_passages_keep_the_deciding_words_in_whatever_part_is_shown():
    for name in ("figures", "summaries"):
        for row, example in drawn(name, 150):
            assert row["meta"]["evidence"] in example.premise


def test_each_text_of_a_symmetric_pair_decides_both_claims():
    told: dict[str, set[str]] = {}
    for row in sources()["symmetric"].rows:
        told.setdefault(row["claim"], set()).add(row["label"])
    both = [labels for labels in told.values() if labels == {"supported", "refuted"}]
    assert len(both) > 0.95 * len(told)


def test_a_hypothesis_of_each_label_is_written_for_a_premise():
    told: dict[str, set[str]] = {}
    for row in sources()["genres"].rows:
        told.setdefault(row["doc"], set()).add(row["label"])
    assert sum(labels == set(TARGETS) - {"unsupported"} for labels in told.values()) > 0.95 * len(told)
