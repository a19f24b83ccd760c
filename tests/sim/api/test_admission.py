"""What admission adds, and that it leaves the refusal of half an object to validation."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.sim import kinds
from k8slab.sim.api import Api


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({}, "spec.containers: Required value"),
        (
            {
                "containers": [{"name": "c", "image": "i", "volumeMounts": [{"name": "v"}]}],
                "volumes": [{"name": "v"}],
            },
            "spec.containers[0].volumeMounts[0].mountPath: Required value",
        ),
    ],
    ids=["no containers", "a mount without path"],
)
def test_half_a_pod_is_invalid(api: Api, spec: dict[str, Any], message: str) -> None:
    with pytest.raises(ApiError) as caught:
        api.create(kinds.POD, {"metadata": {"name": "half"}, "spec": spec}, "default")
    assert caught.value.status["reason"] == "Invalid"
    assert message in caught.value.message


def test_every_container_gets_the_token_of_the_service_account(api: Api) -> None:
    spec = {"containers": [{"name": "c", "image": "i"}], "initContainers": [{"name": "first", "image": "i"}]}
    pod = api.create(kinds.POD, {"metadata": {"name": "p"}, "spec": spec}, "default")
    (volume,) = pod["spec"]["volumes"]
    for container in (*pod["spec"]["containers"], *pod["spec"]["initContainers"]):
        assert [mount["name"] for mount in container["volumeMounts"]] == [volume["name"]]


def test_a_namespace_that_ends_refuses_new_content_and_names_the_cause(api: Api) -> None:
    namespace = {"metadata": {"name": "ending", "finalizers": ["example.com/hold"]}}
    api.create(kinds.NAMESPACE, namespace)
    api.delete(kinds.NAMESPACE, "ending")
    with pytest.raises(ApiError) as caught:
        api.create(kinds.CONFIG_MAP, {"metadata": {"name": "late"}}, "ending")
    assert caught.value.status["details"] == {
        "name": "late",
        "kind": "configmaps",
        "causes": [
            {
                "reason": "NamespaceTerminating",
                "message": "namespace ending is being terminated",
                "field": "metadata.namespace",
            }
        ],
    }
