"""The conversation of the Ask tab: what was said, as values, and as the HTML of chat messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain import Answer, Unchecked
from bot.web import words
from bot.web.rendering import confidence, nearest, notice, quotation, safe
from bot.web.verdicts import Part, card, counts, progress, unchecked


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer; None while the sources are read."""

    text: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement that was checked from the chat; ``total`` is 0 until its claims are known."""

    text: str
    parts: tuple[Part, ...] = ()
    total: int = 0
    done: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """What was typed and why it could not be answered."""

    text: str
    message: str


Turn = Asked | Checked | Failed


@dataclass(slots=True)
class Conversation:
    """One session's turns. Each answer in the making revises its own turn, so that two of them at once, or a
    conversation that is cleared in between, lose nothing and bring nothing back."""

    _turns: dict[int, Turn] = field(default_factory=dict)
    _said: int = 0

    def say(self, turn: Turn) -> int:
        """Adds a turn and gives its number."""
        self._said += 1
        self._turns[self._said] = turn
        return self._said

    def revise(self, number: int, turn: Turn) -> None:
        if number in self._turns:
            self._turns[number] = turn

    def clear(self) -> None:
        self._turns.clear()

    @property
    def turns(self) -> list[Turn]:
        return list(self._turns.values())


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    html: str


def messages(turns: Sequence[Turn]) -> list[Message]:
    """Two chat messages for each turn, all text escaped."""
    shown = []
    for turn in turns:
        kind = words.YOU_CLAIMED if isinstance(turn, Checked) else words.YOU_ASKED
        said = f'<span class="pc-visually-hidden">{kind}: </span><p dir="auto">{safe(turn.text)}</p>'
        shown += [
            Message("user", f'<div class="pc-user">{said}</div>'),
            Message("assistant", f'<div class="pc-reply">{_reply(turn)}</div>'),
        ]
    return shown


def _reply(turn: Turn) -> str:
    if isinstance(turn, Failed):
        return notice(turn.message, kept=True)
    if isinstance(turn, Checked):
        return _checked(turn)
    if turn.answer is None:
        return f'<p class="pc-waiting" role="status">{words.THINKING}<span aria-hidden="true">…</span></p>'
    return answer_html(turn.answer)


def answer_html(answer: Answer) -> str:
    """Its quotes, each with its chip; or that the sources do not say, and the nearest passages."""
    if answer.abstained:
        head = f"<header><strong>{words.ABSTAINED}.</strong>{confidence(answer.confidence)}</header>"
        return f'<div class="pc-answer">{head}{nearest(answer.searched.nearest, open_at_first=True)}</div>'
    quotes = "".join(quotation(item) for item in answer.evidence)
    return f'<div class="pc-answer">{quotes}<footer>{confidence(answer.confidence)}</footer></div>'


def _checked(turn: Checked) -> str:
    several = turn.total > 1
    head = progress(len(turn.parts), turn.total, done=turn.done) if several or not turn.done else ""
    summary = counts(turn.parts) if several else ""
    shown = "".join(unchecked(part) if isinstance(part, Unchecked) else card(part) for part in turn.parts)
    return f"{head}{summary}{shown}"
