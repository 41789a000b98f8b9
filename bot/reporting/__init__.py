"""Results as the contract's JSON, as reports in four formats, and the check of a saved report."""

from bot.reporting.lines import inert_line, one_line
from bot.reporting.records import answer_record, check_record, quote_check_record, source_record, usage_record
from bot.reporting.reports import FORMATS, explanation_above_quotes, report_text
from bot.reporting.verifying import Recheck, verify_report

__all__ = [
    "FORMATS",
    "Recheck",
    "answer_record",
    "check_record",
    "explanation_above_quotes",
    "inert_line",
    "one_line",
    "quote_check_record",
    "report_text",
    "source_record",
    "usage_record",
    "verify_report",
]
