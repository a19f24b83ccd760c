"""Create an Ingress."""

from __future__ import annotations

import re
from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flag, Flags
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs import create_namespace
from k8slab.kubectl.verbs.generated import metadata, the_name

FLAGS = (
    *create_namespace.FLAGS, Flag("rule", type="array"), Flag("class"), Flag("default-backend"),
    Flag("annotation", type="array"),
)  # fmt: skip
_RULE = re.compile(
    r"(?P<host>[\w*.-]*)(?P<path>/[^=]*)=(?P<service>[\w-]+):(?P<port>[\w-]+)(?P<tls>,tls(=(?P<secret>[\w-]+))?)?"
)


def run(session: Session, arguments: list[str], flags: Flags) -> int:
    """Create the one ingress that is named."""
    name = the_name(arguments, "create ingress")
    manifest = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": _metadata(session, name, flags),
        "spec": _spec(flags),
        "status": {"loadBalancer": {}},
    }
    create_namespace.create_generated(session, flags, manifest, "failed to create ingress")
    return 0


def _metadata(session: Session, name: str, flags: Flags) -> dict[str, Any]:
    described = metadata(session, name)
    if flags.texts("annotation"):
        pairs = (text.partition("=") for text in flags.texts("annotation"))
        described["annotations"] = {key: value for key, _, value in pairs}
    return described


def _spec(flags: Flags) -> dict[str, Any]:
    if not flags.texts("rule") and not flags.text("default-backend"):
        raise KubectlError(
            "not enough information provided: every ingress has to either specify a default-backend "
            "(which catches all traffic) or a list of rules (which catch specific paths)"
        )
    rules = [_parsed(text) for text in flags.texts("rule")]
    spec: dict[str, Any] = {}
    if flags.text("class"):
        spec["ingressClassName"] = flags.text("class")
    if flags.text("default-backend"):
        service, _, port = flags.text("default-backend").partition(":")
        spec["defaultBackend"] = _backend(service, port)
    if rules:
        spec["rules"] = _hosts(rules)
    if tls := [_tls(rule) for rule in rules if rule["tls"]]:
        spec["tls"] = tls
    return spec


def _parsed(text: str) -> dict[str, str | None]:
    found = _RULE.fullmatch(text)
    if found is None:
        raise KubectlError(
            f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
        )
    return found.groupdict()


def _hosts(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The paths of each host together, hosts in the order given."""
    hosts: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        path = rule["path"]
        hosts.setdefault(rule["host"], []).append(
            {
                "backend": _backend(rule["service"], rule["port"]),
                "path": path.removesuffix("*"),
                "pathType": "Prefix" if path.endswith("*") else "Exact",
            }
        )
    return [({"host": host} if host else {}) | {"http": {"paths": paths}} for host, paths in hosts.items()]


def _tls(rule: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"hosts": [rule["host"]]} if rule["host"] else {}
    return found | ({"secretName": rule["secret"]} if rule["secret"] else {})


def _backend(service: str, port: str) -> dict[str, Any]:
    named = {"number": int(port)} if port.isdigit() else {"name": port}
    return {"service": {"name": service, "port": named}}
