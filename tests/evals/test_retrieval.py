"""Retrieval of the deciding words: what counts as found, and the rankings that it is compared with."""

import pytest

from bot.domain import Span
from evals.datasets import SUPPORTED, ClaimCase
from evals.retrieval import SharedWords, cut_up, haystack, relevant, retrieval_summary

DOC = "Odesa reported six injuries. The mayor thanked the crews."
OTHER = "Kherson reported six injuries, the regional office wrote."
CASE = ClaimCase("1", "made", DOC, "Odesa reported six injuries.", SUPPORTED, evidence=("six injuries",))


def test_only_the_claims_own_document_and_its_deciding_words_count():
    first, second = Span(0, 28), Span(29, len(DOC))
    places = [(OTHER, Span(0, len(OTHER))), (DOC, second), (DOC, first)]
    assert relevant(CASE, places) == [(DOC, first)]


def test_summary_by_hand_and_a_wrong_document_changes_it():
    found = [(OTHER, Span(0, 20)), (DOC, Span(0, 28))]
    figures = retrieval_summary([(CASE, found)], {"1": 1})["figures"]
    assert figures["recall@1"]["value"] == 0
    assert figures["recall@3"]["value"] == 1
    assert figures["MRR"]["value"] == 0.5
    assert figures["nDCG@8"]["value"] == pytest.approx(0.6309, abs=1e-4)
    missed = retrieval_summary([(CASE, found[:1] * 2)], {"1": 1})["figures"]
    assert {figure["value"] for figure in missed.values()} == {0}


def test_a_library_is_cut_into_passages_and_filled_up_to_a_number():
    others = (f"The council of town {number} met on Monday and raised the fee." for number in range(100))
    cut = cut_up([DOC, OTHER], others, 10)
    assert cut.count == 10
    assert list(cut.documents)[:2] == [DOC, OTHER]
    assert all(cut.passages[text][0].document == document.id for text, document in cut.documents.items())


def test_shared_words_rank_the_passage_that_has_them_first():
    ranking = SharedWords(cut_up([OTHER, DOC], [], 0))
    assert ranking.find(CASE.claim)[0][0] == DOC
    assert len(relevant(CASE, [(DOC, span) for span in ranking.places(DOC)])) == 1


def test_the_haystack_has_each_foreign_document_once(tmp_path):
    import gzip
    import json

    from evals.retrieval import HAYSTACK

    (tmp_path / "dev").mkdir()
    for name in HAYSTACK:
        row = {"doc": OTHER, "claim": "c", "label": "supported", "question": "q", "answers": ["a"], "answerable": True}
        own = {**row, "doc": DOC}
        lines = "".join(json.dumps(item) + "\n" for item in (row, own, {**row, "doc": f"{name} says so."}))
        (tmp_path / "dev" / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    found = list(haystack(tmp_path, {DOC}))
    assert found == [OTHER, *(f"{name} says so." for name in HAYSTACK)]
