"""Drafts in the Check tab in a real Chromium: marks, counts, filter, order, cards, files, links."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest

from bot.ingestion.rows import Row
from bot.web.checking import Draft, run_check
from tests.web.conftest import OpenPage
from tests.web.fakes import scripted as scripted_library
from tests.web.steps import THREE_CLAIMS, ask, assert_marked, check, paste, place_of

pytestmark = pytest.mark.browser

DRAFT = f"{THREE_CLAIMS} Why so? Putin described the talks as necessary. It snowed."


def shown(page: object) -> list[str]:
    return page.locator(".pc-cards > :visible").evaluate_all("cards => cards.map(card => card.id)")  # type: ignore[attr-defined,no-any-return]


def test_each_checkable_sentence_is_coloured_and_labelled(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    found = check(page, DRAFT)
    said = found.locator("a.pc-said")
    labels = said.locator(".pc-label").all_inner_texts()
    assert labels == ["refuted", "supported", "not enough", "supported", "not enough"]
    grounds = said.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert len({ground for ground, label in zip(grounds, labels, strict=True) if label}) == 3
    assert found.locator(".pc-said.pc-unchecked").inner_text() == "Why so?"
    page.evaluate("document.querySelectorAll('.pc-draft .pc-label, .pc-draft .pc-sign').forEach(one => one.remove())")
    assert found.locator(".pc-draft-text").inner_text() == DRAFT


def test_verdicts_are_filtered_and_put_in_order_of_confidence(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    found = check(page, DRAFT)
    everything = [f"claim-{number}" for number in range(1, 7)]
    assert shown(page) == everything
    found.locator("[data-filter=supported]").click()
    assert shown(page) == ["claim-2", "claim-5"]
    assert "2 of 6 shown" in found.inner_text()
    assert found.locator("[data-filter=supported]").get_attribute("aria-pressed") == "true"
    found.locator("[data-filter=supported]").click()
    assert shown(page) == everything
    found.locator("[data-sort]").select_option("unsure")
    order = shown(page)
    sure = page.locator(".pc-cards > [data-confidence]").evaluate_all("all => all.map(one => +one.dataset.confidence)")
    assert sure == sorted(sure)
    assert order[-1] == "claim-4", "what was not checked has no confidence and stands last"
    found.locator("[data-sort]").select_option("text")
    assert shown(page) == everything


def test_a_press_on_a_sentence_opens_its_card_even_where_it_is_filtered_away(
    scripted: str, open_page: OpenPage
) -> None:
    page = open_page(scripted)
    found = check(page, DRAFT)
    card = page.locator("#claim-2")
    assert card.locator("> details").evaluate("element => element.open") is False
    found.locator("[data-filter=refuted]").click()
    assert card.is_hidden()
    found.locator("a.pc-said.pc-supported").first.click()
    assert card.locator("> details").evaluate("element => element.open") is True
    assert page.evaluate("document.activeElement.id") == "claim-2"
    text = card.inner_text()
    for part in ("Supported", "very sure, 97%", "Odesa reported six injuries", "Words of Odesa", "engine embedded"):
        assert part in text
    around = card.locator(".pc-around").all_inner_texts()
    assert len(around) == 2
    assert "warming tents" in around[0]
    assert "In Russian-held Kherson areas" in around[1]
    assert "Nearest passages" in text


def test_the_rows_of_a_file_are_checked_and_keep_their_columns(
    scripted: str, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "claims.csv").write_text(
        'id,claim\n7,Russia launched 183 drones overall.\n8,"Six people were hurt, in Odesa."\n9,\n', "utf-8"
    )
    page = open_page(scripted)
    page.get_by_role("tab", name="Check").click()
    chosen = page.locator("#pc-tab-check input[type=file]")
    chosen.set_input_files(str(tmp_path / "claims.csv"))
    page.get_by_text("claims.csv: 3 rows checked").wait_for()
    assert page.locator("#pc-results .pc-card.pc-refuted .pc-claim").inner_text().startswith("Russia launched 183")
    with page.expect_download() as waiting:
        page.locator("#pc-report-json").click()
    waiting.value.save_as(tmp_path / "report.json")
    checks = json.loads((tmp_path / "report.json").read_text("utf-8"))["checks"]
    assert [record["input"]["id"] for record in checks] == ["7", "8", "9"]
    assert [len(record["claims"]) for record in checks] == [1, 1, 0]

    for name, text in (("lines.txt", "It snowed.\n"), ("rows.jsonl", '{"claim": "It snowed.", "n": 1}\n')):
        (tmp_path / name).write_text(text, "utf-8")
        chosen.set_input_files(str(tmp_path / name))
        page.get_by_text(f"{name}: 1 rows checked").wait_for()


def test_a_bad_file_of_claims_is_told_by_its_name(scripted: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(scripted)
    page.get_by_role("tab", name="Check").click()
    chosen = page.locator("#pc-tab-check input[type=file]")
    for name, content, told in (
        ("wrong.csv", b"text\nIt snowed.\n", "there is no column 'claim'"),
        ("binary.txt", b"\x89PNG\0\xff", "is not UTF-8 text"),
        ("many.txt", b"It snowed.\n" * 501, "501 rows"),
    ):
        (tmp_path / name).write_bytes(content)
        chosen.set_input_files(str(tmp_path / name))
        notice = page.locator("#pc-results .pc-notice", has_text=name)
        notice.wait_for()
        assert told in notice.inner_text()
        assert "/tmp" not in notice.inner_text()


def test_a_broken_row_is_told_after_those_before_it(scripted: str, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "half.jsonl").write_text('{"claim": "Six people were hurt in Odesa."}\nnot json\n', "utf-8")
    page = open_page(scripted)
    page.get_by_role("tab", name="Check").click()
    page.locator("#pc-tab-check input[type=file]").set_input_files(str(tmp_path / "half.jsonl"))
    notice = page.locator("#pc-results .pc-notice")
    notice.wait_for()
    assert "half.jsonl, line 2: not JSON" in notice.inner_text()


def test_a_link_opens_the_check_it_was_copied_from(changed: str, open_page: OpenPage) -> None:
    page = open_page(changed)
    paste(page, "Linked", "The lighthouse was lit in 1907.\n")
    page.get_by_role("button", name="Only this Linked").click()
    check(page, "Russia launched 183 drones overall & more; a+b=c?")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link to this check").click()
    page.get_by_text("The link is copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(changed)
    other = open_page(changed, query=link.partition("?")[2])
    other.locator("#pc-results .pc-done").wait_for()
    assert other.locator("#pc-check-box textarea").input_value() == "Russia launched 183 drones overall & more; a+b=c?"
    assert "Against 1 of 2 sources: Linked" in other.locator("#pc-tab-check .pc-scope").inner_text() or (
        "sources: Linked" in other.locator("#pc-tab-check .pc-scope").inner_text()
    )
    assert other.locator("#pc-pane h2").inner_text() == "Linked"


def test_the_link_to_a_stopped_check_keeps_its_sources(tmp_path: Path) -> None:
    """As far as it had come when it was stopped, which is what the session keeps of it."""
    draft = Draft((Row(THREE_CLAIMS, None),))
    for run in run_check(scripted_library(tmp_path / "library"), draft, ["e0edb3036331"]):
        stopped = replace(run, at=replace(run.at, stopped=True))
        assert dict(parse_qsl(stopped.link)) == {"tab": "check", "claim": THREE_CLAIMS, "source": "e0edb3036331"}
    assert replace(run, draft=replace(draft, name="claims.csv")).link == ""


def test_links_lead_to_a_question_a_source_and_what_is_not_there_is_told(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted, query=f"tab=ask&question={quote('How many drones did Russia launch?')}")
    page.locator(".pc-reply .pc-quote", has_text="138 drones").wait_for()
    page = open_page(scripted, query="tab=sources&source=e0edb3036331")
    page.locator("#pc-add").wait_for()
    page = open_page(scripted, query=f"tab=check&claim={quote('It snowed.')}&source=nowhere")
    page.get_by_text("no source 'nowhere'").first.wait_for()
    assert page.locator("#pc-check-box textarea").input_value() == "It snowed."
    assert page.locator("#pc-results .pc-card").count() == 0


# The source pane


def test_quotes_are_gone_through_in_their_order(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    reply = ask(page, "What is the population of Odesa?")
    chips = reply.locator(".pc-nearest .pc-chip")
    chips.first.click()
    assert_marked(page, place_of(chips.first), "neutral")
    total = chips.count()
    position = page.locator("[data-position]")
    for number in range(2, total + 1):
        page.get_by_role("button", name="Next").click()
        assert_marked(page, place_of(chips.nth(number - 1)), "neutral")
        assert position.inner_text() == f"{number} of {total}"
        assert page.evaluate("document.activeElement.dataset.step") == "1"
    page.get_by_role("button", name="Next").click()
    assert_marked(page, place_of(chips.first), "neutral")
    page.get_by_role("button", name="Previous").click()
    assert_marked(page, place_of(chips.last), "neutral")


def test_a_quote_is_copied_with_its_citation(scripted: str, open_page: OpenPage) -> None:
    page = open_page(scripted)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply = ask(page, "How many drones did Russia launch?")
    reply.locator(".pc-quote .pc-chip").first.click()
    page.get_by_role("button", name="Copy with citation").click()
    page.get_by_text("citation are copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“Odesa reported six injuries")
    assert "Putin rejects elements of U.S. peace proposal, paragraph 6, characters 2540 to 2685" in copied
    assert page.locator("#pc-pane a[target=_blank]").count() == 0, "a file has no place on the web"
