"""Pod templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.kubectl.describe.containers import write_containers
from k8slab.kubectl.describe.placement import write_spread, write_tolerations
from k8slab.kubectl.describe.text import Sheet
from k8slab.kubectl.describe.volumes import write_volumes


def write_template(sheet: Sheet, template: Mapping[str, Any]) -> None:
    """The part under `Pod Template:`."""
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    sheet.line("Pod Template:")
    sheet.labels("  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        sheet.annotations("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        sheet.field("  Service Account", spec["serviceAccountName"])
    if spec.get("initContainers"):
        write_containers(sheet, "Init Containers", spec["initContainers"], indent="  ")
    write_containers(sheet, "Containers", spec.get("containers"), indent="  ")
    write_volumes(sheet, spec.get("volumes"), "  ")
    write_spread(sheet, spec.get("topologySpreadConstraints"), "  ")
    if spec.get("priorityClassName"):
        sheet.field("  Priority Class Name", spec["priorityClassName"])
    sheet.labels("  Node-Selectors", spec.get("nodeSelector"))
    write_tolerations(sheet, spec.get("tolerations"), "  ")
