"""Web servers: where they listen, and what they say."""

from __future__ import annotations

from typing import Any

from k8slab.objects import pods as pod_status
from k8slab.sim import kinds
from tests.sim.containers.cluster import Pods

VOLUME = ({"name": "www", "emptyDir": {}},)
AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.53"


def _ask(pods: Pods, pod: str, place: str) -> str:
    """What another pod gets from it, or why not."""
    status = pods.cluster.api.get(kinds.POD, pod, "default")["status"]
    if pods.cluster.api.find(kinds.POD, "client", "default") is None:
        pods.pod("client")
    _, out, err = pods.run("client", f"wget -qO- http://{status['podIP']}{place}")
    return out or err.strip().rpartition(": ")[2]


def test_agnhost_serves_what_its_subcommand_serves(pods: Pods) -> None:
    pods.pod("net", AGNHOST, args=["netexec"])
    pods.pod("name", AGNHOST, args=["serve-hostname", "--port=1234"])
    pods.pod("files", AGNHOST, args=["test-webserver"])
    pods.pod("pause", AGNHOST)
    assert _ask(pods, "net", ":8080/hostname") == "net"
    assert _ask(pods, "net", ":8080/echo?msg=hi") == "hi"
    assert _ask(pods, "net", ":8080/none") == "HTTP/1.1 404 Not Found"
    assert _ask(pods, "name", ":1234/") == "name"
    assert _ask(pods, "files", ":80/etc/hostname") == "files\n"
    assert _ask(pods, "pause", ":80/") == "Connection refused"


def test_nginx_listens_where_its_configuration_says_not_where_its_pod_says(pods: Pods) -> None:
    pods.pod("web", "nginx", ports=[{"containerPort": 8080}])
    assert "Welcome" in _ask(pods, "web", ":80/")
    assert _ask(pods, "web", ":8080/") == "Connection refused"
    pods.create(kinds.CONFIG_MAP, "site", data={"site.conf": "server {\n  listen 8080;\n}\n"})
    volumes = [{"name": "site", "configMap": {"name": "site"}}]
    mounts = [{"name": "site", "mountPath": "/etc/nginx/conf.d"}]
    pods.pod("other", "nginx", volumes=volumes, volumeMounts=mounts)
    assert "Welcome" in _ask(pods, "other", ":8080/")
    assert _ask(pods, "other", ":80/") == "Connection refused"


def _unhealthy(pods: Pods, image: str, probe: Any, **main: Any) -> list[str]:
    pods.pod("one", image, readinessProbe=probe, **main)
    pods.cluster.advance(1)
    events = pods.cluster.api.list(kinds.EVENT, "default")
    said = [each["message"] for each in events if each["reason"] == "Unhealthy"]
    ready = pod_status.is_ready(pods.cluster.api.get(kinds.POD, "one", "default"))
    assert ready != bool(said)
    return said


def test_a_probe_finds_a_page_that_was_added(pods: Pods) -> None:
    probe = {"httpGet": {"path": "/healthz", "port": 80}, "periodSeconds": 1}
    assert _unhealthy(pods, "nginx", probe) == [
        "Readiness probe failed: HTTP probe failed with statuscode: 404"
    ]
    pods.out("one", "echo ok > /usr/share/nginx/html/healthz")
    pods.cluster.settle()
    assert pod_status.is_ready(pods.cluster.api.get(kinds.POD, "one", "default"))


def test_a_probe_at_a_port_where_the_server_does_not_listen_is_refused(pods: Pods) -> None:
    said = _unhealthy(pods, "httpd:2.4", {"tcpSocket": {"port": 8080}}, ports=[{"containerPort": 8080}])
    address = pods.cluster.api.get(kinds.POD, "one", "default")["status"]["podIP"]
    assert said == [f"Readiness probe failed: dial tcp {address}:8080: connect: connection refused"]


def test_agnhost_answers_its_health_probe(pods: Pods) -> None:
    probe = {"httpGet": {"path": "/healthz", "port": 8080}}
    assert _unhealthy(pods, AGNHOST, probe, args=["netexec"], ports=[{"containerPort": 8080}]) == []


def test_args_replace_what_the_image_runs_by_default(pods: Pods) -> None:
    main = {"name": "main", "image": "busybox", "args": ["sh", "-c", "echo hi; sleep 1d"]}
    pods.create(kinds.POD, "shell", spec={"containers": [main]})
    assert pods.log("shell") == "hi\n"


def test_an_image_that_was_built_from_another_has_its_software(pods: Pods) -> None:
    pods.cluster.build_image("a", "shop:v1", "nginx:1.27")
    pods.cluster.build_image("a", "shop:v2", "shop:v1")
    pods.pod("shop", "shop:v2", spec={"nodeName": "a"})
    assert "Welcome to nginx!" in _ask(pods, "shop", ":80/")


def test_nginx_has_a_page_for_what_it_cannot_show(pods: Pods) -> None:
    pods.pod(
        "web",
        "nginx:1.27",
        volumeMounts=[{"name": "www", "mountPath": "/usr/share/nginx/html"}],
        volumes=VOLUME,
    )
    assert pods.out("web", "curl -s localhost/") == (
        "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n"
        "<center><h1>403 Forbidden</h1></center>\r\n"
        "<hr><center>nginx/1.27.0</center>\r\n</body>\r\n</html>\r\n"
    )
    assert "<h1>404 Not Found</h1>" in pods.out("web", "curl -s localhost/none")
    assert pods.run("web", "nginx -v") == (0, "", "nginx version: nginx/1.27.0\n")
