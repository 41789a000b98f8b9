"""What the page around an article says is found; what the article reports is left alone."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Span
from bot.ingestion.boilerplate import boilerplate_lines

PAGE = [
    "Also Read: Putin to U.S.: If You Buy Russian Fuel, Why Can’t India?",
    "ALSO READ | Rupee falls to record low",
    "## Related stories",
    "**Also Read:** [Ministers meet in Delhi](https://example.org/a)",
    "Read more: Monteriva mayor to quit after tribunal defeat",
    "Read More",
    "Read more about the crisis here",
    "Related: Kelvenian banks raise deposit rates for first time since spring",
    "Related: Where have all the children gone? A city in six charts",
    "Related articles",
    "More: Three takeaways from the budget",
    "More from The Harbour Post: inside the newsroom",
    "Watch: Moment the bridge was closed",
    "You may also like: Ten walks in the hills",
    "Don’t miss: the winners of the year",
    "Subscribe to our morning markets briefing, read by 90,000 people",
    "Subscribe to our newsletter for more: how Sahrou's gold exports grew by a third under the embargo",
    "Subscribe now",
    "Sign up for our daily newsletter",
    "Sign up for The Morning Dispatch",
    "Sign up here to get the best stories in your inbox",
    "Get Brackwell This Week in your inbox every Friday.",
    "Keep up with local politics: subscribe to The San Tello Briefing.",
    "Class Notes, our education newsletter, comes out on Tuesdays.",
    "Photo: Lena Ortwin / City Desk",
    "Photo: Jane Doe/Getty Images",
    "Photo by Jane Doe",
    "(Image: Reuters)",
    "Photo credit: AP",
    "Photo courtesy of Jane Doe",
    "Image via Getty Images",
    "Jane Doe/AFP via Getty Images",
    "File photo",
    "FILE PHOTO: A man walks past the central bank in Kelve, July 2. REUTERS/Jane Doe",
    "Advertisement",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Sponsored content",
    "Follow us on Facebook and Twitter",
    "Follow us on Instagram, YouTube and X for more stories",
    "Follow Jane Doe on Twitter",
    "Join us on Telegram",
    "Join our WhatsApp channel",
    "© 2026 The Harbour Post. All rights reserved.",
    "© The Harbour Post",
    "Copyright 2026 The Associated Press. All rights reserved.",
    "Copyright © 2024 Harbour Media",
    "All rights reserved.",
    "Click here to read the full report",
    "Download the Harbour Post app",
    "We use cookies to improve your experience.",
    "This website uses cookies.",
    "By continuing to use this site you agree to our cookie policy.",
    "Accept all cookies",
    "Share this article",
    "Share on Facebook | Tweet | WhatsApp | Email",
    "Facebook Twitter LinkedIn",
    "Tags: Putin, Ukraine, peace talks",
    "Topics: Russia, Ukraine, War",
    "#Putin #Ukraine",
    "Published: 5 December 2025, 10:22 IST",
    "Published: December 5, 2025",
    "Last updated on Dec. 5, 2025 at 3:04 p.m. ET",
    "Published 3 hours ago",
    "5 min read",
    "By Jane Doe",
    "By Jane Doe and John Roe",
    "By JANE DOE, Staff Writer",
    "By Jane Doe in Kyiv",
    "By our correspondent",
    "With inputs from agencies",
    "(With inputs from PTI and Reuters)",
    "With agency inputs",
    "(Reporting by Jane Doe in Kyiv; Editing by John Roe)",
    "Have you been affected? Email us at news@example.org",
    "Continue reading",
    "Privacy Policy",
    "SCROLL DOWN FOR VIDEO",
]

REPORTING = [
    "Photos show that the bridge had been repaired by Monday.",
    "Photos: what they prove and what they do not",
    "Photo: rescue workers search the rubble of a school in Kherson",
    "Related costs rose by 4 percent.",
    "Related party deals were banned in 2019.",
    "Also read into the record was a letter from the mayor.",
    "Also, read this letter: it proves the minister knew.",
    "Read more books, the minister told pupils.",
    "More people died in March than in April.",
    "More than 200 students signed a petition.",
    "More: I never wrote that letter.",
    "More from the mine: 40 tons of copper were lifted in May, the company said. It will now close the shaft.",
    "Sign-up for the vaccine opened on Monday.",
    "Sign up for the trial closed on Friday.",
    "Subscribe to the services you need, the regulator said.",
    "Subscribers to the service rose to 4 million.",
    "Follow the money, prosecutors told the court.",
    "Like many politicians on Twitter, he posts daily.",
    "Follow-up studies on Facebook use found no effect.",
    "To vote, sign up at the town hall by 3 May.",
    "Copyright law changed in 2019.",
    "Copyright 2023 rules take effect in May.",
    "Click fraud cost the firm $3 million.",
    "Cookies made by the bakery were recalled.",
    "We use cookies as a bribe, the teacher said.",
    "Share prices fell on Monday.",
    "Share on the market: 4 percent",
    "Twitter and Facebook were fined 3 million euros.",
    "Tags were found on 40 of the birds.",
    "Topics: the two sides talked about gas, grain and prisoners.",
    "Published in 1937, the book sold 40,000 copies.",
    "Updated figures show 4 dead.",
    "Updated 2019 rules apply.",
    "By Monday, 40 people had died.",
    "By Monday Evening",
    "By Jane Doe's account, the door was open.",
    "By Grand Design, the firm lost $4 million.",
    "With inputs from farmers costing 40 percent more, prices rose.",
    "With reporting by local media banned, rumours spread.",
    "Edited by Jane Doe, the book sold 40,000 copies.",
    "Advertisement spending rose 3 percent.",
    "Advertisements were removed from the stadium.",
    "Watch: I saw nothing, he said.",
    "Get it while it's free: for some, the joy proved short-lived.",
    "In your inbox, the judge said, is the proof.",
    "All rights reserved to landlords were abolished, the minister said.",
    "Reuters reported that three people died.",
    "KYIV (Reuters) - Three people died on Monday.",
    "December 5, 2025",
    "Have you ever panicked about whether you locked the door?",
    "The email read: sign up for our newsletter.",
    "Continued reading of the bill was put off.",
]

STORY = "The council voted by 27 to 22 on Tuesday night to build a tram line, ending an argument of years."


def marked(text: str) -> list[str]:
    return [span.of(text) for span in boilerplate_lines(text)]


@pytest.mark.parametrize("line", PAGE)
def test_lines_of_the_page_are_marked(line: str) -> None:
    assert marked(f"{STORY}\n{line}\n{STORY}") == [line]


@pytest.mark.parametrize("line", REPORTING)
def test_reporting_is_never_marked(line: str) -> None:
    assert marked(f"{STORY}\n{line}\n{STORY}") == []


@pytest.mark.parametrize("label", ["Also Read: Dam breaks", "Related: Dam breaks", "By Jane Doe", "Photo: Jane Doe"])
def test_a_paragraph_whose_line_break_was_lost_stays(label: str) -> None:
    assert marked(f"{label}. {STORY} {STORY}") == []


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\u2028"])
def test_every_line_break_ends_a_line_and_is_no_part_of_it(break_: str) -> None:
    text = break_.join([STORY, "Also Read: Dam breaks", STORY, "Advertisement"])
    assert marked(text) == ["Also Read: Dam breaks", "Advertisement"]


def test_the_seed_articles_links_are_marked_and_nothing_else() -> None:
    seeds = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
    for seed in seeds:
        text = seed.read_text("utf-8")
        assert marked(text) == [line for line in text.splitlines() if line.startswith("Also Read:")]


def test_headlines_under_a_label_that_stands_alone() -> None:
    text = f"{STORY}\nRelated stories\n- Dam breaks\n- Mayor quits\n{STORY}\n- Two people drowned\n"
    assert marked(text) == ["Related stories", "- Dam breaks", "- Mayor quits"]


def test_one_headline_after_a_bare_label_with_a_colon() -> None:
    text = f"Also Read:\nDam breaks in Ristova\nA heading of the story\n{STORY}"
    assert marked(text) == ["Also Read:", "Dam breaks in Ristova"]
    assert marked(f"Also Read:\n{STORY}") == ["Also Read:"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PAGE, *REPORTING, STORY, "", "  "]) | st.text(max_size=40), max_size=12))
def test_spans_are_whole_lines_in_order(lines: list[str]) -> None:
    text = "\r\n".join(lines)
    spans = boilerplate_lines(text)
    assert all(before.end < after.start for before, after in pairwise(spans))
    for span in spans:
        assert span.start == 0 or text[span.start - 1] in "\r\n\u2028\u2029"
        assert span.end == len(text) or text[span.end] in "\r\n\u2028\u2029"
        assert span.of(text).strip()


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(span, Span) for span in boilerplate_lines(text))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        ("published " + "1" * 280 + "x\n") * 2_000,
        ("By " + "A " * 140 + "\n") * 2_000,
        ("Share " * 49 + "x\n") * 2_000,
        ("#a" * 148 + "!\n") * 2_000,
        ("[(" * 149 + "\n") * 2_000,
        ("get " + "in your " * 36 + "\n") * 2_000,
        ("Also Read: " + "a. A" * 70 + "\n") * 2_000,
        "By A\n" * 100_000,
        "\n" * 1_000_000,
    ],
    ids=["letter", "digits", "names", "share", "tags", "links", "inbox", "sentences", "lines", "breaks"],
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    boilerplate_lines(text)
    assert time.process_time() - start < 6
