"""The port, and the contract's JSON over HTTP with the real client."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.errors import PortInUse, UsageError
from bot.pincite import Pincite
from bot.reporting import answer_record, check_record, source_record
from bot.web.server import others_can_reach, serve
from bot.web.sources_tab import add_address
from tests.web.fakes import scripted
from tests.web.serving import scripted_page

SEED = "e0edb3036331"


def connect(address: str) -> Any:
    from gradio_client import Client

    return Client(address, verbose=False, analytics_enabled=False)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_page(tmp_path_factory.mktemp("served") / "library") as served:
        yield served


@pytest.fixture(scope="module")
def pincite(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    """What the page has, in a library of its own: a library belongs to one process."""
    return scripted(tmp_path_factory.mktemp("own") / "library")


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


# The port


def test_a_port_in_use_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"port {port} on 127\.0\.0\.1 is taken .* --port"):
            serve(scripted(tmp_path / "library", seeded=False), "127.0.0.1", port)


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot listen on 192\.0\.2\.1"):
        serve(scripted(tmp_path / "library", seeded=False), "192.0.2.1", 0)


@pytest.mark.parametrize(
    ("address", "reached"),
    [("127.0.0.1", False), ("127.0.1.1", False), ("::1", False), ("0.0.0.0", True), ("::", True)],
)
def test_who_can_reach_a_page(address: str, reached: bool) -> None:
    assert others_can_reach(address) is reached


def test_a_page_that_others_can_reach_fetches_nothing_of_this_network(tmp_path: Path) -> None:
    pincite = scripted(tmp_path / "library", seeded=False)
    pincite.public_only = True
    with socket.create_server(("127.0.0.1", 0)) as inside:
        added = add_address(pincite, f"http://127.0.0.1:{inside.getsockname()[1]}/a.txt")
    assert added.error.startswith("is not fetched: it lies inside this network")
    assert not pincite.sources()


def test_gradio_is_not_imported_before_serving() -> None:
    code = "import sys, bot.web.server, bot.web.rendering, bot.web.verdicts; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The endpoints


def test_the_endpoints_of_the_contract_are_named_and_no_others(address: str) -> None:
    described = connect(address).view_api(return_format="dict", print_info=False)
    assert set(described["named_endpoints"]) == {"/ask", "/check", "/ingest", "/sources"}
    assert not described["unnamed_endpoints"]


def test_ask_gives_the_json_of_the_contract(address: str, pincite: Pincite) -> None:
    question = "How many drones did Russia launch?"
    answered = connect(address).predict(question=question, api_name="/ask")
    assert answered == as_json(answer_record(pincite.ask(question)))
    quote = answered["quotes"][0]
    assert "138 drones" in quote["text"]
    assert pincite.document(quote["document"]).text[quote["start"] : quote["end"]] == quote["text"]


def test_check_gives_the_json_of_the_contract(address: str, pincite: Pincite) -> None:
    text = "Russia launched 183 drones overall. Six people were hurt in Odesa. Is that so?"
    checked = connect(address).predict(text=text, sources=[SEED], api_name="/check")
    assert checked == as_json(check_record(pincite.check(text, [SEED])))
    assert [claim["verdict"] for claim in checked["claims"]] == ["refuted", "supported"]
    assert checked["not_checkable"][0]["reason"] == "a question"


def test_sources_gives_the_json_of_the_contract(address: str, pincite: Pincite) -> None:
    def undated(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**record, "added": None} for record in records if record["document"] == SEED]

    served = connect(address).predict(api_name="/sources")
    assert undated(served) == undated([source_record(source) for source in pincite.sources()])


def test_ingest_takes_text_and_is_idempotent(address: str) -> None:
    client = connect(address)
    text = "The lighthouse was lit in 1907. It stands on the northern shore."
    first = client.predict(text=text, title="Lighthouse", api_name="/ingest")
    assert (first["title"], first["status"]) == ("Lighthouse", "added")
    assert client.predict(text=text, title="Lighthouse", api_name="/ingest")["status"] == "unchanged"
    assert first["document"] in {source["document"] for source in client.predict(api_name="/sources")}
    answered = client.predict(question="When was the lighthouse lit?", sources=["Lighthouse"], api_name="/ask")
    assert answered["quotes"][0]["document"] == first["document"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"question": "", "api_name": "/ask"}, "the question is empty"),
        ({"question": "Who?", "sources": ["no such"], "api_name": "/ask"}, "no source 'no such'"),
        ({"question": 7, "api_name": "/ask"}, "'question' is text, not int"),
        ({"text": "It rained.", "sources": "seed", "api_name": "/check"}, "'sources' is a list"),
        ({"text": " ", "title": "", "api_name": "/ingest"}, "empty"),
    ],
)
def test_an_error_is_one_line_with_the_next_step(address: str, call: dict[str, Any], message: str) -> None:
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError) as caught:
        connect(address).predict(**call)
    assert message in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_several_at_once_get_their_own_answers(address: str) -> None:
    texts = ["Russia launched 183 drones overall.", "Six people were hurt in Odesa.", "It snowed."] * 4
    expected = ["refuted", "supported", "not_enough_evidence"] * 4

    def check(text: str) -> str:
        return str(connect(address).predict(text=text, api_name="/check")["verdict"])

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(check, texts)) == expected


def test_the_page_of_gradio_names_no_other_host(address: str) -> None:
    import urllib.request

    for path in ("", "theme.css"):
        with urllib.request.urlopen(address + path) as response:
            body = response.read().decode()
        assert "googleapis" not in body
        assert "@font-face" not in body
