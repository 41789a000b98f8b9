"""Words on both sides of a pair get token types of their own."""

import json
import shutil
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from bot.adapters.onnx import OnnxStanceModel
from bot.adapters.shared_words import shared_types
from bot.resources import folder


def told(text: str, claim: str, length: int = 64) -> tuple[list[str], list[str]]:
    """The word pieces of text and claim that are marked as standing on both sides."""
    tokenizer = Tokenizer.from_file(str(folder("models") / "stance" / "tokenizer.json"))
    tokenizer.enable_truncation(length, strategy="only_first")
    encoding = tokenizer.encode(text, claim)
    types = shared_types(encoding)
    assert [kind % 2 for kind in types] == encoding.type_ids
    marked: tuple[list[str], list[str]] = ([], [])
    for piece, kind in zip(encoding.tokens, types, strict=True):
        if kind > 1:
            marked[kind - 2].append(piece)
    return marked


@pytest.mark.parametrize(
    ("text", "claim", "marked"),
    [
        ("Twelve boats sank.", "Ten boats sank.", ["boats", "sank"]),
        ("It cost $1,200 then.", "It cost 1200 euros.", ["it", "cost", "1200"]),
        ("It rose 3.5 percent.", "It rose 3.6 percent.", ["it", "rose", "percent"]),
        ("In 2024, 5 were hurt.", "Hurt: 5.", ["hurt", "5", "."]),  # as trained: a stop after a number goes with it
        ("Kowalczyk left", "Kowalczuk left", ["left"]),
        ("Two left", "Nobody came", []),
    ],
)
def test_whole_words_and_whole_numbers_are_compared(text: str, claim: str, marked: list[str]) -> None:
    assert told(text, claim)[1] == marked


def test_what_was_cut_off_the_text_is_not_on_both_sides() -> None:
    assert told("Boats sank. " + "Nothing else was said. " * 20 + "Lisbon", "Lisbon", 32) == ([], [])


def test_a_model_is_told_where_its_config_says_so(stance_model: OnnxStanceModel, tmp_path: Path) -> None:
    pairs = [("Twelve boats sank off Lisbon.", "Ten boats sank off Lisbon.")]
    assert stance_model.config["shared_words"]
    shutil.copytree(stance_model.folder, tmp_path / "untold")
    config = {**stance_model.config, "shared_words": False}
    (tmp_path / "untold" / "config.json").write_text(json.dumps(config))
    assert OnnxStanceModel(tmp_path / "untold").score(pairs) != stance_model.score(pairs)
