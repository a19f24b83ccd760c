"""The scale subresource: a workload seen as a number of replicas.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ (scale)
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_manifest
from k8slab.sim.api import Api, apply, decode, patches, schema, status
from k8slab.sim.api.decode import parse_yaml
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.options import check_write, is_dry_run, strictness
from k8slab.sim.http.resources import match_path, read_object, read_patch
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds.kind import FieldError, Kind

SCALE = Kind("autoscaling", "v1", "Scale", "scales", "scale")

SCALE_DEFINITION = schema.definition_name(SCALE.group, SCALE.version, SCALE.kind)


def get(api: Api, route: Route, request: Request) -> Response:
    return json_response(scale_of(api.get(route.kind, route.name, route.namespace)))


def update(api: Api, route: Route, request: Request) -> Response:
    """PUT: the whole Scale; a resourceVersion in it must be the present one."""
    check_write(request)
    scale, warnings = read_object(SCALE, request)
    return _store(api, route, request, scale, warnings)


def patch(api: Api, route: Route, request: Request) -> Response:
    """PATCH of any type."""
    check_write(request)
    if request.content_type == apply.APPLY_PATCH:
        return _apply(api, route, request)
    body = read_patch(api, route, request)
    present = scale_of(api.get(route.kind, route.name, route.namespace))
    patched = patches.apply(SCALE, present, body.content, request.content_type)
    scale, warnings = patches.check(SCALE, patched, body, request.content_type, strictness(request))
    return _store(api, route, request, scale, warnings)


def _apply(api: Api, route: Route, request: Request) -> Response:
    """Server-side apply: what the Scale says of the workload is applied to that."""
    kind = route.kind
    config = parse_yaml(request.body)
    scale, _ = decode.read_as(SCALE_DEFINITION, config) if isinstance(config, dict) else ({}, [])
    if (scale.get("apiVersion"), scale.get("kind")) != (SCALE.api_version, SCALE.kind):
        raise status.bad_request("invalid object type: expected autoscaling/v1, Kind=Scale")
    spec = {name: value for name, value in (scale.get("spec") or {}).items() if name == "replicas"}
    wanted = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": scale.get("metadata") or {}}
    options = apply.Options(request.flag("force"), "scale", is_dry_run(request))
    obj, _ = apply.apply(api, kind, route.name, route.namespace, {**wanted, "spec": spec}, options=options)
    return json_response(scale_of(obj))


def scale_of(obj: Object) -> Object:
    """The workload's Scale. Absent counts are 0, and 0 desired replicas are left out, as the server does."""
    metadata = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    replicas = obj["spec"].get("replicas", 1)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {field: metadata[field] for field in kept if field in metadata},
        "spec": {"replicas": replicas} if replicas else {},
        "status": {
            "replicas": obj.get("status", {}).get("replicas", 0),
            "selector": str(from_manifest(obj["spec"].get("selector"))),
        },
    }


def _store(api: Api, route: Route, request: Request, scale: Object, warnings: list[str]) -> Response:
    old = api.get(route.kind, route.name, route.namespace)
    match_path(scale, route)
    _check(route, old, scale)
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if is_dry_run(request):
        return json_response(scale_of({**old, "spec": {**old["spec"], "replicas": replicas}}), 200, warnings)

    def scaled(draft: Object) -> None:
        draft["spec"]["replicas"] = replicas

    acting = api.acting_as(api.author._replace(subresource="scale"))
    stored = acting.modify(route.kind, route.name, route.namespace, scaled)
    return json_response(scale_of(stored), 200, warnings)


def _check(route: Route, old: Object, scale: Object) -> None:
    """Raises ApiError 409 for a Scale that is out of date, 422 for one that cannot be."""
    version = scale["metadata"].get("resourceVersion")
    if version and version != old["metadata"]["resourceVersion"]:
        raise status.modified(route.kind, meta.name(old))
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if replicas < 0:
        error = FieldError("spec.replicas", "Invalid value", replicas, "must be greater than or equal to 0")
        raise status.invalid(SCALE, meta.name(old), [error])
