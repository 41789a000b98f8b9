"""Documents and passages in Chroma, through langchain-chroma, seen only when they are whole.

A record in the collection ``documents`` says ``adding`` before the first passage is written and ``complete``
after the last; passages of a document that is not complete are never returned. The collection ``passages``
holds the texts, which joined in order are the document.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.config import Settings
from filelock import FileLock, Timeout
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from bot.adapters.lexical import LexicalIndex
from bot.domain import Document, Hit, Passage, PassageKind, SourceInfo, Span
from bot.errors import LibraryError, PinciteError, UnknownSource
from bot.retrieval import CANDIDATES, nearness

_COSINE: Any = {"hnsw": {"space": "cosine"}}
_LOCK_SECONDS = 300.0


class ChromaPassageStore:
    """A PassageStore in a directory, or on a Chroma server through ``client``.

    Raises LibraryError where the directory's collections are damaged or measure another distance than cosine.
    """

    def __init__(self, directory: Path, embedder: Embeddings, client: Any = None) -> None:
        self._lock = FileLock(directory / "write.lock", timeout=_LOCK_SECONDS)
        try:
            # two processes that create the same fresh directory at once would trip over each other
            with self._lock:
                if client is None:
                    client = chromadb.PersistentClient(
                        path=str(directory / "chroma"), settings=Settings(anonymized_telemetry=False)
                    )
                self._vectors = Chroma(
                    "passages", embedding_function=embedder, client=client, collection_configuration=_COSINE
                )
                self._records = client.get_or_create_collection(
                    "documents", embedding_function=None, configuration=_COSINE
                )
        except Timeout:
            raise LibraryError(_locked(directory)) from None
        except LibraryError:
            raise
        except Exception as error:  # Chroma's Rust core raises its own and sqlite's errors without a common base
            raise LibraryError(
                f"the library {directory} cannot be opened ({error}); name another with --library"
            ) from None
        self._directory = directory
        self._embedder = embedder
        self._words = LexicalIndex(directory / "words.sqlite3")
        self._batch = int(client.get_max_batch_size())
        # a document's id is made of its text, so what was read once stays right
        self._documents: dict[str, Document] = {}
        self._passages: dict[str, list[Passage]] = {}
        # get_or_create leaves the distance of a collection that is there already as it is
        for name in ("passages", "documents"):
            space = client.get_collection(name, embedding_function=None).configuration_json.get("hnsw", {}).get("space")
            if space != "cosine":
                raise LibraryError(f"the library {directory} measures '{space}', not cosine; ingest into a new one")
        self._complete_words()

    def _complete_words(self) -> None:
        """Index the words of documents that an earlier version, another machine or a lost file left out."""
        whole = self._records.get(where={"status": "complete"}, include=[])["ids"]
        if missing := set(whole) - self._words.documents():
            with self._writing():
                for document in sorted(missing):
                    self._index_words(document, self.passages(document))

    def _index_words(self, document: str, passages: Sequence[Passage]) -> None:
        self._words.replace(
            document,
            [(passage.index, passage.text) for passage in passages if passage.kind is PassageKind.REPORTING],
        )

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        with self._writing(), self._told("written to"):
            self._clear_passages(document.id)
            record = {
                "title": document.title,
                "origin": document.origin,
                "sha256": document.sha256,
                "added": document.added,
                "characters": len(document.text),
                "passages": len(passages),
            }
            vector = self._embedder.embed_query(document.title)
            self._write_record(document.id, {**record, "status": "adding"}, vector)
            for start in range(0, len(passages), self._batch):
                batch = passages[start : start + self._batch]
                self._vectors.add_texts(
                    [passage.text for passage in batch],
                    metadatas=[_metadata(passage) for passage in batch],
                    ids=[_passage_id(document.id, passage.index) for passage in batch],
                )
            self._index_words(document.id, passages)
            self._write_record(document.id, {**record, "status": "complete"}, vector)
            self._forget(document.id)

    def remove(self, document: str) -> None:
        with self._writing(), self._told("written to"):
            record = self._record(document)
            self._records.update(ids=[document], metadatas=[{**record, "status": "removing"}])
            self._words.remove(document)
            self._clear_passages(document)
            self._records.delete(ids=[document])
            self._forget(document)

    def _forget(self, document: str) -> None:
        self._documents.pop(document, None)
        self._passages.pop(document, None)

    def get(self, document: str) -> Document:
        record = self._record(document)
        known = self._documents.get(document)
        if known is None:
            known = self._documents[document] = Document(
                id=document,
                title=str(record["title"]),
                origin=str(record["origin"]),
                text="".join(passage.text for passage in self.passages(document)),
                sha256=str(record["sha256"]),
                added=str(record["added"]),
            )
        return known

    def passages(self, document: str) -> list[Passage]:
        record = self._record(document)
        known = self._passages.get(document)
        if known is None:
            with self._told("read"):
                found = self._vectors.get(where={"document": document}, include=["documents", "metadatas"])
            rows = zip(found["documents"], found["metadatas"], strict=True)
            known = sorted((_passage(text, metadata) for text, metadata in rows), key=lambda passage: passage.index)
            if len(known) != record["passages"]:
                self._record(document)  # raises where it was removed while it was read
                return known
            self._passages[document] = known
        return list(known)

    def sources(self) -> list[SourceInfo]:
        with self._told("read"):
            found = self._records.get(where={"status": "complete"}, include=["metadatas"])
        sources = [
            SourceInfo(
                id=identity,
                title=str(record["title"]),
                origin=str(record["origin"]),
                added=str(record["added"]),
                characters=int(record["characters"]),
                passages=int(record["passages"]),
                sha256=str(record["sha256"]),
            )
            for identity, record in zip(found["ids"], found["metadatas"], strict=True)
        ]
        return sorted(sources, key=lambda source: (source.added, source.id))

    def is_partial(self, document: str) -> bool:
        return document in self._partial()

    def search(self, query: str, limit: int, documents: Sequence[str] | None = None) -> list[Hit]:
        with self._told("searched"):
            return self._search(query, limit, documents)

    def _search(self, query: str, limit: int, documents: Sequence[str] | None) -> list[Hit]:
        conditions: list[dict[str, Any]] = [{"kind": PassageKind.REPORTING.value}]
        if documents is not None:
            if not documents:
                return []
            conditions.append({"document": {"$in": list(documents)}})
        if partial := self._partial():
            conditions.append({"document": {"$nin": partial}})
        where = cast(Any, conditions[0] if len(conditions) == 1 else {"$and": conditions})
        asked = self._embedder.embed_query(query)
        near = self._vectors.similarity_search_by_vector_with_relevance_scores(asked, k=CANDIDATES, filter=where)
        hits: dict[str, Hit] = {}
        for item, distance in near:
            passage = _passage(item.page_content, item.metadata)
            hits[_passage_id(passage.document, passage.index)] = Hit(passage, 1.0 - distance)
        words = {
            _passage_id(document, place): score
            for document, place, score in self._words.search(query, CANDIDATES, documents)
        }
        if missing := [identity for identity in words if identity not in hits]:
            found = self._vectors.get(ids=missing, where=where, include=["documents", "metadatas", "embeddings"])
            rows = zip(found["ids"], found["documents"], found["metadatas"], found["embeddings"], strict=True)
            for identity, text, metadata, vector in rows:
                hits[identity] = Hit(_passage(text, metadata), float(np.dot(asked, vector)))
        ranked = sorted(hits, key=lambda identity: -nearness(hits[identity].similarity, words.get(identity, 0.0)))
        return [hits[identity] for identity in ranked[:limit]]

    def _partial(self) -> list[str]:
        return list(self._records.get(where={"status": {"$ne": "complete"}}, include=[])["ids"])

    def _record(self, document: str) -> dict[str, Any]:
        found = self._records.get(ids=[document], include=["metadatas"])
        if not found["ids"] or found["metadatas"][0]["status"] != "complete":
            raise UnknownSource(f"no source '{document}'; `pincite sources` lists what there is")
        return dict(found["metadatas"][0])

    def _write_record(self, document: str, record: dict[str, Any], vector: list[float]) -> None:
        self._records.upsert(ids=[document], metadatas=[record], embeddings=[vector])

    def _clear_passages(self, document: str) -> None:
        if ids := self._vectors.get(where={"document": document}, include=[])["ids"]:
            for start in range(0, len(ids), self._batch):
                self._vectors.delete(ids[start : start + self._batch])

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except PinciteError:
            raise
        except Exception as error:  # what Chroma, its Rust core and sqlite raise has no common base
            raise LibraryError(
                f"the library {self._directory} cannot be {what} ({error}); "
                "see that its disk has room and may be written to, or name another with --library"
            ) from None

    def _writing(self) -> Any:
        try:
            return self._lock.acquire()
        except Timeout:
            raise LibraryError(_locked(self._directory)) from None


def _locked(directory: Path) -> str:
    return f"another program has been writing to {directory} for {_LOCK_SECONDS / 60:.0f} minutes; wait for it to end"


def _passage_id(document: str, index: int) -> str:
    return f"{document}:{index:06d}"


def _metadata(passage: Passage) -> dict[str, Any]:
    return {
        "document": passage.document,
        "title": passage.title,
        "index": passage.index,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind.value,
        "sentences": json.dumps([[span.start, span.end] for span in passage.sentences]),
    }


def _passage(text: str, metadata: dict[str, Any]) -> Passage:
    return Passage(
        document=str(metadata["document"]),
        title=str(metadata["title"]),
        index=int(metadata["index"]),
        start=int(metadata["start"]),
        end=int(metadata["end"]),
        text=text,
        kind=PassageKind(metadata["kind"]),
        sentences=tuple(Span(start, end) for start, end in json.loads(metadata["sentences"])),
    )
