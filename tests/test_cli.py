"""The command line as scripts and people meet it, in processes of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli") / "library"


def run(*arguments: str, directory: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PINCITE_LIBRARY": str(directory), "COLUMNS": "120", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=180,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_slices(quotes: list[dict], text: str) -> None:
    for quote in quotes:
        assert quote["text"] == text[quote["start"] : quote["end"]]


@pytest.mark.parametrize(
    ("claim", "verdict", "words"),
    [
        ("Russia launched 183 drones overall.", "refuted", "138 drones"),
        ("Six people were hurt in Odesa.", "supported", "Odesa reported six injuries"),
        ("Rajnath Singh met Putin in New Delhi.", "not_enough_evidence", None),
    ],
)
def test_check(directory, seed_text, claim, verdict, words):
    (record,) = lines(run("check", claim, "--json", directory=directory))
    assert record["text"] == claim
    assert record["verdict"] == verdict
    (judged,) = record["claims"]
    assert judged["verdict"] == verdict
    assert 0 <= judged["confidence"] <= 1
    assert judged["explanation"]
    assert judged["searched"]["passages"] > 0
    assert_slices(judged["quotes"] + judged["searched"]["nearest"], seed_text)
    if words:
        assert any(words in quote["text"] for quote in judged["quotes"])
    else:
        assert judged["quotes"] == []
    assert not any("Also Read" in quote["text"] for quote in judged["quotes"] + judged["searched"]["nearest"])
    assert record["engine"]["name"] == "embedded"
    assert record["engine"]["version"]


def test_ask(directory, seed_text):
    (record,) = lines(run("ask", "How many drones did Russia launch?", "--json", directory=directory))
    assert not record["abstained"]
    assert "138" in record["answer"]
    assert record["quotes"]
    assert_slices(record["quotes"], seed_text)


def test_ask_abstains(directory):
    (record,) = lines(run("ask", "What is the population of Odesa?", "--json", directory=directory))
    assert record["abstained"]
    assert record["quotes"] == []


def test_people_see_signs_words_and_places(directory):
    done = run("check", "Russia launched 183 drones overall.", directory=directory)
    assert "✗ Refuted" in done.stdout
    assert "138 drones overall" in done.stdout
    assert "characters" in done.stdout
    assert done.stderr == ""


def test_rows_of_a_file_stay_in_order_with_their_columns(directory, tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text('id,claim\n7,"Russia launched 183 drones overall."\n8,\n9,Six people were hurt in Odesa.\n')
    records = lines(run("check", "--file", str(path), "--json", directory=directory))
    assert [record["input"]["id"] for record in records] == ["7", "8", "9"]
    assert [len(record["claims"]) for record in records] == [1, 0, 1]
    assert [record["verdict"] for record in records[:2]] == ["refuted", "not_enough_evidence"]


def test_standard_input_has_a_text_a_line(directory):
    records = lines(
        run("check", "--file", "-", "--json", directory=directory, stdin="Six people were hurt in Odesa.\n\nHello!\n")
    )
    assert [record["text"] for record in records] == ["Six people were hurt in Odesa.", "", "Hello!"]


def test_a_bad_row_is_told_with_its_line_and_the_rows_before_it_are_kept(directory, tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text('{"claim": "Six people were hurt in Odesa.", "id": 1}\n{"claim": 5}\n')
    done = run("check", "--file", str(path), "--json", directory=directory)
    assert done.returncode == 3
    assert json.loads(done.stdout)["input"] == {"id": 1}
    assert "claims.jsonl, line 2" in done.stderr


@pytest.mark.parametrize("suffix", [".html", ".md", ".csv", ".json"])
def test_reports(directory, tmp_path, suffix):
    report = tmp_path / f"report{suffix}"
    done = run("check", "Russia launched 183 drones overall. Hello!", "--output", str(report), directory=directory)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "138 drones" in report.read_text("utf-8")


def test_verify(directory, tmp_path):
    report = tmp_path / "report.json"
    run("check", "Russia launched 183 drones overall.", "--output", str(report), directory=directory)
    assert run("verify", str(report), directory=directory).returncode == 0
    report.write_text(report.read_text("utf-8").replace("138 drones", "139 drones"), "utf-8")
    done = run("verify", str(report), directory=directory)
    assert done.returncode == 3
    assert "do not stand" in done.stderr
    report.write_text("{}")
    assert "not a report" in run("verify", str(report), directory=directory).stderr


def test_quote(directory, seed_text):
    (record,) = lines(run("quote", "by force or Ukrainian withdrawal", "--json", directory=directory))
    assert record["match"] == "verified"
    assert_slices([record["quote"]], seed_text)
    assert record["quote"]["attributed_to"] == "Vladimir Putin"
    (altered,) = lines(run("quote", "two ballistic missiles and 139 drones", "--json", directory=directory))
    assert altered["match"] == "rejected"
    assert altered["quote"] is None
    assert "138" in altered["reason"] + str(altered["nearest"])


def test_ingest_sources_remove(tmp_path):
    directory, article = tmp_path / "library", tmp_path / "bank.md"
    article.write_text("# The bank\n\nThe bank left its rate at 5.75 percent.\n")
    (added,) = lines(run("ingest", str(article), "--json", "--empty", directory=directory))
    assert set(added) == {"document", "title", "passages", "status"}
    assert (added["title"], added["status"]) == ("The bank", "added")
    (again,) = lines(run("ingest", str(article), "--json", directory=directory))
    assert again["status"] == "unchanged"
    (source,) = lines(run("sources", "--json", directory=directory))
    assert source["document"] == added["document"]
    (record,) = lines(run("ask", "What is the rate?", "--source", "bank.md", "--json", directory=directory))
    assert "5.75" in record["answer"] or record["abstained"]
    assert "removed" in run("sources", "remove", added["document"], directory=directory).stdout
    assert lines(run("sources", "--json", directory=directory)) == []


def test_a_bad_file_does_not_stop_the_others(tmp_path):
    directory, good, bad = tmp_path / "library", tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("The bank left its rate unchanged.")
    bad.write_bytes(b"\0\0\0")
    done = run("ingest", str(bad), str(good), "--json", "--empty", directory=directory)
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "added"
    assert "bad.txt is binary" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["check"], 2, "give a text"),
        (["check", "x", "--file", "y.txt"], 2, "give a text"),
        (["check", "x", "--json", "--output", "r.md"], 2, "not both"),
        (["check", "x", "--output", "r.pdf"], 2, "a report ends in"),
        (["check", "  "], 2, "empty"),
        (["check", "x", "--source", "none"], 2, "pincite sources"),
        (["check", "--file", "none.txt"], 3, "does not exist"),
        (["check", "--file", "claims.xlsx"], 2, "ends in"),
        (["ask", "x", "--source", "none"], 2, "pincite sources"),
        (["ingest", "none.txt"], 3, "does not exist"),
        (["sources", "remove", "none"], 2, "pincite sources"),
        (["verify", "none.json"], 3, "does not exist"),
        (["nonsense"], 2, "No such command"),
        (["check", "x", "--library", "/dev/null"], 3, "is a file"),
    ],
)
def test_a_user_s_mistake_is_one_clear_line(directory, arguments, status, says):
    done = run(*arguments, directory=directory)
    assert done.returncode == status
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    if status == 3 or "No such command" not in done.stderr:
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["sources"], ["ingest", "seed.txt"], ["quote", "necessary"], ["verify", "r.json"], ["feedback"]]
)
def test_what_judges_nothing_needs_no_model(directory, seed_text, tmp_path, monkeypatch, arguments):
    (tmp_path / "seed.txt").write_bytes(seed_text.encode())
    (tmp_path / "r.json").write_text('{"text": "x", "claims": []}', "utf-8")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for name, value in {"MODEL": "openai:gpt-5-mini", "STANCE": str(tmp_path / "none"), "RISK": "low"}.items():
        monkeypatch.setenv(f"PINCITE_{name}", value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    done = run(*arguments, directory=directory)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [[], ["serve"], ["ingest"], ["sources"], ["ask"], ["check"], ["quote"], ["verify"]])
def test_help_teaches(directory, command):
    done = run(*command, "--help", directory=directory)
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_checking_imports_neither_gradio_nor_openai(directory):
    code = (
        "import sys; from bot import Pincite\n"
        "Pincite.open(sys.argv[1]).check('Russia launched 183 drones overall.')\n"
        "print([name for name in ('gradio', 'openai', 'langchain_openai', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(directory)], capture_output=True, text=True, timeout=180)
    assert done.stdout.strip() == "[]", done.stderr


def test_importing_the_package_is_free():
    heavy = "('chromadb', 'onnxruntime', 'langchain_core')"
    code = f"import sys, bot; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
