"""Who manages what of the control plane's own objects, as recorded from a real one."""

from __future__ import annotations

from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api.managed_fields.ledger import Author
from k8slab.sim.api.managed_fields.managers import shown
from k8slab.sim.cluster import Cluster

CONDITION: Object = {
    ".": {}, "f:lastProbeTime": {}, "f:lastTransitionTime": {}, "f:observedGeneration": {}, "f:status": {},
    "f:type": {},
}  # fmt: skip


def pod_of_a_set(cluster: Cluster) -> Object:
    labels = {"app": "nginx"}
    container = {"name": "nginx", "image": "nginx:1.24", "ports": [{"containerPort": 80, "name": "web"}]}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"replicas": 1, "selector": {"matchLabels": labels}, "serviceName": "nginx", "template": template}
    cluster.api.create(kinds.STATEFULSET, {"metadata": {"name": "web"}, "spec": spec}, "default")
    cluster.settle()
    return cluster.api.get(kinds.POD, "web-0", "default")


def managers(cluster: Cluster, obj: Object) -> dict[tuple[str, str, str], Any]:
    return {
        (entry["manager"], entry["operation"], entry.get("subresource", "")): entry["fieldsV1"]
        for entry in shown(cluster.api.managers.managed(obj))
    }


def test_a_controller_manages_what_it_wrote_and_not_what_admission_added() -> None:
    cluster = Cluster()
    pod = pod_of_a_set(cluster)
    uid = pod["metadata"]["ownerReferences"][0]["uid"]
    assert managers(cluster, pod)["kube-controller-manager", "Update", ""] == {
        "f:metadata": {
            "f:generateName": {},
            "f:labels": {
                ".": {}, "f:app": {}, "f:apps.kubernetes.io/pod-index": {},
                "f:controller-revision-hash": {}, "f:statefulset.kubernetes.io/pod-name": {},
            },
            "f:ownerReferences": {".": {}, f'k:{{"uid":"{uid}"}}': {}},
        },
        "f:spec": {
            "f:containers": {
                'k:{"name":"nginx"}': {
                    ".": {}, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {},
                    "f:ports": {
                        ".": {},
                        'k:{"containerPort":80,"protocol":"TCP"}': {
                            ".": {}, "f:containerPort": {}, "f:name": {}, "f:protocol": {},
                        },
                    },
                    "f:resources": {}, "f:terminationMessagePath": {}, "f:terminationMessagePolicy": {},
                }
            },
            "f:dnsPolicy": {}, "f:enableServiceLinks": {}, "f:hostname": {}, "f:restartPolicy": {},
            "f:schedulerName": {}, "f:securityContext": {}, "f:subdomain": {},
            "f:terminationGracePeriodSeconds": {},
        },
    }  # fmt: skip


def test_the_kubelet_manages_the_status_but_for_what_the_binding_wrote() -> None:
    cluster = Cluster()
    pod = pod_of_a_set(cluster)
    conditions = managers(cluster, pod)["kubelet", "Update", "status"]["f:status"]["f:conditions"]
    assert conditions['k:{"type":"PodScheduled"}'] == {"f:observedGeneration": {}}
    assert conditions['k:{"type":"Ready"}'] == CONDITION
    assert set(managers(cluster, pod)) == {
        ("kube-controller-manager", "Update", ""), ("kubelet", "Update", "status"),
    }  # fmt: skip


def test_an_older_version_has_the_managers_of_its_time() -> None:
    cluster = Cluster()
    pod = pod_of_a_set(cluster)
    versions = [
        change.object
        for change in cluster.store.log
        if change.object["metadata"].get("uid") == pod["metadata"]["uid"]
    ]
    assert len(managers(cluster, versions[0])) == 1
    assert len(managers(cluster, versions[-1])) == 2


def test_of_many_updaters_the_oldest_become_one() -> None:
    cluster = Cluster()
    cluster.api.create(kinds.CONFIG_MAP, {"metadata": {"name": "one"}}, "default")
    for number in range(15):
        api = cluster.api.acting_as(Author(f"client-{number:02}", is_client=True))
        api.modify(
            kinds.CONFIG_MAP, "one", "default",
            lambda draft, number=number: draft.setdefault("data", {}).update({f"key-{number:02}": "x"}),
        )  # fmt: skip
        cluster.advance(1)
    found = managers(cluster, cluster.api.get(kinds.CONFIG_MAP, "one", "default"))
    assert len(found) == 10
    assert "f:key-00" in found["ancient-changes", "Update", ""]["f:data"]
