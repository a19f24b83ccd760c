"""What the simulator does not do, as the objects of a real cluster tell it: quotas, Jobs, namespaces."""

from __future__ import annotations

from typing import Any

from k8slab.why import Given, explain, pages
from tests.why.manifests import statefulset
from tests.why.told import chain, link, proofs, roots

REFUSED = (
    'create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded quota: few, '
    "requested: pods=1, used: pods=1, limited: pods=1"
)
CLOCK = "2026-01-01T00:00:09Z"


def event(kind: str, name: str, reason: str, message: str) -> dict[str, Any]:
    return {
        "kind": "Event",
        "metadata": {"name": f"{name}.{reason}", "namespace": "default"},
        "involvedObject": {"kind": kind, "name": name, "namespace": "default"},
        "reason": reason,
        "message": message,
        "lastTimestamp": CLOCK,
        "count": 3,
    }


def member(owner: dict[str, Any], name: str) -> dict[str, Any]:
    reference = {"kind": owner["kind"], "name": owner["metadata"]["name"], "uid": "u", "controller": True}
    metadata = {
        "name": name,
        "namespace": "default",
        "labels": {"app": "web"},
        "ownerReferences": [reference],
    }
    conditions = [{"type": "Ready", "status": "True", "lastTransitionTime": CLOCK}]
    status = {"phase": "Running", "conditions": conditions}
    return {
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": [], "nodeName": "a"},
        "status": status,
    }


def test_a_quota_that_is_used_up_is_the_root() -> None:
    owner = statefulset("web", 2, podManagementPolicy="OrderedReady")
    owner["metadata"] |= {"uid": "u", "namespace": "default", "generation": 1}
    owner["status"] = {"observedGeneration": 1, "replicas": 1, "readyReplicas": 1}
    status = {"hard": {"pods": "1"}, "used": {"pods": "1"}}
    quota = {"kind": "ResourceQuota", "metadata": {"name": "few", "namespace": "default"}, "spec": {}}
    objects = [owner, member(owner, "web-0"), {**quota, "status": status}]
    why = explain(Given([*objects, event("StatefulSet", "web", "FailedCreate", REFUSED)]), "sts/web")
    assert chain(why)[:3] == [
        "1 statefulset/web has 1 of 2 pods Ready: it cannot make web-1",
        "1.1 statefulset/web is refused what it wants to make by the API server",
        "1.1.1 quota/few is used up: pods",
    ]
    assert proofs(link(why, "1.1"))["event FailedCreate"] == f'"{REFUSED}" (3 times)'
    assert link(why, "1.1").since == 9.0
    assert proofs(why.root[0]) == {"pods": "1 of 1 used"}
    assert (roots(why), why.root[0].page) == (["quota/few is used up: pods"], pages.QUOTAS)


def test_pods_with_the_same_trouble_are_told_once(ground: Any) -> None:
    ground.apply(statefulset("web", 3, claims=True, podManagementPolicy="Parallel"))
    ground.settle()
    why = ground.why("sts/web")
    assert chain(why)[1:7] == [
        "1.1 pod/web-0 is Pending: no node can take it",
        "1.1.1 pvc/data-web-0 is Pending: no volume suits it and none is made for it",
        "1.1.1.1 cluster has no PersistentVolume",
        "1.1.1.2 pvc/data-web-0 names no StorageClass, and there is no default one: the cluster has no "
        "StorageClass",
        "1.2 pod/web-1 is Pending: no node can take it, like pod/web-0",
        "1.3 pod/web-2 is Pending: no node can take it, like pod/web-0",
    ]
    assert len(why.root) == 2


def test_a_spec_that_the_controller_has_not_seen_is_told() -> None:
    owner = statefulset("web", 2)
    owner["metadata"] |= {"uid": "u", "namespace": "default", "generation": 2}
    owner["status"] = {"observedGeneration": 1}
    assert roots(explain(Given([owner]), "sts/web")) == [
        "statefulset/web has a newer spec than the StatefulSet controller has looked at"
    ]


def job(**status: Any) -> dict[str, Any]:
    metadata = {"name": "j", "namespace": "default", "uid": "u"}
    spec = {"selector": {"matchLabels": {"app": "web"}}, "completions": 2}
    return {"kind": "Job", "metadata": metadata, "spec": spec, "status": status}


def test_a_job_that_has_failed_leads_to_the_container_that_did() -> None:
    message = "Job has reached the specified backoff limit"
    failed = {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": message}
    owner = job(conditions=[failed], failed=1)
    ended = member(owner, "j-x")
    ended["spec"] = {"containers": [{"name": "c"}], "nodeName": "a", "restartPolicy": "Never"}
    state = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": CLOCK}}
    ended["status"] = {"phase": "Failed", "containerStatuses": [{"name": "c", "state": state}]}
    why = explain(Given([owner, ended]), "job/j")
    assert chain(why) == [
        "1 job/j has Failed and makes no more pods",
        "1.1 pod/j-x has Failed: its containers will not be started again",
        "1.1.1 container c has ended with exit code 1; restartPolicy Never does not start it again",
    ]
    assert proofs(why.top)["condition Failed"] == f'True, BackoffLimitExceeded, "{message}"'
    assert why.top.page == pages.JOB_BACKOFF


def test_a_job_tells_that_it_is_complete_or_suspended() -> None:
    done = job(conditions=[{"type": "Complete", "status": "True"}], succeeded=2)
    assert chain(explain(Given([done]), "job/j")) == ["1 job/j is complete: 2 pods have Succeeded"]
    waiting = job()
    waiting["spec"]["suspend"] = True
    assert roots(explain(Given([waiting]), "job/j")) == [
        "job/j is suspended: it makes no pods until spec.suspend is false"
    ]


def test_a_namespace_waits_for_what_is_left_in_it() -> None:
    left = {
        "type": "NamespaceContentRemaining",
        "status": "True",
        "message": "pods. has 1 resource instances",
    }
    namespace = {
        "kind": "Namespace",
        "metadata": {"name": "default", "deletionTimestamp": CLOCK},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Terminating", "conditions": [left]},
    }
    held = {
        "name": "p",
        "namespace": "default",
        "deletionTimestamp": CLOCK,
        "finalizers": ["example.com/hold"],
    }
    stuck = {"kind": "Pod", "metadata": held, "spec": {"containers": []}, "status": {}}
    why = explain(Given([namespace, stuck]), "ns/default")
    assert chain(why) == [
        "1 namespace/default is Terminating: it goes once everything in it is gone",
        "1.1 pod/p is Terminating: its containers have ended, its finalizers keep it",
        "1.1.1 pod/p is kept by its finalizers: example.com/hold",
    ]
