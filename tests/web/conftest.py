"""A real Chromium. Every page that a test opens is watched: no console error, no dialog, no request beyond loopback."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.serving import real_page, scripted_page
from tests.web.steps import follow

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "Chromium is missing, so the tests of the page in a browser did not run: install Debian's chromium"
WIDE, NARROW = (1440, 900), (360, 740)

AXE = Path(sys.prefix) / "axe-core" / "axe.min.js"
AXE_MISSING = f"axe-core is missing, so accessibility was not looked at: bash tests/run.sh puts it into {AXE.parent}"

OpenPage = Callable[..., Any]


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`pincite serve` over a fresh library."""
    with real_page(tmp_path_factory.mktemp("real") / "library") as address:
        yield address


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scripted page that no test adds to."""
    with scripted_page(tmp_path_factory.mktemp("scripted") / "library") as address:
        yield address


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scripted page that tests may add to and remove from; each uses titles of its own."""
    with scripted_page(tmp_path_factory.mktemp("changed") / "library") as address:
        yield address


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scripted page on which each claim takes 0.7 s and each answer 3 s."""
    with scripted_page(tmp_path_factory.mktemp("slow") / "library", slow=0.7) as address:
        yield address


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, to be run in a page."""
    if not AXE.exists():
        pytest.skip(AXE_MISSING)
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = str(CHROMIUM) if CHROMIUM.exists() else shutil.which("chromium")
    if not found:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[OpenPage]:
    """``open_page(address, size)`` in a session of its own; what it must not do is looked for at the end."""
    contexts: list[Any] = []
    faults: list[str] = []

    def watch(page: Any) -> None:
        page.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("request", lambda request: faults.append(f"request: {request.url}") if _leaves(request.url) else None)
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def open_(address: str, size: tuple[int, int] = WIDE, theme: str = "light", query: str = "") -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", accept_downloads=True
        )
        context.set_default_timeout(90_000)  # a shared machine may be slow; what is wrong is so at any speed
        contexts.append(context)
        page = context.new_page()
        watch(page)
        follow(page)
        page.goto(f"{address}?{query}&__theme={theme}")
        page.locator("#pc-pane .pc-article, #pc-pane .pc-empty").first.wait_for()
        page.locator(".pc-scope").first.wait_for(state="attached")
        return page

    yield open_
    seen = list(faults)  # before the pages are closed, which cuts off what is still under way
    for context in contexts:
        context.close()
    assert not seen


def _leaves(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
