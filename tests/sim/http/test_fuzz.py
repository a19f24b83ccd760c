"""Requests of all sorts, many of them wrong: every one is answered, and a refused one changes nothing."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from k8slab.objects import meta
from k8slab.sim import kinds
from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.watch import Watch
from tests.sim.http.asking import config_map, stateful_set

KNOWN_FAILURES = (
    "failed to create typed patch object",
    "Too large resource version",
    "resourceVersion: Invalid value: ",
    "This pod has more than one PodDisruptionBudget",
    "unable to upgrade connection: container",
    "strconv.ParseUint: parsing ",
    "unknown patch type: ",
    "list element types are not identical: ",
    "does not contain declared merge key: ",
)
"""What Kubernetes, too, answers with a code of 500 or above."""

POD = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "nginx:1.24"}]}}
JOB = {"metadata": {"name": "p"}, "spec": {"template": {"spec": {**POD["spec"], "restartPolicy": "Never"}}}}
SERVICE = {"metadata": {"name": "p"}, "spec": {"ports": [{"port": 80}], "selector": {"app": "web"}}}
CLAIM = {
    "metadata": {"name": "p"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
SCALER = {"metadata": {"name": "p"}, "spec": {"maxReplicas": 3, "scaleTargetRef": {"kind": "X", "name": "x"}}}
IN_DEFAULT = "/namespaces/default/"
TARGETS: tuple[tuple[str, dict[str, Any]], ...] = (
    (f"/api/v1{IN_DEFAULT}configmaps", config_map("p")),
    (f"/apis/apps/v1{IN_DEFAULT}statefulsets", stateful_set("p")),
    (f"/api/v1{IN_DEFAULT}pods", POD),
    (f"/apis/batch/v1{IN_DEFAULT}jobs", JOB),
    (f"/api/v1{IN_DEFAULT}services", SERVICE),
    (f"/api/v1{IN_DEFAULT}persistentvolumeclaims", CLAIM),
    (f"/apis/autoscaling/v2{IN_DEFAULT}horizontalpodautoscalers", SCALER),
    (f"/apis/autoscaling/v1{IN_DEFAULT}horizontalpodautoscalers", SCALER),
    (f"/apis/coordination.k8s.io/v1{IN_DEFAULT}leases", {"metadata": {"name": "p"}}),
    ("/api/v1/namespaces", {"metadata": {"name": "p"}}),
    ("/api/v1/nodes", {"metadata": {"name": "p"}}),
)
"""Collections, and what is sent there more or less as it should be."""
WORDS = ["", "p", "default", "x y", "\x00", "..", "é", "-1", "0", "1", "999999", "true", "false", "a=b", "{"]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.just(2**70), st.just(1.5), st.sampled_from(WORDS)
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=2),
    max_leaves=4,
)
PATCHES = ["json-patch+json", "merge-patch+json", "strategic-merge-patch+json", "apply-patch+yaml"]
CONTENT_TYPES = st.sampled_from(
    ["application/yaml", "text/plain", "", "application/vnd.kubernetes.protobuf", "application/json;x=y"]
)
ACCEPTS = st.sampled_from(
    [
        "", "*/*", "application/yaml", "text/html", "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    ]
)  # fmt: skip
PARAMETERS = (
    "limit", "continue", "labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch",
    "sendInitialEvents", "allowWatchBookmarks", "timeoutSeconds", "watch", "dryRun", "fieldManager",
    "fieldValidation", "force", "propagationPolicy", "gracePeriodSeconds", "orphanDependents",
    "includeObject",
)  # fmt: skip
VALUES = st.sampled_from([*WORDS, "All", "Strict", "Exact", "NotOlderThan", "Orphan", "app in (web)", "m"])
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "no"])},
    optional={
        "path": st.sampled_from(["", "/metadata/labels", "/spec/replicas", "/spec", "/a/b", "/-"]),
        "value": JUNK,
        "from": st.sampled_from(["", "/spec", "/nosuch"]),
    },
)


Sent = tuple[str, str, dict[str, str], str, str, bytes]
"""Method, path, query, content type, what is accepted, body."""


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """A request that makes sense, with junk in one place or another."""
    method = draw(st.sampled_from(["GET", "POST", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD"]))
    path, base = draw(st.sampled_from(TARGETS))
    if method in ("PUT", "PATCH") or draw(st.integers(0, 5)) == 0:
        path += "/p"
        parts = ["status", "scale", "eviction", "binding", "finalize", "nosuch"]
        path += "/" + draw(st.sampled_from(parts)) if draw(st.integers(0, 3)) == 0 else ""
    if draw(st.integers(0, 7)) == 0:
        path = draw(paths())
    content_type = "application/json"
    if method == "PATCH":
        content_type = "application/" + draw(st.sampled_from(PATCHES))
    if draw(st.integers(0, 9)) == 0:
        content_type = draw(CONTENT_TYPES)
    query = draw(st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=1))
    if content_type.endswith("apply-patch+yaml"):
        query["fieldManager"] = "m"
    accept = draw(ACCEPTS) if draw(st.integers(0, 3)) == 0 else ""
    return method, path, query, content_type, accept, draw(bodies(base, content_type))


@st.composite
def bodies(draw: st.DrawFn, base: dict[str, Any], content_type: str) -> bytes:
    """A manifest, perhaps with junk in it, or a list of patch operations, or nothing sensible."""
    shape = draw(st.integers(0, 9))
    if shape == 0:
        return draw(st.binary(max_size=20))
    if content_type.endswith("json-patch+json"):
        return json.dumps(draw(st.lists(OPERATIONS, max_size=3))).encode()
    body = json.loads(json.dumps(base))
    if shape > 5:
        _disturb(draw, body)
    return json.dumps(body).encode()


def _disturb(draw: st.DrawFn, body: Any) -> None:
    """Put junk somewhere into the body."""
    place = body
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if isinstance(place, dict):
            keys.append(draw(st.sampled_from(["status", "metadata", "spec", "kind", "$patch", "nosuch"])))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = place.get(key) if isinstance(place, dict) else place[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
            place[key] = draw(JUNK)
            return
        place = inner


@st.composite
def paths(draw: st.DrawFn) -> str:
    """Any kind's paths, and some that are none."""
    if draw(st.booleans()):
        parts = st.sampled_from(["api", "apis", "v1", "apps", *WORDS])
        return "/" + "/".join(draw(st.lists(parts, max_size=5)))
    kind = draw(st.sampled_from(kinds.SERVED))
    path = kind.path(draw(st.sampled_from(["default", "kube-system", "nosuch", ""])))
    return path + draw(st.sampled_from(["", "/p", "/p/status", "/p/nosuch"]))


@given(st.lists(requests(), min_size=15, max_size=15))
@settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_request_is_answered_and_a_refused_one_changes_nothing(
    sent: list[Sent],
) -> None:
    gateway = Gateway(Cluster(nodes=["k8s-m1"]))
    for method, path, query, content_type, accept, body in sent:
        before = gateway.cluster.store.revision
        headers = {"content-type": content_type, "accept": accept, "x-k8slab-passive": "true"}
        answer = gateway.request(method, path, query, headers, b"" if method == "GET" else body)
        if isinstance(answer, Watch):
            answer.pull()
            gateway.timekeeper.closed(answer)
        elif isinstance(answer, Response):
            assert_sensible(answer, gateway.cluster, before)
    assert_history_is_sound(gateway.cluster)


def assert_sensible(answer: Response, cluster: Cluster, before: int | None) -> None:
    """``before`` is the cluster's revision; None if looking, too, may have let time pass."""
    if answer.status >= 500:
        assert any(words in answer.body.decode() for words in KNOWN_FAILURES), answer.body
    if answer.status >= 400 and before is not None:
        assert cluster.store.revision == before, answer.body


def assert_history_is_sound(cluster: Cluster) -> None:
    """Versions only rise, no identity comes twice, and the history leads to what is there."""
    log = cluster.store.log
    assert [change.revision for change in log] == sorted({change.revision for change in log})
    born = [meta.uid(change.object) for change in log if change.type == "ADDED"]
    assert len(born) == len(set(born))
    replayed: dict[Any, Any] = {}
    for change in log:
        key = (change.kind, meta.key(change.object))
        assert change.previous is replayed.get(key)
        replayed[key] = change.object
        if change.type == "DELETED":
            del replayed[key]
    present = {(kind, meta.key(obj)): obj for kind in kinds.KINDS for obj in cluster.store.list(kind)}
    assert replayed == present
