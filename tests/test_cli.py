"""The `k8slab` command as a user types it."""

import os
import signal
import stat
import subprocess
import sys

import pytest

K8SLAB = [sys.executable, "-m", "k8slab"]


def k8slab(*arguments, **environment):
    return subprocess.run(
        [*K8SLAB, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


@pytest.fixture
def home(tmp_path):
    """An environment in which no cluster runs but those of the test."""
    return {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "KUBECONFIG": ""}


@pytest.fixture
def served(home, tmp_path):
    """A running `k8slab serve`: the process, its kubeconfig and what it said."""
    process = subprocess.Popen(
        [*K8SLAB, "serve", "--nodes", "one,two", "--kubeconfig", str(tmp_path / "kubeconfig")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **home},
    )
    said = [process.stdout.readline() for _ in range(9)]
    yield process, tmp_path / "kubeconfig", "".join(said)
    process.terminate()
    process.communicate()


def test_the_version_is_printed():
    assert k8slab("version").stdout == "k8slab 0.1.0\n"


def test_help_names_every_command():
    told = k8slab("--help").stdout
    assert all(command in told for command in ("serve", "shell", "kubectl", "why", "lab", "version"))


def test_serve_says_where_it_is_and_what_to_type_next(served):
    _, kubeconfig, said = served
    assert said.startswith("A simulated Kubernetes cluster: one, two\n  server      https://127.0.0.1:")
    assert f"kubeconfig  {kubeconfig}" in said
    assert "k8slab shell" in said
    assert "k8slab kubectl get nodes" in said
    assert stat.S_IMODE(kubeconfig.stat().st_mode) == 0o600


def test_kubectl_passes_everything_through_and_its_exit_code_back(served):
    _, kubeconfig, _ = served
    nodes = k8slab("kubectl", "--kubeconfig", str(kubeconfig), "get", "nodes", "-o", "name")
    assert (nodes.returncode, nodes.stdout) == (0, "node/one\nnode/two\n")
    missing = k8slab("kubectl", "get", "po", "x", "-n", "default", KUBECONFIG=str(kubeconfig))
    assert (missing.returncode, missing.stderr) == (1, 'Error from server (NotFound): pods "x" not found\n')


def test_kubectl_reads_a_manifest_from_standard_input(served):
    _, kubeconfig, _ = served
    manifest = '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "zookeeper"}}'
    applied = subprocess.run(
        [*K8SLAB, "kubectl", f"--kubeconfig={kubeconfig}", "apply", "-f", "-"],
        input=manifest,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (applied.stdout, applied.stderr) == ("namespace/zookeeper created\n", "")


def test_shell_finds_the_running_cluster(served, home):
    _, kubeconfig, _ = served
    assert k8slab("shell", "--print", **home).stdout == f"export KUBECONFIG={kubeconfig}\n"
    assert "one,two" in k8slab("shell", "--list", **home).stdout
    assert k8slab("kubectl", "get", "nodes", "-o", "name", **home).stdout == "node/one\nnode/two\n"


def test_shell_starts_the_users_shell_with_the_cluster_in_its_environment(served, home, tmp_path):
    _, kubeconfig, _ = served
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\necho "reaches $KUBECONFIG"\nexit 3\n')
    shell.chmod(0o755)
    opened = k8slab("shell", SHELL=str(shell), **home)
    assert (opened.returncode, opened.stdout.splitlines()[-1]) == (3, f"reaches {kubeconfig}")


def test_a_cluster_that_ends_leaves_nothing_behind(served, home):
    process, kubeconfig, _ = served
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert not kubeconfig.exists()
    nothing = k8slab("shell", **home)
    assert nothing.returncode == 1
    assert nothing.stderr.startswith("error: expected a running cluster, found none.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nodes", "a,a"], "error: expected different node names like a,b,c, or a number, found 'a,a'\n"),
        (["--clock", "fast"], "error: expected instant or live[:SPEED] with a speed above 0, found 'fast'\n"),
        (
            ["--feature-gates", "A"],
            "error: expected a feature gate like MaxUnavailableStatefulSet=true, found 'A'\n",
        ),
    ],
)
def test_what_serve_cannot_do_is_said_in_one_line(arguments, said):
    refused = k8slab("serve", *arguments)
    assert (refused.returncode, refused.stderr) == (1, said)


def test_kubectl_without_a_cluster_says_how_to_get_one(home):
    lost = k8slab("kubectl", "get", "nodes", **home)
    assert lost.returncode == 1
    assert "Start a cluster with `k8slab serve`" in lost.stderr


def test_why_answers_and_names_what_there_is(served):
    _, kubeconfig, _ = served
    told = k8slab("why", "node/one", "--kubeconfig", str(kubeconfig))
    assert told.stdout.splitlines()[2].startswith("1  node/one is Ready")
    refused = k8slab("why", "pod/zk-0", "-n", "default", "--kubeconfig", str(kubeconfig))
    assert refused.returncode == 1
    assert refused.stderr.endswith("found no such object. pods in namespace default: none\n")
