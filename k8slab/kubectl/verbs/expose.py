"""Make a Service for what a workload runs."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl import flags as common
from k8slab.kubectl.dry_run import DryRun
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.resources import Item, chosen
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.generated import labels, metadata
from k8slab.kubectl.writes import Reporter, manager

FLAGS = (
    *common.FILES, *common.OUTPUT, *common.DRY_RUN, *common.FIELD_MANAGER, Flag("port"), Flag("target-port"),
    Flag("protocol"), Flag("name"), Flag("type"), Flag("selector"), Flag("labels", "l"),
    Flag("cluster-ip"), Flag("external-ip"), Flag("session-affinity"), Flag("load-balancer-ip"),
    Flag("save-config", type="bool"), Flag("overrides"), Flag("override-type"), Flag("all", type="bool"),
)  # fmt: skip
MANAGER = "kubectl-expose"
EXPOSED = {"pods", "services", "replicationcontrollers", "deployments", "replicasets"}
WITH_TEMPLATE = ("deployments", "replicasets", "replicationcontrollers")


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Expose what is named or written in files."""
    errors: list[Exception] = []
    # --selector says what the service selects, not which objects are meant.
    for found in _targets(session, arguments, flags):
        if isinstance(found, Item):
            _expose(session, found, flags)
        else:
            errors.append(found)
    raise_all(errors)
    return 0


def _targets(session: Session, arguments: list[str], flags: Flags) -> list[Item | Exception]:
    unselected = Flags((*common.FILES, Flag("all", type="bool"), Flag("selector")))
    for path in flags.texts("filename"):
        unselected.put(common.FILES[0], path)
    return list(chosen(session, arguments, unselected))


def _expose(session: Session, item: Item, flags: Flags) -> None:
    if item.resource.plural not in EXPOSED:
        known = f"{item.resource.kind}.{item.resource.group}" if item.resource.group else item.resource.kind
        raise KubectlError(f"cannot expose a {known}")
    service = _service(session, item, flags)
    dry_run = DryRun(flags)
    resource = session.resources.find("services")
    if not dry_run.is_client:
        query = {**dry_run.query, **manager(flags, MANAGER)}
        service = session.client.create(resource.path(item.namespace), service, query)
    named = Item(resource, item.namespace, service["metadata"]["name"], service)
    Reporter(session, flags, declared=True).tell(named, service, "exposed")


def _service(session: Session, item: Item, flags: Flags) -> dict[str, Any]:
    name = flags.text("name") or item.name
    described = metadata(session, name)
    worn = labels(flags.text("labels")) if flags.text("labels") else item.object["metadata"].get("labels")
    if worn:
        described["labels"] = worn
    spec: dict[str, Any] = {"ports": _ports(item, flags), "selector": _selector(item, flags)}
    for flag, field in (
        ("type", "type"), ("cluster-ip", "clusterIP"), ("session-affinity", "sessionAffinity"),
    ):  # fmt: skip
        if flags.text(flag):
            spec[field] = flags.text(flag)
    if flags.text("external-ip"):
        spec["externalIPs"] = [flags.text("external-ip")]
    status: dict[str, Any] = {"loadBalancer": {}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": described, "spec": spec, "status": status}


def _selector(item: Item, flags: Flags) -> dict[str, str]:
    if flags.text("selector"):
        return labels(flags.text("selector"))
    spec = item.object.get("spec") or {}
    found: Any = spec.get("selector")
    if item.resource.plural == "pods":
        found = item.object["metadata"].get("labels")
        if not found:
            raise KubectlError(
                "couldn't retrieve selectors via --selector flag or introspection: "
                "the pod has no labels and cannot be exposed"
            )
    elif item.resource.plural in ("deployments", "replicasets"):
        if (found or {}).get("matchExpressions"):
            raise KubectlError(
                "couldn't retrieve selectors via --selector flag or introspection: "
                f'couldn\'t convert expressions - "{found["matchExpressions"]}" to map-based selector format'
            )
        found = (found or {}).get("matchLabels")
    return dict(found or {})


def _ports(item: Item, flags: Flags) -> list[dict[str, Any]]:
    protocol = flags.text("protocol") or "TCP"
    known = _known_ports(item)
    wanted = [(int(text), protocol) for text in flags.text("port").split(",") if text] or known
    if not wanted:
        raise KubectlError(
            "couldn't find port via --port flag or introspection\n"
            "See 'kubectl expose -h' for help and examples"
        )
    return [_port(number, proto, flags, f"port-{at}" if len(wanted) > 1 else "")
            for at, (number, proto) in enumerate(wanted, 1)]  # fmt: skip


def _known_ports(item: Item) -> list[tuple[int, str]]:
    spec = item.object.get("spec") or {}
    if item.resource.plural == "services":
        return [(port["port"], port.get("protocol", "TCP")) for port in spec.get("ports") or ()]
    pod = spec["template"]["spec"] if item.resource.plural in WITH_TEMPLATE else spec
    return [
        (port["containerPort"], port.get("protocol", "TCP"))
        for container in pod["containers"]
        for port in container.get("ports") or ()
    ]


def _port(number: int, protocol: str, flags: Flags, name: str) -> dict[str, Any]:
    target = flags.text("target-port")
    port: dict[str, Any] = {"name": name} if name else {}
    port |= {"port": number, "protocol": protocol}
    port["targetPort"] = (int(target) if target.isdigit() else target) if target else number
    return port
