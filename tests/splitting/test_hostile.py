"""Time grows with the length of the text and with nothing else."""

import time

import pytest

from bot.domain import Span
from bot.splitting import split

MEGABYTE = 1_000_000

TEXTS = {
    "one word": "a" * MEGABYTE,
    "no full stop": "The council met the mayor and " * (MEGABYTE // 30),
    "and": "and " * 10_000,
    "commas": "a, " * (MEGABYTE // 3),
    "quotes": "\"'" * (MEGABYTE // 2),
    "brackets": "[" * MEGABYTE,
    "links": "[a](" * (MEGABYTE // 4),
    "open link": "[" + "a](b" * (MEGABYTE // 4),
    "emphasis": "*_" * (MEGABYTE // 2),
    "bullets": "- \n" * (MEGABYTE // 3),
    "digits": "1." * (MEGABYTE // 2),
    "marks": "e" + "\u0301" * MEGABYTE,
    "breaks": "\n" * MEGABYTE,
    "spaces": "The talks " + " " * MEGABYTE + "ended.",
    "letters with stops": "a.b" * (MEGABYTE // 3),
}


@pytest.mark.parametrize("name", TEXTS)
def test_one_sentence_of_any_kind(name: str) -> None:
    text = TEXTS[name]
    start = time.process_time()
    split(text, [Span(0, len(text))])
    assert time.process_time() - start < 10


def test_many_sentences() -> None:
    sentence = "Putin, who met Xi, said that he left and that it rained; they agreed and it closed. "
    spans = [Span(i * len(sentence), (i + 1) * len(sentence) - 1) for i in range(2_000)]
    start = time.process_time()
    assert len(split(sentence * 2_000, spans)) >= 4_000
    assert time.process_time() - start < 20


def test_a_sentence_at_the_limit_of_what_is_parted() -> None:
    text = "The man " + "and the dog, who met, said that it rained; " * 8 + "left."
    start = time.process_time()
    split(text, [Span(0, len(text))])
    assert time.process_time() - start < 2
