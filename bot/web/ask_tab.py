"""The Ask tab: a conversation in which questions are answered and statements checked from the same box."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.domain import Reworded, Sentence
from bot.web import words
from bot.web.engines import Engines, Setup
from bot.web.rendering import empty_state
from bot.web.running import ENGINE, Paced, told
from bot.web.saving import exported_records, exported_text, restored, saved
from bot.web.scripts import script
from bot.web.transcript import Asked, Checked, Conversation, Failed, Turn, is_check, messages

if TYPE_CHECKING:
    from bot.pincite import Pincite

_STORE = "pincite-chat"


def chat(talk: Conversation) -> list[gr.ChatMessage]:
    return [
        gr.ChatMessage(
            role="user" if message.role == "user" else "assistant",
            # a component, because the chat's own Markdown would drop tags that somebody typed instead of showing them
            content=gr.HTML(message.html, apply_default_css=False, js_on_load=None, render=False),
        )
        for message in messages(talk)
    ]


def _before(talk: Conversation, number: int) -> list[tuple[str, str]]:
    """The questions and answers that a follow-up may refer to."""
    return [
        (turn.text, turn.answer.text)
        for other, turn in talk
        if other < number and isinstance(turn, Asked) and turn.answer
    ]


def _coming(
    turn: Asked, pincite: "Pincite", before: Sequence[tuple[str, str]], asked: list[str] | None
) -> Iterator[Asked]:
    """The turn after each event of its answer."""
    sentences: dict[int, Sentence] = {}
    for event in pincite.stream_ask(turn.text, before, asked or None):
        if isinstance(event, Reworded):
            turn = replace(turn, understood=event.question)
        elif isinstance(event, Sentence):
            sentences[event.number] = event
            turn = replace(turn, coming=tuple(sentences.values()))
        else:
            turn = replace(turn, answer=event)
        yield turn


class AskTab:
    """Every event of the conversation gives ``outputs``, which ``_shown`` fills."""

    def __init__(self, pincite: "Pincite", engines: Engines, asked: gr.State, setup: gr.State) -> None:
        self._pincite = pincite
        self._engines = engines
        self.talk = gr.State(Conversation())
        self.editing = gr.State(0)
        self.kept = gr.BrowserState([], storage_key=_STORE, secret=_STORE)
        with gr.Column(elem_id="pc-talk"):
            self._build_chat()
        self._build_box()
        self._connect(asked, setup)

    def _build_chat(self) -> None:
        self.chat = gr.Chatbot(
            label=words.CHAT_LABEL,
            show_label=False,
            elem_id="pc-chat",
            height="100%",
            buttons=[],
            latex_delimiters=[],
            layout="panel",
            feedback_options=None,
            group_consecutive_messages=False,
            placeholder=empty_state(words.ASK_EMPTY_TITLE, words.ASK_EMPTY),
        )
        self.suggestions = gr.HTML(apply_default_css=False, elem_id="pc-suggestions", js_on_load=script("talk.js"))

    def _build_box(self) -> None:
        self.scope = gr.HTML(apply_default_css=False, elem_classes="pc-scope-wrap")
        self.note = gr.HTML(apply_default_css=False, elem_id="pc-editing")
        self.box = gr.Textbox(
            label=words.ASK_LABEL,
            placeholder=words.ASK_PLACEHOLDER,
            show_label=False,
            lines=1,  # so that Enter sends and Shift+Enter breaks the line
            max_lines=8,
            elem_id="pc-ask-box",
            container=False,
            submit_btn=False,
        )
        with gr.Row(elem_classes="pc-actions-row"):
            self.ask = gr.Button(words.ASK, variant="primary", elem_id="pc-ask", min_width=80)
            self.check = gr.Button(words.CHECK_THIS, elem_id="pc-check-this", min_width=110)
            self.stop = gr.Button(words.STOP, variant="stop", elem_id="pc-stop-ask", visible=False, min_width=80)
            quiet: dict[str, Any] = {"elem_classes": "pc-quiet", "min_width": 60, "visible": False}
            self.retry = gr.Button(words.RETRY, elem_id="pc-retry", **quiet)
            self.undo = gr.Button(words.UNDO, elem_id="pc-undo", **quiet)
            self.new = gr.Button(words.NEW_CHAT, elem_id="pc-new-chat", **quiet)
            self.export = gr.Button(words.EXPORT, elem_id="pc-export", **quiet)
            self.export_data = gr.Button(words.EXPORT_DATA, elem_id="pc-export-data", **quiet)
        self._file = gr.JSON(visible=False)
        self._ready = [self.ask, self.check]
        self._later = [self.retry, self.undo, self.new, self.export, self.export_data]
        shown = [self.chat, self.suggestions, self.stop, *self._ready, *self._later]
        self.outputs = [self.talk, self.box, self.editing, self.note, self.kept, *shown]

    def _connect(self, asked: gr.State, setup: gr.State) -> None:
        inputs = [self.box, self.talk, asked, setup, self.editing]
        again = [self.talk, asked, setup]
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.running: list[Any] = [
            gr.on([self.ask.click, self.box.submit], self.ask_text, inputs, self.outputs, **ENGINE, **hidden),
            self.check.click(self._check_text, inputs, self.outputs, **ENGINE, **hidden),
            self.retry.click(self._retry, again, self.outputs, **ENGINE, **hidden),
            self.suggestions.suggested(self._suggested, again, self.outputs, **ENGINE, **hidden),
        ]
        at_once: dict[str, Any] = {"queue": False, **hidden}
        self.stop.click(self._stop, self.talk, self.outputs, cancels=self.running, **at_once)
        self.undo.click(self._undo, self.talk, self.outputs, **at_once)
        self.new.click(self._new, self.talk, self.outputs, cancels=self.running, **at_once)
        self.suggestions.edit_turn(self._edit, self.talk, self.outputs, **at_once)
        self.suggestions.edit_no(lambda: [0, "", ""], None, [self.editing, self.note, self.box], **at_once)
        save = "(file) => { if (file) document.dispatchEvent(new CustomEvent('pc-save', { detail: file })); }"
        for button, make in ((self.export, self._as_text), (self.export_data, self._as_data)):
            button.click(make, self.talk, self._file, **at_once).then(None, self._file, None, js=save)

    # What the events do

    def ask_text(
        self, text: str, talk: Conversation, asked: list[str], setup: Setup, editing: int = 0
    ) -> Iterator[list[Any]]:
        if self._begun(text, talk, editing, words.EMPTY_QUESTION):
            yield from self._answered(text, talk, asked, setup)
        else:
            yield [gr.skip()] * len(self.outputs)

    def _check_text(
        self, text: str, talk: Conversation, asked: list[str], setup: Setup, editing: int
    ) -> Iterator[list[Any]]:
        if self._begun(text, talk, editing, words.EMPTY_CLAIM):
            yield from self._checked(text, talk, asked, setup)
        else:
            yield [gr.skip()] * len(self.outputs)

    @staticmethod
    def _begun(text: str, talk: Conversation, editing: int, empty: str) -> bool:
        """Whether there is something to send; what is edited then makes room for it."""
        if not text.strip():
            gr.Warning(empty)
            return False
        if editing:
            talk.take_back(editing)
        return True

    def _answered(self, text: str, talk: Conversation, asked: list[str], setup: Setup) -> Iterator[list[Any]]:
        turn = Asked(text)
        number = talk.say(turn)
        yield self._shown(talk, box="")
        pace = Paced()
        try:
            for come in _coming(turn, self._engines.of(setup), _before(talk, number), asked):
                talk.revise(number, come)
                if come.answer is None and pace.due():
                    yield self._shown(talk)
        except Exception as error:
            talk.revise(number, Failed(text, told(error)))
            yield self._shown(talk, box=text)
        else:
            yield self._shown(talk)

    def _checked(self, text: str, talk: Conversation, asked: list[str], setup: Setup) -> Iterator[list[Any]]:
        pincite = self._engines.of(setup)
        turn = Checked(text, engine=pincite.engine, dial=pincite.dial())
        number = talk.say(turn)
        yield self._shown(talk, box="")
        pace = Paced()
        try:
            for _, total, part in pincite.check_stream(text, asked or None):
                turn = replace(turn, parts=(*turn.parts, part), total=total)
                talk.revise(number, turn)
                if pace.due(total):
                    yield self._shown(talk)
        except Exception as error:
            talk.revise(number, Failed(text, told(error), check=True))
            yield self._shown(talk, box=text)
        else:
            talk.revise(number, replace(turn, done=True))
            yield self._shown(talk)

    def _again(self, turn: Turn, talk: Conversation, asked: list[str], setup: Setup) -> Iterator[list[Any]]:
        yield from (self._checked if is_check(turn) else self._answered)(turn.text, talk, asked, setup)

    def _retry(self, talk: Conversation, asked: list[str], setup: Setup) -> Iterator[list[Any]]:
        if turn := talk.take_back(talk.last):
            yield from self._again(turn, talk, asked, setup)
        else:
            yield self._shown(talk)

    def _suggested(
        self, talk: Conversation, asked: list[str], setup: Setup, event: gr.EventData
    ) -> Iterator[list[Any]]:
        text = str((event._data or {}).get("text", ""))
        yield from self.ask_text(text, talk, asked, setup)

    def _stop(self, talk: Conversation) -> list[Any]:
        talk.stop()
        return self._shown(talk)

    def _undo(self, talk: Conversation) -> list[Any]:
        turn = talk.take_back(talk.last)
        return self._shown(talk, box=turn.text if turn else gr.skip())

    def _new(self, talk: Conversation) -> list[Any]:
        talk.clear()
        return self._shown(talk)

    def _edit(self, talk: Conversation, event: gr.EventData) -> list[Any]:
        number = (event._data or {}).get("turn")
        turn = talk.get(number) if isinstance(number, int) else None
        if turn is None or talk.busy:
            return [gr.skip()] * len(self.outputs)
        note = f'<p class="pc-editing">{words.EDITING} '
        note += f'<button type="button" class="pc-small" data-edit-no>{words.EDIT_NO}</button></p>'
        return [talk, turn.text, number, note, *[gr.skip()] * (len(self.outputs) - 4)]

    def _as_text(self, talk: Conversation) -> dict[str, str]:
        return {"name": "pincite-chat.md", "type": "text/markdown", "text": exported_text(talk.turns)}

    def _as_data(self, talk: Conversation) -> dict[str, str]:
        lines = (json.dumps(record, ensure_ascii=False) for record in exported_records(talk.turns, self._pincite))
        return {"name": "pincite-chat.jsonl", "type": "application/jsonl", "text": "".join(f"{a}\n" for a in lines)}

    def restore(self, kept: Any, talk: Conversation) -> list[Any]:
        """The conversation as the browser kept it, quotes read again from the library."""
        if not talk.turns:
            for turn in restored(kept, self._pincite):
                talk.say(turn)
        return self._shown(talk)

    def _shown(self, talk: Conversation, box: Any = None) -> list[Any]:
        """``box`` is what the box then holds; None leaves it. What is edited ends with what is sent."""
        busy, some = talk.busy, bool(talk.turns)
        ends = [0, ""] if box is not None else [gr.skip(), gr.skip()]
        return [
            talk,
            gr.skip() if box is None else box,
            *ends,
            gr.skip() if busy else saved(talk.turns),
            chat(talk),
            gr.HTML(visible="hidden" if some else True),
            gr.Button(visible=busy),
            *[gr.Button(visible=not busy) for _ in self._ready],
            *[gr.Button(visible=some and not busy) for _ in self._later],
        ]
