"""The variables that tell a container of the Services of its namespace, as they were when it started.

Source: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api


def service_links(api: Api, pod: Object) -> dict[str, str]:
    """Of the API server, and of the pod's namespace unless enableServiceLinks is false."""
    found: dict[str, str] = {}
    if pod["spec"].get("enableServiceLinks", True):
        for service in api.list(kinds.SERVICE, meta.namespace(pod)):
            found |= _of_service(service)
    kubernetes = api.find(kinds.SERVICE, "kubernetes", "default")
    return found | (_of_service(kubernetes) if kubernetes is not None else {})


def _of_service(service: Object) -> dict[str, str]:
    """Nothing for a headless one."""
    address, ports = service["spec"].get("clusterIP"), service["spec"].get("ports") or ()
    if address in (None, "", "None") or not ports:
        return {}
    name = _variable(meta.name(service))
    found = {f"{name}_SERVICE_HOST": address, f"{name}_SERVICE_PORT": str(ports[0]["port"])}
    for port in ports:
        if port.get("name"):
            found[f"{name}_SERVICE_PORT_{_variable(port['name'])}"] = str(port["port"])
    found[f"{name}_PORT"] = _address(address, ports[0])
    for port in ports:
        found |= _link(f"{name}_PORT_{port['port']}_{port.get('protocol', 'TCP')}", address, port)
    return found


def _link(prefix: str, address: str, port: Object) -> dict[str, str]:
    """As Docker's links told of another container's port."""
    return {
        prefix: _address(address, port),
        f"{prefix}_PROTO": port.get("protocol", "TCP").lower(),
        f"{prefix}_PORT": str(port["port"]),
        f"{prefix}_ADDR": address,
    }


def _address(address: str, port: Object) -> str:
    return f"{port.get('protocol', 'TCP').lower()}://{address}:{port['port']}"


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
