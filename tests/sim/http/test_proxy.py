"""Pages of web servers in pods, by way of the API server."""

from __future__ import annotations

from typing import Any

import pytest

from k8slab.sim.http.exchange import Response
from k8slab.sim.http.gateway import Gateway
from tests.sim.http.asking import ask, content

CORE = "/api/v1/namespaces/default"
LABELS = {"app": "web"}


def pod(name: str, *containers: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"name": name, "labels": LABELS}, "spec": {"containers": list(containers)}}


def service(name: str, *ports: dict[str, Any]) -> dict[str, Any]:
    spec = {"clusterIP": "None", "selector": LABELS, "ports": list(ports)}
    return {"metadata": {"name": name}, "spec": spec}


NGINX = {"name": "nginx", "image": "nginx", "ports": [{"containerPort": 80, "name": "http"}]}
ZOOKEEPER = {"name": "zk", "image": "kubebiz/zookeeper", "ports": [{"containerPort": 2181}]}


@pytest.fixture
def served(gateway: Gateway) -> Gateway:
    ask(gateway, "POST", f"{CORE}/pods", pod("web-0", NGINX, ZOOKEEPER))
    ask(gateway, "POST", f"{CORE}/services", service("nginx", {"port": 80}))
    named = service("named", {"port": 8080, "targetPort": "http", "name": "web"})
    ask(gateway, "POST", f"{CORE}/services", named)
    ask(
        gateway,
        "POST",
        f"{CORE}/services",
        {**service("lonely", {"port": 80}), "spec": {"ports": [{"port": 80}]}},
    )
    gateway.cluster.settle()
    return gateway


def get(gateway: Gateway, path: str) -> Response:
    return ask(gateway, "GET", f"{CORE}/{path}")


@pytest.mark.parametrize(
    "target",
    [
        "pods/web-0",
        "pods/web-0:80",
        "pods/http:web-0:80",
        "services/nginx",
        "services/nginx:80",
        "services/named:web",
        "services/named:8080",
        "services/http:named:web",
    ],
)
def test_a_page_is_read_through_a_pod_or_a_service(served: Gateway, target: str) -> None:
    page = get(served, f"{target}/proxy/")
    assert (page.status, page.content_type) == (200, "text/html")
    assert b"Welcome to nginx!" in page.body


def test_the_path_behind_proxy_is_that_of_the_page(served: Gateway) -> None:
    assert get(served, "pods/web-0/proxy/50x.html").body == b"error\n"
    missing = get(served, "services/nginx/proxy/no/such/page")
    assert (missing.status, b"404 Not Found" in missing.body) == (404, True)


def test_without_its_slash_a_page_sends_the_client_there(served: Gateway) -> None:
    sent = get(served, "services/nginx/proxy")
    assert (sent.status, dict(sent.headers)) == (301, {"Location": f"{CORE}/services/nginx/proxy/"})


def test_the_web_server_logs_the_visit_and_the_journal_has_it(served: Gateway) -> None:
    get(served, "pods/web-0/proxy/")
    log = ask(served, "GET", f"{CORE}/pods/web-0/log", query={"container": "nginx"}).body.decode()
    assert log.splitlines()[-1].partition("] ")[2].startswith('"GET / HTTP/1.1" 200')
    assert served.cluster.journal.entries[-1]["request"]["path"] == "/k8slab/v1/web"


@pytest.mark.parametrize(
    ("target", "code", "message"),
    [
        ("pods/none", 404, 'pods "none" not found'),
        ("pods/a:b:c:d", 400, 'invalid pod request "a:b:c:d"'),
        ("services/ftp:nginx:80", 400, 'invalid service request "ftp:nginx:80"'),
        ("services/none", 404, 'services "none" not found'),
        ("services/lonely", 503, 'no endpoints available for service "lonely"'),
        ("services/named", 503, 'no endpoints available for service "named"'),
        ("services/nginx:81", 503, 'no service port 81 found for service "nginx"'),
        ("pods/web-0:2181", 503, "not simulated: what listens on port 2181 of pod web-0 is no web server"),
    ],
)
def test_what_cannot_be_reached_says_why(served: Gateway, target: str, code: int, message: str) -> None:
    answer = get(served, f"{target}/proxy/")
    assert (answer.status, content(answer)["message"]) == (code, message)


def test_where_nobody_listens_the_connection_is_refused(served: Gateway) -> None:
    address = content(get(served, "pods/web-0"))["status"]["podIP"]
    answer = get(served, "pods/web-0:81/proxy/")
    assert (answer.status, content(answer)["reason"]) == (503, "ServiceUnavailable")
    refused = f"dial tcp {address}:81: connect: connection refused"
    assert content(answer)["message"] == f"error trying to reach service: {refused}"


def test_other_things_behind_proxy_are_not_simulated_and_say_what_is(served: Gateway) -> None:
    for method, path in (("POST", f"{CORE}/pods/web-0/proxy/"), ("GET", "/api/v1/nodes/a/proxy/metrics")):
        answer = ask(served, method, path)
        assert answer.status == 405
        assert "only pages of the web servers in pods can be read" in content(answer)["message"]
