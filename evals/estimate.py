"""What a run with a language model may cost, before it starts: at most, since screening and the cache spare some."""

from collections.abc import Sequence

from bot.adapters.chat import REPLY_TOKENS_A_CLAIM
from bot.adapters.chat_model import ModelSettings
from bot.adapters.chat_prompts import Prompts
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.chains import SHOWN_TO_MODEL
from bot.domain import Document, Hit
from bot.errors import UsageError
from bot.ingestion.passages import passages_of
from bot.retrieval import PASSAGES
from bot.usage import Usage
from evals.gold import SCOPES, gold_cases

SAMPLE = 10
"""Cases of each kind and set whose prompts are counted; the others are taken to be like them."""


def estimated(engine: str, sets: Sequence[str], limit: int | None) -> Usage:
    """Calls, tokens and cost of every claim and question of the sets, one call each. Raises UsageError."""
    settings = ModelSettings.from_environment(engine)
    if settings is None:
        raise UsageError("--engine needs the name of a model, such as openai:gpt-5-mini")
    splitter, counter = NupunktSplitter(), TiktokenCounter()
    prompts = Prompts(counter, settings.prompt_tokens)

    def hits(text: str, most: int) -> list[Hit]:
        document = Document.of(text, title="t", origin="o")
        found = [Hit(passage, 0.5) for passage in passages_of(document, splitter, counter)]
        # a library has other documents that fill up what one of them leaves free
        return (found * most)[:most]

    whole = Usage()
    for name in sets:
        claims, questions, _ = gold_cases(name)
        scopes = 1 if name == "seed" else len(SCOPES)
        for cases, most in ((claims[:limit], SHOWN_TO_MODEL), (questions[:limit], PASSAGES)):
            if not cases:
                continue
            sample = cases[:: max(1, len(cases) // SAMPLE)][:SAMPLE]
            turns = [
                prompts.judging([case.claim], dict(enumerate(hits(case.doc, most), 1)))
                if hasattr(case, "claim")
                else prompts.answering(case.question, dict(enumerate(hits(case.doc, most), 1)))
                for case in sample
            ]
            each = sum(prompts.tokens(item) for item in turns) / len(turns)
            calls = len(cases) * scopes
            asked, told = round(each * calls), REPLY_TOKENS_A_CLAIM * calls
            cost = settings.price.of(asked, told) if settings.price else None
            whole += Usage(calls, asked, told, True, cost)
    return whole


def told(engine: str, usage: Usage) -> str:
    """The estimate in one line."""
    cost = "at a price that is not known (set PINCITE_PRICES)" if usage.cost is None else f"${usage.cost:.2f}"
    return (
        f"{engine}: at most about {usage.calls:,} calls, {usage.input_tokens:,} tokens of prompts and "
        f"{usage.output_tokens:,} of replies, {cost}. What is in the cache already costs nothing."
    )
