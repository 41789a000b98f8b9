"""A sequence-classification model in the layout of the Hugging Face hub, in the place of the embedded stance model.

The folder has ``config.json`` (``id2label``, ``max_position_embeddings``), ``tokenizer.json`` and an ONNX export.
A ``verdict.json`` beside them is the rule that was fitted to this model (``python -m evals fit``).
"""

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.adapters.onnx import OnnxStanceModel, softmax
from bot.errors import ModelFilesError

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAPHS = (
    "onnx/model.onnx",
    "model.onnx",
    "onnx/model_quantized.onnx",
    "model_quantized.onnx",
    "onnx/model_int8.onnx",
    "onnx/model_fp16.onnx",
)
"""Where exports are kept; the first that is there is used, full precision before less."""
RULE = "verdict.json"
LONGEST = 512
"""Word pieces that are read at once, also where a model could read more: windows of sentences are short."""
_WORDS = {
    "supported": {"entailment", "entails", "supported", "supports", "support", "consistent", "factual", "faithful"},
    "refuted": {"contradiction", "contradicts", "refuted", "refutes", "contradictory"},
    "nei": {"neutral", "nei", "not enough info", "not enough information", "unverifiable", "unknown"},
    "unsupported": {
        "not entailment",
        "non entailment",
        "unsupported",
        "not supported",
        "inconsistent",
        "hallucinated",
        "hallucination",
        "unfaithful",
        "not factual",
    },
}
_NAMELESS = {1: ("supported",), 2: ("unsupported", "supported")}
"""Where ``id2label`` has only LABEL_0 …: MiniCheck and HHEM give the supported class last."""


class HubStanceModel(OnnxStanceModel):
    """Two or three classes, or one output; with fewer than three nothing is refuted by the model, since such a model
    does not tell refuted from not said. ``name`` and ``version`` go into every result.

    Raises ModelFilesError, at first use, where the folder is not of this layout or the classes are not known.
    """

    answers_questions = False

    def __init__(self, folder: Path, name: str, version: str | None = None) -> None:
        super().__init__(folder)
        self.name = name
        self._version = version
        self.repair = f"name a folder with config.json, tokenizer.json and an ONNX export, or get {name} again"

    @cached_property
    def graph(self) -> Path:
        for candidate in GRAPHS:
            if (self._folder / candidate).is_file():
                return self._folder / candidate
        raise ModelFilesError(
            f"{self._folder} has no ONNX export ({', '.join(GRAPHS[:3])} …); make one with "
            "`optimum-cli export onnx --task text-classification` and name its folder"
        )

    @cached_property
    def version(self) -> str:
        if self._version:
            return self._version
        digest = hashlib.sha256()
        with self.graph.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()[:12]

    @property
    def rule(self) -> Path | None:
        """The rule that was fitted to this model, where the folder has one."""
        path = self._folder / RULE
        return path if path.is_file() else None

    @cached_property
    def max_length(self) -> int:
        positions = int(self.config.get("max_position_embeddings") or LONGEST)
        if "roberta" in str(self.config.get("model_type", "")) and "deberta" not in str(self.config["model_type"]):
            positions -= self.pad + 1  # its positions are counted from behind the padding's id
        return min(LONGEST, positions, self._tokenizer_length())

    def _tokenizer_length(self) -> int:
        try:
            saved: Any = json.loads((self._folder / "tokenizer_config.json").read_text("utf-8"))
            return int(min(saved["model_max_length"], LONGEST))
        except (OSError, ValueError, KeyError, TypeError):
            return LONGEST  # many repositories do not say, or say 1e30

    @cached_property
    def pad(self) -> int:
        return int(self.config.get("pad_token_id") or 0)

    @cached_property
    def _columns(self) -> dict[str, int]:
        """Our classes to the outputs that have them. Raises ModelFilesError for names that do not tell."""
        names: dict[str, str] = self.config.get("id2label") or {
            str(number): f"LABEL_{number}" for number in range(int(self.config.get("num_labels", 2)))
        }
        labels = [_plain(names[number]) for number in sorted(names, key=int)]
        if all(label.startswith("label ") for label in labels) and len(labels) in _NAMELESS:
            return {name: index for index, name in enumerate(_NAMELESS[len(labels)])}
        found = {ours: index for index, label in enumerate(labels) for ours, words in _WORDS.items() if label in words}
        if len(labels) == 1 and not found:
            return {"supported": 0}
        if len(found) == len(labels) and "supported" in found and {*found} != {"supported", "refuted", "unsupported"}:
            return found
        raise ModelFilesError(
            f"the labels of {self.name} ({', '.join(names.values())}) do not say which is support and which refutes; "
            "write entailment, neutral and contradiction into id2label of its config.json"
        )

    def _stances(self, logits: "NDArray[np.float32]") -> "NDArray[np.float32]":
        columns = self._columns
        if logits.shape[1] != len(columns):
            raise ModelFilesError(f"{self.name} has {logits.shape[1]} outputs and names for {len(columns)}")
        # one output is the log-odds of support, which is a second class of logit 0
        shares = softmax(np.pad(logits, ((0, 0), (0, 1))) if len(columns) == 1 else logits)
        supports = shares[:, columns["supported"]]
        if {"nei", "refuted"} <= columns.keys():
            return shares[:, [columns["supported"], columns["refuted"], columns["nei"]]]
        return np.stack([supports, np.zeros_like(supports), 1 - supports], axis=1)


def _plain(label: str) -> str:
    return label.casefold().replace("_", " ").replace("-", " ").strip()
