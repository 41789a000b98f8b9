"""One article into the store, whole or not at all."""

from datetime import UTC, datetime

from bot.domain import Document, Ingested
from bot.ingestion.passages import passages_of
from bot.ingestion.reading import RawArticle, checked_text
from bot.ports import PassageStore, SentenceSplitter, TokenCounter


def ingest_article(
    article: RawArticle, store: PassageStore, splitter: SentenceSplitter, counter: TokenCounter
) -> Ingested:
    """Adds the article unless the same text is there already. Raises UnreadableInput.

    The status is ``added``, ``unchanged``, or ``completed`` where an earlier run was cut short.
    """
    text = checked_text(article.text, article.origin)
    document = Document.of(
        text, title=article.title, origin=article.origin, added=datetime.now(UTC).isoformat(timespec="seconds")
    )
    for source in store.sources():
        if source.id == document.id:
            return Ingested(source.id, source.title, source.passages, "unchanged")
    status = "completed" if store.is_partial(document.id) else "added"
    passages = passages_of(document, splitter, counter)
    store.add(document, passages)
    return Ingested(document.id, document.title, len(passages), status)
