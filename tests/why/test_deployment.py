"""How far a Deployment's rollout has come."""

from __future__ import annotations

from typing import Any

from k8slab.why import pages
from tests.why.told import chain, link, roots


def test_a_complete_rollout_is_well(ground: Any) -> None:
    ground.kubectl("create deployment d --image=nginx --replicas=3")
    ground.settle()
    assert chain(ground.why("deploy/d")) == ["1 deployment/d has 3 of 3 pods Ready; nothing holds it up"]


def test_a_paused_deployment_says_so(ground: Any) -> None:
    ground.kubectl("create deployment d --image=nginx")
    ground.settle()
    ground.kubectl("rollout pause deploy/d")
    ground.kubectl("set image deploy/d nginx=nginx:2")
    ground.settle()
    why = ground.why("deploy/d")
    assert roots(why) == [
        "deployment/d has 1 of 1 pod Ready: it is paused: changes of its template are not rolled out until "
        "it is resumed"
    ]
    assert (why.top.page, why.top.next) == (pages.PAUSED, "kubectl rollout resume deployment d")


def test_a_broken_rollout_is_followed_to_the_container_and_counts_as_failed_in_the_end(ground: Any) -> None:
    ground.kubectl("create deployment d --image=nginx --replicas=3")
    ground.settle()
    ground.kubectl("set image deploy/d nginx=nginx:broken")
    ground.advance(700)
    why = ground.why("deploy/d")
    assert "has not come on for 600s (progressDeadlineSeconds)" in link(why, "1.1").says
    assert "3 pods of older ReplicaSets stay until enough new ones are available" in link(why, "1.2").says
    assert link(why, "1.2.1").subject.startswith("replicaset/d-")
    assert roots(why) == [
        "container nginx cannot start: its image nginx:broken cannot be had (ImagePullBackOff)"
    ]


def test_a_replicaset_is_explained_by_itself(ground: Any) -> None:
    ground.kubectl("create deployment d --image=nginx:broken")
    ground.advance(30)
    name = ground.get("/apis/apps/v1/namespaces/default/replicasets")["items"][0]["metadata"]["name"]
    assert chain(ground.why(f"rs/{name}"))[0].startswith(
        f"1 replicaset/{name} has 0 of 1 pod Ready: it has pods that are not Ready: {name}-"
    )
