"""A PassageStore in memory, and models that remember within one run what they computed: the evals ask the same
passages thousands of times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.adapters.lexical import LexicalIndex
from bot.domain import Document, Hit, Passage, PassageKind, SourceInfo, StanceScores
from bot.errors import UnknownSource
from bot.ingestion.passages import passages_of
from bot.ports import Embedder, SentenceSplitter, StanceModel, TokenCounter
from bot.retrieval import CANDIDATES, nearness


class MemoryPassageStore:
    """Documents in dictionaries, their reporting passages as rows of matrices; similarity is the cosine of vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._documents: dict[str, Document] = {}
        self._passages: dict[str, list[Passage]] = {}
        self._indexes: dict[str, _Index] = {}
        self._whole: _Index | None = None
        self._words = LexicalIndex()

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        self._documents[document.id] = document
        self._passages[document.id] = list(passages)
        self._indexes.pop(document.id, None)
        self._words.replace(
            document.id, [(item.index, item.text) for item in passages if item.kind is PassageKind.REPORTING]
        )
        self._whole = None

    def get(self, document: str) -> Document:
        self._known(document)
        return self._documents[document]

    def passages(self, document: str) -> list[Passage]:
        self._known(document)
        return list(self._passages[document])

    def sources(self) -> list[SourceInfo]:
        return [
            SourceInfo(
                id=document.id,
                title=document.title,
                origin=document.origin,
                added=document.added,
                characters=len(document.text),
                passages=len(self._passages[document.id]),
                sha256=document.sha256,
            )
            for document in self._documents.values()
        ]

    def is_partial(self, document: str) -> bool:  # noqa: ARG002  # what is in memory is never half there
        return False

    def remove(self, document: str) -> None:
        self._known(document)
        del self._documents[document], self._passages[document]
        self._indexes.pop(document, None)
        self._words.remove(document)
        self._whole = None

    def search(self, query: str, limit: int, documents: Sequence[str] | None = None) -> list[Hit]:
        if documents is None:
            index = self._whole = self._whole or self._indexed(self._documents)
        else:
            index = self._indexed([document for document in dict.fromkeys(documents) if document in self._documents])
        if not index.passages:
            return []
        similarities = index.vectors @ np.array(self._embedder.embed_query(query))
        words = {
            (document, place): score for document, place, score in self._words.search(query, CANDIDATES, documents)
        }
        ranks = [
            nearness(similarity, words.get((passage.document, passage.index), 0.0))
            for passage, similarity in zip(index.passages, similarities.tolist(), strict=True)
        ]
        best = np.argsort(-np.array(ranks), kind="stable")[:limit]
        return [Hit(index.passages[row], float(similarities[row])) for row in best]

    def _indexed(self, documents: Iterable[str]) -> "_Index":
        ids = list(documents)
        if missing := [document for document in ids if document not in self._indexes]:
            searched = {
                document: [item for item in self._passages[document] if item.kind is PassageKind.REPORTING]
                for document in missing
            }
            vectors = iter(self._embedder.embed_documents([item.text for items in searched.values() for item in items]))
            for document, items in searched.items():
                self._indexes[document] = _Index(items, np.array([next(vectors) for _ in items]))
        found = [self._indexes[document] for document in ids if self._indexes[document].passages]
        if not found:
            return _Index([], np.empty((0, 0)))
        passages = [item for index in found for item in index.passages]
        return _Index(passages, np.concatenate([index.vectors for index in found]))

    def _known(self, document: str) -> None:
        if document not in self._documents:
            raise UnknownSource(f"no source '{document}'")


@dataclass(frozen=True, slots=True)
class _Index:
    """Passages and their vectors, one row a passage."""

    passages: list[Passage]
    vectors: NDArray[np.float64]


def stored(
    texts: Iterable[str], store: MemoryPassageStore, splitter: SentenceSplitter, counter: TokenCounter
) -> dict[str, str]:
    """Adds each distinct text as a document; document ids by text."""
    ids: dict[str, str] = {}
    for text in texts:
        if text not in ids:
            document = Document.of(text, title=f"document {len(ids) + 1}", origin="evals")
            store.add(document, passages_of(document, splitter, counter))
            ids[text] = document.id
    return ids


class RememberingEmbedder:
    """An Embedder that embeds each text once. A vector takes 1.5 KB, as 32-bit floats."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.version = str(getattr(embedder, "version", ""))
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if missing := [text for text in dict.fromkeys(texts) if text not in self._known]:
            vectors = np.array(self._embedder.embed_documents(missing), dtype=np.float32)
            self._known.update(zip(missing, vectors, strict=True))
        return [self._known[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class RememberingStanceModel:
    """A StanceModel, and an AnswerModel where the wrapped one is, that scores each pair once."""

    def __init__(self, model: StanceModel) -> None:
        self._model = model
        self.version = str(getattr(model, "version", ""))
        self._stances: dict[tuple[str, str], StanceScores] = {}
        self._answers: dict[tuple[str, str], float] = {}

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        if missing := [pair for pair in dict.fromkeys(pairs) if pair not in self._stances]:
            self._stances.update(zip(missing, self._model.score(missing), strict=True))
        return [self._stances[pair] for pair in pairs]

    def score_answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        if missing := [pair for pair in dict.fromkeys(pairs) if pair not in self._answers]:
            scores = self._model.score_answers(missing)  # type: ignore[attr-defined]  # only called where it has them
            self._answers.update(zip(missing, scores, strict=True))
        return [self._answers[pair] for pair in pairs]

    def fits(self, claim: str) -> bool:
        return self._model.fits(claim)

    @property
    def answers_questions(self) -> bool:
        return bool(getattr(self._model, "answers_questions", False))
