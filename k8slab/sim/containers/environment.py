"""The environment variables of a container.

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
REFERENCE = re.compile(r"\$(\$?)\(([A-Za-z_][\w.-]*)\)")


def environment(api: Api, pod: Object, container: Object) -> dict[str, str]:
    """Services first, then envFrom, then env; later ones win."""
    found = {"PATH": PATH, "HOSTNAME": hostname(pod), "HOME": "/root"}
    found |= _services(api, meta.namespace(pod))
    for source in container.get("envFrom") or ():
        found |= _all_of(api, pod, source)
    for each in container.get("env") or ():
        value = _value(api, pod, container, each)
        if value is not None:
            found[each["name"]] = expand(value, found)
    return found


def expand(text: str, variables: Mapping[str, str]) -> str:
    """$(NAME) becomes the variable's value, $$(NAME) stays $(NAME), unknown names stay as they are."""

    def value(found: re.Match[str]) -> str:
        return found[0][1:] if found[1] else variables.get(found[2], found[0])

    return REFERENCE.sub(value, text)


def hostname(pod: Object) -> str:
    spec = pod["spec"]
    if spec.get("hostNetwork"):
        return str(spec.get("nodeName", ""))
    return str(spec.get("hostname") or meta.name(pod))


def data_of(api: Api, namespace: str, source: Object) -> dict[str, bytes] | None:
    """The data of the ConfigMap or Secret that a reference names; None if it is not there."""
    if "secretName" in source or source.get("secret"):
        secret = api.find(kinds.SECRET, source.get("secretName") or source.get("name", ""), namespace)
        return None if secret is None else _decoded(secret.get("data"))
    config = api.find(kinds.CONFIG_MAP, source.get("name", ""), namespace)
    if config is None:
        return None
    texts = {name: text.encode() for name, text in (config.get("data") or {}).items()}
    return texts | _decoded(config.get("binaryData"))


def _decoded(data: Mapping[str, str] | None) -> dict[str, bytes]:
    return {name: base64.b64decode(value) for name, value in (data or {}).items()}


def _services(api: Api, namespace: str) -> dict[str, str]:
    """NAME_SERVICE_HOST and NAME_SERVICE_PORT of the namespace's Services and of the API server."""
    kubernetes = api.find(kinds.SERVICE, "kubernetes", "default")
    found: dict[str, str] = {}
    for service in [*api.list(kinds.SERVICE, namespace), *([kubernetes] if kubernetes else [])]:
        address, ports = service["spec"].get("clusterIP"), service["spec"].get("ports") or ()
        if address in (None, "", "None") or not ports:
            continue
        name = meta.name(service).upper().replace("-", "_")
        found |= {f"{name}_SERVICE_HOST": address, f"{name}_SERVICE_PORT": str(ports[0]["port"])}
    return found


def _all_of(api: Api, pod: Object, source: Object) -> dict[str, str]:
    reference = {**(source.get("configMapRef") or source.get("secretRef") or {})}
    reference["secret"] = bool(source.get("secretRef"))
    data = data_of(api, meta.namespace(pod), reference) or {}
    return {source.get("prefix", "") + name: value.decode("utf-8", "replace") for name, value in data.items()}


def _value(api: Api, pod: Object, container: Object, entry: Object) -> str | None:
    source = entry.get("valueFrom")
    if not source:
        return str(entry.get("value", ""))
    if "fieldRef" in source:
        return field(pod, source["fieldRef"].get("fieldPath", ""))
    if "resourceFieldRef" in source:
        return resource(container, source["resourceFieldRef"])
    for name in ("configMapKeyRef", "secretKeyRef"):
        if name in source:
            reference = {**source[name], "secret": name == "secretKeyRef"}
            data = data_of(api, meta.namespace(pod), reference) or {}
            value = data.get(source[name].get("key", ""))
            return None if value is None else value.decode("utf-8", "replace")
    return None


def field(pod: Object, path: str) -> str:
    """What the downward API gives for a field of the pod."""
    if found := re.fullmatch(r"metadata\.(labels|annotations)\['([^']+)'\]", path):
        return str((pod["metadata"].get(found[1]) or {}).get(found[2], ""))
    if path in ("metadata.labels", "metadata.annotations"):
        pairs = pod["metadata"].get(path.partition(".")[2]) or {}
        return "\n".join(f'{name}="{value}"' for name, value in sorted(pairs.items()))
    value: object = pod
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, dict) else ""
    return str(value)


def resource(container: Object, reference: Object) -> str:
    """A request or limit, as it stands in the pod; 0 for none."""
    place, _, name = str(reference.get("resource", "")).partition(".")
    return str(((container.get("resources") or {}).get(place) or {}).get(name, "0"))
