import json

import pytest

from k8slab import command_line
from k8slab.command_line import Output, execute, words
from k8slab.errors import K8slabError


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("get po -n zookeeper", ["get", "po", "-n", "zookeeper"]),
        ("kubectl get po", ["get", "po"]),
        ("get po  # all of them", ["get", "po"]),
        ("get po -l 'app in (a, b)'", ["get", "po", "-l", "app in (a, b)"]),
        (
            """patch sts zk -p '{"spec":{"replicas":2}}'""",
            ["patch", "sts", "zk", "-p", '{"spec":{"replicas":2}}'],
        ),
        (
            "get po -o jsonpath='{.items[*].metadata.name}'",
            ["get", "po", "-o", "jsonpath={.items[*].metadata.name}"],
        ),
        ("", []),
    ],
)
def test_a_line_is_split_as_a_shell_would(line, expected):
    assert words(line) == expected


def test_on_windows_a_backslash_belongs_to_the_path(monkeypatch):
    monkeypatch.setattr(command_line.os, "name", "nt")
    assert words(r"apply -f manifests\zookeeper.yml") == ["apply", "-f", r"manifests\zookeeper.yml"]


@pytest.mark.parametrize("line", ["get po | grep zk", "get po > file", "get po && get svc"])
def test_what_only_a_shell_can_do_is_refused_with_what_to_do_instead(line):
    with pytest.raises(K8slabError, match=r"out = lab.kubectl\(...\)"):
        words(line)


def test_a_quotation_that_does_not_end_is_named():
    with pytest.raises(K8slabError, match="No closing quotation"):
        words("get po -l 'app=zk")


def test_output_is_printed_as_it_comes_and_remembered_by_stream(monkeypatch, capsys, tmp_path):
    def run(argv, transport, *, stdin, namespace, out, err, kubeconfig):
        out.write(f"{argv} {namespace} {stdin}\n")
        err.write("warning\n")
        out.write("more\n")
        return 1

    class Transport:
        command = ""

    monkeypatch.setattr("k8slab.kubectl.run", run)
    context = {"cluster": "lab", "namespace": "zookeeper"}
    clusters = [{"name": "lab", "cluster": {"server": "https://127.0.0.1:1"}}]
    file = tmp_path / "kubeconfig"
    file.write_text(
        json.dumps(
            {
                "current-context": "lab",
                "contexts": [{"name": "lab", "context": context}],
                "clusters": clusters,
            }
        )
    )
    transport = Transport()
    result = execute(["get", "po"], transport, stdin="text", kubeconfig=file)
    assert capsys.readouterr().out == "['get', 'po'] zookeeper text\nwarning\nmore\n"
    assert (result.code, result.ok, result.stderr) == (1, False, "warning\n")
    assert str(result) == result.stdout == "['get', 'po'] zookeeper text\nmore\n"
    assert transport.command == "kubectl get"


def test_a_notebook_shows_nothing_more_than_what_was_printed(capsys):
    output = Output(0, "text", "")
    assert output._ipython_display_() is None
    assert (repr(output), capsys.readouterr().out) == ("<kubectl: exit code 0>", "")
