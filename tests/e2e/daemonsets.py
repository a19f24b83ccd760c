"""A DaemonSet as upstream's specs make it, look at it and wait for it.

Source: test/e2e/framework/daemonset and test/e2e/apps/daemon_set.go in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.e2e.framework import Framework, Object, ready_schedulable_nodes

NAME = "daemon-set"
WEBSERVER = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
OTHER_IMAGE = "registry.k8s.io/e2e-test-images/agnhost:2.40"
PREFIX = "daemonset-"
LABELS = {"daemonset-name": NAME}
COLOR = "daemonset-color"
REVISION = "controller-revision-hash"
EVERY, TIMEOUT = 1.0, 300.0
TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def new_daemon_set(**spec: object) -> Object:
    container: Object = {"name": "app", "image": WEBSERVER, "args": ["serve-hostname"]}
    container |= {"ports": [{"containerPort": 9376}], "resources": {}, "securityContext": {}}
    pod = {"containers": [container], "securityContext": {}}
    template = {"metadata": {"labels": LABELS}, "spec": pod}
    fields = {"selector": {"matchLabels": LABELS}, "template": template, "updateStrategy": {}}
    return {
        "kind": "DaemonSet",
        "apiVersion": "apps/v1",
        "metadata": {"name": NAME},
        "spec": fields | spec,
        "status": dict.fromkeys(
            ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"), 0
        ),
    }


def container_of(daemons: Object) -> Object:
    container: Object = daemons["spec"]["template"]["spec"]["containers"][0]
    return container


def image_patch(image: str) -> Object:
    return {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": image}]}}}}


@contextmanager
def prepared(framework: Framework) -> Iterator[None]:
    """What the specs do before and after: nodes without their labels, and no set left over."""
    annotations = {"scheduler.alpha.kubernetes.io/node-selector": ""}
    framework.cluster("namespaces").patch(framework.namespace, {"metadata": {"annotations": annotations}})
    clear_node_labels(framework)
    yield
    for daemons in framework.client("daemonsets").items():
        delete_and_wait(framework, daemons)
        wait(framework, lambda daemons=daemons: runs_on(framework, daemons, []))
    clear_node_labels(framework)


def delete_and_wait(framework: Framework, daemons: Object) -> None:
    """Delete the set and wait until the garbage collector has taken its pods."""
    selector = ",".join(f"{key}={value}" for key, value in daemons["spec"]["selector"]["matchLabels"].items())
    framework.client("daemonsets").delete(daemons["metadata"]["name"], propagationPolicy="Background")
    framework.pace.poll(lambda: not framework.client("pods").items(labels=selector), every=0.1, timeout=60)


def wait(framework: Framework, look: Callable[[], bool], extra: float = 0.0) -> None:
    framework.pace.poll(look, every=EVERY, timeout=TIMEOUT + extra)


# Nodes


def own_labels(node: Object) -> Object:
    """The node's labels that the specs set."""
    return {key: value for key, value in node["metadata"]["labels"].items() if key.startswith(PREFIX)}


def set_node_labels(framework: Framework, name: str, labels: Object) -> Object:
    """Give the node exactly those labels of the specs', and keep its others."""
    nodes = framework.cluster("nodes")

    def change(node: Object) -> None:
        own = own_labels(node)
        others = {key: value for key, value in node["metadata"]["labels"].items() if key not in own}
        node["metadata"]["labels"] = others | labels

    present = nodes.get(name)
    node = present if own_labels(present) == labels else nodes.change(name, change)
    assert own_labels(node) == labels
    return node


def clear_node_labels(framework: Framework) -> None:
    for node in ready_schedulable_nodes(framework):
        set_node_labels(framework, node["metadata"]["name"], {})


def schedulable_nodes(framework: Framework) -> list[str]:
    """The nodes whose taints the set tolerates, by the daemon pods' own tolerations."""

    def keeps_away(node: Object) -> bool:
        taints = node["spec"].get("taints") or ()
        return any(
            taint["effect"] in ("NoSchedule", "NoExecute") and taint["key"] not in TOLERATED
            for taint in taints
        )

    found = framework.cluster("nodes").items()
    return [node["metadata"]["name"] for node in found if not keeps_away(node)]


# Pods


def daemon_pods(framework: Framework) -> list[Object]:
    """Those that have the specs' label; there must be some."""
    selector = ",".join(f"{key}={value}" for key, value in LABELS.items())
    pods = framework.client("pods").items(labels=selector)
    assert pods
    return pods


def is_controlled_by(pod: Object, daemons: Object) -> bool:
    owners = pod["metadata"].get("ownerReferences") or ()
    return any(owner.get("controller") and owner["uid"] == daemons["metadata"]["uid"] for owner in owners)


def is_available(pod: Object, daemons: Object, now: datetime) -> bool:
    """Ready for as long as the set asks for, by the clock on the suite's wall."""
    least = daemons["spec"].get("minReadySeconds", 0)
    for condition in pod["status"].get("conditions") or ():
        if (condition["type"], condition["status"]) == ("Ready", "True"):
            since = datetime.fromisoformat(condition["lastTransitionTime"])
            return not least or since + timedelta(seconds=least) < now
    return False


def is_deleting(pod: Object) -> bool:
    return "deletionTimestamp" in pod["metadata"]


def runs_on(framework: Framework, daemons: Object, nodes: Iterable[str]) -> bool:
    """One available pod on each of these nodes, and none elsewhere."""
    pods = framework.client("pods").items()
    mine = [pod for pod in pods if is_controlled_by(pod, daemons) and not is_deleting(pod)]
    counted = Counter(
        pod["spec"].get("nodeName", "") for pod in mine if is_available(pod, daemons, framework.pace.now())
    )
    return counted == Counter(nodes)


def wait_until_on_all_nodes(framework: Framework, daemons: Object) -> None:
    wait(framework, lambda: runs_on(framework, daemons, schedulable_nodes(framework)))


def check_status(framework: Framework) -> None:
    """As many as are wanted are scheduled and ready."""
    status = framework.client("daemonsets").get(NAME)["status"]
    wanted = status["desiredNumberScheduled"]
    assert (status["currentNumberScheduled"], status["numberReady"]) == (wanted, wanted), status


def have_image(framework: Framework, daemons: Object, image: str, max_unavailable: int) -> bool:
    """Every node has a pod of that image; at no look more than so many pods may be unavailable."""
    pods = framework.client("pods").items()
    mine = [pod for pod in pods if not is_deleting(pod) and is_controlled_by(pod, daemons)]
    down = sum(not is_available(pod, daemons, framework.pace.now()) for pod in mine)
    assert down <= max_unavailable, f"{down} pods are unavailable"
    updated = {pod["spec"].get("nodeName") for pod in mine if pod["spec"]["containers"][0]["image"] == image}
    return updated >= set(schedulable_nodes(framework))


# History


def current_revision(framework: Framework, daemons: Object, count: int) -> Object:
    """Of so many revisions, once there are, the one of the present template."""
    revisions = framework.client("controllerrevisions")
    selector = ",".join(f"{key}={value}" for key, value in LABELS.items())
    wait(framework, lambda: len(revisions.items(labels=selector)) == count)
    found = [each for each in revisions.items(labels=selector) if is_controlled_by(each, daemons)]
    (current,) = [each for each in found if _has_template(each, daemons)]
    assert current["metadata"]["labels"][REVISION]
    return current


def _has_template(revision: Object, daemons: Object) -> bool:
    patch = {"spec": {"template": {**daemons["spec"]["template"], "$patch": "replace"}}}
    return bool(revision["data"] == patch)


def check_hashes(framework: Framework, wanted: str) -> None:
    for pod in daemon_pods(framework):
        assert is_deleting(pod) or pod["metadata"]["labels"][REVISION] == wanted
