"""What holds for any text: exact offsets, equality after normalising, and time."""

import random
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Match, Passage, PassageKind, Span
from bot.quoting import rule
from bot.quoting.normalise import normalise
from evals.mutations.typography import VARIANTS
from tests.quoting.material import SEED, passage

MILLION = 1_000_000
SECONDS = 3.0
"""Processor time allowed for a megabyte; a machine of two shared cores needs about one."""

TEXT = st.text(
    st.sampled_from(list("ab né\u0301ﬁ“”\"'’—-…. \n\u00ad\u200b\u00a0fi5%,U.S")) | st.characters(), max_size=60
)


@settings(max_examples=400, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_whatever_is_verified_equals_the_words_but_for_typography(before: str, words: str, after: str) -> None:
    text = before + words + after
    if not text:
        return
    shown = Passage("d", "t", 0, 7, 7 + len(text), text, PassageKind.REPORTING, ())
    ruling = rule(words, [shown])
    if ruling.match is Match.VERIFIED:
        assert ruling.span is not None
        assert normalise(shown.slice(ruling.span)).text.strip() == normalise(words.strip()).text.strip()
    if ruling.span is not None:
        assert 7 <= ruling.span.start < ruling.span.end <= shown.end


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_normalising_maps_every_letter_back(text: str) -> None:
    form = normalise(text)
    for index, character in enumerate(form.text):
        span = form.original(index, index + 1)
        if span is not None and character.isalnum():
            assert normalise(span.of(text)).text == character


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_normalising_twice_changes_nothing_more_for_composed_text(text: str) -> None:
    once = normalise(unicodedata.normalize("NFC", text)).text
    assert len(normalise(once).text) <= len(once)


SENTENCES = [span for span in passage(SEED).sentences if not span.of(SEED).startswith("Also")]


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_of_every_sentence_are_verified_in_place(name: str) -> None:
    rng = random.Random(name)
    shown = passage(SEED)
    for span in SENTENCES:
        ruling = rule(VARIANTS[name](span.of(SEED), rng), [shown])
        assert (ruling.match, ruling.span) == (Match.VERIFIED, span)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(sorted(VARIANTS)), st.integers(0, 999))
def test_variants_of_the_source_are_found_by_the_plain_words(span: Span, name: str, seed: int) -> None:
    rng = random.Random(seed)
    written = VARIANTS[name](span.of(SEED), rng).strip()
    source = f"First line.\n{written.strip(chr(0x200B) + chr(0x200D) + chr(0xFEFF))}\nLast line."
    start, end = 12, len(source) - 11
    ruling = rule(
        span.of(SEED), [Passage("d", "t", 0, 0, len(source), source, PassageKind.REPORTING, (Span(start, end),))]
    )
    assert (ruling.match, ruling.span) == (Match.VERIFIED, Span(start, end))


HOSTILE = {
    "one letter": ("a" * 1000, "a" * MILLION),
    "one letter, long quotation": ("a" * MILLION, "a" * (MILLION // 2)),
    "one word": ("a a a b", "a " * (MILLION // 2)),
    "deep marks": ("e" + "\u0301" * 500, "e" + "\u0301" * MILLION),
    "deep marks out of order": ("e\u0301\u0323", "e" + "\u0301\u0323" * (MILLION // 2)),
    "ligatures": ("office file", "\ufb03" * MILLION),
    "gaps": ("hello world", " \u00ad" * (MILLION // 2)),
    "dashes": ("x y", "x — " * (MILLION // 4)),
    "decomposed": ("x y", "e\u0301" * (MILLION // 2)),
    "ellipses": ("a…" * (MILLION // 2), "…a" * (MILLION // 2)),
    "sentences": ("Xy zz. " * 100 + "b", "Xy zz. " * (MILLION // 7)),
    "apostrophes": ("a'" * 400, "a'" * (MILLION // 2) + "b"),
    "digits": ("1," * 400, "1," * (MILLION // 2) + "3"),
    "quotation marks": ("x y", "“" * MILLION),
    "line breaks": ("x\ny\nz", "x\n" * (MILLION // 2)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_ruled_on_in_time(name: str) -> None:
    words, text = HOSTILE[name]
    shown = Passage("d", "t", 0, 0, len(text), text, PassageKind.REPORTING, ())
    started = time.process_time()
    rule(words, [shown])
    assert time.process_time() - started < SECONDS
