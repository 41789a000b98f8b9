"""The small pieces, the conversation and the list of sources as pure functions: every word escaped."""

from collections.abc import Sequence
from html import unescape

import pytest

from bot.domain import (
    Answer,
    Engine,
    Ingested,
    Quote,
    Searched,
    SourceInfo,
    Stance,
    Unchecked,
    Verdict,
)
from bot.usage import Usage
from bot.web import words
from bot.web.rendering import chip, notice, paragraph_number, safe, sentence
from bot.web.tables import Added, added_list, header, remove_question, scope, sources_table
from bot.web.transcript import Asked, Checked, Conversation, Failed, Turn, messages
from tests.web.seen import ENGINE, HOSTILE, Seen, document, evidence, handlers_of, result, tags_of, text_of

# Pieces


def test_safe_keeps_carriage_returns() -> None:
    assert safe("a\r\n<b>\"'") == "a&#13;\n&lt;b&gt;&quot;&#x27;"
    assert unescape(safe("\r")) == "\r"


def test_a_chip_is_a_button_that_names_its_place() -> None:
    source = document("One.\n\nTwo words.")
    ((tag, attributes), *_) = Seen(chip(Quote(source, 6, 9), Stance.SUPPORTS)).tags
    assert (tag, attributes["type"]) == ("button", "button")
    assert (attributes["data-document"], attributes["data-start"], attributes["data-end"]) == (source.id, "6", "9")
    assert "paragraph 2, characters 6 to 9" in (attributes["title"] or "")
    assert "aria-label" not in attributes, "a name that is not what the button shows cannot be spoken to"


@pytest.mark.parametrize(("position", "number"), [(0, 1), (3, 1), (6, 2), (15, 2), (18, 3)])
def test_paragraph_number(position: int, number: int) -> None:
    assert paragraph_number("One.\n\nTwo words.\n\nThree.", position) == number


def test_an_error_is_a_sentence_with_its_next_step() -> None:
    html = notice("no source 'x'; `pincite sources` lists what there is", kept=True)
    assert "No source &#x27;x&#x27;; `pincite sources` lists what there is." in html
    assert words.TYPED_KEPT in html
    assert sentence("Done.") == "Done."


@pytest.mark.parametrize(("value", "told"), [(0.999, "very sure, 99%"), (0.9, "sure, 90%"), (0.0, "unsure, 0%")])
def test_confidence_is_told_in_words_and_as_a_number(value: float, told: str) -> None:
    assert words.confidence(value) == told


# The conversation


def said(turns: Sequence[Turn]) -> Conversation:
    talk = Conversation()
    for turn in turns:
        talk.say(turn)
    return talk


def test_an_answer_is_its_quotes_with_chips() -> None:
    source = document("Rain fell. Snow fell.")
    answer = Answer("What fell?", "…", False, 0.9, (evidence(source, "Snow fell."),), Searched(1), ENGINE)
    user, assistant = messages(said([Asked("What fell?", answer)]))
    assert (user.role, assistant.role) == ("user", "assistant")
    assert "What fell?" in user.html
    assert text_of(assistant.html, "pc-here") == ["Snow fell."]
    assert assistant.html.count("data-cite") == 1
    assert words.confidence(0.9) in assistant.html


def test_an_abstention_says_so_and_shows_what_is_near() -> None:
    source = document("Rain fell.")
    searched = Searched(1, (evidence(source, "Rain fell."),))
    reply = messages(said([Asked("Who?", Answer("Who?", "", True, 0.9, (), searched, ENGINE))]))[1].html
    assert words.ABSTAINED in reply
    assert '<details class="pc-nearest" open>' in reply
    assert "Rain fell." in reply


def test_a_failure_says_that_what_was_typed_is_kept() -> None:
    assert words.TYPED_KEPT in messages(said([Failed("x", "no key; set one")]))[1].html


def test_while_the_sources_are_read_the_reply_says_so() -> None:
    assert words.THINKING in messages(said([Asked("Who?")]))[1].html


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_conversations_are_text(hostile: str) -> None:
    source = document(f"{hostile} news", title=hostile, origin=hostile)
    item = evidence(source, hostile, Stance.SUPPORTS, said=hostile)
    answer = Answer(hostile, hostile, False, 0.9, (item,), Searched(1, (item,)), ENGINE)
    checked = result(hostile, Verdict.SUPPORTED, item, explanation=hostile)
    unchecked = Unchecked(hostile, 0, len(hostile), hostile)
    turns = [Asked(hostile, answer), Checked(hostile, (checked, unchecked), 2, True), Failed(hostile, hostile)]
    for message in messages(said(turns)):
        assert not tags_of(message.html) & {"img", "script", "svg", "iframe", "style", "h1"}
        assert not handlers_of(message.html)


# Sources


def test_the_table_has_each_source_and_what_can_be_done_with_it() -> None:
    info = SourceInfo("abcdef123456", "<b>Title</b>", "/srv/x/a.txt", "2026-11-22T10:00:00+00:00", 2962, 7, "0" * 64)
    html = sources_table([info])
    shown = Seen(html).all
    for part in ("<b>Title</b>", "a.txt", "2026-11-22", "2,962", "7"):
        assert part in shown
    assert "/srv" not in html
    assert 'data-show="abcdef123456"' in html
    assert 'data-remove="abcdef123456"' in html
    assert "b" not in tags_of(html)


def test_an_empty_library_says_what_to_do() -> None:
    assert words.NO_SOURCES in sources_table([])


def test_a_bad_file_is_told_beside_its_name() -> None:
    good = Added("good.txt", Ingested("abc", "Good", 1, "added"))
    html = added_list([good, Added("<bad>.pdf", error="is empty")], adding="next.md")
    assert Seen(html).all == "✓ good.txt: added, 1 passage✗ <bad>.pdf: is emptyAdding next.md…"


def test_the_scope_names_what_is_asked() -> None:
    first = SourceInfo("a", "First", "x", "", 1, 1, "")
    second = SourceInfo("b", "Second", "x", "", 1, 1, "")
    assert Seen(scope([first, second], [])).all == "Against all 2 sources Choose"
    assert Seen(scope([first, second], ["b"])).all == "Against 1 of 2 sources: Second Choose"


def test_what_leaves_the_machine_is_said() -> None:
    assert words.LOCAL in header(Engine("embedded", "1"), Usage())
    remote = header(Engine("<b>", "1", host="<i>host:1"), Usage(calls=2, input_tokens=1200, cost=0.0125))
    assert Seen(remote).all.endswith(
        "Engine: <b> · questions, claims and passages go to <i>host:1 · 2 calls, 1,200 tokens, $0.0125"
    )
    assert "<b>" not in remote + remove_question("<b>")
    assert words.COST_UNKNOWN in header(ENGINE, Usage(calls=1, cost=None))


def test_answers_in_the_making_do_not_overwrite_one_another() -> None:
    talk = Conversation()
    first, second = talk.say(Asked("One?")), talk.say(Asked("Two?"))
    talk.revise(second, Failed("Two?", "no"))
    talk.revise(first, Failed("One?", "no"))
    assert [turn.text for turn in talk.turns] == ["One?", "Two?"]
    talk.clear()
    talk.revise(first, Asked("One?"))
    assert talk.turns == []


def test_a_turn_that_was_stopped_stays_so() -> None:
    talk = said([Asked("One?"), Checked("Two.", total=3)])
    assert talk.busy
    talk.stop()
    assert not talk.busy
    talk.revise(1, Failed("One?", "no"))
    assert [type(turn) for turn in talk.turns] == [Asked, Checked]
    assert words.ANSWER_STOPPED in messages(talk)[1].html
    assert "Stopped after 0 of 3" in messages(talk)[3].html


def test_a_turn_is_taken_back_with_what_follows_it() -> None:
    talk = said([Asked("One?"), Asked("Two?"), Asked("Three?")])
    turn = talk.take_back(2)
    assert turn is not None
    assert turn.text == "Two?"
    assert [left.text for left in talk.turns] == ["One?"]
    assert talk.take_back(9) is None
