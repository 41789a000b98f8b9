"""One checked claim as HTML: its verdict card. And what the court says of words in quotation marks."""

from collections.abc import Sequence

from bot.domain import ClaimResult, Correction, Engine, Evidence, Failed, Match, QuoteCheck, Stance, Unchecked, Verdict
from bot.reporting import explanation_above_quotes
from bot.web import words
from bot.web.ratings import claim_rating
from bot.web.rendering import chip, confidence, nearest, quotation, safe, safe_line, sentence, spoken

Part = ClaimResult | Unchecked


def kind_of(part: Part) -> str:
    """What the part is shown, counted and filtered as: its verdict, ``undecided`` or ``unchecked``."""
    if isinstance(part, Unchecked):
        return "failed" if isinstance(part, Failed) else "unchecked"
    return "undecided" if part.undecided else str(part.verdict)


def badge(kind: str) -> str:
    """The verdict as sign, word and colour, so that no one of them is needed to know it."""
    sign = f'<span class="pc-sign" aria-hidden="true">{words.KIND_SIGN[kind]}</span>'
    return f'<span class="pc-verdict pc-{kind}">{sign}{words.KIND[kind]}</span>'


def card(result: ClaimResult, anchor: str = "", engine: Engine | None = None, *, opened: bool = True) -> str:
    """One claim: verdict, how sure, whose words, why, the quotes; the nearest passages where nothing decides.

    Closed it shows claim and verdict alone. The page filters and sorts by ``data-kind`` and ``data-confidence``.
    """
    kind, claim = kind_of(result), result.claim.text
    body = []
    if result.correction:
        body.append(_corrected(result.correction))
    body.append(_speakers(result.evidence, claim))
    body.append(f'<p class="pc-why" dir="auto">{safe(explanation_above_quotes(result))}</p>')
    body.extend(quotation(item, claim=claim) for item in result.evidence)
    quoted = {(item.quote.document.id, item.quote.start) for item in result.evidence}
    others = [item for item in result.searched.nearest if (item.quote.document.id, item.quote.start) not in quoted]
    body.append(nearest(others, open_at_first=result.verdict is Verdict.NOT_ENOUGH_EVIDENCE))
    body.append(claim_rating(result, engine))
    if engine:
        body.append(f'<footer class="pc-soft"><bdi>{safe_line(_judged(result, engine))}</bdi></footer>')
    return (
        f'<article class="pc-card pc-{kind}"{_anchor(anchor)} tabindex="-1" data-kind="{kind}"'
        f' data-confidence="{result.confidence:.4f}"><details{" open" if opened else ""}>'
        f"<summary>{badge(kind)}{confidence(result.confidence)}"
        f'<span class="pc-claim" dir="auto">{safe(claim)}</span></summary>'
        f'<div class="pc-card-body">{"".join(body)}</div></details></article>'
    )


def _judged(result: ClaimResult, engine: Engine) -> str:
    """Which engine decided this claim, and what the other one says of it."""
    told = words.JUDGED_BY.format(name=result.decided_by, version=engine.version)
    if second := result.second:
        said = f"{words.VERDICT[second.verdict].lower()}, {words.confidence(second.confidence)}"
        told += ". " + (words.AGREES if second.agrees else words.DISAGREES).format(said=said)
    return told


def _corrected(correction: Correction) -> str:
    """The claim with the source's words in the place of those that it excludes, and where they stand."""
    claim, span = correction.claim, correction.span
    changed = f"<del>{safe(correction.replaced)}</del> <ins>{safe(correction.by)}</ins>"
    return (
        f'<p class="pc-correction" dir="auto"><strong>{words.CORRECTION}:</strong> '
        f"{safe(claim[: span.start])}{changed}{safe(claim[span.end :])} {chip(correction.quote, Stance.SUPPORTS)}</p>"
    )


def _anchor(anchor: str) -> str:
    return f' id="{anchor}"' if anchor else ""


def _speakers(evidence: Sequence[Evidence], claim: str) -> str:
    """The warning that the article only attributes it; once for each speaker."""
    speakers = dict.fromkeys(item.attributed_to for item in evidence if item.attributed_to)
    lines = []
    for speaker in speakers:
        told = spoken(speaker, claim)
        if told == words.ONLY_WORDS_OF.format(speaker=speaker):
            lines.append(
                f'<p class="pc-attributed"><strong><bdi>{safe_line(told)}</bdi>.</strong> {words.ONLY_WORDS_NOTE}</p>'
            )
    return "".join(lines)


def unchecked(part: Unchecked, anchor: str = "") -> str:
    """A part without a verdict: it is no claim, or the engine failed on it."""
    kind = kind_of(part)
    return (
        f'<article class="pc-card pc-{kind}"{_anchor(anchor)} tabindex="-1" data-kind="{kind}">'
        f'<p class="pc-claim" dir="auto">{safe(part.text)}</p>'
        f'<p class="pc-soft">{words.KIND[kind]}: {safe(part.reason)}</p></article>'
    )


def quoted_words(checks: Sequence[QuoteCheck]) -> str:
    """What stands in quotation marks in the pasted text, against the words of the sources."""
    if not checks:
        return ""
    return (
        f'<section class="pc-words"><h2>{words.QUOTED_WORDS}</h2>{"".join(_words(check) for check in checks)}</section>'
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
        speaker = safe_line(words.WORDS_OF.format(speaker=said)) if said else ""
        body.append(
            f'<figure class="pc-quote pc-{stance}"><blockquote dir="auto">{safe(quote.text)}</blockquote>'
            f'<figcaption><span class="pc-speaker"><bdi>{speaker}</bdi></span>'
            f"{chip(quote, Stance.NEUTRAL)}</figcaption></figure>"
        )
    return f'<article class="pc-card pc-{check.match}">{"".join(body)}</article>'
