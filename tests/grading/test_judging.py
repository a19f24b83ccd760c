import json

import pytest

from k8slab.grading.heard import Heard, NoEvidenceError
from k8slab.grading.judging import grade
from tests.grading.conftest import RELEASE, Session, job, notebook, solved

ALL = {"made-check": 10, "gone-check": 5}

pytestmark = pytest.mark.usefixtures("lessons")


def never(job, notebook, referee):
    raise AssertionError("nothing should be run")


def cannot(job, notebook, referee):
    raise NoEvidenceError("it cannot be run")


def runs(job, notebook, referee):
    """An execution in which the first check earned 3."""
    verdict = referee.check("zoo-made", []) | {"earned": 3}
    return Heard({"zoo-made": verdict}, {"zoo-made": 1})


def points(result):
    return {name: task.earned for name, task in result.tasks.items()}


def test_a_journal_earns_what_its_cluster_did_and_no_code_of_the_learner_runs():
    result = grade(job(notebook(claims=ALL), solved().journal), never)
    assert (points(result), result.evidence, result.reasons, result.flags) == (ALL, "journal", (), ())
    assert result.journal == solved().journal


def test_each_judged_cell_shows_its_verdict_and_its_points():
    result = grade(job(notebook(), Session().make().check("zoo-made", "zoo-gone").journal), never)
    made = json.loads(result.notebook)["cells"][3]
    assert made["outputs"][0]["text"].startswith("✗ not yet: A namespace")
    assert made["outputs"][1]["data"] == {"text/plain": "6"}
    assert result.tasks["made-check"].verdict["parts"][1]["earned"] == 0


def test_a_state_that_is_gone_at_the_end_counts_where_it_was_asked_for():
    session = Session().make(cage="1").check("zoo-made").delete("lion")
    session = session.delete(session.name).make("old").delete("old").check("zoo-gone")
    assert points(grade(job(notebook(), session.journal), never)) == ALL


def test_the_last_verdict_counts_and_all_attempts_are_told():
    session = Session().check("zoo-made").make(cage="1").check("zoo-made").delete(Session().name)
    result = grade(job(notebook(), session.check("zoo-made", "zoo-gone").journal), never)
    assert (points(result)["made-check"], result.tasks["made-check"].attempts) == (0, 3)


def test_hints_cost_what_the_instructor_says():
    session = Session().make(cage="1").do("hints/zoo-made", number=2).check("zoo-made", "zoo-gone")
    result = grade(job(notebook(), session.journal, grading={"hint_price": 2}), never)
    assert (points(result)["made-check"], result.hints) == (6, 2)


def test_a_hint_after_the_check_costs_nothing():
    session = Session().make(cage="1").check("zoo-made", "zoo-gone").do("hints/zoo-made", number=1)
    result = grade(job(notebook(), session.journal, grading={"hint_price": 2}), never)
    assert points(result)["made-check"] == 10


def test_what_was_checked_on_a_branch_that_was_left_counts_as_it_was_there():
    session = Session().do("snapshots", name="before").make(cage="1").check("zoo-made")
    session = session.do("rewind", snapshot="before").make("old").delete("old").check("zoo-gone")
    assert points(grade(job(notebook(), session.journal), never)) == ALL


def test_after_a_reset_the_hints_stay_asked_for():
    session = Session().do("hints/zoo-made", number=1).do("reset").make(cage="1")
    result = grade(
        job(notebook(), session.check("zoo-made", "zoo-gone").journal, grading={"hint_price": 2}), never
    )
    assert points(result)["made-check"] == 8


def broken_journals():
    yield "none", lambda: None, "no journal was handed in"
    yield "empty", lambda: "", "whose first line says of which cluster"
    yield "nonsense", lambda: "nonsense\n", "it is not a whole JSON line"
    yield "edited", lambda: solved().journal.replace("cage", "dage"), "its hash does not follow"
    yield "another learner's", lambda: solved("bob").journal, "the journal is of bob"
    yield "another seed", lambda: solved(seed=7).journal, "a cluster with seed 7, expected 0"
    yield "other nodes", lambda: solved(nodes=("a", "b")).journal, "a cluster with nodes ['a', 'b']"


BROKEN = {name: (make, why) for name, make, why in broken_journals()}


@pytest.mark.parametrize("name", BROKEN)
def test_where_the_journal_cannot_be_used_the_notebook_is_run(name):
    make, why = BROKEN[name]
    result = grade(job(notebook(), make()), runs)
    assert (points(result), result.evidence) == ({"made-check": 3, "gone-check": 0}, "execute")
    assert why in result.reasons[0]
    assert bool(result.flags) == (name != "none")


@pytest.mark.parametrize("name", BROKEN)
def test_where_only_journals_count_a_broken_one_earns_nothing(name):
    make, why = BROKEN[name]
    result = grade(job(notebook(), make(), evidence="journal"), never)
    assert (result.earned, result.evidence) == (0, "")
    assert why in result.reasons[0]


def test_a_journal_with_another_name_written_over_gets_the_wrong_tasks():
    """Whoever seals a friend's journal anew with their own name has done the friend's tasks."""
    session = Session("bob")
    forged = Session("ada")
    forged.name = session.name
    forged.make(session.name, cage="1").check("zoo-made", "zoo-gone")
    assert grade(job(notebook(), forged.journal), never).tasks["made-check"].earned == 0


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (
            notebook(claims={"made-check": 9}),
            "the notebook shows 9 points for zoo-made, its journal earns 10",
        ),
        (notebook(made="# YOUR ANSWER HERE"), "and the notebook has no answer to it"),
    ],
)
def test_a_notebook_that_tells_another_story_is_run_and_somebody_looks(told, why):
    result = grade(job(told, solved().journal), runs)
    assert result.evidence == "execute"
    assert any(why in flag for flag in result.flags)


def test_a_check_that_the_journal_never_asks_for_has_the_notebook_run():
    result = grade(job(notebook(), Session().make(cage="1").check("zoo-made").journal), runs)
    assert (result.evidence, result.reasons) == ("execute", ("the journal does not ask for zoo-gone",))


def test_a_check_that_is_never_asked_for_is_judged_at_the_end_where_only_journals_count():
    session = Session().make(cage="1").make("old").delete("old").do("settle")
    result = grade(job(notebook(), session.journal, evidence="journal"), never)
    assert (points(result), result.evidence) == (ALL, "journal")


def test_the_notebook_is_run_as_it_was_put_back():
    told = json.loads(notebook())
    told["cells"][3]["source"] = "10"
    seen = []

    def look(job, notebook, referee):
        seen.append(notebook["cells"][3]["source"])
        raise NoEvidenceError("it cannot be run")

    result = grade(job(json.dumps(told), None), look)
    assert seen == [RELEASE["cells"][3]["source"]]
    assert result.reasons == ("no journal was handed in", "it cannot be run")
    assert "the cell made-check had another text" in result.flags


@pytest.mark.parametrize("text", [None, "", "{}", "null"])
def test_without_a_notebook_there_is_a_graded_one_all_the_same(text):
    result = grade(job(text, None, troubles=("zoo.ipynb was not handed in",) if text is None else ()), cannot)
    assert result.earned == 0
    assert len(json.loads(result.notebook)["cells"]) == len(RELEASE["cells"])
    assert result.flags


def test_the_execution_is_not_tried_where_only_journals_count():
    assert grade(job(notebook(), None, evidence="journal"), never).reasons == ("no journal was handed in",)


def test_the_journal_is_not_looked_at_where_only_execution_counts():
    assert grade(job(notebook(), solved().journal, evidence="execute"), runs).evidence == "execute"
