"""What ``compare`` decides, and above all what it leaves open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.comparison import Comparison, compare
from bot.comparison.words import each
from bot.domain import Stance

ODESA = (
    "Odesa reported six injuries from drone strikes on civilian and energy sites, with Russia launching two ballistic"
    " missiles and 138 drones overall."
)
RIH = (
    "Russian assaults persisted overnight, striking civilian targets in Kryvyi Rih—Zelenskyy's hometown—wounding six"
    " including a toddler and damaging over 40 buildings, a school, and gas infrastructure."
)
KHERSON = (
    "The barrage extended to Kherson, where a six-year-old girl succumbed to injuries from prior shelling, and the"
    " regional thermal power plant—serving 40,000 residents—shut down after sustained drone attacks."
)


def stance(claim: str, sentence: str, context: str = "") -> Stance | None:
    found = compare(claim, sentence, context)
    return found.stance if found else None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Russia launched 183 drones overall.", ODESA),
        ("Russia launched more than 200 drones.", ODESA),
        ("Russia launched five ballistic missiles.", ODESA),
        ("Odesa reported seven injuries.", ODESA),
        ("seven people injured in Odesa", ODESA),
        ("Fewer than 30 buildings were damaged in Kryvyi Rih.", RIH),
        ("The plant serves 400,000 residents.", KHERSON),
        ("A nine-year-old girl died in Kherson.", KHERSON),
        ("The court ordered a fresh vote within 50 days.", "The court ordered a fresh vote within 150 days."),
        ("Masks were handed out within three weeks.", "Masks were handed out within three days."),
        ("Ferries carried 60 per cent of the visitors.", "Ferries carried about 6 per cent of the visitors."),
        ("The clerks rejected all 50 forged signatures.", "The clerks rejected 38 of the 50 forged signatures."),
        ("Olive prices in Carda halved in a year.", "Olive prices in Carda doubled in a year to 9.40 a litre."),
        ("The two sides meet again in Velsk on Tuesday.", "The two sides meet again in Velsk on Thursday."),
        ("The bridge at Halm was finished in 1970.", "The bridge at Halm was finished in 1984."),
        ("The index gained half a percent.", "The index gained 3 percent."),
        ("A dozen guards fainted.", "Twenty guards fainted."),
        ("Pilots have to answer by 3 March.", "Pilots have to answer by 9 March."),
    ],
)
def test_numbers_that_exclude_each_other_refute(claim, sentence):
    assert stance(claim, sentence) is Stance.REFUTES


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Russia launched about 140 drones.", ODESA),
        ("Russia launched 138 drones.", ODESA),
        ("At least five people were injured in Odesa.", ODESA),
        ("The plant serves tens of thousands of residents.", KHERSON),
        ("The talks lasted 300 minutes.", "The talks lasted five hours."),
        ("About a third of the voters stayed away.", "Some 33 percent of the voters stayed away."),
        ("The bridge at Halm was finished in the 1970s.", "The bridge at Halm was finished in 1974."),
    ],
)
def test_numbers_that_agree_support(claim, sentence):
    assert stance(claim, sentence) is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        pytest.param("Eight people were wounded in Odesa.", RIH, id="another place"),
        pytest.param("Russia launched 140 drones.", ODESA, id="rounded"),
        pytest.param("Russia launched 140 missiles and drones.", ODESA, id="a sum"),
        pytest.param("The union did not call 40 strikes.", "The union called 30 strikes.", id="negated"),
        pytest.param("If 60 members vote, it passes.", "After 50 members vote, it passes.", id="a condition"),
        pytest.param("The firm cut 40 jobs.", "The firm cut another 90 jobs.", id="another"),
        pytest.param("The firm has 2,000 workers.", "The firm has 300 more workers.", id="a difference"),
        pytest.param(
            "The older drug costs about 70 euros.",
            "At 210 euros it costs three times as much as the older drug.",
            id="x3",
        ),
        pytest.param(
            "The fine was cut by 55 million euros.",
            "The fine was cut from 90 million euros to 35 million.",
            id="from to",
        ),
        pytest.param("Theresa May resigned in London.", "She resigned in London in June.", id="a name"),
        pytest.param(
            "The strike will begin on Thursday.", "The minister said on Monday that the strike will begin.", id="report"
        ),
        pytest.param(
            "The checks were planned for 22 April.",
            "The checks start on 6 May, two weeks later than planned.",
            id="moved",
        ),
        pytest.param("The works close on Friday.", "The works close by Monday.", id="limit and point"),
        pytest.param(
            "The embargo was lifted a year and four months after the coup.",
            "The embargo was lifted sixteen months after the coup.",
            id="a duration in two units",
        ),
        pytest.param("A dozen guards fainted.", "Eleven guards fainted.", id="a dozen is a round number"),
        pytest.param("She was fined several thousand marks.", "She was fined 5,000 marks.", id="several thousand"),
        pytest.param(
            "Only one pool in seven had been declared.", "Of 611 pools 88 had been declared.", id="one of its kind in N"
        ),
        pytest.param(
            "Police withdrew two thirds of their patrol cars.",
            "Police withdrew 61 of their 90 patrol cars.",
            id="a share in words is round",
        ),
        pytest.param(
            "Planning accounts for about a fifth of the cost.",
            "Noise protection accounts for 14 per cent of the cost, planning for 21.",
            id="a list gives the unit once",
        ),
        pytest.param("The index gained about half a percent.", "The index gained 0.6 percent.", id="half a percent"),
        pytest.param(
            "The firm posted its first loss in six years.", "The firm posted a loss, one in six years.", id="no share"
        ),
        pytest.param("Germany had 84 million residents.", "France had 68 million residents.", id="another name"),
    ],
)
def test_nothing_is_refuted_where_it_may_be_another_thing(claim, sentence):
    assert stance(claim, sentence) is not Stance.REFUTES


def test_the_context_names_what_the_sentence_takes_up():
    claim, sentence = "The Quillabra signal had shown up 62 times.", "The signal had shown up 26 times."
    assert compare(claim, sentence) is None
    assert stance(claim, sentence, "Engineers heard the Quillabra signal again.") is Stance.REFUTES
    assert stance(claim, sentence, "Engineers heard another signal again.") is None


def test_the_explanation_says_what_was_compared():
    claim = "Russia launched 183 drones overall."
    found = compare(claim, ODESA)
    assert found is not None
    assert found.explanation == "The claim says 183 drones; the source says 138 drones."
    assert (found.claim_span.of(claim), found.sentence_span.of(ODESA), found.kind) == ("183", "138", "count")


WORDS = st.sampled_from(
    each(
        """Odesa reported six injuries 138 drones more than half a third of 2.5bn $ % — , . - between 200 and 250 on
        Monday in May 2021 since the 1970s not no two-thirds doubled aged 14 per cent years old first all 50 's"""
    )
)


def is_exact(found: Comparison | None, claim: str, sentence: str) -> bool:
    if found is None:
        return True
    return found.claim_span.end <= len(claim) and found.sentence_span.end <= len(sentence)


@given(st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS, max_size=20).map(" ".join))
def test_spans_lie_in_the_texts_and_a_comparison_is_repeatable(claim, sentence):
    found = compare(claim, sentence)
    assert is_exact(found, claim, sentence)
    assert found == compare(claim, sentence)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(claim, sentence):
    assert is_exact(compare(claim, sentence), claim, sentence)


@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
def test_a_text_never_refutes_itself(text):
    assert stance(text, text) is not Stance.REFUTES


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_two_plain_counts_of_one_thing(claimed, given_count):
    said = stance(
        f"The plant in Velsk employs {claimed:,} welders.", f"The plant in Velsk employs {given_count:,} welders."
    )
    if claimed == given_count:
        assert said is Stance.SUPPORTS
    elif abs(claimed - given_count) > 0.06 * claimed:
        assert said is Stance.REFUTES


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_more_than_and_fewer_than(bound, given_count):
    sentence = f"The plant in Velsk employs {given_count:,} welders."
    more = stance(f"The plant in Velsk employs more than {bound:,} welders.", sentence)
    fewer = stance(f"The plant in Velsk employs fewer than {bound:,} welders.", sentence)
    if given_count == bound:
        assert more is fewer is None
    else:
        assert more is (Stance.SUPPORTS if given_count > bound else Stance.REFUTES)
        assert fewer is (Stance.SUPPORTS if given_count < bound else Stance.REFUTES)
