"""`k8slab why` on a served cluster, and the lab's own answer: the same words as in this process."""

from __future__ import annotations

import pytest

from k8slab import Lab
from k8slab.backends.simulator import InProcess, Settings, new_cluster
from k8slab.commands.why import answer
from k8slab.errors import K8slabError
from k8slab.kubectl import run
from k8slab.sim.http.gateway import Gateway
from k8slab.why import ask
from tests.why.manifests import apart, statefulset, text

TEMPLATE = {"containers": [{"name": "main", "image": "nginx"}], "affinity": apart("zk")}
SET = statefulset("zk", 4, template=TEMPLATE, serviceName="zk")


@pytest.fixture(scope="module")
def lab():
    with Lab(("a", "b", "c")) as lab:
        lab.apply(
            text(SET, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "zookeeper"}}) + "\n"
        )
        lab.settle()
        yield lab


@pytest.fixture(scope="module")
def inside():
    """The same cluster without any socket."""
    gateway = Gateway(new_cluster(Settings(nodes=("a", "b", "c"))))
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "zookeeper"}}
    assert run(["apply", "-f", "-"], InProcess(gateway), stdin=text(SET, namespace)) == 0
    gateway.cluster.settle()
    return InProcess(gateway, passive=True)


@pytest.mark.parametrize("about", ["sts/zk", "pod/zk-3", "pod/zk-0", "node/a"])
def test_a_cluster_over_http_gets_the_same_words(lab, inside, about):
    assert str(lab.why(about)) == str(ask(inside, about))


def test_no_time_passes(lab):
    before = lab.now
    lab.why("sts/zk")
    lab.why("pod/zk-3")
    assert lab.now == before


def test_the_past_is_explained_from_the_story(lab):
    """When zk-1 was not Ready yet, the set waited for it."""
    then = lab.why("sts/zk", time=3.0)
    assert then.top.says.startswith("has 1 of 4 pods Ready: it waits for zk-1 to be Ready")
    assert (then.now, then.top.is_fine) == (3.0, True)
    assert str(lab.why("sts/zk", time=lab.now)) == str(lab.why("sts/zk"))


def test_it_shows_itself_in_a_notebook(lab):
    assert "[root cause]" in lab.why("pod/zk-3")._repr_html_()


def test_the_namespace_is_the_contexts_or_the_one_that_is_named(lab):
    with pytest.raises(K8slabError, match="pods in namespace zookeeper: none"):
        lab.why("pod/zk-0", namespace="zookeeper")
    lab.kubectl("config set-context --current --namespace zookeeper")
    try:
        with pytest.raises(K8slabError, match="pods in namespace zookeeper: none"):
            lab.why("pod/zk-0")
    finally:
        lab.kubectl("config set-context --current --namespace default")


def test_the_command_answers_for_the_kubeconfig_that_it_is_given(lab):
    told = answer("sts/zk", namespace=None, kubeconfig=lab.kubeconfig, context=None)
    assert str(told) == str(lab.why("sts/zk"))
