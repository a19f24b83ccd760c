"""Of several attempts, the one of which most holds is judged."""

from k8slab.checks import Unmet
from k8slab.checks.attempts import Judgements, best


def holds() -> None:
    """Something that is so."""


def fails() -> None:
    raise Unmet(expected="it", found="not")


def test_the_attempt_of_which_most_parts_hold_is_taken() -> None:
    poor: Judgements = [("poor", fails), ("poor", holds)]
    good: Judgements = [("good", holds), ("good", holds)]
    assert best([poor, good, poor]) is good


def test_of_attempts_that_are_as_good_the_latest_is_taken() -> None:
    early: Judgements = [("early", holds)]
    late: Judgements = [("late", holds)]
    assert best([early, late]) is late


def test_without_an_attempt_there_is_nothing_to_judge() -> None:
    assert list(best([])) == []
