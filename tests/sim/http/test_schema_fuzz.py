"""Requests made up from the OpenAPI documents that the server itself serves (Schemathesis)."""

from __future__ import annotations

import json
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.watch import Watch
from tests.sim.http.asking import ask
from tests.sim.http.test_fuzz import TARGETS, assert_history_is_sound, assert_sensible

schemathesis = pytest.importorskip("schemathesis", reason="needs the extra `dev`")
DOCUMENTS = ("api/v1", "apis/apps/v1", "apis/batch/v1", "apis/storage.k8s.io/v1", "apis/policy/v1")
EXAMPLES = 2
"""Per operation, of which there are some four hundred: of names made up, and of an object that is there."""
THERE = {"namespace": "default", "name": "p"}


def request_of(case: Any) -> tuple[str, str, dict[str, str], dict[str, str], bytes]:
    """What Schemathesis made up, as it goes into the gateway."""
    sent = case.as_transport_kwargs(base_url="https://simulator")
    path = quote(case.formatted_path, safe="/%")
    query = {name: str(value) for name, value in (sent.get("params") or {}).items()}
    headers = {name.lower(): value for name, value in (sent.get("headers") or {}).items()}
    body = sent.get("data") or b""
    if sent.get("json") is not None:
        body = json.dumps(sent["json"]).encode()
    return case.method.upper(), path, query, headers, body if isinstance(body, bytes) else str(body).encode()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_the_documents_allow_is_answered_and_what_is_refused_changes_nothing(document: str) -> None:
    gateway = Gateway(Cluster(nodes=["k8s-m1"]))
    for collection, obj in TARGETS:
        ask(gateway, "POST", collection, obj)
    schema = schemathesis.openapi.from_dict(json.loads(ask(gateway, "GET", f"/openapi/v3/{document}").body))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert operations
    for operation in operations:
        send(gateway, operation)
    assert_history_is_sound(gateway.cluster)


def send(gateway: Gateway, operation: Any) -> None:
    """A few requests of one operation; every other one of what is there, if it still is."""
    sent = count()

    @given(operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: Any) -> None:
        if next(sent) % 2:
            case.path_parameters = {name: THERE.get(name, "p") for name in case.path_parameters or {}}
        before = gateway.cluster.store.revision
        answer = gateway.request(*request_of(case))
        if isinstance(answer, Watch):
            answer.pull()
            gateway.timekeeper.closed(answer)
        elif isinstance(answer, Response):
            assert_sensible(answer, gateway.cluster, before if case.method.upper() != "GET" else None)

    answered()
