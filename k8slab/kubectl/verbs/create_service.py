"""Create a Service of a type: clusterip, nodeport or loadbalancer."""

from __future__ import annotations

from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, require_flags, the_name

FLAGS = (
    *create_namespace.FLAGS,
    Flag("tcp", type="strings"),
    Flag("clusterip"),
    Flag("node-port", type="int"),
    Flag("external-name"),
)
NEEDS_ITS_NAME = True
TYPES = {
    "clusterip": "ClusterIP", "externalname": "ExternalName", "loadbalancer": "LoadBalancer",
    "nodeport": "NodePort",
}  # fmt: skip


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """The first argument is the verb, which ends in the type."""
    command, arguments = arguments[0], arguments[1:]
    kind = TYPES[command.rpartition(" ")[2]]
    if kind == "ExternalName":
        require_flags(flags, "external-name")
    name = the_name(arguments, command)
    may_lack_ports = flags.text("clusterip") == "None" or kind == "ExternalName"
    if not flags.texts("tcp") and not may_lack_ports:
        raise KubectlError("at least one tcp port specifier must be provided")
    spec: dict[str, Any] = {"clusterIP": flags.text("clusterip")} if flags.text("clusterip") else {}
    spec |= {"externalName": flags.text("external-name")} if kind == "ExternalName" else {}
    ports = [_port(text, flags) for text in flags.texts("tcp")]
    spec |= {"ports": ports} if ports else {}
    spec |= {"selector": {"app": name}, "type": kind}
    manifest = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {**metadata(session, name), "labels": {"app": name}},
        "spec": spec,
        "status": {"loadBalancer": {}},
    }
    create_namespace.create_generated(
        session, flags, manifest, f"failed to create {kind} service", remembers=False
    )
    return 0


def _port(text: str, flags: Flags) -> dict[str, Any]:
    """`80:8080`: the service's port, and that of the pods, which may be a name."""
    given, _, target = text.partition(":")
    if not given.isdigit():
        raise KubectlError(f'strconv.ParseUint: parsing "{given}": invalid syntax')
    port: dict[str, Any] = {"name": text.replace(":", "-"), "port": int(given), "protocol": "TCP"}
    wanted = target or given
    port["targetPort"] = int(wanted) if wanted.isdigit() else wanted
    if flags.number("node-port"):
        port["nodePort"] = flags.number("node-port")
    return port
