"""The guarantees of taint-based eviction, as numbered in the controller's docstring."""

from __future__ import annotations

from typing import Any

from k8slab.objects import meta, pods
from k8slab.sim import kinds

DEDICATED = {"key": "dedicated", "value": "x", "effect": "NoExecute"}


def test_1_a_no_execute_taint_evicts_pods_that_do_not_tolerate_it(bench: Any) -> None:
    bench.pod("p")
    bench.pod("tolerant", nodeName="a", tolerations=[{"key": "dedicated", "operator": "Exists"}])
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    doomed = pods.condition(bench.get(kinds.POD, "p"), "DisruptionTarget")
    assert doomed is not None
    assert doomed["reason"] == "DeletionByTaintManager"
    assert doomed["message"] == "Taint manager: deleting due to NoExecute taint"
    assert meta.is_terminating(bench.get(kinds.POD, "p"))
    assert "TaintManagerEviction: Marking for deletion Pod default/p" in bench.events("p")
    bench.settle()
    assert bench.find(kinds.POD, "p") is None
    assert not meta.is_terminating(bench.get(kinds.POD, "tolerant"))


def test_2_a_daemon_pod_is_evicted_and_deleted_by_its_set_at_once_and_both_tell(bench: Any) -> None:
    one = {
        "metadata": {"labels": {"app": "d"}},
        "spec": {"containers": [{"name": "main", "image": "server"}]},
    }
    spec = {"selector": {"matchLabels": {"app": "d"}}, "template": one}
    bench.create(kinds.DAEMONSET, {"metadata": {"name": "d"}, "spec": spec})
    bench.settle()
    (name,) = [meta.name(pod) for pod in bench.api.list(kinds.POD) if pod["spec"]["nodeName"] == "a"]
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    bench.settle()
    assert f"TaintManagerEviction: Marking for deletion Pod default/{name}" in bench.events(name)
    assert f"SuccessfulDelete: Deleted pod: {name}" in bench.events("d")


def test_2_tolerance_may_end_after_a_time(bench: Any) -> None:
    patient = {"key": "dedicated", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}
    bench.pod("p", tolerations=[patient])
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    bench.mark()
    bench.settle()
    start = bench.log(kinds.POD, "p", meta.is_terminating)[0]
    assert start[0] == 61.8


def test_3_pods_stay_when_the_taint_goes_in_time(bench: Any) -> None:
    patient = {"key": "dedicated", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}
    bench.pod("p", tolerations=[patient])
    bench.settle()
    bench.change(kinds.NODE, "a", lambda node: node["spec"].update(taints=[DEDICATED]))
    bench.cluster.advance(30)
    bench.change(kinds.NODE, "a", lambda node: node["spec"].pop("taints"))
    bench.settle()
    assert not meta.is_terminating(bench.get(kinds.POD, "p"))
    assert bench.events("p")[-1] == "TaintManagerEviction: Cancelling deletion of Pod default/p"
