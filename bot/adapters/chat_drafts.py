"""The sentences of an answer while a language model writes it."""

from bot.adapters.chat_replies import AnswerSentence
from bot.ports import Draft


class Drafts:
    """Numbers for the sentences of an answer, those of a corrected reply after those of the first."""

    def __init__(self) -> None:
        self._begun: dict[tuple[int, str], int] = {}
        self._complete: dict[int, AnswerSentence] = {}
        self.attempt = 0

    def begin(self, attempt: int, text: str) -> Draft | None:
        """The draft of a sentence that was not there before in this try."""
        self.attempt = max(self.attempt, attempt)
        if (attempt, text) in self._begun:
            return None
        number = self._begun[attempt, text] = len(self._begun) + 1
        return Draft(number, text)

    def complete(self, attempt: int, item: AnswerSentence) -> int | None:
        """The number of a sentence whose quotes are known for the first time."""
        number = self._begun[attempt, item.text]
        if number in self._complete:
            return None
        self._complete[number] = item
        return number

    def whole(self, item: AnswerSentence) -> tuple[list[Draft], int | None, int]:
        """For a sentence of the whole reply what has to be told of it: drafts, the number if its quotes are new, and
        its number."""
        for known, sentence in self._complete.items():
            if sentence == item:
                return [], None, known
        begun = self.begin(self.attempt, item.text)
        number = self.complete(self.attempt, item)
        if number is None:  # the same words a second time, with other quotes
            self.attempt += 1
            return self.whole(item)
        return [begun] if begun else [], number, number
