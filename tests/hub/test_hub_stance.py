"""Stance models in the hub's layout: labels in any order and number, long texts, and errors that say what to do."""

import json

import pytest

from bot.adapters.hub import HubName
from bot.adapters.hub_stance import HubStanceModel
from bot.errors import ModelFilesError, UsageError
from bot.resources import folder
from bot.verification.witnesses import witnessed
from bot.wiring import EmbeddedModels, embedded_steps, stance_model
from tests.hub.making import make_model, reordered

WORDS = {"yes": (0.0, 4.0, 0.0), "no": (4.0, 0.0, 0.0), "maybe": (0.0, 0.0, 4.0)}
PAIRS = [("yes", "x"), ("no", "x"), ("maybe", "x")]


def three_classes(path, labels=("contradiction", "entailment", "neutral")):
    return HubStanceModel(make_model(path / "three", labels, WORDS), "folder:three")


def test_label_order_is_read_from_the_config(tmp_path):
    model = three_classes(tmp_path)
    yes, no, maybe = model.score(PAIRS)
    assert (yes.supports, no.refutes, maybe.neutral) == pytest.approx((0.965, 0.965, 0.965), abs=0.01)
    turned = HubStanceModel(
        make_model(tmp_path / "turned", ("Supports", "REFUTES", "Not_Enough_Info"), WORDS), "folder:turned"
    )
    yes, no, _ = turned.score(PAIRS)
    assert no.supports == pytest.approx(0.965, abs=0.01)
    assert yes.refutes == pytest.approx(0.965, abs=0.01)


@pytest.mark.parametrize(
    ("labels", "index"),
    [
        (("LABEL_0", "LABEL_1"), 1),
        (("entailment", "not_entailment"), 0),
        (("hallucinated", "consistent"), 1),
        (("LABEL_0",), 0),
    ],
)
def test_models_of_fewer_classes_tell_support_and_refute_nothing(tmp_path, labels, index):
    weights = {"yes": tuple(4.0 * (place == index) for place in range(len(labels)))}
    weights["no"] = tuple(-value for value in weights["yes"])
    model = HubStanceModel(make_model(tmp_path / "two", labels, weights), "folder:two")
    yes, no = model.score([("yes", "x"), ("no", "x")])
    assert yes.supports == pytest.approx(0.982, abs=0.01)
    assert no.neutral == pytest.approx(0.982, abs=0.01)
    assert yes.refutes == no.refutes == 0


@pytest.mark.parametrize(
    "labels", [("LABEL_0", "LABEL_1", "LABEL_2"), ("positive", "negative"), ("neutral", "contradiction")]
)
def test_labels_that_do_not_tell_are_one_clear_error(tmp_path, labels):
    model = HubStanceModel(make_model(tmp_path / "odd", labels, {}), "folder:odd")
    with pytest.raises(ModelFilesError, match="id2label"):
        model.score(PAIRS)


def test_a_long_text_is_read_to_its_end_and_a_long_claim_does_not_fit(tmp_path):
    model = three_classes(tmp_path)
    assert model.score([("word " * 300 + "yes", "x")])[0].supports > 0.9
    assert model.fits("x " * 20)
    assert not model.fits("x " * 60)


def test_scores_do_not_depend_on_what_else_is_in_the_batch(tmp_path):
    model = three_classes(tmp_path)
    alone = model.score([("yes", "x")])[0]
    among = model.score([("maybe " * 40, "x"), ("yes", "x"), ("no no", "x")])[1]
    assert among == alone


def test_the_shipped_model_in_that_layout_says_the_same(tmp_path, stance_model):
    other = HubStanceModel(reordered(folder("models") / "stance", tmp_path / "ours"), "folder:ours")
    pairs = [
        ("Odesa reported six injuries.", "Six people were hurt in Odesa."),
        ("Odesa reported six injuries.", "Nobody was hurt in Odesa."),
    ]
    for mine, theirs in zip(stance_model.score(pairs), other.score(pairs), strict=True):
        assert (theirs.supports, theirs.refutes) == pytest.approx((mine.supports, mine.refutes), abs=1e-4)


def test_what_is_missing_is_named(tmp_path):
    (tmp_path / "config.json").write_text('{"id2label": {"0": "entailment"}}')
    with pytest.raises(ModelFilesError, match="no ONNX export"):
        HubStanceModel(tmp_path, "folder:x").version  # noqa: B018
    with pytest.raises(ModelFilesError, match="tokenizer"):
        HubStanceModel(tmp_path, "folder:x").score(PAIRS)


def test_a_folder_takes_the_embedded_models_place_by_one_setting(tmp_path, splitter):
    path = make_model(tmp_path / "three", ("contradiction", "entailment", "neutral"), WORDS)
    models = EmbeddedModels.load(str(path))
    steps = embedded_steps(models, splitter)
    assert steps.engine.name == "folder:three"
    assert steps.engine.version != EmbeddedModels.load().version
    assert steps.weigh is witnessed
    assert not steps.risks.rows


def test_a_rule_in_the_folder_is_its_rule(tmp_path, splitter):
    path = make_model(tmp_path / "three", ("contradiction", "entailment", "neutral"), WORDS)
    rule = json.loads((folder("models") / "heads" / "verdict.json").read_text("utf-8"))
    (path / "verdict.json").write_text(json.dumps({**rule, "decide_at": 0.77}))
    assert embedded_steps(EmbeddedModels.load(str(path)), splitter).decide_at == 0.77
    (path / "verdict.json").write_text(json.dumps({**rule, "features": ["phase_of_the_moon"]}))
    with pytest.raises(ModelFilesError, match="phase_of_the_moon"):
        EmbeddedModels.load(str(path))


def test_names_of_the_hub():
    assert HubName.of("hf:a/b@v1") == HubName("a/b", "v1")
    assert str(HubName.of("a/b")) == "hf:a/b"
    for wrong in ("hf:b", "hf:a/b/c", "hf:", "hf:a /b"):
        with pytest.raises(UsageError, match="OWNER/NAME"):
            HubName.of(wrong)
    with pytest.raises(UsageError, match="no folder"):
        stance_model("/nowhere/at/all")
