"""The source pane: a document as readable typography whose text is the document's text, to the character."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Document, Passage, PassageKind, Quote, Span, Stance
from bot.web import words
from bot.web.rendering import one_line, safe


@dataclass(frozen=True, slots=True)
class Layer:
    """Ordered spans that become one kind of element; a span over several lines opens ``again`` in each."""

    spans: tuple[Span, ...]
    opening: str
    again: str
    closing: str


def article_html(
    document: Document,
    passages: Sequence[Passage],
    *,
    mark: Quote | None = None,
    stance: Stance = Stance.NEUTRAL,
    instructions: Sequence[Span] = (),
) -> str:
    """The document, with at most one quote of it marked: that slice, whatever else has the same words.

    Boilerplate is greyed and told; ``instructions`` (text that looks like an order to a machine) are flagged.
    """
    boilerplate = tuple(
        Span(passage.start, passage.end) for passage in passages if passage.kind is PassageKind.BOILERPLATE
    )
    back = ""
    layers = []  # the outermost first, so that a marked slice stays one element
    if mark is not None:
        back = f'<button type="button" class="pc-back" data-back>↩ {words.BACK}</button>'
        told = f"{words.STANCE_SIGN[stance]} {words.STANCE[stance]}"
        again = f'<mark class="pc-mark pc-{stance}">'
        first = again[:-1] + f' tabindex="-1" data-place="{mark.start}-{mark.end}-{stance}" data-told="{told}">'
        layers.append(Layer((mark.span,), first, again, "</mark>"))
    if instructions:
        flag = f'<span class="pc-instruction" title="{words.INSTRUCTION_TITLE}"'
        layers.append(Layer(tuple(instructions), f'{flag} data-told="{words.INSTRUCTION}">', f"{flag}>", "</span>"))
    size = words.CHARACTERS_AND_PASSAGES.format(characters=len(document.text), passages=words.passages(len(passages)))
    return (
        f'<article class="pc-article" data-shown="{safe(document.id)}" aria-label="{one_line(document.title)}">'
        f'<header><h2 dir="auto">{one_line(document.title)}</h2>'
        f'<p class="pc-soft"><bdi>{one_line(origin_shown(document.origin))}</bdi> · {size}</p>{back}</header>'
        f'<div class="pc-text">{text_html(document.text, boilerplate, layers)}</div></article>'
    )


def text_html(text: str, boilerplate: Sequence[Span], layers: Sequence[Layer]) -> str:
    """The text line by line; the characters of the HTML, tags left out, are the characters of the text."""
    out = []
    position = 0
    for line in text.splitlines(keepends=True):
        end = position + len(line)
        if not line.strip():
            out.append(f'<span class="pc-gap">{safe(line)}</span>')
        elif any(span.start <= position and position + len(line.rstrip()) <= span.end for span in boilerplate):
            told = f'title="{words.BOILERPLATE_TITLE}" data-told="{words.BOILERPLATE}"'
            out.append(f'<p dir="auto" class="pc-boilerplate" {told}>{_line_html(text, position, end, layers)}</p>')
        else:
            out.append(f'<p dir="auto">{_line_html(text, position, end, layers)}</p>')
        position = end
    return "".join(out)


def _line_html(text: str, start: int, end: int, layers: Sequence[Layer]) -> str:
    if not layers:
        return safe(text[start:end])
    layer, inner = layers[0], layers[1:]
    out = []
    position = start
    for span in layer.spans:
        left, right = max(span.start, position), min(span.end, end)
        if left >= right:
            continue
        out.append(_line_html(text, position, left, inner))
        out.append(layer.opening if left == span.start else layer.again)
        out.append(_line_html(text, left, right, inner) + layer.closing)
        position = right
    out.append(_line_html(text, position, end, inner))
    return "".join(out)


def origin_shown(origin: str) -> str:
    """An address as it is; of a path only the file's name, since a server's folders are nobody's business."""
    if origin.startswith(("http://", "https://")):
        return origin
    return origin.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or origin


def pane_empty() -> str:
    return f'<div class="pc-empty"><h3>{words.PANE_EMPTY_TITLE}</h3><p>{words.PANE_EMPTY}</p></div>'
