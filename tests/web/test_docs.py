"""Every example of docs/http.md, run against `pincite serve --mcp`, prints what the page says it prints."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.serving import ROOT, real_page

EXAMPLES = re.findall(
    r"^```(python|sh)\n(.*?)^```\n\n^```text\n(.*?)^```", (ROOT / "docs/http.md").read_text("utf-8"), re.S | re.M
)
WRITTEN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with real_page(tmp_path_factory.mktemp("documented") / "library", "--mcp") as served:
        yield served.rstrip("/")


def test_the_page_has_examples_of_each_kind() -> None:
    assert len(EXAMPLES) >= 5
    assert {language for language, _, _ in EXAMPLES} == {"python", "sh"}


@pytest.mark.parametrize(("language", "code", "printed"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example(address: str, tmp_path: Path, language: str, code: str, printed: str) -> None:
    if language == "sh" and not shutil.which("curl"):
        pytest.skip("curl is missing, so the example of docs/http.md for it did not run")
    assert WRITTEN in code
    command = [sys.executable, "-c"] if language == "python" else ["bash", "-euo", "pipefail", "-c"]
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run(
        [*command, code.replace(WRITTEN, address)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=120,
    )
    assert done.stdout == printed, done.stderr
