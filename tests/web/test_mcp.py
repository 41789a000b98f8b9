"""The contract's calls as MCP tools, with the real client over the real server."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client

from bot.pincite import Pincite
from bot.reporting import answer_record, check_record
from tests.web.fakes import scripted
from tests.web.serving import scripted_page
from tests.web.test_server import as_json

SEED = "e0edb3036331"
TEXT = "Russia launched 183 drones overall. Six people were hurt in Odesa. Is that so?"


def running(run: Callable[[], Awaitable[Any]]) -> Any:
    """In a thread of its own: where a browser was driven before, this one has its loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, run).result()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_page(tmp_path_factory.mktemp("served") / "library", mcp=True) as served:
        yield f"{served}mcp"


@pytest.fixture(scope="module")
def pincite(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return scripted(tmp_path_factory.mktemp("own") / "library")


def call(address: str, tool: str, **arguments: Any) -> Any:
    async def run() -> Any:
        async with Client(address) as client:
            return await client.call_tool(tool, arguments)

    return running(run)


def record(result: Any) -> Any:
    """The text and the structured content, which say the same."""
    assert not result.is_error, result.content
    (content,) = result.content
    assert json.loads(content.text) == result.structured_content
    return result.structured_content


def test_the_tools_are_the_four_calls_and_say_what_they_take(address: str) -> None:
    async def run() -> Any:
        async with Client(address) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in running(run)}
    assert set(tools) == {"ask", "check", "ingest", "sources"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert set(tools["check"].input_schema["properties"]) == {"text", "sources"}
    assert "sources: Ids, titles or file names" in tools["ask"].description
    assert [name for name, tool in tools.items() if not tool.annotations.read_only_hint] == ["ingest"]


def test_results_are_the_json_of_the_contract(address: str, pincite: Pincite) -> None:
    question = "How many drones did Russia launch?"
    assert record(call(address, "ask", question=question)) == as_json(answer_record(pincite.ask(question)))
    assert record(call(address, "check", text=TEXT, sources=[SEED])) == as_json(
        check_record(pincite.check(TEXT, [SEED]))
    )


def test_a_source_is_added_listed_and_asked(address: str) -> None:
    text = "The lighthouse was lit in 1907. It stands on the northern shore."
    added = record(call(address, "ingest", text=text, title="Lighthouse"))
    assert added["status"] == "added"
    assert record(call(address, "ingest", text=text, title="Lighthouse"))["status"] == "unchanged"
    listed = call(address, "sources").structured_content["result"]
    assert {source["document"] for source in listed} == {SEED, added["document"]}
    answer = record(call(address, "ask", question="When was the lighthouse lit?", sources=["Lighthouse"]))
    assert answer["quotes"][0]["text"] == "The lighthouse was lit in 1907."


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "Who?", "sources": ["none"]}, "no source 'none'"),
        ("ask", {}, "question"),
        ("check", {"text": 7}, "valid string"),
        ("ingest", {"text": " "}, "empty"),
        ("remove", {}, "Unknown tool"),
    ],
)
def test_an_error_is_told_to_the_assistant(address: str, tool: str, arguments: dict[str, Any], says: str) -> None:
    result = call(address, tool, **arguments)
    assert result.is_error
    assert says in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_many_calls_at_once_get_their_own_answers(address: str) -> None:
    texts = ["Russia launched 183 drones overall.", "Six people were hurt in Odesa.", "It snowed."] * 4

    async def run() -> list[str]:
        found = [""] * len(texts)

        async def one(number: int) -> None:
            async with Client(address) as client:
                result = await client.call_tool("check", {"text": texts[number]})
                found[number] = result.structured_content["verdict"]

        async with anyio.create_task_group() as group:
            for number in range(len(texts)):
                group.start_soon(one, number)
        return found

    assert running(run) == ["refuted", "supported", "not_enough_evidence"] * 4


@pytest.mark.parametrize("header", [{"Origin": "http://example.org"}, {"Host": "example.org:7860"}])
def test_a_page_of_another_site_is_refused(address: str, header: dict[str, str]) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **header}
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(address, json.dumps(body).encode(), headers))
    assert caught.value.code in {403, 421}
    caught.value.close()


def test_without_the_package_the_line_that_installs_it_is_named(tmp_path: Path) -> None:
    # a module of that name without its contents, as an old release is; found first, since it lies where we start
    (tmp_path / "mcp.py").write_text("")
    command = [sys.executable, "-m", "bot", "serve", "--mcp", "--port", "1", "--library", str(tmp_path / "library")]
    root = Path(__file__).parents[2]
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(root)!r}]; sys.argv = {command[2:]!r}\n"
    code += "from bot.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stderr.strip() == "pincite: --mcp needs the package mcp; install it with: pip install 'mcp>=2.3,<3'"


def test_without_the_option_there_are_no_tools(tmp_path: Path) -> None:
    with scripted_page(tmp_path / "library") as served, pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(f"{served}mcp", b"{}", {"Content-Type": "application/json"}))
    assert caught.value.code in {404, 405}
    caught.value.close()
