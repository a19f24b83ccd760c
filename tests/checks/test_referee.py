import json

import pytest

from k8slab.checks import Referee, UnknownCheckError
from k8slab.errors import K8slabError

CHECKS = """
from k8slab.checks import Variants, check, choice, expect

variants = Variants("pods", namespace=choice("zookeeper", "zoo", about="where"), size=choice(*range(1000)))

@check("ready", points=2, hints=["Wait.", "Look in $namespace.", "Run it."])
def ready(story, state, task):
    '''A pod is Ready in $namespace.'''
    expect(bool(story.ready_order(task.namespace, "zk")), expected="a Ready pod", found="none", at=story.end)
"""


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    monkeypatch.delenv("K8SLAB_GRADING", raising=False)
    (tmp_path / "01-lesson").mkdir()
    (tmp_path / "01-lesson" / "checks.py").write_text(CHECKS)
    return tmp_path


@pytest.fixture
def referee(lessons):
    return Referee(lessons)


@pytest.fixture
def ready(teller):
    teller.create(5, "zk-0")
    teller.runs(16, "zk-0", ready=True)
    return teller.events


def test_the_verdict_is_json_and_every_attempt_goes_into_the_ledger(referee, teller):
    teller.create(5, "zk-0")
    first = referee.check("ready", teller.events)
    teller.runs(16, "zk-0", ready=True)
    second = referee.check("ready", teller.events)
    assert json.loads(json.dumps(first))["found"] == "none"
    assert (first["passed"], second["passed"]) == (False, True)
    common = {"check": "ready", "student": "", "points": 2, "parts": {}, "charged": 0}
    assert referee.ledger()["verdicts"] == [
        {**common, "attempt": 1, "earned": 0, "time": 5.0, "revision": 1},
        {**common, "attempt": 2, "earned": 2, "time": 16.0, "revision": 2},
    ]


def test_the_last_verdict_is_what_holds_now_however_good_one_before_was(referee, ready):
    assert referee.check("ready", ready)["earned"] == 2
    assert referee.check("ready", [])["earned"] == 0
    assert [entry["earned"] for entry in referee.ledger()["verdicts"]] == [2, 0]


def test_the_ledger_cannot_be_changed_through_what_it_hands_out(referee):
    referee.check("ready", [])
    referee.ledger()["verdicts"][0]["earned"] = 2
    assert referee.ledger()["verdicts"][0]["earned"] == 0


def test_an_unknown_check_leaves_no_entry(referee):
    with pytest.raises(UnknownCheckError):
        referee.check("reedy", [])
    assert referee.ledger()["verdicts"] == []


def test_a_hint_is_noted_with_its_time_and_shown_in_the_next_verdict(referee):
    assert referee.check("ready", [])["hints"] == []
    hint = referee.hint("ready", 1, 7.5)
    told = {"check": "ready", "number": 1, "of": 3, "text": "Wait.", "time": 7.5, "price": 0}
    assert hint == told | {"earlier": ()}
    assert referee.ledger()["hints"] == [{"check": "ready", "hint": 1, "time": 7.5, "price": 0}]
    verdict = referee.check("ready", [])
    assert (verdict["hints"], verdict["hints_there"]) == (["Wait."], 3)


def test_who_asks_for_a_later_hint_has_those_before_and_none_is_noted_twice(referee):
    hint = referee.hint("ready", 2, 1.0)
    assert (hint["earlier"], hint["text"]) == (("Wait.",), "Look in zookeeper.")
    referee.hint("ready", 1, 2.0)
    assert [(entry["hint"], entry["time"]) for entry in referee.ledger()["hints"]] == [(1, 1.0), (2, 1.0)]
    assert referee.check("ready", [])["hints"] == ["Wait.", "Look in zookeeper."]


@pytest.mark.parametrize("number", [0, 4])
def test_a_hint_that_there_is_not_is_refused(referee, number):
    with pytest.raises(K8slabError, match=f"for 'ready', 1 to 3, found {number}"):
        referee.hint("ready", number, 0.0)
    assert referee.ledger()["hints"] == []


def test_hints_cost_what_the_instructor_says_and_never_more_than_was_earned(lessons, ready):
    (lessons / "grading.toml").write_text("hint_price = 0.75\n")
    referee = Referee(lessons)
    referee.hint("ready", 1, 0.0)
    verdict = referee.check("ready", ready)
    assert (verdict["earned"], verdict["charged"], verdict["passed"]) == (1.25, 0.75, True)
    assert referee.check("ready", [])["earned"] == 0
    referee.hint("ready", 3, 0.0)
    assert referee.check("ready", ready)["earned"] == 0


def test_a_student_is_judged_by_their_own_variant_which_stands_in_the_ledger(lessons, ready):
    referees = [Referee(lessons, student=f"s{number}") for number in range(8)]
    sheets = [referee.assignment("pods")["values"] for referee in referees]
    assert {sheet["namespace"] for sheet in sheets} == {"zookeeper", "zoo"}
    for referee, sheet in zip(referees, sheets, strict=True):
        assert referee.check("ready", ready)["passed"] == (sheet["namespace"] == "zookeeper")
        [entry] = referee.ledger()["assignments"]
        assert entry == {
            "assignment": "pods",
            "student": referee.ledger()["verdicts"][0]["student"],
            "values": sheet,
        }


def test_the_instructors_seed_draws_other_variants_but_nobody_keeps_the_courses_own(lessons):
    before = Referee(lessons, student="ada").assignment("pods")["values"]
    (lessons / "grading.toml").write_text('seed = "a secret"\n')
    assert Referee(lessons, student="ada").assignment("pods")["values"] != before
    assert Referee(lessons).assignment("pods")["values"] == {"namespace": "zookeeper", "size": 0}


def test_an_instructor_can_give_everybody_the_courses_own_values(lessons):
    (lessons / "grading.toml").write_text("variants = false\n")
    for student in ("ada", "ben"):
        referee = Referee(lessons, student=student)
        assert referee.assignment("pods")["values"] == {"namespace": "zookeeper", "size": 0}
        referee.check("ready", [])
        assert referee.ledger()["verdicts"][0]["student"] == student


def test_an_unknown_assignment_is_answered_with_the_near_ones(referee):
    with pytest.raises(
        UnknownCheckError, match=r"name of an assignment, found 'pots'; did you mean 'pods'\?"
    ):
        referee.assignment("pots")


QUESTION = """
```{predict} two-teams
Which names come back?

- both
- [x] one
```
"""


@pytest.fixture
def asker(lessons):
    (lessons / "01-lesson" / "lesson.md").write_text(QUESTION)
    return Referee(lessons)


def test_what_was_is_told_to_nobody_who_has_not_predicted(asker):
    asked = {"question": "two-teams", "letters": "ab"}
    assert asker.predict("two-teams", "", 3) == asked
    assert asker.predictions() == {"predictions": [asked]}
    assert asker.ledger()["predictions"] == []


def test_the_last_prediction_counts_and_all_of_them_are_in_the_ledger(asker):
    asker.predict("two-teams", "b", 3)
    asker.predict("two-teams", "a", 5)
    (kept,) = asker.predictions()["predictions"]
    assert kept == {
        "question": "two-teams",
        "letters": "ab",
        "letter": "a",
        "choice": "both",
        "time": 5,
        "answer": "b",
        "was": "one",
    }
    assert asker.ledger()["predictions"] == [
        {"question": "two-teams", "letter": "b", "time": 3},
        {"question": "two-teams", "letter": "a", "time": 5},
    ]


def test_a_letter_that_is_none_changes_nothing(asker):
    asker.predict("two-teams", "b", 3)
    with pytest.raises(K8slabError, match="two-teams: expected one of the letters"):
        asker.predict("two-teams", "z", 5)
    assert asker.predictions()["predictions"][0]["letter"] == "b"
    assert len(asker.ledger()["predictions"]) == 1


def test_results_are_those_of_the_last_verdict_in_the_words_of_the_students_sheet(referee, ready):
    task = {"check": "ready", "title": "A pod is Ready in zookeeper", "points": 2, "hints": 0}
    assert referee.results("pods") == {
        "assignment": "pods",
        "tasks": [task | {"earned": 0, "attempts": 0}],
    }
    referee.check("ready", ready)
    assert referee.results("pods")["tasks"] == [task | {"earned": 2, "attempts": 1}]
    referee.check("ready", [])
    assert referee.results("pods")["tasks"] == [task | {"earned": 0, "attempts": 2}]
    with pytest.raises(UnknownCheckError):
        referee.results("")
