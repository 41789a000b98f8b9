"""Texts that try to be more than text: in a page, a report, a spreadsheet or a terminal."""

import re
from collections.abc import Sequence

LONG_LINE = "a<b>&" + "x" * 199_990 + "</b>"

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><script src=http://example.org/x.js></script>',
    "</textarea><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.alert(1)</script>'></foreignObject></svg>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</article></div></main><h1>out</h1>",
    "<!-- comment",
    "<![CDATA[ x ]]><?php echo 1 ?>",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} {% x %} #{x}",
    "[link](javascript:alert(1))",
    "![image](http://example.org/x.png)",
    "[![image](http://example.org/x.png)](http://example.org/)",
    "<http://example.org/auto> https://example.org/bare www.example.org",
    "# Heading\n\n**bold** _it_ `code` ~~gone~~ | a | b |",
    "```html\n<img src=x onerror=alert(1)>\n```",
    "$$\\href{javascript:alert(1)}{x}$$ \\(\\unicode{60}\\)",
    "\u202egnirts\u202c\u2066x\u2069",
    "\u200e\u200f\u061c direction \u2067marks",
    "<iframe src=//example.org></iframe>",
    "<object data=//example.org/x></object><embed src=//example.org/x>",
    "<style>*{display:none !important}@import url(//example.org/x.css)</style>",
    "<link rel=stylesheet href=//example.org/x.css><base href=//example.org/>",
    "<meta http-equiv=refresh content='0;url=http://example.org/'>",
    "<form action=//example.org/><input name=x><button>Send</button></form>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src=//example.org/x.mp3 autoplay></audio>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<template shadowrootmode=open><slot onslotchange=alert(1)></template>",
    '=HYPERLINK("http://example.org/"&A1,"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J",
    "../../../etc/passwd\\..\\..",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\ufeff\u200bzero\u200dwidth\u2060",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "<IMG SRC=JaVaScRiPt:alert(1)> <ScRiPt >alert(1)</sCrIpT >",
)
"""Each short enough for a claim. ``LONG_LINE`` is beside them, since it has 200,000 characters."""


def assert_inert_markdown(markdown: str, headings: Sequence[str]) -> None:
    """Nothing in it is markup, a link or a change of direction, but for headings of these depths."""
    for mark in re.finditer(r"\\.|[<`\[\]~$&|]", markdown):
        assert mark.group().startswith("\\"), markdown[mark.start() - 20 :]
    assert not re.search(r"https?://|www\.", markdown)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", markdown)
    assert [line.split(" ")[0] for line in markdown.splitlines() if line.startswith("#")] == list(headings)
