"""Snapshots, going back and beginning anew: what comes out is what a replay from the start gives."""

from __future__ import annotations

import sys
from typing import Any

import orjson
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import replay
from k8slab.sim.http.watch import Watch
from k8slab.sim.journal import load
from k8slab.sim.topology import Topology

SETS = "/apis/apps/v1/namespaces/default/statefulsets"
PODS = "/api/v1/namespaces/default/pods"
LABELS = {"app": "web"}
SET = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]},
        },
    },
}
JSON = {"content-type": "application/json"}
MERGE = {"content-type": "application/merge-patch+json"}


def history(cluster: Cluster) -> bytes:
    """The store's whole log, and where the cluster stands."""
    told = [(c.revision, c.type, c.kind.qualified, c.object, c.time) for c in cluster.store.log]
    return orjson.dumps([told, cluster.clock.now, cluster.clock.count])


def ask(gateway: Gateway, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = gateway.request("POST", f"/k8slab/v1/{path}", body=orjson.dumps(body or {}))
    assert isinstance(answer, Response)
    content: dict[str, Any] = orjson.loads(answer.body)
    assert answer.status == 200, content
    return content


def refusal(gateway: Gateway, path: str, body: dict[str, Any]) -> tuple[int, str]:
    answer = gateway.request("POST", f"/k8slab/v1/{path}", body=orjson.dumps(body))
    assert isinstance(answer, Response)
    return answer.status, orjson.loads(answer.body)["message"]


def create_set(gateway: Gateway) -> None:
    gateway.request("POST", SETS, headers=JSON, body=orjson.dumps(SET))


def scale(gateway: Gateway, replicas: int) -> None:
    patch = {"spec": {"replicas": replicas}}
    gateway.request("PATCH", f"{SETS}/web", headers=MERGE, body=orjson.dumps(patch))


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(Cluster())


def pods(gateway: Gateway) -> list[str]:
    answer = gateway.request("GET", PODS, headers={"x-k8slab-passive": "true"})
    assert isinstance(answer, Response)
    return [item["metadata"]["name"] for item in orjson.loads(answer.body)["items"]]


def test_the_cluster_is_as_it_was(gateway: Gateway) -> None:
    create_set(gateway)
    ask(gateway, "settle")
    before = history(gateway.cluster)
    taken = ask(gateway, "snapshots", {"name": "two"})
    scale(gateway, 4)
    ask(gateway, "settle")
    assert pods(gateway) == ["web-0", "web-1", "web-2", "web-3"]
    assert ask(gateway, "rewind", {"snapshot": "two"}) == {"time": taken["time"], "settled": True}
    assert history(gateway.cluster) == before
    assert pods(gateway) == ["web-0", "web-1"]


def test_the_same_future_comes_again(gateway: Gateway) -> None:
    create_set(gateway)
    ask(gateway, "snapshots", {"name": "begun"})
    ask(gateway, "settle")
    scale(gateway, 3)
    ask(gateway, "settle")
    once = history(gateway.cluster)
    ask(gateway, "rewind", {"snapshot": "begun"})
    ask(gateway, "settle")
    scale(gateway, 3)
    ask(gateway, "settle")
    assert history(gateway.cluster) == once


def test_a_time_between_two_events_can_be_gone_to(gateway: Gateway) -> None:
    create_set(gateway)
    ask(gateway, "settle")
    whole = gateway.cluster
    middle = whole.clock.passed / 2
    assert ask(gateway, "rewind", {"time": middle})["time"] == middle
    past = [change for change in whole.store.log if change.time <= middle]
    assert [c.object for c in gateway.cluster.store.log] == [c.object for c in past]
    ask(gateway, "settle")
    assert [c.object for c in gateway.cluster.store.log] == [c.object for c in whole.store.log]


def test_a_branch_that_was_left_can_be_gone_back_to(gateway: Gateway) -> None:
    create_set(gateway)
    ask(gateway, "settle")
    ask(gateway, "snapshots", {"name": "fork in the road"})
    scale(gateway, 3)
    ask(gateway, "settle")
    ask(gateway, "snapshots", {"name": "three"})
    three = history(gateway.cluster)
    ask(gateway, "rewind", {"snapshot": "fork in the road"})
    scale(gateway, 1)
    ask(gateway, "settle")
    ask(gateway, "rewind", {"snapshot": "three"})
    assert history(gateway.cluster) == three


def test_a_reset_gives_the_cluster_as_it_began(gateway: Gateway) -> None:
    began = history(gateway.cluster)
    create_set(gateway)
    ask(gateway, "settle")
    assert ask(gateway, "reset") == {"time": 0.0, "settled": True}
    assert history(gateway.cluster) == began


def test_a_journal_with_rewinds_is_replayed_to_the_present(gateway: Gateway) -> None:
    create_set(gateway)
    ask(gateway, "settle")
    ask(gateway, "rewind", {"time": 0.7})
    scale(gateway, 1)
    ask(gateway, "reset")
    create_set(gateway)
    ask(gateway, "advance", {"seconds": 2})
    journal = load(gateway.cluster.journal.lines())
    assert journal.topology is not None
    again = Gateway(Cluster.of(Topology.from_dict(journal.topology)))
    replay(journal.entries, again)
    assert history(again.cluster) == history(gateway.cluster)


def test_watches_end_when_the_cluster_goes_back(gateway: Gateway) -> None:
    create_set(gateway)
    watch = gateway.request("GET", PODS, {"watch": "1"}, {"x-k8slab-passive": "true"})
    assert isinstance(watch, Watch)
    assert not watch.ending
    ask(gateway, "reset")
    assert watch.ending
    assert b'"DELETED"' not in watch.pull()


def test_a_story_goes_on_from_where_it_was_told_and_says_on_which_branch(gateway: Gateway) -> None:
    def told(since: int) -> dict[str, Any]:
        answer = gateway.request("GET", "/k8slab/v1/story", {"since": str(since)})
        assert isinstance(answer, Response)
        content: dict[str, Any] = orjson.loads(answer.body)
        return content

    first = told(0)
    create_set(gateway)
    second = told(first["next"])
    assert second["events"][0]["resource"] == "statefulsets"
    assert told(second["next"])["events"] == []
    ask(gateway, "reset")
    assert (told(0)["branch"], told(0)["next"]) == (first["branch"] + 1, first["next"])


def test_moments_that_are_not_there_are_refused_and_nothing_changes(gateway: Gateway) -> None:
    create_set(gateway)
    ask(gateway, "settle")
    ask(gateway, "snapshots", {"name": "one"})
    before, lines = history(gateway.cluster), len(gateway.cluster.journal.entries)
    late = refusal(gateway, "rewind", {"time": 1e6})
    assert late[0] == 400
    assert "expected a time between 0 and now" in late[1]
    assert refusal(gateway, "rewind", {"time": -1})[0] == 400
    assert refusal(gateway, "rewind", {})[0] == 400
    assert refusal(gateway, "rewind", {"snapshot": "two"}) == (
        404,
        "expected the name of a snapshot (one), found 'two'",
    )
    assert refusal(gateway, "snapshots", {"name": 7})[0] == 400
    assert (history(gateway.cluster), len(gateway.cluster.journal.entries)) == (before, lines)


def test_snapshots_get_names_and_are_listed(gateway: Gateway) -> None:
    names = [ask(gateway, "snapshots")["name"], ask(gateway, "snapshots", {"name": "mine"})["name"]]
    names.append(ask(gateway, "snapshots")["name"])
    answer = gateway.request("GET", "/k8slab/v1/snapshots")
    assert isinstance(answer, Response)
    listed = orjson.loads(answer.body)["snapshots"]
    assert [each["name"] for each in listed] == names == ["snapshot-1", "mine", "snapshot-2"]


def test_a_thousand_snapshots_of_a_hundred_pods_are_small() -> None:
    gateway = Gateway(Cluster(nodes=[f"n{n}" for n in range(4)]))
    body = {**SET, "spec": {**SET["spec"], "replicas": 100, "podManagementPolicy": "Parallel"}}  # type: ignore[dict-item]
    gateway.request("POST", SETS, headers=JSON, body=orjson.dumps(body))
    ask(gateway, "settle")
    before = len(gateway.cluster.journal.entries)
    for number in range(1000):
        ask(gateway, "snapshots", {"name": f"s{number}"})
    added = gateway.cluster.journal.entries[before:]
    assert len(added) == 1000
    assert sum(sys.getsizeof(entry) + sum(map(sys.getsizeof, entry.values())) for entry in added) < 1_000_000


class Branches(RuleBasedStateMachine):
    """Whatever is done, every moment that has a snapshot can be gone back to, and is as it was."""

    @initialize()
    def begin(self) -> None:
        self.gateway = Gateway(Cluster())
        self.known: dict[str, bytes] = {}
        create_set(self.gateway)

    @rule(replicas=st.integers(0, 3))
    def scale(self, replicas: int) -> None:
        scale(self.gateway, replicas)

    @rule(ordinal=st.integers(0, 2))
    def delete(self, ordinal: int) -> None:
        self.gateway.request("DELETE", f"{PODS}/web-{ordinal}")

    @rule(seconds=st.sampled_from([0.1, 1, 7, 60]))
    def advance(self, seconds: float) -> None:
        ask(self.gateway, "advance", {"seconds": seconds})

    @rule()
    def step(self) -> None:
        ask(self.gateway, "step")

    @rule(name=st.sampled_from(["k8s-m1", "k8s-m2"]), act=st.sampled_from(["stop", "start"]))
    def fail(self, name: str, act: str) -> None:
        ask(self.gateway, "nodes", {"name": name, "act": act})

    @rule()
    def snapshot(self) -> None:
        name = ask(self.gateway, "snapshots")["name"]
        self.known[name] = history(self.gateway.cluster)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def rewind(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.known)))
        ask(self.gateway, "rewind", {"snapshot": name})
        assert history(self.gateway.cluster) == self.known[name]

    @rule(share=st.floats(0, 1))
    def go_back_in_time(self, share: float) -> None:
        moment = round(self.gateway.cluster.clock.passed * share, 6)
        past = [c.object for c in self.gateway.cluster.store.log if c.time < moment]
        ask(self.gateway, "rewind", {"time": moment})
        assert [c.object for c in self.gateway.cluster.store.log[: len(past)]] == past

    @invariant()
    def a_replay_from_the_start_gives_the_same(self) -> None:
        again = Gateway(Cluster())
        replay(self.gateway.cluster.journal.entries, again)
        assert history(again.cluster) == history(self.gateway.cluster)


Branches.TestCase.settings = settings(max_examples=25, stateful_step_count=14, deadline=None)
TestBranches = Branches.TestCase
