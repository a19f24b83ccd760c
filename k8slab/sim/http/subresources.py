"""The parts of objects that have a behaviour of their own: a pod's binding and eviction, a
namespace's finalizers.

Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/,
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import Api, eviction, status
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.resources import is_dry_run, read_json, unknown_format
from k8slab.sim.http.routes import Route
from k8slab.sim.http.tables import View
from k8slab.sim.kinds import POD

DONE = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def bind(api: Api, route: Route, request: Request) -> Response:
    """POST pods/NAME/binding: what a scheduler sends."""
    target = _json_object(request).get("target") or {}
    api.get(route.kind, route.name, route.namespace)
    if not is_dry_run(request):
        api.bind(route.name, route.namespace, str(target.get("name", "")), POD)
    return json_response(DONE, 201)


def evict(api: Api, route: Route, request: Request) -> Response:
    """POST pods/NAME/eviction: delete the pod, if its disruption budgets allow it (429 if not)."""
    options = _json_object(request).get("deleteOptions") or {}
    eviction.evict(api, route.name, route.namespace, options, dry_run=is_dry_run(request, options))
    return json_response(DONE, 201)


def finalize(api: Api, route: Route, request: Request) -> Response:
    """PUT namespaces/NAME/finalize: replace the finalizers of its spec."""
    finalizers = (_json_object(request).get("spec") or {}).get("finalizers") or []

    def finalized(draft: Object) -> None:
        draft.setdefault("spec", {})["finalizers"] = list(finalizers)

    namespace = api.modify(route.kind, route.name, "", finalized)
    return json_response(View.of(request, route.kind, api.managers).single(namespace, api.now))


def _json_object(request: Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise unknown_format()
    content = read_json(request.body)
    if not isinstance(content, dict):
        raise status.bad_request("expected the body to be an object")
    return content


def chosen_container(pod: Object, wanted: str) -> str:
    """The container that is meant. Raises ApiError 400 if that is not clear, or there is none such."""
    names = [container["name"] for container in pod["spec"]["containers"]]
    inits = [container["name"] for container in pod["spec"].get("initContainers") or ()]
    if not wanted and len(names) == 1:
        return str(names[0])
    if wanted in (*names, *inits):
        return wanted
    if wanted:
        raise status.bad_request(f"container {wanted} is not valid for pod {meta.name(pod)}")
    others = f" or one of the init containers: [{' '.join(inits)}]" if inits else ""
    raise status.bad_request(
        f"a container name must be specified for pod {meta.name(pod)}, "
        f"choose one of: [{' '.join(names)}]{others}"
    )
