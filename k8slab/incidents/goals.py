"""What must hold in the end: properties of what the API shows, whichever way they were reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload
from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.translation import say

REVISION = "controller-revision-hash"
Look = Callable[[Site], str]
"""What is found instead; empty if the goal is reached."""


class Goal(NamedTuple):
    """In words, and as a look at the cluster."""

    words: str
    look: Look


def usual(workload: Workload, replicas: int, image: str) -> list[Goal]:
    """What every incident asks for; the numbers are those that its end shall have."""
    name, space = workload.stateful_set, workload.namespace
    goals = [
        Goal(
            say(
                "All {replicas} pods of StatefulSet {name} are Ready, and of its newest revision",
                replicas=replicas,
                name=name,
            ),
            lambda site: _members(site, workload, replicas),
        ),
        Goal(
            say("StatefulSet {name} runs {image}", name=name, image=image),
            lambda site: _image(site, "statefulsets", name, space, image),
        ),
    ]
    if workload.claims:
        goals.append(
            Goal(say("No data are lost: each claim has its volume"), lambda site: _data(site, workload))
        )
    if workload.service:
        words = say(
            "Each pod of {name} has its name in DNS, through Service {service}",
            name=name,
            service=workload.service,
        )
        goals.append(Goal(words, lambda site: _names(site, workload, replicas)))
    if workload.daemon_set:
        words = say(
            "A pod of DaemonSet {daemon_set}, of its newest revision, is Ready on every Ready node",
            daemon_set=workload.daemon_set,
        )
        goals.append(Goal(words, lambda site: _daemons(site, workload)))
    return goals


def _members(site: Site, workload: Workload, replicas: int) -> str:
    found = site.find("statefulsets", workload.stateful_set, workload.namespace)
    if found is None:
        return say("StatefulSet {stateful_set} is gone", stateful_set=workload.stateful_set)
    status, wanted = found.get("status") or {}, found["spec"].get("replicas", 1)
    if wanted != replicas:
        return say("it asks for {wanted} replicas", wanted=wanted)
    updated = status.get("updateRevision")
    there = {meta.name(pod): pod for pod in site.pods_of(workload.stateful_set, workload.namespace)}
    for number in range(replicas):
        if why := _member(there.get(f"{workload.stateful_set}-{number}"), updated):
            return f"{workload.stateful_set}-{number} {why}"
    return ""


def _member(pod: Object | None, revision: object) -> str:
    if pod is None:
        return say("is missing")
    if not is_serving(pod):
        return say("is {how}", how=how(pod))
    return "" if meta.labels(pod).get(REVISION) == revision else say("is of an older revision")


def is_serving(pod: Object) -> bool:
    """Ready, and not about to go."""
    return pods.is_ready(pod) and not meta.is_terminating(pod)


def how(pod: Object) -> str:
    """The state of a pod that is not Ready, in a word or two."""
    if meta.is_terminating(pod):
        return "Terminating"
    for container in (pod.get("status") or {}).get("containerStatuses") or ():
        if waiting := container["state"].get("waiting"):
            return say("not Ready: {reason}", reason=waiting.get("reason", "waiting"))
    return say("{phase} and not Ready", phase=pods.phase(pod))


def _image(site: Site, resource: str, name: str, namespace: str, image: str) -> str:
    found = site.find(resource, name, namespace)
    if found is None:
        return say("{name} is gone", name=name)
    has = found["spec"]["template"]["spec"]["containers"][0]["image"]
    return "" if has == image else say("its template says {has}", has=has)


def _data(site: Site, workload: Workload) -> str:
    there = {meta.name(each): each for each in site.all_of("persistentvolumeclaims", workload.namespace)}
    for name, (uid, volume) in workload.claims.items():
        claim = there.get(name)
        if claim is None:
            return say("claim {name} is gone", name=name)
        if meta.uid(claim) != uid or claim["spec"].get("volumeName") != volume:
            return say("claim {name} is a new one, or has another volume", name=name)
        if (phase := (claim.get("status") or {}).get("phase")) != "Bound":
            return say("claim {name} is {phase}", name=name, phase=phase)
    return ""


def _names(site: Site, workload: Workload, replicas: int) -> str:
    known: set[str] = set()
    for part in site.all_of("endpointslices", workload.namespace):
        if meta.labels(part).get("kubernetes.io/service-name") == workload.service:
            ends = part.get("endpoints") or []
            known |= {end.get("hostname", "") for end in ends if (end.get("conditions") or {}).get("ready")}
    missing = [name for name in members(workload, replicas) if name not in known]
    return (
        say(
            "Service {service} does not lead to {missing}",
            service=workload.service,
            missing=", ".join(missing),
        )
        if missing
        else ""
    )


def members(workload: Workload, replicas: int) -> list[str]:
    return [f"{workload.stateful_set}-{number}" for number in range(replicas)]


def _daemons(site: Site, workload: Workload) -> str:
    found = site.find("daemonsets", workload.daemon_set, workload.namespace)
    if found is None:
        return say("DaemonSet {daemon_set} is gone", daemon_set=workload.daemon_set)
    revision = _newest_revision(site, workload.daemon_set, workload.namespace)
    serving = {
        pod["spec"].get("nodeName"): meta.labels(pod).get(REVISION)
        for pod in site.pods_of(workload.daemon_set, workload.namespace)
        if is_serving(pod)
    }
    nodes = site.ready_nodes()
    if missing := [name for name in nodes if name not in serving]:
        return say("none on {missing}", missing=", ".join(missing))
    older = [name for name in nodes if serving[name] != revision]
    return say("an older one on {older}", older=", ".join(older)) if older else ""


def _newest_revision(site: Site, owner: str, namespace: str) -> str:
    """The hash of a controller's newest revision."""
    every = site.all_of("controllerrevisions", namespace)
    own = [each for each in every if (meta.controller_of(each) or {}).get("name") == owner]
    newest = max(own, key=lambda each: int(each["revision"]), default={})
    return str((newest.get("metadata") or {}).get("labels", {}).get(REVISION, ""))
