import pytest

from k8slab.checks import State, Unmet, check, expect


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
