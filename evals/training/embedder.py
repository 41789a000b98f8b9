"""Command line that makes the embedded sentence embedder: ``python -m evals.training.embedder``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .export import INPUTS, export_int8, session, sha256
from .model import MINILM, EmbeddingModel
from .rows import DataMissing, read_rows
from .text import sentences
from .weights import WeightsMissing, minilm_weights, tokenizer_of

TARGET = Path(__file__).resolve().parents[2] / "bot" / "models" / "embedder"
MAX_LENGTH = 256

TEMPLATE = Path(__file__).with_name("embedder_card.md")


def _texts(data: Path, count: int) -> list[str]:
    texts: list[str] = []
    for name in ("written/train_claims", "dev/squad2"):
        docs = list(dict.fromkeys(row["doc"] for row in read_rows(data, name)))
        found = [doc[a:b] for doc in docs for a, b in sentences(doc)]
        texts.extend(list(dict.fromkeys(found))[: count // 2])
    return texts


def _vectors(run: Any, texts: list[str]) -> NDArray[np.float32]:
    tokenizer = tokenizer_of(MINILM)
    tokenizer.enable_truncation(MAX_LENGTH)
    tokenizer.enable_padding()
    made = []
    for start in range(0, len(texts), 16):
        encodings = tokenizer.encode_batch(texts[start : start + 16])
        fields = [[getattr(e, field) for e in encodings] for field in ("ids", "attention_mask", "type_ids")]
        made.append(run(*(np.array(field, dtype=np.int64) for field in fields)))
    return np.concatenate(made)


def make(data: Path, out: Path, count: int, per_channel: bool) -> None:
    """Export, compare with float32 on ``count`` sentences, and write model, tokenizer, config and card.

    Raises DataMissing, WeightsMissing.
    """
    texts = _texts(data, count)
    model = EmbeddingModel()
    model.bert.load_state_dict(minilm_weights())
    path = out / "model.onnx"
    export_int8(model, path, "embedding", per_channel)
    runner = session(path)
    small = _vectors(lambda *fields: runner.run(None, dict(zip(INPUTS, fields, strict=True)))[0], texts)
    with torch.inference_mode():
        plain = _vectors(lambda *fields: model(*map(torch.from_numpy, fields)).numpy(), texts)
    cosine = (small * plain).sum(axis=1)
    tokenizer_of(MINILM).save(str(out / "tokenizer.json"), pretty=False)
    version = f"minilm-l6-int8-{sha256(path)[:12]}"
    config = {"version": version, "dimension": 384, "max_length": MAX_LENGTH}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    card = TEMPLATE.read_text(encoding="utf-8").format(
        size=path.stat().st_size / 1e6,
        how="one scale a column" if per_channel else "one scale a matrix",
        length=MAX_LENGTH,
        version=version,
        count=len(texts),
        mean=float(cosine.mean()),
        least=float(cosine.min()),
    )
    (out / "CARD.md").write_text(card, encoding="utf-8")
    print(f"{out}: cosine {cosine.mean():.4f} mean, {cosine.min():.4f} least, {path.stat().st_size / 1e6:.1f} MB")


def main() -> int:
    """Run the command line; the exit status is 0, or 3 for missing data or weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.embedder", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="data folder, for the comparison")
    parser.add_argument("--out", type=Path, default=TARGET, metavar="DIR", help="default: bot/models/embedder")
    parser.add_argument("--sentences", type=int, default=2000, metavar="N", help="compared with float32 (default 2000)")
    parser.add_argument("--per-tensor", action="store_true", help="one scale a matrix: rougher")
    arguments = parser.parse_args()
    try:
        make(arguments.data, arguments.out, arguments.sentences, not arguments.per_tensor)
    except (DataMissing, WeightsMissing) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
