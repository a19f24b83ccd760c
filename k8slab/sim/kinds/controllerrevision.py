"""ControllerRevisions: the templates that a StatefulSet or DaemonSet has had.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/controller-revision-v1/
"""

from __future__ import annotations

from k8slab.objects.meta import Object, controller_of
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NONE, at, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind


def validate(revision: Object, old: Object | None) -> list[FieldError]:
    """A revision may get another number, but its data stands."""
    errors = [] if revision.get("data") is not None else [field.required("data", "data is mandatory")]
    errors += field.not_negative("revision", revision.get("revision", 0))
    if old is not None:
        errors += field.immutable("data", revision.get("data"), old.get("data"))
    return errors


def _controller(revision: Object, now: float) -> str:
    owner = controller_of(revision)
    if owner is None:
        return NONE
    group = owner.get("apiVersion", "").rpartition("/")[0]
    kind, name = owner.get("kind", "").lower(), owner.get("name", "")
    return f"{kind}.{group}/{name}" if group else f"{kind}/{name}"


CONTROLLER_REVISION = Kind(
    "apps",
    "v1",
    "ControllerRevision",
    "controllerrevisions",
    "controllerrevision",
    columns=plain(
        column("Controller", _controller, text="Controller of the object"),
        column("Revision", at("revision", 0), of="ControllerRevision.revision"),
    ),
    validate=validate,
)
