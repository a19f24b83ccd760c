"""lightkube against the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from k8slab.backends.simulator import Served
from tests.clients.manifests import web


@pytest.fixture
def client(served: Served) -> Iterator[Any]:
    from lightkube import Client, KubeConfig

    configuration = KubeConfig.from_file(served.kubeconfig)
    with Client(config=configuration, namespace="default", field_manager="test") as connection:
        yield connection


def test_it_creates_waits_scales_applies_watches_and_deletes(client: Any) -> None:
    from lightkube.core.exceptions import ApiError
    from lightkube.models.meta_v1 import ObjectMeta
    from lightkube.resources.apps_v1 import StatefulSet
    from lightkube.resources.core_v1 import ConfigMap, Pod

    client.create(StatefulSet.from_dict(web(2)))
    client.wait(Pod, "web-0", for_conditions=["Ready"])
    client.wait(Pod, "web-1", for_conditions=["Ready"])
    assert [pod.metadata.name for pod in client.list(Pod, labels={"app": "web"})] == ["web-0", "web-1"]

    scale = client.get(StatefulSet.Scale, "web")
    scale.spec.replicas = 3
    client.replace(scale)
    client.wait(Pod, "web-2", for_conditions=["Ready"])
    client.patch(StatefulSet, "web", {"spec": {"replicas": 1}})
    gone = []
    for event, pod in client.watch(Pod):
        gone += [pod.metadata.name] if event == "DELETED" else []
        if len(gone) == 2:
            break
    assert gone == ["web-2", "web-1"]

    applied = client.apply(
        ConfigMap(
            apiVersion="v1", kind="ConfigMap", metadata=ObjectMeta(name="colours"), data={"sky": "blue"}
        )
    )
    assert [each.manager for each in applied.metadata.managedFields] == ["test"]
    assert "start worker processes" in "".join(client.log("web-0"))
    client.delete(StatefulSet, "web")
    with pytest.raises(ApiError, match=r'statefulsets\.apps "web" not found'):
        client.get(StatefulSet, "web")
