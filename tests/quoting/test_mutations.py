"""The mutation suite on the seeds: it runs, it is the same every time, and it can fail."""

import pytest

from bot.domain import Match
from bot.quoting import Ruling
from evals import mutations


def test_the_seeds_hold() -> None:
    report = mutations.run(None, limit_documents=4)
    assert report.ok
    assert report.accepted == 0
    assert len(report.altered) >= 14
    assert "no data directory" in report.table()
    assert report.table() == mutations.run(None, limit_documents=4).table()


def test_a_lenient_court_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutations, "rule", lambda *_: Ruling(Match.VERIFIED, "anything goes"))
    report = mutations.run(None, limit_documents=4)
    assert not report.ok
    assert report.accepted > 300
    assert "DOES NOT HOLD" in report.table()
