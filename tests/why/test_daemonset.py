"""Which nodes a DaemonSet skips, and what its pods and its update wait for."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import daemonset
from tests.why.told import chain, link, proofs, roots


def test_each_node_is_told_with_what_decides_about_it(build: Any) -> None:
    ground = build(("a", "b", "c", "d"))
    for line in ("label node a b d disk=ssd", "taint node b key=value:NoSchedule", "cordon d"):
        ground.kubectl(line)
    ground.apply(daemonset("log", template={"nodeSelector": {"disk": "ssd"}}))
    ground.settle()
    why = ground.why("ds/log")
    assert chain(why) == [
        "1 daemonset/log has 2 pods Ready for 2 eligible nodes; nothing holds it up",
        "1.1 daemonset/log skips c: no match for the template's nodeSelector or node affinity",
        "1.2 daemonset/log skips b: a taint that the pods do not tolerate",
        "1.3 daemonset/log runs on a and d",
    ]
    assert proofs(why.top)["status.desiredNumberScheduled"] == "2"
    assert proofs(link(why, "1.1")) == {"node/c": "disk=(none), wanted ssd"}
    assert proofs(link(why, "1.2")) == {"node/b": "taint key=value:NoSchedule"}
    assert proofs(link(why, "1.3")) == {
        "node/a": "eligible",
        "node/d": "eligible: its pods tolerate the taint node.kubernetes.io/unschedulable:NoSchedule",
    }
    assert [step.link.page for step in why.steps] == [
        pages.DAEMONSETS,
        pages.NODE_SELECTION,
        pages.TAINTS,
        pages.DAEMON_TAINTS,
    ]


def test_a_template_that_names_a_node_skips_the_others(ground: Any) -> None:
    ground.apply(daemonset("log", template={"nodeName": "b"}))
    ground.settle()
    assert chain(ground.why("ds/log"))[1:] == [
        "1.1 daemonset/log skips a and c: the template names another node",
        "1.2 daemonset/log runs on b",
    ]


def test_a_broken_update_stops_within_its_limit(ground: Any) -> None:
    ground.apply(daemonset("log"))
    ground.settle()
    ground.kubectl("set image ds/log main=nginx:broken")
    ground.advance(60)
    why = ground.why("ds/log")
    (broken,) = [name for name in why.links if name.subject.startswith("pod/")]
    assert roots(why) == [
        "container main cannot start: its image nginx:broken cannot be had (ImagePullBackOff)"
    ]
    assert why.root[0].next == "kubectl set image daemonset log main=IMAGE"
    told = link(why, "1.2")
    assert "within maxUnavailable 1; it goes on when the pods that are not Ready are" in told.says
    assert proofs(told)["status.updatedNumberScheduled"] == "1"
    assert broken.says.startswith("is Pending on ")


def test_on_delete_keeps_the_old_pods(ground: Any) -> None:
    ground.apply(daemonset("log", updateStrategy={"type": "OnDelete"}))
    ground.settle()
    ground.kubectl("set image ds/log main=nginx:2")
    ground.settle()
    why = ground.why("ds/log")
    told = why.steps[-1].link
    assert "keep the old template, for updateStrategy is OnDelete" in told.says
    assert told.next.startswith("kubectl delete pod log-")
    assert why.is_fine


def test_a_pod_that_cannot_go_to_its_node_is_followed(ground: Any) -> None:
    ground.apply(daemonset("log", template={"containers": [big()]}))
    ground.settle()
    why = ground.why("ds/log")
    assert chain(why)[0].startswith("1 daemonset/log has 0 pods Ready for 3 eligible nodes: it has pods that")
    assert sum("refused by NodeResourcesFit: Insufficient cpu" in line for line in chain(why)) == 3


def big() -> dict[str, Any]:
    return {"name": "main", "image": "nginx", "resources": {"requests": {"cpu": "64"}}}
