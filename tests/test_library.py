import json

import pytest

from bot.errors import InputError, LibraryError
from bot.library import MARKER, seed_articles
from bot.pincite import Pincite
from bot.resources import folder
from bot.settings import library_directory


def test_a_new_library_starts_with_the_seed(seeded, seed_text):
    (source,) = seeded.sources()
    assert seeded.document(source.id).text == seed_text
    assert source.origin == "seeds/000_7f72ca5be7c9bc43.txt"


def test_a_library_can_be_made_empty(library):
    assert library.sources() == []


def test_a_folder_of_something_else_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(LibraryError, match="not a Pincite library"):
        Pincite.open(tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_library(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="is a file"):
        Pincite.open(tmp_path / "file")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": 99}, "update pincite"),
        ({"embedder": "other"}, "another embedder"),
        ({"surplus": 1}, "cannot be read"),
    ],
)
def test_a_library_of_another_make(tmp_path, change, says):
    directory = tmp_path / "library"
    Pincite.open(directory, empty=True)
    marker = directory / MARKER
    marker.write_text(json.dumps(json.loads(marker.read_text()) | change))
    with pytest.raises(LibraryError, match=says):
        Pincite.open(directory)


def test_a_damaged_database_is_one_clear_error(tmp_path):
    directory = tmp_path / "library"
    Pincite.open(directory, empty=True)
    (directory / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    code = (
        "import sys; from bot import Pincite; from bot.errors import LibraryError\n"
        "try: Pincite.open(sys.argv[1])\nexcept LibraryError as error: print(error)"
    )
    import subprocess
    import sys

    # in a process of its own: Chroma keeps a directory's client for the life of the process
    done = subprocess.run([sys.executable, "-c", code, str(directory)], capture_output=True, text=True, timeout=120)
    assert "cannot be opened" in done.stdout, done.stderr


def test_a_changed_seed_is_not_passed_on(tmp_path):
    for item in folder("seeds").iterdir():
        (tmp_path / item.name).write_bytes(item.read_bytes())
    assert len(seed_articles(tmp_path)) == 1
    seed = next(tmp_path.glob("*.txt"))
    seed.write_bytes(seed.read_bytes() + b"\n")
    with pytest.raises(InputError, match="manifest"):
        seed_articles(tmp_path)


def test_where_the_library_is(monkeypatch, tmp_path):
    monkeypatch.setenv("PINCITE_LIBRARY", str(tmp_path / "named"))
    assert library_directory() == tmp_path / "named"
    assert library_directory(tmp_path / "other") == tmp_path / "other"
    monkeypatch.delenv("PINCITE_LIBRARY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "pincite" in str(library_directory())
