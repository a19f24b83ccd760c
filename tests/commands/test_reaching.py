import pytest

from k8slab.backends.registry import Running
from k8slab.commands.reaching import choose, export_line, listing, user_shell
from k8slab.errors import K8slabError


def cluster(name):
    return Running(
        name, 1, "https://127.0.0.1:6443", f"/run/{name}.kubeconfig", ("k8s-m1", "k8s-m2"), "instant"
    )


ONE, TWO = cluster("k8slab-1"), cluster("k8slab-22")


def test_the_only_cluster_needs_no_name():
    assert choose(None, [ONE]) is ONE
    assert choose("k8slab-22", [ONE, TWO]) is TWO


@pytest.mark.parametrize(
    ("name", "clusters", "said"),
    [
        (None, [], "found none. Start one with `k8slab serve`"),
        (None, [ONE, TWO], "expected one cluster, or the name of one, found k8slab-1, k8slab-22"),
        ("x", [ONE], "expected a cluster named 'x', found k8slab-1. Next: k8slab shell k8slab-1"),
    ],
)
def test_which_cluster_is_meant_has_to_be_clear(name, clusters, said):
    with pytest.raises(K8slabError) as caught:
        choose(name, clusters)
    assert said in str(caught.value)


def test_the_listing_is_a_table():
    assert listing([ONE, TWO]).splitlines() == [
        "NAME        NODES           CLOCK     SERVER",
        "k8slab-1    k8s-m1,k8s-m2   instant   https://127.0.0.1:6443",
        "k8slab-22   k8s-m1,k8s-m2   instant   https://127.0.0.1:6443",
    ]
    assert listing([]).startswith("No cluster is running.")


def test_the_line_to_evaluate_is_quoted():
    assert export_line("/a b/c", windows=False) == "export KUBECONFIG='/a b/c'"
    assert export_line(r"C:\a b", windows=True) == r'$env:KUBECONFIG = "C:\a b"'


def test_the_users_own_shell_is_taken(monkeypatch):
    monkeypatch.setenv("SHELL", "/bin/zsh")
    assert user_shell() == "/bin/zsh"
    monkeypatch.delenv("SHELL")
    assert user_shell() == "/bin/sh"
