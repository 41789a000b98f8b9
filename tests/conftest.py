"""Fixtures shared by all tests. The models are the real ones of the package; nothing leaves loopback."""

import os
import re
from pathlib import Path

import pytest

os.environ["ANONYMIZED_TELEMETRY"] = "False"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.pop("PINCITE_LIBRARY", None)
os.environ.pop("PINCITE_MODEL", None)
os.environ.pop("PINCITE_STANCE", None)
os.environ.pop("PINCITE_RISK", None)

from bot.adapters.onnx import OnnxEmbedder, OnnxStanceModel
from bot.adapters.sentences import NupunktSplitter
from bot.adapters.tokens import TiktokenCounter
from bot.pincite import Pincite
from bot.resources import folder

SEED = "e0edb3036331"


@pytest.fixture(scope="session")
def seed_text() -> str:
    return (folder("seeds") / "000_7f72ca5be7c9bc43.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(folder("models") / "embedder")


@pytest.fixture(scope="session")
def stance_model() -> OnnxStanceModel:
    return OnnxStanceModel(folder("models") / "stance")


@pytest.fixture(scope="session")
def splitter() -> NupunktSplitter:
    return NupunktSplitter()


@pytest.fixture(scope="session")
def counter() -> TiktokenCounter:
    return TiktokenCounter()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    """A library with the seed in it; tests that use it do not change it."""
    return Pincite.open(tmp_path_factory.mktemp("seeded") / "library")


@pytest.fixture
def library(tmp_path: Path) -> Pincite:
    """A library of its own, without the seed."""
    return Pincite.open(tmp_path / "library", empty=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What did not run for want of a browser or a model is said where nobody can miss it."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)}
    for reason in sorted(reasons):
        if re.search("chromium|axe|curl|llama|smollm", reason, re.IGNORECASE):
            terminalreporter.write_sep("!", f"DID NOT RUN: {reason}", red=True, bold=True)
