"""What the page costs beside the engine alone: `python -m tests.web.overhead [--users 20]`, as a table.

On the real command over a fresh library, in a real Chromium, on loopback. Each figure of the page stands beside the
same work done in Python in the same run, since seconds depend on the machine and on what else it does.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.pincite import Pincite
from tests.web.conftest import ARGUMENTS, CHROMIUM, WIDE
from tests.web.serving import real_page

QUESTIONS = (
    "How many drones did Russia launch?",
    "Who met Putin in the Kremlin?",
    "How long did the talks last?",
    "What did Putin say about Donetsk?",
    "How many people were injured in Odesa?",
)
_FIRST_WORD = """() => {
  window.firstWord = null;
  new MutationObserver(() => {
    const last = [...document.querySelectorAll('.pc-reply')].pop();
    const word = last?.querySelector('.pc-quote blockquote, .pc-nearest, .pc-sentence');
    if (word && window.firstWord === null && last !== window.lastReply) window.firstWord = performance.now();
  }).observe(document.body, { childList: true, subtree: true });
}"""


def paint(address: str, times: int, browser: Any) -> tuple[list[float], list[float]]:
    """Seconds from going to the page to its first paint, and until box and article can be used, unseen before."""
    first, useful = [], []
    for _ in range(times):
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address)
        page.locator("#pc-ask-box textarea").wait_for()
        page.locator("#pc-pane .pc-article").wait_for()
        useful.append(time.perf_counter() - began)
        entry = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
        first.append(float(page.evaluate(entry)))
        context.close()
    return first, useful


def first_words(address: str, browser: Any) -> list[float]:
    """Seconds from a click on Ask to the first word of the answer, for each question."""
    page = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}).new_page()
    page.goto(address)
    page.locator("#pc-pane .pc-article").wait_for()
    page.evaluate(_FIRST_WORD)
    taken = []
    for question in QUESTIONS:
        page.locator("#pc-ask-box textarea").fill(question)
        began = page.evaluate(
            "() => { window.firstWord = null; window.lastReply = [...document.querySelectorAll('.pc-reply')].pop();"
            " const now = performance.now(); document.querySelector('#pc-ask').click(); return now; }"
        )
        page.wait_for_function("window.firstWord !== null", timeout=120_000)
        taken.append((page.evaluate("window.firstWord") - began) / 1000)
        page.locator("#pc-ask").wait_for()
    page.context.close()
    return taken


def users(address: str, many: int, each: int) -> tuple[list[float], list[str], float]:
    """Seconds of each question that ``many`` clients ask at once, the errors, and seconds in all."""
    from gradio_client import Client

    clients = [Client(address, verbose=False, analytics_enabled=False) for _ in range(many)]

    def ask(number: int) -> list[float | str]:
        found: list[float | str] = []
        for turn in range(each):
            began = time.perf_counter()
            try:
                clients[number].predict(question=QUESTIONS[(number + turn) % len(QUESTIONS)], api_name="/ask")
            except Exception as error:
                found.append(f"{type(error).__name__}: {error}")
            else:
                found.append(time.perf_counter() - began)
        return found

    began = time.perf_counter()
    with ThreadPoolExecutor(many) as pool:
        found = [item for asked in pool.map(ask, range(many)) for item in asked]
    seconds = time.perf_counter() - began
    return (
        [item for item in found if isinstance(item, float)],
        [item for item in found if isinstance(item, str)],
        seconds,
    )


def seconds_of(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--users", type=int, default=20, help="How many ask at once.")
    parser.add_argument("--each", type=int, default=3, help="How many questions each of them asks.")
    parser.add_argument("--times", type=int, default=5, help="How often the page is opened.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pincite = Pincite.open(Path(folder) / "alone")
        pincite.ask(QUESTIONS[0])
        with real_page(Path(folder) / "served") as address:
            with chromium() as browser:
                first, useful = paint(address, chosen.times, browser)
                shown = first_words(address, browser)
            alone = [seconds_of(lambda question=question: pincite.ask(question)) for question in QUESTIONS]
            taken, errors, seconds = users(address, chosen.users, chosen.each)
        asked = chosen.users * chosen.each
        floor = sum(seconds_of(lambda n=n: pincite.ask(QUESTIONS[n % len(QUESTIONS)])) for n in range(asked))
    extra = statistics.median(one - other for one, other in zip(shown, alone, strict=True))
    for name, value in (
        ("first paint, median", f"{statistics.median(first):.2f} s"),
        ("first useful paint (box and article), median", f"{statistics.median(useful):.2f} s"),
        ("question to first shown word, median", f"{statistics.median(shown):.2f} s"),
        ("the same question in Python, median", f"{statistics.median(alone):.2f} s"),
        ("what the page adds, median", f"{extra:.2f} s"),
        (f"{chosen.users} users at once, {asked} questions", f"{len(errors)} errors"),
        ("  median and p95 of a question", f"{percentile(taken, 0.5):.2f} s, {percentile(taken, 0.95):.2f} s"),
        (
            "  all of them, against one after another in Python",
            f"{seconds:.1f} s, {floor:.1f} s ({seconds / floor:.2f})",
        ),
    ):
        print(f"{name:52} {value}")
    for error in sorted(set(errors)):
        print(f"  {error}")


if __name__ == "__main__":
    main()
