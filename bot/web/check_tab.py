"""The Check tab: a pasted claim, list or draft becomes verdicts, claim by claim, and a report to download."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.domain import CheckResult, QuoteCheck
from bot.quoting import quoted_parts
from bot.reporting import FORMATS, check_record, quote_check_record, report_text
from bot.web import words
from bot.web.rendering import empty_state
from bot.web.running import ENGINE, Paced, told
from bot.web.verdicts import Part, results

if TYPE_CHECKING:
    from bot.wiring import Pincite


@dataclass(frozen=True, slots=True)
class Run:
    """One check as far as it has come; kept in the session so that Stop can show what there is."""

    text: str = ""
    parts: tuple[Part, ...] = ()
    total: int = 0


def check_quotations(pincite: "Pincite", text: str, sources: Sequence[str] | None) -> list[QuoteCheck]:
    """Each run of words that the text puts in quotation marks, against the sources."""
    return [pincite.quote(part.words, part.speaker, sources) for part in quoted_parts(text)]


def write_reports(folder: Path, result: CheckResult, quotes: Sequence[QuoteCheck]) -> list[str]:
    """The report in each format that the product has, in the order of FORMATS."""
    record = check_record(result)
    if quotes:
        record["quotations"] = [quote_check_record(check) for check in quotes]
    paths = []
    for suffix in FORMATS:
        path = folder / f"pincite-report{suffix}"
        path.write_text(report_text([record], suffix), "utf-8")
        paths.append(str(path))
    return paths


def check_empty() -> str:
    return empty_state(words.CHECK_EMPTY_TITLE, words.CHECK_EMPTY)


class CheckTab:
    def __init__(self, pincite: "Pincite", asked: gr.Dropdown) -> None:
        self._pincite = pincite
        self.run = gr.State(Run())
        self.box = gr.Textbox(
            label=words.CLAIMS_LABEL,
            placeholder=words.CLAIMS_PLACEHOLDER,
            lines=5,
            max_lines=16,
            elem_id="pc-check-box",
        )
        self.scope = gr.HTML(apply_default_css=False, elem_classes="pc-scope-wrap")
        with gr.Row(elem_classes="pc-actions-row"):
            self.check = gr.Button(words.CHECK, variant="primary", elem_id="pc-check", min_width=90)
            self.stop = gr.Button(words.STOP, variant="stop", elem_id="pc-stop", visible=False, min_width=90)
            clear = gr.Button(words.CLEAR, elem_id="pc-clear", elem_classes="pc-quiet", min_width=90)
            self.downloads = [
                gr.DownloadButton(
                    words.DOWNLOAD.format(suffix=suffix),
                    elem_id=f"pc-report-{suffix[1:]}",
                    elem_classes="pc-download",
                    visible=False,
                    size="sm",
                    min_width=60,
                )
                for suffix in FORMATS
            ]
        with gr.Row(elem_classes="pc-examples") as self.examples:
            gr.HTML(f'<p class="pc-soft">{words.TRY_CLAIMS}</p>', apply_default_css=False)
            for example in words.EXAMPLE_CLAIMS:
                button = gr.Button(example, size="sm", elem_classes="pc-example")
                button.click(lambda example=example: example, None, self.box, queue=False, api_visibility="private")
        self.results = gr.HTML(check_empty(), elem_id="pc-results", apply_default_css=False)

        outputs = [self.results, self.run, self.check, self.stop, self.examples, *self.downloads]
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        running = self.check.click(self._check, [self.box, asked], outputs, **ENGINE, **hidden)
        self.stop.click(self._stopped, self.run, outputs, cancels=[running], queue=False, **hidden)
        clear.click(self._cleared, None, [*outputs, self.box], cancels=[running], queue=False, **hidden)

    def _check(self, text: str, asked: list[str] | None) -> Iterator[list[Any]]:
        if not text.strip():
            gr.Warning(words.EMPTY_CLAIM)
            yield [gr.skip()] * (5 + len(self.downloads))
            return
        run = Run(text)
        yield self._shown(results(text, (), 0), run, running=True)
        pace = Paced()
        try:
            for _, total, part in self._pincite.check_stream(text, asked or None):
                run = Run(text, (*run.parts, part), total)
                if pace.due():
                    yield self._shown(results(text, run.parts, total), run, running=True)
            quotes = check_quotations(self._pincite, text, asked or None)
            result = self._pincite.check_result(text, run.parts)
        except Exception as error:
            yield self._shown(results(text, run.parts, run.total, error=told(error)), run)
            return
        with TemporaryDirectory(prefix="pincite-report-") as folder:
            # Gradio has copied the files when it asks for what comes after
            files = write_reports(Path(folder), result, quotes)
            yield self._shown(results(text, run.parts, run.total, done=True, quotes=quotes), run, files=files)

    def _stopped(self, run: Run) -> list[Any]:
        return self._shown(results(run.text, run.parts, run.total, stopped=True), run)

    def _cleared(self) -> list[Any]:
        return [*self._shown(check_empty(), Run()), ""]

    def _shown(self, html: str, run: Run, *, running: bool = False, files: Sequence[str] = ()) -> list[Any]:
        buttons = (
            [gr.DownloadButton(value=path, visible=True) for path in files]
            if files
            else [gr.DownloadButton(visible=False) for _ in self.downloads]
        )
        return [
            html,
            run,
            gr.Button(visible=not running),
            gr.Button(visible=running),
            gr.Row(visible=not run.text),
            *buttons,
        ]
