"""The conversation of the Ask tab: what was said, as values, and as the HTML of chat messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain import Answer, Dial, Engine, Sentence, SentenceState, Unchecked
from bot.web import words
from bot.web.ratings import answer_rating
from bot.web.rendering import confidence, nearest, notice, quotation, safe
from bot.web.results import Progress, counts, progress
from bot.web.verdicts import Part, card, unchecked


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer; None while the sources are read. ``coming`` is what has come of it until then."""

    text: str
    answer: Answer | None = None
    coming: tuple[Sentence, ...] = ()
    understood: str = ""
    stopped: bool = False

    @property
    def done(self) -> bool:
        return self.stopped or self.answer is not None


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement that was checked from the chat; ``total`` is 0 until its claims are known.

    ``engine`` and ``dial`` are those that it was checked with, whatever the session uses since.
    """

    text: str
    parts: tuple[Part, ...] = ()
    total: int = 0
    done: bool = False
    stopped: bool = False
    engine: Engine | None = None
    dial: Dial | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """What was typed and why it could not be answered; ``check`` where it was a statement."""

    text: str
    message: str
    check: bool = False
    done: bool = True


Turn = Asked | Checked | Failed


@dataclass(slots=True)
class Conversation:
    """One session's turns by their numbers. Each answer in the making revises its own turn, so that two of them at
    once, or a conversation that is cleared in between, lose nothing and bring nothing back."""

    _turns: dict[int, Turn] = field(default_factory=dict)
    _said: int = 0

    def say(self, turn: Turn) -> int:
        """Adds a turn and gives its number."""
        self._said += 1
        self._turns[self._said] = turn
        return self._said

    def revise(self, number: int, turn: Turn) -> None:
        """A turn that was stopped or taken back stays so, whatever is still on its way to it."""
        if number in self._turns and not self._turns[number].done:
            self._turns[number] = turn

    def stop(self) -> None:
        for number, turn in self._turns.items():
            if isinstance(turn, Asked) and not turn.done:
                self._turns[number] = replace(turn, stopped=True)
            elif isinstance(turn, Checked) and not turn.done:
                self._turns[number] = replace(turn, stopped=True, done=True)

    def take_back(self, number: int) -> Turn | None:
        """Removes this turn and what follows it, and gives the turn."""
        turn = self._turns.get(number)
        self._turns = {other: kept for other, kept in self._turns.items() if other < number}
        return turn

    def clear(self) -> None:
        self._turns.clear()

    @property
    def last(self) -> int:
        """The number of the last turn, 0 where there is none."""
        return max(self._turns, default=0)

    @property
    def busy(self) -> bool:
        return any(not turn.done for turn in self._turns.values())

    def get(self, number: int) -> Turn | None:
        return self._turns.get(number)

    @property
    def turns(self) -> list[Turn]:
        return list(self._turns.values())

    def __iter__(self) -> Iterator[tuple[int, Turn]]:
        return iter(self._turns.items())


def is_check(turn: Turn) -> bool:
    return isinstance(turn, Checked) or (isinstance(turn, Failed) and turn.check)


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    html: str


def messages(talk: Conversation) -> list[Message]:
    """Two chat messages for each turn, all text escaped."""
    shown = []
    for number, turn in talk:
        kind = words.YOU_CLAIMED if is_check(turn) else words.YOU_ASKED
        said = f'<span class="pc-visually-hidden">{kind}: </span><p dir="auto">{safe(turn.text)}</p>'
        edit = (
            f'<button type="button" class="pc-edit" data-edit="{number}" title="{words.EDIT_TITLE}">'
            f'<span aria-hidden="true">✎</span><span class="pc-visually-hidden">{words.EDIT_TITLE}</span></button>'
        )
        shown += [
            Message("user", f'<div class="pc-user">{edit}{said}</div>'),
            Message("assistant", f'<div class="pc-reply">{_reply(turn)}</div>'),
        ]
    return shown


def _reply(turn: Turn) -> str:
    if isinstance(turn, Failed):
        return notice(turn.message, kept=True)
    if isinstance(turn, Checked):
        return _checked(turn)
    if turn.answer is not None:
        return answer_html(turn.answer)
    come = _understood(turn.understood) + "".join(map(sentence_html, turn.coming))
    if turn.stopped:
        return f'<div class="pc-answer">{come}<footer>{words.ANSWER_STOPPED}</footer></div>'
    waiting = f'<p class="pc-waiting" role="status">{words.THINKING}<span aria-hidden="true">…</span></p>'
    return f'<div class="pc-answer">{come}{waiting}</div>'


def answer_html(answer: Answer) -> str:
    """Its quotes, each with its chip; or that the sources do not say, and the nearest passages."""
    rated = answer_rating(answer)
    if answer.abstained:
        head = f"<header><strong>{words.ABSTAINED}.</strong>{confidence(answer.confidence)}</header>"
        refused = "".join(map(sentence_html, answer.sentences))
        head = f"{_understood(answer.understood)}{head}{refused}"
        return f'<div class="pc-answer">{head}{nearest(answer.searched.nearest, open_at_first=True)}{rated}</div>'
    told = "".join(map(sentence_html, answer.sentences)) or "".join(quotation(item) for item in answer.evidence)
    return (
        f'<div class="pc-answer">{_understood(answer.understood)}{told}'
        f"<footer>{confidence(answer.confidence)}</footer>{rated}</div>"
    )


def sentence_html(sentence: Sentence) -> str:
    """One sentence with its citations; what a model wrote and code did not let through is shown as such."""
    if sentence.state is SentenceState.CITED:
        if " ".join(sentence.evidence[0].quote.text.split()) == sentence.text:
            return quotation(sentence.evidence[0])
        quotes = "".join(quotation(item) for item in sentence.evidence)
        return f'<div class="pc-sentence"><p dir="auto">{safe(sentence.text)}</p>{quotes}</div>'
    told = {
        SentenceState.WRITING: words.NOT_CHECKED_YET,
        SentenceState.WITHDRAWN: words.WITHDRAWN.format(reason=sentence.reason),
        SentenceState.NOT_SOURCED: words.NOT_SOURCED,
    }[sentence.state]
    struck = "s" if sentence.state is SentenceState.WITHDRAWN else "span"
    return (
        f'<div class="pc-sentence pc-{sentence.state}"><p dir="auto"><{struck}>{safe(sentence.text)}</{struck}> '
        f'<span class="pc-state-note">({safe(told)})</span></p></div>'
    )


def _understood(question: str) -> str:
    return f'<p class="pc-soft" dir="auto">{safe(words.UNDERSTOOD.format(question=question))}</p>' if question else ""


def _checked(turn: Checked) -> str:
    several = turn.total > 1
    at = Progress(len(turn.parts), turn.total, done=turn.done and not turn.stopped, stopped=turn.stopped)
    head = progress(at) if several or turn.stopped or not turn.done else ""
    summary = counts(turn.parts) if several else ""
    shown: Sequence[str] = [
        unchecked(part) if isinstance(part, Unchecked) else card(part, engine=turn.engine) for part in turn.parts
    ]
    return f"{head}{summary}{''.join(shown)}"
