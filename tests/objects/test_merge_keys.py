"""One table of how lists are merged, asked by type and by path."""

from __future__ import annotations

import pytest

from k8slab.objects.merge_keys import REPLACED, rule, rule_at


def test_a_rule_is_found_by_the_definition_and_its_field() -> None:
    ports = rule("io.k8s.api.core.v1.ServiceSpec", "ports")
    assert (ports.merge_key, ports.list_keys) == ("port", ("port", "protocol"))


@pytest.mark.parametrize(
    ("kind", "path", "key"),
    [
        ("Pod", ("spec", "containers"), "name"),
        ("StatefulSet", ("spec", "template", "spec", "containers", "env"), "name"),
        ("StatefulSet", ("spec", "template", "spec", "initContainers", "ports"), "containerPort"),
        ("Service", ("spec", "ports"), "port"),
        ("Node", ("status", "conditions"), "type"),
        ("ServiceAccount", ("secrets",), "name"),
        ("ConfigMap", ("metadata", "ownerReferences"), "uid"),
    ],
)
def test_a_rule_is_found_by_the_kind_and_the_path(kind: str, path: tuple[str, ...], key: str) -> None:
    assert rule_at(kind, path).merge_key == key


def test_lists_without_a_rule_are_replaced() -> None:
    assert rule_at("Pod", ("spec", "tolerations")) == REPLACED
    assert rule_at("StatefulSet", ("spec", "volumeClaimTemplates", "spec", "accessModes")) == REPLACED


def test_only_a_budgets_selector_is_replaced_as_a_whole() -> None:
    assert rule_at("PodDisruptionBudget", ("spec", "selector")).replaces
    assert not rule_at("StatefulSet", ("spec", "selector")).replaces
