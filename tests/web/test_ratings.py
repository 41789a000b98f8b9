"""What a reader says of a verdict or an answer, in a real Chromium: kept in the library as feedback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain import Engine, Verdict
from bot.errors import UsageError
from bot.feedback import Feedback, FeedbackLog
from bot.web.ratings import feedback_of
from bot.web.transcript import Checked, Conversation, messages
from bot.web.verdicts import card
from tests.web.conftest import OpenPage
from tests.web.seen import Seen, result
from tests.web.serving import scripted_page
from tests.web.steps import ask, check

HOSTILE = "<img src=x onerror=alert(1)> \u202eno"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rated") / "library"


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    with scripted_page(library) as served:
        yield served


def kept(library: Path) -> list[Feedback]:
    found, problems = FeedbackLog(library).all()
    assert problems == []
    return found


def thanked(rating: Any) -> None:
    rating.get_by_text("Thank you. It is kept in the library").wait_for()


@pytest.mark.browser
def test_a_wrong_verdict_is_said_with_a_reason(address: str, library: Path, open_page: OpenPage) -> None:
    page = open_page(address)
    found = check(page, "Russia launched 183 drones overall.")
    rating = found.locator(".pc-card.pc-refuted .pc-rate")
    rating.get_by_role("button", name="This verdict is wrong").click()
    rating.get_by_label("It should be").select_option("Supported")
    rating.get_by_label("Why").fill(HOSTILE)
    rating.get_by_role("button", name="Keep this").click()
    thanked(rating)
    assert not rating.locator("button").first.is_visible()
    said = kept(library)[-1]
    assert (said.kind, said.text, said.given) == ("claim", "Russia launched 183 drones overall.", "refuted")
    assert (said.right, said.expected, said.reason) == (False, "supported", HOSTILE)
    assert said.places
    assert said.engine == "embedded scripted"


@pytest.mark.browser
def test_thumbs_by_keyboard_alone_and_what_was_said_stays(address: str, library: Path, open_page: OpenPage) -> None:
    page = open_page(address)
    first = ask(page, "How many drones did Russia launch?").locator(".pc-rate")
    first.get_by_role("button", name="Right").focus()
    page.keyboard.press("Enter")
    thanked(first)
    second = ask(page, "What is the population of Odesa?").locator(".pc-rate")
    thanked(page.locator(".pc-rate").first)
    second.get_by_role("button", name="This is wrong").press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    thanked(second)
    answered, abstained = kept(library)[-2:]
    assert (answered.given, answered.right, answered.text) == ("answered", True, "How many drones did Russia launch?")
    assert (abstained.given, abstained.right, abstained.expected) == ("abstained", False, None)


@pytest.mark.browser
def test_what_cannot_be_kept_is_told_and_can_be_tried_again(address: str, library: Path, open_page: OpenPage) -> None:
    page = open_page(address)
    rating = check(page, "Six people were hurt in Odesa.").locator(".pc-rate")
    log, aside = FeedbackLog(library).path, library / "aside"
    if log.exists():
        log.rename(aside)
    log.mkdir()
    rating.get_by_role("button", name="Right").click()
    rating.get_by_text("cannot be written").wait_for()
    log.rmdir()
    if aside.exists():
        aside.rename(log)
    rating.get_by_role("button", name="Right").click()
    thanked(rating)
    assert kept(library)[-1].text == "Six people were hurt in Odesa."


def test_a_rating_names_the_engine_that_judged() -> None:
    model = Engine("openai:gpt", "2")
    judged = result("It rained.", Verdict.NOT_ENOUGH_EVIDENCE)
    talk = Conversation()
    talk.say(Checked("It rained.", (judged,), 1, done=True, engine=model))
    for html in (card(judged, engine=model), messages(talk)[1].html):
        (about,) = [values["data-rate"] for _, values in Seen(html).tags if "data-rate" in values]
        assert feedback_of({"about": about, "right": True}).engine == "openai:gpt 2"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"about": "{}", "right": True},
        {"about": "[" * 9000, "right": True},
        {"about": '{"kind":"claim","text":"x","engine":"e","given":"yes","places":[]}', "right": True},
        {"about": '{"kind":"claim","text":"x","engine":"e","given":"refuted","places":[[1]]}', "right": True},
        {
            "about": '{"kind":"claim","text":"x","engine":"e","given":"refuted","places":[]}',
            "right": False,
            "expected": "no",
        },
    ],
)
def test_what_a_browser_sends_is_not_trusted(data: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        feedback_of(data)
