"""Lists in pages."""

from __future__ import annotations

from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import CONFIG_MAPS, ask, config_map, content


def test_a_list_in_pages_shows_one_moment(gateway: Gateway) -> None:
    for name in ("a", "b", "c", "d"):
        ask(gateway, "POST", CONFIG_MAPS, config_map(name, made="here"))
    first = content(ask(gateway, "GET", CONFIG_MAPS, query={"limit": "2"}))
    assert first["metadata"]["remainingItemCount"] == 3
    ask(gateway, "DELETE", f"{CONFIG_MAPS}/c")
    token = first["metadata"]["continue"]
    rest = content(ask(gateway, "GET", CONFIG_MAPS, query={"limit": "9", "continue": token}))
    assert [item["metadata"]["name"] for item in rest["items"]] == ["c", "d", "kube-root-ca.crt"]
    assert rest["metadata"] == {"resourceVersion": first["metadata"]["resourceVersion"]}
