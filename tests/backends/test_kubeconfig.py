"""Reading and writing kubeconfigs."""

from pathlib import Path

import pytest

from k8slab.backends.kubeconfig import default_path, kubeconfig, read_access
from k8slab.errors import K8slabError

EXAMPLE = """
apiVersion: v1
kind: Config
current-context: main
contexts:
- name: main
  context: {cluster: home, user: me, namespace: zookeeper}
- name: bare
  context: {cluster: open}
clusters:
- name: home
  cluster: {server: "https://home:6443", certificate-authority: ca.pem}
- name: open
  cluster: {server: "http://open:8080", insecure-skip-tls-verify: true}
users:
- name: me
  user: {tokenFile: token}
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").write_text("PEM", encoding="ascii")
    (tmp_path / "token").write_text("secret\n", encoding="ascii")
    file = tmp_path / "config"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(kubeconfig("https://127.0.0.1:1", b"PEM", "secret"), encoding="utf-8")
    access = read_access(file)
    assert (access.server, access.ca, access.token) == ("https://127.0.0.1:1", "PEM", "secret")
    assert access.namespace == "default"


def test_the_current_context_is_used_and_files_are_looked_up_beside_the_kubeconfig(example: Path) -> None:
    access = read_access(example)
    assert (access.server, access.ca, access.token) == ("https://home:6443", "PEM", "secret")
    assert access.namespace == "zookeeper"


def test_another_context_can_be_named(example: Path) -> None:
    access = read_access(example, "bare")
    assert (access.server, access.token, access.verify) == ("http://open:8080", None, False)


def test_a_missing_context_is_named_with_those_there_are(example: Path) -> None:
    with pytest.raises(K8slabError, match=r"has no context 'other' \(it has: bare, main\)"):
        read_access(example, "other")


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(K8slabError, match="k8slab serve"):
        read_access(tmp_path / "none")


def test_the_default_is_the_first_file_there_is(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setenv("KUBECONFIG", os.pathsep.join([str(tmp_path / "none"), str(example)]))
    assert default_path() == example
