"""Why a pod that has a node is not Ready: volumes, images, containers, probes, gates.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from k8slab.objects import meta, pods
from k8slab.translation import message, say
from k8slab.why import pages
from k8slab.why.container import Part, end_proof, end_text, logs, parts, probe_text, state_proof
from k8slab.why.evidence import Object, event_proof, last_seen
from k8slab.why.inquiry import Inquiry
from k8slab.why.link import (
    Link,
    Proof,
    about,
    command,
    condition_proof,
    condition_since,
    created,
    field_proof,
)
from k8slab.why.pages import Page
from k8slab.why.pod_volumes import mounts
from k8slab.why.words import counted

IMAGE_REASONS = (
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
)
CONFIG_REASONS = (
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "PreCreateHookError",
)
STEPS = message("its image is pulled, its volumes are mounted, then it starts")
STARTING = ("ContainerCreating", "PodInitializing", "")


def explain(pod: Object, inquiry: Inquiry) -> Link:
    """What keeps the pod from being Ready; of several containers each."""
    causes = [*(_trouble(pod, part, inquiry) for part in _pending(pod)), *_gates(pod)]
    stuck = [] if any(not cause.is_fine for cause in causes) else list(mounts(pod, inquiry))
    node = pod["spec"]["nodeName"]
    says = (
        say("is Pending on {node}", node=node)
        if pods.is_pending(pod)
        else say("runs on {node}, but is not Ready", node=node)
    )
    is_fine = bool(causes or stuck) and all(link.is_fine for link in stuck or causes)
    return about(
        pod,
        says,
        condition_proof(pod, "Initialized") if _waits_for_init(pod) else None,
        condition_proof(pod, "Ready"),
        since=condition_since(pod, "Ready") or created(pod),
        page=pages.POD_PHASE,
        causes=stuck or causes,
        is_fine=is_fine,
    )


def _pending(pod: Object) -> list[Part]:
    """The containers that are still to get ready: while an init container is not through, only that one."""
    open_parts = [part for part in parts(pod) if not part.status.get("ready")]
    first_init = [part for part in open_parts if part.has_to_end][:1]
    return first_init or open_parts


def _waits_for_init(pod: Object) -> bool:
    found = pods.condition(pod, "Initialized")
    return found is not None and found["status"] != "True"


def _trouble(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    if part.waits_for in IMAGE_REASONS:
        return _image(pod, part, inquiry)
    if part.waits_for == "CrashLoopBackOff":
        return _crash_loop(pod, part, inquiry)
    if part.state("terminated") is not None:
        return _ended(pod, part, inquiry)
    if part.state("running") is not None:
        return _unready(pod, part, inquiry)
    if part.waits_for in STARTING:
        return _starting(pod, part, inquiry)
    return _waiting(pod, part, inquiry)


def _container(
    pod: Object, part: Part, says: str, *proofs: Proof | None, since: str | float | None = None, page: Page,
    advice: str = "", next_command: str = "", is_fine: bool = False,
) -> Link:  # fmt: skip
    link = about(
        pod, says, *proofs, since=since, page=page, advice=advice, next=next_command, is_fine=is_fine
    )
    return Link(
        part.title, says, link.namespace, link.proofs, link.since, page, advice, link.next, (), is_fine
    )


# Images


def _image(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    image = part.spec.get("image", "")
    waiting = part.state("waiting") or {}
    says = say(
        "cannot start: its image {image} cannot be had ({waits_for})", image=image, waits_for=part.waits_for
    )
    return _container(
        pod,
        part,
        says,
        state_proof(part, waiting),
        *_latest(pod, inquiry, ("Failed", "InspectFailed"), part, "Failed to"),
        page=pages.IMAGES,
        advice=say(
            "see whether the name and tag are right and the registry can be reached, then set the image"
        ),
        next_command=_set_image(pod, part),
    )


def _set_image(pod: Object, part: Part) -> str:
    """At the workload that owns the pod, so that its next pods get it too."""
    owner = meta.controller_of(pod)
    if owner is None or owner["kind"] not in ("StatefulSet", "DaemonSet"):
        return command("describe", pod)
    return command(
        "set image", {**owner, "metadata": {**pod["metadata"], "name": owner["name"]}}, f"{part.name}=IMAGE"
    )


# Ends and restarts


def _crash_loop(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    end = part.last_end or {}
    killed = list(_liveness(pod, part, inquiry))
    does = (
        say("is killed again and again by the kubelet: a probe fails")
        if killed
        else say("crashes again and again")
    )
    says = say(
        "{does} ({restarts}); last it ended with {end}, and the kubelet waits longer each "
        "time before it starts it again",
        does=does,
        restarts=counted(part.restarts, "restart"),
        end=end_text(end),
    )
    waiting = part.state("waiting") or {}
    return _container(
        pod,
        part,
        says,
        state_proof(part, waiting),
        end_proof(part, "lastState.terminated", end),
        *killed,
        *_last_words(pod, part, inquiry, previous=True),
        since=end.get("finishedAt"),
        page=pages.PROBES if killed else pages.RESTARTS,
        advice=say("read what it said last; mend its command, its configuration or what it needs"),
        next_command=logs(pod, part, previous=True),
    )


def _ended(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    end = part.state("terminated") or {}
    succeeded = end.get("exitCode") == 0
    policy = pod["spec"].get("restartPolicy", "Always")
    stays = policy == "Never" or (policy == "OnFailure" and succeeded)
    then = (
        say("restartPolicy {policy} does not start it again", policy=policy)
        if stays
        else say("the kubelet starts it again soon")
    )
    return _container(
        pod,
        part,
        say("has ended with {end}; {then}", end=end_text(end), then=then),
        end_proof(part, "state.terminated", end),
        *_last_words(pod, part, inquiry, previous=False),
        field_proof(pod, "spec.restartPolicy"),
        *_liveness(pod, part, inquiry),
        since=end.get("finishedAt"),
        page=pages.FAILURE,
        next_command=logs(pod, part),
        is_fine=succeeded and stays,
    )


def _last_words(pod: Object, part: Part, inquiry: Inquiry, *, previous: bool) -> Iterator[Proof]:
    words = inquiry.evidence.last_words(pod, part.name, previous=previous)
    if words:
        yield Proof(say("its last words"), f'"{words}"')


def ends(pod: Object, inquiry: Inquiry) -> list[Link]:
    """How each container of a pod that is over ended, if not well."""
    over = [part for part in parts(pod) if part.state("terminated") is not None]
    return [_ended(pod, part, inquiry) for part in over if (part.state("terminated") or {}).get("exitCode")]


def restarts(pod: Object, inquiry: Inquiry) -> list[Link]:
    """Containers that run again after an end."""
    again = [part for part in parts(pod) if part.restarts and not part.is_init]
    return [_restarted(pod, part, inquiry) for part in again]


def _restarted(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    end = part.last_end or {}
    times = say("once") if part.restarts == 1 else say("{restarts} times", restarts=part.restarts)
    return _container(
        pod, part, say("was restarted {times}; last it ended with {end}", times=times, end=end_text(end)),
        end_proof(part, "lastState.terminated", end), *_last_words(pod, part, inquiry, previous=True),
        *_liveness(pod, part, inquiry), since=end.get("finishedAt"), page=pages.RESTARTS,
        next_command=logs(pod, part, previous=True), is_fine=True,
    )  # fmt: skip


# Probes


def _unready(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    """It runs: a startup or readiness probe has not succeeded, or not yet; or it has just begun."""
    running = part.state("running") or {}
    if part.has_to_end:
        return _container(
            pod, part, say("runs; the other containers wait until it has ended with exit code 0"),
            state_proof(part, running), *_last_words(pod, part, inquiry, previous=False),
            since=running.get("startedAt"), page=pages.INIT_CONTAINERS, next_command=logs(pod, part),
        )  # fmt: skip
    kind = "startup" if part.spec.get("startupProbe") and not part.status.get("started") else "readiness"
    if not part.spec.get(f"{kind}Probe"):
        return _container(
            pod, part, say("runs and will be Ready in a moment"), state_proof(part, running),
            since=running.get("startedAt"), page=pages.CONTAINER_STATES, is_fine=True,
        )  # fmt: skip
    prefix = f"{kind.capitalize()} probe"
    failures = list(_latest(pod, inquiry, ("Unhealthy",), part, prefix))
    why = (
        say("fails: {words}", words=_words(failures[0], prefix)) if failures else say("has not succeeded yet")
    )
    says = say("runs, but its {kind} probe {why}", kind=kind, why=why)
    return _container(
        pod,
        part,
        says,
        Proof(f"{kind}Probe", probe_text(part.spec[f"{kind}Probe"])),
        *failures,
        since=running.get("startedAt"),
        page=pages.PROBES,
        advice=say(
            "do by hand what the probe does, and read the log: {kind} is decided by the container", kind=kind
        ),
        next_command=logs(pod, part),
    )


def _liveness(pod: Object, part: Part, inquiry: Inquiry) -> Iterator[Proof]:
    """That the kubelet has ended it for its liveness or startup probe."""
    if part.spec.get("livenessProbe") or part.spec.get("startupProbe"):
        for words in ("Liveness probe", "Startup probe"):
            yield from _latest(pod, inquiry, ("Unhealthy",), part, words)


def _words(failure: Proof, prefix: str) -> str:
    """What a probe said when it failed, in short."""
    return failure.value.split('"', 1)[-1].rpartition('"')[0].removeprefix(f"{prefix} failed: ")


# Waiting


def _starting(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    """Nothing is wrong yet: its newest event says how far it has come."""
    events = [each for each in inquiry.evidence.events(pod) if _path(each) and _is_of(each, part)]
    pulling = bool(events) and events[-1].get("reason") == "Pulling"
    doing = (
        say("its image {image} is being pulled", image=part.spec.get("image", "")) if pulling else say(STEPS)
    )
    return _container(
        pod,
        part,
        say("is being created: {doing}", doing=doing),
        state_proof(part, part.state("waiting") or {}),
        *(event_proof(each) for each in events[-1:]),
        since=last_seen(events[-1]) if pulling else None,
        page=pages.PULLING if pulling else pages.CONTAINER_STATES,
        is_fine=True,
    )


def _waiting(pod: Object, part: Part, inquiry: Inquiry) -> Link:
    waiting = part.state("waiting") or {}
    message = f": {waiting['message']}" if waiting.get("message") else ""
    of_config = part.waits_for in CONFIG_REASONS
    advice = (
        say("make what it refers to (ConfigMap, Secret, key, command), or mend the reference")
        if of_config
        else ""
    )
    return _container(
        pod,
        part,
        say("cannot start ({waits_for}){message}", waits_for=part.waits_for, message=message),
        state_proof(part, waiting),
        *_latest(pod, inquiry, ("Failed",), part),
        page=pages.CONTAINER_STATES,
        advice=advice,
    )


def _gates(pod: Object) -> list[Link]:
    """Readiness gates: conditions that somebody outside sets."""
    names = [gate["conditionType"] for gate in pod["spec"].get("readinessGates") or ()]
    return [
        about(
            pod, say("waits for somebody to set its condition {name} to True: a readiness gate", name=name),
            condition_proof(pod, name), field_proof(pod, "spec.readinessGates"), page=pages.READINESS_GATES,
        )
        for name in names
        if not pods.has_condition(pod, name)
    ]  # fmt: skip


# Evidence


def _latest(
    pod: Object, inquiry: Inquiry, reasons: tuple[str, ...], part: Part, words: str = ""
) -> Iterator[Proof]:
    """The newest event of these reasons about the container."""
    found = [
        event
        for event in inquiry.evidence.events(pod)
        if event.get("reason") in reasons
        and event.get("message", "").startswith(words)
        and _is_of(event, part)
    ]
    if found:
        yield event_proof(found[-1])


def _is_of(event: Mapping[str, Any], part: Part) -> bool:
    """True for an event about that container, or about the whole pod."""
    return _path(event) == "" or f"{{{part.name}}}" in _path(event)


def _path(event: Mapping[str, Any]) -> str:
    return str((event.get("involvedObject") or {}).get("fieldPath") or "")
