from typing import Any

import pytest

from k8slab.objects.meta import copy
from k8slab.sim.kinds import SERVICE


def made(**spec: Any) -> dict[str, Any]:
    service = {
        "metadata": {"name": "zk-cs"},
        "spec": {"ports": [{"port": 2181}], "selector": {"app": "zk"}, **spec},
    }
    SERVICE.default(service)
    SERVICE.prepare(service, None)
    return service


def messages(service: dict[str, Any], old: dict[str, Any] | None = None) -> list[str]:
    return [str(error) for error in SERVICE.validate(service, old)]


def row(service: dict[str, Any]) -> list[Any]:
    """TYPE, CLUSTER-IP, EXTERNAL-IP, PORT(S)."""
    return [column.value(service, 0) for column in SERVICE.columns[1:5]]


def test_a_port_leads_to_the_same_port_of_the_pods() -> None:
    assert made()["spec"]["ports"] == [{"port": 2181, "protocol": "TCP", "targetPort": 2181}]


def test_a_headless_service_has_no_address() -> None:
    headless = made(clusterIP="None")
    assert headless["spec"]["clusterIPs"] == ["None"]
    assert row(headless) == ["ClusterIP", "None", "<none>", "2181/TCP"]


def test_a_headless_service_without_selector_takes_both_address_families() -> None:
    open_to_all = made(clusterIP="None", selector=None)["spec"]
    assert (open_to_all["ipFamilies"], open_to_all["ipFamilyPolicy"]) == (
        ["IPv4", "IPv6"],
        "RequireDualStack",
    )


def test_an_update_that_leaves_the_address_out_keeps_it() -> None:
    old = made(clusterIP="10.96.0.9")
    service = copy(old)
    del service["spec"]["clusterIP"], service["spec"]["clusterIPs"]
    SERVICE.default(service)
    SERVICE.prepare(service, old)
    assert service == old


def test_an_address_may_not_change() -> None:
    old = made(clusterIP="10.96.0.9")
    service = copy(old)
    service["spec"]["clusterIP"] = "10.96.0.10"
    SERVICE.prepare(service, old)
    assert messages(service, old) == [
        'spec.clusterIPs[0]: Invalid value: ["10.96.0.10"]: may not change once set'
    ]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"ports": []}, "spec.ports: Required value"),
        (
            {"ports": [{"port": 0, "targetPort": 1}]},
            "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
        ),
        ({"ports": [{"port": 1, "name": "a"}, {"port": 2}]}, "spec.ports[1].name: Required value"),
        (
            {"ports": [{"port": 1, "name": "a"}, {"port": 2, "name": "a"}]},
            'spec.ports[1].name: Duplicate value: "a"',
        ),
        (
            {"type": "Public"},
            'spec.type: Unsupported value: "Public": supported values: '
            '"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
        ),
        (
            {"sessionAffinity": "Sticky"},
            'spec.sessionAffinity: Unsupported value: "Sticky": supported values: "ClientIP", "None"',
        ),
        ({"type": "ExternalName"}, "spec.externalName: Required value"),
        (
            {"ipFamilies": ["IPv5"]},
            'spec.ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"',
        ),
        (
            {"ipFamilyPolicy": "Any"},
            'spec.ipFamilyPolicy: Unsupported value: "Any": supported values: '
            '"PreferDualStack", "RequireDualStack", "SingleStack"',
        ),
        (
            {"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "SingleStack"},
            'spec.ipFamilyPolicy: Invalid value: "SingleStack": '
            "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
        ),
        (
            {"clusterIP": "10.96.5.5", "clusterIPs": ["10.96.5.6"]},
            'spec.clusterIPs: Invalid value: ["10.96.5.6"]: first value must match `clusterIP`',
        ),
        (
            {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 0}}},
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: "
            "must be greater than 0 and less than 86400",
        ),
        (
            {"externalTrafficPolicy": "Local"},
            'spec.externalTrafficPolicy: Invalid value: "Local": '
            "may only be set for externally-accessible services",
        ),
    ],
)
def test_a_bad_service_is_refused(spec: dict[str, Any], message: str) -> None:
    assert messages(made(**spec)) == [message]


def test_published_services_show_their_ports_and_addresses() -> None:
    assert row(made(type="NodePort", clusterIP="10.96.0.9", ports=[{"port": 80, "nodePort": 30080}])) == [
        "NodePort",
        "10.96.0.9",
        "<none>",
        "80:30080/TCP",
    ]
    assert row(made(type="LoadBalancer", clusterIP="10.96.0.9"))[2] == "<pending>"
    assert row(made(type="ExternalName", externalName="example.com", ports=[])) == [
        "ExternalName",
        "<none>",
        "example.com",
        "<none>",
    ]
