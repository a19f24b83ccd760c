"""Tasks 7 and 8: one node first, then all others without a gap."""

from k8slab.checks import Moment, State, Story, TaskSheet, check, expect, part
from k8slab.checks.daemons import daemon_lives, daemons_stayed
from k8slab.checks.phases import Phase, phases, template
from k8slab.checks.unmet import history
from k8slab.translation import say

from .agents import NEVER, images, never_bare, newest_agent, sets, versions_asked, where_set
from .sheet import BEGUN, DOCS, image
from .updates import all_run


@check(
    "daemons-trial",
    points=10,
    docs=DOCS + "tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy",
    hints=[
        "A DaemonSet has no partition. Which strategy leaves it to you when a pod is replaced?",
        "First `OnDelete`, then the image, then delete one pod: that of $tried.",
        'Patch `{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}`, set the image, delete '
        "the pod. Were others replaced? Set the image to $new with RollingUpdate, settle, and begin again.",
    ],
)
def trial(story: Story, state: State, task: TaskSheet) -> None:
    """One agent runs $trial, on $tried; the others were not touched."""
    asked = trial_asked(story, task)
    others = [name for name in BEGUN if name != task.tried]
    with part(say("the agent on {tried} tries it", tried=task.tried), points=5):
        tries(story, asked, task)
    with part("the others are older than that", points=5):
        tries(story, asked, task)
        again = say(
            "Go back to {new} with RollingUpdate, then OnDelete first and the image second.", new=task.new
        )
        daemons_stayed(story, task.namespace, task.set, others, asked.during, next=again)


@check(
    "daemons-gapless",
    points=10,
    docs=DOCS + "tasks/manage-daemon/update-daemon-set/#performing-a-rolling-update",
    hints=[
        "The new pod first, then the old one: which field says so?",
        "`maxSurge: 1` needs `maxUnavailable: 0`. Set them together with the type, in one patch: what is "
        "left to be replaced is replaced at once.",
        '`{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":'
        "0}}}}`. Was a node without? `kubectl rollout restart ds $set -n $namespace` is one more rollout.",
    ],
)
def gapless(story: Story, state: State, task: TaskSheet) -> None:
    """$trial everywhere, and no node was without a Ready agent for it."""
    last = rolling(story, task)
    with part("every agent new and Ready, by RollingUpdate", points=5):
        all_run(state, task.trial, task)
    with part("no node without a Ready agent for a moment", points=5):
        replaced_since(story, last.start, task)
        again = f"kubectl rollout restart ds/{task.set} -n {task.namespace}, with maxSurge 1"
        never_bare(story, BEGUN, 0, last.during, task, retry=again)


def asked_how(story: Story, task: TaskSheet) -> list[Phase]:
    """When the set had which template together with which kind of update strategy."""
    return phases(sets(story, task), lambda owner: (template(owner), owner["spec"]["updateStrategy"]["type"]))


def trial_asked(story: Story, task: TaskSheet) -> Phase:
    """When the tried version was last asked for by a set that replaces nothing; else when at all."""
    tried = versions_asked(story, (task.trial,), task)
    begun = {phase.start for phase in tried}
    waited = [
        phase for phase in asked_how(story, task) if phase.start in begun and phase.value[1] == "OnDelete"
    ]
    return (waited or tried)[-1]


def tries(story: Story, asked: Phase, task: TaskSheet) -> None:
    """Raise Unmet if no agent of the version was Ready on its node."""
    there = daemon_lives(story, task.namespace, task.set, task.tried)
    fit = [life for life in there if image(task.trial) in life.images and life.created > asked.start]
    expect(
        any(life.first_ready for life in fit),
        expected=say("a Ready agent with {trial} on {tried}", trial=task.trial, tried=task.tried),
        found=", ".join(there[-1].images) if there else NEVER,
        where=say("the agents on node {tried}", tried=task.tried),
        at=there[-1].created if there else None,
        next=f"kubectl get po -n {task.namespace} -o wide, and delete the one on {task.tried}",
    )


def rolling(story: Story, task: TaskSheet) -> Phase:
    """When the set last began to roll out the tried version; raises Unmet if it never did."""
    tried = [phase for phase in asked_how(story, task) if image(task.trial) in images(phase.value[0])]
    found = [phase for phase in tried if phase.value[1] == "RollingUpdate"]
    expect(
        bool(found),
        expected=say("{trial} rolled out by RollingUpdate", trial=task.trial),
        found="the strategy OnDelete" if tried else say("no template with {trial}, ever", trial=task.trial),
        where=where_set(task),
        next="kubectl explain ds.spec.updateStrategy.rollingUpdate",
    )
    return found[-1]


def replaced_since(story: Story, start: Moment, task: TaskSheet) -> None:
    """Raise Unmet if the last rollout had nothing to do."""
    lives = [newest_agent(story, node, task) for node in BEGUN]
    expect(
        any(life.created > start for life in lives),
        expected="agents replaced by this rollout",
        found="none: each of them is older than it",
        where=history("DaemonSet", task.set, task.namespace),
        at=start,
        next=f"kubectl rollout restart ds/{task.set} -n {task.namespace} makes one more.",
    )
