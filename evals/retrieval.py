"""``python -m evals retrieval``: are the deciding words among what is read?

Asked of the written dev and test sets' own libraries, and of a haystack: the test library among documents of the
public sets, as many as make the wanted number of passages. Compared with the share of shared words over the same
passages, and with the chunks of the tutorials' pipeline.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.adapters.chroma import ChromaPassageStore
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Document, Passage, Span
from bot.ingestion.passages import passages_of
from bot.ports import Embedder
from bot.retrieval import retrieve
from evals.baselines import TutorialPipeline, shared_words
from evals.datasets import ClaimCase, dataset_hash, read_claims, read_questions
from evals.gold import Subjects, gold_cases, spread
from evals.ranking import ndcg_at, recall_at, reciprocal_rank
from evals.runs import Results, figure_of
from evals.scorers import STANCE_OF, gold_spans

DEPTH = 20
CUTS = (1, 3, 8, 20)
"""8 passages are what the product reads."""
HAYSTACK = ("polytope", "summeval", "aggrefact_cliff_goyal", "squad2", "expertqa", "control", "citint", "wice")
Watch = Callable[[Sequence[Any], str], Iterable[Any]]
Place = tuple[str, Span]
"""A document's text and a piece of it."""


class Ranking(Protocol):
    """What finds pieces of the documents for a claim; ``places`` are all pieces of one document."""

    name: str

    def engine(self) -> dict[str, Any]: ...

    def find(self, claim: str) -> list[Place]:
        """The first DEPTH, best first."""
        ...

    def places(self, document: str) -> Sequence[Span]: ...


@dataclass(frozen=True)
class Cut:
    """Documents and their passages, cut once for all that are compared."""

    documents: dict[str, Document]
    passages: dict[str, list[Passage]]
    """By the document's text."""

    @property
    def count(self) -> int:
        return sum(len(found) for found in self.passages.values())


class ProductRetrieval:
    """The product's own, in Chroma as in use."""

    name = "pincite retrieval"

    def __init__(self, cut: Cut, directory: Path, embedder: Embedder, version: str) -> None:
        self._cut, self._version = cut, version
        self._texts = {document.id: text for text, document in cut.documents.items()}
        self._store = ChromaPassageStore(directory, embedder)
        for text, document in cut.documents.items():
            self._store.add(document, cut.passages[text])

    def engine(self) -> dict[str, Any]:
        return {"name": self.name, "version": self._version}

    def find(self, claim: str) -> list[Place]:
        hits = retrieve(self._store, claim, None, DEPTH)
        return [(self._texts[hit.passage.document], Span(hit.passage.start, hit.passage.end)) for hit in hits]

    def places(self, document: str) -> list[Span]:
        return [Span(passage.start, passage.end) for passage in self._cut.passages[document]]


class SharedWords:
    """The same passages, those first that have most of the claim's content words."""

    name = "word overlap"

    def __init__(self, cut: Cut) -> None:
        self._places = [
            (text, Span(passage.start, passage.end)) for text, found in cut.passages.items() for passage in found
        ]
        self._scores = shared_words([span.of(text) for text, span in self._places])
        self._cut = cut

    def engine(self) -> dict[str, Any]:
        return {"name": self.name, "version": "same passages"}

    def find(self, claim: str) -> list[Place]:
        best = np.argsort(-self._scores(claim), kind="stable")[:DEPTH]
        return [self._places[place] for place in best]

    def places(self, document: str) -> list[Span]:
        return [Span(passage.start, passage.end) for passage in self._cut.passages[document]]


class TutorialChunks:
    """The chunks of the tutorials' pipeline, by cosine."""

    name = "tutorial pipeline"

    def __init__(self, documents: Iterable[str], embedder: Embedder) -> None:
        self._pipeline = TutorialPipeline(embedder)
        self._pipeline.load(documents)

    def engine(self) -> dict[str, Any]:
        return {"name": self.name, "version": "its own chunks"}

    def find(self, claim: str) -> list[Place]:
        return [(cited.document, Span(cited.start, cited.end)) for _, cited in self._pipeline.nearest(claim, DEPTH)]

    def places(self, document: str) -> Sequence[Span]:
        return self._pipeline.chunks(document)


def run_retrieval(data: Path | None, passages: int, limit: int | None, watch: Watch, subjects: Subjects) -> Results:
    """The written sets alone and, where there is data, the test set in the haystack. Raises BadRow and
    UnreadableInput."""
    results = Results()
    libraries: list[tuple[str, str, Iterator[str]]] = [(name, "its own library", iter(())) for name in ("dev", "test")]
    if data is not None:
        libraries.append(("test", f"a haystack of {passages:,} passages", haystack(data, set(documents_of("test")))))
    embedder = subjects.models.embedder
    for name, library, more in libraries:
        claims, _, files = gold_cases(name)
        cases = spread([case for case in claims if case.label in STANCE_OF and case.evidence], limit)
        cut = cut_up(documents_of(name), more, passages)
        label = f"{name}, {library} ({cut.count:,} passages)"
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
            makers: list[Callable[[Path], Ranking]] = [
                lambda place, cut=cut: ProductRetrieval(cut, place, embedder, embedder.version)
            ]
            if subjects.baselines:
                makers += [
                    lambda _, cut=cut: SharedWords(cut),
                    lambda _, cut=cut: TutorialChunks(cut.documents, embedder),
                ]
            for make in makers:
                began = time.perf_counter()
                ranking = make(Path(directory))
                ranked = [(case, ranking.find(case.claim)) for case in watch(cases, f"{ranking.name}: {label}")]
                total = {
                    case.id: len(relevant(case, [(case.doc, span) for span in ranking.places(case.doc)]))
                    for case in cases
                }
                results.add("retrieval", ranking, label, dataset_hash(files), began, retrieval_summary(ranked, total))
    return results


def documents_of(name: str) -> list[str]:
    """The distinct documents of a written set."""
    claims, questions, _ = gold_cases(name)
    return list(dict.fromkeys(case.doc for case in [*claims, *questions]))


def cut_up(own: Sequence[str], more: Iterable[str], passages: int) -> Cut:
    """Our own documents, then others until there are as many passages."""
    splitter, counter = NupunktSplitter(), TiktokenCounter()
    cut = Cut({}, {})
    count = 0

    def take(text: str) -> int:
        cut.documents[text] = document = Document.of(text, title="document", origin="evals")
        cut.passages[text] = passages_of(document, splitter, counter)
        return len(cut.passages[text])

    for text in own:
        count += take(text)
    for text in more:
        if count >= passages:
            break
        count += take(text)
    return cut


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


def relevant(case: ClaimCase, places: Sequence[Place]) -> list[Place]:
    """The places in the claim's own document that hold some of the deciding words."""
    wanted = gold_spans(case.doc, case.evidence)
    return [(text, span) for text, span in places if text == case.doc and any(span.overlaps(other) for other in wanted)]


def retrieval_summary(ranked: Sequence[tuple[ClaimCase, Sequence[Place]]], total: dict[str, int]) -> dict[str, Any]:
    """Recall, MRR and nDCG over claims; ``total`` is how many pieces of each claim's document are relevant."""
    marks = []
    for case, places in ranked:
        held = relevant(case, places)
        marks.append([place in held for place in places])
    documents = [case.doc for case, _ in ranked]
    counts = [total[case.id] for case, _ in ranked]
    rows = list(zip(marks, counts, strict=True))
    figures = {
        f"recall@{cut}": figure_of([recall_at(cut, hits, count) for hits, count in rows], documents) for cut in CUTS
    }
    figures["MRR"] = figure_of([reciprocal_rank(hits) for hits in marks], documents)
    figures["nDCG@8"] = figure_of([ndcg_at(8, hits, count) for hits, count in rows], documents)
    return {"cases": len(ranked), "documents": len(set(documents)), "figures": figures}
