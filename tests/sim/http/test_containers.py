"""Commands in containers and their logs, through the gateway."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from k8slab.sim.cluster import Cluster
from k8slab.sim.http.containers import EXEC_PATH, LEAVE_PATH, WEB_PATH, exit_status
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.replay import replay
from tests.sim.http.asking import SETS, ask, content, stateful_set

PODS = "/api/v1/namespaces/default/pods"
POD = {
    "metadata": {"name": "one"},
    "spec": {
        "containers": [
            {"name": "a", "image": "busybox", "command": ["sh", "-c", "echo one; echo two; sleep infinity"]},
            {"name": "b", "image": "busybox", "command": ["sleep", "infinity"]},
        ]
    },
}


@pytest.fixture
def pod(gateway: Gateway) -> Gateway:
    """A gateway to a cluster in which pod one runs."""
    ask(gateway, "POST", PODS, POD)
    gateway.movement.settle("test")
    return gateway


def execute(gateway: Gateway, script: str, container: str = "a", **more: Any) -> tuple[int, str, str]:
    body = {"pod": "one", "container": container, "command": ["sh", "-c", script], **more}
    answer = content(ask(gateway, "POST", EXEC_PATH, body))
    out, err = (base64.b64decode(answer[name]).decode() for name in ("stdout", "stderr"))
    return answer["code"], out, err


def test_a_command_answers_with_its_output_and_exit_code(pod: Gateway) -> None:
    stdin = base64.b64encode(b"hi\n").decode()
    assert execute(pod, "cat; echo no >&2; exit 3", stdin=stdin) == (3, "hi\n", "no\n")


def test_a_session_keeps_its_folder_and_variables(pod: Gateway) -> None:
    def line(text: str) -> dict[str, Any]:
        stdin = base64.b64encode(text.encode()).decode()
        body = {"pod": "one", "container": "a", "session": "s", "stdin": stdin}
        answer: dict[str, Any] = content(ask(pod, "POST", EXEC_PATH, body))
        return answer

    line("cd /tmp; A=1\n")
    assert base64.b64decode(line("echo $PWD $A\n")["stdout"]) == b"/tmp 1\n"
    assert (line("exit 4\n")["code"], line("true\n")["ended"]) == (4, False)


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"pod": "none"}, 404, 'pods "none" not found'),
        ({"container": "x"}, 400, "container x is not valid for pod one"),
        ({"container": ""}, 400, "a container name must be specified for pod one, choose one of: [a b]"),
        ({"command": []}, 400, None),
        ({"command": "ls"}, 400, None),
        ({"stdin": "%"}, 400, "stdin: expected base64"),
    ],
)
def test_a_command_that_cannot_run_is_refused(
    pod: Gateway, change: dict[str, Any], code: int, message: str | None
) -> None:
    body = {"pod": "one", "container": "a", "command": ["ls"], **change}
    answer = ask(pod, "POST", EXEC_PATH, body)
    assert answer.status == code
    assert message is None or content(answer)["message"] == message


def test_a_container_that_does_not_run_is_not_found(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    answer = ask(gateway, "POST", EXEC_PATH, {"pod": "web-0", "command": ["ls"]})
    text = 'Internal error occurred: unable to upgrade connection: container not found ("nginx")'
    assert (answer.status, content(answer)["message"]) == (500, text)


def test_who_attaches_to_a_container_that_does_not_run_is_told_which_one(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    answer = ask(gateway, "POST", "/api/v1/namespaces/default/pods/web-0/attach")
    missing = "container nginx not found in pod web-0_default"
    text = f"Internal error occurred: unable to upgrade connection: {missing}"
    assert (answer.status, content(answer)["message"]) == (500, text)


def test_commands_are_journalled_and_repeated_in_a_replay(pod: Gateway) -> None:
    execute(pod, "date > /tmp/x; sleep 5; date >> /tmp/x")
    other = Cluster(nodes=tuple(pod.cluster.nodes))
    replay(pod.cluster.journal.entries, Gateway(other))
    assert other.clock.now == pod.cluster.clock.now
    assert execute(Gateway(other), "cat /tmp/x") == execute(pod, "cat /tmp/x")


def test_a_page_of_the_web_server_is_shown_and_logged(gateway: Gateway) -> None:
    ask(gateway, "POST", SETS, stateful_set())
    gateway.movement.settle("test")
    answer = content(
        ask(gateway, "POST", WEB_PATH, {"pod": "web-0", "port": 80, "path": "/x", "agent": "me"})
    )
    assert (answer["status"], answer["server"]) == (404, "nginx")
    assert content(ask(gateway, "POST", WEB_PATH, {"pod": "web-0", "port": 81}))["code"] == 404
    logged = ask(gateway, "GET", f"{PODS}/web-0/log", query={"tailLines": "1"}).body.decode()
    assert '"GET /x HTTP/1.1" 404' in logged
    assert '"me"' in logged


def test_a_container_whose_shell_is_left_ends_with_its_code(pod: Gateway) -> None:
    assert ask(pod, "POST", LEAVE_PATH, {"pod": "one", "container": "b", "code": 3}).status == 200
    found = content(ask(pod, "GET", f"{PODS}/one"))["status"]["containerStatuses"][1]
    assert found["state"]["terminated"]["exitCode"] == 3


def test_the_exit_code_stands_in_the_status() -> None:
    assert exit_status(0) == {"metadata": {}, "status": "Success"}
    assert exit_status(3)["details"] == {"causes": [{"reason": "ExitCode", "message": "3"}]}
