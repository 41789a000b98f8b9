"""The risk dial: which threshold a risk sets, what cannot be kept, and that it reaches every way of asking."""

import json

import pytest

from bot.domain import Bearing, Dial, Stance, StanceScores, Verdict
from bot.errors import BadRow, UsageError
from bot.ingestion.rows import Row
from bot.pincite import Pincite
from bot.verification.risk import RiskTable, share_of
from bot.verification.weighing import CLASSES, FEATURES, Calibration, VerdictHead
from bot.web.checking import Draft, run_check
from bot.wiring import at_risk

TABLE = RiskTable((Dial(0.05, 0.9, 0.1), Dial(0.1, 0.8, 0.3), Dial(0.2, 0.6, 0.5)))


def test_a_risk_takes_the_most_that_keeps_to_it():
    assert TABLE.at(0.1) == Dial(0.1, 0.8, 0.3)
    assert TABLE.at(0.19) == Dial(0.19, 0.8, 0.3)
    assert TABLE.at(0.9) == Dial(0.9, 0.6, 0.5)
    assert TABLE.at(1) == Dial(1.0, 0.0, 1.0)


def test_a_risk_that_was_never_kept_is_an_error_that_says_what_can_be():
    with pytest.raises(UsageError, match="the least it reached"):
        TABLE.at(0.01)
    assert TABLE.nearest(0.01).threshold == 0.9


@pytest.mark.parametrize("risk", [0, -0.1, 1.01, float("nan")])
def test_a_risk_is_a_share(risk):
    with pytest.raises(UsageError, match="between 0 and 1"):
        TABLE.at(risk)


def test_without_a_table_the_engine_is_taken_at_its_word():
    assert RiskTable().at(0.2) == Dial(0.2, 0.8, None)


def test_a_risk_is_read_as_a_share_or_in_percent():
    assert (share_of("0.1", "--risk"), share_of("10%", "--risk")) == (0.1, 0.1)
    with pytest.raises(UsageError, match="PINCITE_RISK is 'low'"):
        share_of("low", "PINCITE_RISK")


CLAIMS = ["Russia launched 138 drones overall.", "Odesa reported six injuries.", "The war began in 1812."]


def test_what_is_decided_with_care_is_decided_alike_without(seeded):
    decided = 0
    for claim in CLAIMS:
        at_all, careful = seeded.check(claim, risk=1), seeded.check(claim, risk=0.3)
        assert at_all.dial.threshold == 0
        assert at_all.claims[0].undecided is False
        if careful.claims[0].verdict is not Verdict.NOT_ENOUGH_EVIDENCE:
            decided += 1
            assert careful.claims[0].verdict is at_all.claims[0].verdict
            assert careful.claims[0].confidence >= careful.dial.threshold
    assert decided, "nothing is decided, so nothing was compared"


def test_what_is_opened_with_a_risk_checks_at_it(seeded):
    steps = at_risk(seeded.steps, 0.4)
    pincite = Pincite(seeded.store, steps, seeded._splitter, seeded._counter)
    assert pincite.dial() == seeded.dial(0.4)
    assert pincite.check(CLAIMS[0]).dial == pincite.dial()


def test_many_texts_get_what_each_gets_alone(seeded):
    texts = [CLAIMS[0], "", " ".join(CLAIMS), "—", CLAIMS[1]]
    found = list(seeded.check_many(iter(texts)))
    assert [item.text for item in found] == texts
    assert [len(item.claims) for item in found] == [1, 0, 3, 0, 1]
    for text, item in zip(texts, found, strict=True):
        if item.claims:
            alone = seeded.check(text)
            assert [claim.verdict for claim in item.claims] == [claim.verdict for claim in alone.claims]
            assert [claim.claim for claim in item.claims] == [claim.claim for claim in alone.claims]


def test_a_row_without_words_stops_no_file_of_the_page(seeded):
    texts = [CLAIMS[0], "—", "“_”", CLAIMS[1]]
    *_, run = run_check(seeded, Draft(tuple(Row(text, None) for text in texts), "claims.csv"), None)
    assert [record["text"] for record in run.records] == texts
    assert [len(record["claims"]) for record in run.records] == [1, 0, 0, 1]
    with pytest.raises(UsageError, match="empty"):
        list(run_check(seeded, Draft((Row("—", None),)), None))


def test_what_came_before_a_bad_row_is_answered(seeded):
    def texts():
        yield CLAIMS[0]
        yield CLAIMS[1]
        raise BadRow("claims.csv, line 4: not CSV")

    found = []
    with pytest.raises(BadRow, match="line 4"):
        found.extend(seeded.check_many(texts()))
    assert [result.text for result in found] == CLAIMS[:2]


def test_calibration_by_class_by_hand():
    zeros = (0.0,) * len(FEATURES)
    plain = VerdictHead((zeros, zeros, zeros), (0.0, 0.0, 0.0), 0.5)
    bearing = Bearing(StanceScores(0.2, 0.2, 0.6))
    assert list(plain.weigh([bearing]).values()) == pytest.approx([1 / 3] * 3)
    shifted = VerdictHead(
        (zeros, zeros, zeros),
        (0.0, 0.0, 0.0),
        0.5,
        calibrations=(Calibration(0.0, 2.0), Calibration(), Calibration()),
    )
    raised = 1 / (1 + 2.718281828**-2)
    assert shifted.weigh([bearing])[Verdict.SUPPORTED] == pytest.approx(raised / (raised + 2 / 3))


def test_a_rule_that_may_decide_gives_its_own_precision():
    zeros = (0.0,) * len(FEATURES)
    head = VerdictHead((zeros, zeros, zeros), (0.0, 0.0, 0.0), 0.5, rules={"differs": 0.96})
    differs = Bearing(StanceScores(0.2, 0.2, 0.6), quantities=Stance.REFUTES)
    weighed = head.weigh([differs])
    assert weighed[Verdict.REFUTED] == pytest.approx(0.96)
    assert sum(weighed.values()) == pytest.approx(1)
    assert weighed[Verdict.SUPPORTED] == weighed[Verdict.NOT_ENOUGH_EVIDENCE]
    assert list(weighed) == list(CLASSES)


def test_the_setting_reaches_the_record(seeded):
    from bot.reporting import check_record

    record = json.loads(json.dumps(check_record(seeded.check(CLAIMS[0], risk=0.4))))
    assert record["dial"] == {
        "risk": 0.4,
        "threshold": seeded.dial(0.4).threshold,
        "coverage": seeded.dial(0.4).coverage,
    }
