"""Ingresses and their classes. They are stored; nothing routes by them.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/
"""

from __future__ import annotations

from k8slab.objects.meta import Object
from k8slab.sim.kinds import field
from k8slab.sim.kinds.columns import NONE, at, column, plain
from k8slab.sim.kinds.kind import FieldError, Kind

PATH_TYPES = ("Exact", "Prefix", "ImplementationSpecific")
SHOWN_HOSTS = 3


def default_class(ingress_class: Object) -> None:
    parameters = (ingress_class.get("spec") or {}).get("parameters")
    if parameters:
        parameters.setdefault("scope", "Cluster")


def validate_class(ingress_class: Object, old: Object | None) -> list[FieldError]:
    controller = (ingress_class.get("spec") or {}).get("controller")
    if not controller:
        return [field.required("spec.controller")]
    return [] if old is None else field.immutable("spec.controller", controller, old["spec"]["controller"])


def prepare(ingress: Object, old: Object | None) -> None:
    if old is None:
        ingress["status"] = {"loadBalancer": {}}


def validate(ingress: Object, old: Object | None) -> list[FieldError]:
    spec = ingress.get("spec") or {}
    if not spec.get("rules") and not spec.get("defaultBackend"):
        return [field.invalid("spec", [], "either `defaultBackend` or `rules` must be specified")]
    errors: list[FieldError] = []
    for number, rule in enumerate(spec.get("rules") or ()):
        http = rule.get("http")
        here = f"spec.rules[{number}].http"
        if http is not None and not http.get("paths"):
            errors.append(field.required(f"{here}.paths"))
        for index, path in enumerate((http or {}).get("paths") or ()):
            errors += _path_errors(path, f"{here}.paths[{index}]")
    return errors


def _path_errors(path: Object, where: str) -> list[FieldError]:
    kind = path.get("pathType")
    if not kind:
        return [field.required(f"{where}.pathType", "pathType must be specified")]
    errors = field.one_of(f"{where}.pathType", kind, PATH_TYPES)
    if kind in PATH_TYPES[:2] and not str(path.get("path", "")).startswith("/"):
        errors.append(field.invalid(f"{where}.path", path.get("path", ""), "must be an absolute path"))
    return errors


def _hosts(ingress: Object, now: float) -> str:
    rules = (ingress.get("spec") or {}).get("rules") or ()
    hosts = [rule["host"] for rule in rules if rule.get("host")][:SHOWN_HOSTS]
    if not hosts:
        return "*"
    more = f" + {len(rules) - SHOWN_HOSTS} more..." if len(rules) > SHOWN_HOSTS else ""
    return ",".join(hosts) + more


def _address(ingress: Object, now: float) -> str:
    found = at("status.loadBalancer.ingress", ())(ingress, now)
    return ",".join(sorted({item.get("ip") or item.get("hostname") or "" for item in found} - {""}))


def _ports(ingress: Object, now: float) -> str:
    return "80, 443" if (ingress.get("spec") or {}).get("tls") else "80"


def _parameters(ingress_class: Object, now: float) -> str:
    parameters = (ingress_class.get("spec") or {}).get("parameters")
    if not parameters:
        return NONE
    group = f".{parameters['apiGroup']}" if parameters.get("apiGroup") else ""
    return f"{parameters.get('kind', '')}{group}/{parameters.get('name', '')}"


INGRESS = Kind(
    "networking.k8s.io",
    "v1",
    "Ingress",
    "ingresses",
    "ingress",
    short_names=("ing",),
    subresources=("status",),
    columns=plain(
        column(
            "Class",
            at("spec.ingressClassName", NONE),
            text="The name of the IngressClass resource that should be used for additional configuration",
        ),
        column(
            "Hosts",
            _hosts,
            text="Hosts that incoming requests are matched against before the ingress rule",
        ),
        column("Address", _address, text="Address is a list containing ingress points for the load-balancer"),
        column("Ports", _ports, text="Ports of TLS configurations that open"),
    ),
    has_generation=True,
    prepare=prepare,
    validate=validate,
    caveat="k8slab stores Ingresses but does not route by them (not simulated)",
)
INGRESS_CLASS = Kind(
    "networking.k8s.io",
    "v1",
    "IngressClass",
    "ingressclasses",
    "ingressclass",
    namespaced=False,
    columns=plain(
        column(
            "Controller",
            at("spec.controller"),
            text="Controller that is responsible for handling this class",
        ),
        column("Parameters", _parameters, text="A reference to a resource with additional parameters"),
    ),
    has_generation=True,
    default=default_class,
    validate=validate_class,
)
