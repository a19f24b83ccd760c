"""`run -i --rm` of the kubectl in Python, on a served cluster and in one process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing

import pytest

from k8slab.backends.simulator import InProcess, Served, Settings, new_cluster
from k8slab.backends.transport import HttpTransport, Transport
from k8slab.kubectl import run
from k8slab.kubectl.verbs.run_attached import SEE_HELP
from k8slab.sim.http.gateway import Gateway

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: nginx}
spec: {clusterIP: None, selector: {app: nginx}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-0, labels: {app: nginx}}
spec:
  hostname: web-0
  subdomain: nginx
  containers: [{name: nginx, image: nginx}]
"""
DNS_TEST = ("run", "-i", "--tty", "--image", "busybox:1.28", "dns-test", "--restart=Never", "--rm")
PROMPT = "If you don't see a command prompt, try pressing enter.\n"
REMOVED = 'pod "dns-test" deleted from default namespace\n'


def said(transport: Transport, *words: str, stdin: str = "") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run(list(words), transport, stdin=stdin, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(params=["served", "in one process"])
def transport(request: pytest.FixtureRequest) -> Iterator[Transport]:
    if request.param == "in one process":
        yield _with_service(InProcess(Gateway(new_cluster(Settings()))))
        return
    with Served() as cluster, closing(HttpTransport.from_kubeconfig(cluster.kubeconfig)) as opened:
        yield _with_service(opened)


def _with_service(transport: Transport) -> Transport:
    assert said(transport, "apply", "-f", "-", stdin=SERVICE)[0] == 0
    assert said(transport, "wait", "--for=condition=Ready", "pod/web-0")[0] == 0
    return transport


def test_the_tutorials_dns_test_is_shown_and_removed(transport: Transport) -> None:
    code, out, err = said(transport, *DNS_TEST, "--", "nslookup", "web-0.nginx")
    assert (code, err) == (0, "")
    assert out.splitlines()[:4] == [
        "Server:    10.96.0.10",
        "Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local",
        "",
        "Name:      web-0.nginx",
    ]
    assert out.endswith(f"web-0.nginx.default.svc.cluster.local\n{REMOVED}")
    assert said(transport, "get", "pod", "dns-test")[0] == 1


def test_the_exit_code_is_the_commands(transport: Transport) -> None:
    code, out, err = said(transport, *DNS_TEST, "--", "sh", "-c", "echo no; exit 3")
    assert (code, out, err) == (3, f"no\n{REMOVED}", "pod default/dns-test terminated (Error)\n")


def test_a_shell_runs_what_is_typed() -> None:
    with Served() as cluster, closing(HttpTransport.from_kubeconfig(cluster.kubeconfig)) as transport:
        typed = said(transport, *DNS_TEST, stdin="hostname\nexit 0\n")
    assert typed == (0, f"dns-test\n{REMOVED}", PROMPT)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--rm"], "--rm should only be used for attached containers"),
        (["-t"], "-i/--stdin is required for containers with -t/--tty=true"),
        (
            ["-i", "--dry-run=client"],
            "--dry-run=[server|client] can't be used with attached containers options "
            "(--attach, --stdin, or --tty)",
        ),
    ],
)
def test_flags_that_make_no_sense_together_are_refused(words: list[str], message: str) -> None:
    transport = InProcess(Gateway(new_cluster(Settings())))
    assert said(transport, "run", "p", "--image=busybox", *words) == (1, "", f"error: {message}{SEE_HELP}\n")
    assert said(transport, "get", "pods")[2] == "No resources found in default namespace.\n"
