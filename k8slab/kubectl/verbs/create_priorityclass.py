"""Create a PriorityClass."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import the_name

FLAGS = (
    *create_namespace.FLAGS, Flag("value", type="int"), Flag("global-default", type="bool"),
    Flag("description"), Flag("preemption-policy", default="PreemptLowerPriority"),
)  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one class that is named."""
    manifest: dict[str, Any] = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": the_name(arguments, "create priorityclass")},
        "value": flags.number("value"),
        "preemptionPolicy": flags.text("preemption-policy"),
    }
    if flags.on("global-default"):
        manifest["globalDefault"] = True
    if flags.text("description"):
        manifest["description"] = flags.text("description")
    create_namespace.create_generated(session, flags, manifest, "failed to create priorityclass")
    return 0
