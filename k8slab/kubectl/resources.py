"""From arguments (`po,svc`, `po zk-0`, `sts/zk`, -f files) to objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import manifests
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.session import Session

PAGE = 500


@dataclass
class Item:
    """One object that a command is about; `object` is empty if only its name is known."""

    resource: Resource
    namespace: str
    name: str
    object: dict[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def title(self) -> str:
        """`statefulset.apps/zk`."""
        return f"{self.resource.title}/{self.name}"

    @property
    def path(self) -> str:
        return self.resource.path(self.namespace, self.name)

    def about(self) -> str:
        """The description that kubectl puts into errors about reading or patching the object."""
        gv = self.resource.api_version
        return (
            f'Resource: "{gv}, Resource={self.resource.plural}", '
            f'GroupVersionKind: "{gv}, Kind={self.resource.kind}"\n'
            f"Name: {quote(self.name)}, Namespace: {quote(self.namespace)}"
        )


@dataclass(frozen=True)
class Wanted:
    """One resource type, and one name of it or all (an empty name)."""

    resource: Resource
    name: str = ""


def wanted(session: Session, arguments: list[str]) -> list[Wanted]:
    """What the arguments of a command name. Raises KubectlError."""
    if any("/" in argument for argument in arguments):
        return [_pair(session, argument) for argument in arguments]
    types = _types(session, arguments[0]) if arguments else []
    names = arguments[1:] or [""]
    return [Wanted(resource, name) for resource in types for name in names]


def _pair(session: Session, argument: str) -> Wanted:
    kind, slash, name = argument.partition("/")
    if not slash:
        raise KubectlError(
            "there is no need to specify a resource type as a separate argument when passing arguments in "
            "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource "
            "resource/<resource_name>'"
        )
    if not kind or not name or "/" in name:
        raise KubectlError("arguments in resource/name form must have a single resource and name")
    return Wanted(session.resources.find(kind), name)


def _types(session: Session, argument: str) -> list[Resource]:
    found: list[Resource] = []
    for word in argument.split(","):
        members = session.resources.category(word) or [session.resources.find(word)]
        found += [resource for resource in members if resource not in found]
    return found


def scope(session: Session, resource: Resource, *, everywhere: bool = False) -> str:
    """The namespace to look in; empty for cluster-scoped types and for all namespaces."""
    return session.namespace if resource.namespaced and not everywhere else ""


def selection(flags: Flags) -> dict[str, str]:
    """The query for -l and --field-selector."""
    query = {}
    if flags.has("field-selector") and flags.text("field-selector"):
        query["fieldSelector"] = flags.text("field-selector")
    if flags.given("selector"):
        query["labelSelector"] = flags.text("selector")
    return query


def pages(session: Session, path: str, query: dict[str, str], **options: Any) -> Iterator[dict[str, Any]]:
    """All pages of a collection."""
    query = {**query, "limit": str(PAGE)}
    while True:
        page = session.client.get(path, query, **options)
        yield page
        token = page["metadata"].get("continue")
        if not token:
            return
        query["continue"] = token


def list_objects(session: Session, resource: Resource, namespace: str, query: dict[str, str]) -> list[Any]:
    """All objects of a type, each with apiVersion and kind."""
    return [
        {"apiVersion": resource.api_version, "kind": resource.kind, **obj}
        for page in pages(session, resource.path(namespace), query)
        for obj in page.get("items") or []
    ]


def fetch(
    session: Session, wants: list[Wanted], query: dict[str, str], *, everywhere: bool = False
) -> Iterator[Item | Exception]:
    """The objects that are wanted, read from the server; what failed comes as an exception."""
    for want in wants:
        namespace = scope(session, want.resource, everywhere=everywhere)
        try:
            if want.name:
                path = want.resource.path(namespace, want.name)
                yield item_of(want.resource, session.client.get(path))
            else:
                for obj in list_objects(session, want.resource, namespace, query):
                    yield item_of(want.resource, obj)
        except ApiError as error:
            yield error


def item_of(resource: Resource, obj: dict[str, Any], source: str = "") -> Item:
    metadata = obj["metadata"]
    return Item(resource, metadata.get("namespace", ""), metadata.get("name", ""), obj, source)


def from_files(session: Session, flags: Flags) -> Iterator[Item | Exception]:
    """The objects of the -f files, with the namespace filled in; what is wrong comes as an exception."""
    if flags.text("kustomize"):
        yield KubectlError("kustomizations (-k) are not supported by this kubectl")
        return
    paths = flags.texts("filename")
    for found in manifests.read(paths, session.cwd, session.stdin, recursive=flags.on("recursive")):
        yield found if isinstance(found, Exception) else _place(session, found)


def _place(session: Session, manifest: manifests.Manifest) -> Item | Exception:
    obj, source = manifest.object, manifest.source
    metadata = obj["metadata"] = obj.get("metadata") or {}
    resource = session.resources.by_kind(obj["apiVersion"], obj["kind"])
    if resource is None:
        return KubectlError(
            f"resource mapping not found for name: {quote(metadata.get('name', ''))} "
            f"namespace: {quote(metadata.get('namespace', ''))} from {quote(source)}: no matches for kind "
            f"{quote(obj['kind'])} in version {quote(obj['apiVersion'])}\nensure CRDs are installed first"
        )
    if not resource.namespaced:
        return item_of(resource, obj, source)
    given = metadata.get("namespace") or session.namespace
    if session.namespace_is_explicit and given != session.namespace:
        return KubectlError(
            f"the namespace from the provided object {quote(given)} does not match the namespace "
            f"{quote(session.namespace)}. You must pass '--namespace={given}' to perform this operation."
        )
    metadata["namespace"] = given
    return item_of(resource, obj, source)


def chosen(session: Session, arguments: list[str], flags: Flags) -> Iterator[Item | Exception]:
    """Objects by -f (read again from the server) or by arguments and selectors."""
    if not flags.texts("filename"):
        yield from fetch(session, wanted(session, arguments), selection(flags))
        return
    for found in from_files(session, flags):
        if isinstance(found, Exception):
            yield found
            continue
        try:
            yield item_of(found.resource, session.client.get(found.path), found.source)
        except ApiError as error:
            yield error
