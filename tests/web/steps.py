"""What a person does on the page, and what they then see; for the tests in a browser and the pictures."""

from typing import Any
from weakref import WeakKeyDictionary

THREE_CLAIMS = (
    "Russia launched 183 drones overall. Six people were hurt in Odesa. Rajnath Singh met Putin in New Delhi."
)


def ask(page: Any, text: str, button: str = "#pc-ask") -> Any:
    """Asks, and gives the reply when it is whole."""
    before = page.locator(".pc-reply").count()
    page.locator("#pc-ask-box textarea").fill(text)
    page.locator(button).click()
    return replied(page, before)


def replied(page: Any, before: int) -> Any:
    reply = page.locator(".pc-reply").nth(before)
    reply.wait_for()
    page.wait_for_function(
        "!document.querySelector('#pc-chat .pc-waiting, #pc-chat .pc-progress:not(.pc-done)')"
        " && [...document.querySelectorAll('.pc-reply')].pop().childElementCount > 0"
    )
    return reply


def check(page: Any, text: str) -> Any:
    page.get_by_role("tab", name="Check").click()
    page.locator("#pc-check-box textarea").fill(text)
    page.locator("#pc-check").click()
    page.locator("#pc-results .pc-done").wait_for()
    return page.locator("#pc-results")


def paste(page: Any, title: str, text: str) -> None:
    page.get_by_role("tab", name="Sources").click()
    page.locator("#pc-add-title input, #pc-add-title textarea").fill(title)
    page.locator("#pc-add-text textarea").fill(text)
    page.locator("#pc-add").click()
    page.locator("#pc-added li, #pc-added .pc-notice").first.wait_for()


def place_of(chip: Any) -> tuple[str, int, int]:
    return (
        chip.get_attribute("data-document"),
        int(chip.get_attribute("data-start")),
        int(chip.get_attribute("data-end")),
    )


def assert_marked(page: Any, place: tuple[str, int, int], stance: str) -> str:
    """Exactly one slice is marked, it is the one at the offsets, and it can be seen; its text."""
    document, start, end = place
    mark = page.locator(f"#pc-pane mark[data-place='{start}-{end}-{stance}']")
    mark.wait_for()
    assert page.locator("mark").count() == 1
    assert page.locator("#pc-pane .pc-article").get_attribute("data-shown") == document
    text = page.locator("#pc-pane .pc-text").evaluate("element => element.textContent")
    marked = mark.evaluate("element => element.textContent")
    assert marked == text[start:end]
    page.wait_for_function(
        "() => { const box = document.querySelector('mark').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= window.innerHeight; }"
    )
    return str(marked)


_UNDER_WAY: WeakKeyDictionary[Any, set[Any]] = WeakKeyDictionary()
"""The requests of each followed page that have no end yet."""


def follow(page: Any) -> None:
    """Keeps account of the page's requests, for :func:`settle`."""
    under_way = _UNDER_WAY[page] = set()

    def started(request: Any) -> None:
        if "/heartbeat/" not in request.url:  # open as long as the page is
            under_way.add(request)

    def ended(request: Any) -> None:
        under_way.discard(request)

    page.on("request", started)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)


def settle(page: Any, quiet: int = 5, patience: int = 900) -> None:
    """Waits until a followed page has asked for nothing for half a second: what is cut off is an error on the console.

    :raises AssertionError: where it has not come to rest in a minute and a half.
    """
    calm = 0
    for _ in range(patience):
        page.wait_for_timeout(100)
        calm = 0 if _UNDER_WAY[page] else calm + 1
        if calm == quiet:
            return
    raise AssertionError(f"still under way: {sorted(request.url for request in _UNDER_WAY[page])}")


def reload(page: Any) -> None:
    settle(page)
    page.reload()


def choose(page: Any, title: str) -> None:
    """Asks and checks against this source alone."""
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name=f"Only this {title}").click()
    page.wait_for_function("document.querySelectorAll('[data-asked]:checked').length === 1")


def remove(page: Any, title: str) -> None:
    page.get_by_role("tab", name="Sources").click()
    page.get_by_role("button", name=f"Remove {title}").click()
    page.locator("#pc-confirm").get_by_text(title).wait_for()
    page.locator("#pc-remove-yes").click()
    page.locator("#pc-added .pc-removed").wait_for()


CONTRAST = """() => {
  const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (colour) => { const v = colour.match(/[\\d.]+/g).map(Number); return v.length < 4 ? [...v, 1] : v; };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const poor = [];
  const ours = '[class*="pc-"], [class*="pc-"] *, #pc-room button, #pc-room label span';
  for (const element of document.querySelectorAll(ours)) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true })) continue;
    const [one, two] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    const told = `${element.className || element.tagName}: "${element.textContent.slice(0, 30)}"`;
    if (ratio < 4.5) poor.push(`${told} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
}"""
"""Elements of ours whose text has less than 4.5 to 1 against its ground, as a script for the page."""
