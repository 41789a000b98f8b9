"""``python -m evals spending``: calls and tokens a claim, beside two other ways to ask a language model.

Nothing is called: an oracle replies with the gold label and the deciding words, through the product's own chain, and
tokens are tiktoken's count of every prompt and reply, the reply's schema among them. So the figures say what a model
is asked, and nothing of how well it answers. The others are asked about the same claims of the same library:

- tutorial: one call a claim, with the top four chunks of 1,000 characters.
- decompose, verify each: one call to split a claim, and one for each of its facts and each retrieved passage
  (FActScore, Min et al., EMNLP 2023; SAFE, Wei et al., 2024): as many as the product retrieves, and the five of
  FActScore. Their prompts, in ``evals/prompts``, are shorter than those in use, and each claim is reckoned as one
  fact: both favour them.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableLambda

from bot.adapters.chat import ChatEngine
from bot.adapters.chat_model import ModelSettings
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.pincite import Pincite
from bot.prompting import load
from bot.retrieval import PASSAGES, retrieve
from bot.usage import Usage
from bot.verification.cascade import Ask
from bot.wiring import EmbeddedModels, at_risk, embedded_steps, with_model
from evals.baselines import TutorialPipeline
from evals.datasets import NOT_ENOUGH, REFUTED, ClaimCase
from evals.gold import gold_cases
from evals.memory import MemoryPassageStore
from evals.systems import remembering

PROMPTS = Path(__file__).parent / "prompts"
FACTSCORE_PASSAGES = 5
LESS_CAREFUL = 0.3
"""A risk at which the embedded models decide about half of the written claims, beside the default."""
EXPLAINED = "The context says so in the passage that was given above, which decides the claim."
"""A reply of the tutorial pipeline besides its label."""
_BLOCK = re.compile(r"^<(\w{8}) (passage|claim) (\d+)>\n(.*?)\n</\1>$", re.MULTILINE | re.DOTALL)


class Oracle(BaseChatModel):
    """Replies to the product's prompts as the gold has it, and counts what a server would."""

    gold: dict[str, Any]
    counter: Any

    @property
    def _llm_type(self) -> str:
        return "oracle"

    def with_structured_output(self, schema: Any, **_: Any) -> Any:
        def bound(messages: list[BaseMessage]) -> AIMessage:
            asked = sum(self.counter.count(str(message.text)) for message in messages)
            reply = json.dumps(self._reply(str(messages[-1].text)), ensure_ascii=False)
            paid, told = asked + self.counter.count(json.dumps(schema)), self.counter.count(reply)
            usage = {"input_tokens": paid, "output_tokens": told, "total_tokens": paid + told}
            return AIMessage(reply, response_metadata={"finish_reason": "stop"}, usage_metadata=usage)

        return RunnableLambda(bound) | RunnableLambda(lambda message: message)

    def _reply(self, prompt: str) -> dict[str, Any]:
        blocks = [(kind, int(number), text) for _, kind, number, text in _BLOCK.findall(prompt)]
        passages = [(number, text) for kind, number, text in blocks if kind == "passage"]
        return {
            "claims": [
                {"claim": number, "quotes": self._quotes(self.gold[text], passages)}
                for kind, number, text in blocks
                if kind == "claim" and text in self.gold
            ]
        }

    def _quotes(self, case: ClaimCase, passages: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
        if case.label == NOT_ENOUGH:
            return []
        stance = "refutes" if case.label == REFUTED else "supports"
        words = next(iter(case.evidence), "")
        for number, text in passages:
            if words and words in text:
                sentence = next((each for each in re.split(r"(?<=[.!?]) ", text) if words in each), words)
                return [{"passage": number, "quote": sentence, "stance": stance, "confidence": "high"}]
        return []

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(json.dumps(self._reply(str(messages)))))])


@dataclass(frozen=True, slots=True)
class Spending:
    """What one way of asking takes for ``claims`` claims."""

    name: str
    claims: int
    calls: int
    input_tokens: int
    output_tokens: int

    @property
    def tokens_a_claim(self) -> float:
        return (self.input_tokens + self.output_tokens) / self.claims

    def record(self, against: float) -> dict[str, Any]:
        return {
            "name": self.name,
            "claims": self.claims,
            "calls a claim": round(self.calls / self.claims, 3),
            "input tokens a claim": round(self.input_tokens / self.claims, 1),
            "output tokens a claim": round(self.output_tokens / self.claims, 1),
            "tokens a claim": round(self.tokens_a_claim, 1),
            f"share of decompose, verify each of {PASSAGES}": round(self.tokens_a_claim / against, 3),
        }


def run_spending(name: str, limit: int | None) -> list[dict[str, Any]]:
    """Records of all ways on the claims of a gold set, the last the one that the shares are of."""
    claims = gold_cases(name)[0][:limit]
    models, counter = remembering(EmbeddedModels.load()), TiktokenCounter()
    store = MemoryPassageStore(models.embedder)
    documents = list(dict.fromkeys(case.doc for case in claims))
    splitter = NupunktSplitter()
    embedded = embedded_steps(models, splitter)
    found = []
    for way, ask, steps in (
        ("pincite, every claim asked", Ask.ALWAYS, embedded),
        (f"pincite, screened at risk {embedded.risk:g} as it is set", Ask.UNCERTAIN, embedded),
        (f"pincite, screened at risk {LESS_CAREFUL:g}", Ask.UNCERTAIN, at_risk(embedded, LESS_CAREFUL)),
    ):
        chat = ChatEngine(
            Oracle(gold={case.claim: case for case in claims}, counter=counter), counter, ModelSettings("evals:oracle")
        )
        pincite = Pincite(store, with_model(steps, chat, models.stance, ask), splitter, counter)
        for text in documents:
            pincite.ingest_text(text)
        usage = sum((result.usage for result in pincite.check_many(case.claim for case in claims)), Usage())
        found.append(Spending(way, len(claims), usage.calls, usage.input_tokens, usage.output_tokens))
    found.append(_tutorial(models, claims, documents, counter))
    found += [_each(store, claims, counter, passages) for passages in (FACTSCORE_PASSAGES, PASSAGES)]
    return [item.record(found[-1].tokens_a_claim) for item in found]


def _tutorial(
    models: EmbeddedModels, claims: Sequence[ClaimCase], documents: Sequence[str], counter: TiktokenCounter
) -> Spending:
    pipeline, prompt = TutorialPipeline(models.embedder), load("tutorial", PROMPTS)
    pipeline.load(documents)
    asked = told = 0
    for case in claims:
        turns = prompt.fill(claim=case.claim, passages="\n\n".join(pipeline.nearest_chunks(case.claim)))
        asked += sum(counter.count(turn.text) + 4 for turn in turns)
        told += counter.count(f"{case.label}. {EXPLAINED}")
    return Spending("tutorial pipeline", len(claims), len(claims), asked, told)


def _each(store: MemoryPassageStore, claims: Sequence[ClaimCase], counter: TiktokenCounter, passages: int) -> Spending:
    split, verify = load("decompose", PROMPTS), load("verify", PROMPTS)
    calls = asked = told = 0
    for case in claims:
        prompts = [split.fill(claim=case.claim)]
        told += counter.count(case.claim)
        for hit in retrieve(store, case.claim, None)[:passages]:
            prompts.append(verify.fill(claim=case.claim, passage=hit.passage.text))
            decides = next((words for words in case.evidence if words in hit.passage.text), "")
            told += counter.count(f"{case.label}: {decides}" if decides else "not stated")
        calls += len(prompts)
        asked += sum(counter.count(turn.text) + 4 for turns in prompts for turn in turns)
    return Spending(f"decompose, verify each of {passages}", len(claims), calls, asked, told)
