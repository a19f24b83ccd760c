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
from k8slab.sim.containers import downward_api
from k8slab.sim.containers.service_links import service_links
from k8slab.sim.kinds.kind import Kind

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
REFERENCE = re.compile(r"\$(\$?)\(([A-Za-z_][\w.-]*)\)")


def environment(api: Api, pod: Object, container: Object) -> dict[str, str]:
    """Services first, then envFrom, then env; later ones win."""
    found = {"PATH": PATH, "HOSTNAME": hostname(pod), "HOME": "/root"}
    found |= service_links(api, pod)
    for source in container.get("envFrom") or ():
        found |= _all_of(api, pod, source)
    for each in container.get("env") or ():
        value = _value(api, pod, container, each)
        if value is not None:
            found[each["name"]] = expand(value, found)
    return found


def complaint(api: Api, pod: Object, container: Object) -> str:
    """Why the variables cannot be made: a source is missing, or a key in it; empty if they can."""
    for source in container.get("envFrom") or ():
        for kind, field in ((kinds.CONFIG_MAP, "configMapRef"), (kinds.SECRET, "secretRef")):
            if found := _missing(api, pod, kind, source.get(field) or {}):
                return found
    for entry in container.get("env") or ():
        source = entry.get("valueFrom") or {}
        for kind, field in ((kinds.CONFIG_MAP, "configMapKeyRef"), (kinds.SECRET, "secretKeyRef")):
            if found := _missing(api, pod, kind, source.get(field) or {}):
                return found
    return ""


def _missing(api: Api, pod: Object, kind: Kind, reference: Object) -> str:
    if not reference or reference.get("optional"):
        return ""
    namespace, name, key = meta.namespace(pod), reference.get("name", ""), reference.get("key")
    data = data_of(api, namespace, {"name": name, "secret": kind is kinds.SECRET})
    if data is None:
        return f'{kind.singular} "{name}" not found'
    return f"couldn't find key {key} in {kind.kind} {namespace}/{name}" if key and key not in data else ""


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
        return downward_api.field(pod, source["fieldRef"].get("fieldPath", ""))
    if "resourceFieldRef" in source:
        return downward_api.resource(api, pod, container, source["resourceFieldRef"])
    for name in ("configMapKeyRef", "secretKeyRef"):
        if name in source:
            reference = {**source[name], "secret": name == "secretKeyRef"}
            data = data_of(api, meta.namespace(pod), reference) or {}
            value = data.get(source[name].get("key", ""))
            return None if value is None else value.decode("utf-8", "replace")
    return None
