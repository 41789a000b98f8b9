"""The commands as they are called, with the real models: exit status, one line of error, what is kept."""

import json
import subprocess
import sys

import pytest

from evals import __main__ as evals_commands
from tests.chat.server import ScriptedServer, says, status

GOOD = [
    {
        "id": "a",
        "doc": "Odesa reported six injuries on Friday.",
        "claim": "Odesa reported six injuries.",
        "label": "nei",
    },
    {"id": "b", "doc": "Odesa reported six injuries.", "claim": "Kherson burned down.", "label": "nei"},
]


def evals(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "evals", *arguments], capture_output=True, text=True, timeout=240)


def written(path, *rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


def test_predictions_come_in_the_rows_order_and_json_alone_on_standard_output(tmp_path):
    out = tmp_path / "out.jsonl"
    done = evals(
        "claims", written(tmp_path / "good.jsonl", *GOOD), "--predictions", str(out), "--json", "--no-baselines"
    )
    assert done.returncode == 0, done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    assert run["cases"] == 2
    assert str(tmp_path) not in done.stdout
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["id"], line["label"]) for line in lines] == [("a", "nei"), ("b", "nei")]
    for line, row in zip(lines, GOOD, strict=True):
        assert line["verdict"] in {"supported", "refuted", "not_enough_evidence", "conflicting"}
        assert 0 <= line["confidence"] <= 1
        for quote in line["quotes"]:
            assert row["doc"][quote["start"] : quote["end"]] == quote["text"]


def test_a_bad_row_ends_with_one_line_and_keeps_the_predictions_before(tmp_path):
    out = tmp_path / "out.jsonl"
    path = written(tmp_path / "bad.jsonl", *GOOD, '{"doc": "cut off')
    done = evals("claims", path, "--predictions", str(out), "--no-baselines")
    assert done.returncode == 3
    assert f"{path}, line 3: not a JSON object" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", "b"]


@pytest.mark.parametrize(
    "command", ["fit", "gold", "claims", "questions", "retrieval", "bench", "report", "gate", "all"]
)
def test_every_command_has_a_help_with_an_example(command):
    from typer.testing import CliRunner

    from evals.__main__ import app

    shown = CliRunner().invoke(app, [command, "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output


def test_a_language_model_is_measured_through_the_same_command(tmp_path, monkeypatch):
    reply = json.dumps({"claims": [{"claim": 1, "quotes": []}]})
    server = ScriptedServer(says(reply), says(reply))
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("PINCITE_ASK_MODEL", "always")
    try:
        arguments = (written(tmp_path / "good.jsonl", *GOOD), "--engine", "openai:scripted")
        done = evals("claims", *arguments, "--no-baselines", "--json")
    finally:
        server.close()
    assert done.returncode == 0, done.stderr
    (run,) = json.loads(done.stdout)["runs"]
    assert run["engine"]["name"] == "openai:scripted"
    assert run["engine"]["spent"]["calls"] == 2
    assert run["engine"]["spent"]["input_tokens"] == 200
    assert run["engine"]["prompts"]


def test_a_failing_model_is_an_error_and_never_a_verdict(tmp_path, monkeypatch):
    server = ScriptedServer(
        says(json.dumps({"claims": [{"claim": 1, "quotes": []}]})), status(401, {"error": {"message": "no"}})
    )
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("PINCITE_ASK_MODEL", "always")
    out = tmp_path / "out.jsonl"
    try:
        arguments = (written(tmp_path / "good.jsonl", *GOOD), "--engine", "openai:scripted", "--predictions", str(out))
        done = evals("claims", *arguments, "--no-baselines")
    finally:
        server.close()
    assert done.returncode == 4
    assert len(done.stderr.strip().splitlines()) == 1
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a"]


@pytest.mark.parametrize("name", evals_commands.OWN_COMMANDS)
def test_each_measurement_of_a_part_tells_of_itself(name, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["evals", name, "--help"])
    with pytest.raises(SystemExit) as ended:
        evals_commands.main()
    assert ended.value.code == 0
    assert f"python -m evals {name}" in capsys.readouterr().out
