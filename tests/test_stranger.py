"""What goes wrong for somebody who does not know Pincite: one clear line with the next step, nothing lost."""

import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.test_cli import lines, run

RAIN = "It rained in Odesa on Monday."
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stranger") / "library"
    assert run("sources", directory=made).returncode == 0
    return made


def start(
    arguments: Sequence[str], directory: Path, *, largest: int = resource.RLIM_INFINITY, **named
) -> subprocess.Popen[str]:
    """``largest`` is how many bytes a file may get."""

    def prepare() -> None:
        # tests that run in the background are told to ignore it, and would hand that on
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={**os.environ, "PINCITE_LIBRARY": str(directory), "NO_COLOR": "1"},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=prepare,
        **named,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], status: int, says: str) -> None:
    assert done.returncode == status, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("pincite: ")
    assert re.search(says, done.stderr), done.stderr


def test_every_bad_article_is_told_on_its_own_line_and_the_good_one_is_added(tmp_path):
    def write(name: str, data: bytes) -> str:
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    (tmp_path / "loop.txt").symlink_to("loop.txt")
    bad = {
        str(tmp_path / "none.txt"): "does not exist; check",
        write("empty.txt", b""): "is empty",
        write("blank.txt", b" \n\n"): "is empty",
        write("binary.txt", b"\0\1\2"): "is binary, not text; save",
        write("latin.txt", "Café was here".encode("latin-1")): "is not UTF-8 text .byte 3.; save",
        write("half.txt", b"\xff\xfea"): "is not UTF-16 text .* save",
        write("huge.txt", b"word " * 2_100_000): "the limit is 10 MB; divide",
        write("story.pdf", b"%PDF-1.4"): "save the article as .txt or .md",
        str(tmp_path): "is a folder; name the files in it",
        str(tmp_path / "loop.txt"): "cannot be read: .*; check",
        "/dev/zero": "the limit is 10 MB",
        "x" * 300 + ".txt": "cannot be read: File name too long",
        "ftp://example.org/a.txt": "does not exist",
        "http://127.0.0.1:9/a.txt": "cannot be reached: .*; check",
        "http://no such host/a.txt": "cannot be reached: .*; check",
        "http://": "cannot be reached: .*; check",
        "http://[half/a.txt": "cannot be reached: .*; check",
    }
    good = write("good.txt", b"The lighthouse was lit in 1907.")
    done = run("ingest", *bad, good, "--json", "--empty", directory=tmp_path / "library")
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "added"
    told = done.stderr.strip().splitlines()
    assert len(told) == len(bad), done.stderr
    for (name, says), line in zip(bad.items(), told, strict=True):
        assert line.startswith("pincite: ")
        assert Path(name).name in line
        assert re.search(says, line), line


def test_names_that_are_no_text_are_read(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text(f"{RAIN}\n")
    (added,) = lines(run("ingest", str(tmp_path / name), "--json", "--empty", directory=tmp_path / "library"))
    assert added["title"] == "caf\ufffd"


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["chek", RAIN], 2, "No such command 'chek'.*try `pincite --help`"),
        (["check", RAIN, "--jsn"], 2, "No such option.*try `pincite check --help`"),
        (["ask"], 2, "Missing argument 'QUESTION' .try `pincite ask --help`"),
        (["serve", "--port", "0"], 2, "Invalid value for '--port'.*try `pincite serve --help`"),
        (["serve", "--host", "192.0.2.1"], 2, "cannot listen on 192.0.2.1.*; 127.0.0.1 is this machine"),
        (["ask", "Who?", "--source", "\x1b[31mred"], 2, r"no source ' ?\[31mred'; `pincite sources` lists"),
        (["check", RAIN, "--output", "{tmp}"], 2, "a report ends in"),
        (["check", RAIN, "--output", "{tmp}/folder.md"], 2, "is a folder; name a file"),
        (["check", RAIN, "--output", "{tmp}/none/r.md"], 2, "does not exist; make it first"),
        (["check", RAIN, "--output", "/proc/r.md"], 3, "cannot be written: .*; name another"),
        (["check", "--file", "{tmp}/folder.txt"], 3, "is a folder; name a file"),
        (["check", "--file", "{tmp}/empty.csv"], 3, "is empty; give"),
        (["check", "--file", "{tmp}/binary.csv"], 3, "is binary"),
        (["check", "--file", "{tmp}/latin.csv"], 3, "is not UTF-8"),
        (["check", "--file", "{tmp}/other.csv"], 3, "there is no column 'claim' .columns: id, a ?\\[2J"),
        (["check", "--file", "{tmp}/deep.jsonl"], 3, "deep.jsonl, line 1: not JSON"),
        (["check", "--file", "{tmp}/half.jsonl"], 3, "half.jsonl, line 1: .*surrogate"),
        (["verify", "{tmp}/binary.csv"], 3, "not JSON|not a report"),
        (["verify", "{tmp}/deep.jsonl"], 3, "nested too deeply|not a report"),
        (["verify", "{tmp}"], 3, "is a folder"),
        (["sources", "--library", "/proc/library"], 3, "no library can be opened in /proc/library.*--library"),
    ],
)
def test_a_mistake_is_one_line_with_the_next_step(directory, tmp_path, arguments, status, says):
    for folder in ("folder.txt", "folder.md"):
        (tmp_path / folder).mkdir()
    (tmp_path / "empty.csv").write_text("\n")
    (tmp_path / "binary.csv").write_bytes(b"claim\n\0")
    (tmp_path / "latin.csv").write_bytes(b"claim\ncaf\xe9\n")
    (tmp_path / "other.csv").write_text("id,a\x1b[2J\n1,2\n")
    (tmp_path / "deep.jsonl").write_text("[" * 100_000 + "\n")
    (tmp_path / "half.jsonl").write_text('{"claim": "It rained.", "id": "\\ud800"}\n')
    done = run(*(part.replace("{tmp}", str(tmp_path)) for part in arguments), directory=directory)
    assert_one_line(done, status, says)
    assert done.stdout == ""
    assert not STEERING.search(done.stderr.rstrip("\n"))


def test_without_arguments_it_says_what_it_can_do(directory):
    done = run(directory=directory)
    assert done.returncode == 0
    assert "check" in done.stdout


def test_a_port_in_use(directory):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--port", str(taken.getsockname()[1]), directory=directory)
    assert_one_line(done, 2, r"port \d+ on 127.0.0.1 is taken by another program; choose another with --port")


def test_rows_before_a_bad_one_are_in_the_report(directory, tmp_path):
    (tmp_path / "claims.jsonl").write_text(json.dumps({"claim": RAIN}) + "\n{}\n")
    report = tmp_path / "report.json"
    done = run("check", "--file", str(tmp_path / "claims.jsonl"), "--output", str(report), directory=directory)
    assert done.returncode == 3
    assert "line 2" in done.stderr
    assert [check["text"] for check in json.loads(report.read_text("utf-8"))["checks"]] == [RAIN]
    assert sorted(item.name for item in tmp_path.iterdir()) == ["claims.jsonl", "report.json"]


def test_a_whole_draft_may_stand_in_one_cell(directory, tmp_path):
    (tmp_path / "claims.csv").write_text("claim\n" + "Hello! " * 20_000 + "\n")
    (record,) = lines(run("check", "--file", str(tmp_path / "claims.csv"), "--json", directory=directory))
    assert len(record["text"]) == 140_000


def test_a_reader_that_has_enough_ends_it_quietly(directory, tmp_path):
    (tmp_path / "claims.txt").write_text(f"{RAIN}\n" * 200)
    for options in (["--json"], []):
        with start(
            ["check", "--file", str(tmp_path / "claims.txt"), *options], directory, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == ""
        assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written(directory):
    for options in (["--json"], []):
        with Path("/dev/full").open("w") as full, start(["sources", *options], directory, stdout=full) as process:
            told = process.stderr.read()
        assert process.returncode == 3
        assert told.startswith("pincite: standard output cannot be written: No space left on device;")
        assert len(told.splitlines()) == 1


def test_ctrl_c_stops_with_one_word_and_keeps_what_was_printed(directory, tmp_path):
    (tmp_path / "claims.txt").write_text(f"{RAIN}\n" * 500)
    with start(["check", "--file", str(tmp_path / "claims.txt"), "--json"], directory, stdout=subprocess.PIPE) as one:
        first = one.stdout.readline()
        one.send_signal(signal.SIGINT)
        rest = one.stdout.read()
        assert re.fullmatch(r"(Stopped after \d+ of 500 texts\.\n)?pincite: stopped\n", one.stderr.read())
    assert one.returncode == 130
    assert all(json.loads(line)["text"] == RAIN for line in [first, *rest.splitlines()])


def test_ctrl_c_is_the_way_to_stop_serving_also_with_a_page_open(directory):
    from gradio_client import Client

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with start(["serve", "--port", str(port)], directory, stdout=subprocess.DEVNULL) as process:
        assert f"Pincite is at http://127.0.0.1:{port}/" in process.stderr.readline()
        client = Client(f"http://127.0.0.1:{port}/", verbose=False, analytics_enabled=False)
        assert client.predict(api_name="/sources")  # its heartbeat keeps a request open from here on
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda made: (made / "library.json").write_text("{"), "library.json cannot be read .*; restore it or name"),
        (lambda made: (made / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 9000), "cannot be opened .*--library"),
        (lambda made: shutil.rmtree(made / "chroma"), "has lost its database .*; restore it"),
        (lambda made: (made / "library.json").unlink(), "is not a Pincite library and not empty; name"),
    ],
)
def test_a_damaged_library(directory, tmp_path, damage, says):
    made = tmp_path / "library"
    shutil.copytree(directory, made)
    damage(made)
    assert_one_line(run("ask", "How many drones?", directory=made), 3, says)


def test_a_full_disk_loses_nothing(directory, tmp_path):
    made, article = tmp_path / "library", tmp_path / "long.txt"
    shutil.copytree(directory, made)
    article.write_text("\n".join(f"Sentence {number} tells of lighthouse {number * 7}." for number in range(2_000)))
    limit = (made / "chroma" / "chroma.sqlite3").stat().st_size + 65_536
    with start(["ingest", str(article)], made, largest=limit, stdout=subprocess.PIPE) as process:
        _, told = process.communicate()
    assert process.returncode == 3, told
    assert len(told.strip().splitlines()) == 1, told
    assert "cannot be written to" in told
    (source,) = lines(run("sources", "--json", directory=made))
    assert source["passages"] == 7
    (again,) = lines(run("ingest", str(article), "--json", directory=made))
    assert again["status"] in {"added", "completed"}


def test_an_article_does_not_steer_the_terminal(tmp_path):
    name = "\x1b[31mred\u202e.txt"
    text = "Putin \x1b[2J\x1b]0;owned\x07said\x9b31m that it \u202erained\u202c in Odesa.\r\n\x08\x08Six left.\n"
    (tmp_path / name).write_bytes(f"The \x1b[5mtitle\u202e\n{text}".encode())
    made = tmp_path / "library"
    for arguments in (
        ["ingest", str(tmp_path / name), "--empty"],
        ["sources"],
        ["ask", "What did Putin say?"],
        ["check", "Putin said that it rained in Odesa. Six \x1b[31mleft\u202e. Hello!"],
        ["quote", "rained \x1b[1min Odesa"],
        ["sources", "remove", f"{name[:-4]}.md"],
    ):
        done = run(*arguments, directory=made)
        assert not STEERING.search(done.stdout), (arguments, done.stdout)
        assert not STEERING.search(done.stderr), (arguments, done.stderr)
        assert done.returncode in {0, 2}


def test_a_terminal_of_an_older_encoding_gets_question_marks_and_scripts_get_json(directory, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert "? Not enough evidence" in run("check", "Hello there.", directory=directory).stdout.replace(
        "? Not checked", "? Not enough evidence"
    )
    (record,) = lines(run("check", "Café “rained”.", "--json", directory=directory))
    assert record["text"] == "Café “rained”."
