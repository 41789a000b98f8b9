"""From the domain to safe HTML: the small pieces that the answers, the verdicts and the sources are made of.

Every function returns HTML in which all text of articles, users and errors is escaped; nothing that they
return needs escaping again.
"""

from collections.abc import Iterable
from html import escape

from bot.domain import Evidence, Match, Quote, Stance
from bot.web import words

_AROUND = 160
"""Characters of a quote's surroundings that a card shows on each side."""


def safe(text: str) -> str:
    """Text as HTML that shows it and does nothing else, in an element or in a quoted attribute.

    A carriage return is written as a reference, because HTML parsers turn CR LF into LF, and then the text on
    the page would no longer be the text of the document.
    """
    return escape(text, quote=True).replace("\r", "&#13;")


def safe_line(text: str) -> str:
    return safe(" ".join(text.split()))


def paragraph_number(text: str, position: int) -> int:
    """Which non-empty line of the text the position is in, from 1."""
    return max(1, sum(1 for line in text[: position + 1].splitlines() if line.strip()))


def chip(quote: Quote, stance: Stance) -> str:
    """A button that shows the quote in its source; the page's script reads the place from it."""
    number = paragraph_number(quote.document.text, quote.start)
    told = words.CHIP_TITLE.format(title=quote.document.title, number=number, start=quote.start, end=quote.end)
    return (
        f'<button type="button" class="pc-chip pc-{stance}" data-cite data-document="{safe(quote.document.id)}"'
        f' data-start="{quote.start}" data-end="{quote.end}" data-stance="{stance}" title="{safe_line(told)}">'
        f'<span class="pc-pin">{words.PARAGRAPH.format(number=number)}</span>'
        f"<bdi>{safe_line(quote.document.title)}</bdi>"
        f'<span class="pc-visually-hidden">, {words.CHIP_HINT}</span></button>'
    )


def citation(quote: Quote) -> str:
    """Title, paragraph, characters and origin of a quote, to be put behind its words."""
    return words.CITATION.format(
        title=quote.document.title,
        number=paragraph_number(quote.document.text, quote.start),
        start=quote.start,
        end=quote.end,
        origin=origin_shown(quote.document.origin),
    )


def origin_shown(origin: str) -> str:
    """An address as it is; of a path only the file's name, since a server's folders are nobody's business."""
    if origin.startswith(("http://", "https://")):
        return origin
    return origin.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or origin


def surroundings(quote: Quote) -> tuple[str, str]:
    """What stands before and after a quote in its own line of the document, at most ``_AROUND`` characters each."""
    text = quote.document.text
    first = max(text.rfind("\n", 0, quote.start), text.rfind("\r", 0, quote.start)) + 1
    ends = [end for end in (text.find("\n", quote.end), text.find("\r", quote.end)) if end >= 0]
    before, after = text[first : quote.start].lstrip(), text[quote.end : min(ends, default=len(text))].rstrip()
    if len(before) > _AROUND:
        cut = before[-_AROUND:]
        before = "… " + cut[cut.find(" ") + 1 :]
    if len(after) > _AROUND:
        cut = after[:_AROUND]
        after = cut[: cut.rfind(" ") if " " in cut else None] + " …"
    return before, after


def quotation(item: Evidence, *, claim: str | None = None) -> str:
    """A quote with its chip; beside a claim also its surroundings, its stance in words and whose words they are."""
    notes = []
    before, after = surroundings(item.quote) if claim is not None else ("", "")
    if claim is not None and item.stance is not Stance.NEUTRAL:
        sign, word = words.STANCE_SIGN[item.stance], words.STANCE[item.stance]
        notes.append(f'<span class="pc-stance pc-{item.stance}"><span aria-hidden="true">{sign}</span> {word}</span>')
    if item.attributed_to:
        said = words.WORDS_OF.format(speaker=item.attributed_to)
        notes.append(f'<span class="pc-speaker"><bdi>{safe_line(said)}</bdi></span>')
    if item.match is Match.REPAIRED:
        notes.append(f'<span class="pc-soft">{words.REPAIRED_NOTE}</span>')
    return (
        f'<figure class="pc-quote pc-{item.stance}"><blockquote dir="auto">{_around(before)}'
        f'<span class="pc-here">{safe(item.quote.text)}</span>{_around(after)}</blockquote>'
        f"<figcaption>{''.join(notes)}{chip(item.quote, item.stance)}</figcaption></figure>"
    )


def _around(text: str) -> str:
    return f'<span class="pc-around">{safe(text)}</span>' if text else ""


def spoken(speaker: str, claim: str | None) -> str:
    """Whose words a quote is; "only" where the claim does not say so itself."""
    named = claim is None or any(part.casefold() in claim.casefold() for part in speaker.split()[-1:])
    return (words.WORDS_OF if named else words.ONLY_WORDS_OF).format(speaker=speaker)


def nearest(items: Iterable[Evidence], *, open_at_first: bool = False) -> str:
    """The places nearest to a question or claim that they do not decide."""
    shown = [
        f'<li><q dir="auto">{safe_line(item.quote.text)}</q> {chip(item.quote, Stance.NEUTRAL)}</li>' for item in items
    ]
    if not shown:
        return ""
    opened = " open" if open_at_first else ""
    return (
        f'<details class="pc-nearest"{opened}><summary>{words.NEAREST} ({len(shown)})</summary>'
        f'<p class="pc-soft">{words.NEAREST_NOTE}</p><ol>{"".join(shown)}</ol></details>'
    )


def notice(message: str, *, title: str = words.NOT_DONE, kept: bool = False) -> str:
    """An error in its place, with the next step that its message gives."""
    note = f" {words.TYPED_KEPT}" if kept else ""
    return f'<div class="pc-notice" role="alert"><strong>{safe(title)}.</strong> {sentence(message)}{note}</div>'


def sentence(message: str) -> str:
    """A message of the program, which begins small and has no full stop, as a sentence."""
    told = message[:1].upper() + message[1:]
    return safe(told if told.endswith((".", "!", "?", "…")) else f"{told}.")


def empty_state(title: str, text: str) -> str:
    return f'<div class="pc-empty"><h2>{safe(title)}</h2><p>{safe(text)}</p></div>'


def confidence(value: float) -> str:
    return f'<span class="pc-confidence" title="{words.CONFIDENCE_TITLE}">{words.confidence(value)}</span>'
