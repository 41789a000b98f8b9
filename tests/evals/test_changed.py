"""What is altered differs from what it was made of in a word, a number or a negation, and has no label."""

import random

import numpy as np

from evals.training.changed import change, changed_sources, near_words
from evals.training.rows import UNLABELLED
from evals.training.sources import Example, Source

NEAR = {"rose": ["fell"], "prices": ["wages"], "march": ["april"]}


def test_near_words_are_others_by_cosine_and_no_forms_of_the_word() -> None:
    words = {"rises": 0, "riser": 1, "falls": 2, "bread": 3, "the": 4, "##ing": 5, "42": 6}
    embeddings = np.array(
        [[0.3, 0.1], [0.3, 0.1], [0.2, 0.1], [0.0, 0.3], [0.3, 0.1], [0.3, 0.1], [0.3, 0.1]], dtype=np.float32
    )
    assert near_words(words, embeddings)["rises"] == ["falls", "bread"]


def test_one_word_or_number_is_another() -> None:
    text = "Prices rose by 30 percent in March."
    made = [change(text, "Prices rose by 40 percent.", NEAR, random.Random(seed)) for seed in range(200)]
    found = {new for new in made if new}
    assert {"Wages rose by 30 percent in March.", "Prices fell by 30 percent in March."} <= found
    assert {"Prices rose by 30 percent in April.", "Prices rose by 40 percent in March."} <= found
    for new in found:
        assert sum(one != other for one, other in zip(new.split(), text.split(), strict=True)) == 1
    assert made.count(None) < 40


def test_a_negation_is_taken_out_or_put_in() -> None:
    negated = {change("It was not sold.", "", {}, random.Random(seed)) for seed in range(300)}
    assert negated == {None, "It was sold."}
    assert {change("It was sold.", "", {}, random.Random(seed)) for seed in range(300)} == {None, "It was not sold."}


def test_nothing_to_change_is_told() -> None:
    assert change("The of to.", "", NEAR, random.Random(1)) is None


def test_changed_examples_have_no_label() -> None:
    row = {
        "doc": "Prices rose by 30 percent in March. So they said. Nobody had asked for it.",
        "claim": "Prices rose by 30.",
    }
    kind = Source("x", [row], lambda r, _: Example(r["doc"], r["claim"], 0, "x"))
    kinds = dict.fromkeys(("nli", "written_window", "written_whole"), kind)
    rng = random.Random(5)
    for name, source in changed_sources(kinds, NEAR).items():
        examples = [example for _ in range(40) if (example := source.draw(row, rng))]
        assert len(examples) > 20
        for example in examples:
            assert (example.target, example.source) == (UNLABELLED, name)
            assert example.premise not in row["doc"] or example.claim not in {row["claim"], row["doc"][:35]}
