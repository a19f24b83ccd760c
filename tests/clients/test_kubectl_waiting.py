"""kubectl commands that wait: they see what they wait for, in no time, and do not spin."""

from __future__ import annotations

import time

import pytest

from tests.clients.session import Kubectl

IN_ZOOKEEPER = ("-n", "zookeeper")


def test_rollout_status_tells_every_step_of_an_update(zookeeper: Kubectl) -> None:
    zookeeper("set", "image", "sts/zk", "kubernetes-zookeeper=kubebiz/zookeeper:3.5.8", *IN_ZOOKEEPER)
    told = list(dict.fromkeys(zookeeper("rollout", "status", "sts/zk", *IN_ZOOKEEPER).lines))
    counted = [line for line in told if "rolling update" in line]
    assert [line.split(" at ")[0] for line in counted] == [
        "waiting for statefulset rolling update to complete 0 pods",
        "waiting for statefulset rolling update to complete 1 pods",
        "waiting for statefulset rolling update to complete 2 pods",
        "statefulset rolling update complete 3 pods",
    ]


def test_delete_waits_until_the_object_is_gone(zookeeper: Kubectl) -> None:
    uid = zookeeper("get", "po", "zk-1", "-o", "jsonpath={.metadata.uid}", *IN_ZOOKEEPER).out
    zookeeper("delete", "po", "zk-1", *IN_ZOOKEEPER)
    assert zookeeper("get", "po", "zk-1", "-o", "jsonpath={.metadata.uid}", *IN_ZOOKEEPER).out != uid


@pytest.mark.parametrize(
    "what",
    [
        ("--for=condition=Ready", "pod/zk-2"),
        ("--for=jsonpath={.status.readyReplicas}=3", "sts/zk"),
        ("--for=delete", "pod/zk-3"),
    ],
    ids=["a condition", "a field", "a deletion"],
)
def test_wait_sees_what_it_waits_for(zookeeper: Kubectl, what: tuple[str, str]) -> None:
    zookeeper("scale", "sts/zk", "--replicas=4", *IN_ZOOKEEPER)
    zookeeper("scale", "sts/zk", "--replicas=3", *IN_ZOOKEEPER)
    zookeeper("delete", "po", "zk-2", "--wait=false", *IN_ZOOKEEPER)
    zookeeper("wait", *what, *IN_ZOOKEEPER)


def test_a_drain_ends_when_the_pods_are_gone(zookeeper: Kubectl) -> None:
    node = zookeeper("get", "po", "zk-1", "-o", "jsonpath={.spec.nodeName}", *IN_ZOOKEEPER).out
    drained = zookeeper("drain", node, "--timeout=30s", "--ignore-daemonsets")
    zookeeper("uncordon", node)
    assert "pod/zk-1 evicted" in drained.lines


def test_wait_for_what_never_happens_ends_with_its_own_timeout(zookeeper: Kubectl) -> None:
    before = time.process_time()
    outcome = zookeeper.try_to("wait", "--for=condition=Never", "--timeout=2s", "pod/zk-0", *IN_ZOOKEEPER)
    assert outcome.code == 1
    assert outcome.err == "error: timed out waiting for the condition on pods/zk-0\n"
    assert time.process_time() - before < 1


def test_a_loop_of_questions_makes_progress(zookeeper: Kubectl) -> None:
    zookeeper("delete", "po", "zk-1", "--wait=false", *IN_ZOOKEEPER)
    seen = []
    for _ in range(20):
        [row] = [row for row in zookeeper("get", "po", *IN_ZOOKEEPER).rows if row[0] == "zk-1"] or [[]]
        seen.append(tuple(row[1:3]))
        if seen[-1] == ("1/1", "Running") and len(seen) > 1:
            break
    assert seen[0] == ("1/1", "Terminating")
    assert seen[-1] == ("1/1", "Running")


def test_commands_that_prepare_a_change_do_not_move_time(zookeeper: Kubectl) -> None:
    zookeeper("delete", "po", "zk-1", "--wait=false", *IN_ZOOKEEPER)
    age = zookeeper("get", "sts", *IN_ZOOKEEPER).rows[0][-1]
    for _ in range(3):
        zookeeper("apply", "-f", "zookeeper-svc.yml")
        zookeeper("apply", "-f", "zookeeper.yml")
    assert zookeeper("get", "sts", "zk", *IN_ZOOKEEPER).rows[0][-1] == age
