"""What every PassageStore keeps to: the one in memory, Chroma on disk, and Chroma's own server."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings

from bot.adapters.chroma import ChromaPassageStore
from bot.adapters.lexical import LexicalIndex
from bot.adapters.onnx import OnnxEmbedder
from bot.domain import Document, PassageKind
from bot.errors import LibraryError, UnknownSource
from bot.ingestion.passages import passages_of
from evals.memory import MemoryPassageStore

ODESA = "Odesa reported six injuries from drone strikes.\r\n\r\nAlso Read: Six drones over Odesa\r\n"
BANK = "The bank left its main rate at 5.75 percent. Two of seven board members wanted a cut. 🎉 e\u0301"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "import sys; from chromadb.cli.cli import app; sys.argv[0] = 'chroma'; app()"]
    path = tmp_path_factory.mktemp("server")
    with subprocess.Popen(
        [*command, "run", "--path", str(path), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the Chroma server ended"
                time.sleep(0.1)
        yield port
        process.terminate()


@pytest.fixture(params=["memory", "disk", "server"])
def store(request: pytest.FixtureRequest, tmp_path, embedder: OnnxEmbedder):
    if request.param == "memory":
        return MemoryPassageStore(embedder)
    if request.param == "disk":
        return ChromaPassageStore(tmp_path, embedder)
    client = chromadb.HttpClient(
        "127.0.0.1", request.getfixturevalue("server"), settings=Settings(anonymized_telemetry=False)
    )
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    return ChromaPassageStore(tmp_path, embedder, client)


@pytest.fixture
def added(store, splitter, counter):
    documents = [
        Document.of(text, title=title, origin=f"/articles/{title}.txt", added=f"2026-01-0{number}T00:00:00+00:00")
        for number, (title, text) in enumerate([("Odesa", ODESA), ("Bank", BANK)], 1)
    ]
    for document in documents:
        store.add(document, passages_of(document, splitter, counter))
    return documents


def test_a_document_comes_back_as_it_was(store, added):
    assert [store.get(document.id) for document in added] == added


def test_passages_tile_the_document(store, added):
    for document in added:
        assert "".join(passage.text for passage in store.passages(document.id)) == document.text


def test_sources_are_listed_in_the_order_they_came(store, added):
    assert [(item.id, item.title, item.sha256) for item in store.sources()] == [
        (document.id, document.title, document.sha256) for document in added
    ]
    assert store.sources()[0].characters == len(ODESA)


def test_search_finds_the_nearest_first_and_never_boilerplate(store, added):
    hits = store.search("How many were injured in Odesa?", 10)
    assert hits[0].passage.document == added[0].id
    assert all(hit.passage.kind is PassageKind.REPORTING for hit in hits)
    assert all(-1.001 <= hit.similarity <= 1.001 for hit in hits)
    assert PassageKind.BOILERPLATE in {passage.kind for passage in store.passages(added[0].id)}


def test_search_keeps_to_the_named_documents_and_the_limit(store, added):
    assert {hit.passage.document for hit in store.search("injured in Odesa", 10, [added[1].id])} == {added[1].id}
    assert store.search("injured in Odesa", 10, []) == []
    assert len(store.search("injured in Odesa", 1)) == 1


def test_a_name_that_no_model_knows_is_found_by_its_letters(store, splitter, counter):
    towns = [
        "Qorvath",
        "Beltane",
        "Ozmira",
        "Dunveil",
        "Kessrick",
        "Yalbont",
        "Trimoor",
        "Vuskar",
        "Ellowin",
        "Parnsea",
    ]
    documents = [
        Document.of(f"The council of {town} voted on Monday to raise the ferry toll.", title=town, origin=town)
        for town in towns
    ]
    for document in documents:
        store.add(document, passages_of(document, splitter, counter))
    for document in documents:
        asked = f"What did the councillors decide in {document.title}?"
        assert store.search(asked, 1)[0].passage.document == document.id


def test_words_that_are_query_syntax_are_only_words(store, added):
    for query in ['"Odesa" OR NOT (injuries*)', "text: NEAR(Odesa, 2) ^ - +", "''\";--", "\0", "AND"]:
        assert {hit.passage.document for hit in store.search(query, 10)} == {document.id for document in added}


def test_what_is_removed_is_gone(store, added):
    store.remove(added[0].id)
    assert [item.id for item in store.sources()] == [added[1].id]
    assert {hit.passage.document for hit in store.search("Odesa", 10)} == {added[1].id}
    with pytest.raises(UnknownSource):
        store.get(added[0].id)
    with pytest.raises(UnknownSource):
        store.remove(added[0].id)


def test_a_removal_while_a_document_is_read_leaves_nothing_wrong_behind(tmp_path, embedder, splitter, counter):
    """The record is there when the reader looks, and its passages are gone when it reads them."""
    document = Document.of(ODESA, title="Odesa", origin="Odesa")
    store = ChromaPassageStore(tmp_path, embedder)
    store.add(document, passages_of(document, splitter, counter))
    record = store._record

    def removed_meanwhile(identity: str) -> dict[str, Any]:
        found = record(identity)
        store._record = record
        store.remove(identity)
        return found

    store._record = removed_meanwhile
    with pytest.raises(UnknownSource):
        store.passages(document.id)
    again = Document.of(ODESA, title="Odesa anew", origin="Odesa")
    store.add(again, passages_of(again, splitter, counter))
    assert store.get(again.id) == again


def test_adding_again_leaves_one_document(store, added, splitter, counter):
    store.add(added[0], passages_of(added[0], splitter, counter))
    assert len(store.sources()) == 2
    assert store.get(added[0].id) == added[0]


def test_an_unknown_document(store):
    with pytest.raises(UnknownSource):
        store.get("000000000000")
    with pytest.raises(UnknownSource):
        store.passages("000000000000")
    assert not store.is_partial("000000000000")
    assert store.sources() == []
    assert store.search("anything", 5) == []


def test_another_distance_is_refused(tmp_path, embedder):
    client = chromadb.PersistentClient(str(tmp_path / "chroma"), settings=Settings(anonymized_telemetry=False))
    client.create_collection("passages", embedding_function=None, configuration={"hnsw": {"space": "l2"}})
    with pytest.raises(LibraryError, match="not cosine"):
        ChromaPassageStore(tmp_path, embedder, client)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"no database" * 100)])
def test_a_lost_or_damaged_index_of_words_is_made_anew(tmp_path, embedder, splitter, counter, damage):
    document = Document.of(ODESA, title="Odesa", origin="Odesa")
    store = ChromaPassageStore(tmp_path, embedder)
    store.add(document, passages_of(document, splitter, counter))
    before = LexicalIndex(tmp_path / "words.sqlite3").search("injuries in Odesa", 5)
    damage(tmp_path / "words.sqlite3")
    ChromaPassageStore(tmp_path, embedder)
    assert before
    assert LexicalIndex(tmp_path / "words.sqlite3").search("injuries in Odesa", 5) == before
