"""The conversation in a real Chromium: stop, ask again, edit, take back, what a reload keeps, what is saved."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.reporting import verify_report
from tests.web.conftest import OpenPage
from tests.web.fakes import scripted as scripted_library
from tests.web.steps import ask, assert_marked, paste, place_of, reload, remove, replied

pytestmark = pytest.mark.browser

DRONES = "How many drones did Russia launch?"
POPULATION = "What is the population of Odesa?"


def said(page: Any) -> list[str]:
    return [text.split("\n")[-1] for text in page.locator("#pc-chat .pc-user p").all_inner_texts()]


def ready(page: Any, number: int) -> None:
    """Waits until the conversation has this many answers, all of them whole, and can go on."""
    page.wait_for_function(
        "number => document.querySelectorAll('#pc-chat .pc-reply').length === number"
        " && !document.querySelector('#pc-chat .pc-waiting')",
        arg=number,
    )
    page.locator("#pc-ask").wait_for()


def test_a_question_is_stopped_and_stays_so(slow: str, open_page: OpenPage) -> None:
    page = open_page(slow)
    page.locator("#pc-ask-box textarea").fill(DRONES)
    page.locator("#pc-ask").click()
    page.locator("#pc-chat .pc-waiting").wait_for()
    assert page.locator("#pc-ask").is_hidden()
    page.locator("#pc-stop-ask").click()
    page.get_by_text("Stopped before the answer was there.").wait_for()
    page.locator("#pc-ask").wait_for()
    page.wait_for_timeout(3500)
    assert page.locator("#pc-chat .pc-quote").count() == 0, "an answer came after it was stopped"
    page.locator("#pc-retry").click()
    page.locator("#pc-chat .pc-quote", has_text="138 drones").wait_for()
    assert said(page) == [DRONES]


def test_a_check_in_the_conversation_is_stopped_and_keeps_what_there_is(slow: str, open_page: OpenPage) -> None:
    page = open_page(slow)
    page.locator("#pc-ask-box textarea").fill("Six people were hurt. " + "It snowed here. " * 12)
    page.locator("#pc-check-this").click()
    page.locator("#pc-chat .pc-card.pc-supported").wait_for()
    page.locator("#pc-stop-ask").click()
    page.get_by_text("Stopped after").wait_for()
    kept = page.locator("#pc-chat .pc-card").count()
    page.wait_for_timeout(2000)
    assert 1 <= page.locator("#pc-chat .pc-card").count() == kept < 13


def test_a_question_is_edited_and_what_follows_is_replaced(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    ask(page, POPULATION)
    ask(page, "Who is Xi?")
    box = page.locator("#pc-ask-box textarea")
    page.locator("[data-edit]").first.click()
    page.locator(".pc-editing").wait_for()
    assert box.input_value() == POPULATION
    page.locator("[data-edit-no]").click()
    page.locator(".pc-editing").wait_for(state="detached")
    assert said(page) == [POPULATION, "Who is Xi?"]
    page.locator("[data-edit]").first.click()
    page.locator(".pc-editing").wait_for()
    box.fill(DRONES)
    box.press("Enter")
    ready(page, 1)
    assert said(page) == [DRONES]
    assert "138 drones" in page.locator(".pc-reply").inner_text()
    assert page.locator(".pc-editing").count() == 0


def test_the_last_question_is_taken_back_into_the_box(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    ask(page, POPULATION)
    ask(page, DRONES)
    page.locator("#pc-undo").click()
    ready(page, 1)
    assert said(page) == [POPULATION]
    assert page.locator("#pc-ask-box textarea").input_value() == DRONES


def test_asking_again_takes_the_place_of_the_last_answer(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    ask(page, POPULATION)
    ask(page, "Russia launched 183 drones overall.", "#pc-check-this")
    page.locator("#pc-retry").click()
    page.locator("#pc-chat .pc-card.pc-refuted").wait_for()
    ready(page, 2)
    assert said(page) == [POPULATION, "Russia launched 183 drones overall."]


def test_first_questions_are_made_of_the_article_that_is_asked(changed: str, open_page: OpenPage) -> None:
    page = open_page(changed)
    offered = page.locator(".pc-suggestion")
    offered.first.wait_for()
    text = page.locator("#pc-pane .pc-text").evaluate("element => element.textContent")
    for question in offered.all_inner_texts():
        words = question.removesuffix("?").removesuffix(" were there").split()
        assert question.endswith("?")
        assert words[-1] in text, question
    paste(page, "Ferry", "The ferry in Tallinn carried 412 passengers. Captain Liis Tamm said that the sea was calm.\n")
    page.get_by_role("button", name="Only this Ferry").click()
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name="How many passengers were there?").wait_for()
    page.get_by_role("button", name="What happened in Tallinn?").click()
    replied(page, 0)
    assert page.locator(".pc-suggestion").first.is_hidden()


def test_a_conversation_outlasts_a_reload_and_its_quotes_still_lead_to_their_places(
    changed: str, open_page: OpenPage
) -> None:
    page = open_page(changed)
    ask(page, DRONES)
    ask(page, POPULATION)
    ask(page, "Russia launched 183 drones overall.", "#pc-check-this")
    before = page.locator("#pc-chat .message-wrap").inner_text()
    reload(page)
    page.locator(".pc-reply").nth(2).wait_for()
    assert page.locator("#pc-chat .message-wrap").inner_text() == before
    chip = page.locator(".pc-reply").nth(2).locator(".pc-quote .pc-chip").first
    chip.click()
    assert "138 drones" in assert_marked(page, place_of(chip), "refutes")
    page.locator("#pc-new-chat").click()
    page.locator(".pc-reply").first.wait_for(state="detached")
    reload(page)
    page.locator(".pc-suggestion").first.wait_for()
    assert page.locator(".pc-reply").count() == 0


def test_a_kept_answer_whose_source_is_gone_is_told_and_not_shown(changed: str, open_page: OpenPage) -> None:
    page = open_page(changed)
    paste(page, "Beacon", "The lighthouse was moved in 1931 by forty horses.\n")
    page.get_by_role("button", name="Only this Beacon").click()
    page.get_by_role("tab", name="Ask").click()
    ask(page, "Which lighthouse?")
    assert "forty horses" in page.locator(".pc-reply").inner_text()
    remove(page, "Beacon")
    reload(page)
    page.locator(".pc-reply .pc-notice").wait_for()
    reply = page.locator(".pc-reply").inner_text()
    assert "no longer in the library" in reply
    assert "horses" not in reply


def test_a_conversation_is_saved_as_a_file_that_can_be_read_and_verified(
    scripted: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(scripted)
    ask(page, DRONES)
    ask(page, POPULATION)
    ask(page, "Russia launched 183 drones overall.", "#pc-check-this")

    def saved(button: str) -> str:
        with page.expect_download() as waiting:
            page.locator(button).click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
        return (tmp_path / waiting.value.suggested_filename).read_text("utf-8")

    told = saved("#pc-export")
    assert told.startswith("# Conversation")
    assert "138 drones overall." in told
    assert "characters 2540 to 2685" in told
    assert "The sources do not say." in told
    records = [json.loads(line) for line in saved("#pc-export-data").splitlines()]
    assert [record.get("abstained") for record in records] == [False, True, None]
    assert records[2]["claims"][0]["verdict"] == "refuted"
    report = (tmp_path / "pincite-chat.jsonl").read_text("utf-8")
    rechecked = verify_report(report, scripted_library(tmp_path / "library").store)
    assert len(rechecked) >= 2
    assert all(item.holds for item in rechecked)


def test_earlier_answers_stay_as_they_are_while_a_new_one_comes(scripted: str, open_page: OpenPage) -> None:
    """What is read, opened or focused is not taken away by what is written below it."""
    page = open_page(scripted)
    reply = ask(page, POPULATION)
    reply.locator("summary").click()
    page.evaluate("document.querySelector('.pc-reply').kept = true")
    ask(page, DRONES)
    assert page.evaluate("document.querySelector('.pc-reply').kept") is True
    assert reply.locator("details").evaluate("element => element.open") is False
