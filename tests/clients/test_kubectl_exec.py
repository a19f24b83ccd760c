"""exec, cp and logs with the real kubectl, and exec with the official Python client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from k8slab.backends.simulator import Served
from tests.clients.session import Kubectl


def test_commands_run_in_the_ensemble(zookeeper: Kubectl) -> None:
    def ask(pod: str, *command: str, stdin: str = "") -> str:
        given = ["-i"] if stdin else []
        return zookeeper.try_to("exec", "-n", "zookeeper", *given, pod, "--", *command, stdin=stdin).out

    assert ask("zk-0", "hostname", "-f") == "zk-0.zk-hs.zookeeper.svc.cluster.local\n"
    assert ask("zk-0", "cat", stdin="hello\n") == "hello\n"
    modes = [ask(f"zk-{index}", "zkServer.sh", "status") for index in range(3)]
    assert sorted(modes) == ["Mode: follower\n", "Mode: follower\n", "Mode: leader\n"]
    ask("zk-0", "zkCli.sh", "create", "/hello", "world")
    zookeeper("delete", "pod", "-n", "zookeeper", "zk-2")
    zookeeper("rollout", "status", "-n", "zookeeper", "sts/zk")
    assert "world" in ask("zk-2", "zkCli.sh", "get", "/hello").splitlines()
    failed = zookeeper.try_to("exec", "-n", "zookeeper", "zk-0", "--", "sh", "-c", "exit 3")
    assert (failed.code, failed.err) == (3, "command terminated with exit code 3\n")
    assert "Starting quorum peer" in zookeeper("logs", "-n", "zookeeper", "zk-1").out


def test_files_are_copied_both_ways(zookeeper: Kubectl, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("text\n")
    zookeeper("cp", "-n", "zookeeper", str(tmp_path / "there"), "zk-0:/tmp/file")
    zookeeper.try_to("cp", "-n", "zookeeper", "zk-0:/tmp/file", str(tmp_path / "back"))
    assert (tmp_path / "back").read_text() == "text\n"


def hang_up(stream: Any) -> None:
    """The client leaves the socket open where the server has ended the conversation first."""
    stream.close()
    stream.sock.shutdown()


def test_the_python_client_streams(served: Served, zookeeper: Kubectl) -> None:
    from kubernetes import client, config
    from kubernetes.stream import stream

    with config.new_client_from_config(str(served.kubeconfig)) as connection:
        execute = client.CoreV1Api(connection).connect_get_namespaced_pod_exec
        command = ["sh", "-c", "echo out; echo err >&2"]
        options = {"stdin": False, "stdout": True, "stderr": True, "_preload_content": False}
        said = stream(execute, "zk-0", "zookeeper", command=command, **options)
        said.run_forever(timeout=5)
        assert (said.read_stdout(), said.read_stderr(), said.returncode) == ("out\n", "err\n", 0)
        hang_up(said)
        options["stdin"] = True
        shell = stream(execute, "zk-0", "zookeeper", command=["/bin/sh"], **options)
        shell.write_stdin("cd /tmp; pwd\n")
        assert shell.readline_stdout(timeout=5) == "/tmp"
        shell.write_stdin("exit 4\n")
        shell.run_forever(timeout=5)
        assert shell.returncode == 4
        hang_up(shell)
