"""What every figure is compared with: the majority class, a cosine, shared words, and the pipeline of the tutorials.

None of them can refute. Each gives a claim a score, and says supported from a threshold that is fitted on the written
development claims for the best balanced accuracy; one for questions is fitted likewise, answerable against not.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.comparison.reading import read, stems_in
from bot.domain import Span
from bot.ports import Embedder, SentenceSplitter
from evals.datasets import NOT_ENOUGH, SUPPORTED, ClaimCase, QuestionCase
from evals.measures import balanced_accuracy
from evals.systems import Answered, Checked, Cited, System

CHUNK_CHARACTERS, CHUNK_OVERLAP, TOP_K = 1000, 200, 4
"""What the tutorials use with RecursiveCharacterTextSplitter and a vector store."""

_numbers = count()
Found = tuple[float, Cited | None]
Scores = Callable[[str], NDArray[np.float64]]
"""One score a sentence, for a claim."""


class Majority:
    """Gives every claim the commonest label of the development claims, and answers nothing."""

    name = "majority class"

    def __init__(self, label: str = SUPPORTED) -> None:
        self.label = label

    def engine(self) -> dict[str, Any]:
        return {"name": self.name, "version": self.label}

    def load(self, documents: Iterable[str]) -> None:
        """Reads no document."""

    def check(self, claim: str, document: str | None = None) -> Checked:  # noqa: ARG002  # as the port has it
        return Checked(self.label, 1.0)

    def ask(self, question: str, document: str | None = None) -> Answered:  # noqa: ARG002  # as the port has it
        return Answered("", True, 1.0)


class Threshold:
    """Supported where the best text found scores high enough, else not enough evidence; that text is the quote."""

    def __init__(self, name: str, finder: "Finder") -> None:
        self.name = name
        self.threshold = self.answer_at = 0.5
        self._finder = finder

    def engine(self) -> dict[str, Any]:
        return {"name": self.name, "version": f"thresholds {self.threshold:.2f} and {self.answer_at:.2f}"}

    def load(self, documents: Iterable[str]) -> None:
        self._finder.load(documents)

    def score(self, text: str, document: str | None = None) -> float:
        return self._finder.find(text, document)[0]

    def check(self, claim: str, document: str | None = None) -> Checked:
        score, quote = self._finder.find(claim, document)
        if score < self.threshold or quote is None:
            return Checked(NOT_ENOUGH, 1.0 - max(score, 0.0))
        return Checked(SUPPORTED, min(score, 1.0), quotes=(quote,))

    def ask(self, question: str, document: str | None = None) -> Answered:
        score, quote = self._finder.find(question, document)
        if score < self.answer_at or quote is None:
            return Answered("", True, 1.0 - max(score, 0.0))
        return Answered(quote.text, False, min(score, 1.0), (quote,))


class Finder(Protocol):
    """The best text for a claim or question, and its score, from the documents that were loaded."""

    def load(self, documents: Iterable[str]) -> None: ...

    def find(self, text: str, document: str | None) -> Found: ...


class BestSentence:
    """The sentence that the scores of ``indexed(sentences)`` put first for a claim."""

    def __init__(self, splitter: SentenceSplitter, indexed: Callable[[Sequence[str]], Scores]) -> None:
        self._splitter, self._indexed = splitter, indexed
        self._sentences: dict[str, list[Span]] = {}
        self._indexes: dict[str | None, tuple[list[tuple[str, Span]], Scores]] = {}

    def load(self, documents: Iterable[str]) -> None:
        wanted = dict.fromkeys(documents)
        self._sentences = {text: self._sentences.get(text) or self._splitter.spans(text) for text in wanted}
        self._indexes = {}

    def find(self, text: str, document: str | None) -> Found:
        if document not in self._indexes:
            sources = self._sentences if document is None else [document]
            places = [(source, span) for source in sources for span in self._sentences[source]]
            self._indexes[document] = places, self._indexed([span.of(source) for source, span in places])
        places, scores_of = self._indexes[document]
        if not places:
            return 0.0, None
        scores = scores_of(text)
        best = int(np.argmax(scores))
        source, span = places[best]
        return float(scores[best]), Cited(source, span.start, span.end, span.of(source))


def shared_words(sentences: Sequence[str]) -> Scores:
    """The share of a claim's content words that each sentence has."""
    having: dict[str, list[int]] = {}
    for place, sentence in enumerate(sentences):
        for stem in stems_in(sentence):
            having.setdefault(stem, []).append(place)

    def scores(claim: str) -> NDArray[np.float64]:
        words = list(read(claim).content.values())
        found = np.zeros(len(sentences))
        for word in words:
            found[having.get(word, [])] += 1 / len(words)
        return found

    return scores


def cosines(embedder: Embedder) -> Callable[[Sequence[str]], Scores]:
    """The cosine of each sentence to a claim."""

    def indexed(sentences: Sequence[str]) -> Scores:
        vectors = np.array(embedder.embed_documents(list(sentences)))
        return lambda claim: vectors @ np.array(embedder.embed_query(claim))

    return indexed


class TutorialPipeline:
    """RecursiveCharacterTextSplitter, Chroma, the top four chunks, and the cosine of the best; the product's embedder.

    A chunk is looked for in its document from where the last one began, since the splitter strips white space.
    """

    def __init__(self, embedder: Embedder) -> None:
        import chromadb
        from chromadb.config import Settings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self._embedder = embedder
        self._chunks: dict[str, list[Span]] = {}
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=CHUNK_OVERLAP)
        self._client = chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))
        self._collection: Any = None
        # clients in memory share one store within a process
        self._name = f"chunks-{next(_numbers)}"

    def load(self, documents: Iterable[str]) -> None:
        self._chunks = {text: self._chunks.get(text) or self._cut(text) for text in dict.fromkeys(documents)}
        if self._collection is not None:
            self._client.delete_collection(self._name)
        self._collection = self._client.create_collection(
            self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        rows = [(number, text, span) for number, text in enumerate(self._chunks) for span in self._chunks[text]]
        batch = self._client.get_max_batch_size()
        for at in range(0, len(rows), batch):
            part = rows[at : at + batch]
            self._collection.add(
                ids=[f"{number}:{span.start}:{span.end}" for number, _, span in part],
                embeddings=self._embedder.embed_documents([span.of(text) for _, text, span in part]),
                metadatas=[{"document": number} for number, _, _ in part],
            )

    def _cut(self, document: str) -> list[Span]:
        spans: list[Span] = []
        for chunk in self._splitter.split_text(document):
            start = document.find(chunk, spans[-1].start + 1 if spans else 0)
            if start >= 0:
                spans.append(Span(start, start + len(chunk)))
        return spans

    def nearest_chunks(self, text: str) -> list[str]:
        """The chunks that such a pipeline puts into its prompt, of all documents."""
        texts = list(self._chunks)
        found = self._collection.query(query_embeddings=[self._embedder.embed_query(text)], n_results=TOP_K)
        places = [[int(part) for part in name.split(":")] for name in found["ids"][0]]
        return [texts[number][start:end] for number, start, end in places]

    def find(self, text: str, document: str | None) -> Found:
        return next(iter(self.nearest(text, TOP_K, document)), (0.0, None))

    def nearest(self, text: str, limit: int, document: str | None = None) -> list[tuple[float, Cited]]:
        """Cosine and place of the nearest chunks, best first."""
        texts = list(self._chunks)
        found = self._collection.query(
            query_embeddings=[self._embedder.embed_query(text)],
            n_results=limit,
            where=None if document is None else {"document": texts.index(document)},
            include=["distances"],
        )
        nearest = []
        for identity, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            number, start, end = (int(part) for part in identity.split(":"))
            source = texts[number]
            nearest.append((1.0 - float(distance), Cited(source, start, end, source[start:end])))
        return nearest

    def chunks(self, document: str) -> list[Span]:
        """All chunks of a document that was loaded."""
        return self._chunks[document]


def baselines(splitter: SentenceSplitter, embedder: Embedder) -> list[System]:
    """All of them, not yet fitted."""
    return [
        Majority(),
        Threshold("cosine threshold", BestSentence(splitter, cosines(embedder))),
        Threshold("word overlap", BestSentence(splitter, shared_words)),
        Threshold("tutorial pipeline", TutorialPipeline(embedder)),
    ]


def fit_baselines(
    systems: Sequence[System], cases: Sequence[ClaimCase], questions: Sequence[QuestionCase] = ()
) -> None:
    """Sets the majority's label and each threshold on development cases, each asked of its own document."""
    for system in systems:
        if isinstance(system, Majority):
            labels = [case.label for case in cases]
            system.label = max(sorted(set(labels)), key=labels.count)
        elif isinstance(system, Threshold):
            system.load(case.doc for case in cases)
            scores = [system.score(case.claim, case.doc) for case in cases]
            system.threshold = best_threshold([case.label for case in cases], scores)
            system.load(case.doc for case in questions)
            labels = [SUPPORTED if case.answerable else NOT_ENOUGH for case in questions]
            scores = [system.score(case.question, case.doc) for case in questions]
            system.answer_at = best_threshold(labels, scores)


def best_threshold(
    labels: Sequence[str],
    scores: Sequence[float],
    measure: Callable[[Sequence[str], Sequence[str]], float] = balanced_accuracy,
) -> float:
    """The lowest of 101 thresholds from 0 to 1 that has the best measure."""

    def value(threshold: float) -> float:
        return measure(labels, [SUPPORTED if score >= threshold else NOT_ENOUGH for score in scores])

    return max((step / 100 for step in range(101)), key=value)
