import http.server
import threading

import pytest

from bot.errors import UnreadableInput
from bot.ingestion import reading
from bot.ingestion.public import is_public
from bot.ingestion.reading import read_article, title_of


def written(tmp_path, data: bytes, name: str = "a.txt") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def test_text_is_kept_to_the_letter(tmp_path):
    text = "First line\r\n\r\nOdesa reported “six” injuries.\n\te\u0301 🎉"
    article = read_article(written(tmp_path, text.encode()))
    assert article.text == text
    assert article.title == "First line"


def test_byte_order_marks_are_no_text(tmp_path):
    assert read_article(written(tmp_path, "\ufeffOne word.".encode())).text == "One word."
    assert read_article(written(tmp_path, "One word.".encode("utf-16"))).text == "One word."


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t ", "a.txt", "empty"),
        (b"...", "a.txt", "no words"),
        (b"PK\x03\x04\0\0binary", "a.txt", "binary"),
        ("Café".encode("latin-1"), "a.txt", "byte 3"),
        (b"%PDF-1.7", "a.pdf", r"save the article as .txt or .md"),
        (b"words " * 2_000_000, "a.txt", "the limit is 10 MB"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path, data, name, says):
    with pytest.raises(UnreadableInput, match=says) as error:
        read_article(written(tmp_path, data, name))
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(UnreadableInput, match="does not exist"):
        read_article(str(tmp_path / "none.txt"))
    with pytest.raises(UnreadableInput, match="is a folder"):
        read_article(str(tmp_path))


def test_titles():
    assert title_of("# A **head**\n\nText.", "file", markdown=True) == "A **head**"
    assert title_of("A headline\nText follows here.", "file") == "A headline"
    assert title_of("A sentence ends here.\nAnother.", "file") == "file"
    assert title_of("word " * 100, "") == "word " * 15 + "word …"


TALKS = "An address\nCafé talks went on."
SITE = {
    "/story.txt": ("text/plain; charset=utf-8", TALKS.encode()),
    "/latin.txt": ("text/plain; charset=ISO-8859-1", TALKS.encode("latin-1")),
    "/odd.txt": ("text/plain; charset=no-such", TALKS.encode()),
    "/notes.md?v=2": ("application/octet-stream", f"# The notes\n\n{TALKS}".encode()),
    "/data.bin": ("application/octet-stream", b"\0\1"),
    "/binary.txt": ("text/plain", b"\0\1"),
    "/page.html": ("text/html", b"<p>Talks</p>"),
    "/empty.txt": ("text/plain", b""),
    "/huge.txt": ("text/plain", b"x" * (reading.MAX_BYTES + 1)),
    "/cut.txt": ("text/plain", TALKS.encode()),
}


@pytest.fixture
def site():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/moved.txt":
                self.send_response(302)
                self.send_header("Location", "/story.txt")
                self.end_headers()
                return
            if self.path not in SITE:
                self.send_error(404)
                return
            kind, body = SITE[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) + (9 if self.path == "/cut.txt" else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/story.txt", "/latin.txt", "/moved.txt", "/story.txt#part"])
def test_an_address_of_plain_text(site, path):
    article = read_article(site + path)
    assert article.text == TALKS
    assert article.origin == site + path
    assert article.title == "An address"


@pytest.mark.parametrize("path", ["/story.txt", "/moved.txt", "/gone.txt"])
def test_an_address_of_this_network_is_not_fetched_for_others(site, path):
    with pytest.raises(UnreadableInput, match=r"is not fetched: it lies inside this network.*pincite ingest"):
        read_article(site + path, public_only=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


def test_an_address_of_markdown_that_the_server_does_not_know(site, library):
    added = library.ingest(f"{site}/notes.md?v=2")
    assert added.title == "The notes"
    (source,) = library.sources()
    assert source.origin == f"{site}/notes.md?v=2"
    assert library.ingest(f"{site}/notes.md?v=2").status == "unchanged"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/gone.txt", "answered 404 Not Found; check"),
        ("/page.html", "is text/html, and only plain text and Markdown are read; save"),
        ("/data.bin", "is application/octet-stream, and only"),
        ("/binary.txt", "is binary"),
        ("/empty.txt", "is empty"),
        ("/huge.txt", "the limit is 10 MB"),
        ("/cut.txt", "was cut off after 31 of 40 bytes; try again"),
        ("/odd.txt", "an encoding 'no-such' that is not known"),
    ],
)
def test_addresses_that_cannot_be_read(site, path, says):
    with pytest.raises(UnreadableInput, match=says) as error:
        read_article(site + path)
    assert path in str(error.value)
    assert "\n" not in str(error.value)


def test_nobody_listens():
    with pytest.raises(UnreadableInput, match="cannot be reached"):
        read_article("http://127.0.0.1:9/story.txt")
