"""Node selector terms: any of the terms, all of a term's requirements."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.objects import node_selector

NODE = {"metadata": {"name": "a", "labels": {"disk": "ssd", "cores": "8"}}}


def term(key: str, operator: str, *values: str, field: bool = False) -> dict[str, Any]:
    requirement = {"key": key, "operator": operator, "values": list(values)}
    return {"matchFields" if field else "matchExpressions": [requirement]}


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (term("disk", "In", "ssd", "nvme"), True),
        (term("disk", "NotIn", "ssd"), False),
        (term("gpu", "NotIn", "yes"), True),
        (term("disk", "Exists"), True),
        (term("gpu", "DoesNotExist"), True),
        (term("cores", "Gt", "4"), True),
        (term("cores", "Lt", "8"), False),
        (term("disk", "Gt", "4"), False),
        (term("metadata.name", "In", "a", field=True), True),
        (term("metadata.name", "NotIn", "a", field=True), False),
        ({}, False),
    ],
)
def test_a_term_holds_if_all_of_it_does(wanted: dict[str, Any], holds: bool) -> None:
    assert node_selector.term_matches(wanted, NODE) is holds


def test_one_term_is_enough() -> None:
    assert node_selector.matches([term("gpu", "Exists"), term("disk", "Exists")], NODE)
    assert not node_selector.matches([], NODE)


def test_terms_that_name_their_nodes_are_recognized() -> None:
    by_name = term("metadata.name", "In", "a", field=True)
    assert node_selector.names([by_name, term("metadata.name", "In", "b", field=True)]) == {"a", "b"}
    assert node_selector.names([by_name, term("disk", "Exists")]) is None
