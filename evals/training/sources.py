"""The sources of training examples. Each draws one example from one of its rows; nothing here imports torch."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from evals.datasets import DATA

from .pairs import MAKERS, make_pair
from .rows import ANSWERS, NO_ANSWER, TARGETS, Row, read_rows
from .text import content_words, coverage, covering, sentences, window


class Example(NamedTuple):
    """One pair to train on. ``target``: 0 supported, 1 refuted, 2 nei, 3 unsupported, 4 answers, 5 does not answer,
    -1 unlabelled.

    ``taught``: the four logits that a teacher gave it, where one did.
    """

    premise: str
    claim: str
    target: int
    source: str
    taught: tuple[float, ...] = ()


Draw = Callable[[Row, random.Random], "Example | None"]


@dataclass(frozen=True)
class Source:
    """Rows and the way to make an example of one of them. A draw may give None: then the next row is taken."""

    name: str
    rows: list[Row]
    draw: Draw


# Kinds that turn on several sentences: a narrow window would not decide them.
_WIDE = frozenset({"arithmetic", "merge", "total", "order", "comparison", "implied", "cause", "quantifier", "part"})
_TOPIC_SETS = frozenset({"fever_dev", "feverous", "fm2"})
_PAIR_SETS = frozenset(
    {"newprotocols", "fever_dev", "mnli_hw2", "feverous", "fm2", "vitaminc_small", "climate_fever", "scifact_rte"}
    | {"anli"}
)


def capped(rows: list[Row], caps: Mapping[str, int], seed: int) -> list[Row]:
    """At most ``caps[meta.file]`` rows of each base set, chosen by the seed; a set without a cap is left out."""
    by_set: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_set[row["meta"]["file"]].append(row)
    kept: list[Row] = []
    for name in sorted(by_set):
        members = by_set[name]
        random.Random(f"{seed}:cap:{name}").shuffle(members)
        kept.extend(members[: caps.get(name, 0)])
    return kept


def _base(rows: list[Row], distractors: float) -> Draw:
    by_set: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if len(row["doc"]) < 600:
            by_set[row["meta"]["file"]].append(row["doc"])

    def draw(row: Row, rng: random.Random) -> Example:
        premise, others = row["doc"], by_set[row["meta"]["file"]]
        if len(others) > 50 and len(premise) < 400 and rng.random() < distractors:
            parts = [premise, *(rng.choice(others) for _ in range(rng.randint(1, 3)))]
            rng.shuffle(parts)
            premise = " ".join(parts)
        return Example(premise, row["claim"], TARGETS[row["label"]], "nli")

    return draw


def _topic_words(text: str) -> set[str]:
    return {word.lower() for word in text.split() if word[:1].isupper() and len(word) > 3}


def _mismatch(rows: list[Row]) -> Source:
    """Claims against other premises that share a rare name with them but not the facts."""
    rows = [row for row in rows if row["meta"]["file"] in _TOPIC_SETS]
    index: dict[str, list[str]] = defaultdict(list)
    for doc in sorted({row["doc"] for row in rows}):
        for word in _topic_words(doc):
            index[word].append(doc)
    claims_of: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        claims_of[row["doc"]].add(row["claim"])

    def draw(row: Row, rng: random.Random) -> Example | None:
        words = sorted(w for w in _topic_words(row["claim"]) if 2 <= len(index.get(w, ())) <= 60)
        if not words:
            return None
        for doc in rng.sample(index[word := rng.choice(words)], k=min(5, len(index[word]))):
            if row["claim"] not in claims_of[doc] and coverage(row["claim"], doc) < 0.5 and doc != row["doc"]:
                return Example(doc, row["claim"], TARGETS["nei"], "mismatch")
        return None

    return Source("mismatch", rows, draw)


def _pair_rows(rows: list[Row]) -> list[Row]:
    """Supported rows to which a maker other than plain negation applies; the rest would only teach "not"."""
    rng = random.Random(0)
    makers = [maker for name, (maker, _) in MAKERS.items() if name != "negation"]
    return [
        row
        for row in rows
        if row["label"] == "supported" and any(maker(row["doc"], row["claim"], rng) is not None for maker in makers)
    ]


def _pair(row: Row, rng: random.Random) -> tuple[str, str] | None:
    """A changed claim with its label, or in one draw of three the claim as it is, so that both halves are seen."""
    return (row["claim"], row["label"]) if rng.random() < 1 / 3 else make_pair(row["doc"], row["claim"], rng)


def _base_pair(row: Row, rng: random.Random) -> Example | None:
    pair = _pair(row, rng)
    return Example(row["doc"], pair[0], TARGETS[pair[1]], "pairs") if pair else None


def _grounded(row: Row, _rng: random.Random) -> Example:
    return Example(row["doc"], row["claim"], TARGETS[row["label"]], "grounded")


def _evidence(row: Row) -> tuple[int, int] | None:
    start = row["doc"].find(row["meta"]["evidence"]) if row["meta"]["evidence"] else -1
    return (start, start + len(row["meta"]["evidence"])) if start >= 0 else None


def written_window(row: Row, rng: random.Random) -> tuple[str, int] | None:
    """A window of 1 to 6 sentences in which the row's label holds, and the label's target.

    Supported and refuted rows keep their deciding sentences (with more around them for the kinds that add up several);
    any window of a nei row is nei, and those that share words with the claim are preferred. Rows on page boilerplate
    are left whole, as the boilerplate is known by what stands around it.
    """
    doc, kind, target = row["doc"], row["meta"]["kind"], TARGETS[row["label"]]
    spans = sentences(doc)
    if kind == "boilerplate" or len(spans) < 2:
        return None
    evidence = _evidence(row)
    if evidence is None:
        size = rng.choice([1, 2, 2, 3, 3, 5])
        starts = range(max(1, len(spans) - size + 1))
        choices = [window(doc, spans, i, min(i + size, len(spans)) - 1) for i in starts]
        if rng.random() < 0.6:
            choices = sorted(choices, key=lambda text: coverage(row["claim"], text))[-2:]
        return rng.choice(choices), target
    first, last = covering(spans, *evidence)
    size = rng.choice([3, 3, 4, 5] if kind in _WIDE else [1, 2, 2, 3, 3, 4, 6])
    extra = max(0, size - (last - first + 1))
    before = min(first, extra if kind == "arithmetic" and rng.random() < 0.3 else rng.randint(0, extra))
    first, last = first - before, min(len(spans) - 1, last + extra - before)
    return window(doc, spans, first, last), target


def _written_window(row: Row, rng: random.Random) -> Example | None:
    made = written_window(row, rng)
    return Example(made[0], row["claim"], made[1], "written_window") if made else None


def written_whole(row: Row, rng: random.Random) -> Example:
    """The whole passage; of a long article, the widest run of sentences around the evidence that fits 160 words."""
    doc = row["doc"]
    words, spans = doc.split(), sentences(doc)
    if len(words) > 185 and len(spans) > 3:
        evidence = _evidence(row)
        anchor = covering(spans, *evidence) if evidence else (rng.randrange(len(spans)),) * 2
        first, last = anchor
        while True:
            grow = [(first - 1, last)] * (first > 0) + [(first, last + 1)] * (last + 1 < len(spans))
            grow = [(a, b) for a, b in grow if len(window(doc, spans, a, b).split()) <= 170]
            if not grow:
                break
            first, last = rng.choice(grow)
        doc = window(doc, spans, first, last)
    return Example(doc, row["claim"], TARGETS[row["label"]], "written_whole")


def _written_elsewhere(row: Row, rng: random.Random) -> Example | None:
    """One to three sentences away from the deciding ones that hold little of the claim: nei."""
    evidence = _evidence(row)
    spans = sentences(row["doc"])
    if evidence is None or row["meta"]["kind"] in _WIDE:
        return None
    first, last = covering(spans, *evidence)
    size = rng.choice([1, 2, 3])
    digits = {word for word in content_words(row["claim"]) if word[0].isdigit()}
    choices = []
    for start in range(len(spans) - size + 1):
        if start <= last and start + size - 1 >= first:
            continue
        text = window(row["doc"], spans, start, start + size - 1)
        if coverage(row["claim"], text) < 0.45 and not digits & content_words(text):
            choices.append(text)
    if not choices:
        return None
    best = sorted(choices, key=lambda text: coverage(row["claim"], text))[-3:]
    return Example(rng.choice(best), row["claim"], TARGETS["nei"], "written_elsewhere")


def _written_pair(row: Row, rng: random.Random) -> Example | None:
    pair = _pair(row, rng)
    if pair is None:
        return None
    made = None if rng.random() < 0.3 else written_window(row, rng)
    premise = made[0] if made else written_whole(row, rng).premise
    return Example(premise, pair[0], TARGETS[pair[1]], "written_pairs")


def _answerable(name: str) -> Draw:
    def draw(row: Row, _rng: random.Random) -> Example | None:
        if len(row["doc"].split()) > 170:
            return None
        return Example(row["doc"], row["question"], ANSWERS if row["answerable"] else NO_ANSWER, name)

    return draw


def written_question(row: Row, rng: random.Random) -> Example | None:
    """A window of 1 to 3 sentences of the passage against the question.

    With an answering sentence in it: answers. Without: does not answer, the windows nearest to the question preferred.
    Windows with only some of several answering sentences are left out.
    """
    doc = row["doc"]
    spans = sentences(doc)
    answering: list[tuple[int, int]] = []
    for sentence in row["meta"]["sentences"]:
        start = doc.find(sentence)
        if start < 0:
            return None
        answering.append(covering(spans, start, start + len(sentence)))
    size = min(rng.choice([1, 1, 1, 2, 3]), len(spans))
    yes, no = [], []
    for first in range(len(spans) - size + 1):
        held = [first <= a and b < first + size for a, b in answering]
        text = window(doc, spans, first, first + size - 1)
        if answering and (all(held) or (any(held) and row["meta"]["kind"] != "multi")):
            yes.append(text)
        elif not any(a < first + size and b >= first for a, b in answering):
            no.append(text)
    if yes and (rng.random() < 0.5 or not no):
        return Example(rng.choice(yes), row["question"], ANSWERS, "written_question")
    if not no:
        return None
    if rng.random() < 0.6:
        no = sorted(no, key=lambda text: coverage(row["question"], text))[-2:]
    return Example(rng.choice(no), row["question"], NO_ANSWER, "written_question")


def build_sources(data: Path, caps: Mapping[str, int], distractors: float, seed: int) -> dict[str, Source]:
    """Read the training files and return the sources by name. Raises DataMissing."""
    base = capped(read_rows(data, "train/nli_3way"), caps, seed)
    written = read_rows(data, "written/train_claims") + read_rows(DATA, "train_claims")
    asked = read_rows(data, "written/train_questions") + read_rows(DATA, "train_questions")
    answerable = read_rows(data, "train/answerable")
    made = [
        Source("nli", base, _base(base, distractors)),
        _mismatch(base),
        Source("pairs", _pair_rows([r for r in base if r["meta"]["file"] in _PAIR_SETS]), _base_pair),
        Source("grounded", read_rows(data, "train/grounded_binary"), _grounded),
        Source("written_whole", written, written_whole),
        Source("written_window", written, _written_window),
        Source("written_elsewhere", [r for r in written if r["meta"]["evidence"]], _written_elsewhere),
        Source("written_pairs", _pair_rows(written), _written_pair),
        Source("qnli", [r for r in answerable if r["dataset"] == "qnli"], _answerable("qnli")),
        Source("subjqa", [r for r in answerable if r["dataset"] != "qnli"], _answerable("subjqa")),
        Source("written_question", asked, written_question),
    ]
    return {source.name: source for source in made}
