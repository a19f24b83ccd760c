"""From what a command line names (POD, TYPE/NAME) to pods.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.describe.placement import selector as selector_text
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import quote
from k8slab.kubectl.resources import Wanted, list_objects, read_one, wanted
from k8slab.kubectl.session import Session
from k8slab.objects import pods
from k8slab.objects.timestamps import seconds

Pod = dict[str, Any]
PHASES = ("Running", "Unknown", "Pending")


def named(session: Session, word: str) -> dict[str, Any]:
    """The object that POD or TYPE/NAME names, with its apiVersion and kind."""
    (want,) = wanted(session, [word if "/" in word else f"pods/{word}"])
    found = read_one(session, want, session.namespace)
    return {"apiVersion": want.resource.api_version, "kind": want.resource.kind, **found}


def named_for_logs(session: Session, word: str) -> dict[str, Any]:
    """As `named`, with the words that `kubectl logs` has for what is not there."""
    try:
        return named(session, word)
    except ApiError as error:
        where = f" in namespace {quote(session.namespace)}" if error.code == 404 else ""
        raise KubectlError(f"error from server ({error.reason}): {error.message}{where}") from None


def pods_of(session: Session, obj: dict[str, Any], refusal: str) -> list[Pod]:
    """The pod itself, or the pods that the object selects: the best one to look at first.

    `refusal` is what kubectl says of a kind that has no pods.
    """
    if obj["kind"] == "Pod":
        return [obj]
    chosen = (obj.get("spec") or {}).get("selector")
    if not isinstance(chosen, dict):
        kind = f"*{obj['apiVersion'].rpartition('/')[2]}.{obj['kind']}"
        raise KubectlError(f"{refusal} {kind}: selector for {kind} not implemented")
    text = selector_text(chosen if obj["kind"] != "Service" else {"matchLabels": chosen})
    found = selected(session, text)
    if not found:
        raise KubectlError("timed out waiting for the condition")
    return sorted(found, key=_rank)


def selected(session: Session, labels: str) -> list[Pod]:
    """The namespace's pods with these labels, by name."""
    pod = Wanted(session.resources.find("pods")).resource
    return list_objects(session, pod, session.namespace, {"labelSelector": labels})


def _rank(pod: Pod) -> tuple[Any, ...]:
    """Assigned, running, ready, and that for longest."""
    status = pod.get("status") or {}
    phase = status.get("phase", "Pending")
    ready = [seconds(each["lastTransitionTime"]) for each in _ready_conditions(pod)]
    return (
        not pod["spec"].get("nodeName"),
        PHASES.index(phase) if phase in PHASES else len(PHASES),
        not pods.is_ready(pod),
        min(ready, default=0.0),
        pod["metadata"]["name"],
    )


def _ready_conditions(pod: Pod) -> Iterator[dict[str, Any]]:
    for each in (pod.get("status") or {}).get("conditions") or ():
        if each["type"] == "Ready" and each["status"] == "True" and each.get("lastTransitionTime"):
            yield each
