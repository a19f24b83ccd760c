"""RuntimeClasses. They are stored; every container runs in the one runtime of the simulator.

Source: https://kubernetes.io/docs/concepts/containers/runtime-class/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import at, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind, no_action


def validate(runtime: Object, old: Object | None) -> list[FieldError]:
    handler = runtime.get("handler", "")
    if not handler:
        return [field.required("handler")]
    errors = field.label("handler", handler)
    return errors if old is None else errors + field.immutable("handler", handler, old.get("handler"))


RUNTIME_CLASS = Kind(
    "node.k8s.io",
    "v1",
    "RuntimeClass",
    "runtimeclasses",
    "runtimeclass",
    namespaced=False,
    columns=plain(column("Handler", at("handler"), of="RuntimeClass.handler")),
    validate=validate,
    caveat=no_action("RuntimeClasses", "apply"),
    is_replaced_unseen=False,
)
