"""``python -m evals.mutations [DATA_DIRECTORY] [--documents N] [--seed N]``: status 1 if the promise does not hold."""

import argparse
import sys
from pathlib import Path

from evals.mutations import run


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals mutations", description="altered quotations against the quote court"
    )
    parser.add_argument("data", nargs="?", type=Path, help="directory of .jsonl(.gz) files with a 'doc' column")
    parser.add_argument("--documents", type=int, default=500, help="documents of the directory (default 500)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    report = run(options.data, limit_documents=options.documents, seed=options.seed)
    print(report.table())
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
