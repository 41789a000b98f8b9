"""The Check tab: a pasted claim, list or draft becomes verdicts, claim by claim, and a report to download."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from bot.ingestion.rows import SUFFIXES, Row
from bot.reporting import FORMATS
from bot.web import words
from bot.web.checking import Draft, Run, read_draft, run_check, write_reports
from bot.web.engines import Engines, Setup
from bot.web.rendering import empty_state, notice
from bot.web.results import results
from bot.web.running import ENGINE, Paced, told
from bot.web.scripts import script


def check_empty() -> str:
    return empty_state(words.CHECK_EMPTY_TITLE, words.CHECK_EMPTY)


class CheckTab:
    def __init__(self, engines: Engines, asked: gr.State, setup: gr.State) -> None:
        self._engines = engines
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
            self.upload = gr.UploadButton(
                words.UPLOAD, file_types=list(SUFFIXES), file_count="single", elem_id="pc-check-file", min_width=110
            )
            clear = gr.Button(words.CLEAR, elem_id="pc-clear", elem_classes="pc-quiet", min_width=80)
            with gr.Row(elem_classes="pc-downloads"):
                self.downloads = [
                    gr.DownloadButton(
                        words.DOWNLOAD.format(suffix=suffix),
                        elem_id=f"pc-report-{suffix[1:]}",
                        visible=False,
                        size="sm",
                        min_width=60,
                    )
                    for suffix in FORMATS
                ]
        with gr.Column(elem_classes="pc-examples") as self.examples:
            gr.HTML(f'<p class="pc-soft">{words.UPLOAD_NOTE} {words.TRY_CLAIMS}</p>', apply_default_css=False)
            for example in words.EXAMPLE_CLAIMS:
                button = gr.Button(example, size="sm", elem_classes="pc-example")
                button.click(lambda example=example: example, None, self.box, queue=False, api_visibility="private")
        self.results = gr.HTML(
            check_empty(), elem_id="pc-results", apply_default_css=False, js_on_load=script("results.js")
        )

        self.outputs = [self.results, self.run, self.check, self.stop, self.examples, *self.downloads]
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        pasted = self.check.click(self.check_text, [self.box, asked, setup], self.outputs, **ENGINE, **hidden)
        uploaded = self.upload.upload(self._check_file, [self.upload, asked, setup], self.outputs, **ENGINE, **hidden)
        self.running: list[Any] = [pasted, uploaded]
        self.stop.click(self._stopped, self.run, self.outputs, cancels=self.running, queue=False, **hidden)
        clear.click(self._cleared, None, [*self.outputs, self.box], cancels=self.running, queue=False, **hidden)

    def check_text(self, text: str, asked: list[str] | None, setup: Setup) -> Iterator[list[Any]]:
        if not text.strip():
            gr.Warning(words.EMPTY_CLAIM)
            yield [gr.skip()] * len(self.outputs)
            return
        yield from self._check(Draft((Row(text, None),)), asked, setup)

    def _check_file(self, path: str, asked: list[str] | None, setup: Setup) -> Iterator[list[Any]]:
        try:
            draft = read_draft(path)
        except Exception as error:
            name = Path(path).name
            message = f"{name}: {told(error).replace(path, name).removeprefix(f'{name}: ')}"
            yield self._shown(notice(message), Run())
            return
        yield from self._check(draft, asked, setup)

    def _check(self, draft: Draft, asked: list[str] | None, setup: Setup) -> Iterator[list[Any]]:
        pincite, pace = self._engines.of(setup), Paced()
        run = Run(draft, tuple(asked or ()), engine=pincite.engine)
        yield self._shown(self._html(run), run, running=True)
        try:
            for run in run_check(pincite, draft, asked or None):
                if not run.at.done and pace.due(len(run.parts)):
                    yield self._shown(self._html(run), run, running=True)
        except Exception as error:
            yield from self._finished(run, error=told(error))
        else:
            yield from self._finished(run)

    def _finished(self, run: Run, error: str = "") -> Iterator[list[Any]]:
        html = self._html(run, error=error, link=run.link)
        if not run.records:
            yield self._shown(html, run)
            return
        with TemporaryDirectory(prefix="pincite-report-") as folder:
            paths = write_reports(Path(folder), run.records)
            # Gradio has copied the files when it asks for what comes after
            yield self._shown(html, run, files=[gr.DownloadButton(value=path, visible=True) for path in paths])

    def _html(self, run: Run, *, error: str = "", link: str = "") -> str:
        return results(run.draft.text, run.parts, run.at, quotes=run.quotes, error=error, engine=run.engine, link=link)

    def _stopped(self, run: Run) -> Iterator[list[Any]]:
        yield from self._finished(replace(run, at=replace(run.at, stopped=True)))

    def _cleared(self) -> list[Any]:
        return [*self._shown(check_empty(), Run()), ""]

    def _shown(self, html: str, run: Run, *, running: bool = False, files: Sequence[Any] = ()) -> list[Any]:
        return [
            html,
            run,
            gr.Button(visible=not running),
            gr.Button(visible=running),
            gr.Column(visible=not run.draft.rows),
            *(files or [gr.DownloadButton(visible=False) for _ in self.downloads]),
        ]
