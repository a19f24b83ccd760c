"""The scale subresource: a workload seen as a number of replicas.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ (scale)
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.selectors import from_manifest
from k8slab.sim.api import Api, patches, status
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.options import check_write, is_dry_run
from k8slab.sim.http.resources import read_object, read_patch
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds.kind import FieldError, Kind

SCALE = Kind("autoscaling", "v1", "Scale", "scales", "scale")


def get(api: Api, route: Route, request: Request) -> Response:
    return json_response(scale_of(api.get(route.kind, route.name, route.namespace)))


def update(api: Api, route: Route, request: Request) -> Response:
    """PUT: the whole Scale; a resourceVersion in it must be the present one."""
    check_write(request)
    scale, _ = read_object(SCALE, request)
    return _store(api, route, request, scale)


def patch(api: Api, route: Route, request: Request) -> Response:
    """PATCH of any type."""
    check_write(request)
    body = read_patch(request)
    present = scale_of(api.get(route.kind, route.name, route.namespace))
    return _store(api, route, request, patches.apply(SCALE, present, body, request.content_type))


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


def _store(api: Api, route: Route, request: Request, scale: Object) -> Response:
    old = api.get(route.kind, route.name, route.namespace)
    _check(route, old, scale)
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if is_dry_run(request):
        return json_response(scale_of({**old, "spec": {**old["spec"], "replicas": replicas}}))

    def scaled(draft: Object) -> None:
        draft["spec"]["replicas"] = replicas

    acting = api.acting_as(api.author._replace(subresource="scale"))
    return json_response(scale_of(acting.modify(route.kind, route.name, route.namespace, scaled)))


def _check(route: Route, old: Object, scale: Object) -> None:
    if not isinstance(scale, dict) or not isinstance(scale.get("metadata", {}), dict):
        raise status.bad_request("expected the body to be a Scale")
    version = scale.get("metadata", {}).get("resourceVersion")
    if version and version != old["metadata"]["resourceVersion"]:
        raise status.modified(route.kind, meta.name(old))
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if not isinstance(replicas, int) or isinstance(replicas, bool):
        raise status.bad_request(f"Scale.spec.replicas: expected a whole number, found {replicas!r}")
    if replicas < 0:
        error = FieldError("spec.replicas", "Invalid value", replicas, "must be greater than or equal to 0")
        raise status.invalid(SCALE, meta.name(old), [error])
