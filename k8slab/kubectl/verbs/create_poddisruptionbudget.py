"""Create a PodDisruptionBudget."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import labels, metadata, the_name

FLAGS = (*create_namespace.FLAGS, Flag("selector"), Flag("min-available"), Flag("max-unavailable"))
STATUS = {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0}


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one budget that is named."""
    name = the_name(arguments, "create poddisruptionbudget")
    _check(flags)
    spec: dict[str, Any] = {"selector": {"matchLabels": labels(flags.text("selector"))}}
    for flag, field in (("min-available", "minAvailable"), ("max-unavailable", "maxUnavailable")):
        if amount := flags.text(flag):
            spec[field] = int(amount) if amount.isdigit() else amount
    manifest = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(session, name),
        "spec": spec,
        "status": STATUS,
    }
    create_namespace.create_generated(session, flags, manifest, "failed to create poddisruptionbudgets")
    return 0


def _check(flags: Flags) -> None:
    if not flags.text("selector"):
        raise KubectlError("a selector must be specified")
    given = [flag for flag in ("min-available", "max-unavailable") if flags.text(flag)]
    if not given:
        raise KubectlError("one of min-available or max-unavailable must be specified")
    if len(given) > 1:
        raise KubectlError("min-available and max-unavailable cannot be both specified")
