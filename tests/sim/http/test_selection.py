"""Selectors in lists."""

from __future__ import annotations

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, ask, config_map, names


def test_lists_are_selected_by_labels_and_fields(gateway: Gateway) -> None:
    for name, tier in (("one", "a"), ("two", "b"), ("three", "c")):
        ask(gateway, "POST", CONFIG_MAPS, config_map(name, tier=tier))
    assert names(ask(gateway, "GET", CONFIG_MAPS, query={"labelSelector": "tier in (a,c)"})) == [
        "one",
        "three",
    ]
    assert names(ask(gateway, "GET", CONFIG_MAPS, query={"fieldSelector": "metadata.name=two"})) == ["two"]
