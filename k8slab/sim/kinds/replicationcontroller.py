"""ReplicationControllers, the forerunners of ReplicaSets. They are stored; nothing acts on them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, CONTAINERS, IMAGES, NAME, at, joined, number, wide
from k8slab.sim.kinds.kind import FieldError, Kind, no_action
from k8slab.sim.kinds.pod_template import always_running_errors, default_template, template_errors


def default(controller: Object) -> None:
    """The selector is that of the template's labels, unless it is given."""
    spec = controller.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    default_template(spec.setdefault("template", {}))
    if labels := spec["template"]["metadata"].get("labels"):
        spec.setdefault("selector", dict(labels))


def prepare(controller: Object, old: Object | None) -> None:
    if old is None:
        controller["status"] = {"replicas": 0}


def validate(controller: Object, old: Object | None) -> list[FieldError]:
    spec = controller["spec"]
    errors = field.not_negative("spec.replicas", spec["replicas"])
    if not spec.get("selector"):
        errors.append(field.required("spec.selector"))
    errors += template_errors(spec["template"], "spec.template")
    return errors + always_running_errors(spec["template"], "spec.template", "ReplicationController")


REPLICATION_CONTROLLER = Kind(
    "",
    "v1",
    "ReplicationController",
    "replicationcontrollers",
    "replicationcontroller",
    short_names=("rc",),
    categories=("all",),
    subresources=("scale", "status"),
    columns=(
        NAME,
        number("Desired", at("spec.replicas", 0), of="ReplicationControllerSpec.replicas"),
        number("Current", at("status.replicas", 0), of="ReplicationControllerStatus.replicas"),
        number("Ready", at("status.readyReplicas", 0), of="ReplicationControllerStatus.readyReplicas"),
        AGE,
        CONTAINERS,
        IMAGES,
        wide(
            "Selector",
            lambda controller, now: joined(controller["spec"].get("selector")),
            of="ReplicationControllerSpec.selector",
        ),
    ),
    has_generation=True,
    default=default,
    validate=validate,
    prepare=prepare,
    selectable_fields=("metadata.name", "metadata.namespace", "status.replicas"),
    caveat=no_action("ReplicationControllers", "run"),
)
