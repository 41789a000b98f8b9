"""``python -m evals retrieval``: is the passage with the deciding words among those that are read?

Asked of the written test set's own library, and of a haystack: the same library among documents of the public sets,
as many as make the wanted number of passages.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.adapters.chroma import ChromaPassageStore
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Document, Hit, Passage, Span
from bot.ingestion.passages import passages_of
from bot.ports import PassageStore
from bot.retrieval import retrieve
from bot.wiring import EmbeddedModels
from evals.datasets import ClaimCase, dataset_hash, read_claims, read_questions
from evals.gold import gold_cases
from evals.memory import RememberingEmbedder
from evals.ranking import ndcg_at, recall_at, reciprocal_rank
from evals.runs import Results, figure_of
from evals.scorers import STANCE_OF, gold_spans

DEPTH = 20
CUTS = (1, 3, 8, 20)
"""8 passages are what the product reads."""
HAYSTACK = ("polytope", "summeval", "aggrefact_cliff_goyal", "squad2", "expertqa", "control", "citint", "wice")
Watch = Callable[[Sequence[Any], str], Iterable[Any]]


class Retriever:
    """The product's retrieval alone, as a system for the report."""

    def __init__(self, name: str, version: str) -> None:
        self.name = name
        self._version = version

    def engine(self) -> dict[str, Any]:
        return {"name": self.name, "version": self._version}


def run_retrieval(data: Path | None, passages: int, limit: int | None, watch: Watch) -> Results:
    """The written test set alone and, where there is data, in the haystack. Raises BadRow and UnreadableInput."""
    results = Results()
    embedder = RememberingEmbedder(EmbeddedModels.load().embedder)
    splitter, counter = NupunktSplitter(), TiktokenCounter()
    claims, questions, files = gold_cases("test")
    cases = [case for case in claims if case.label in STANCE_OF and case.evidence][:limit]
    own = list(dict.fromkeys(case.doc for case in [*claims, *questions]))
    sizes: list[tuple[str, Iterator[str]]] = [("its own library", iter(()))]
    if data is not None:
        sizes.append((f"a haystack of {passages:,} passages", haystack(data, set(own))))
    for label, more in sizes:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
            store = ChromaPassageStore(Path(directory), embedder)
            count = sum(add(store, text, splitter, counter) for text in watch(own, f"{label}: written documents"))
            for text in more:
                if count >= passages:
                    break
                count += add(store, text, splitter, counter)
            ranked = [(case, retrieve(store, case.claim, None, DEPTH)) for case in watch(cases, f"{label}: claims")]
            total = {case.id: len(relevant(case, store.passages(document_id(case.doc)))) for case in cases}
        summary = retrieval_summary(ranked, total)
        system = Retriever("pincite retrieval", embedder.version)
        digest = dataset_hash(files)
        results.add("retrieval", system, f"test, {label} ({count:,} passages)", digest, began, summary)
    return results


def add(store: PassageStore, text: str, splitter: NupunktSplitter, counter: TiktokenCounter) -> int:
    """Adds one document; how many passages it has."""
    document = Document.of(text, title="document", origin="evals")
    found = passages_of(document, splitter, counter)
    store.add(document, found)
    return len(found)


def document_id(text: str) -> str:
    return Document.of(text, title="", origin="").id


def haystack(data: Path, own: set[str]) -> Iterator[str]:
    """Distinct documents of the public development sets, in the order of HAYSTACK, other than our own."""
    seen = set(own)
    for name in HAYSTACK:
        path = data / "dev" / f"{name}.jsonl.gz"
        rows: Iterable[Any] = read_questions(path) if name == "squad2" else read_claims(path)
        for case in rows:
            if case.doc not in seen:
                seen.add(case.doc)
                yield case.doc


def relevant(case: ClaimCase, passages: Sequence[Passage]) -> list[Passage]:
    """The passages of the claim's own document that hold some of the deciding words."""
    wanted = gold_spans(case.doc, case.evidence)
    own = document_id(case.doc)
    return [
        item
        for item in passages
        if item.document == own and any(span.overlaps(Span(item.start, item.end)) for span in wanted)
    ]


def retrieval_summary(ranked: Sequence[tuple[ClaimCase, Sequence[Hit]]], total: dict[str, int]) -> dict[str, Any]:
    """Recall, MRR and nDCG over claims; ``total`` is how many passages of each claim are relevant."""
    marks = []
    for case, hits in ranked:
        held = relevant(case, [hit.passage for hit in hits])
        marks.append([hit.passage in held for hit in hits])
    documents = [case.doc for case, _ in ranked]
    counts = [total[case.id] for case, _ in ranked]
    rows = list(zip(marks, counts, strict=True))
    figures = {
        f"recall@{cut}": figure_of([recall_at(cut, hits, count) for hits, count in rows], documents) for cut in CUTS
    }
    figures["MRR"] = figure_of([reciprocal_rank(hits) for hits in marks], documents)
    figures["nDCG@8"] = figure_of([ndcg_at(8, hits, count) for hits, count in rows], documents)
    return {"cases": len(ranked), "documents": len(set(documents)), "figures": figures}
