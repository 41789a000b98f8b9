"""``python -m evals bench``: speed and memory, each as a ratio to a floor measured in the same run.

The floors are what the same work costs without Pincite: the bare imports, onnxruntime alone on the same batches, a
bare Chroma query with a ready vector. A ratio says more than seconds, which depend on the machine.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.adapters.chroma import ChromaPassageStore
from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Document, Passage, PassageKind, Span, StanceScores
from bot.ingestion.passages import passages_of
from bot.pincite import Pincite
from bot.resources import folder
from bot.retrieval import PASSAGES, retrieve
from bot.wiring import EmbeddedModels, embedded_steps
from evals.gold import gold_cases, seed_texts
from evals.systems import Product

REPEATS = 3
QUERIES = 40
FULL, SMALL = (1_000, 10_000, 100_000), (200,)
CLAIM = "Russia launched 138 drones overall."
FLOOR_IMPORT = "import chromadb, onnxruntime"


@dataclass(frozen=True)
class Row:
    """One measurement. ``ratio`` is the subject's cost over the floor's: 1 is the least possible.

    What a language model spends has no floor.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    ratio: float | None = None


PARTS = ("start", "ingestion", "claims", "retrieval")


def run_bench(small: bool, note: Callable[[str], None], only: str | None = None) -> list[Row]:
    """All measurements, or the one of PARTS that ``only`` names; ``small`` only shows that each runs."""
    sizes = SMALL if small else FULL
    rows = []
    steps: list[tuple[str, Callable[[], Iterable[Row]]]] = [
        ("cold start and memory", lambda: cold_start(1 if small else REPEATS)),
        ("ingestion", lambda: ingestion(3 if small else 40)),
        ("claims", lambda: claims(3 if small else 40, 1 if small else REPEATS)),
        *((f"retrieval at {size:,}", lambda size=size: retrieval(size)) for size in sizes),
    ]
    for name, step in steps:
        if only and not name.startswith("cold start" if only == "start" else only):
            continue
        note(name)
        rows += step()
    return rows


def cold_start(repeats: int) -> list[Row]:
    """A first verdict from the command line on a library that exists, against the bare imports.

    The two take turns, and the ratio is the median over the pairs: a machine that slows down slows both.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        check = [sys.executable, "-m", "bot", "check", CLAIM, "--json", "--library", str(Path(directory) / "library")]
        imports = [sys.executable, "-c", FLOOR_IMPORT]
        child(check), child(imports)
        pairs = [(child(check), child(imports)) for _ in range(repeats)]
    rows = []
    for place, name, unit in ((0, "cold start to a verdict", "s"), (1, "peak memory of one check", "MB")):
        values = [(subject[place], floor[place]) for subject, floor in pairs]
        value, least = (float(np.median(column)) for column in zip(*values, strict=True))
        ratio = float(np.median([subject / floor for subject, floor in values]))
        rows.append(Row(name, value, unit, least, FLOOR_IMPORT, ratio))
    return rows


def child(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one process. Raises CalledProcessError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return seconds, usage.ru_maxrss / 1024


def ingestion(documents: int) -> list[Row]:
    """Documents into Chroma, against onnxruntime alone on the vectors of their passages."""
    texts = list(dict.fromkeys(case.doc for case in gold_cases("dev")[0]))[:documents]
    embedder = OnnxEmbedder(folder("models") / "embedder")
    embedder.embed_query("warm")
    splitter, counter = NupunktSplitter(), TiktokenCounter()
    passages: list[Passage] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        store = ChromaPassageStore(Path(directory), embedder)
        began = time.perf_counter()
        for text in texts:
            document = Document.of(text, title="document", origin="evals")
            found = passages_of(document, splitter, counter)
            store.add(document, found)
            passages += found
        seconds = time.perf_counter() - began
    floor = raw_seconds(embedder, [(item.text, None) for item in passages])
    count = len(passages)
    return [Row("ingestion", count / seconds, "passages/s", count / floor, "onnxruntime alone", seconds / floor)]


class _Recording:
    """The stance model, noting each pair that it is asked about."""

    def __init__(self, model: OnnxStanceModel) -> None:
        self._model = model
        self.answers_questions, self.version = model.answers_questions, model.version
        self.pairs: list[tuple[str, str | None]] = []

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[StanceScores]:
        self.pairs += pairs
        return self._model.score(pairs)

    def score_answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return self._model.score_answers(pairs)

    def fits(self, claim: str) -> bool:
        return self._model.fits(claim)


def claims(many: int, repeats: int) -> list[Row]:
    """Claims on the seed, one by one and as one text, against onnxruntime alone on the same pairs; the best of some
    repeats of each."""
    models = EmbeddedModels.load()
    recording = _Recording(models.stance)
    splitter = NupunktSplitter()
    texts = [case.claim for case in gold_cases("seed")[0]][:many]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        store = ChromaPassageStore(Path(directory), models.embedder)
        # frozen dataclasses do not check their fields' types, so the recording model can stand in for the real one
        asked = replace(models, stance=recording)  # type: ignore[arg-type]
        pincite = Pincite(store, embedded_steps(asked, splitter), splitter, TiktokenCounter())
        for text in seed_texts().values():
            pincite.ingest_text(text)
        pincite.check(texts[0])
        rows = []
        for name, batches in (("claims one by one", texts), ("claims in one text", [" ".join(texts)])):
            taken, floors = [], []
            for _ in range(repeats):
                recording.pairs.clear()
                began = time.perf_counter()
                judged = sum(len(pincite.check(text).claims) for text in batches)
                taken.append(time.perf_counter() - began)
                floors.append(raw_seconds(models.stance, recording.pairs))
            seconds, floor = min(taken), min(floors)
            rows.append(
                Row(name, judged / seconds, "claims/s", judged / floor, "onnxruntime, same pairs", seconds / floor)
            )
    return rows


def spending(engine: str, many: int, prices: tuple[float, float]) -> list[Row]:
    """What the language model takes for each claim on the seed; ``prices`` are of a million prompt and completion
    tokens. Raises UsageError where it cannot be set up and ProviderError where it fails."""
    product = Product(EmbeddedModels.load(), None, engine)
    product.load(seed_texts().values())
    texts = [case.claim for case in gold_cases("seed")[0]][:many]
    began = time.perf_counter()
    for text in texts:
        product.check(text)
    seconds = time.perf_counter() - began
    spent = product.engine()["spent"]
    prompt, completion = spent["input_tokens"] / many, spent["output_tokens"] / many
    counted = "estimated" if spent["estimated"] else "counted by the server"
    return [
        Row(f"{engine}: time a claim", seconds / many, "s"),
        Row(f"{engine}: calls a claim", spent["calls"] / many, "calls"),
        Row(f"{engine}: prompt tokens a claim", prompt, f"tokens, {counted}"),
        Row(f"{engine}: completion tokens a claim", completion, f"tokens, {counted}"),
        Row(f"{engine}: cost of 1,000 claims", (prompt * prices[0] + completion * prices[1]) / 1000, "at --prices"),
    ]


def raw_seconds(model: Any, pairs: Sequence[tuple[str, str | None]]) -> float:
    """Seconds of onnxruntime alone on the texts or pairs, tokenised and batched by length beforehand."""
    import onnxruntime
    from tokenizers import Tokenizer

    home = folder("models") / ("embedder" if isinstance(model, OnnxEmbedder) else "stance")
    tokenizer = Tokenizer.from_file(str(home / "tokenizer.json"))
    tokenizer.enable_truncation(model.max_length)
    tokenizer.no_padding()
    encodings = tokenizer.encode_batch([text if other is None else (text, other) for text, other in pairs])
    encodings.sort(key=lambda item: len(item.ids))
    session = onnxruntime.InferenceSession(str(home / "model.onnx"), providers=["CPUExecutionProvider"])
    feeds = [feed(encodings[at : at + 32]) for at in range(0, len(encodings), 32)]
    session.run(None, feeds[0])
    began = time.perf_counter()
    for one in feeds:
        session.run(None, one)
    return time.perf_counter() - began


def feed(batch: Sequence[Any]) -> dict[str, Any]:
    """One padded batch as the models take it."""
    width = max(len(item.ids) for item in batch)
    fields = (("input_ids", "ids"), ("attention_mask", "attention_mask"), ("token_type_ids", "type_ids"))
    return {
        name: np.array([getattr(item, field) + [0] * (width - len(item.ids)) for item in batch], dtype=np.int64)
        for name, field in fields
    }


class _MadeVectors:
    """Random unit vectors for passages, the real embedder for queries: what is timed is finding, not embedding."""

    def __init__(self, embedder: OnnxEmbedder) -> None:
        self._embedder = embedder
        self._random = np.random.default_rng(0)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._random.normal(size=(len(texts), 384))
        made: list[list[float]] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()
        return made

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)


def retrieval(size: int) -> list[Row]:
    """The product's search, query embedding included, against a bare Chroma query with ready vectors."""
    embedder: Any = _MadeVectors(OnnxEmbedder(folder("models") / "embedder"))
    queries = [case.claim for case in gold_cases("dev")[0]][:QUERIES]
    vectors = [embedder.embed_query(query) for query in queries]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        store = ChromaPassageStore(Path(directory), embedder)
        each = 1000
        for number in range(max(1, size // each)):
            store.add(*made_document(number, min(size, each)))
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(Path(directory) / "chroma"), Settings(anonymized_telemetry=False))
        collection = client.get_collection("passages", embedding_function=None)
        subject, floor = seconds_of(
            len(queries),
            lambda number: retrieve(store, queries[number], None),
            lambda number: collection.query(query_embeddings=[vectors[number]], n_results=PASSAGES),
        )
    rows = []
    for name, percentile in (("p50", 50), ("p95", 95)):
        value, least = float(np.percentile(subject, percentile)), float(np.percentile(floor, percentile))
        title = f"retrieval {name}, {size:,} passages"
        rows.append(Row(title, value * 1000, "ms", least * 1000, "bare Chroma query", value / least))
    return rows


def made_document(number: int, passages: int) -> tuple[Document, list[Passage]]:
    """A document of many one-sentence passages."""
    texts = [f"Sentence {place} of document {number} says what it says. " for place in range(passages)]
    document = Document.of("".join(texts), title=f"made {number}", origin="evals")
    found, at = [], 0
    for place, text in enumerate(texts):
        end = at + len(text)
        sentence = (Span(at, end - 1),)
        found.append(Passage(document.id, document.title, place, at, end, text, PassageKind.REPORTING, sentence))
        at = end
    return document, found


def seconds_of(many: int, *calls: Callable[[int], object]) -> list[list[float]]:
    """Seconds of each call on each number, in turn, so that a busy moment meets all alike; after one that does not
    count."""
    for call in calls:
        call(0)
    taken: list[list[float]] = [[] for _ in calls]
    for number in range(many):
        for call, seconds in zip(calls, taken, strict=True):
            began = time.perf_counter()
            call(number)
            seconds.append(time.perf_counter() - began)
    return taken
