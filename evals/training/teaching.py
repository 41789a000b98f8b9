"""Examples with what a teacher says of them: drawn again each time, so that a file keeps the logits alone."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .changed import CHANGED, changed_sources, near_words
from .rows import DataMissing
from .sources import Example, Source, build_sources
from .stream import Drawer

CHUNK = 4000
STEPS = 8
"""Logits are kept in steps of an eighth, as int8."""
TAUGHT = " (taught)"
Mix = Mapping[str, Mapping[str, float]]


def drawn(data: Path, config: dict[str, Any]) -> Iterator[Example]:
    """Different examples without end, by the middle of the config's mix, always the same ones in the same order.

    Drawn with another seed than a run's: a teacher should not only be asked what it has been told. Raises DataMissing,
    and WeightsMissing where the mix has changed examples and the published embeddings, which these need, are absent.
    """
    seed = config["seed"] + 1
    sources = build_sources(data, config["caps"], config["base"]["distractors"], seed)
    names = list(config["mix"])
    if CHANGED & set(names):
        from .weights import minilm_words  # needs the extra `train`

        sources |= changed_sources(sources, near_words(*minilm_words()))
    drawer, rng, seen = Drawer(seed), random.Random(seed), set[Example]()
    shares = [config["mix"][name]["start"] + config["mix"][name]["end"] for name in names]
    while True:
        for name in rng.choices(names, shares, k=CHUNK):
            example = drawer.draw(sources[name], rng)
            if example not in seen:
                seen.add(example)
                yield example


def digest(examples: list[Example]) -> str:
    """SHA-256 over premises, claims and targets, in order."""
    total = hashlib.sha256()
    for example in examples:
        total.update(f"{example.premise}\0{example.claim}\0{example.target}\0".encode())
    return total.hexdigest()


def save(path: Path, examples: list[Example], logits: NDArray[np.float32], teacher: dict[str, Any]) -> None:
    """Write the logits (examples x 4), the digest of the examples, and the last line of the teacher's log.

    The file appears whole or not at all.
    """
    part = path.with_suffix(".part.npz")
    small = np.clip(np.round(logits * STEPS), -127, 127).astype(np.int8)
    told = {"digest": digest(examples), "teacher": json.dumps(teacher)}
    np.savez_compressed(part, logits=small, **{name: np.array(text) for name, text in told.items()})
    part.replace(path)


def teacher_of(path: Path) -> dict[str, Any]:
    """The last line of the log of the teacher that a file is of. Raises FileNotFoundError."""
    with np.load(path) as saved:
        teacher: dict[str, Any] = json.loads(str(saved["teacher"]))
    return teacher


def taught_sources(path: Path, data: Path, config: dict[str, Any]) -> dict[str, Source]:
    """The examples of a file of ``teach`` with their logits, as sources of their own (``TAUGHT`` after the name).

    Raises DataMissing, also where data or config now give other examples than those that were taught.
    """
    if not path.is_file():
        raise DataMissing(f"no such file of a teacher's logits: {path} (python -m evals.training.teach makes it)")
    with np.load(path) as saved:
        logits, wanted = saved["logits"].astype(np.float32) / STEPS, str(saved["digest"])
    examples = list(islice(drawn(data, config), len(logits)))
    if digest(examples) != wanted:
        raise DataMissing(f"{path} was made of other examples: data or config have changed; run .teach again")
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for example, scores in zip(examples, logits.tolist(), strict=True):
        by_name[example.source + TAUGHT].append({"example": example._replace(taught=tuple(scores))})
    return {name: Source(name, rows, lambda row, _rng: row["example"]) for name, rows in by_name.items()}


def shared_mix(mix: Mix, taught: Container[str], share: float) -> Mix:
    """The mix with ``share`` of the rows of each source that a teacher has scored taken from what it scored.

    Changed pairs have no label: all of theirs are the teacher's, and none are drawn where it scored none.
    """
    whole = {}
    for name, shares in mix.items():
        told = 0.0 if name + TAUGHT not in taught else 1.0 if name in CHANGED else share
        for source, part in ((name, 0.0 if name in CHANGED else 1 - told), (name + TAUGHT, told)):
            if part:
                whole[source] = {when: part * rows for when, rows in shares.items()}
    return whole
