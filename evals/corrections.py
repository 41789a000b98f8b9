"""How often a correction is shown for a refuted claim, and how often it is right.

    python -m evals corrections [--set seed|dev|test] [--kind number --kind date …] [--every N] [--list]

The claims of one of the project's own sets that are labelled refuted are checked, each against its own document.
A correction is right where the corrected claim is a sentence that the document supports, labelled by hand in
``evals/data/corrections.jsonl`` (id, text, right). One that has no label counts as wrong and is listed.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.chains import results
from bot.domain import Claim, ClaimResult, Document, Verdict
from bot.ingestion.passages import passages_of
from bot.wiring import EmbeddedModels, embedded_steps
from evals.datasets import DATA, REFUTED, ClaimCase
from evals.gold import SETS, gold_cases
from evals.memory import MemoryPassageStore


@dataclass(slots=True)
class Figures:
    """Counts over the claims; ``kinds`` counts the shown ones."""

    claims: int = 0
    refuted: int = 0
    shown: int = 0
    right: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unlabelled: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        share = f"{self.right / self.shown:.3f}" if self.shown else "-"
        of_refuted = f"{self.shown / self.refuted:.3f}" if self.refuted else "-"
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.kinds.most_common())
        return (
            f"{self.claims} claims that are refuted by label, {self.refuted} by the engine\n"
            f"shown {self.shown} ({of_refuted} of the refuted), right {self.right} ({share})\n"
            f"shown by kind: {kinds or '-'}"
        )


def labels() -> dict[tuple[str, str], bool]:
    """Whether a corrected text is right, by claim and text."""
    lines = (DATA / "corrections.jsonl").read_text("utf-8").splitlines()
    return {(row["id"], row["text"]): row["right"] for row in map(json.loads, lines)}


def refuted(name: str, kinds: Iterable[str] = (), every: int = 1) -> list[ClaimCase]:
    """The claims of a set that are labelled refuted, of these kinds or of all."""
    wanted = set(kinds)
    cases = [case for case in gold_cases(name)[0] if case.label == REFUTED]
    return [case for case in cases if not wanted or case.kind in wanted][::every]


def checked(cases: Iterable[ClaimCase]) -> Iterator[tuple[ClaimCase, ClaimResult]]:
    """Each claim's result on its own document, by the embedded engine."""
    models, splitter, counter = EmbeddedModels.load(), NupunktSplitter(), TiktokenCounter()
    store = MemoryPassageStore(models.embedder)
    steps = embedded_steps(models, splitter)
    known: set[str] = set()
    for case in cases:
        document = Document.of(case.doc, title=case.id, origin="evals")
        if document.id not in known:
            store.add(document, passages_of(document, splitter, counter))
            known.add(document.id)
        claim = Claim(case.claim, 0, len(case.claim))
        for _, result in results(store, steps, [(claim, [document.id])]):
            if isinstance(result, ClaimResult):
                yield case, result


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals corrections", description="corrections against labels")
    parser.add_argument("--set", choices=SETS, default="dev", dest="name", help="which claims (dev)")
    parser.add_argument("--kind", action="append", default=[], help="only claims of this kind; may be repeated")
    parser.add_argument("--every", type=int, default=1, help="only every N-th claim")
    parser.add_argument("--list", action="store_true", help="print every correction as it is made")
    options = parser.parse_args(arguments)
    known, figures = labels(), Figures()
    for case, result in checked(refuted(options.name, options.kind, options.every)):
        figures.claims += 1
        figures.refuted += result.verdict is Verdict.REFUTED
        if result.correction is None:
            continue
        right = known.get((case.id, result.correction.text))
        figures.shown += 1
        figures.right += bool(right)
        figures.kinds[case.kind or "other"] += 1
        if right is None:
            figures.unlabelled.append(f"no label: {case.id}: {case.claim} → {result.correction.text}")
        if options.list:
            shown = {"id": case.id, "claim": case.claim, "text": result.correction.text, "right": right}
            print(json.dumps(shown, ensure_ascii=False), "|", *case.evidence, flush=True)
    print(figures, *figures.unlabelled, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
