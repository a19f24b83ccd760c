from typing import Any

import pytest

from k8slab.objects.meta import copy
from k8slab.sim.kinds import POD
from k8slab.sim.kinds.pod import quality_of_service


def made(**spec: Any) -> dict[str, Any]:
    """A new pod, as the API server stores it."""
    pod = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "a", "image": "nginx"}], **spec}}
    POD.default(pod)
    POD.prepare(pod, None)
    return pod


def messages(pod: dict[str, Any], old: dict[str, Any] | None = None) -> list[str]:
    return [str(error) for error in POD.validate(pod, old)]


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.24", "IfNotPresent"),
        ("registry:5000/nginx", "Always"),
        ("registry:5000/nginx:1", "IfNotPresent"),
        ("nginx@sha256:00", "IfNotPresent"),
    ],
)
def test_images_without_a_fixed_tag_are_always_pulled(image: str, policy: str) -> None:
    pod = made(containers=[{"name": "a", "image": image}])
    assert pod["spec"]["containers"][0]["imagePullPolicy"] == policy


def test_a_limit_without_a_request_is_the_request() -> None:
    limits = {"cpu": "0.5", "memory": "1Gi"}
    container = {"name": "a", "image": "x", "resources": {"limits": limits, "requests": {"cpu": "0.1"}}}
    resources = made(containers=[container])["spec"]["containers"][0]["resources"]
    assert resources == {
        "limits": {"cpu": "500m", "memory": "1Gi"},
        "requests": {"cpu": "100m", "memory": "1Gi"},
    }


def test_probes_volumes_and_variables_get_their_defaults() -> None:
    source = {"fieldRef": {"fieldPath": "metadata.name"}}
    container = {
        "name": "a",
        "image": "x",
        "readinessProbe": {"httpGet": {"port": 80}},
        "env": [{"name": "ME", "valueFrom": source}],
    }
    spec = made(
        containers=[container], volumes=[{"name": "v"}, {"name": "s", "secret": {"secretName": "s"}}]
    )["spec"]
    assert spec["volumes"] == [
        {"name": "v", "emptyDir": {}},
        {"name": "s", "secret": {"secretName": "s", "defaultMode": 420}},
    ]
    assert spec["containers"][0]["readinessProbe"] == {
        "httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
    }
    assert spec["containers"][0]["env"][0]["valueFrom"]["fieldRef"]["apiVersion"] == "v1"


def test_a_new_pod_is_pending_whatever_its_manifest_says() -> None:
    pod = {"metadata": {"name": "p"}, "spec": {"containers": []}, "status": {"phase": "Running"}}
    POD.prepare(pod, None)
    assert pod["status"] == {"phase": "Pending", "qosClass": "BestEffort"}


def test_quality_of_service_follows_requests_and_limits() -> None:
    same = {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "1", "memory": "1Gi"}}
    some = {"requests": {"cpu": "1"}}
    assert quality_of_service({"containers": [{"resources": {}}]}) == "BestEffort"
    assert quality_of_service({"containers": [{"resources": same}]}) == "Guaranteed"
    assert quality_of_service({"containers": [{"resources": same}, {"resources": some}]}) == "Burstable"


def test_image_tolerations_and_deadline_of_a_pod_may_change() -> None:
    old = made(tolerations=[{"key": "a", "operator": "Exists"}])
    pod = copy(old)
    pod["spec"]["containers"][0]["image"] = "nginx:2"
    pod["spec"]["tolerations"].append({"key": "b", "operator": "Exists"})
    pod["spec"]["activeDeadlineSeconds"] = 60
    assert messages(pod, old) == []


def test_nothing_else_of_a_pods_spec_may_change() -> None:
    old = made(tolerations=[{"key": "a", "operator": "Exists"}], activeDeadlineSeconds=60)
    moved, later, intolerant, longer = copy(old), copy(old), copy(old), copy(old)
    moved["spec"]["nodeName"] = "k8s-m2"
    later["spec"]["activeDeadlineSeconds"] = 61
    intolerant["spec"]["tolerations"] = []
    longer["spec"]["containers"].append({"name": "b", "image": "x", "resources": {}})
    assert messages(moved, old)[0].startswith("spec: Forbidden: pod updates may not change fields other than")
    assert messages(later, old) == [
        "spec.activeDeadlineSeconds: Invalid value: 61: must be less than or equal to previous value"
    ]
    assert messages(intolerant, old) == [
        "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"
    ]
    assert messages(longer, old) == [
        "spec.containers: Forbidden: pod updates may not add or remove containers"
    ]


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ({"name": ""}, "spec.containers[0].name: Required value"),
        (
            {"resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}},
            'spec.containers[0].resources.requests: Invalid value: "2": '
            "must be less than or equal to cpu limit of 1",
        ),
        (
            {"resources": {"requests": {"cpu": "-1"}}},
            'spec.containers[0].resources.requests[cpu]: Invalid value: "-1": '
            "must be greater than or equal to 0",
        ),
        (
            {"livenessProbe": {"exec": {"command": ["x"]}, "successThreshold": 2}},
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
        ),
        (
            {"readinessProbe": {}},
            "spec.containers[0].readinessProbe: Required value: must specify a handler type",
        ),
        (
            {"ports": [{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}]},
            'spec.containers[0].ports[1].name: Duplicate value: "a"',
        ),
        ({"ports": [{"name": "a"}]}, "spec.containers[0].ports[0].containerPort: Required value"),
        (
            {"imagePullPolicy": "Sometimes"},
            'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": '
            'supported values: "Always", "IfNotPresent", "Never"',
        ),
        ({"env": [{"value": "x"}]}, "spec.containers[0].env[0].name: Required value"),
        (
            {"volumeMounts": [{"name": "v"}]},
            "spec.containers[0].volumeMounts[0].mountPath: Required value",
        ),
    ],
)
def test_a_bad_container_is_refused(container: dict[str, Any], message: str) -> None:
    pod = made(containers=[{"name": "a", "image": "x", **container}], volumes=[{"name": "v"}])
    assert messages(pod) == [message]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            {"restartPolicy": "Never!"},
            'spec.restartPolicy: Unsupported value: "Never!": supported values: '
            '"Always", "OnFailure", "Never"',
        ),
        (
            {"activeDeadlineSeconds": 0},
            "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive",
        ),
        ({"volumes": [{"name": "v", "hostPath": {}}]}, "spec.volumes[0].hostPath.path: Required value"),
        ({"volumes": [{"name": "v"}, {"name": "v"}]}, 'spec.volumes[1].name: Duplicate value: "v"'),
        (
            {"tolerations": [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 1}]},
            "spec.tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when "
            "`tolerationSeconds` is set",
        ),
        (
            {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}},
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: "
            "Required value: must have at least one node selector term",
        ),
        (
            {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{}]}}},
            "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: "
            "Required value: can not be empty",
        ),
    ],
)
def test_a_bad_spec_is_refused(spec: dict[str, Any], message: str) -> None:
    assert messages(made(**spec)) == [message]


def test_a_pod_gets_no_new_scheduling_gates() -> None:
    old = made(schedulingGates=[{"name": "example.com/one"}])
    new = copy(old)
    new["spec"]["schedulingGates"] = [{"name": "example.com/two"}]
    why = "only deletion is allowed, but found new scheduling gate 'example.com/two'"
    assert messages(new, old) == [f"spec.schedulingGates: Forbidden: {why}"]
    new["spec"]["schedulingGates"] = []
    assert messages(new, old) == []


def test_in_the_hosts_network_a_pods_ports_are_the_hosts() -> None:
    pod = made(
        hostNetwork=True, containers=[{"name": "c", "image": "nginx", "ports": [{"containerPort": 80}]}]
    )
    assert pod["spec"]["containers"][0]["ports"] == [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]
    assert messages(pod) == []
    pod["spec"]["containers"][0]["ports"][0]["hostPort"] = 81
    assert messages(pod) == [
        "spec.containers[0].ports[0].hostPort: Invalid value: 81: "
        "must match `containerPort` when `hostNetwork` is true"
    ]
