"""What readers say of verdicts, kept in the library and read back as eval cases."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import InputError, UsageError
from bot.feedback import FILE, Feedback, FeedbackLog, Place, cases
from evals.datasets import read_claims, read_questions
from tests.test_cli import lines, run
from tests.test_stranger import assert_one_line
from tests.web.fakes import scripted

ENGINE = "embedded 1+abc"
WRONG_CLAIM = "Six people were hurt in Odesa."


@pytest.fixture
def pincite(tmp_path):
    return scripted(tmp_path / "library")


def place(pincite, words: str) -> Place:
    (source,) = pincite.sources()
    start = pincite.document(source.id).text.index(words)
    return Place(source.id, start, start + len(words))


def test_what_was_said_is_read_back(pincite):
    log = FeedbackLog(pincite.directory)
    assert log.all() == ([], [])
    said = Feedback(
        "claim", "It rained — “naïve” 🎉\n.", "refuted", False, "supported", "It did.", (Place("x", 0, 1),), ENGINE
    )
    log.add(said)
    log.add(Feedback("question", "Who?", "abstained", True))
    (first, second), problems = log.all()
    assert problems == []
    assert (first.text, first.expected, first.places, first.engine) == (
        said.text,
        "supported",
        said.places,
        "embedded 1+abc",
    )
    assert first.at
    assert second.label == "abstained"


def test_many_at_once_lose_nothing(pincite):
    log = FeedbackLog(pincite.directory)
    with ThreadPoolExecutor(8) as pool:
        for number in range(200):
            pool.submit(log.add, Feedback("question", f"Who is {number}? " + "x" * 5000, "answered", True))
    found, problems = log.all()
    assert problems == []
    assert len({feedback.text for feedback in found}) == 200


@pytest.mark.parametrize(
    "values",
    [
        {"given": "true"},
        {"expected": "answered"},
        {"kind": "quote"},
        {"text": " "},
        {"reason": "x" * 10_001},
    ],
)
def test_what_is_no_feedback(values):
    with pytest.raises(UsageError, match="no feedback"):
        Feedback(**{"kind": "claim", "text": "It rained.", "given": "refuted", "right": True} | values)


def test_it_becomes_cases_that_the_evals_read(pincite, tmp_path):
    log = FeedbackLog(pincite.directory)
    drones, six = place(pincite, "138 drones overall"), place(pincite, "Odesa reported six injuries")
    for said in (
        Feedback("claim", "Russia launched 183 drones.", "refuted", True, places=(drones,)),
        Feedback("claim", WRONG_CLAIM, "supported", True, places=(six,)),
        Feedback("claim", WRONG_CLAIM, "refuted", False, "supported", "six is six", places=(drones,)),
        Feedback("claim", "It snowed.", "not_enough_evidence", True, places=(six,)),
        Feedback("claim", "It hailed.", "refuted", False, places=(six,)),
        Feedback("claim", "It froze.", "conflicting", True, places=(six,)),
        Feedback("claim", "It melted.", "supported", True, places=(Place("gone", 0, 5),)),
        Feedback("question", "How many drones?", "answered", True, places=(drones,)),
        Feedback("question", "How many people live there?", "answered", False, "abstained", places=(six,)),
        Feedback("question", "How many ships?", "abstained", False, "answered", places=(six,)),
    ):
        log.add(said)
    for kind, expected, left_out in (("claim", 3, 3), ("question", 2, 1)):
        made = cases(log, pincite.store, kind)
        assert (len(made.rows), len(made.left_out)) == (expected, left_out)
        (tmp_path / f"{kind}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made.rows))
    claims = {case.claim: case for case in read_claims(tmp_path / "claim.jsonl")}
    assert [case.label for case in claims.values()] == ["refuted", "supported", "not_enough_evidence"]
    assert claims["Russia launched 183 drones."].evidence == ("138 drones overall",)
    assert claims[WRONG_CLAIM].kind == "corrected"
    assert claims[WRONG_CLAIM].evidence == ()
    assert all(case.doc == pincite.document(drones.document).text for case in claims.values())
    questions = {case.question: case for case in read_questions(tmp_path / "question.jsonl")}
    assert questions["How many drones?"].answers == ("138 drones overall",)
    assert not questions["How many people live there?"].answerable


def test_a_damaged_line_is_told_and_the_others_are_read(pincite):
    log = FeedbackLog(pincite.directory)
    log.add(Feedback("claim", "It rained.", "refuted", True))
    with log.path.open("a") as file:
        file.write('{"half": \n[]\n{"places": []}\n')
    log.add(Feedback("claim", "It snowed.", "refuted", True))
    found, problems = log.all()
    assert [feedback.text for feedback in found] == ["It rained.", "It snowed."]
    assert ["line 2" in problems[0], "line 3" in problems[1], "line 4" in problems[2]] == [True] * 3


def test_what_cannot_be_written_is_told(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        FeedbackLog(tmp_path).add(Feedback("claim", "It rained.", "refuted", True))


def test_the_command_line_exports_it(tmp_path):
    directory, out = tmp_path / "library", tmp_path / "cases.jsonl"
    (source,) = lines(run("sources", "--json", directory=directory))
    log = FeedbackLog(directory)
    said = Feedback("claim", WRONG_CLAIM, "refuted", False, "supported", places=(Place(source["document"], 0, 9),))
    log.add(said)
    log.add(Feedback("claim", "It hailed.", "refuted", False))
    done = run("feedback", "export", str(out), directory=directory)
    assert done.returncode == 0, done.stderr
    assert "1 case" in done.stderr
    assert "“It hailed.”: it was called wrong, and nothing was named as right" in done.stderr
    (case,) = read_claims(out)
    assert (case.claim, case.label) == (WRONG_CLAIM, "supported")
    assert_one_line(run("feedback", "export", str(tmp_path), directory=directory), 2, "is a folder; name a file")
    assert [
        json.loads(line)["text"] for line in run("feedback", "--json", directory=directory).stdout.splitlines()
    ] == [
        WRONG_CLAIM,
        "It hailed.",
    ]
