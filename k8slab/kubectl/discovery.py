"""Which resources the server has, and what they may be called.

Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from k8slab.errors import ApiError
from k8slab.kubectl.client import Client
from k8slab.kubectl.errors import NoMatchError

AGGREGATED = (
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
)


@dataclass(frozen=True)
class Resource:
    """One resource type of the server."""

    group: str
    version: str
    plural: str
    kind: str
    singular: str = ""
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """`statefulsets.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def title(self) -> str:
        """`statefulset.apps`: how kubectl names the kind in its answers."""
        return f"{self.kind.lower()}.{self.group}" if self.group else self.kind.lower()

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """The path of the collection or, with a name, of one object."""
        root = f"/apis/{self.api_version}" if self.group else f"/api/{self.version}"
        scope = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return "/".join(filter(None, (f"{root}{scope}/{self.plural}", name, subresource)))

    def answers_to(self, word: str) -> bool:
        return word in (self.plural, self.singular or self.kind.lower())


class Catalogue:
    """The resource types of one server, in its order."""

    def __init__(self, resources: list[Resource]) -> None:
        self.resources = resources

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def by_kind(self, api_version: str, kind: str) -> Resource | None:
        return next((r for r in self if (r.api_version, r.kind) == (api_version, kind)), None)

    def find(self, word: str) -> Resource:
        """The type called `word`: plural, singular or short name, with or without group (and version).

        Raises NoMatchError.
        """
        name, _, rest = word.lower().rstrip(".").partition(".")
        for resource in self._called(name):
            if rest in ("", resource.group, f"{resource.version}.{resource.group}".rstrip(".")):
                return resource
        raise NoMatchError(name)

    def _called(self, name: str) -> Iterator[Resource]:
        yield from (r for r in self if r.answers_to(name))
        yield from (r for r in self if name in r.short_names)

    def preferred(self) -> list[Resource]:
        """Each type once, in the version that the server prefers."""
        once: dict[tuple[str, str], Resource] = {}
        for resource in self:
            once.setdefault((resource.group, resource.plural), resource)
        return list(once.values())

    def category(self, word: str) -> list[Resource]:
        return [r for r in self.preferred() if word in r.categories]


_CACHE: WeakKeyDictionary[Any, Catalogue] = WeakKeyDictionary()


def catalogue_of(client: Client) -> Catalogue:
    """The server's resource types; asked for once per transport."""
    known = _CACHE.get(client.transport)
    if known is None:
        known = _CACHE[client.transport] = Catalogue(list(_discover(client)))
    return known


def _discover(client: Client) -> Iterator[Resource]:
    for root in ("/api", "/apis"):
        answer = client.get(root, accept=AGGREGATED)
        if answer["kind"] == "APIGroupDiscoveryList":
            for group in answer["items"]:
                yield from _of_group(group)
        elif root == "/api":
            yield from _of_list(client, "/api/v1", "", "v1")
        else:
            yield from _of_groups(client, answer)


def _of_group(group: Mapping[str, Any]) -> Iterator[Resource]:
    name = group["metadata"].get("name", "")
    for version in group["versions"]:
        for item in version["resources"]:
            subresources = tuple(sub["subresource"] for sub in item.get("subresources") or ())
            yield Resource(
                name, version["version"], item["resource"], item["responseKind"]["kind"],
                item.get("singularResource", ""), item["scope"] == "Namespaced",
                tuple(item.get("shortNames") or ()), tuple(item.get("verbs") or ()),
                tuple(item.get("categories") or ()), subresources,
            )  # fmt: skip


def _of_groups(client: Client, groups: Mapping[str, Any]) -> Iterator[Resource]:
    for group in groups["groups"]:
        for version in group["versions"]:
            yield from _of_list(client, f"/apis/{version['groupVersion']}", group["name"], version["version"])


def _of_list(client: Client, path: str, group: str, version: str) -> Iterator[Resource]:
    """Resource types of one group and version. A group whose server is down is left out."""
    try:
        items = client.get(path)["resources"]
    except ApiError:
        return
    for item in items:
        if "/" in item["name"]:
            continue
        prefix = item["name"] + "/"
        yield Resource(
            group, version, item["name"], item["kind"], item.get("singularName", ""), item["namespaced"],
            tuple(item.get("shortNames") or ()), tuple(item.get("verbs") or ()),
            tuple(item.get("categories") or ()),
            tuple(o["name"].removeprefix(prefix) for o in items if o["name"].startswith(prefix)),
        )  # fmt: skip
