"""Passages for a question or a claim, and the windows of sentences inside them."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from bot.domain import Hit, Passage, SourceInfo, Span
from bot.errors import AmbiguousSource, UnknownSource
from bot.ports import PassageStore

PASSAGES = 8
"""How many passages are read for one question or claim."""
CANDIDATES = 50
"""How many passages each of the two searches, by meaning and by words, brings before they are ranked together."""
_WORDS_WEIGHT = 0.03
_SHORTEST_ID = 6


def retrieve(store: PassageStore, query: str, documents: Sequence[str] | None, limit: int = PASSAGES) -> list[Hit]:
    """The passages nearest to the query, best first, from the named documents or from all."""
    return store.search(query, limit, documents)


def nearness(cosine: float, bm25: float) -> float:
    """What passages are ranked by. The weight was chosen on development claims and questions (mean reciprocal rank)."""
    return cosine + _WORDS_WEIGHT * bm25


def windows(passage: Passage, size: int) -> Iterator[Span]:
    """Every run of ``size`` neighbouring sentences of the passage, or all of them where it has fewer."""
    sentences = passage.sentences
    if not sentences:
        return
    for first in range(max(1, len(sentences) - size + 1)):
        yield Span(sentences[first].start, sentences[min(first + size, len(sentences)) - 1].end)


def resolve_sources(known: Sequence[SourceInfo], named: Sequence[str] | None) -> list[str] | None:
    """Ids of the named documents; None (all of them) where none is named.

    A name is an id (or its first six or more digits), a title, a path, an address or a file name with or
    without its ending; letter case does not matter. Raises UnknownSource and AmbiguousSource.
    """
    if not named:
        return None
    ids = []
    for name in named:
        found = [source.id for source in known if _is_named(source, name)]
        if not found:
            raise UnknownSource(f"no source '{name}'; `pincite sources` lists what there is")
        if len(found) > 1:
            raise AmbiguousSource(f"{len(found)} sources are named '{name}': use one of the ids {', '.join(found)}")
        ids.append(found[0])
    return list(dict.fromkeys(ids))


def _is_named(source: SourceInfo, name: str) -> bool:
    wanted = name.strip().casefold()
    path = PurePath(source.origin)
    names = {source.id, source.title.casefold(), source.origin.casefold(), path.name.casefold(), path.stem.casefold()}
    return wanted in names or (len(wanted) >= _SHORTEST_ID and source.id.startswith(wanted))
