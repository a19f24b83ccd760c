"""What checks ask about Services."""

from typing import Any

import pytest

from k8slab.checks import State, Unmet
from k8slab.checks.services import governing_service, is_headless, knows


def service(address: str) -> dict[str, Any]:
    return {"metadata": {"name": "peers", "namespace": "zoo"}, "spec": {"clusterIP": address}}


def knowing(*hostnames: str) -> State:
    labels = {"kubernetes.io/service-name": "peers"}
    metadata = {"name": "peers-x", "namespace": "zoo", "labels": labels}
    return State(
        {"endpointslices": [{"metadata": metadata, "endpoints": [{"hostname": h} for h in hostnames]}]}
    )


def test_a_service_without_address_is_headless() -> None:
    is_headless(service("None"))


def test_a_service_with_an_address_is_told_to_be_made_anew() -> None:
    with pytest.raises(Unmet, match=r"clusterIP 10\.96\.0\.7") as unmet:
        is_headless(service("10.96.0.7"))
    assert "kubectl delete svc peers -n zoo" in unmet.value.next


def test_a_service_knows_members_whose_names_are_in_its_endpoints() -> None:
    knows(knowing("zk-0", "zk-1", "zk-2"), "zoo", "peers", ["zk-1", "zk-0"])


def test_a_member_that_is_not_in_the_endpoints_is_not_known() -> None:
    with pytest.raises(Unmet, match="expected endpoints with the names zk-0, zk-1, found zk-0"):
        knows(knowing("zk-0"), "zoo", "peers", ["zk-0", "zk-1"])


def test_a_set_names_the_service_of_its_members() -> None:
    named = {"metadata": {"name": "zk", "namespace": "zoo"}, "spec": {"serviceName": "peers"}}
    unnamed = {"metadata": {"name": "ark", "namespace": "zoo"}, "spec": {}}
    state = State({"statefulsets": [named, unnamed]})
    assert governing_service(state, "zoo", "zk") == "peers"
    with pytest.raises(Unmet, match="expected a serviceName in the set, found none"):
        governing_service(state, "zoo", "ark")
