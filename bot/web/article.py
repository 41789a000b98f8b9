"""The source pane: a document as readable typography whose text is the document's text, to the character."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as quote_plainly

from bot.domain import Document, Passage, PassageKind, Quote, Span, Stance
from bot.web import words
from bot.web.rendering import citation, origin_shown, safe, safe_line

_FRAGMENT_WORDS = 6


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
    tools = ""
    layers = []  # the outermost first, so that a marked slice stays one element
    if mark is not None:
        tools = quote_tools(mark)
        told = f"{words.STANCE_SIGN[stance]} {words.STANCE[stance]}"
        again = f'<mark class="pc-mark pc-{stance}">'
        first = again[:-1] + f' tabindex="-1" data-place="{mark.start}-{mark.end}-{stance}" data-told="{told}">'
        layers.append(Layer((mark.span,), first, again, "</mark>"))
    if instructions:
        flag = f'<span class="pc-instruction" title="{words.INSTRUCTION_TITLE}"'
        layers.append(Layer(tuple(instructions), f'{flag} data-told="{words.INSTRUCTION}">', f"{flag}>", "</span>"))
    size = words.CHARACTERS_AND_PASSAGES.format(characters=len(document.text), passages=words.passages(len(passages)))
    return (
        f'<article class="pc-article" data-shown="{safe(document.id)}" aria-label="{safe_line(document.title)}">'
        f'<header><h2 dir="auto">{safe_line(document.title)}</h2>'
        f'<p class="pc-soft"><bdi>{safe_line(origin_shown(document.origin))}</bdi> · {size}</p>{tools}</header>'
        f'<div class="pc-text">{text_html(document.text, boilerplate, layers)}</div></article>'
    )


def quote_tools(mark: Quote) -> str:
    """What can be done with the marked quote: go back, to the next, copy it, see it where it was published."""

    def button(attributes: str, shown: str, sign: str) -> str:
        told = f'<span aria-hidden="true">{sign}</span> {shown}'
        return f'<button type="button" class="pc-tool" {attributes}>{told}</button>'

    copied = f"“{' '.join(mark.text.split())}” — {citation(mark)}"
    tools = [
        button("data-back", words.BACK, "↩"),
        button('data-step="-1"', words.PREVIOUS, "‹"),
        '<span class="pc-soft" data-position role="status"></span>',
        button('data-step="1"', words.NEXT, "›"),
        button(f'data-copy="{safe(copied)}"', words.COPY, "❝"),
    ]
    if address := place_address(mark):
        tools.append(
            f'<a class="pc-tool" href="{safe(address)}" target="_blank" rel="noopener noreferrer">'
            f'<span aria-hidden="true">↗</span> {words.AT_ORIGIN}</a>'
        )
    return f'<div class="pc-quote-tools">{"".join(tools)}</div>'


def place_address(quote: Quote) -> str | None:
    """The web address of exactly this place, by a text fragment (W3C URL Fragment Text Directives); None without one.

    A long quote is given by its first and last words. Where its words stand more than once, the words around it tell
    which.
    """
    origin, text = quote.document.origin, quote.document.text
    if not origin.startswith(("http://", "https://")):
        return None
    said = quote.text.split()
    if len(said) > 2 * _FRAGMENT_WORDS:
        parts = [" ".join(said[:_FRAGMENT_WORDS]), " ".join(said[-_FRAGMENT_WORDS:])]
    else:
        parts = [" ".join(said)]
    encoded = ",".join(_fragment(part) for part in parts)
    if text.count(quote.text) > 1:
        before, after = text[: quote.start].split()[-3:], text[quote.end :].split()[:3]
        encoded = (f"{_fragment(' '.join(before))}-," if before else "") + encoded
        encoded += f",-{_fragment(' '.join(after))}" if after else ""
    return f"{origin.partition('#')[0]}#:~:text={encoded}"


def _fragment(text: str) -> str:
    # a hyphen and a comma mean something in a text directive
    return quote_plainly(text, safe="").replace("-", "%2D")


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


def pane_empty() -> str:
    return f'<div class="pc-empty"><h2>{words.PANE_EMPTY_TITLE}</h2><p>{words.PANE_EMPTY}</p></div>'
