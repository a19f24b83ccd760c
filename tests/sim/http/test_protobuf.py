"""Bodies in protobuf, as kubectl's create commands send them."""

import json

import pytest

from k8slab.errors import ApiError
from k8slab.sim.http import protobuf


def varint(number: int) -> bytes:
    number %= 1 << 64
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, value: int | str | bytes) -> bytes:
    """One field of a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def body(api_version: str, kind: str, message: bytes) -> bytes:
    return b"k8s\x00" + field(1, field(1, api_version) + field(2, kind)) + field(2, message)


def test_a_namespace_as_kubectl_sends_it() -> None:
    sent = bytes.fromhex(
        "6b3873000a0f0a02763112094e616d65737061636512210a190a097a6f6f6b656570657212001a0022002a003200380042001200"
        "1a020a001a002200"
    )
    assert json.loads(protobuf.as_json(sent)) == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "zookeeper"},
    }


def test_maps_lists_bytes_and_either_or_values() -> None:
    entry = field(1, "key") + field(2, b"\x00\xff")
    secret = body("v1", "Secret", field(1, field(1, "s")) + field(2, entry) + field(3, "Opaque"))
    assert json.loads(protobuf.as_json(secret))["data"] == {"key": "AP8="}

    percent = field(1, 1) + field(2, 0) + field(3, "30%")
    budget = body("policy/v1", "PodDisruptionBudget", field(2, field(3, percent)))
    assert json.loads(protobuf.as_json(budget))["spec"] == {"maxUnavailable": "30%"}

    rule = field(1, "get") + field(1, "list") + field(3, "pods")
    role = body("rbac.authorization.k8s.io/v1", "Role", field(2, rule))
    assert json.loads(protobuf.as_json(role))["rules"] == [{"verbs": ["get", "list"], "resources": ["pods"]}]


def test_an_autoscaler_as_kubectl_autoscale_sends_it() -> None:
    target = field(1, "Deployment") + field(2, "web") + field(3, "apps/v1")
    limits = field(1, target) + field(2, 10) + field(3, 15)
    cpu = field(1, "cpu") + field(2, field(1, "Utilization") + field(4, 80))
    metrics = field(4, field(1, "Resource") + field(4, cpu))
    sent = body("autoscaling/v2", "HorizontalPodAutoscaler", field(2, limits + metrics))
    utilization = {"type": "Utilization", "averageUtilization": 80}
    assert json.loads(protobuf.as_json(sent))["spec"] == {
        "scaleTargetRef": {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"},
        "minReplicas": 10,
        "maxReplicas": 15,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": utilization}}],
    }


def test_a_job_made_from_a_cronjob_has_the_security_context_of_its_pods() -> None:
    context = field(2, 1000) + field(3, 1) + field(5, 0)
    pods = field(2, field(14, context))
    sent = body("batch/v1", "Job", field(2, field(6, pods)))
    assert json.loads(protobuf.as_json(sent))["spec"]["template"]["spec"] == {
        "securityContext": {"runAsUser": 1000, "runAsNonRoot": True, "fsGroup": 0}
    }


def test_a_zero_is_kept_where_it_means_something() -> None:
    kept = body("apps/v1", "Deployment", field(2, field(1, 0) + field(5, 0)))
    assert json.loads(protobuf.as_json(kept))["spec"] == {"replicas": 0}


def test_a_message_whose_fields_stand_in_the_object_itself() -> None:
    service = field(4, field(1, "svc") + field(2, field(2, 80)))
    path = field(1, "/") + field(2, service) + field(3, "Prefix")
    rule = field(1, "a.b") + field(2, field(1, field(1, path)))
    ingress = json.loads(protobuf.as_json(body("networking.k8s.io/v1", "Ingress", field(2, field(3, rule)))))
    backend = {"service": {"name": "svc", "port": {"number": 80}}}
    assert ingress["spec"]["rules"] == [
        {"host": "a.b", "http": {"paths": [{"path": "/", "backend": backend, "pathType": "Prefix"}]}}
    ]


@pytest.mark.parametrize("version", ["v1", "policy/v1"])
def test_the_options_of_a_deletion_as_kubectl_drain_sends_them(version: str) -> None:
    """Whatever group they come in, they are the same message."""
    sent = body(version, "DeleteOptions", field(1, 0) + field(2, field(1, "u-1")) + field(4, "Background"))
    assert json.loads(protobuf.as_json(sent)) == {
        "apiVersion": version,
        "kind": "DeleteOptions",
        "gracePeriodSeconds": 0,
        "preconditions": {"uid": "u-1"},
        "propagationPolicy": "Background",
    }


def test_negative_numbers() -> None:
    options = body("policy/v1", "Eviction", field(2, field(1, -1)))
    assert json.loads(protobuf.as_json(options))["deleteOptions"] == {"gracePeriodSeconds": -1}


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{}",
        b"k8s\x00\xff",
        body("v1", "Unheard", b""),
        body("v1", "Namespace", field(99, 1)),
        body("v1", "Namespace", field(1, 7)),
        body("v1", "Namespace", field(1, field(1, "zk")))[:-1],
        body("v1", "Namespace", field(1, field(1, b"\xff"))),
    ],
)
def test_what_cannot_be_read_is_a_bad_request(sent: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        protobuf.as_json(sent)
    assert refused.value.code == 400
