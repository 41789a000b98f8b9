"""What a browser makes of a piece of HTML, hostile texts, and small values of the domain."""

from html.parser import HTMLParser

from bot.domain import (
    Claim,
    ClaimResult,
    Document,
    Engine,
    Evidence,
    Match,
    Passage,
    PassageKind,
    Quote,
    Searched,
    Span,
    Stance,
    Verdict,
)

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</article></div><h1>out</h1>",
    "<!-- comment",
    "&lt;b&gt; &amp; &#60;",
    "${alert(1)} {{constructor}} {% x %}",
    "[link](javascript:alert(1)) ![image](http://example.org/x.png)",
    "\u202egnirts\u202c\u2066x",
    "<iframe src=//example.org>",
    "<style>*{display:none}</style>",
)
ENGINE = Engine("embedded", "test")


class Seen(HTMLParser):
    """The elements of a piece of HTML, and the text inside the elements of one class."""

    def __init__(self, html: str, kind: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.all = ""
        self._kind, self._depth = kind, 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if self._depth:
            self._depth += 1
        elif self._kind and self._kind in (values.get("class") or "").split():
            self._depth = 1
            self.texts.append("")

    def handle_endtag(self, _tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        self.all += data
        if self._depth:
            self.texts[-1] += data


def text_of(html: str, kind: str) -> list[str]:
    return Seen(html, kind).texts


def document(text: str, title: str = "A title", origin: str = "a.txt") -> Document:
    return Document.of(text, title=title, origin=origin, added="2026-11-22T10:00:00+00:00")


def passages(source: Document, *boilerplate: Span) -> list[Passage]:
    """The whole text as one passage, and the boilerplate ones beside it."""
    spans = [(Span(0, len(source.text)), PassageKind.REPORTING)] if source.text else []
    spans += [(span, PassageKind.BOILERPLATE) for span in boilerplate]
    return [
        Passage(source.id, source.title, number, span.start, span.end, span.of(source.text), kind, ())
        for number, (span, kind) in enumerate(spans)
    ]


def evidence(
    source: Document,
    words_: str,
    stance: Stance = Stance.NEUTRAL,
    *,
    said: str | None = None,
    match: Match = Match.VERIFIED,
) -> Evidence:
    start = source.text.index(words_)
    return Evidence(Quote(source, start, start + len(words_)), stance, 0.9, match, said)


def result(
    claim: str, verdict: Verdict, *items: Evidence, undecided: bool = False, explanation: str = "Because."
) -> ClaimResult:
    return ClaimResult(
        Claim(claim, 0, len(claim)), verdict, 0.91, items, explanation, Searched(3, ()), undecided=undecided
    )


def tags_of(html: str) -> set[str]:
    return {tag for tag, _ in Seen(html).tags}


def handlers_of(html: str) -> list[str]:
    return [name for _, attributes in Seen(html).tags for name in attributes if name.startswith("on")]
