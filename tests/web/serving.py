"""Pages in processes of their own, as users have them: the scripted engine's, and the real command's.

`python -m tests.web.serving DIRECTORY` serves a scripted library on a free port and prints its address.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 120


@contextmanager
def scripted_page(directory: Path, *, slow: float = 0.0) -> Iterator[str]:
    """The address of a page over the scripted engine; ``slow`` is how many seconds each claim takes."""
    command = [sys.executable, "-m", "tests.web.serving", str(directory), str(slow)]
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
def real_page(library: Path) -> Iterator[str]:
    """The address of the page of `pincite serve` over a fresh library, with the engine that the package has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--library", str(library)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            assert process.poll() is None, f"pincite serve ended with status {process.poll()} before it listened"
            assert time.monotonic() < deadline, f"pincite serve did not listen within {START_SECONDS} s"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def main(directory: str, slow: str) -> None:
    from bot.web.server import serve
    from tests.web.fakes import scripted

    serve(scripted(Path(directory), slow=float(slow)), "127.0.0.1", 0, lambda address: print(address, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
