"""The Ask tab: a conversation in which questions are answered and statements checked from the same box."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from bot.domain import SourceInfo
from bot.web import words
from bot.web.running import ENGINE, Paced, told
from bot.web.transcript import Asked, Checked, Conversation, Failed, messages

if TYPE_CHECKING:
    from bot.wiring import Pincite

Shown = tuple[list[gr.ChatMessage], Conversation, Any]


def chat(talk: Conversation) -> list[gr.ChatMessage]:
    return [
        gr.ChatMessage(
            role="user" if message.role == "user" else "assistant",
            # a component, because the chat's own Markdown would drop tags that somebody typed instead of showing them
            content=gr.HTML(message.html, apply_default_css=False, js_on_load=None, render=False),
        )
        for message in messages(talk.turns)
    ]


def first_questions(sources: Sequence[SourceInfo]) -> list[ExampleMessage]:
    """Examples belong to the seed article, and are shown where it is in the library."""
    if not any(source.id == words.SEED for source in sources):
        return []
    return [{"text": question} for question in words.FIRST_QUESTIONS]


class AskTab:
    def __init__(self, pincite: "Pincite", asked: gr.Dropdown) -> None:
        self._pincite = pincite
        self.talk = gr.State(Conversation())
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
            placeholder=f'<div class="pc-empty"><h3>{words.ASK_EMPTY_TITLE}</h3><p>{words.ASK_EMPTY}</p></div>',
        )
        self.scope = gr.HTML(apply_default_css=False, elem_classes="pc-scope-wrap")
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
            ask = gr.Button(words.ASK, variant="primary", elem_id="pc-ask", min_width=90)
            check = gr.Button(words.CHECK_THIS, elem_id="pc-check-this", min_width=110)
            new = gr.Button(words.NEW_CHAT, elem_id="pc-new-chat", elem_classes="pc-quiet", min_width=100)
        outputs = [self.chat, self.talk, self.box]
        inputs = [self.box, self.talk, asked]
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([ask.click, self.box.submit], self._ask, inputs, outputs, **ENGINE, **hidden)
        check.click(self._check, inputs, outputs, **ENGINE, **hidden)
        self.chat.example_select(self._example, [self.talk, asked], outputs, **ENGINE, **hidden)
        new.click(self._new, self.talk, outputs, queue=False, **hidden)

    def _ask(self, text: str, talk: Conversation, asked: list[str] | None) -> Iterator[Shown]:
        if not text.strip():
            gr.Warning(words.EMPTY_QUESTION)
            yield gr.skip(), gr.skip(), gr.skip()
            return
        number = talk.say(Asked(text))
        yield chat(talk), talk, ""
        try:
            talk.revise(number, Asked(text, self._pincite.ask(text, asked or None)))
        except Exception as error:
            talk.revise(number, Failed(text, told(error)))
            yield chat(talk), talk, text
        else:
            yield chat(talk), talk, gr.skip()

    def _check(self, text: str, talk: Conversation, asked: list[str] | None) -> Iterator[Shown]:
        if not text.strip():
            gr.Warning(words.EMPTY_CLAIM)
            yield gr.skip(), gr.skip(), gr.skip()
            return
        turn = Checked(text)
        number = talk.say(turn)
        yield chat(talk), talk, ""
        pace = Paced()
        try:
            for _, total, part in self._pincite.check_stream(text, asked or None):
                turn = Checked(text, (*turn.parts, part), total)
                talk.revise(number, turn)
                if pace.due():
                    yield chat(talk), talk, gr.skip()
        except Exception as error:
            talk.revise(number, Failed(text, told(error)))
            yield chat(talk), talk, text
        else:
            talk.revise(number, Checked(text, turn.parts, turn.total, done=True))
            yield chat(talk), talk, gr.skip()

    def _example(self, talk: Conversation, asked: list[str] | None, event: gr.SelectData) -> Iterator[Shown]:
        text = str(event.value.get("text", "")) if isinstance(event.value, dict) else ""
        yield from self._ask(text, talk, asked)

    @staticmethod
    def _new(talk: Conversation) -> Shown:
        talk.clear()
        return [], talk, gr.skip()
