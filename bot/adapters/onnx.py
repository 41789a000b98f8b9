"""The embedded models on onnxruntime and tokenizers: sentence vectors and stances, int8, no torch."""

import json
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from bot.adapters.shared_words import shared_types
from bot.domain import StanceScores
from bot.errors import InvariantError, ModelFilesError
from bot.resources import cores, int8_may_overflow

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding

_BATCH_TOKENS = 256
"""In one run of the graph: what it computes then stays in the processor's cache, and a single claim's windows fill all
cores."""
_OVERLAP_TOKENS = 48
_ROOM_FOR_TEXT = 64
"""Word pieces that a claim must leave for the text it is judged by."""


def session_options(threads: int) -> Any:
    """onnxruntime's, with which int8 scores are the same on every processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    if int8_may_overflow():
        # 1.1 times the time there; where the processor has VNNI it would be 1.8 times for nothing
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options


class OnnxModel:
    """A BERT-like graph and its tokenizer in one folder; both are read at first use."""

    repair = "install pincite again"
    """What helps where a file is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        return self._folder

    @cached_property
    def config(self) -> dict[str, Any]:
        path = self._folder / "config.json"
        try:
            config: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ModelFilesError(f"the model's {path} cannot be read ({error}); {self.repair}") from None
        return config

    @property
    def pad(self) -> int:
        """The id that fills a short sequence up."""
        return 0

    @property
    def graph(self) -> Path:
        return self._folder / "model.onnx"

    @property
    def max_length(self) -> int:
        return int(self.config["max_length"])

    @property
    def version(self) -> str:
        return str(self.config["version"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare Exception for a missing or damaged file
            raise ModelFilesError(f"the tokenizer in {self._folder} cannot be read ({error}); {self.repair}") from None

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        # whole batches side by side, one thread each: two threads inside one batch took 1.3 times as long
        options = session_options(1)
        try:
            return onnxruntime.InferenceSession(str(self.graph), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own errors share no public base
            raise ModelFilesError(f"the model in {self._folder} cannot be read ({error}); {self.repair}") from None

    @cached_property
    def _types(self) -> Callable[["Encoding"], list[int]]:
        return shared_types if self.config.get("shared_words") else attrgetter("type_ids")

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(cores(), "onnx")

    @cached_property
    def _inputs(self) -> frozenset[str]:
        """What the graph takes: not every family has token types."""
        return frozenset(item.name for item in self._session.get_inputs())

    def _run(self, encodings: Sequence["Encoding"]) -> "NDArray[np.float32]":
        """Outputs in the encodings' order, batched by length so that little is padded."""
        order = sorted(range(len(encodings)), key=lambda index: -len(encodings[index].ids))
        batches: list[list[int]] = []
        for index in order:
            if not batches or (len(batches[-1]) + 1) * len(encodings[batches[-1][0]].ids) > _BATCH_TOKENS:
                batches.append([])
            batches[-1].append(index)
        run = self._workers.map if len(batches) > 1 else map
        rows = np.concatenate(list(run(lambda batch: self._run_batch([encodings[at] for at in batch]), batches)))
        outputs = np.empty_like(rows)
        outputs[order] = rows
        return outputs

    def _run_batch(self, batch: Sequence["Encoding"]) -> "NDArray[np.float32]":
        width = len(batch[0].ids)
        feed = {
            name: np.array(
                [list(field(encoding)) + [filler] * (width - len(encoding.ids)) for encoding in batch],
                dtype=np.int64,
            )
            for name, field, filler in (
                ("input_ids", attrgetter("ids"), self.pad),
                ("attention_mask", attrgetter("attention_mask"), 0),
                ("token_type_ids", self._types, 0),
            )
            if name in self._inputs
        }
        outputs: NDArray[np.float32] = self._session.run(None, feed)[0]
        return outputs


def softmax(logits: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Of each row."""
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = exponents / exponents.sum(axis=1, keepdims=True)
    return shares


class OnnxEmbedder(OnnxModel, Embeddings):
    """Unit vectors of 384 numbers. A text longer than the model reads is read in overlapping windows."""

    @cached_property
    def _windowed(self) -> Any:
        tokenizer = self._tokenizer
        tokenizer.enable_truncation(self.max_length, stride=_OVERLAP_TOKENS)
        tokenizer.no_padding()
        return tokenizer

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if not texts:
            return []
        windows: list[Encoding] = []
        owners: list[int] = []
        for owner, encoding in enumerate(self._windowed.encode_batch(texts)):
            parts = [encoding, *encoding.overflowing]
            windows += parts
            owners += [owner] * len(parts)
        totals = np.zeros((len(texts), int(self.config["dimension"])), dtype=np.float64)
        np.add.at(totals, owners, self._run(windows))
        norms = np.linalg.norm(totals, axis=1, keepdims=True)
        vectors: list[list[float]] = (totals / np.maximum(norms, 1e-12)).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class OnnxStanceModel(OnnxModel):
    """A cross-encoder over (text, claim) pairs; where its head has a fourth output, over questions too."""

    @cached_property
    def _windowed(self) -> Any:
        tokenizer = self._tokenizer
        tokenizer.enable_truncation(self.max_length, stride=_OVERLAP_TOKENS, strategy="only_first")
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _columns(self) -> dict[str, int]:
        columns = {label: index for index, label in enumerate(self.config["labels"])}
        if missing := {"supported", "refuted", "nei"} - columns.keys():
            raise ModelFilesError(f"the stance model in {self._folder} lacks the classes {', '.join(sorted(missing))}")
        return columns

    @property
    def answers_questions(self) -> bool:
        return "answers" in self._columns

    def fits(self, claim: str) -> bool:
        return self._length(claim) <= self.max_length - _ROOM_FOR_TEXT

    def _length(self, text: str) -> int:
        # the tokenizer is set to windows for pairs, so a long text alone comes back in parts
        encoding = self._windowed.encode(text, add_special_tokens=False)
        return len(encoding.ids) + sum(len(part.ids) for part in encoding.overflowing)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        """The window that says most (least neutral) speaks for a text of several windows."""
        scores: list[StanceScores] = []
        for logits in self._logits(pairs):
            rows = self._stances(logits)
            supports, refutes, neutral = (float(value) for value in rows[rows[:, 2].argmin()])
            scores.append(StanceScores(supports, refutes, neutral))
        return scores

    def _stances(self, logits: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Logits of windows × classes to probabilities of windows × (supports, refutes, neutral)."""
        columns = [self._columns[label] for label in ("supported", "refuted", "nei")]
        return softmax(logits[:, columns])

    def score_answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        column = self._columns.get("answers")
        if column is None:
            raise InvariantError("this stance model has no output for questions")
        return [1 / (1 + math.exp(-float(logits[:, column].max()))) for logits in self._logits(pairs)]

    def _logits(self, pairs: Sequence[tuple[str, str]]) -> list["NDArray[np.float32]"]:
        """One array (windows × classes) a pair. Raises InvariantError for a claim that leaves no room."""
        if not pairs:
            return []
        tokenizer = self._windowed
        try:
            encodings = tokenizer.encode_batch(list(pairs))
        except Exception as error:  # tokenizers raises bare Exception where the second text alone is too long
            raise InvariantError(f"a claim is too long for the stance model ({error})") from None
        windows = [part for encoding in encodings for part in (encoding, *encoding.overflowing)]
        rows = self._run(windows)
        logits: list[NDArray[np.float32]] = []
        at = 0
        for encoding in encodings:
            count = 1 + len(encoding.overflowing)
            logits.append(rows[at : at + count])
            at += count
        return logits
