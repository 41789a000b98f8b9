"""Pictures of the page in each state, from the real command over a fresh library.

`python -m tests.web.screenshots FOLDER` takes all of them; those of the README lie in docs/images.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.web.conftest import ARGUMENTS, CHROMIUM, NARROW, WIDE
from tests.web.serving import real_page
from tests.web.steps import THREE_CLAIMS, ask, check


def main(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as library,
        real_page(Path(library) / "library") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        for name, size, theme in (("light", WIDE, "light"), ("dark", WIDE, "dark"), ("narrow", NARROW, "light")):
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
            page = context.new_page()
            page.goto(f"{address}?__theme={theme}")
            page.locator("#pc-pane .pc-article").wait_for()
            _states(page, folder, name)
            context.close()
        browser.close()


def _states(page: Any, folder: Path, name: str) -> None:
    def shot(state: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{state}.png")

    shot("empty")
    reply = ask(page, "How many drones did Russia launch?")
    shot("answer")
    reply.locator(".pc-chip:visible").last.click()
    page.locator("mark").wait_for()
    shot("quote")
    page.evaluate("window.scrollTo(0, 0)")
    ask(page, "What is the population of Odesa?")
    shot("abstention")
    found = check(page, THREE_CLAIMS)
    shot("verdicts")
    found.locator(".pc-chip:visible").first.click()
    page.locator("mark.pc-refutes").wait_for()
    shot("refuted")
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("tab", name="Sources").click()
    shot("sources")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
