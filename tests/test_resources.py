"""What the machine tells of itself."""

from pathlib import Path

import pytest

from bot.resources import int8_may_overflow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_vnni\n", False),
        ("processor\t: 0\nflags\t\t: fpu avx2 avx_vnni\n", False),
        ("processor\t: 0\nflags\t\t: fpu avx2 avx512f\n", True),
        ("processor\t: 0\n", True),
    ],
)
def test_int8_may_overflow_where_the_processor_has_no_vnni(tmp_path: Path, text: str, expected: bool) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(text, "utf-8")
    assert int8_may_overflow(path) is expected


def test_a_processor_that_does_not_tell_may_overflow(tmp_path: Path) -> None:
    assert int8_may_overflow(tmp_path / "missing")
