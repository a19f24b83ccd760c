"""Bad input gets the API server's answer, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from k8slab.backends.simulator import Served
from k8slab.backends.transport import HttpTransport
from tests.clients.session import Kubectl

ZOOKEEPER = (Path(__file__).parents[2] / "lessons/05-zookeeper/manifests/zookeeper.yml").read_text("utf-8")
NAMESPACE = '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "zookeeper"}}'
SETS = "/apis/apps/v1/namespaces/zookeeper/statefulsets"


def without_selector(manifest: str) -> str:
    return manifest.replace("  selector:\n    matchLabels:\n      app: zk\n", "", 1)


@pytest.fixture
def transport(served: Served) -> HttpTransport:
    return HttpTransport.from_kubeconfig(served.kubeconfig)


@pytest.fixture
def deployed(kubectl: Kubectl, transport: HttpTransport) -> Iterator[Kubectl]:
    """The set is there; whatever the test does, it must leave the cluster as it was."""
    kubectl("create", "-f", "-", stdin=NAMESPACE)
    kubectl("apply", "-f", "-", stdin=ZOOKEEPER)
    before = revision(transport)
    yield kubectl
    assert revision(transport) == before


def revision(transport: HttpTransport) -> str:
    """The version of everything there is."""
    return str(transport.request("GET", "/api/v1/pods").json()["metadata"]["resourceVersion"])


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        pytest.param(
            ("apply", "-f", "-"),
            ZOOKEEPER.replace("kind: StatefulSet", "kind: StatefullSet"),
            'no matches for kind "StatefullSet" in version "apps/v1"',
            id="a kind that does not exist",
        ),
        pytest.param(
            ("apply", "-f", "-"),
            ZOOKEEPER.replace("replicas: 3", "replica: 3"),
            'strict decoding error: unknown field "spec.replica"',
            id="an unknown field in an update",
        ),
        pytest.param(
            ("apply", "-f", "-"),
            ZOOKEEPER.replace("replicas: 3", "replica: 3").replace("name: zk\n", "name: other\n", 1),
            'StatefulSet in version "v1" cannot be handled as a StatefulSet: strict decoding error: '
            'unknown field "spec.replica"',
            id="an unknown field",
        ),
        pytest.param(
            ("apply", "-f", "-"),
            ZOOKEEPER.replace("namespace: zookeeper", "namespace: elsewhere"),
            'Error from server (NotFound): error when creating "STDIN": namespaces "elsewhere" not found',
            id="a missing namespace",
        ),
        pytest.param(
            ("create", "-f", "-"),
            without_selector(ZOOKEEPER).replace("name: zk\n", "name: other\n", 1),
            "spec.selector: Required value",
            id="a missing selector",
        ),
        pytest.param(
            ("create", "-f", "-"),
            ZOOKEEPER,
            'Error from server (AlreadyExists): error when creating "STDIN": '
            'statefulsets.apps "zk" already exists',
            id="a name that is taken",
        ),
        pytest.param(
            ("apply", "-f", "-"),
            "kind: StatefulSet\n  apiVersion: apps/v1\n",
            "error parsing STDIN: error converting YAML to JSON: yaml: line 2",
            id="malformed YAML",
        ),
        pytest.param(
            ("patch", "sts", "zk", "-n", "zookeeper", "-p", '{"spec":{"serviceName":"other"}}'),
            "",
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', "
            "'template', 'updateStrategy', 'revisionHistoryLimit', "
            "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
            id="a field that may not change",
        ),
        pytest.param(
            ("patch", "sts", "zk", "-n", "zookeeper", "-p", '{"spec":{"replicas":-1}}'),
            "",
            'The StatefulSet "zk" is invalid: spec.replicas: Invalid value: -1: '
            "must be greater than or equal to 0",
            id="a negative number of replicas",
        ),
        pytest.param(
            ("get", "po", "zk-9", "-n", "zookeeper"),
            "",
            'Error from server (NotFound): pods "zk-9" not found',
            id="a name that is not there",
        ),
        pytest.param(
            ("get", "widgets"),
            "",
            'error: the server doesn\'t have a resource type "widgets"',
            id="a kind that is not there",
        ),
    ],
)
def test_kubectl_is_refused(deployed: Kubectl, arguments: tuple[str, ...], stdin: str, says: str) -> None:
    outcome = deployed.try_to(*arguments, stdin=stdin)
    assert outcome.code == 1
    assert says in outcome.err


def test_a_conflict_is_told(deployed: Kubectl) -> None:
    old = deployed("get", "sts", "zk", "-n", "zookeeper", "-o", "json").json
    old["metadata"]["resourceVersion"] = "1"
    outcome = deployed.try_to("replace", "-f", "-", stdin=json.dumps(old))
    assert outcome.code == 1
    assert (
        'Operation cannot be fulfilled on statefulsets.apps "zk": the object has been modified; please apply '
        "your changes to the latest version and try again"
    ) in outcome.err


@pytest.mark.parametrize(
    ("request_", "code", "message"),
    [
        (
            ("POST", SETS, b"x" * (3 * 1024 * 1024 + 1), "application/json"),
            413,
            "Request entity too large: limit is 3145728",
        ),
        (
            ("POST", SETS, b"{", "application/json"),
            400,
            "the object provided is unrecognized (must be of type StatefulSet): couldn't get version/kind; "
            "json parse error: unexpected end of JSON input ({)",
        ),
        (
            (
                "POST",
                SETS,
                b'{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"x"}}',
                "application/json",
            ),
            400,
            'DaemonSet in version "v1" cannot be handled as a StatefulSet: converting (v1.DaemonSet) to '
            "(apps.StatefulSet): unknown conversion",
        ),
        (("PATCH", SETS + "/zk", b"{}", "text/plain"), 415, "415: Unsupported Media Type"),
        (
            ("PUT", SETS, b"{}", "application/json"),
            405,
            "the server does not allow this method on the requested resource",
        ),
    ],
    ids=["oversized", "cut off", "another kind", "another media type", "another method"],
)
def test_a_request_is_refused(
    deployed: Kubectl, transport: HttpTransport, request_: tuple[Any, ...], code: int, message: str
) -> None:
    method, path, body, content_type = request_
    reply = transport.request(method, path, body=body, content_type=content_type)
    assert (reply.status, reply.json()["message"]) == (code, message)
    assert reply.json()["kind"] == "Status"
