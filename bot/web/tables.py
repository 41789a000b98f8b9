"""The list of sources, what became of added ones, and what a question is asked against, as HTML."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain import Engine, Ingested, SourceInfo
from bot.usage import Usage
from bot.web import words
from bot.web.rendering import empty_state, origin_shown, safe, safe_line


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one input: ``ingested``, or ``error`` beside its ``name``."""

    name: str
    ingested: Ingested | None = None
    error: str = ""


def sources_table(sources: Sequence[SourceInfo], asked: Sequence[str] = (), flagged: Collection[str] = ()) -> str:
    """``asked`` are the ids that questions and checks are against, none for all; ``flagged`` hold text to a machine."""
    if not sources:
        return empty_state(words.NO_SOURCES_TITLE, words.NO_SOURCES)
    head = "".join(
        f'<th scope="col">{name or f"<span class=pc-visually-hidden>{words.TABLE_ACTIONS}</span>"}</th>'
        for name in words.TABLE_HEAD
    )
    rows = "".join(_row(source, source.id in asked or not asked, source.id in flagged) for source in sources)
    every = (
        f'<button type="button" class="pc-small" data-every{"" if asked else " disabled"}>{words.ASK_ALL}</button>'
        if len(sources) > 1
        else ""
    )
    note = f'<div class="pc-asked"><p class="pc-soft">{words.ASKED_INFO}</p>{every}</div>'
    return f'{note}<table class="pc-sources"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(source: SourceInfo, chosen: bool, flagged: bool) -> str:
    def told(pattern: str) -> str:
        return safe_line(pattern.format(title=source.title))

    def button(action: str, word: str, hint: str) -> str:
        return (
            f'<button type="button" class="pc-small" data-{action}="{safe(source.id)}" title="{told(hint)}">'
            f'{word}<span class="pc-visually-hidden"> {safe_line(source.title)}</span></button>'
        )

    box = (
        f'<input type="checkbox" data-asked="{safe(source.id)}" aria-label="{told(words.ASKED_LABEL)}"'
        f"{' checked' if chosen else ''}>"
    )
    flag = (
        f'<span class="pc-flag" title="{words.INSTRUCTION_TITLE}"><span aria-hidden="true">⚠</span> '
        f"{words.INSTRUCTION_IN}</span>"
        if flagged
        else ""
    )
    actions = button("show", words.SHOW, words.SHOW_TITLE) + button("only", words.ONLY, words.ONLY_TITLE)
    cells = (
        f'<td class="pc-box">{box}</td>',
        f'<th scope="row"><bdi>{safe_line(source.title)}</bdi>'
        f'<span class="pc-soft"><bdi>{safe_line(origin_shown(source.origin))}</bdi></span>{flag}</th>',
        _cell(2, safe(source.added[:10])),
        _cell(3, f"{source.characters:,}", number=True),
        _cell(4, f"{source.passages:,}", number=True),
        f'<td class="pc-actions">{actions}{button("remove", words.REMOVE, words.REMOVE_TITLE)}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _cell(column: int, content: str, *, number: bool = False) -> str:
    # on a narrow page the cells stand below one another, each under its own name
    return f'<td data-head="{words.TABLE_HEAD[column]}"{" class=pc-number" if number else ""}>{content}</td>'


def added_list(items: Sequence[Added], adding: str = "") -> str:
    """One line for each input, the bad ones beside their names."""
    lines = []
    for item in items:
        name = f"<bdi>{safe_line(item.name)}</bdi>"
        if item.ingested is None:
            lines.append(f'<li class="pc-bad"><span aria-hidden="true">✗</span> <b>{name}</b>: {safe(item.error)}</li>')
        else:
            detail = words.ADDED_DETAIL.format(
                status=words.ADDED.get(item.ingested.status, item.ingested.status),
                passages=words.passages(item.ingested.passages),
            )
            lines.append(f'<li class="pc-good"><span aria-hidden="true">✓</span> <b>{name}</b>: {safe(detail)}</li>')
    if adding:
        lines.append(f'<li class="pc-waiting">{safe_line(words.ADDING.format(name=adding))}…</li>')
    return f'<div class="pc-added" role="status"><ul>{"".join(lines)}</ul></div>' if lines else ""


def scope(sources: Sequence[SourceInfo], asked: Sequence[str]) -> str:
    """What the next question or check is against, and the way to choose it."""
    titles = [source.title for source in sources if source.id in asked]
    if not titles:
        told = words.AGAINST_ALL.format(sources=words.sources(len(sources)))
    else:
        told = words.AGAINST_SOME.format(
            chosen=len(titles), sources=words.of_sources(len(sources)), titles=", ".join(titles)
        )
    way = f'<button type="button" class="pc-text-button" data-tab="sources">{words.CHOOSE}</button>'
    return f'<p class="pc-scope"><bdi>{safe_line(told)}</bdi> {way}</p>'


def suggestions(questions: Sequence[str]) -> str:
    """First questions as buttons that ask them."""
    shown = "".join(
        f'<li><button type="button" class="pc-suggestion" data-suggested="{safe(question)}" dir="auto">'
        f"{safe(question)}</button></li>"
        for question in questions
    )
    return f'<ul class="pc-suggestions" aria-label="{words.SUGGESTIONS}">{shown}</ul>' if shown else ""


def remove_question(title: str) -> str:
    return f'<p role="alert">{safe_line(words.REMOVE_QUESTION.format(title=title))}</p>'


def header(engine: Engine, usage: Usage) -> str:
    """The product's name, what it promises, and the state of things at a glance."""
    leaves = words.REMOTE.format(host=engine.host) if engine.host else words.LOCAL
    state = " · ".join(
        safe(told) for told in (words.ENGINE.format(name=engine.name), leaves, usage_told(usage)) if told
    )
    return (
        f'<header class="pc-header"><h1>{words.NAME}</h1><p>{words.TAGLINE}</p><p class="pc-state">{state}</p></header>'
    )


def footer() -> str:
    return f'<p class="pc-footer">{words.NOT_TRUTH}</p>'


def usage_told(usage: Usage) -> str:
    """Tokens and cost in words; empty where no model was asked."""
    if not usage.calls and not usage.cached:
        return ""
    tokens = words.TOKENS.format(tokens=usage.tokens, about=words.ABOUT if usage.estimated else "")
    cost = words.COST_UNKNOWN if usage.cost is None else words.COST.format(cost=usage.cost)
    told = [words.calls(usage.calls), tokens, cost]
    if usage.saved_calls:
        told.append(words.SAVED.format(calls=words.calls(usage.saved_calls)))
    return ", ".join(told)
