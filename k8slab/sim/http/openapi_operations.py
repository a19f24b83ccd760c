"""The operations of OpenAPI documents: what one method does to what a path names.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
"""

from __future__ import annotations

from typing import Any, NamedTuple

from k8slab.sim.api import schema
from k8slab.sim.http import discovery
from k8slab.sim.http.openapi_schemas import MACHINERY, PREFIX
from k8slab.sim.kinds.kind import Kind

Operation = dict[str, Any]

DELETE_OPTIONS = f"{MACHINERY}.apis.meta.v1.DeleteOptions"
STATUS = f"{MACHINERY}.apis.meta.v1.Status"
ACTIONS = {"create": "post", "update": "put"}
WORDS = {"get": "read", "update": "replace", "deletecollection": "delete"}
PATCH_TYPES = (
    "application/apply-patch+yaml",
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)
WRITING = ("dryRun", "fieldManager", "fieldValidation")
SELECTING = ("labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "timeoutSeconds")
PARAMETERS = {
    "list": (*SELECTING, "watch", "allowWatchBookmarks"),
    "create": WRITING,
    "update": WRITING,
    "patch": (*WRITING, "force"),
    "delete": ("dryRun", "gracePeriodSeconds", "propagationPolicy"),
    "deletecollection": (*SELECTING, "dryRun", "gracePeriodSeconds", "propagationPolicy"),
}
STREAMS = ("container", "stderr", "stdin", "stdout", "tty")
PART_PARAMETERS = {
    "attach": STREAMS,
    "exec": ("command", *STREAMS),
    "log": (
        "container",
        "follow",
        "insecureSkipTLSVerifyBackend",
        "limitBytes",
        "previous",
        "sinceSeconds",
        "stream",
        "tailLines",
        "timestamps",
    ),
    "portforward": ("ports",),
    "proxy": ("path",),
}
INTEGERS = (
    "limit",
    "timeoutSeconds",
    "gracePeriodSeconds",
    "limitBytes",
    "sinceSeconds",
    "tailLines",
    "ports",
)
BOOLEANS = (
    "watch",
    "allowWatchBookmarks",
    "force",
    "stderr",
    "stdin",
    "stdout",
    "tty",
    "follow",
    "insecureSkipTLSVerifyBackend",
    "previous",
    "timestamps",
)
TEXT_TYPES = {"log": "text/plain"}
"""By subresource: what is answered as text; what a connection answers is of any type."""


class Target(NamedTuple):
    """What a path names: objects of a kind, of one namespace or everywhere, or a part of one object."""

    kind: Kind
    part: str = ""
    everywhere: bool = False

    @property
    def spoken_of(self) -> Kind:
        """The kind of what is sent and answered."""
        part = discovery.subresource(self.part) if self.part else discovery.LIKE_STATUS
        if not part.kind:
            return self.kind
        name = part.kind.format(kind=self.kind.kind)
        return Kind(part.group, part.version or self.kind.version, name, "", "")


def operation(target: Target, verb: str, method: str) -> Operation:
    """What the method does there; ``verb`` is the API's, or `connect`."""
    spoken_of = target.spoken_of
    made: Operation = {
        "description": f"{verb} {' of '.join(filter(None, (target.part, target.kind.kind)))}",
        "operationId": _id(target, verb, method),
        "parameters": [_parameter(name) for name in _parameters(target, verb)],
        "responses": {"200": {"description": "OK", "content": _answered(target, verb)}},
        "tags": [f"{_group(target.kind).lower()}_{target.kind.version}"],
        "x-kubernetes-action": ACTIONS.get(verb, verb),
        "x-kubernetes-group-version-kind": group_version_kind(spoken_of),
    }
    if verb in ("create", "update"):
        made["requestBody"] = {"content": _content(definition(spoken_of)), "required": True}
    if verb == "patch":
        body = {patch_type: {"schema": {"type": "object"}} for patch_type in PATCH_TYPES}
        made["requestBody"] = {"content": body, "required": True}
    return made


def definition(kind: Kind) -> str:
    return schema.definition_name(kind.group, kind.version, kind.kind)


def group_version_kind(kind: Kind) -> dict[str, str]:
    return {"group": kind.group, "kind": kind.kind, "version": kind.version}


def _parameters(target: Target, verb: str) -> tuple[str, ...]:
    return PART_PARAMETERS.get(target.part) or PARAMETERS.get(verb, ())


def _id(target: Target, verb: str, method: str) -> str:
    """The operation's name, which no other has: generators make function names of it."""
    kind = target.kind
    home = f"{_group(kind)}{kind.version.capitalize()}"
    if verb == "connect":
        home += method.capitalize()
    if verb == "deletecollection":
        home += "Collection"
    scope = "Namespaced" if kind.namespaced and not target.everywhere else ""
    suffix = "ForAllNamespaces" if kind.namespaced and target.everywhere else target.part.capitalize()
    return f"{WORDS.get(verb, verb)}{home}{scope}{kind.kind}{suffix}"


def _group(kind: Kind) -> str:
    """`rbac.authorization.k8s.io` is RbacAuthorization."""
    words = (kind.group or "core").removesuffix(".k8s.io").split(".")
    return "".join(word.capitalize() for word in words)


def _parameter(name: str) -> dict[str, Any]:
    kind = "integer" if name in INTEGERS else "boolean" if name in BOOLEANS else "string"
    return {"name": name, "in": "query", "schema": {"type": kind, "uniqueItems": True}}


def _answered(target: Target, verb: str) -> dict[str, Any]:
    if verb == "connect" or target.part in TEXT_TYPES:
        return {TEXT_TYPES.get(target.part, "*/*"): {"schema": {"type": "string"}}}
    if verb in ("delete", "deletecollection"):
        return _content(STATUS)
    own = definition(target.spoken_of)
    return _content(own + "List" if verb == "list" and schema.is_defined(own + "List") else own)


def _content(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": PREFIX + name}}}
