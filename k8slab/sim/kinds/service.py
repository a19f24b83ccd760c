"""Services.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import AGE, NAME, NONE, at, column, joined, wide
from k8slab.sim.kinds.containers import PROTOCOLS
from k8slab.sim.kinds.kind import FieldError, Kind

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
AFFINITIES = ("ClientIP", "None")
POLICIES = ("Cluster", "Local")
PUBLISHED = ("NodePort", "LoadBalancer")
AFFINITY_SECONDS = 10800
LONGEST_AFFINITY = 86400
FAMILIES = ("IPv4", "IPv6")
FAMILY_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")
TWO_FAMILIES = "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"
NOT_PUBLISHED = "may only be set for externally-accessible services"
HEADLESS = "None"


def default(service: Object) -> None:
    spec = service.setdefault("spec", {})
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    if spec["sessionAffinity"] == "ClientIP" and not spec.get("sessionAffinityConfig"):
        spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": AFFINITY_SECONDS}}
    for port in spec.get("ports") or ():
        port.setdefault("protocol", "TCP")
        if port.get("targetPort") in (None, 0, ""):
            port["targetPort"] = port.get("port", 0)
    if spec["type"] in PUBLISHED:
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    if spec["type"] != "ExternalName":
        _default_addresses(spec)


def _default_addresses(spec: Object) -> None:
    spec.setdefault("internalTrafficPolicy", "Cluster")
    if spec.get("clusterIPs") and not spec.get("clusterIP"):
        spec["clusterIP"] = spec["clusterIPs"][0]
    elif spec.get("clusterIP") and not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    if not spec.get("ipFamilies") and not spec.get("ipFamilyPolicy"):
        _default_families(spec)
    spec.setdefault("ipFamilies", ["IPv4"])
    both = len(spec["ipFamilies"]) == 2 or len(spec.get("clusterIPs") or ()) == 2
    spec.setdefault("ipFamilyPolicy", "RequireDualStack" if both else "SingleStack")


def _default_families(spec: Object) -> None:
    """A Service without address and selector, whose endpoints come from elsewhere, may have any address."""
    is_open = spec.get("clusterIP") == HEADLESS and not spec.get("selector")
    spec["ipFamilies"] = ["IPv4", "IPv6"] if is_open else ["IPv4"]
    spec["ipFamilyPolicy"] = "RequireDualStack" if is_open else "SingleStack"


def prepare(service: Object, old: Object | None) -> None:
    """A new service has no load balancer; an update that leaves the address out keeps it."""
    if old is None:
        service["status"] = {"loadBalancer": {}}
        return
    spec, before = service["spec"], old["spec"]
    if spec["type"] == "ExternalName" or before["type"] == "ExternalName":
        return
    if not spec.get("clusterIP") and before.get("clusterIP"):
        spec["clusterIP"], spec["clusterIPs"] = before["clusterIP"], before["clusterIPs"]
    elif spec.get("clusterIP") and spec["clusterIP"] != before.get("clusterIP"):
        spec["clusterIPs"] = [spec["clusterIP"]]


def validate(service: Object, old: Object | None) -> list[FieldError]:
    spec = service["spec"]
    errors = _update_errors(spec, old["spec"]) if old else []
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIP") != HEADLESS and spec["type"] != "ExternalName":
        errors.append(field.required("spec.ports"))
    if spec["type"] == "ExternalName":
        errors += _external_name_errors(spec)
    if spec.get("clusterIP") == HEADLESS and spec["type"] in PUBLISHED:
        why = f"may not be set to 'None' for {spec['type']} services"
        errors.append(field.invalid("spec.clusterIPs[0]", HEADLESS, why))
    errors += _port_errors(ports)
    errors += _node_port_errors(ports, spec["type"])
    errors += field.labels("spec.selector", spec.get("selector"))
    errors += field.one_of("spec.sessionAffinity", spec["sessionAffinity"], AFFINITIES)
    errors += field.one_of("spec.type", spec["type"], TYPES)
    for policy in ("internalTrafficPolicy", "externalTrafficPolicy"):
        errors += field.one_of(f"spec.{policy}", spec.get(policy), POLICIES, optional=True)
    return errors + _policy_errors(spec) + _family_errors(spec)


def _policy_errors(spec: Object) -> list[FieldError]:
    """What only some types of Services may say."""
    errors: list[FieldError] = []
    seconds = ((spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}).get("timeoutSeconds")
    if spec["sessionAffinity"] == "ClientIP" and seconds is not None and not 0 < seconds <= LONGEST_AFFINITY:
        path = "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
        errors.append(
            field.invalid(path, seconds, f"must be greater than 0 and less than {LONGEST_AFFINITY}")
        )
    policy = spec.get("externalTrafficPolicy")
    if policy and spec["type"] not in PUBLISHED and not spec.get("externalIPs"):
        errors.append(field.invalid("spec.externalTrafficPolicy", policy, NOT_PUBLISHED))
    return errors


def _family_errors(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    families, policy = spec.get("ipFamilies") or [], spec.get("ipFamilyPolicy")
    for index, family in enumerate(families):
        errors += field.one_of(f"spec.ipFamilies[{index}]", family, FAMILIES)
    errors += field.one_of("spec.ipFamilyPolicy", policy, FAMILY_POLICIES, optional=True)
    if policy == "SingleStack" and len(families) > 1:
        errors.append(field.invalid("spec.ipFamilyPolicy", policy, TWO_FAMILIES))
    addresses = spec.get("clusterIPs") or []
    if addresses and addresses[0] != spec.get("clusterIP"):
        errors.append(field.invalid("spec.clusterIPs", addresses, "first value must match `clusterIP`"))
    return errors


def _external_name_errors(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    if spec.get("clusterIP"):
        why = "may not be set for ExternalName services"
        errors.append(field.forbidden("spec.clusterIPs[0]", why))
    target = str(spec.get("externalName", "")).removesuffix(".")
    if not target:
        return [*errors, field.required("spec.externalName")]
    return errors + field.subdomain("spec.externalName", target)


def _update_errors(spec: Object, old: Object) -> list[FieldError]:
    if "ExternalName" in (spec["type"], old["type"]) or not old.get("clusterIP"):
        return []
    if spec.get("clusterIP") != old["clusterIP"]:
        value = spec.get("clusterIPs") or []
        return [field.invalid("spec.clusterIPs[0]", value, "may not change once set")]
    return []


def _port_errors(ports: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    pairs: set[tuple[Any, Any]] = set()
    for index, port in enumerate(ports):
        path, name = f"spec.ports[{index}]", port.get("name", "")
        if not name and len(ports) > 1:
            errors.append(field.required(f"{path}.name"))
        elif name:
            errors += field.label(f"{path}.name", name)
            errors += [field.duplicate(f"{path}.name", name)] if name in seen else []
            seen.add(name)
        errors += field.port(f"{path}.port", port.get("port", 0))
        errors += field.one_of(f"{path}.protocol", port["protocol"], PROTOCOLS)
        errors += field.port_or_name(f"{path}.targetPort", port["targetPort"])
        pair = port["protocol"], port.get("port")
        if pair in pairs:
            errors.append(field.duplicate(path, {"port": pair[1], "protocol": pair[0]}))
        pairs.add(pair)
    return errors


def _node_port_errors(ports: list[Object], kind: str) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[Any, Any]] = set()
    for index, port in enumerate(ports):
        path, number = f"spec.ports[{index}].nodePort", port.get("nodePort")
        if not number:
            continue
        if kind not in PUBLISHED:
            errors.append(field.forbidden(path, f"may not be used when `type` is '{kind}'"))
        if (port["protocol"], number) in seen:
            errors.append(field.duplicate(path, number))
        seen.add((port["protocol"], number))
    return errors


def _address(service: Object, now: float) -> str:
    addresses = service["spec"].get("clusterIPs")
    return addresses[0] if addresses else service["spec"].get("clusterIP") or NONE


def _external(service: Object, now: float) -> str:
    spec = service["spec"]
    listed = ",".join(spec.get("externalIPs") or ())
    if spec["type"] == "ExternalName":
        return str(spec.get("externalName") or NONE)
    if spec["type"] != "LoadBalancer":
        return listed or NONE
    balancer = service["status"].get("loadBalancer") or {}
    balanced = [_ingress(item) for item in balancer.get("ingress") or ()]
    return ",".join(part for part in (*balanced, listed) if part) or "<pending>"


def _ingress(item: Mapping[str, str]) -> str:
    return item.get("ip") or item.get("hostname") or ""


def _ports(service: Object, now: float) -> str:
    return ",".join(map(_port, service["spec"].get("ports") or ())) or NONE


def _port(port: Object) -> str:
    published = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{published}/{port.get('protocol', 'TCP')}"


SERVICE = Kind(
    "",
    "v1",
    "Service",
    "services",
    "service",
    short_names=("svc",),
    categories=("all",),
    subresources=("proxy", "status"),
    columns=(
        NAME,
        column("Type", at("spec.type"), of="ServiceSpec.type"),
        column("Cluster-IP", _address, of="ServiceSpec.clusterIP"),
        column("External-IP", _external, of="ServiceSpec.externalIPs"),
        column("Port(s)", _ports, of="ServiceSpec.ports"),
        AGE,
        wide(
            "Selector",
            lambda service, now: joined(service["spec"].get("selector")),
            of="ServiceSpec.selector",
        ),
    ),
    default=default,
    validate=validate,
    prepare=prepare,
    selectable_fields=("metadata.name", "metadata.namespace", "spec.clusterIP", "spec.type"),
    is_made_by_put=True,
)
