"""From a path to what it names: a kind, an object of it, a part of the object."""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.sim import kinds
from k8slab.sim.kinds.kind import Kind


@dataclass(frozen=True)
class Route:
    """What a resource path names; an empty name means the collection, an empty namespace all of them."""

    kind: Kind
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    is_watch: bool = False

    @property
    def stored(self) -> Kind:
        """The kind under which the objects are kept."""
        return self.kind.stored

    @property
    def scope(self) -> str | None:
        """The namespace to list; None means every one."""
        return self.namespace or None


def find(path: str) -> Route | None:
    """The route of a resource path; None when no served kind has it.

    Shapes: /api/v1/… and /apis/GROUP/VERSION/…, then [watch/][namespaces/NS/]PLURAL[/NAME[/SUBRESOURCE]];
    behind `proxy` follows the path of a page.
    """
    parts = path.strip("/").split("/")
    if not all(parts):
        return None
    if parts[0] == "api" and len(parts) > 2:
        return _in_version("", parts[1], parts[2:])
    if parts[0] == "apis" and len(parts) > 3:
        return _in_version(parts[1], parts[2], parts[3:])
    return None


def _in_version(group: str, version: str, parts: list[str]) -> Route | None:
    if parts[0] == "watch" and len(parts) > 1:
        found = _in_version(group, version, parts[1:])
        return found and Route(found.kind, found.namespace, found.name, found.subresource, is_watch=True)
    if parts[0] == "namespaces" and len(parts) > 2:
        inner = _of_kind(group, version, parts[2:], namespace=parts[1])
        if inner is not None:
            return inner
    return _of_kind(group, version, parts, namespace="")


def _of_kind(group: str, version: str, parts: list[str], *, namespace: str) -> Route | None:
    kind = kinds.find(group, version, parts[0])
    if kind is None or (len(parts) > 3 and parts[2] != "proxy"):
        return None
    names = [*parts[1:], "", ""]
    route = Route(kind, namespace, names[0], names[1])
    return route if _is_served(route) else None


def _is_served(route: Route) -> bool:
    """Objects have their kind's scope; only collections of namespaced kinds can be seen across namespaces."""
    if bool(route.namespace) > route.kind.namespaced:
        return False
    if route.name and (route.kind in kinds.UNSTORED or (route.kind.namespaced and not route.namespace)):
        return False
    return not route.subresource or route.subresource in route.kind.subresources
