"""What every Embedder, StanceModel and AnswerModel keeps to, the fakes and the real ones alike."""

import math

import pytest

from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel
from bot.errors import ModelFilesError
from tests.fakes import HashEmbedder, WordStanceModel

LONG = "Officials met in Geneva. " * 400
TEXTS = ["Odesa reported six injuries.", "x", LONG, "日本語の文。", "e\u0301" * 50, "🎉" * 300]


@pytest.fixture(params=["fake", "real"])
def any_embedder(request: pytest.FixtureRequest, embedder: OnnxEmbedder):
    return HashEmbedder() if request.param == "fake" else embedder


@pytest.fixture(params=["fake", "real"])
def any_stance_model(request: pytest.FixtureRequest, stance_model: OnnxStanceModel):
    return WordStanceModel() if request.param == "fake" else stance_model


def test_vectors_are_of_one_length_and_norm(any_embedder):
    vectors = any_embedder.embed_documents(TEXTS)
    assert len({len(vector) for vector in vectors}) == 1
    assert all(math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-5) for vector in vectors)


def test_no_texts_no_vectors(any_embedder):
    assert any_embedder.embed_documents([]) == []


def test_a_text_has_the_same_vector_alone_and_among_others(any_embedder):
    # int8 activations are scaled over the batch, so the last digits may differ
    alone, among = any_embedder.embed_query(TEXTS[0]), any_embedder.embed_documents(TEXTS)[0]
    assert sum(a * b for a, b in zip(alone, among, strict=True)) > 0.98


def test_the_same_words_are_nearer_than_others(any_embedder):
    near, far, asked = any_embedder.embed_documents(
        ["Six people were injured in Odesa.", "The bank left its rate unchanged.", "People injured in Odesa"]
    )
    assert sum(a * b for a, b in zip(asked, near, strict=True)) > sum(a * b for a, b in zip(asked, far, strict=True))


def test_the_end_of_a_long_text_is_read(embedder):
    ending = LONG + "The submarine deal was worth two billion dollars."
    assert math.dist(embedder.embed_query(ending), embedder.embed_query(LONG)) > 0.01


def test_scores_are_probabilities_in_order(any_stance_model):
    pairs = [(text, "Odesa reported six injuries.") for text in TEXTS]
    scores = any_stance_model.score(pairs)
    assert len(scores) == len(pairs)
    for item in scores:
        assert math.isclose(item.supports + item.refutes + item.neutral, 1.0, abs_tol=1e-5)
        assert min(item.supports, item.refutes, item.neutral) >= 0
    assert scores[0].supports > 0.5


def test_nothing_to_score(any_stance_model):
    assert any_stance_model.score([]) == []


def test_a_claim_of_ordinary_length_fits_and_an_endless_one_does_not(any_stance_model):
    assert any_stance_model.fits("Odesa reported six injuries.")
    assert not any_stance_model.fits("and then " * 500)


def test_a_long_text_is_read_to_its_end(stance_model):
    claim = "Odesa reported six injuries."
    without, ending = stance_model.score([(LONG, claim), (LONG + claim, claim)])
    assert ending != without


def test_answers_are_probabilities(any_stance_model):
    if not getattr(any_stance_model, "answers_questions", True):
        assert "answers" not in any_stance_model.config["labels"]
        return
    pairs = [(text, "How many injuries did Odesa report?") for text in TEXTS]
    scores = any_stance_model.score_answers(pairs)
    assert len(scores) == len(pairs)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("kind", [OnnxEmbedder, OnnxStanceModel])
def test_missing_files_are_one_clear_error(kind, tmp_path):
    with pytest.raises(ModelFilesError, match="install pincite again"):
        kind(tmp_path).config  # noqa: B018


def test_a_damaged_model_is_one_clear_error(tmp_path, embedder):
    (tmp_path / "config.json").write_text('{"max_length": 256, "dimension": 384, "version": "x"}')
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(ModelFilesError, match="tokenizer"):
        OnnxEmbedder(tmp_path).embed_query("x")
    (tmp_path / "tokenizer.json").write_bytes((embedder._folder / "tokenizer.json").read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelFilesError, match="install pincite again"):
        OnnxEmbedder(tmp_path).embed_query("x")
