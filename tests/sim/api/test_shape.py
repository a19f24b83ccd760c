import json

import pytest

from k8slab.sim.api import decode, schema
from k8slab.sim.api.scalars import Wrong
from tests.golden.recording import Recording

SCENARIOS = ("a_zk_parallel", "b_zk_ordered", "s_article")


def recorded_objects() -> list[dict[str, object]]:
    lines = [line for name in SCENARIOS for line in Recording.packed(name).trace]
    return [obj for line in lines if "apiVersion" in (obj := line.get("object") or {})]


def test_objects_of_a_real_cluster_are_read_without_loss() -> None:
    recorded = recorded_objects()
    assert recorded
    for obj in recorded:
        group, _, version = str(obj["apiVersion"]).rpartition("/")
        assert decode.read_as(schema.definition_name(group, version, str(obj["kind"])), obj) == (obj, [])


def test_reading_does_not_change_what_is_read() -> None:
    given = {"metadata": {"name": "a", "labels": None}, "spec": {"containers": [{"name": "x", "bogus": 1}]}}
    before = json.dumps(given)
    read, findings = decode.read_as("io.k8s.api.core.v1.Pod", given)
    assert json.dumps(given) == before
    assert read == {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "x"}]}}
    assert findings == ['unknown field "spec.containers[0].bogus"']


def test_null_in_a_list_or_map_becomes_the_empty_value() -> None:
    read, _ = decode.read_as(
        "io.k8s.api.core.v1.Pod",
        {"metadata": {"labels": {"a": None}}, "spec": {"containers": [{"name": "x", "args": [None, "b"]}]}},
    )
    assert read["metadata"]["labels"] == {"a": ""}
    assert read["spec"]["containers"][0]["args"] == ["", "b"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("three", "unrecognized type: int32"),
        (True, "unrecognized type: int32"),
        (1.5, "cannot convert float64 to int32"),
        ([], "unrecognized type: int32"),
    ],
)
def test_a_wrong_type_after_a_patch_has_other_words(value: object, says: str) -> None:
    with pytest.raises(Wrong) as found:
        decode.read_as("io.k8s.api.apps.v1.StatefulSetSpec", {"replicas": value})
    assert found.value.in_conversion() == says


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        ({"serviceName": 1}, "cannot convert int64 to string"),
        ({"volumeClaimTemplates": "x"}, "cannot restore slice from string"),
        ({"template": [1]}, "cannot restore struct from: slice"),
    ],
)
def test_a_wrong_type_after_a_patch_is_told_by_its_kind(obj: dict[str, object], says: str) -> None:
    with pytest.raises(Wrong) as found:
        decode.read_as("io.k8s.api.apps.v1.StatefulSetSpec", obj)
    assert found.value.in_conversion() == says


@pytest.mark.parametrize(
    ("definition", "times"),
    [
        ("core.v1.PodCondition", ("lastProbeTime", "lastTransitionTime")),
        ("core.v1.NodeCondition", ("lastHeartbeatTime", "lastTransitionTime")),
        ("apps.v1.DeploymentCondition", ("lastTransitionTime", "lastUpdateTime")),
        ("apps.v1.StatefulSetCondition", ("lastTransitionTime",)),
        ("apps.v1.DaemonSetCondition", ("lastTransitionTime",)),
    ],
)
def test_a_condition_without_times_shows_them_as_null(definition: str, times: tuple[str, ...]) -> None:
    given = {"status": "True", "type": "example.com/go"}
    read, findings = decode.read_as(f"io.k8s.api.{definition}", given)
    assert (read, findings) == ({**given, **dict.fromkeys(times)}, [])
