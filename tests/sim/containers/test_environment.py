"""Variables of containers, and what they come from."""

from __future__ import annotations

from typing import Any

from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods


def _show(pods: Pods, variable: str, source: Any, **main: Any) -> str:
    pods.pod("one", env=[{"name": variable, "valueFrom": source}], **main)
    return pods.out("one", f"echo ${variable}").strip()


def test_a_request_is_given_in_units_of_the_divisor_rounded_up(pods: Pods) -> None:
    resources = {"requests": {"cpu": "250m"}, "limits": {"cpu": "1500m", "memory": "64Mi"}}
    wanted = {
        "CPU": {"resource": "limits.cpu"},
        "MILLI": {"resource": "requests.cpu", "divisor": "1m"},
        "BYTES": {"resource": "limits.memory"},
        "MEGA": {"resource": "limits.memory", "divisor": "1Mi"},
        "ALL": {"resource": "limits.ephemeral-storage", "divisor": "1Mi"},
    }
    env = [{"name": name, "valueFrom": {"resourceFieldRef": source}} for name, source in wanted.items()]
    pods.pod("one", env=env, resources=resources)
    assert pods.out("one", "echo $CPU $MILLI $BYTES $MEGA $ALL") == "2 250 67108864 64 102350\n"


def test_services_of_the_namespace_are_known_by_their_variables(pods: Pods) -> None:
    ports = [{"name": "web", "port": 80}, {"name": "dns", "port": 53, "protocol": "UDP"}]
    pods.create(kinds.SERVICE, "my-app", spec={"ports": ports, "clusterIP": "10.96.0.99"})
    pods.pod("one")
    shown = sorted(line for line in pods.out("one", "env").splitlines() if line.startswith("MY_APP"))
    assert shown == [
        "MY_APP_PORT=tcp://10.96.0.99:80",
        "MY_APP_PORT_53_UDP=udp://10.96.0.99:53",
        "MY_APP_PORT_53_UDP_ADDR=10.96.0.99",
        "MY_APP_PORT_53_UDP_PORT=53",
        "MY_APP_PORT_53_UDP_PROTO=udp",
        "MY_APP_PORT_80_TCP=tcp://10.96.0.99:80",
        "MY_APP_PORT_80_TCP_ADDR=10.96.0.99",
        "MY_APP_PORT_80_TCP_PORT=80",
        "MY_APP_PORT_80_TCP_PROTO=tcp",
        "MY_APP_SERVICE_HOST=10.96.0.99",
        "MY_APP_SERVICE_PORT=80",
        "MY_APP_SERVICE_PORT_DNS=53",
        "MY_APP_SERVICE_PORT_WEB=80",
    ]


def test_a_container_keeps_the_variables_that_it_started_with(pods: Pods) -> None:
    pods.create(kinds.CONFIG_MAP, "config", data={"MODE": "old"})
    config = {"configMapKeyRef": {"name": "config", "key": "MODE"}}
    shown = "echo $MODE $MY_APP_SERVICE_HOST ."
    pods.pod("before", env=[{"name": "MODE", "valueFrom": config}])
    assert pods.out("before", shown) == "old .\n"
    pods.cluster.api.modify(
        kinds.CONFIG_MAP, "config", "default", lambda draft: draft["data"].update(MODE="new")
    )
    pods.create(kinds.SERVICE, "my-app", spec={"ports": [{"port": 80}], "clusterIP": "10.96.0.99"})
    pods.pod("after", env=[{"name": "MODE", "valueFrom": config}])
    assert pods.out("before", shown) == "old .\n"
    assert pods.out("after", shown) == "new 10.96.0.99 .\n"


def test_an_address_is_known_to_the_first_process_and_to_commands(pods: Pods) -> None:
    address = [{"name": "ADDRESS", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}]
    pods.pod("one", command=["sh", "-c", "echo $ADDRESS > /address; sleep 1000"], env=address)
    known = pods.out("one", "cat /address; echo $ADDRESS").split()
    found = pods.cluster.api.get(kinds.POD, "one", "default")
    assert known == [found["status"]["podIP"]] * 2


def test_without_service_links_only_the_api_server_is_known(pods: Pods) -> None:
    pods.create(kinds.SERVICE, "shop", spec={"ports": [{"port": 80}]})
    pods.pod("one", spec={"enableServiceLinks": False})
    shown = pods.out("one", "env")
    assert "SHOP_SERVICE_HOST" not in shown
    assert "KUBERNETES_SERVICE_HOST=10.96.0.1" in shown


def _waiting(pods: Pods) -> Any:
    status = pods.cluster.api.get(kinds.POD, "one", "default")["status"]
    return status["phase"], status["containerStatuses"][0]["state"].get("waiting")


def test_a_container_waits_for_the_config_map_of_its_variables(pods: Pods) -> None:
    source = {"configMapKeyRef": {"name": "colours", "key": "sky"}}
    pods.pod("one", env=[{"name": "SKY", "valueFrom": source}])
    missing = 'configmap "colours" not found'
    assert _waiting(pods) == ("Pending", {"reason": "CreateContainerConfigError", "message": missing})
    events = [each["message"] for each in pods.cluster.api.list(kinds.EVENT, "default")]
    assert f"Error: {missing}" in events
    pods.create(kinds.CONFIG_MAP, "colours", data={"sea": "green"})
    pods.cluster.advance(30)
    lacking = "couldn't find key sky in ConfigMap default/colours"
    assert _waiting(pods)[1] == {"reason": "CreateContainerConfigError", "message": lacking}
    pods.cluster.api.modify(
        kinds.CONFIG_MAP, "colours", "default", lambda draft: draft["data"].update(sky="blue")
    )
    pods.cluster.settle()
    assert pods.out("one", "echo $SKY") == "blue\n"


def test_a_container_waits_for_the_secret_that_all_its_variables_come_from(pods: Pods) -> None:
    pods.pod("one", envFrom=[{"secretRef": {"name": "keys"}}])
    assert _waiting(pods)[1]["message"] == 'secret "keys" not found'
    pods.create(kinds.SECRET, "keys", stringData={"A": "1"})
    assert _waiting(pods)[0] == "Running"


def test_what_is_optional_may_be_missing(pods: Pods) -> None:
    source = {"configMapKeyRef": {"name": "colours", "key": "sky", "optional": True}}
    assert _show(pods, "SKY", source) == ""


def test_one_misconfigured_container_does_not_hold_up_the_others(pods: Pods) -> None:
    good = {"name": "good", "image": "nginx"}
    bad = {"name": "bad", "image": "nginx", "envFrom": [{"configMapRef": {"name": "none"}}]}
    pods.create(kinds.POD, "two", spec={"containers": [bad, good]})
    status = pods.cluster.api.get(kinds.POD, "two", "default")["status"]
    states = {each["name"]: next(iter(each["state"])) for each in status["containerStatuses"]}
    assert (status["phase"], states) == ("Pending", {"bad": "waiting", "good": "running"})
