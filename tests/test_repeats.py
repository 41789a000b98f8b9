"""The article's own sentences as claims, through the whole of the embedded engine."""

from bot.adapters.sentences import NupunktSplitter
from bot.domain import Verdict
from bot.pincite import Pincite
from evals.gold import seed_texts


def test_what_the_article_says_in_the_same_words_is_supported(seeded: Pincite) -> None:
    (article,) = seed_texts().values()
    sentences = [span.of(article).strip() for span in NupunktSplitter().spans(article)]
    plain = [text for text in sentences if text.endswith(".") and not set('"“”') & set(text) and len(text.split()) > 5]
    assert len(plain) > 5
    verdicts = {text: seeded.check(text).verdict for text in plain}
    assert Verdict.REFUTED not in verdicts.values(), verdicts
    assert sum(verdict is Verdict.SUPPORTED for verdict in verdicts.values()) >= 0.8 * len(plain), verdicts
