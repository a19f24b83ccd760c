import pytest

from k8slab.objects.readiness import is_ready, shortfall


def workload(kind, spec, status, generation=2):
    return {
        "kind": kind,
        "metadata": {"name": "zk", "generation": generation},
        "spec": spec,
        "status": {"observedGeneration": 2, **status},
    }


@pytest.mark.parametrize(
    ("spec", "status", "missing"),
    [
        ({"replicas": 3}, {}, "0 of 3 pods Ready"),
        ({"replicas": 3}, {"replicas": 3, "readyReplicas": 2, "updatedReplicas": 3}, "2 of 3 pods Ready"),
        ({"replicas": 3}, {"replicas": 3, "readyReplicas": 3, "updatedReplicas": 1}, "1 of 3 pods updated"),
        ({"replicas": 2}, {"replicas": 3, "readyReplicas": 3}, "3 pods, 1 too many"),
        ({"replicas": 3}, {"replicas": 3, "readyReplicas": 3, "updatedReplicas": 3}, ""),
        ({"replicas": 0}, {"replicas": 0}, ""),
    ],
)
def test_a_statefulset_is_ready_when_all_its_pods_are_ready_and_updated(spec, status, missing):
    assert shortfall(workload("StatefulSet", spec, status)) == missing


def test_pods_below_the_partition_need_no_update():
    spec = {"replicas": 3, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}}
    status = {"replicas": 3, "readyReplicas": 3}
    assert shortfall(workload("StatefulSet", spec, {**status, "updatedReplicas": 1})) == ""
    assert shortfall(workload("StatefulSet", spec, status)) == "0 of 1 pods updated"


def test_on_delete_asks_for_no_update():
    spec = {"replicas": 3, "updateStrategy": {"type": "OnDelete"}}
    assert is_ready(workload("StatefulSet", spec, {"replicas": 3, "readyReplicas": 3}))


def test_a_spec_that_no_controller_has_seen_is_not_ready():
    ready = {"replicas": 1, "readyReplicas": 1, "updatedReplicas": 1}
    missing = shortfall(workload("StatefulSet", {"replicas": 1}, ready, generation=3))
    assert missing == "the newest spec is not observed yet"


def test_a_daemonset_is_ready_when_every_node_that_wants_a_pod_has_an_updated_one():
    status = {"desiredNumberScheduled": 3, "numberReady": 3, "updatedNumberScheduled": 2}
    assert shortfall(workload("DaemonSet", {}, status)) == "2 of 3 pods updated"
    assert is_ready(workload("DaemonSet", {"updateStrategy": {"type": "OnDelete"}}, status))


@pytest.mark.parametrize(
    ("kind", "status", "missing"),
    [
        ("Pod", {"phase": "Running"}, "phase Running, not Ready"),
        ("Pod", {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}, ""),
        ("PersistentVolumeClaim", {"phase": "Pending"}, "phase Pending, not Bound"),
        ("PersistentVolumeClaim", {"phase": "Bound"}, ""),
        ("PersistentVolume", {"phase": "Released"}, "phase Released"),
        ("PersistentVolume", {"phase": "Available"}, ""),
        ("Node", {"conditions": [{"type": "Ready", "status": "Unknown"}]}, "not Ready"),
        ("Service", {}, ""),
    ],
)
def test_each_kind_has_its_own_rule(kind, status, missing):
    assert shortfall({"kind": kind, "metadata": {"name": "x"}, "status": status}) == missing
