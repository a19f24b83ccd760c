"""How a volume may be mounted.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects.volumes import SHORT_MODES, short_modes
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import FieldError

SUPPORTED = sorted(SHORT_MODES)
ALONE = "may not use ReadWriteOncePod with other access modes"


def shortened(holder: Mapping[str, Any]) -> str:
    """The access modes as a cell."""
    return short_modes(holder.get("accessModes"))


def access_mode_errors(spec: Mapping[str, Any], path: str) -> list[FieldError]:
    modes = spec.get("accessModes") or []
    errors = [
        field.unsupported(f"{path}.accessModes", mode, SUPPORTED) for mode in modes if mode not in SHORT_MODES
    ]
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        errors.append(field.forbidden(f"{path}.accessModes", ALONE))
    return errors
