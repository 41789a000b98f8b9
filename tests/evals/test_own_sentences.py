"""Examples made of passages: the label must follow from how they are made."""

import random

from evals.training.own_sentences import own_sentence
from evals.training.rows import TARGETS

PASSAGE = (
    "The museum in Tessaly reopened on Monday. Its new wing, built in 30 months, cost 4 million euros. "
    '"It was worth it," said the director.\nAlso read: museums to visit.'
)


def test_a_sentence_of_the_passage_is_supported_by_a_window_with_it():
    made = [own_sentence(PASSAGE, random.Random(seed)) for seed in range(60)]
    examples = [example for example in made if example]
    supported = [e for e in examples if e.target == TARGETS["supported"]]
    refuted = [e for e in examples if e.target == TARGETS["refuted"]]
    assert len(supported) > 10
    assert len(refuted) > 10
    wordings = {e.claim for e in supported}
    assert "The museum in Tessaly reopened on Monday." in wordings
    assert "Its new wing was built in 30 months." in wordings
    assert not any("worth it" in e.claim or "Also read" in e.claim for e in examples)
    assert not {e.claim for e in refuted} & wordings
