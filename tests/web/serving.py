"""Pages in processes of their own, as users have them: the scripted engine's, and the real command's.

`python -m tests.web.serving DIRECTORY` serves a scripted library on a free port and prints its address.
"""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 120


@contextmanager
def scripted_page(directory: Path, *, slow: float = 0.0, mcp: bool = False) -> Iterator[str]:
    """The address of a page over the scripted engine; ``slow`` is how many seconds each claim takes."""
    command = [sys.executable, "-m", "tests.web.serving", str(directory), str(slow), *(["mcp"] if mcp else [])]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, f"the page ended with status {process.wait()} before it began"
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


@contextmanager
def real_page(library: Path, *options: str) -> Iterator[str]:
    """The address of the page of `pincite serve` over a fresh library, with the engine that the package has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--library", str(library), *options]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        deadline = time.monotonic() + START_SECONDS
        address = f"http://127.0.0.1:{port}/"
        while not _answers(address):
            assert process.poll() is None, f"pincite serve ended with status {process.poll()} before it answered"
            assert time.monotonic() < deadline, f"pincite serve did not answer within {START_SECONDS} s"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(address: str) -> bool:
    # the port is taken before the page is built, so that it listens says little
    try:
        urllib.request.urlopen(address, timeout=START_SECONDS).close()
    except OSError:
        return False
    return True


def main(directory: str, slow: str, mcp: str = "") -> None:
    from bot.web.server import serve
    from tests.web.fakes import scripted

    pincite = scripted(Path(directory), slow=float(slow))
    serve(pincite, "127.0.0.1", 0, lambda address: print(address, flush=True), mcp=bool(mcp))


if __name__ == "__main__":
    main(*sys.argv[1:])
