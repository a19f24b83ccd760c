"""What programs with kr8s do: `python -m tests.clients.kr8s_session NAME KUBECONFIG`.

Each in a process of its own: kr8s keeps its event loop and sockets until that ends, and warns of versions
that it does not know.
"""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import kr8s
from kr8s.objects import Pod, StatefulSet

from tests.clients.manifests import web


def deployed(api: Any) -> Any:
    found = StatefulSet(web(2), api=api)
    found.create()
    found.wait("jsonpath='{.status.availableReplicas}'=2", timeout=60)
    return found


def create_list_scale_patch_delete(api: Any) -> None:
    found = deployed(api)
    pods = list(api.get("pods", namespace="default", label_selector={"app": "web"}))
    assert [(pod.name, pod.ready()) for pod in pods] == [("web-0", True), ("web-1", True)]
    found.scale(3)
    found.wait("jsonpath='{.status.availableReplicas}'=3", timeout=60)
    found.label({"team": "blue"})
    found.patch({"spec": {"replicas": 1}})
    Pod.get("web-1", namespace="default", api=api).wait("delete", timeout=60)
    found.refresh()
    assert (found.labels["team"], found.spec.replicas) == ("blue", 1)
    found.delete()
    found.wait("delete", timeout=60)
    assert not found.exists()


def watch(api: Any) -> None:
    found = deployed(api)
    found.patch({"spec": {"replicas": 1}})
    told = [(event, pod.name) for event, pod in _first(api.watch("pods", namespace="default"), "DELETED")]
    assert told[:2] == [("ADDED", "web-0"), ("ADDED", "web-1")]
    assert told[-1] == ("DELETED", "web-1")


def _first(events: Iterator[tuple[str, Any]], kind: str) -> Iterator[tuple[str, Any]]:
    """Up to the first event of that kind."""
    for event, obj in events:
        yield event, obj
        if event == kind:
            return


def exec_log_forward(api: Any) -> None:
    deployed(api)
    pod = Pod.get("web-0", namespace="default", api=api)
    page = "/usr/share/nginx/html/index.html"
    assert pod.exec(["sh", "-c", f"echo hello > {page}; hostname"]).stdout == b"web-0\n"
    assert pod.exec(["sh", "-c", "exit 3"], check=False).returncode == 3
    with pod.portforward(remote_port=80, local_port=None) as port:
        assert _page(port) == b"hello\n"
    assert any('"GET / HTTP/1.1" 200 6' in line for line in pod.logs())


def _page(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        return bytes(answer.read())


SESSIONS = {each.__name__: each for each in (create_list_scale_patch_delete, watch, exec_log_forward)}

if __name__ == "__main__":
    SESSIONS[sys.argv[1]](kr8s.api(kubeconfig=sys.argv[2]))
