"""Tasks 1 and 2: an agent on every node, also on one that refuses others."""

from typing import Any

from k8slab.checks import Interval, Life, Moment, PodLife, State, Story, TaskSheet, check, expect, part
from k8slab.checks.daemons import daemon_lives, ready_daemons
from k8slab.checks.phases import template
from k8slab.objects import taints
from k8slab.story.life import Object
from k8slab.translation import say

from .agents import never_bare, newest_node, versions_asked, where_set
from .placement import choosing
from .sheet import BEGUN, DOCS, image


@check(
    "daemons-agent",
    points=15,
    docs=DOCS + "concepts/workloads/controllers/daemonset/#writing-a-daemonset-spec",
    hints=[
        "Begin with the collector's manifest of lesson 9. Which node has no pod of it, and what keeps it "
        "off? `kubectl describe node` shows it, and lesson 10 has the cure.",
        "A toleration for the taint `node-role.kubernetes.io/control-plane`; two volumes of the type "
        "hostPath, /var/log and /var/lib/$set; a `volumeMounts` entry for each, one of them with "
        "`readOnly: true`.",
        "Under `spec.template.spec`: `tolerations: [{key: node-role.kubernetes.io/control-plane, operator: "
        "Exists, effect: NoSchedule}]`, and `volumes: [{name: log, hostPath: {path: /var/log}}, {name: own, "
        "hostPath: {path: /var/lib/$set}}]`. The container mounts `log` at $mount, read-only, and `own` "
        "anywhere.",
    ],
)
def agent(story: Story, state: State, task: TaskSheet) -> None:
    """An agent on every node, the control plane included."""
    owner = state.get("daemonsets", task.set, task.namespace)
    with part("a Ready agent on each of the three nodes", points=5):
        began_with(story, task)
        ready_daemons(state, task.namespace, task.set, BEGUN)
    with part(say("the node's /var/log at {mount}, read-only", mount=task.mount), points=5):
        mounts_read_only(owner, "/var/log", task)
    with part(say("the node's /var/lib/{set}, to write into", set=task.set), points=5):
        mounts_to_write(owner, f"/var/lib/{task.set}", task)


@check(
    "daemons-reserved",
    points=10,
    docs=DOCS + "concepts/scheduling-eviction/taint-and-toleration/",
    hints=[
        "The node gets its agent as soon as it joins; but would it get one again after the taint?",
        "`kubectl taint node $node dedicated=$purpose:NoSchedule`, and one more toleration in the template. "
        "A changed template is rolled out, one node at a time.",
        "`{key: dedicated, value: $purpose, effect: NoSchedule}` beside the toleration that is there. Was "
        "more than one node without its agent? `kubectl delete node $node`, `lab.settle()`, add it and taint "
        "it again.",
    ],
)
def reserved(story: Story, state: State, task: TaskSheet) -> None:
    """The node that joined is kept for its purpose, but has its agent."""
    joined = newest_node(story, task.node)
    with part("the node is dedicated, and an agent that tolerates it is Ready there", points=5):
        is_dedicated(joined, task)
        tolerant_agent(story, joined, task)
    with part("meanwhile never more than one of the other nodes without its agent", points=5):
        tolerant_agent(story, joined, task)
        until = next((phase.start for phase in choosing(story, task) if phase.start > joined.created), None)
        served = [node for node in BEGUN if is_served(story, node, joined.created, task)]
        again = say("Add {node} once more: hint 3.", node=task.node)
        never_bare(story, served, 1, Interval(joined.created, until), task, retry=again)


def began_with(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the set never had the version that the sheet begins with."""
    again = say("The image is {image}.", image=image(task.old))
    versions_asked(story, (task.old,), task, told=again)


def mounts_of(owner: Object, path: str, task: TaskSheet) -> list[dict[str, Any]]:
    """How containers of the template mount a directory of the node; raises Unmet if none does."""
    spec = template(owner)["spec"]
    paths = {volume["name"]: volume.get("hostPath", {}).get("path") for volume in spec.get("volumes") or ()}
    mounts = [mount for each in spec["containers"] for mount in each.get("volumeMounts") or ()]
    found = [mount for mount in mounts if (paths.get(mount["name"]) or "").rstrip("/") == path]
    expect(
        bool(found),
        expected=say("the node's {path} mounted in the agent", path=path),
        found=say("mounts of {paths}", paths=", ".join(filter(None, map(str, paths.values()))) or "nothing"),
        where=where_set(task),
        next="A volume of the type hostPath, and a volumeMounts entry with its name.",
    )
    return found


def mounts_read_only(owner: Object, path: str, task: TaskSheet) -> None:
    """Raise Unmet if a directory of the node is not where the sheet says, or can be written."""
    found = mounts_of(owner, path, task)
    there = [mount for mount in found if mount["mountPath"].rstrip("/") == task.mount]
    expect(
        bool(there),
        expected=say("{path} at {mount}", path=path, mount=task.mount),
        found=say("it at {paths}", paths=", ".join(mount["mountPath"] for mount in found)),
        where=where_set(task),
        next="Your sheet says the mountPath.",
    )
    expect(
        all(mount.get("readOnly") for mount in found),
        expected=say("{path} mounted with readOnly: true", path=path),
        found="a mount that can be written",
        where=where_set(task),
        next="Mount read-only what you only read.",
    )


def mounts_to_write(owner: Object, path: str, task: TaskSheet) -> None:
    """Raise Unmet if a directory of the node is not mounted, or cannot be written."""
    expect(
        not all(mount.get("readOnly") for mount in mounts_of(owner, path, task)),
        expected=say("{path} mounted to be written", path=path),
        found="it mounted with readOnly: true",
        where=where_set(task),
        next="readOnly belongs to the other mount.",
    )


def is_served(story: Story, node: str, moment: Moment, task: TaskSheet) -> bool:
    """True if there was a Ready agent on a node at that moment."""
    lives = daemon_lives(story, task.namespace, task.set, node)
    return any(when.includes(moment) for life in lives for when in life.ready)


def dedication(task: TaskSheet) -> dict[str, str]:
    """The taint that keeps everybody else off."""
    return {"key": "dedicated", "value": task.purpose, "effect": "NoSchedule"}


def is_dedicated(node: Life, task: TaskSheet) -> None:
    """Raise Unmet if the node never had its taint."""
    wanted = dedication(task)
    held = [taint for version in node.versions for taint in version.object["spec"].get("taints") or ()]
    own = [
        f"{each['key']}={each.get('value', '')}:{each['effect']}" for each in held if owned_by_people(each)
    ]
    expect(
        any(all(taint.get(key) == value for key, value in wanted.items()) for taint in held),
        expected=say("the taint dedicated={purpose}:NoSchedule", purpose=task.purpose),
        found=", ".join(dict.fromkeys(own)) or "no taint",
        where=say("node {name}", name=node.name),
        next=f"kubectl taint node {node.name} dedicated={task.purpose}:NoSchedule",
    )


def owned_by_people(taint: Object) -> bool:
    """It says nothing of the node's own state."""
    return not str(taint["key"]).startswith("node.kubernetes.io/")


def tolerant_agent(story: Story, node: Life, task: TaskSheet) -> PodLife:
    """The first agent on the node that its taint could not keep off; raises Unmet if none was Ready."""
    there = [
        life
        for life in daemon_lives(story, task.namespace, task.set, node.name)
        if life.created > node.created
    ]
    wanted = dedication(task)
    tolerant = [life for life in there if taints.is_tolerated(wanted, taints.of_pod(life.first))]
    expect(
        any(life.first_ready for life in tolerant),
        expected=say(
            "a Ready agent on {name} that tolerates dedicated={purpose}:NoSchedule",
            name=node.name,
            purpose=task.purpose,
        ),
        found="one that came before the taint, and would not come again" if there else "none",
        where=say("the agents on node {name}", name=node.name),
        at=there[-1].created if there else node.created,
        next="The template needs a toleration for it. NoSchedule keeps out only what is not there yet.",
    )
    return next(life for life in tolerant if life.first_ready)
