"""Many claims: what goes into one call, how many calls are under way, what a failure stops, what the cache spares."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.chat import ChatEngine
from bot.adapters.chat_model import ModelSettings
from bot.adapters.chat_prompts import MOST_CLAIMS
from bot.adapters.reply_cache import FILE, DiskReplyCache, clear_replies
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.chains import split_text
from bot.domain import Claim, ClaimResult, Failed, Hit, Verdict
from bot.errors import ProviderUnusable, UnusableReply
from bot.pincite import Pincite
from bot.ports import Asked, Judged, Unjudged
from bot.splitting.rewording import reworded
from bot.usage import Price, Usage
from bot.verification.cascade import Ask
from tests.chat.fakes import OneArticle, ScriptedChatModel, checked, judged, sent_text, stanced
from tests.chat.server import ScriptedServer, fails, says
from tests.chat.test_chain import hits as hits  # the passages that one claim is judged by
from tests.chat.test_chain import steps_of
from tests.chat.test_chain import store as store
from tests.chat.test_engine import ODESA, Scripted, number_of


def claim(text: str) -> Claim:
    return Claim(text, 0, len(text))


def together(*replies: list[dict[str, Any]]) -> dict[str, Any]:
    return {"claims": [{"claim": number, "quotes": quotes} for number, quotes in enumerate(replies, start=1)]}


def pincite(engine: ChatEngine, store: OneArticle, ask: Ask = Ask.ALWAYS) -> Pincite:
    store.sources = lambda: []  # type: ignore[attr-defined]
    return Pincite(store, steps_of(engine, ask), NupunktSplitter(), TiktokenCounter())  # type: ignore[arg-type]


def test_claims_that_share_passages_are_judged_in_one_call(
    scripted: Scripted, hits: list[Hit], store: OneArticle
) -> None:
    quote = stanced(number_of(hits, ODESA), ODESA)
    engine, model = scripted(together([quote], [], [quote]))
    texts = ["Russia launched two ballistic missiles.", "Nobody met.", "Odesa reported six injuries."]
    results = list(pincite(engine, store).check_many(texts))
    assert [result.text for result in results] == texts
    assert [result.verdict for result in results] == [
        Verdict.SUPPORTED,
        Verdict.NOT_ENOUGH_EVIDENCE,
        Verdict.SUPPORTED,
    ]
    assert len(model.history) == 1
    assert sum((result.usage for result in results), Usage()).calls == 1
    assert sum(result.usage.tokens for result in results) == engine.meter.usage.tokens


def test_a_call_takes_so_many_claims_and_no_more(scripted: Scripted, hits: list[Hit]) -> None:
    engine, _ = scripted()
    asked = [Asked(claim(f"Claim {number}."), hits) for number in range(2 * MOST_CLAIMS + 1)]
    assert [len(group) for group in engine.groups(asked)] == [MOST_CLAIMS, MOST_CLAIMS, 1]
    apart = [
        Asked(claim(f"Claim {number}."), [Hit(replace(hit.passage, document=f"{number:012}"), 1.0)])
        for number, hit in enumerate(hits)
    ]
    assert [len(group) for group in engine.groups(apart)] == [1] * len(hits)


def test_a_claim_that_a_reply_leaves_out_fails_alone(scripted: Scripted, hits: list[Hit], store: OneArticle) -> None:
    quote = stanced(number_of(hits, ODESA), ODESA)
    engine, model = scripted(together([quote]), together([quote]))
    first, second = pincite(engine, store).check_many(["Odesa reported six injuries.", "Nobody met."])
    assert first.verdict is Verdict.SUPPORTED
    assert (second.verdict, second.claims) == (None, ())
    assert "left this claim out" in second.failed[0].reason
    assert "claim 2 is missing" in str(model.history[1][-1].text)


def test_a_reply_over_several_that_is_of_no_use_is_asked_for_one_by_one(scripted: Scripted, hits: list[Hit]) -> None:
    quote = stanced(number_of(hits, ODESA), ODESA)
    engine, model = scripted(judged([]), "no", "no", judged([quote]), "no", "no")
    engine.judge([Asked(claim("Before."), hits)])
    [first, second] = engine.judge([Asked(claim("Odesa was hit."), hits), Asked(claim("Nobody met."), hits)])
    assert isinstance(first, Judged)
    assert isinstance(second, Unjudged)
    assert isinstance(second.error, UnusableReply)
    assert len(model.history) == 6


def test_what_a_reply_of_no_use_took_is_counted_too(
    served: Callable[..., tuple[ChatEngine, ScriptedServer]], hits: list[Hit], store: OneArticle
) -> None:
    quote = json.dumps(judged([stanced(number_of(hits, ODESA), ODESA)]))
    engine, server = served(says(quote), *[says("no")] * 2, says(quote), *[says("no")] * 2)
    engine.judge([Asked(claim("Before."), hits)])
    before = engine.meter.usage
    first, second = pincite(engine, store).check_many(["Odesa reported six injuries.", "Nobody met."])
    assert first.claims
    assert second.failed
    assert (first.usage + second.usage + before).calls == len(server.requests) == 6
    assert (first.usage + second.usage + before).tokens == engine.meter.usage.tokens


def test_one_failure_does_not_stop_the_rest_and_the_order_is_kept(counter: TiktokenCounter, hits: list[Hit]) -> None:
    reply = judged([stanced(1, ODESA)])
    server = ScriptedServer(*[says_by_claim(reply)] * 6)
    try:
        settings = ModelSettings("openai:scripted", base_url=server.url, retries=0, at_once=3)
        engine = ChatEngine.open(settings, counter)
        own = next(hit for hit in hits if ODESA in hit.passage.text)
        engine.judge([Asked(claim("Warm."), [own])])
        found = [engine_result(engine, number, own) for number in range(5)]
    finally:
        server.close()
    assert [isinstance(item, Unjudged) for item in found] == [False, True, False, True, False]


def engine_result(engine: ChatEngine, number: int, hit: Hit) -> Any:
    return engine.judge([Asked(claim(f"Number {number} {'bad' if number % 2 else 'good'}."), [hit])])[0]


def says_by_claim(reply: dict[str, Any]) -> Any:
    def step(handler: Any, body: dict[str, Any]) -> None:
        bad = "bad" in body["messages"][-1]["content"]
        (fails(503, "busy") if bad else says(json.dumps(reply)))(handler, body)

    return step


def test_so_many_calls_are_under_way_and_no_more(counter: TiktokenCounter, hits: list[Hit]) -> None:
    lock, running, most = threading.Lock(), [0], [0]

    def slow(handler: Any, body: dict[str, Any]) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.3)
        with lock:
            running[0] -= 1
        says('{"claims": [{"claim": 1, "quotes": []}]}')(handler, body)

    server = ScriptedServer(*[slow] * 9)
    try:
        settings = ModelSettings("openai:scripted", base_url=server.url, retries=0, at_once=3)
        engine = ChatEngine.open(settings, counter)
        threads = [
            threading.Thread(target=engine.judge, args=([Asked(claim(f"Claim {number}."), hits[:1])],))
            for number in range(9)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.close()
    assert 2 <= most[0] <= 3
    assert engine.meter.usage.calls == 9


def test_a_key_that_is_refused_ends_the_run(counter: TiktokenCounter, store: OneArticle) -> None:
    server = ScriptedServer(fails(401, "wrong key"))
    try:
        settings = ModelSettings("openai:scripted", base_url=server.url, retries=0)
        with pytest.raises(ProviderUnusable, match="key"):
            list(pincite(ChatEngine.open(settings, counter), store).check_many(["Odesa was hit.", "Nobody met."]))
    finally:
        server.close()


def test_the_same_question_is_answered_from_the_disk(
    counter: TiktokenCounter, hits: list[Hit], store: OneArticle, tmp_path: Path
) -> None:
    quote = stanced(number_of(hits, ODESA), ODESA)
    settings = ModelSettings("openai:scripted", price=Price(1.0, 2.0))
    texts = ["Odesa reported six injuries.", "Nobody met."]
    first = ChatEngine(ScriptedChatModel(lines=[together([quote], [])]), counter, settings, DiskReplyCache(tmp_path))
    before = list(pincite(first, store).check_many(texts))
    # another process, another order, one more claim: only that one is asked
    model = ScriptedChatModel(lines=[judged([quote])])
    second = ChatEngine(model, counter, settings, DiskReplyCache(tmp_path))
    after = list(pincite(second, store).check_many([*reversed(texts), "Russia launched two ballistic missiles."]))
    assert [result.verdict for result in after[:2]] == [result.verdict for result in reversed(before)]
    assert [item.quote.text for item in after[1].claims[0].evidence] == [ODESA]
    assert len(model.history) == 1
    assert second.meter.usage.cached == 2
    assert first.meter.usage.cost == pytest.approx(
        (first.meter.usage.input_tokens + 2 * first.meter.usage.output_tokens) / 1e6
    )
    assert clear_replies(tmp_path) == 3
    assert not (tmp_path / FILE).exists()
    assert clear_replies(tmp_path) == 0


def test_another_model_or_prompt_is_asked_anew(counter: TiktokenCounter, hits: list[Hit], tmp_path: Path) -> None:
    for name in ("openai:a", "openai:b"):
        model = ScriptedChatModel(lines=[judged([])])
        engine = ChatEngine(model, counter, ModelSettings(name), DiskReplyCache(tmp_path))
        engine.judge([Asked(claim("Odesa was hit."), hits)])
        assert len(model.history) == 1


def test_a_damaged_cache_is_as_if_it_were_not_there(counter: TiktokenCounter, hits: list[Hit], tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database " * 100)
    model = ScriptedChatModel(lines=[judged([])])
    engine = ChatEngine(model, counter, ModelSettings("openai:a"), DiskReplyCache(tmp_path))
    [found] = engine.judge([Asked(claim("Odesa was hit."), hits)])
    assert isinstance(found, Judged)
    assert clear_replies(tmp_path) == 0


def test_a_failure_is_not_kept(counter: TiktokenCounter, hits: list[Hit], tmp_path: Path) -> None:
    model = ScriptedChatModel(lines=[judged([]), "no", "no", judged([])])
    engine = ChatEngine(model, counter, ModelSettings("openai:a"), DiskReplyCache(tmp_path))
    engine.judge([Asked(claim("Before."), hits)])
    assert isinstance(engine.judge([Asked(claim("Odesa was hit."), hits)])[0], Unjudged)
    assert isinstance(engine.judge([Asked(claim("Odesa was hit."), hits)])[0], Judged)


def test_nothing_is_asked_where_nothing_is_to_be(scripted: Scripted, store: OneArticle) -> None:
    engine, model = scripted()
    [result] = checked(store, steps_of(engine, Ask.NEVER), "Odesa was hit.")
    assert isinstance(result, ClaimResult)
    assert not isinstance(result, Failed)
    assert result.decided_by == "embedded"
    assert model.history == []
    usage = engine.meter.usage
    assert (usage.calls, usage.saved_calls) == (0, 1)
    assert usage.saved_tokens > 500


def test_a_draft_is_reworded_before_it_is_checked(scripted: Scripted) -> None:
    """Only a wording that keeps numbers, names and negations takes the place of the claim's own."""

    text = "Odesa reported six injuries. It was hit by 138 drones."
    own = Claim("It was hit by 138 drones.", 29, 54)
    assert [item.text for item in reworded(own, ["Odesa was hit by 138 drones."], text)] == [
        "Odesa was hit by 138 drones."
    ]
    for wrong in (
        ["Odesa was hit by 183 drones."],
        ["Kyiv was Hit by 138 drones in Moscow."],
        ["It was not hit."],
        [""],
    ):
        assert reworded(own, wrong, text) == [own]
    engine, model = scripted({"statements": [{"number": 1, "claims": ["Odesa was hit by 138 drones."]}]})
    steps = replace(steps_of(engine), split=lambda _: [Claim("Odesa reported six injuries.", 0, 28), own])
    parts, usage = split_text(text, steps)
    assert [part.text for part in parts] == ["Odesa reported six injuries.", "Odesa was hit by 138 drones."]
    assert (parts[1].start, parts[1].end) == (own.start, own.end)
    assert usage.calls == 1
    assert "Odesa reported six injuries. It was hit" in sent_text(model)
