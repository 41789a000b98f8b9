"""Hostile text in articles, titles, file names, questions and claims is shown as text and does nothing.

That there was no dialog, no request beyond loopback and no console error is looked for at the end of every test.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import LONG_LINE, PAYLOADS
from tests.web.conftest import OpenPage
from tests.web.serving import scripted_page
from tests.web.steps import ask, check, paste

pytestmark = pytest.mark.browser

ACTIVE = "script, style, link, meta, base, iframe, object, embed, form, img, svg, video, audio, math, template"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_page(tmp_path_factory.mktemp("hostile") / "library") as served:
        yield served


def one_line(text: str) -> str:
    return " ".join(text.split())


def shown(page: Any, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("all => all.map((element) => element.textContent)")
    return [one_line(text) for text in found]


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 30
    assert len(LONG_LINE) > 199_000


def test_in_an_article_and_its_title(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    text = "\n\n".join(f"The lighthouse says: {payload} and goes on." for payload in PAYLOADS)
    paste(page, f"Hostile {PAYLOADS[0]} {PAYLOADS[14]}", text)
    page.locator("#pc-pane h2", has_text="Hostile").wait_for()
    assert page.locator("#pc-pane h2").inner_text() == f"Hostile {PAYLOADS[0]} {PAYLOADS[14]}"
    seen = page.locator("#pc-pane .pc-text").evaluate("element => element.textContent")
    assert seen == text
    assert page.locator("#pc-pane, #pc-added, .pc-sources").locator(ACTIVE).count() == 0
    page.get_by_role("tab", name="Ask").click()
    reply = ask(page, "What does the lighthouse say?")
    for quote in shown(page, ".pc-quote blockquote"):
        assert quote in one_line(text)
    reply.locator(".pc-chip").first.click()
    page.locator("#pc-pane mark").first.wait_for()
    assert page.locator("#pc-pane .pc-text").evaluate("element => element.textContent") == text


def test_in_claims(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    draft = "\n\n".join(f"Number {number} says {payload} here." for number, payload in enumerate(PAYLOADS))
    found = check(page, draft)
    drafted = found.locator(".pc-draft-text").evaluate(
        "(element) => { const copy = element.cloneNode(true);"
        " copy.querySelectorAll('.pc-sign, .pc-label').forEach((sign) => sign.remove()); return copy.textContent; }"
    )
    assert one_line(drafted) == one_line(draft)
    assert found.locator(ACTIVE).count() == 0
    assert len(shown(page, "#pc-results .pc-claim")) >= len(PAYLOADS) / 2


def test_in_questions(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    for number, payload in enumerate(PAYLOADS[::4]):
        ask(page, f"Who is {payload}?")
        assert shown(page, ".pc-user p")[number] == one_line(f"Who is {payload}?")
    assert page.locator("#pc-chat .pc-reply, #pc-chat .pc-user").locator(ACTIVE).count() == 0


def test_in_file_names(address: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(address)
    page.get_by_role("tab", name="Sources").click()
    files, names = [], []
    for number, payload in enumerate(PAYLOADS):
        name = re.sub(r"[\x00-\x1f\x7f-\x9f/]", "", f"{number} {payload}")[:80] + ".txt"
        path = tmp_path / name
        path.write_text("" if number % 2 else f"Lighthouse {number} was lit. It stands alone.", "utf-8")
        files.append(str(path))
        names.append(name)
    page.locator("#pc-add-files input[type=file]").set_input_files(files)
    page.wait_for_function(f"document.querySelectorAll('#pc-added li').length === {len(files)}")
    page.locator("#pc-added .pc-waiting").wait_for(state="detached")
    told = shown(page, "#pc-added li")
    assert len(told) == len(files)
    for number in range(len(files)):
        assert any(f"{number} " in line for line in told)
    assert page.locator("#pc-added, .pc-sources, #pc-pane").locator(ACTIVE).count() == 0


def test_a_line_of_200_000_characters(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    text = f"The lighthouse was lit in 1907. {LONG_LINE}"
    paste(page, "Long", text)
    page.locator("#pc-pane h2", has_text="Long").wait_for()
    assert page.locator("#pc-pane .pc-text").evaluate("element => element.textContent") == text
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = check(page, f"Six people were hurt in Odesa. {LONG_LINE}")
    assert "Supported" in found.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("tab", name="Ask").click()
    ask(page, LONG_LINE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
