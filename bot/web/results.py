"""Everything that the Check tab shows of a check: progress, counts to filter by, the marked text, the cards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import ClaimResult, Engine, QuoteCheck, Unchecked
from bot.web import words
from bot.web.rendering import notice, safe
from bot.web.verdicts import Part, badge, card, kind_of, quoted_words, unchecked

_OPEN_AT_MOST = 4
"""Parts of a text of which all cards are open at first; of more, those are closed that need no second look."""
_NEED_A_LOOK = ("refuted", "conflicting")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check has come: ``number`` of ``total`` claims, or rows of the file ``name``; 0 in all at first."""

    number: int = 0
    total: int = 0
    name: str = ""
    done: bool = False
    stopped: bool = False


def progress(at: Progress) -> str:
    """A line that keeps its height from the first claim to the last."""
    if at.stopped:
        told = words.STOPPED_ROWS if at.name else words.STOPPED
    elif at.done:
        told = words.CHECKED_ROWS if at.name else words.CHECKED
    elif not at.total:
        told = words.CHECKING_FIRST
    else:
        told = words.CHECKING_ROW if at.name else words.CHECKING
    running = not (at.done or at.stopped)
    number = min(at.number + 1, at.total) if running else at.number
    shown = safe(told.format(name=at.name, number=number, total=at.total))
    bar = f'<progress max="{max(at.total, 1)}" value="{at.number}" aria-label="{shown}"></progress>'
    kind = "pc-progress" if running else "pc-progress pc-done"
    return f'<div class="{kind}" role="status"><span dir="auto">{shown}</span>{bar}</div>'


def _numbers(parts: Sequence[Part]) -> list[tuple[str, int]]:
    """Each kind that there is and how many, the ones that need a look first."""
    number = Counter(kind_of(part) for part in parts)
    return [(kind, number[kind]) for kind in words.KIND if number[kind]]


def counts(parts: Sequence[Part]) -> str:
    """How many of each verdict."""
    shown = "".join(f"<li>{badge(kind)} <b>{number}</b></li>" for kind, number in _numbers(parts))
    return f'<ul class="pc-counts">{shown}</ul>' if shown else ""


def filters(parts: Sequence[Part]) -> str:
    """The counts as buttons that show one kind only, and the order of the cards; the page's script acts on them."""
    buttons = "".join(
        f'<li><button type="button" class="pc-filter pc-{kind}" data-filter="{kind}" aria-pressed="false">'
        f"{badge(kind)} <b>{number}</b></button></li>"
        for kind, number in _numbers(parts)
    )
    if not buttons:
        return ""
    options = "".join(f'<option value="{value}">{shown}</option>' for value, shown in words.SORTS)
    several = sum(isinstance(part, ClaimResult) for part in parts) > 1
    order = f'<label class="pc-sort">{words.SORT} <select data-sort>{options}</select></label>' if several else ""
    return (
        f'<div class="pc-tools"><ul class="pc-counts" aria-label="{words.FILTER}">{buttons}</ul>{order}</div>'
        f'<p class="pc-soft pc-filtered" role="status" data-told="{words.FILTERED}"></p>'
    )


def draft(text: str, parts: Sequence[Part], prefix: str) -> str:
    """The pasted text, each claim in it marked by its verdict and leading to its card."""
    out: list[str] = []
    position = 0
    for number, part in enumerate(parts, 1):
        if not position <= part.start < part.end <= len(text):
            continue
        out.append(safe(text[position : part.start]))
        shown, kind = safe(text[part.start : part.end]), kind_of(part)
        if isinstance(part, Unchecked):
            out.append(f'<span class="pc-said pc-{kind}" data-kind="{kind}" title="{safe(part.reason)}">{shown}')
            out.append("</span>")
        else:
            out.append(f'<a class="pc-said pc-{kind}" href="#{prefix}-{number}" data-kind="{kind}">')
            out.append(
                f'<span class="pc-sign" role="img" aria-label="{words.KIND[kind]}:">{words.KIND_SIGN[kind]}</span>'
            )
            out.append(f'{shown}<span class="pc-label" aria-hidden="true">{words.KIND_SHORT[kind]}</span></a>')
        position = part.end
    out.append(safe(text[position:]))
    marked = f'<div class="pc-draft-text" dir="auto">{"".join(out)}</div>'
    return f'<section class="pc-draft"><h2>{words.DRAFT}</h2>{marked}</section>'


def cards(parts: Sequence[Part], prefix: str, engine: Engine | None = None) -> str:
    few = len(parts) <= _OPEN_AT_MOST
    return "".join(
        unchecked(part, f"{prefix}-{number}")
        if isinstance(part, Unchecked)
        else card(part, f"{prefix}-{number}", engine, opened=few or kind_of(part) in _NEED_A_LOOK)
        for number, part in enumerate(parts, 1)
    )


def results(
    text: str,
    parts: Sequence[Part],
    at: Progress,
    *,
    quotes: Sequence[QuoteCheck] = (),
    error: str = "",
    engine: Engine | None = None,
    link: str = "",
) -> str:
    """The whole of the Check tab's answer, at any moment of a check. ``link`` is the query that leads back to it."""
    head = notice(error, kept=not at.name) if error else progress(at)
    marked = draft(text, parts, "claim") if len(parts) > 1 else ""
    shared = (
        f'<p><button type="button" class="pc-small" data-link="{safe(link)}">{words.COPY_LINK}</button></p>'
        if link
        else ""
    )
    return (
        f'<div class="pc-results">{head}{filters(parts)}{marked}'
        f'<div class="pc-cards">{cards(parts, "claim", engine)}</div>{quoted_words(quotes)}{shared}</div>'
    )
