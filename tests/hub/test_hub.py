"""The hub's client library against a hub on loopback, in processes of their own: it reads its settings at import."""

import json
import os
import subprocess
import sys

import pytest

from tests.hub.making import COMMIT, hub_of, make_model

WORDS = {"yes": (0.0, 4.0, 0.0), "no": (4.0, 0.0, 0.0), "maybe": (0.0, 0.0, 4.0)}
NAME = "somebody/three-classes"


@pytest.fixture
def model(tmp_path):
    return make_model(tmp_path / "model", ("contradiction", "entailment", "neutral"), WORDS)


def pincite(tmp_path, endpoint, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={
            **os.environ,
            "HF_HOME": str(tmp_path / "cache"),
            "HF_ENDPOINT": endpoint,
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "PINCITE_LIBRARY": str(tmp_path / "library"),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


def test_a_model_is_got_checked_listed_and_used_without_the_hub(tmp_path, model):
    with hub_of({NAME: model}) as endpoint:
        got = pincite(tmp_path, endpoint, "models", "get", NAME, "--json")
        assert got.returncode == 0, got.stderr
        assert json.loads(got.stdout)["setting"] == f"hf:{NAME}"
        assert json.loads(got.stdout)["commit"] == COMMIT
    listed = pincite(tmp_path, endpoint, "models", "--json", PINCITE_STANCE=f"hf:{NAME}")
    used = json.loads(listed.stdout)["in_use"]
    assert (used["name"], used["version"], used["here"]) == (f"hf:{NAME}", COMMIT, True)
    checked = pincite(tmp_path, endpoint, "check", "It said yes yes.", "--json", PINCITE_STANCE=f"hf:{NAME}")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["engine"]["name"] == f"hf:{NAME}"


def test_what_goes_wrong_is_one_line_with_its_exit_status(tmp_path, model):
    with hub_of({NAME: model}, damaged="model.onnx") as endpoint:
        damaged = pincite(tmp_path, endpoint, "models", "get", NAME)
        unknown = pincite(tmp_path, endpoint, "models", "get", "somebody/else")
    gone = pincite(tmp_path, endpoint, "check", "It said yes.", PINCITE_STANCE="hf:somebody/else")
    for result, status, words in (
        (damaged, 3, "damaged"),
        (unknown, 2, "no model"),
        (gone, 3, "check the connection"),
    ):
        assert result.returncode == status, result.stderr
        [line] = [line for line in result.stderr.splitlines() if line.startswith("pincite: ")]
        assert words in line
        assert "Traceback" not in result.stderr
    assert not list((tmp_path / "cache").rglob("model.onnx"))
