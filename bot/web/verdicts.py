"""Checked claims as HTML: counts, the pasted text with its verdicts, and one card for each claim."""

from collections import Counter
from collections.abc import Sequence

from bot.domain import ClaimResult, Evidence, Match, QuoteCheck, Stance, Unchecked, Verdict
from bot.reporting import explanation_above_quotes
from bot.web import words
from bot.web.rendering import chip, confidence, nearest, notice, one_line, quotation, safe, sentence, spoken

Part = ClaimResult | Unchecked
_ORDER = (Verdict.REFUTED, Verdict.CONFLICTING, Verdict.SUPPORTED, Verdict.NOT_ENOUGH_EVIDENCE)


def badge(verdict: Verdict, undecided: bool = False) -> str:
    """The verdict as sign, word and colour, so that no one of them is needed to know it."""
    sign, word = (words.UNDECIDED_SIGN, words.UNDECIDED) if undecided else (words.SIGN[verdict], words.VERDICT[verdict])
    kind = "undecided" if undecided else str(verdict)
    return f'<span class="pc-verdict pc-{kind}"><span class="pc-sign" aria-hidden="true">{sign}</span>{word}</span>'


def counts(parts: Sequence[Part]) -> str:
    """How many of each verdict, the ones that need a look first."""
    claims = [part for part in parts if isinstance(part, ClaimResult)]
    number = Counter(claim.verdict for claim in claims if not claim.undecided)
    shown = [f"<li>{badge(verdict)} <b>{number[verdict]}</b></li>" for verdict in _ORDER if number[verdict]]
    undecided = sum(claim.undecided for claim in claims)
    if undecided:
        shown.append(f"<li>{badge(Verdict.NOT_ENOUGH_EVIDENCE, True)} <b>{undecided}</b></li>")
    unchecked = len(parts) - len(claims)
    if unchecked:
        shown.append(f'<li><span class="pc-verdict pc-unchecked">{words.NOT_CHECKABLE}</span> <b>{unchecked}</b></li>')
    return f'<ul class="pc-counts">{"".join(shown)}</ul>' if shown else ""


def progress(number: int, total: int, *, done: bool = False, stopped: bool = False) -> str:
    """A line that keeps its height from the first claim to the last."""
    if stopped:
        told = words.STOPPED.format(number=number, total=total)
    elif done:
        told = words.CHECKED.format(total=total)
    elif not total:
        told = words.CHECKING_FIRST
    else:
        told = words.CHECKING.format(number=min(number + 1, total), total=total)
    bar = f'<progress max="{max(total, 1)}" value="{number}" aria-label="{safe(told)}"></progress>'
    kind = "pc-progress pc-done" if done or stopped else "pc-progress"
    return f'<div class="{kind}" role="status"><span>{safe(told)}</span>{bar}</div>'


def draft(text: str, parts: Sequence[Part], prefix: str) -> str:
    """The pasted text, each claim in it marked by its verdict and leading to its card."""
    out: list[str] = []
    position = 0
    for number, part in enumerate(parts, 1):
        start, end = (part.claim.start, part.claim.end) if isinstance(part, ClaimResult) else (part.start, part.end)
        if not position <= start < end <= len(text):
            continue
        out.append(safe(text[position:start]))
        shown = safe(text[start:end])
        if isinstance(part, ClaimResult):
            kind = "undecided" if part.undecided else str(part.verdict)
            sign = words.UNDECIDED_SIGN if part.undecided else words.SIGN[part.verdict]
            told = words.UNDECIDED if part.undecided else words.VERDICT[part.verdict]
            out.append(f'<a class="pc-said pc-{kind}" href="#{prefix}-{number}" title="{told}">')
            out.append(f'<span class="pc-sign" role="img" aria-label="{told}:">{sign}</span>{shown}</a>')
        else:
            out.append(f'<span class="pc-said pc-unchecked" title="{safe(part.reason)}">{shown}</span>')
        position = end
    out.append(safe(text[position:]))
    marked = f'<div class="pc-draft-text" dir="auto">{"".join(out)}</div>'
    return f'<section class="pc-draft"><h3>{words.DRAFT}</h3>{marked}</section>'


def card(result: ClaimResult, anchor: str = "") -> str:
    """One claim: verdict, how sure, whose words, why, the quotes; the nearest passages where nothing decides."""
    kind = "undecided" if result.undecided else str(result.verdict)
    claim = result.claim.text
    body = [
        f"<header>{badge(result.verdict, result.undecided)}{confidence(result.confidence)}</header>",
        f'<p class="pc-claim" dir="auto">{safe(claim)}</p>',
    ]
    if result.undecided:
        body.append(f'<p class="pc-soft">{words.UNDECIDED_NOTE}</p>')
    body.append(_speakers(result.evidence, claim))
    body.append(f'<p class="pc-why" dir="auto">{safe(explanation_above_quotes(result))}</p>')
    body.extend(quotation(item, claim=claim) for item in result.evidence)
    left_open = result.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    quoted = {(item.quote.document.id, item.quote.start) for item in result.evidence}
    others = [item for item in result.searched.nearest if (item.quote.document.id, item.quote.start) not in quoted]
    body.append(nearest(others, open_at_first=left_open))
    identity = f' id="{anchor}"' if anchor else ""
    return f'<article class="pc-card pc-{kind}"{identity} tabindex="-1">{"".join(body)}</article>'


def _speakers(evidence: Sequence[Evidence], claim: str) -> str:
    """The warning that the article only attributes it; once for each speaker."""
    speakers = dict.fromkeys(item.attributed_to for item in evidence if item.attributed_to)
    lines = []
    for speaker in speakers:
        told = spoken(speaker, claim)
        if told == words.ONLY_WORDS_OF.format(speaker=speaker):
            lines.append(
                f'<p class="pc-attributed"><strong><bdi>{one_line(told)}</bdi>.</strong> {words.ONLY_WORDS_NOTE}</p>'
            )
    return "".join(lines)


def unchecked(part: Unchecked, anchor: str = "") -> str:
    identity = f' id="{anchor}"' if anchor else ""
    return (
        f'<article class="pc-card pc-unchecked"{identity}><p class="pc-claim" dir="auto">{safe(part.text)}</p>'
        f'<p class="pc-soft">{words.NOT_CHECKABLE}: {safe(part.reason)}</p></article>'
    )


def cards(parts: Sequence[Part], prefix: str) -> str:
    return "".join(
        card(part, f"{prefix}-{number}") if isinstance(part, ClaimResult) else unchecked(part, f"{prefix}-{number}")
        for number, part in enumerate(parts, 1)
    )


def quoted_words(checks: Sequence[QuoteCheck]) -> str:
    """What stands in quotation marks in the pasted text, against the words of the sources."""
    if not checks:
        return ""
    return (
        f'<section class="pc-words"><h3>{words.QUOTED_WORDS}</h3>{"".join(_words(check) for check in checks)}</section>'
    )


def _words(check: QuoteCheck) -> str:
    stance = {
        Match.VERIFIED: Stance.SUPPORTS,
        Match.REPAIRED: Stance.NEUTRAL,
        Match.REJECTED: Stance.REFUTES,
    }[check.match]
    sign = f'<span class="pc-sign" aria-hidden="true">{words.MATCH_SIGN[check.match]}</span>'
    body = [
        f'<header><span class="pc-verdict pc-{check.match}">{sign}{words.MATCH[check.match]}</span></header>',
        f'<p class="pc-claim" dir="auto">“{safe(check.words)}”</p>',
    ]
    if check.reason:
        body.append(f'<p class="pc-soft" dir="auto">{sentence(check.reason)}</p>')
    if check.evidence:
        quote, said = check.evidence.quote, check.evidence.attributed_to
        speaker = one_line(words.WORDS_OF.format(speaker=said)) if said else ""
        body.append(
            f'<figure class="pc-quote pc-{stance}"><blockquote dir="auto">{safe(quote.text)}</blockquote>'
            f'<figcaption><span class="pc-speaker"><bdi>{speaker}</bdi></span>'
            f"{chip(quote, Stance.NEUTRAL)}</figcaption></figure>"
        )
    return f'<article class="pc-card pc-{check.match}">{"".join(body)}</article>'


def results(
    text: str,
    parts: Sequence[Part],
    total: int,
    *,
    done: bool = False,
    stopped: bool = False,
    quotes: Sequence[QuoteCheck] = (),
    error: str = "",
) -> str:
    """The whole of the Check tab's answer, at any moment of a check."""
    head = notice(error, kept=True) if error else progress(len(parts), total, done=done, stopped=stopped)
    marked = draft(text, parts, "claim") if len(parts) > 1 else ""
    return (
        f'<div class="pc-results">{head}{counts(parts)}{marked}'
        f'<div class="pc-cards">{cards(parts, "claim")}</div>{quoted_words(quotes)}</div>'
    )
