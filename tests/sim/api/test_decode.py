import json
from typing import Any

import pytest

from k8slab.errors import ApiError
from k8slab.sim.api.decode import decode
from k8slab.sim.kinds.kind import Kind

STATEFULSET = Kind("apps", "v1", "StatefulSet", "statefulsets", "statefulset")
SECRET = Kind("", "v1", "Secret", "secrets", "secret")
HANDLED = 'StatefulSet in version "v1" cannot be handled as a StatefulSet: '
UNRECOGNIZED = (
    "the object provided is unrecognized (must be of type StatefulSet): couldn't get version/kind; "
)


def spec(**fields: Any) -> bytes:
    return json.dumps({"metadata": {"name": "zk"}, "spec": fields}).encode()


def pod_template(**container: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "zk", **container}]}}


def refusal(body: bytes, kind: Kind = STATEFULSET, strict: str = "Strict") -> str:
    with pytest.raises(ApiError) as refused:
        decode(kind, body, strict=strict)
    assert (refused.value.code, refused.value.reason) == (400, "BadRequest")
    assert "details" not in refused.value.status
    return refused.value.message


def test_type_and_version_default_to_those_of_the_path() -> None:
    obj, warnings = decode(STATEFULSET, spec(replicas=3))
    assert obj == {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "zk"},
        "spec": {"replicas": 3},
    }
    assert warnings == []


def test_strict_refuses_unknown_fields_and_names_each() -> None:
    body = spec(replica=1, servicename="zk", template=pod_template(bogus=1))
    assert refusal(body) == HANDLED + (
        'strict decoding error: unknown field "spec.replica", unknown field "spec.servicename", '
        'unknown field "spec.template.spec.containers[0].bogus"'
    )


def test_warn_drops_unknown_fields_and_says_so() -> None:
    obj, warnings = decode(STATEFULSET, spec(replica=1, replicas=2), strict="Warn")
    assert obj["spec"] == {"replicas": 2}
    assert warnings == ['unknown field "spec.replica"']


def test_ignore_drops_unknown_fields_in_silence() -> None:
    obj, warnings = decode(STATEFULSET, spec(replica=1), strict="Ignore")
    assert (obj["spec"], warnings) == ({}, [])


def test_a_field_given_twice_is_noticed_and_the_last_one_counts() -> None:
    body = b'{"spec":{"replicas":1,"replicas":2},"metadata":{"labels":{"a":"b","a":"c"}}}'
    obj, warnings = decode(STATEFULSET, body, strict="Warn")
    assert obj["spec"] == {"replicas": 2}
    assert warnings == ['duplicate field "spec.replicas"', 'duplicate field "metadata.labels.a"']
    assert refusal(body) == HANDLED + (
        'strict decoding error: duplicate field "spec.replicas", duplicate field "metadata.labels.a"'
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            spec(replicas="three"),
            "cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32",
        ),
        (
            spec(replicas=3.5),
            "cannot unmarshal number 3.5 into Go struct field StatefulSetSpec.spec.replicas of type int32",
        ),
        (
            spec(replicas=1 << 40),
            "cannot unmarshal number 1099511627776 into Go struct field "
            "StatefulSetSpec.spec.replicas of type int32",
        ),
        (
            spec(replicas=True),
            "cannot unmarshal bool into Go struct field StatefulSetSpec.spec.replicas of type int32",
        ),
        (
            spec(template={"spec": {"containers": {}}}),
            "cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers "
            "of type []v1.Container",
        ),
        (
            spec(template=pod_template(env=[{"name": "A", "value": 1}])),
            "cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value "
            "of type string",
        ),
        (
            spec(template=pod_template(command="sh")),
            "cannot unmarshal string into Go struct field Container.spec.template.spec.containers.command "
            "of type []string",
        ),
        (
            spec(podManagementPolicy=1),
            "cannot unmarshal number into Go struct field StatefulSetSpec.spec.podManagementPolicy "
            "of type v1.PodManagementPolicyType",
        ),
        (
            b'{"metadata":{"labels":{"a":1}}}',
            "cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
        ),
        (
            b'{"spec":[]}',
            "cannot unmarshal array into Go struct field StatefulSet.spec of type v1.StatefulSetSpec",
        ),
        (
            spec(template=pod_template(livenessProbe={"httpGet": {"port": True}})),
            "cannot unmarshal bool into Go value of type int32",
        ),
    ],
)
def test_a_wrong_type_is_named_with_its_place(body: bytes, says: str) -> None:
    assert refusal(body, strict="Ignore") == f"{HANDLED}json: {says}"


def test_quantities_are_checked_and_written_in_canonical_form() -> None:
    bad = spec(template=pod_template(resources={"requests": {"cpu": "half"}}))
    assert refusal(bad) == HANDLED + (
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    )
    obj, _ = decode(
        STATEFULSET, spec(template=pod_template(resources={"requests": {"cpu": 0.5, "memory": "1Gi"}}))
    )
    requests = obj["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]
    assert requests == {"cpu": "500m", "memory": "1Gi"}


def test_secret_data_must_be_base64() -> None:
    says = refusal(b'{"data":{"password":"not base64"}}', SECRET)
    assert says == 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3'
    assert refusal('{"data":{"password":"abcdé"}}'.encode(), SECRET).endswith("at input byte 4")
    obj, _ = decode(SECRET, b'{"data":{"password":"c2VjcmV0"}}')
    assert obj["data"] == {"password": "c2VjcmV0"}


def test_what_is_empty_and_optional_is_not_stored_but_zeros_that_mean_something_are() -> None:
    body = spec(
        replicas=0,
        minReadySeconds=0,
        template={
            "metadata": {"labels": {}, "creationTimestamp": None},
            **pod_template(args=[], stdin=False, resources={}, securityContext={"privileged": False}),
        },
    )
    obj, _ = decode(STATEFULSET, body)
    container = {"name": "zk", "resources": {}, "securityContext": {"privileged": False}}
    assert obj["spec"] == {"replicas": 0, "template": {"metadata": {}, "spec": {"containers": [container]}}}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "unexpected end of JSON input ({)"),
        (b"", "unexpected end of JSON input (<empty>)"),
        (b'{"a" 1}', "invalid character '1' after object key ({\"a\" 1})"),
        (b'{"a":1,}', "invalid character '}' looking for beginning of object key string ({\"a\":1,})"),
        (b'{"a":[1 2]}', "invalid character '2' after array element ({\"a\":[1 2]})"),
        (b'{"a":1 "b":2}', 'invalid character \'"\' after object key:value pair ({"a":1 "b":2})'),
        (b"{} x", "invalid character 'x' after top-level value ({} x)"),
        (b"kind: x", "invalid character 'k' looking for beginning of value (6b696e643a2078)"),
    ],
)
def test_text_that_is_no_json_is_quoted_back(body: bytes, says: str) -> None:
    assert refusal(body) == f"{UNRECOGNIZED}json parse error: {says}"


def test_another_kind_is_refused() -> None:
    body = b'{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "x"}}'
    assert refusal(body) == (
        'DaemonSet in version "v1" cannot be handled as a StatefulSet: '
        "converting (v1.DaemonSet) to (apps.StatefulSet): unknown conversion"
    )


def test_a_kind_that_does_not_exist_is_refused() -> None:
    assert refusal(b'{"apiVersion": "apps/v1", "kind": "StatefulSets"}') == (
        'StatefulSets in version "v1" cannot be handled as a StatefulSet: '
        'no kind "StatefulSets" is registered for version "apps/v1" '
        'in scheme "pkg/api/legacyscheme/scheme.go:30"'
    )


def test_another_version_of_the_kind_is_refused() -> None:
    assert refusal(b'{"apiVersion": "apps/v1beta1", "kind": "StatefulSet"}') == (
        "the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)"
    )


def test_yaml_is_read_when_the_client_says_that_it_sends_yaml() -> None:
    obj, _ = decode(STATEFULSET, b"spec: {replicas: 3}\n", content_type="application/yaml")
    assert obj["spec"] == {"replicas": 3}
