"""What the downward API tells a container about its pod and itself.

Source: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
"""

from __future__ import annotations

import re
from math import ceil

from k8slab.objects.meta import Object
from k8slab.objects.quantity import parse
from k8slab.sim import kinds
from k8slab.sim.api import Api


def field(pod: Object, path: str) -> str:
    """The value of a field of the pod."""
    if found := re.fullmatch(r"metadata\.(labels|annotations)\['([^']+)'\]", path):
        return str((pod["metadata"].get(found[1]) or {}).get(found[2], ""))
    if path in ("metadata.labels", "metadata.annotations"):
        pairs = pod["metadata"].get(path.partition(".")[2]) or {}
        return "\n".join(f'{name}="{value}"' for name, value in sorted(pairs.items()))
    if path in ("status.podIPs", "status.hostIPs"):
        return ",".join(each["ip"] for each in (pod.get("status") or {}).get(path.partition(".")[2]) or ())
    value: object = pod
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, dict) else ""
    return str(value)


def resource(api: Api, pod: Object, container: Object, reference: Object) -> str:
    """A request or limit in units of the divisor, rounded up; no limit is what the node can give."""
    place, _, name = str(reference.get("resource", "")).partition(".")
    every = (*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ()))
    named = next((each for each in every if each["name"] == reference.get("containerName")), container)
    resources = named.get("resources") or {}
    value = (resources.get(place) or {}).get(name)
    if value is None and place == "limits":
        node = api.find(kinds.NODE, pod["spec"].get("nodeName", "")) or {}
        value = ((node.get("status") or {}).get("allocatable") or {}).get(name)
    divisor = parse(reference.get("divisor") or "0") or 1
    return str(ceil(parse(value or "0") / divisor))
