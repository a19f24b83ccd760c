"""--sort-by, among equals too."""

from __future__ import annotations

import random

import pytest

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.printers.go_sort import go_sort
from k8slab.kubectl.printers.order import sort_by


def in_order(expression: str, values: list[object]) -> list[object]:
    return sort_by(expression, [({"value": value} if value is not None else {}, value) for value in values])


def test_numbers_in_names_count_as_numbers() -> None:
    assert in_order(".value", ["web-10", "web-9", "web-1"]) == ["web-1", "web-9", "web-10"]


def test_quantities_are_compared_by_their_size() -> None:
    assert in_order(".value", ["1Gi", "200Mi", "3000Mi"]) == ["200Mi", "1Gi", "3000Mi"]


def test_objects_without_the_field_come_first() -> None:
    assert in_order(".value", ["b", None, "a"]) == [None, "a", "b"]


def test_a_field_that_no_object_has_is_an_error() -> None:
    with pytest.raises(KubectlError, match="couldn't find any field"):
        in_order(".nosuch", ["a"])


def test_equals_come_in_the_order_of_the_real_kubectl() -> None:
    """As `kubectl get events --sort-by` has printed them."""
    times = [0, 0, 0, 4, 4, 6] * 3 + [0] * 6
    assert go_sort(list(range(24)), lambda i, j: times[i] < times[j]) == [
        12, 0, 2, 23, 22, 21, 20, 7, 8, 19, 1, 6, 18, 13, 14, 15, 10, 16, 9, 4, 3, 17, 11, 5,
    ]  # fmt: skip


@pytest.mark.parametrize("length", [0, 1, 12, 13, 50, 51, 400])
@pytest.mark.parametrize("kinds", [1, 3, 1000])
def test_everything_gets_sorted(length: int, kinds: int) -> None:
    items = [random.Random(length).randrange(kinds) for _ in range(length)]
    for start in (items, sorted(items), sorted(items, reverse=True)):
        assert go_sort(list(start), lambda a, b: a < b) == sorted(items)
