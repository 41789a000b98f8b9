"""ONNX export, dynamic int8 quantisation, and a scorer on the exported file."""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn

from bot.adapters.onnx import session_options
from bot.adapters.shared_words import shared_types

from .measure import Scorer, Scores

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def to_onnx(model: nn.Module, path: Path, output: str) -> None:
    """Export a model of three int64 inputs (batch x length each) to float32 ONNX with one named output."""
    model.eval()
    ones = torch.ones(1, 3, dtype=torch.int64)
    example = (torch.tensor([[101, 2023, 102]]), ones, torch.zeros_like(ones))
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS} | {output: {0: "batch"}}
    with warnings.catch_warnings():
        # The TorchScript exporter announces its successor, which needs one more package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            example,
            str(path),
            input_names=list(INPUTS),
            output_names=[output],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def quantised(source: Path, target: Path, per_channel: bool = False, keep: Sequence[str] = ()) -> None:
    """Write the int8 version of a float32 ONNX file.

    ``keep`` names parts of node names that stay float32; ``per_channel`` takes one scale a column, not one a matrix.
    Raises ValueError where a part is in no name.
    """
    names = [node.name for node in onnx.load(str(source)).graph.node]
    if absent := [part for part in keep if not any(part in name for name in names)]:
        raise ValueError(f"no node is named like {absent}")
    nodes = [name for name in names if any(part in name for part in keep)]
    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=per_channel,
        nodes_to_exclude=nodes,
    )


def export_int8(model: nn.Module, path: Path, output: str, per_channel: bool = False, keep: Sequence[str] = ()) -> None:
    """Export and quantise; the file appears at ``path`` complete or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "model.onnx", Path(folder) / "int8.onnx"
        to_onnx(model, plain, output)
        quantised(plain, small, per_channel, keep)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(small.read_bytes())
        part.replace(path)


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def session(path: Path, threads: int = 2) -> onnxruntime.InferenceSession:
    """A CPU session on an ONNX file."""
    return onnxruntime.InferenceSession(str(path), session_options(threads), providers=["CPUExecutionProvider"])


def onnx_scorer(
    path: Path, tokenizer: Tokenizer, shared: bool, length: int = 320, tokens: int = 256, threads: int = 2
) -> Scorer:
    """A scorer on an ONNX cross-encoder: pairs cut to ``length`` tokens, batched by length.

    ``shared``: it takes the token types of ``shared_types``, not BERT's.

    One batch holds pairs of nearly one length only, and few of them, as in ``bot.adapters.onnx``: dynamic quantisation
    takes one scale for a whole batch, and padding costs time.
    """
    runner = session(path, threads)
    width = runner.get_outputs()[0].shape[-1]

    def score(pairs: Sequence[tuple[str, str]]) -> Scores:
        tokenizer.no_padding()
        tokenizer.enable_truncation(length, strategy="longest_first")
        encodings = tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(pairs)), key=lambda i: len(encodings[i].ids))
        logits = np.zeros((len(pairs), int(width)), dtype=np.float32)
        start = 0
        while start < len(order):
            size = max(1, tokens // len(encodings[order[min(start + 31, len(order) - 1)]].ids))
            part = order[start : start + min(32, size)]
            feed = {name: np.zeros((len(part), len(encodings[part[-1]].ids)), dtype=np.int64) for name in INPUTS}
            for i, index in enumerate(part):
                own = encodings[index]
                feed["input_ids"][i, : len(own.ids)] = own.ids
                feed["attention_mask"][i, : len(own.ids)] = 1
                feed["token_type_ids"][i, : len(own.ids)] = shared_types(own) if shared else own.type_ids
            logits[part] = runner.run(None, feed)[0]
            start += len(part)
        return logits

    return score
