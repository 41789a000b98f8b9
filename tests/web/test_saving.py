"""A conversation as it is kept by the browser and saved as a file: nothing in it turns into a verdict."""

import json
from dataclasses import replace

import pytest

from bot.domain import (
    Answer,
    Claim,
    ClaimResult,
    Dial,
    Document,
    Engine,
    Evidence,
    Failed,
    Quote,
    Searched,
    SecondOpinion,
    Sentence,
    SentenceState,
    Stance,
    Unchecked,
    Verdict,
)
from bot.pincite import Pincite
from bot.reporting import verify_report
from bot.usage import Usage
from bot.web import transcript, words
from bot.web.saving import exported_records, exported_text, restored, saved
from bot.web.transcript import Asked, Checked, Turn
from tests.hostile import PAYLOADS, assert_inert_markdown
from tests.web.fakes import scripted
from tests.web.seen import ENGINE

MODEL = Engine("openai:gpt", "2", {"judge": "abc"}, "example.org:443")
SUPPORTED, REFUTED = "Six people were hurt.", "Russia launched 183 drones overall."


@pytest.fixture(scope="module")
def pincite(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return scripted(tmp_path_factory.mktemp("saved") / "library")


def again(turns: list[Turn], pincite: Pincite) -> list[Turn]:
    return restored(json.loads(json.dumps(saved(turns))), pincite)


def checked(pincite: Pincite, *claims: str, stopped: bool = False) -> Checked:
    parts = [part for claim in claims for _, _, part in pincite.check_stream(claim)]
    return Checked(" ".join(claims), tuple(parts), len(parts) + stopped, True, stopped, MODEL, Dial(0.1, 0.8, None))


def test_a_failed_claim_stays_one(pincite: Pincite) -> None:
    whole = checked(pincite, SUPPORTED)
    failed = Failed("It snowed.", 22, 32, "the server failed; try again")
    turn = Checked("…", (*whole.parts, failed, Unchecked("Who?", 33, 37, "a question")), 3, done=True)
    (back,) = again([turn], pincite)
    assert isinstance(back, Checked)
    assert back.parts[1:] == turn.parts[1:]
    (record,) = exported_records(again([turn], pincite), pincite)
    assert record["verdict"] is None
    assert [item["error"] for item in record["errors"]] == [failed.reason]
    assert [item["text"] for item in record["not_checkable"]] == ["Who?"]
    told = exported_text([turn])
    assert f"- {words.KIND['failed']} (the server failed; try again): It snowed." in told
    assert f"- {words.KIND['unchecked']} (a question): Who?" in told


def test_a_stopped_check_is_no_verdict_on_the_whole(pincite: Pincite) -> None:
    stopped = checked(pincite, SUPPORTED, stopped=True)
    (record,) = exported_records(again([stopped], pincite), pincite)
    assert (record["verdict"], record["stopped"]) == (None, True)
    assert [claim["verdict"] for claim in record["claims"]] == ["supported"]
    assert "Stopped after 1 of 2." in exported_text([stopped])
    (record,) = exported_records([checked(pincite, SUPPORTED, REFUTED, stopped=True)], pincite)
    assert record["verdict"] == "refuted"
    (record,) = exported_records([checked(pincite, SUPPORTED)], pincite)
    assert (record["verdict"], record["stopped"]) == ("supported", False)


def test_a_stopped_answer_is_told_as_such(pincite: Pincite) -> None:
    turn = Asked("Who?", stopped=True)
    assert words.ANSWER_STOPPED in exported_text(again([turn], pincite))
    assert exported_records([turn], pincite) == []


def test_what_a_reload_gives_back_is_saved_alike(pincite: Pincite) -> None:
    """The engine and dial of each turn too, and not those that the page was started with."""
    whole = checked(pincite, SUPPORTED)
    judged = replace(
        whole.parts[0],
        probabilities={"supported": 0.9},
        decided_by=MODEL.name,
        second=SecondOpinion(Verdict.REFUTED, 0.7, False),
        usage=Usage(2, 300, 40, True, None, 1),
    )
    failed = Failed("It snowed.", 22, 32, "no server", Usage(1, 20))
    answer = replace(pincite.ask("How many drones did Russia launch?"), engine=MODEL, usage=Usage(1, 70, 9))
    turns: list[Turn] = [replace(whole, parts=(judged, failed)), Asked(answer.question, answer)]
    records = exported_records(again(turns, pincite), pincite)
    assert records == exported_records(turns, pincite)
    check, asked = records
    assert (
        check["engine"]
        == asked["engine"]
        == {"name": "openai:gpt", "version": "2", "prompts": {"judge": "abc"}, "host": "example.org:443"}
    )
    assert check["dial"] == {"risk": 0.1, "threshold": 0.8, "coverage": None}
    assert (check["usage"]["calls"], asked["usage"]["input_tokens"]) == (3, 70)
    assert check["claims"][0]["second"] == {"verdict": "refuted", "confidence": 0.7, "agrees": False}


def test_numbers_of_the_browser_s_that_are_none_are_not_restored(pincite: Pincite) -> None:
    records = json.loads(json.dumps(saved([checked(pincite, SUPPORTED)])))
    records[0]["parts"][0]["usage"]["calls"] = "<b>"
    (turn,) = restored(records, pincite)
    assert isinstance(turn, transcript.Failed)


def test_the_saved_records_are_verified(pincite: Pincite) -> None:
    answer = pincite.ask("How many drones did Russia launch?")
    turns: list[Turn] = [Asked(answer.question, answer), checked(pincite, SUPPORTED, REFUTED)]
    records = exported_records(turns, pincite)
    found = verify_report("".join(f"{json.dumps(record)}\n" for record in records), pincite.store)
    assert len(found) >= 3
    assert all(item.holds for item in found)
    assert answer.abstained is False
    assert Verdict.REFUTED in {claim["verdict"] for claim in records[1]["claims"]}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_in_a_saved_conversation_is_text(payload: str) -> None:
    source = Document.of(payload, title=payload, origin=payload)
    item = Evidence(Quote(source, 0, len(payload)), Stance.SUPPORTS, 0.9, attributed_to=payload)
    claim = ClaimResult(Claim(payload, 0, len(payload)), Verdict.SUPPORTED, 0.9, (item,), payload, Searched(1))
    sentence = Sentence(1, payload, SentenceState.CITED, (item,))
    turns: list[Turn] = [
        transcript.Failed(payload, payload),
        Checked(payload, (claim, Failed(payload, 0, 1, payload)), 2, done=True),
        Asked(payload, Answer(payload, payload, False, 0.9, (item,), Searched(1), ENGINE, (sentence,))),
    ]
    assert_inert_markdown(exported_text(turns), headings=["#", "##", "##", "##"])
