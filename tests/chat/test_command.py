"""The language model from the command line, against a real server on loopback: what is shown, kept, and told."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chat.fakes import answering, stanced
from tests.chat.server import ScriptedServer, Step, fails, hangs, says
from tests.chat.test_engine import ODESA

SUPPORTED = "Odesa reported six injuries from drone strikes."


def quoting(handler: Any, body: dict[str, Any]) -> None:
    """Replies to whatever is asked with the sentence on Odesa, from the passage that has it."""
    prompt = body["messages"][-1]["content"]
    before = prompt[: prompt.index(ODESA)]
    number = int(before[before.rindex(" passage ") + 9 :].split(">")[0])
    quote = stanced(number, ODESA)
    asked = prompt.count(" claim ")
    if asked:
        reply: dict[str, Any] = {"claims": [{"claim": each, "quotes": [quote]} for each in range(1, asked + 1)]}
    else:
        sentences = [answering(number, ODESA, text="Six were hurt."), answering(number, "Made up.", text="More fell.")]
        reply = {"answered": True, "sentences": sentences}
    says(json.dumps(reply))(handler, body)


class Command:
    """``pincite`` in a process of its own, with a scripted server behind it."""

    def __init__(self, directory: Path, *steps: Step) -> None:
        self.server = ScriptedServer(*steps)
        self.environment = {
            **os.environ,
            "PINCITE_LIBRARY": str(directory),
            "PINCITE_MODEL": "openai:scripted",
            "PINCITE_ASK_MODEL": "always",
            "OPENAI_BASE_URL": self.server.url,
            "COLUMNS": "120",
            "NO_COLOR": "1",
        }
        self.environment.pop("OPENAI_API_KEY", None)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "bot", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment,
            # tests that run in the background are told to ignore it, and would hand that on
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=280)
        return process.returncode, out, err


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model") / "library"


@pytest.fixture
def steps() -> list[Step]:
    return []


@pytest.fixture
def command(directory: Path, steps: list[Step]) -> Iterator[Command]:
    made = Command(directory, *steps)
    yield made
    made.server.close()
    assert not made.server.overrun


@pytest.mark.parametrize("steps", [[quoting, quoting]])
def test_check_ask_and_the_cache(command: Command) -> None:
    code, out, _ = command.run("check", SUPPORTED, "--json")
    record = json.loads(out)
    assert (code, record["verdict"]) == (0, "supported")
    assert record["engine"]["host"] == command.server.url.removeprefix("http://").removesuffix("/v1")
    assert record["usage"] == {
        "calls": 1,
        "input_tokens": 100,
        "output_tokens": 20,
        "estimated": False,
        "cost": None,
        "cached": 0,
        "saved": {"calls": 0, "tokens": 0, "cost": 0.0},
    }
    assert record["claims"][0]["decided_by"] == "openai:scripted"
    again = json.loads(command.run("check", SUPPORTED, "--json")[1])
    assert again["usage"]["calls"] == 0
    assert again["usage"]["cached"] == 1
    assert again["claims"][0]["quotes"] == record["claims"][0]["quotes"]
    assert len(command.server.requests) == 1
    code, out, err = command.run("ask", "Who was hurt in Odesa?")
    assert code == 0, err
    assert "Six were hurt." in out
    assert ODESA in out.replace("\n", " ")
    assert "withdrawn" in out
    assert "1 call, 120 tokens" in err
    assert "forgot 2 replies" in command.run("forget")[1]


@pytest.mark.parametrize("steps", [[says(json.dumps({"question": "Where did they meet?"})), fails(401, "no")]])
def test_doctor(command: Command) -> None:
    command.environment["OPENAI_API_KEY"] = "sk-secret"
    code, out, err = command.run("doctor", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["call"]["error"] == ""
    assert found["call"]["structured_output"] == "json_schema"
    assert found["model"]["base_url"] == command.server.url
    assert found["versions"]["openai"]
    assert "sk-secret" not in out + err
    code, out, err = command.run("doctor")
    assert code == 4
    assert "OPENAI_API_KEY" in err
    assert "a tiny call" in out
    assert "sk-secret" not in out + err


@pytest.mark.parametrize("steps", [[quoting, hangs(60), hangs(60)]])
def test_ctrl_c_keeps_what_is_there(command: Command, tmp_path: Path) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text("Odesa reported six injuries.\n" + "Rajnath Singh met Putin in New Delhi.\n" * 60, "utf-8")
    command.environment["PINCITE_AT_ONCE"] = "1"
    process = command.start("check", "--file", str(rows), "--json", "--no-cache")
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert first["text"] == "Odesa reported six injuries."
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert time.monotonic() - began < 50
    # of the first of these lines a part was read ahead above
    assert all(json.loads(line)["text"] for line in out.splitlines()[1:])
    assert "Stopped after" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("steps", [[fails(503, "busy", {"Retry-After-Ms": "5"})] * 3])
def test_a_row_that_fails_is_told_in_its_place(command: Command, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"claim": "Odesa was hit.", "id": 7}\n{"claim": "", "id": 8}\n', "utf-8")
    code, out, err = command.run("check", "--file", str(rows), "--json", "--no-cache")
    assert code == 4, err
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["verdict"], first["claims"], first["input"]) == (None, [], {"id": 7})
    assert "busy" in first["errors"][0]["error"]
    assert (second["claims"], second["errors"], second["input"]) == ([], [], {"id": 8})
    assert "busy" in err
    assert "Traceback" not in err
