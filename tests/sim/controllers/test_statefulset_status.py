"""A StatefulSet's status, and what happens to what clients write into it."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from tests.sim.controllers.sets import MERGE_PATCH, change, deploy, new_image, status, with_volumes

CONDITION = {"type": "Checked", "status": "True"}


@pytest.fixture
def cluster() -> Cluster:
    made = with_volumes()
    deploy(made, replicas=2)
    return made


def write(cluster: Cluster, **fields: Any) -> None:
    body = {"status": fields}
    cluster.api.patch(kinds.STATEFULSET, "web", "default", body, MERGE_PATCH, subresource="status")
    cluster.settle()


def test_the_fields_of_a_set_at_rest(cluster: Cluster) -> None:
    found = status(cluster)
    revision = found["updateRevision"]
    assert found == {
        "observedGeneration": 1,
        "currentRevision": revision,
        "updateRevision": revision,
        "collisionCount": 0,
        "replicas": 2,
        "readyReplicas": 2,
        "availableReplicas": 2,
        "currentReplicas": 2,
        "updatedReplicas": 2,
    }


def test_a_condition_that_a_client_writes_stays_until_the_controller_has_something_to_say(
    cluster: Cluster,
) -> None:
    write(cluster, conditions=[CONDITION])
    assert status(cluster)["conditions"] == [CONDITION]
    cluster.api.patch(
        kinds.STATEFULSET, "web", "default", {"metadata": {"labels": {"e2e": "testing"}}}, MERGE_PATCH
    )
    cluster.settle()
    assert status(cluster)["conditions"] == [CONDITION], "the controller looked, and changed nothing"
    change(cluster, replicas=1)
    cluster.settle()
    assert "conditions" not in status(cluster)


@pytest.mark.parametrize("fields", [{"replicas": 7}, {"readyReplicas": 1, "availableReplicas": 0}])
def test_wrong_counts_are_corrected_at_once(cluster: Cluster, fields: dict[str, int]) -> None:
    before = status(cluster)
    write(cluster, **fields)
    assert status(cluster) == before


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"replicas": -1}, "status.replicas: Invalid value: -1: must be greater than or equal to 0"),
        (
            {"readyReplicas": 3},
            "status.readyReplicas: Invalid value: 3: cannot be greater than status.replicas",
        ),
        (
            {"readyReplicas": 1},
            "status.availableReplicas: Invalid value: 2: cannot be greater than status.readyReplicas",
        ),
    ],
)
def test_a_status_that_makes_no_sense_is_refused(
    cluster: Cluster, fields: dict[str, int], problem: str
) -> None:
    before = cluster.api.get(kinds.STATEFULSET, "web", "default")
    with pytest.raises(ApiError) as refused:
        write(cluster, **fields)
    assert refused.value.message.startswith('StatefulSet.apps "web" is invalid: ')
    assert problem in refused.value.message
    assert cluster.api.get(kinds.STATEFULSET, "web", "default") == before


def test_the_collision_count_rises_with_a_name_that_is_taken_and_never_falls(cluster: Cluster) -> None:
    change(cluster, template=new_image("nginx:1.25"))
    cluster.settle()
    taken = cluster.api.get(kinds.CONTROLLER_REVISION, status(cluster)["updateRevision"], "default")
    cluster.api.delete(kinds.STATEFULSET, "web", "default")
    cluster.settle()
    other = {"metadata": {"name": meta.name(taken)}, "data": {"spec": {}}, "revision": 1}
    cluster.api.create(kinds.CONTROLLER_REVISION, other, "default")
    template = taken["data"]["spec"]["template"]
    image = template["spec"]["containers"][0]["image"]
    deploy(cluster, replicas=1)
    change(cluster, template=new_image(image))
    cluster.settle()
    found = status(cluster)
    assert found["collisionCount"] == 1
    assert found["updateRevision"] not in (meta.name(taken), "")
    with pytest.raises(ApiError, match=r"status\.collisionCount: Invalid value: 0: cannot be decremented"):
        write(cluster, collisionCount=0)


def test_the_observed_generation_follows_every_change_of_the_spec(cluster: Cluster) -> None:
    for replicas in (3, 1):
        change(cluster, replicas=replicas)
        cluster.settle()
        generation = cluster.api.get(kinds.STATEFULSET, "web", "default")["metadata"]["generation"]
        assert status(cluster)["observedGeneration"] == generation
    assert generation == 3
