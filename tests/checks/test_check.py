import pytest

from k8slab.checks import State, TaskSheet, Unmet, check, expect, part


def judge(holds, story, **more):
    named = check("task", points=3, hints=["Look.", "Look again."], docs="https://example.org", **more)
    return named(holds).judge(story, State.of(story))


def test_a_check_that_returns_gives_all_points(teller):
    verdict = judge(lambda story, state: None, teller.story())
    assert (verdict.passed, verdict.earned, verdict.points) == (True, 3, 3)


def test_a_check_that_raises_unmet_gives_none_and_says_why(teller):
    teller.create(7, "zk-0")

    def ready(story, state):
        pod = story.pods()[0]
        raise Unmet(expected="a Ready pod", found="Pending", where="pod zk-0", at=pod.created, next="Wait.")

    verdict = judge(ready, teller.story())
    assert (verdict.passed, verdict.earned) == (False, 0)
    assert (verdict.expected, verdict.found, verdict.where, verdict.at, verdict.next) == (
        "a Ready pod",
        "Pending",
        "pod zk-0",
        7,
        "Wait.",
    )


def test_expect_raises_only_when_it_does_not_hold():
    expect(True, expected="x", found="y")
    with pytest.raises(Unmet, match="expected x, found y"):
        expect(False, expected="x", found="y")


def test_a_mistake_in_a_check_is_told_and_not_raised(teller):
    def broken(story, state):
        return state.get("pods", "zk-0")["spec"]["nodeName"]

    teller.create(0, "zk-0")
    verdict = judge(broken, teller.story())
    assert not verdict.passed
    assert verdict.found == "a mistake in the check itself: KeyError: 'nodeName'"
    assert verdict.where.startswith("test_check.py, line ")


def test_a_check_that_returns_something_is_a_mistake_and_does_not_pass(teller):
    verdict = judge(lambda story, state: "no pods", teller.story())
    assert not verdict.passed
    assert "must return None or raise Unmet" in verdict.found


def test_the_title_is_the_docstrings_first_line_unless_given():
    def ordered(story, state):
        """The pods start in order.

        More.
        """

    assert check("ordered", points=1)(ordered).title == "The pods start in order"
    assert check("ordered", points=1, title="In order")(ordered).title == "In order"
    assert check("ordered", points=1)(lambda story, state: None).title == "ordered"


def two_parts(*, first=True, second=True, after=True):
    def holds(story, state):
        with part("one", points=2):
            expect(first, expected="one", found="none", where="here")
        with part("two", points=1):
            expect(second, expected="two", found="zero", at=5)
        expect(after, expected="more", found="less")

    return holds


def test_a_part_that_is_not_met_loses_its_points_and_hides_no_other(teller):
    verdict = judge(two_parts(first=False), teller.story())
    assert (verdict.passed, verdict.earned) == (False, 1)
    assert [(each.name, each.earned, each.expected) for each in verdict.parts] == [
        ("one", 0, "one"),
        ("two", 1, ""),
    ]
    assert (verdict.expected, verdict.found, verdict.where) == ("one", "none", "here")


def test_all_parts_together_are_all_points(teller):
    verdict = judge(two_parts(), teller.story())
    assert (verdict.passed, verdict.earned) == (True, 3)
    assert [each.earned for each in judge(two_parts(first=False, second=False), teller.story()).parts] == [
        0,
        0,
    ]


def test_what_is_raised_outside_of_parts_loses_what_was_not_yet_earned(teller):
    def early(story, state):
        with part("one", points=2):
            pass
        state.get("pods", "zk-9")

    verdict = judge(early, teller.story())
    assert [(each.name, each.points, each.earned) for each in verdict.parts] == [
        ("one", 2, 2),
        ("the rest", 1, 0),
    ]
    assert verdict.earned == 2
    assert verdict.expected == "'zk-9' among the pods"
    assert not judge(two_parts(after=False), teller.story()).passed


def test_a_mistake_within_a_part_is_told_and_loses_only_that_part(teller):
    def broken(story, state):
        with part("one", points=2):
            {}["nothing"]
        with part("two", points=1):
            pass

    verdict = judge(broken, teller.story())
    assert verdict.earned == 1
    assert verdict.parts[0].found == "a mistake in the check itself: KeyError: 'nothing'"


def test_parts_whose_points_do_not_add_up_are_a_mistake_in_the_check(teller):
    def short(story, state):
        with part("one", points=2):
            pass

    verdict = judge(short, teller.story())
    assert not verdict.passed
    assert "expected parts worth 3 points, found 2" in verdict.found


def test_outside_of_a_judgement_a_part_hides_nothing():
    with pytest.raises(Unmet), part("one", points=1):
        expect(False, expected="x", found="y")


def test_a_check_may_ask_for_what_is_this_students_own(teller):
    @check("task", points=1, title="In $namespace", hints=["kubectl create ns $namespace"])
    def own(story, state, task):
        expect(task.namespace == "zoo", expected="zoo", found=task.namespace)

    sheet = TaskSheet("animals", "ada", {"namespace": "zoo"}, {})
    verdict = own.judge(teller.story(), State.of(teller.story()), sheet)
    assert (verdict.passed, verdict.title) == (True, "In zoo")
    assert own.told_hints(sheet) == ["kubectl create ns zoo"]
