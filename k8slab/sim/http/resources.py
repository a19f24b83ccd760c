"""The verbs on collections and objects: what each HTTP method does to a resource path.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from __future__ import annotations

from dataclasses import replace

from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import Api, apply, patches, status
from k8slab.sim.api.decode import YAML_TYPES, decode, parse_yaml
from k8slab.sim.http import pages, versions
from k8slab.sim.http.accept import SERVED
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.options import check_write, delete_options, is_dry_run, strictness
from k8slab.sim.http.routes import Route
from k8slab.sim.http.selection import Selection
from k8slab.sim.http.tables import View
from k8slab.sim.kinds import field
from k8slab.sim.kinds.kind import Kind

BODY_TYPES = ("application/json", *YAML_TYPES)


def collection(api: Api, route: Route, request: Request) -> Response:
    """GET on a collection: the selected objects, in pages if the client sets a limit."""
    selection = Selection.of(route, request)
    page = pages.page(api.store, selection, request)
    view = View.of(request, route.kind, api.managers)
    return json_response(view.collection(page.objects, page.metadata, api.now))


def single(api: Api, route: Route, request: Request) -> Response:
    """GET on an object."""
    obj = api.get(route.stored, route.name, route.namespace)
    versions.check_reached(api.store, request.query.get("resourceVersion", ""))
    return json_response(View.of(request, route.kind, api.managers).single(obj, api.now))


def create(api: Api, route: Route, request: Request) -> Response:
    """POST on a collection."""
    view = View.of(request, route.kind, api.managers)
    check_write(request)
    check_creatable(route.kind)
    obj, warnings = read_object(route.kind, request)
    created = api.create(route.stored, obj, route.namespace, dry_run=is_dry_run(request))
    return json_response(
        view.single(created, api.now), 201, [*warnings, *_caveats(route.kind), *_advice(route, created)]
    )


def update(api: Api, route: Route, request: Request) -> Response:
    """PUT on an object or its status."""
    view = View.of(request, route.kind, api.managers)
    check_write(request)
    obj, warnings = read_object(route.kind, request)
    match_path(obj, route)
    if _is_new(api, route):
        check_creatable(route.kind)
        created = api.create(route.stored, obj, route.namespace, dry_run=is_dry_run(request))
        return json_response(view.single(created, api.now), 201, [*warnings, *_caveats(route.kind)])
    check_conditional(route.kind, obj)
    updated = api.update(
        route.stored, obj, subresource=route.subresource or None, dry_run=is_dry_run(request)
    )
    return json_response(view.single(updated, api.now), 200, warnings + _advice(route, updated))


def patch(api: Api, route: Route, request: Request) -> Response:
    """PATCH on an object or its status."""
    check_write(request)
    if request.content_type == apply.APPLY_PATCH:
        return _apply(api, route, request)
    view = View.of(request, route.kind, api.managers)
    body = read_patch(api, route, request)
    warnings: list[str] = []

    def checked(kind: Kind, patched: Object) -> Object:
        obj, found = patches.check(route.kind, patched, body, request.content_type, strictness(request))
        match_path(obj, route)
        warnings.extend(found)
        return route.kind.inward(obj)

    patched = api.patch(
        route.kind,
        route.name,
        route.namespace,
        body.content,
        request.content_type,
        subresource=route.subresource or None,
        dry_run=is_dry_run(request),
        check=checked,
    )
    return json_response(view.single(patched, api.now), 200, warnings + _advice(route, patched))


def _advice(route: Route, obj: Object) -> list[str]:
    """Warnings about the object itself; about its status there are none."""
    return [] if route.subresource else route.kind.warn(obj)


def _apply(api: Api, route: Route, request: Request) -> Response:
    """Server-side apply; the body is YAML."""
    if route.stored is not route.kind:
        raise status.not_simulated(
            "server-side apply", f"{route.kind.api_version} is kept in another version"
        )
    view = View.of(request, route.kind, api.managers)
    options = apply.Options(request.flag("force"), route.subresource, is_dry_run(request))
    config = parse_yaml(request.body)
    if api.find(route.kind, route.name, route.namespace) is None:
        check_creatable(route.kind)
    obj, is_new = apply.apply(api, route.kind, route.name, route.namespace, config, options=options)
    return json_response(
        view.single(obj, api.now), 201 if is_new else 200, _caveats(route.kind) if is_new else []
    )


def delete(api: Api, route: Route, request: Request) -> Response:
    """DELETE on an object."""
    view = View.of(request, route.kind, api.managers)
    options = delete_options(request)
    answer = api.delete(
        route.stored, route.name, route.namespace, options=options, dry_run=is_dry_run(request, options)
    )
    lives_on = answer.get("kind") != "Status"
    accepted = lives_on and options.get("orphanDependents") is False
    return json_response(view.single(answer, api.now), 202 if accepted else 200)


def delete_collection(api: Api, route: Route, request: Request) -> Response:
    """DELETE on a collection: every selected object; answers with the list of them as they were."""
    view = View.of(request, route.kind, api.managers)
    options = delete_options(request)
    found = Selection.of(route, request).objects(api.store)
    for obj in found:
        api.delete(
            route.stored,
            meta.name(obj),
            meta.namespace(obj),
            options=options,
            dry_run=is_dry_run(request, options),
        )
    return json_response(view.collection(found, {"resourceVersion": str(api.store.revision)}, api.now))


def check_creatable(kind: Kind) -> None:
    """Raises ApiError 405 for kinds that would change what the API is."""
    if kind.refusal:
        raise status.not_simulated(kind.qualified, kind.refusal)


def _caveats(kind: Kind) -> list[str]:
    return [kind.caveat] if kind.caveat else []


def read_object(kind: Kind, request: Request) -> tuple[Object, list[str]]:
    """The object in the body as it is stored, and warnings about it. Raises ApiError 400 or 415."""
    if request.content_type not in BODY_TYPES:
        raise unknown_format()
    obj, found = decode(kind, request.body, strict=strictness(request), content_type=request.content_type)
    return kind.inward(obj), found


def read_patch(api: Api, route: Route, request: Request) -> patches.Patch:
    """The patch in the body of something that is there. Raises ApiError 400, 404 or 415."""
    if request.content_type not in patches.APPLIERS:
        raise status.unsupported_media_type()
    api.get(route.stored, route.name, route.namespace)
    return patches.read(request.body, request.content_type, strictness(request))


def unknown_format() -> ApiError:
    return status.failure(
        415,
        "UnsupportedMediaType",
        f"the body of the request was in an unknown format - accepted media types include: {SERVED}",
    )


def match_path(obj: Object, route: Route) -> None:
    """The object must be the one that the path names. Raises ApiError 400."""
    metadata = obj.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if route.namespace and namespace not in (None, "", route.namespace):
        raise status.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    if not name:
        words = (
            f"the name of the object ({route.name} based on URL) was undeterminable: name must be provided"
        )
        raise status.bad_request(words)
    if name != route.name:
        raise status.bad_request(
            f"the name of the object ({name}) does not match the name on the URL ({route.name})"
        )
    if route.namespace:
        metadata["namespace"] = route.namespace


def check_conditional(kind: Kind, obj: Object) -> None:
    """Whoever replaces an object of some kinds must say which version is meant. Raises ApiError 422."""
    if not kind.is_replaced_unseen and not obj["metadata"].get("resourceVersion"):
        error = field.invalid("metadata.resourceVersion", 0, "must be specified for an update")
        raise status.invalid(replace(kind, kind=kind.plural), meta.name(obj), [error])


def _is_new(api: Api, route: Route) -> bool:
    """Does a PUT make the object? Some kinds come into being like that."""
    if not route.kind.is_made_by_put or route.subresource:
        return False
    return api.find(route.stored, route.name, route.namespace) is None
