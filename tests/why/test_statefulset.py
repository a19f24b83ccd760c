"""What a StatefulSet's controller waits for."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.manifests import apart, claim, pod, service, statefulset, volume
from tests.why.told import chain, link, proofs, roots

SPREAD = {"containers": [{"name": "main", "image": "nginx"}], "affinity": apart("zk")}


def test_all_is_well_and_it_says_so(ground: Any) -> None:
    ground.apply(service("zk", {"app": "zk"}), statefulset("zk", serviceName="zk"))
    ground.settle()
    why = ground.why("sts/zk")
    assert chain(why) == ["1 statefulset/zk has 3 of 3 pods Ready; nothing holds it up"]
    assert (why.is_fine, why.root) == (True, ())


def test_ordered_ready_waits_for_the_first_pod_that_is_not_ready_down_to_the_root(ground: Any) -> None:
    ground.apply(statefulset("zk", 5, template=SPREAD))
    ground.settle()
    why = ground.why("sts/zk")
    assert chain(why) == [
        "1 statefulset/zk has 3 of 5 pods Ready: it waits for zk-3 to be Ready before it makes zk-4: "
        "podManagementPolicy is OrderedReady",
        "1.1 pod/zk-3 is Pending: no node can take it",
        "1.1.1 nodes a, b and c are refused by InterPodAffinity: node(s) didn't match pod anti-affinity "
        "rules",
    ]
    assert proofs(why.top)["spec.podManagementPolicy"] == "OrderedReady"
    assert (why.top.page, why.top.next) == (pages.ORDER, "kubectl get pods -l app=zk -o wide")
    assert why.top.since == 6.0
    assert roots(why) == [chain(why)[2].removeprefix("1.1.1 ")]


def test_a_pod_that_is_not_made_yet_is_explained_by_what_its_set_waits_for(ground: Any) -> None:
    ground.apply(statefulset("zk", 5, template=SPREAD, claims=False))
    ground.settle()
    why = ground.why("pod/zk-4")
    assert chain(why)[:2] == [
        "1 pod/zk-4 does not exist yet: statefulset/zk is to make it",
        "1.1 statefulset/zk has 3 of 5 pods Ready: it waits for zk-3 to be Ready before it makes zk-4: "
        "podManagementPolicy is OrderedReady",
    ]
    assert roots(why)[0].startswith("nodes a, b and c are refused by InterPodAffinity")


def test_a_claim_that_is_not_made_yet_is_explained_by_its_set_too(ground: Any) -> None:
    ground.apply(statefulset("zk", 2, claims=True))
    ground.settle()
    assert (
        chain(ground.why("pvc/data-zk-1"))[0]
        == "1 pvc/data-zk-1 does not exist yet: statefulset/zk is to make it"
    )


def test_parallel_waits_for_nobody(ground: Any) -> None:
    ground.apply(statefulset("zk", 5, template=SPREAD, podManagementPolicy="Parallel"))
    ground.settle()
    why = ground.why("sts/zk")
    assert chain(why)[0] == (
        "1 statefulset/zk has 3 of 5 pods Ready: it has zk-3 and zk-4 not Ready; it waits for none of them: "
        "podManagementPolicy is Parallel"
    )
    assert [step.link.subject for step in why.steps if step.depth == 1] == ["pod/zk-3", "pod/zk-4"]


def test_min_ready_seconds_is_told_with_its_end(ground: Any) -> None:
    ground.apply(statefulset("web", minReadySeconds=20))
    ground.advance(8)
    why = ground.why("sts/web")
    assert chain(why) == [
        "1 statefulset/web has 1 of 3 pods Ready: it waits for web-0 to have been Ready for minReadySeconds "
        "(20), at 22s, before it makes web-1 and web-2: podManagementPolicy is OrderedReady"
    ]
    assert why.is_fine


def test_a_partition_keeps_the_lower_ordinals(ground: Any) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}
    ground.apply(statefulset("web", updateStrategy=strategy))
    ground.settle()
    old = ground.get("/apis/apps/v1/namespaces/default/statefulsets/web")["status"]["updateRevision"]
    ground.kubectl("set image sts/web main=nginx:2")
    ground.settle()
    why = ground.why("sts/web")
    assert chain(why) == [
        "1 statefulset/web has 3 of 3 pods Ready; nothing holds it up",
        f"1.1 statefulset/web is updated in part: web-0 and web-1 keep revision {old}, for partition is 2: "
        "only ordinals from there on are updated",
    ]
    assert link(why, "1.1").page == pages.PARTITIONS
    assert proofs(link(why, "1.1"))["status.currentRevision"] == old


def test_on_delete_replaces_nothing_by_itself(ground: Any) -> None:
    ground.apply(statefulset("web", 2, updateStrategy={"type": "OnDelete"}))
    ground.settle()
    ground.kubectl("set image sts/web main=nginx:2")
    ground.settle()
    found = link(ground.why("sts/web"), "1.1")
    assert "web-0 and web-1 keep revision web-" in found.says
    assert "updateStrategy is OnDelete: delete a pod to have it updated" in found.says
    assert (found.next, found.page) == ("kubectl delete pod web-1", pages.UPDATE_STRATEGIES)


def test_an_update_waits_for_the_pod_that_it_has_replaced(ground: Any) -> None:
    ground.apply(statefulset("web"))
    ground.settle()
    ground.kubectl("set image sts/web main=nginx:broken")
    ground.advance(60)
    why = ground.why("sts/web")
    assert chain(why) == [
        "1 statefulset/web has 2 of 3 pods Ready: it updates its pods one after the other: it waits for "
        "web-2 to be Ready before it updates web-1",
        "1.1 pod/web-2 is Pending on c",
        "1.1.1 container main cannot start: its image nginx:broken cannot be had (ImagePullBackOff)",
    ]


def test_an_update_of_a_parallel_set_waits_too(ground: Any) -> None:
    ground.apply(statefulset("web", podManagementPolicy="Parallel"))
    ground.settle()
    ground.kubectl("set image sts/web main=nginx:broken")
    ground.advance(60)
    why = ground.why("sts/web")
    assert (
        "1.2 statefulset/web updates its pods one after the other: it waits for web-2 to be Ready before it "
        "updates web-1" in chain(why)
    )
    assert roots(why) == [
        "container main cannot start: its image nginx:broken cannot be had (ImagePullBackOff)"
    ]


def test_a_reverted_update_does_not_replace_the_broken_pod_and_it_says_what_to_do(ground: Any) -> None:
    ground.apply(statefulset("web"))
    ground.settle()
    ground.kubectl("set image sts/web main=nginx:broken")
    ground.advance(60)
    ground.kubectl("rollout undo sts/web")
    ground.advance(60)
    why = ground.why("sts/web")
    assert chain(why)[0] == (
        "1 statefulset/web has 2 of 3 pods Ready: it waits for web-2 to be Ready before it replaces it, for "
        "podManagementPolicy is OrderedReady"
    )
    assert why.top in why.root
    assert (why.top.page, why.top.next) == (pages.FORCED_ROLLBACK, "kubectl delete pod web-2")


def test_scaling_down_takes_the_highest_first_and_waits_for_it(ground: Any) -> None:
    ground.apply(statefulset("web"))
    ground.settle()
    ground.kubectl("scale sts/web --replicas=1")
    ground.advance(0.2)
    why = ground.why("sts/web")
    assert chain(why) == [
        "1 statefulset/web has 1 of 1 pod Ready: it scales down: web-2 and web-1 are too many; the highest "
        "goes first",
        "1.1 pod/web-2 is Terminating: its containers have 30s to end, until 36s",
    ]
    assert why.is_fine


def test_scaling_down_is_held_up_by_a_pod_that_is_not_ready(ground: Any) -> None:
    ground.apply(statefulset("zk", 5, template=SPREAD, podManagementPolicy="OrderedReady"))
    ground.settle()
    ground.kubectl("taint node a key=value:NoExecute")
    ground.advance(60)
    ground.kubectl("scale sts/zk --replicas=1")
    ground.advance(1)
    told = chain(ground.why("sts/zk"))
    assert (
        "1.1 statefulset/zk waits for zk-0 to be Ready before it deletes zk-3: podManagementPolicy is "
        "OrderedReady" in told
    )


def test_a_service_that_is_missing_costs_the_names_only(ground: Any) -> None:
    ground.apply(statefulset("web", 1, serviceName="web"))
    ground.settle()
    why = ground.why("sts/web")
    assert chain(why)[1] == (
        "1.1 statefulset/web names Service web, which does not exist: its pods run, but have no DNS names"
    )
    assert why.top.says.endswith("nothing holds it up")
    assert roots(why) == [chain(why)[1].removeprefix("1.1 ")]


def test_what_becomes_of_its_claims_is_told(ground: Any) -> None:
    policy = {"whenDeleted": "Delete", "whenScaled": "Retain"}
    ground.apply(volume("v"))
    ground.apply(statefulset("web", 1, claims=True, persistentVolumeClaimRetentionPolicy=policy))
    ground.settle()
    assert chain(ground.why("sts/web"))[-1] == (
        "1.1 statefulset/web has claims, which stay when it is scaled down and go when it is deleted"
    )


def test_a_claim_that_is_still_going_holds_up_the_new_pod(ground: Any) -> None:
    ground.apply(volume("v"), claim("data-web-0", storageClassName=""))
    ground.settle()
    user = {"name": "data", "persistentVolumeClaim": {"claimName": "data-web-0"}}
    ground.apply(pod("other", volumes=[user]))
    ground.settle()
    ground.kubectl("delete pvc data-web-0 --wait=false")
    ground.apply(statefulset("web", 1, claims=True))
    ground.advance(1)
    why = ground.why("sts/web")
    assert chain(why)[:3] == [
        "1 statefulset/web has 0 of 1 pod Ready: it cannot make web-0",
        "1.1 pvc/data-web-0 is Terminating",
        "1.1.1 pod/other uses claim data-web-0, which is kept as long as it does",
    ]


def test_max_unavailable_lets_several_go_and_is_shown(build: Any) -> None:
    ground = build(feature_gates={"MaxUnavailableStatefulSet": True})
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}
    ground.apply(statefulset("web", 4, podManagementPolicy="Parallel", updateStrategy=strategy))
    ground.settle()
    ground.kubectl("set image sts/web main=nginx:broken")
    ground.advance(60)
    told = link(ground.why("sts/web"), "1.2")
    assert told.says == (
        "updates its pods one after the other: it waits for web-2 and web-3 to be Ready before it updates "
        "web-1"
    )
    assert proofs(told)["spec.updateStrategy.rollingUpdate.maxUnavailable"] == "2"
