import json

import pytest

from k8slab.backends.transport import Reply
from k8slab.errors import ApiError, K8slabError
from k8slab.waiting import Target, Waiter

ZK_0 = Target("pod/zk-0 in namespace zookeeper", "/api/v1/namespaces/zookeeper/pods", "zk-0")
NOT_FOUND = {"kind": "Status", "reason": "NotFound", "code": 404, "message": 'pods "zk-0" not found'}


def pod(ready):
    condition = {"type": "Ready", "status": str(ready)}
    return {
        "kind": "Pod",
        "metadata": {"name": "zk-0"},
        "status": {"phase": "Running", "conditions": [condition]},
    }


class Server:
    """Shows what it is at each instant; every active look moves to the next instant but the first."""

    def __init__(self, *instants, clock="instant"):
        self.instants = list(instants)
        self.now = 0
        self.clock = clock
        self.asked = False
        self.active = Client(self, moves=True)
        self.passive = Client(self, moves=False)


class Client:
    user_agent = "test"

    def __init__(self, server, moves):
        self.server = server
        self.moves = moves

    def request(self, method, path, **_):
        if path == "/k8slab/v1/cluster":
            return self._describe()
        assert path == ZK_0.path
        self._move()
        found = self.server.instants[self.server.now]
        return Reply(404 if found is NOT_FOUND else 200, {}, json.dumps(found).encode())

    def stream(self, path, query=None, accept=None):
        assert (path, query["fieldSelector"]) == (ZK_0.collection, "metadata.name=zk-0")
        for number, found in enumerate(self.server.instants):
            self.server.now = number
            gone = found is NOT_FOUND
            yield {"type": "DELETED" if gone else "MODIFIED", "object": pod(False) if gone else found}

    def _move(self):
        if self.moves and self.server.asked:
            self.server.now = min(self.server.now + 1, len(self.server.instants) - 1)
        self.server.asked |= self.moves

    def _describe(self):
        settled = self.server.now == len(self.server.instants) - 1
        state = {"time": self.server.now * 10.0, "settled": settled, "clock": self.server.clock}
        return Reply(200, {}, json.dumps(state).encode())


def wait(server, until="ready", timeout=600.0):
    return Waiter(server.active, server.passive).wait(ZK_0, until, timeout)


def test_waiting_ends_at_the_first_instant_at_which_it_holds():
    server = Server(NOT_FOUND, pod(False), pod(True), pod(True))
    reached = wait(server)
    assert (server.now, reached.time, reached.object) == (2, 20.0, pod(True))
    assert repr(reached) == "pod/zk-0 in namespace zookeeper is ready at 20s"


def test_what_holds_already_moves_no_time():
    server = Server(pod(True), pod(False))
    assert wait(server).time == 0.0
    assert not server.asked


def test_deleted_means_that_the_api_does_not_find_it():
    assert wait(Server(pod(True), NOT_FOUND), "deleted").object is None


def test_a_predicate_sees_the_object():
    server = Server(pod(True), {**pod(True), "metadata": {"name": "zk-0", "labels": {"a": "b"}}})
    assert wait(server, lambda found: "labels" in found["metadata"]).time == 10.0


def test_a_settled_cluster_ends_the_wait_with_what_is_missing():
    with pytest.raises(K8slabError) as caught:
        wait(Server(pod(False), pod(False)))
    assert str(caught.value) == (
        "expected pod/zk-0 in namespace zookeeper to be ready within 600s, "
        "found phase Running, not Ready at 10s; "
        "the cluster has settled, so nothing more will happen. "
        "Next: look at it with `kubectl describe`."
    )


def test_the_timeout_is_virtual():
    with pytest.raises(K8slabError, match="within 15s, found no such object at 20s"):
        wait(Server(*[NOT_FOUND] * 9), timeout=15)


def test_another_failure_than_not_found_is_raised():
    forbidden = {"kind": "Status", "reason": "Forbidden", "code": 403, "message": "no"}

    class Refusing(Client):
        def request(self, method, path, **more):
            if path == ZK_0.path:
                return Reply(403, {}, json.dumps(forbidden).encode())
            return super().request(method, path, **more)

    server = Server(pod(True))
    server.passive = Refusing(server, moves=False)
    with pytest.raises(ApiError):
        wait(server)


def test_with_a_live_clock_the_watch_is_followed():
    server = Server(pod(False), pod(False), pod(True), clock="live:10")
    assert wait(server).time == 20.0
    assert wait(Server(pod(True), NOT_FOUND, clock="live"), "deleted").time == 10.0
