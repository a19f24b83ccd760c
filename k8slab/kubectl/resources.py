"""From arguments (`po,svc`, `po zk-0`, `sts/zk`, -f files) to objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl import manifests
from k8slab.kubectl.discovery import Resource
from k8slab.kubectl.errors import KubectlError, raise_all
from k8slab.kubectl.flags import Flags
from k8slab.kubectl.golang import quote
from k8slab.kubectl.session import Session
from k8slab.objects.selectors import parse_label_selector

PAGE = 500
NOTHING_NAMED = (
    "You must provide one or more resources by argument or filename.\nExample resource specifications "
    "include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)

FILES_AND_ARGUMENTS = (
    "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
)


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
    """One resource type, and one name of it or all (an empty name); a file may name the namespace too."""

    resource: Resource
    name: str = ""
    namespace: str = ""
    subresource: str = ""


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
            "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get "
            "resource resource/<resource_name>'"
        )
    if "/" in name:
        raise KubectlError("arguments in resource/name form may not have more than one slash")
    if not kind or not name:
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


def explained(error: ApiError, resource: Resource, query: dict[str, str]) -> ApiError:
    """What a server says about a list that it refuses, with the selectors that were asked for."""
    if error.code not in (400, 404):
        return error
    what = quote(f"{resource.group}/{resource.version}, Resource={resource.plural}")
    labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
    if labels or fields:
        about = f"find {what} that match label selector {quote(labels)}, field selector {quote(fields)}"
    else:
        about = f"list {what}"
    return ApiError({**error.status, "message": f"Unable to {about}: {error.message}"})


def list_objects(session: Session, resource: Resource, namespace: str, query: dict[str, str]) -> list[Any]:
    """All objects of a type, each with apiVersion and kind."""
    return [
        {"apiVersion": resource.api_version, "kind": resource.kind, **obj}
        for page in pages(session, resource.path(namespace), query)
        for obj in page.get("items") or []
    ]


def read_one(
    session: Session, want: Wanted, namespace: str, query: dict[str, str] | None = None, **options: Any
) -> dict[str, Any]:
    """One object by its name. If it is not there because its namespace isn't, the error says so."""
    try:
        found: dict[str, Any] = session.client.get(
            want.resource.path(namespace, want.name, want.subresource), query, **options
        )
    except ApiError as error:
        if error.code == 404 and namespace not in ("", "default"):
            session.client.get(f"/api/v1/namespaces/{namespace}")
        raise
    return found


def fetch(
    session: Session, wants: list[Wanted], query: dict[str, str], *, everywhere: bool = False
) -> Iterator[Item | Exception]:
    """The objects that are wanted, read from the server; what failed comes as an exception."""
    for want in wants:
        namespace = want.namespace or scope(session, want.resource, everywhere=everywhere)
        try:
            if want.name:
                yield item_of(want.resource, read_one(session, want, namespace))
            else:
                for obj in list_objects(session, want.resource, namespace, query):
                    yield item_of(want.resource, obj)
        except ApiError as error:
            yield error if want.name else explained(error, want.resource, query)


def item_of(resource: Resource, obj: dict[str, Any], source: str = "") -> Item:
    metadata = obj["metadata"]
    return Item(resource, metadata.get("namespace", ""), metadata.get("name", ""), obj, source)


def from_files(session: Session, flags: Flags) -> Iterator[Item | Exception]:
    """The objects of the -f files, with the namespace filled in; what is wrong comes as an exception."""
    if flags.text("kustomize"):
        yield KubectlError("kustomizations (-k) are not supported by this kubectl")
        return
    paths = flags.texts("filename")
    is_wanted = _selected(flags)
    for found in manifests.read(paths, session.cwd, session.stdin, recursive=flags.on("recursive")):
        if isinstance(found, Exception):
            yield found
        elif is_wanted(found.object):
            yield _place(session, found)


def _selected(flags: Flags) -> Callable[[dict[str, Any]], bool]:
    """-l chooses among the objects of files too."""
    text = flags.text("selector") if flags.has("selector") else ""
    if not text:
        return lambda obj: True
    try:
        selector = parse_label_selector(text)
    except ValueError as error:
        raise KubectlError(str(error)) from None
    return lambda obj: selector.matches((obj.get("metadata") or {}).get("labels") or {})


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


def names_files(flags: Flags) -> bool:
    """-f or -k."""
    return bool(flags.texts("filename") or (flags.has("kustomize") and flags.text("kustomize")))


def written(session: Session, arguments: list[str], flags: Flags) -> list[Wanted]:
    """What the -f files name, to be read from the server. Raises what is wrong with the files."""
    if arguments:
        raise KubectlError(FILES_AND_ARGUMENTS)
    found = list(from_files(session, flags))
    raise_all([error for error in found if isinstance(error, Exception)])
    return [Wanted(item.resource, item.name, item.namespace) for item in found if isinstance(item, Item)]


def refuse_names_with_selectors(wants: list[Wanted], flags: Flags) -> None:
    """Names and selectors exclude one another."""
    if selection(flags) and any(want.name for want in wants):
        raise KubectlError("name cannot be provided when a selector is specified")


def for_each(found: Iterable[Item | Exception], act: Callable[[Item], object]) -> None:
    """Act on every object; what fails, in finding or in acting, is raised once all have had their turn."""
    errors: list[Exception] = []
    for item in found:
        try:
            if isinstance(item, Exception):
                raise item
            act(item)
        except (ApiError, KubectlError) as error:
            errors.append(error)
    raise_all(errors)


def chosen(
    session: Session, arguments: list[str], flags: Flags, *, all_of_a_type: bool = False
) -> Iterator[Item | Exception]:
    """Objects by -f or by arguments and selectors, read from the server.

    A type without names means all of them only where `all_of_a_type` or a flag says so.
    """
    if names_files(flags):
        wants = written(session, arguments, flags)
    elif arguments:
        wants = wanted(session, arguments)
    else:
        raise KubectlError(NOTHING_NAMED)
    refuse_names_with_selectors(wants, flags)
    everything = all_of_a_type or selection(flags) or (flags.knows("all") and flags.on("all"))
    if not everything and any(not want.name for want in wants):
        raise KubectlError("resource(s) were provided, but no name was specified")
    yield from fetch(session, wants, selection(flags))
