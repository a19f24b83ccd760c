"""How a volume may be mounted.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

SHORT = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
SUPPORTED = sorted(SHORT)
ALONE = "may not use ReadWriteOncePod with other access modes"


def shortened(holder: Mapping[str, Any]) -> str:
    """The access modes as a cell: ``RWO,RWX``, in a fixed order."""
    modes = holder.get("accessModes") or ()
    return ",".join(short for mode, short in SHORT.items() if mode in modes)


def access_mode_errors(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    modes = spec.get("accessModes") or []
    errors = [
        field.unsupported(f"{path}.accessModes", mode, SUPPORTED) for mode in modes if mode not in SHORT
    ]
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        errors.append(field.forbidden(f"{path}.accessModes", ALONE))
    return errors
