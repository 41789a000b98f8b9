import os
import signal
import subprocess
import sys
import textwrap

import pytest

from bot.errors import UnreadableInput
from bot.pincite import Pincite


def test_the_same_text_twice_changes_nothing(library, tmp_path, seed_text):
    (tmp_path / "one.txt").write_text(seed_text, "utf-8")
    (tmp_path / "two.txt").write_text(seed_text, "utf-8")
    first = library.ingest(tmp_path / "one.txt")
    second = library.ingest(tmp_path / "two.txt")
    assert first.status == "added"
    assert (second.status, second.document, second.passages) == ("unchanged", first.document, first.passages)
    assert len(library.sources()) == 1


def test_a_bad_text_leaves_nothing_behind(library):
    for bad in ("", "  ", "nul\0", "half \ud83d"):
        with pytest.raises(UnreadableInput):
            library.ingest_text(bad, "title")
    assert library.sources() == []


def test_pasted_text_without_a_title_gets_one(library):
    assert library.ingest_text("Talks ended on Friday. Nobody won.").title.startswith("Talks ended on Friday")


def test_text_survives_a_new_process_to_the_letter(library):
    text = "CRLF line.\r\nTab\tand “quotes”. e\u0301 👩‍👩‍👧 \u00a0end without newline"
    identity = library.ingest_text(text, "t").document
    code = (
        "import sys; from bot import Pincite\n"
        "sys.stdout.buffer.write(Pincite.open(sys.argv[1]).document(sys.argv[2]).text.encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(library.directory), identity], capture_output=True, check=True, timeout=120
    )
    assert done.stdout.decode() == text


KILLED = textwrap.dedent(
    """
    import sys, time
    from bot import Pincite
    pincite = Pincite.open(sys.argv[1], empty=True)
    vectors = pincite.store._vectors
    write = type(vectors).add_texts
    def slowly(self, texts, metadatas, ids):
        write(self, texts[:1], metadatas[:1], ids[:1])
        print("half", flush=True)
        time.sleep(60)
    type(vectors).add_texts = slowly
    pincite.ingest(sys.argv[2])
    """
)


def test_a_killed_run_leaves_no_half_document_and_the_next_completes_it(tmp_path, seed_text):
    article, directory = tmp_path / "article.txt", tmp_path / "library"
    article.write_text(seed_text, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(directory), str(article)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "half"
        process.send_signal(signal.SIGKILL)
    pincite = Pincite.open(directory)
    assert pincite.sources() == []
    assert pincite.store.search("Odesa injuries", 10) == []
    done = pincite.ingest(article)
    assert done.status == "completed"
    assert pincite.document(done.document).text == seed_text
    assert pincite.ingest(article).status == "unchanged"


def test_two_processes_can_make_the_same_library_at_once(tmp_path):
    code = "import sys; from bot import Pincite; print(len(Pincite.open(sys.argv[1]).sources()))"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "library")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=180) for process in processes]
    assert [out.strip() for out, _ in outputs] == ["1", "1"], outputs


def test_seeding_that_was_cut_short_is_completed(tmp_path):
    directory = tmp_path / "library"
    Pincite.open(directory)
    marker = directory / "library.json"
    marker.write_text(marker.read_text().replace("true", "false"))
    pincite = Pincite.open(directory)
    assert len(pincite.sources()) == 1
    assert "true" in marker.read_text()


def test_a_removed_seed_stays_removed(tmp_path):
    pincite = Pincite.open(tmp_path / "library")
    pincite.remove(pincite.sources()[0].id)
    assert Pincite.open(tmp_path / "library").sources() == []
