"""Commands that wait let so much virtual time pass as somebody at a real cluster would wait."""

from __future__ import annotations

import io
from typing import NamedTuple

import pytest

from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.command_line import execute
from k8slab.sim.http.gateway import Gateway

SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: {name}}}
spec:
  replicas: 3
  serviceName: {name}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers: [{{name: c, image: busybox, command: [sleep, infinity]}}]
"""
ASLEEP = 30.3
"""What passes when `sleep` is asked to end: it does not listen, and the kubelet tells of its end."""


class Said(NamedTuple):
    code: int
    text: str
    seconds: float


class Lab:
    def __init__(self) -> None:
        self.gateway = Gateway(new_cluster(Settings()))

    def __call__(self, line: str, stdin: str = "") -> Said:
        """A command: its exit code, its text, and how long it took."""
        before = self.gateway.cluster.clock.now
        out = io.StringIO()
        ended = execute(line.split(), InProcess(self.gateway), stdin=stdin, to=out)
        return Said(ended.code, out.getvalue(), round(self.gateway.cluster.clock.now - before, 6))


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab("apply -f -", SET.format(name="web"))
    lab("rollout status sts/web")
    lab.gateway.cluster.settle()
    return lab


@pytest.mark.parametrize(
    "line",
    [
        "wait po/web-0 --for=condition=Nope --timeout=12s",
        "wait po/web-0 --for=delete --timeout=12s",
        "wait po/none --for=create --timeout=12s",
        "rollout status sts/web --timeout=12s",
        "scale sts web --replicas=4 --timeout=12s",
        "delete pv stuck --timeout=12s",
    ],
)
def test_a_time_out_takes_its_time_where_nothing_happens_any_more(lab: Lab, line: str) -> None:
    lab('patch sts web -p {"spec":{"template":{"spec":{"containers":[{"name":"c","image":"x/nope:1"}]}}}}')
    lab("cordon k8s-m1 k8s-m2 k8s-m3")
    lab("create quota q --hard=pods=3")
    lab("create -f -", VOLUME)
    lab.gateway.cluster.settle()
    assert lab(line)[::2] == (1, 12.0)


VOLUME = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: stuck, finalizers: [example.com/nobody]}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /srv}
"""


def test_without_a_time_out_a_command_ends_when_nothing_happens_any_more(lab: Lab) -> None:
    ended = lab("wait po/web-0 --for=condition=Nope --timeout=-1s")
    assert ended == (1, "error: timed out waiting for the condition on pods/web-0\n", 0)


def test_a_deleted_pod_is_waited_for_and_its_successor_is_not(lab: Lab) -> None:
    assert lab("delete po web-1") == (0, 'pod "web-1" deleted from default namespace\n', ASLEEP)
    assert lab("get po web-1 --no-headers").text.split()[1:3] == ["0/1", "ContainerCreating"]


def test_wait_and_rollout_status_end_with_the_very_change_that_they_wait_for(lab: Lab) -> None:
    lab("delete po web-1 web-2 --wait=false")
    assert lab("wait po/web-1 --for=delete --timeout=60s").seconds == ASLEEP
    assert lab("wait po/web-1 --for=condition=Ready").seconds < ASLEEP
    assert lab("get po web-1 --no-headers").text.split()[1:3] == ["1/1", "Running"]
    busy = Lab()
    busy("apply -f -", SET.format(name="one"))
    busy("apply -f -", SET.format(name="two"))
    busy('patch sts two -p {"spec":{"minReadySeconds":60}}')
    busy("rollout status sts/one")
    assert not busy.gateway.cluster.settled


def test_a_command_that_is_given_again_waits_its_own_time_again(lab: Lab) -> None:
    lab("delete po web-2 --wait=false")
    line = "rollout status sts/web --timeout=12s"
    lab("cordon k8s-m1 k8s-m2 k8s-m3")
    lab("wait po/web-2 --for=delete --timeout=60s")
    assert [lab(line)[::2] for _ in range(3)] == [(1, 12.0)] * 3


def test_a_drain_whose_time_is_over_names_who_is_left_and_passes_over_who_should_long_be_gone(
    lab: Lab,
) -> None:
    lab.gateway.cluster.stop_node("k8s-m2")
    drained = lab("drain k8s-m2 --timeout=3s")
    why = 'error when waiting for pod "web-1" in namespace "default" to terminate: context deadline exceeded'
    assert drained.text.splitlines()[-1] == why
    assert drained.seconds == 3
    assert lab("drain k8s-m2 --timeout=3s --disable-eviction").text.splitlines()[-1] == (
        "error: context deadline exceeded"
    )
    passed_over = lab("drain k8s-m2 --timeout=3m --skip-wait-for-delete-timeout=5")
    assert passed_over.text.splitlines()[2:] == [
        'pod "web-1" has DeletionTimestamp older than 5 seconds, skipping',
        "node/k8s-m2 drained",
    ]
    assert 5 < passed_over.seconds < 40


def test_a_drain_asks_budgets_again_while_others_go(lab: Lab) -> None:
    """One node has a pod of each set; only one of them is protected."""
    lab("apply -f -", SET.format(name="two"))
    lab("rollout status sts/two")
    lab("create pdb b --selector=app=web --min-available=3")
    drained = lab("drain k8s-m2 --timeout=33s")
    refused = 'error when evicting pods/"web-1" -n "default"'
    again = (
        f"{refused} (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget."
    )
    other = next(line for line in drained.text.splitlines() if line.startswith("evicting pod default/two"))
    gone = f"pod/{other.rpartition('/')[2]} evicted"
    assert drained.text.splitlines() == [
        "node/k8s-m2 cordoned",
        other,
        "evicting pod default/web-1",
        again,
        *["evicting pod default/web-1", again] * 5,
        "evicting pod default/web-1",
        again,
        gone,
        "evicting pod default/web-1",
        f'There are pending pods in node "k8s-m2" when an error occurred: {refused}: '
        "global timeout reached: 33s",
        "pod/web-1",
        f'error: unable to drain node "k8s-m2" due to error: {refused}: '
        "global timeout reached: 33s, continuing command...",
        "There are pending nodes to be drained:",
        " k8s-m2",
        f"{refused}: global timeout reached: 33s",
    ]
    assert drained.seconds == 35
