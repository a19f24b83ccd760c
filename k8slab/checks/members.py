"""The members of a StatefulSet, as checks ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from k8slab.checks.state import State
from k8slab.checks.unmet import expect, history
from k8slab.objects import meta, pods
from k8slab.story import Moment, Story
from k8slab.story.life import Object
from k8slab.translation import say


def ready_members(state: State, namespace: str, owner: str, names: Sequence[str]) -> list[Object]:
    """The set's pods of these names, all Ready; raises Unmet about the first that is not."""
    state.get("statefulsets", owner, namespace)
    found = {meta.name(pod): pod for pod in state.list("pods", namespace, owner=f"StatefulSet/{owner}")}
    for name in names:
        pod = found.get(name)
        expect(
            pod is not None and pods.is_ready(pod) and not meta.is_terminating(pod),
            expected=say("{name} Ready", name=name),
            found=what_it_is(pod),
            where=say("pod {name}, namespace {namespace}", name=name, namespace=namespace),
            next=f"kubectl describe {f'po {name}' if pod else f'sts {owner}'} -n {namespace}",
        )
    return [found[name] for name in names]


def what_it_is(pod: Object | None) -> str:
    """How a pod is; of one that does not run, what the scheduler says or its container waits for."""
    if pod is None:
        return say("no such pod")
    if meta.is_terminating(pod):
        return say("it being deleted")
    scheduled = pods.condition(pod, "PodScheduled") or {}
    why = scheduled.get("message") if scheduled.get("status") == "False" else _waits_for(pod)
    return (
        say("it {phase}: {why}", phase=pods.phase(pod), why=why)
        if why
        else say("it {phase}, not Ready", phase=pods.phase(pod))
    )


def _waits_for(pod: Object) -> str:
    """Why the first container that does not run does not; empty if all run."""
    for container in pod.get("status", {}).get("containerStatuses") or ():
        if waiting := container.get("state", {}).get("waiting"):
            return ": ".join(filter(None, (waiting.get("reason"), waiting.get("message"))))
    return ""


def nothing_shared(places: Mapping[str, str], kind: str) -> None:
    """Raise Unmet if two members have the same place, a node or a volume."""
    for place in places.values():
        sharing = [name for name, other in places.items() if other == place]
        expect(
            len(sharing) == 1,
            expected=say("a {kind} of its own for each member", kind=kind),
            found=say(
                "{members} on the same {kind} {place}",
                members=say(" and ").join(sharing),
                kind=kind,
                place=place,
            ),
            where=say("pod {name}", name=sharing[-1]),
            next="kubectl get po,pvc -o wide --all-namespaces",
        )


def stayed(
    story: Story, namespace: str, names: Iterable[str], *, start: Moment, end: Moment | None, again: str
) -> None:
    """Raise Unmet if one of the pods was replaced or deleted between two moments, or was not there."""
    for name in names:
        lives = story.pods(namespace, name=name)
        expect(
            any(life.stayed(start, end) for life in lives),
            expected=say("{name} there all the time", name=name),
            found=say("it replaced or deleted") if lives else say("no such pod"),
            where=history("pod", name, namespace),
            at=start,
            next=again,
        )


def bound_volume(state: State, pod: Object) -> str:
    """The volume behind a pod's first claim; raises Unmet if there is none."""
    where = say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod))
    claim = next(iter(claims(pod).values()), "")
    expect(
        bool(claim),
        expected=say("a claim of its own"),
        found=say("none"),
        where=where,
        next="kubectl explain sts.spec.volumeClaimTemplates",
    )
    volume = state.get("persistentvolumeclaims", claim, meta.namespace(pod))["spec"].get("volumeName")
    expect(
        bool(volume),
        expected=say("{claim} Bound", claim=claim),
        found=say("it Pending"),
        where=where,
        next="kubectl get pv",
    )
    return str(volume)


def claims_mounted(pod: Object) -> None:
    """Raise Unmet if a pod has a claim that none of its containers mounts."""
    mounts = [mount for container in pod["spec"]["containers"] for mount in container.get("volumeMounts", [])]
    mounted = {mount["name"] for mount in mounts}
    unmounted = [claim for volume, claim in claims(pod).items() if volume not in mounted]
    expect(
        not unmounted,
        expected=say("a claim that a container mounts"),
        found=say("{unmounted} not mounted", unmounted=", ".join(unmounted)),
        where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=meta.namespace(pod)),
        next=say("Give the container a volumeMounts entry with the name of the claim's template."),
    )


def claims(pod: Object) -> dict[str, str]:
    """The names of the claims that a pod has, by the name of the volume."""
    volumes = pod["spec"].get("volumes", [])
    sources = {volume["name"]: volume.get("persistentVolumeClaim") for volume in volumes}
    return {name: str(source["claimName"]) for name, source in sources.items() if source}


def known_names(state: State, namespace: str, service: str) -> set[str]:
    """The host names under which a Service's endpoints are known: DNS answers for each of them."""
    slices = state.list("endpointslices", namespace, selector=f"kubernetes.io/service-name={service}")
    ends = (end for part in slices for end in part.get("endpoints") or [])
    return {str(end["hostname"]) for end in ends if end.get("hostname")}
