"""Many texts at once: their claims are judged together, whatever text they are of. With a language model claims that
share passages go into one call; the embedded engine sorts their windows by length."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice

from langchain_core.runnables.config import ContextThreadPoolExecutor

from bot.chains import Steps, results
from bot.domain import CheckResult, Claim, ClaimResult, Unchecked
from bot.errors import PinciteError
from bot.ports import PassageStore
from bot.usage import Usage

ROWS_A_CALL = 6
"""Texts that are taken up together for each call that may be under way: claims find their groups among these."""

EMBEDDED = 4
"""The same for the embedded engine, which makes no calls."""

Parts = tuple[Sequence[Claim | Unchecked], Usage]
ResultOf = Callable[[str, Sequence[ClaimResult | Unchecked]], CheckResult]


def check_together(
    texts: Iterable[str],
    parts_of: Callable[[str], Parts],
    documents: Sequence[str] | None,
    store: PassageStore,
    steps: Steps,
    result_of: ResultOf,
) -> Iterator[CheckResult]:
    """The texts' results in their order, each as soon as it and those before it are there.

    What ``texts`` or ``parts_of`` raises is raised after the results of the texts before it.
    """
    rows = iter(texts)
    most = ROWS_A_CALL * (steps.language.at_once if steps.language else EMBEDDED)
    while True:
        window, problem = _taken(rows, most, parts_of)
        yield from _window(window, documents, store, steps, result_of)
        if problem:
            raise problem
        if not window:
            return


def _taken(
    rows: Iterator[str], most: int, parts_of: Callable[[str], Parts]
) -> tuple[list[tuple[str, Parts]], PinciteError | None]:
    """The next texts with their parts, up to the first that cannot be read, and why it cannot."""
    window: list[tuple[str, Parts]] = []
    problem: PinciteError | None = None
    pool = ContextThreadPoolExecutor(max_workers=8)
    try:
        running: list[tuple[str, Future[Parts]]] = []
        try:
            for text in islice(rows, most):
                running.append((text, pool.submit(parts_of, text)))
        except PinciteError as error:
            problem = error
        for text, future in running:
            window.append((text, future.result()))
    except PinciteError as error:
        problem = error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return window, problem


def _window(
    window: Sequence[tuple[str, Parts]],
    documents: Sequence[str] | None,
    store: PassageStore,
    steps: Steps,
    result_of: ResultOf,
) -> Iterator[CheckResult]:
    found: list[list[ClaimResult | Unchecked | None]] = []
    places: list[tuple[int, int]] = []
    claims: list[Claim] = []
    for row, (_, (parts, _)) in enumerate(window):
        found.append([None if isinstance(part, Claim) else part for part in parts])
        for place, part in enumerate(parts):
            if isinstance(part, Claim):
                places.append((row, place))
                claims.append(part)
    following = 0
    spent = [usage for _, (_, usage) in window]
    for number, result in results(store, steps, [(claim, documents) for claim in claims]):
        row, place = places[number]
        found[row][place] = replace(result, usage=result.usage + spent[row])
        spent[row] = Usage()
        while following < len(window) and (whole := _complete(found[following])) is not None:
            yield result_of(window[following][0], whole)
            following += 1
    while following < len(window) and (whole := _complete(found[following])) is not None:
        yield result_of(window[following][0], whole)
        following += 1


def _complete(parts: Sequence[ClaimResult | Unchecked | None]) -> list[ClaimResult | Unchecked] | None:
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else None
