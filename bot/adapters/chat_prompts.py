"""What goes into a prompt: whole passages that fit the token budget, each text fenced as data by a random word."""

import re
import secrets
from collections.abc import Mapping, Sequence

from bot.domain import Hit
from bot.errors import UsageError
from bot.ports import Asked, TokenCounter
from bot.prompting import Prompt, Turn, load

PROMPTS: Mapping[str, frozenset[str]] = {
    "judge": frozenset({"boundary", "passages", "claims"}),
    "answer": frozenset({"boundary", "passages", "question"}),
    "condense": frozenset({"boundary", "history", "question"}),
    "split": frozenset({"boundary", "text", "statements"}),
    "fence": frozenset({"boundary", "label", "text"}),
    "json_reply": frozenset({"schema"}),
    "correction": frozenset({"problem"}),
}
"""The prompt files, and the variables that are supplied to each."""

MOST_CLAIMS = 8
"""Claims that are judged in one call: a model that has to decide more at once begins to mix them up."""

SCHEMA_TOKENS = 300
"""Room for the reply's schema, which servers put into the prompt."""

BOUNDARY_TOKENS = 8
"""The most tokens of a random word of 8 hexadecimal digits, which frames every text of a prompt twice."""

_TURN_TOKENS = 16
"""What a message costs besides its text, rounded up."""

_CONTROL = re.compile(r"<(?=\||/?s>|(?:start|end)_of_turn>)|\[(?=/?INST\])")
"""Where a text has what some servers read as the end of a message, not as words."""
_NO_SPACE = "\u200b"

Key = tuple[str, int]


def key_of(hit: Hit) -> Key:
    return hit.passage.document, hit.passage.index


class Prompts:
    """The prompt files, filled within a budget of ``most`` tokens by tiktoken.

    Raises InputError or InvariantError where a file is missing or wrong.
    """

    def __init__(self, counter: TokenCounter, most: int) -> None:
        self.files: Mapping[str, Prompt] = {name: load(name) for name in PROMPTS}
        self._counter = counter
        self._most = most

    def judging(self, claims: Sequence[str], sent: Mapping[int, Hit]) -> tuple[Turn, ...]:
        boundary = boundary_for([*claims, *(hit.passage.text for hit in sent.values())])
        fenced = [self.fenced(boundary, f"claim {number}", text) for number, text in enumerate(claims, start=1)]
        return self.files["judge"].fill(
            boundary=boundary, claims="\n\n".join(fenced), passages=self._numbered(boundary, sent)
        )

    def answering(self, question: str, sent: Mapping[int, Hit]) -> tuple[Turn, ...]:
        boundary = boundary_for([question, *(hit.passage.text for hit in sent.values())])
        said = self.fenced(boundary, "question", question)
        return self.files["answer"].fill(boundary=boundary, question=said, passages=self._numbered(boundary, sent))

    def condensing(self, question: str, history: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
        """The newest of the history that fits into half of the budget, whole turns."""
        boundary = boundary_for([question, *(part for pair in history for part in pair)])
        told: list[str] = []
        left = self._most // 2
        for asked, answered in reversed(history):
            pair = self.fenced(boundary, "question before", asked) + "\n" + self.fenced(boundary, "answer", answered)
            left -= self._counter.count(pair)
            if left < 0:
                break
            told.insert(0, pair)
        said = self.fenced(boundary, "question", question)
        return self.files["condense"].fill(boundary=boundary, history="\n\n".join(told), question=said)

    def splitting(self, text: str, statements: Sequence[str]) -> tuple[Turn, ...]:
        boundary = boundary_for([text, *statements])
        fenced = [self.fenced(boundary, f"statement {number}", item) for number, item in enumerate(statements, 1)]
        return self.files["split"].fill(
            boundary=boundary, text=self.fenced(boundary, "text", text), statements="\n\n".join(fenced)
        )

    def fitting(self, hits: Sequence[Hit], left: int) -> list[Hit]:
        """The passages that fit as a whole into ``left`` tokens, best first."""
        chosen = []
        for hit in hits:
            needed = self.passage_tokens(hit)
            if needed <= left:
                left -= needed
                chosen.append(hit)
        return chosen

    def for_question(self, question: str, hits: Sequence[Hit]) -> Mapping[int, Hit]:
        """The passages that are sent with a question, by number. Raises UsageError where none fits."""
        return numbered(_some(self.fitting(hits, self.room("answer", question=self.fenced("", "question", question)))))

    def for_claims(self, asked: Sequence[Asked]) -> Mapping[int, Hit]:
        """The passages that are sent with these claims, by number. Raises UsageError where none fits."""
        union = list({key_of(hit): hit for item in asked for hit in item.hits}.values())
        return numbered(_some(self.fitting(union, self.room_for(asked))))

    def room_for(self, asked: Sequence[Asked]) -> int:
        fenced = [self.fenced("", f"claim {number}", item.claim.text) for number, item in enumerate(asked, start=1)]
        return self.room("judge", claims="\n\n".join(fenced)) - 2 * BOUNDARY_TOKENS * len(asked)

    def room(self, name: str, **said: str) -> int:
        """What is left for passages beside the prompt and what it is asked about. Boundaries are reckoned at their
        longest, so that the same passages are sent every time."""
        turns = self.files[name].fill(boundary="", passages="", **said)
        around = sum(self._counter.count(turn.text) + _TURN_TOKENS for turn in turns)
        return self._most - SCHEMA_TOKENS - 4 * BOUNDARY_TOKENS - around

    def passage_tokens(self, hit: Hit) -> int:
        return self._counter.count(self.fenced("", "passage 99", hit.passage.text)) + 2 * BOUNDARY_TOKENS + 2

    def tokens(self, turns: Sequence[Turn]) -> int:
        """What the server will count, about."""
        return sum(self._counter.count(turn.text) + 4 for turn in turns)

    def grouped(self, asked: Sequence[Asked]) -> list[list[int]]:
        """Places of the claims that go into one call: at most MOST_CLAIMS about the same documents, whose passages all
        fit. A claim joins the first group that has a passage of one of its documents."""
        groups: list[tuple[list[int], dict[Key, Hit]]] = []
        for place, item in enumerate(asked):
            own = {key_of(hit): hit for hit in item.hits}
            documents = {document for document, _ in own}
            for members, passages in groups:
                if len(members) >= MOST_CLAIMS or documents.isdisjoint(document for document, _ in passages):
                    continue
                both = {**passages, **own}
                room = self.room_for([asked[member] for member in members] + [item])
                if sum(self.passage_tokens(hit) for hit in both.values()) <= room:
                    members.append(place)
                    passages.update(own)
                    break
            else:
                groups.append(([place], own))
        return [members for members, _ in groups]

    def fenced(self, boundary: str, label: str, text: str) -> str:
        """The text between its two lines. Control marks are broken up by an invisible space, which the gate ignores."""
        inert = _CONTROL.sub(lambda mark: mark[0] + _NO_SPACE, text)
        return self.files["fence"].fill(boundary=boundary, label=label, text=inert)[0].text

    def _numbered(self, boundary: str, sent: Mapping[int, Hit]) -> str:
        return "\n\n".join(self.fenced(boundary, f"passage {number}", hit.passage.text) for number, hit in sent.items())


def numbered(hits: Sequence[Hit]) -> Mapping[int, Hit]:
    """By numbers from 1 in the order of the sources, the best source first."""
    documents = list(dict.fromkeys(hit.passage.document for hit in hits))
    ordered = sorted(hits, key=lambda hit: (documents.index(hit.passage.document), hit.passage.start))
    return dict(enumerate(ordered, start=1))


def boundary_for(texts: Sequence[str]) -> str:
    """A word that nobody could foresee and no text has."""
    while True:
        boundary = secrets.token_hex(4)
        if not any(boundary in text for text in texts):
            return boundary


def _some(hits: list[Hit]) -> list[Hit]:
    if not hits:
        raise UsageError("no passage fits beside the question into the prompt; set PINCITE_PROMPT_TOKENS higher")
    return hits
