"""Where every claim about quality and speed is measured: a dataset gives cases, a system answers, a scorer gives
a score, a report shows it. Run ``python -m evals --help``."""
