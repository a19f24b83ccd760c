"""Evidence over a transport: passive, only reading, asking for what a question needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from k8slab.backends.transport import Reply
from k8slab.why import ask
from k8slab.why.reading import Read
from tests.why.manifests import apart, claim, mounting, pod, service, statefulset, volume
from tests.why.told import chain, proofs, roots


class Listening:
    """Passes requests on and remembers them."""

    user_agent = "test"
    command = ""

    def __init__(self, behind: Any, forbidden: tuple[str, ...] = ()) -> None:
        self.behind = behind
        self.forbidden = forbidden
        self.requests: list[tuple[str, str, dict[str, str]]] = []

    def request(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, **more: Any
    ) -> Reply:
        self.requests.append((method, path, dict(query or {})))
        if path in self.forbidden:
            status = {"kind": "Status", "code": 403, "reason": "Forbidden", "message": f"no {path} for you"}
            return Reply(403, {}, json.dumps(status).encode())
        reply: Reply = self.behind.request(method, path, query=query, **more)
        return reply

    def stream(self, path: str, **more: Any) -> Iterator[dict[str, Any]]:
        raise AssertionError("a watch")

    def lines(self, path: str, **more: Any) -> Iterator[bytes]:
        raise AssertionError("a stream")


QUESTIONS = ("sts/zk", "pod/zk-3", "pod/zk-0", "svc/zk", "node/a", "pvc/data", "pod/p", "pv/v", "pod/boom")


@pytest.fixture
def busy(ground: Any) -> Any:
    """A cluster in which several things wait, and more would happen if time passed."""
    template = {"containers": [{"name": "main", "image": "nginx"}], "affinity": apart("zk")}
    ground.apply(statefulset("zk", 5, template=template), service("zk", {"app": "zk"}))
    ground.apply(claim("data"), volume("v", "100Mi"), pod("p", **mounting("data")))
    ground.advance(30)
    boom = {"image": "busybox", "command": ["sh", "-c", "echo boom; exit 1"]}
    ground.apply(pod("boom", container=boom))
    ground.advance(20)
    ground.apply(pod("starting"))
    assert not ground.cluster.settled
    return ground


@pytest.mark.parametrize("about", QUESTIONS)
def test_no_time_passes_and_nothing_changes(busy: Any, about: str) -> None:
    before = (busy.cluster.clock.now, busy.cluster.store.revision, len(busy.cluster.journal.entries))
    for _ in range(3):
        busy.why(about)
    assert (busy.cluster.clock.now, busy.cluster.store.revision, len(busy.cluster.journal.entries)) == before
    assert not busy.cluster.settled


@pytest.mark.parametrize("about", QUESTIONS)
def test_it_only_reads_and_asks_nothing_twice(busy: Any, about: str) -> None:
    heard = Listening(busy.viewer)
    ask(heard, about)
    assert {method for method, _, _ in heard.requests} == {"GET"}
    asked = [(path, tuple(sorted(query.items()))) for _, path, query in heard.requests]
    assert len(asked) == len(set(asked))


def test_a_pod_that_has_a_node_needs_no_list_of_the_cluster(ground: Any) -> None:
    ground.apply(pod("p", container={"image": "nginx:broken"}))
    ground.advance(30)
    heard = Listening(ground.viewer)
    ask(heard, "pod/p")
    assert [path for _, path, _ in heard.requests] == [
        "/api/v1/namespaces/default/pods/p",
        "/api/v1/nodes/a",
        "/api/v1/namespaces/default/events",
    ]
    assert heard.requests[-1][2]["fieldSelector"] == "involvedObject.kind=Pod,involvedObject.name=p"


def test_selectors_are_the_servers_work(busy: Any) -> None:
    heard = Listening(busy.viewer)
    ask(heard, "svc/zk")
    queries = {path: query for _, path, query in heard.requests if "labelSelector" in query}
    slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
    assert queries[slices]["labelSelector"] == "kubernetes.io/service-name=zk"
    assert queries["/api/v1/namespaces/default/pods"]["labelSelector"] == "app=zk"


def test_what_may_not_be_read_is_told_and_nothing_is_concluded_from_it(busy: Any) -> None:
    volumes, classes = "/api/v1/persistentvolumes", "/apis/storage.k8s.io/v1/storageclasses"
    why = ask(Listening(busy.viewer, (volumes, classes)), "pvc/data")
    assert chain(why) == [
        "1 pvc/data is Pending: no volume suits it and none is made for it",
        "1.1 pvc/data names no StorageClass: the default one counts, if there is one",
    ]
    assert why.gaps == (
        f"persistentvolumes could not be read: no {volumes} for you",
        f"storageclasses could not be read: no {classes} for you",
    )
    assert "Not seen\n  persistentvolumes could not be read" in str(why)
    assert "persistentvolumes could not be read" in why._repr_html_()


def test_without_a_look_at_nodes_the_schedulers_own_words_remain(busy: Any) -> None:
    heard = Listening(busy.viewer, ("/api/v1/nodes", "/api/v1/nodes/a"))
    why = ask(heard, "pod/zk-3")
    assert chain(why) == ["1 pod/zk-3 is Pending: it has no node; why, is what the scheduler says"]
    assert "0/3 nodes are available" in proofs(why.top)["condition PodScheduled"]
    crashing = ask(heard, "pod/boom")
    assert roots(crashing)[0].startswith("container main crashes again and again")


def test_long_lists_come_in_pages(ground: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("k8slab.why.reading.PAGE", "2")
    ground.apply(*(pod(f"p{number}") for number in range(5)))
    heard = Listening(ground.viewer)
    found = Read(heard).list("Pod", "default")
    assert [each["metadata"]["name"] for each in found] == ["p0", "p1", "p2", "p3", "p4"]
    assert len(heard.requests) == 3


def test_it_knows_the_time_of_the_answer(busy: Any) -> None:
    assert busy.why("pod/p").now == 50.0
