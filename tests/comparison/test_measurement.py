"""The measurement counts decisions by label, and skips what is missing."""

import gzip
import json

from evals.comparison import main, measure

ROWS = [
    {"doc": "The plant in Velsk has 90 welders.", "claim": "The plant in Velsk has 40 welders.", "label": "refuted"},
    {"doc": "The plant in Velsk has 90 welders.", "claim": "The plant in Velsk has 50 welders.", "label": "nei"},
    {"doc": "The plant in Velsk has 90 welders.", "claim": "The plant in Velsk has 90 welders.", "label": "supported"},
    {"doc": "The plant in Velsk has 90 welders.", "claim": "Owls hunt at night.", "label": "refuted"},
]


def test_decisions_are_counted_by_label():
    figures = measure("rows", ROWS)
    assert (figures.claims, figures.refuted, figures.right, figures.wrong) == (4, 2, 1, 1)
    assert dict(figures.kinds) == {"count": 2}
    assert figures.agreeing["supported"] == 1
    assert "0.500" in figures.row()


def test_missing_files_are_named_and_skipped(tmp_path, capsys):
    (tmp_path / "dev").mkdir()
    with gzip.open(tmp_path / "dev" / "mnli.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)
    assert main(["--data", str(tmp_path), "--errors"]) == 0
    printed = capsys.readouterr()
    assert "dev/mnli" in printed.out
    assert "Velsk has 50 welders" in printed.out
    assert "train_claims.jsonl.gz: missing, skipped" in printed.err
