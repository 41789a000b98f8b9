"""How well pasted text is parted into atomic claims, and whether what cannot be checked is told apart.

    python -m evals.splitting [--half dev|test|all] [--misses]

Gold: ``evals/data/compound_claims.jsonl`` (text, atoms, spans) and ``evals/data/uncheckable.jsonl`` (text,
checkable). The rules were written while looking at the ``dev`` half alone; a row's half is the parity of the
sha256 of its id.

Two atoms match if their token F1 is at least 0.8: tokens are lower-cased words without punctuation and without a
possessive ending, counted as a multiset (as in SQuAD). Matches are one to one; the assignment is greedy, best pair
first. Precision and recall are micro-averages over all atoms. Baseline: one sentence, one claim. A split counts as
*unsafe* if a predicted atom of a row whose gold is one whole sentence is not that sentence.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.domain import Span
from bot.splitting import split
from evals.datasets import DATA

MATCH = 0.8

Splitter = Callable[[str], list[str]]


def half_of(identity: str) -> str:
    return "test" if int(hashlib.sha256(identity.encode()).hexdigest(), 16) % 2 else "dev"


def rows(name: str, half: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    read = [json.loads(line) for line in lines if line.strip()]
    return [row for row in read if half in (half_of(row["id"]), "all")]


def sentences(text: str) -> list[Span]:
    from nupunkt import sent_spans

    spans = []
    for start, end in sent_spans(text):
        part = text[start:end]
        if part.strip():
            start += len(part) - len(part.lstrip())
            spans.append(Span(start, start + len(part.strip())))
    return spans


def by_rule(text: str) -> list[str]:
    return [piece.claim.text for piece in split(text, sentences(text))]


def by_sentence(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


def token_f1(one: str, other: str) -> float:
    left, right = (
        Counter(re.findall(r"\w+(?:[.,]\d+)*", re.sub(r"['’]s\b", "", text.lower()))) for text in (one, other)
    )
    common = (left & right).total()
    return 2 * common / (left.total() + right.total()) if common else 0.0


def matches(predicted: list[str], gold: list[str]) -> int:
    """Size of the greedy one-to-one assignment."""
    pairs = sorted(
        ((token_f1(a, b), i, j) for i, a in enumerate(predicted) for j, b in enumerate(gold)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    count = 0
    for score, i, j in pairs:
        if score >= MATCH and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class Score:
    matched: int
    predicted: int
    gold: int
    exact: int
    unsafe: int

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.predicted + self.gold) if self.matched else 0.0

    def __str__(self) -> str:
        precision, recall = self.matched / max(1, self.predicted), self.matched / max(1, self.gold)
        return (
            f"F1 {self.f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  atoms right as a whole {self.exact}"
            f"  unsafe splits {self.unsafe}"
        )


def score(splitter: Splitter, gold: Iterable[dict[str, Any]], *, misses: bool = False) -> Score:
    matched = predicted = expected = exact = unsafe = 0
    for row in gold:
        atoms = splitter(row["text"])
        found = matches(atoms, row["atoms"])
        matched, predicted, expected = matched + found, predicted + len(atoms), expected + len(row["atoms"])
        right = found == len(atoms) == len(row["atoms"])
        exact += right
        unsafe += len(row["atoms"]) == 1 and len(atoms) > 1
        if misses and not right:
            print(f"{row['id']}: {row['text']}", *(f"    got  {atom}" for atom in atoms), sep="\n")
            print(*(f"    gold {atom}" for atom in row["atoms"]), sep="\n")
    return Score(matched, predicted, expected, exact, unsafe)


def is_checkable(text: str) -> bool:
    return any(piece.checkable for piece in split(text, sentences(text)))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals splitting", description="Score the splitting of compound claims."
    )
    parser.add_argument("--half", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--misses", action="store_true", help="print what was wrong")
    options = parser.parse_args(arguments)
    for half in ("dev", "test") if options.half == "all" else (options.half,):
        compound, checks = rows("compound_claims.jsonl", half), rows("uncheckable.jsonl", half)
        print(f"{half}: {len(compound)} texts, {sum(len(row['atoms']) for row in compound)} atoms")
        print(f"  rules     {score(by_rule, compound, misses=options.misses)}")
        print(f"  baseline  {score(by_sentence, compound)}")
        wrong = [row for row in checks if is_checkable(row["text"]) != row["checkable"]]
        majority = Counter(row["checkable"] for row in checks).most_common(1)[0][1]
        right = len(checks) - len(wrong)
        share = right / len(checks)
        print(f"  checkable {right} of {len(checks)} right ({share:.3f}; majority {majority / len(checks):.3f})")
        if options.misses:
            print(*(f"    {row['id']}: {row['text']} ({row['why']})" for row in wrong), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
