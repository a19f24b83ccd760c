"""What an assignment asks of each student."""

import pytest

from k8slab.checks import Variants, choice
from k8slab.errors import K8slabError

FIELDS = {"namespace": choice("a", "b", "c", about="where"), "replicas": choice(3, 4, 5, 6)}


def values(student: str, seed: str = "", **more):
    return Variants("zoo", **FIELDS, **more).sheet(student, seed).as_dict()["values"]


def test_nobody_in_particular_has_the_first_choices():
    assert values("") == values("", "secret") == {"namespace": "a", "replicas": 3}


def test_a_variant_is_the_same_whenever_it_is_drawn():
    assert values("ada") == values("ada") == {"namespace": "c", "replicas": 5}


def test_students_and_seeds_draw_all_choices():
    for draws in ([values(f"s{n}") for n in range(60)], [values("ada", f"s{n}") for n in range(60)]):
        assert {draw["namespace"] for draw in draws} == {"a", "b", "c"}
        assert {draw["replicas"] for draw in draws} == {3, 4, 5, 6}


def test_a_field_that_is_added_changes_no_other():
    assert values("ada").items() <= values("ada", node=choice("m1", "m2")).items()


def test_a_field_without_choices_or_with_a_name_that_means_something_else_is_refused():
    with pytest.raises(K8slabError, match="found none"):
        choice(about="nothing")
    with pytest.raises(K8slabError, match="expected other names of values than fill"):
        Variants("zoo", fill=choice(1))
