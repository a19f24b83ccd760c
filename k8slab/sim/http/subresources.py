"""The parts of objects that have a behaviour of their own: a pod's binding and eviction, a
namespace's finalizers.

Sources: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/,
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.api import Api, eviction, status
from k8slab.sim.http.exchange import Request, Response, json_response
from k8slab.sim.http.options import check_write, is_dry_run
from k8slab.sim.http.resources import match_path, read_object
from k8slab.sim.http.routes import Route
from k8slab.sim.http.tables import View
from k8slab.sim.kinds import POD, field
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.reviews import BINDING

EVICTION = Kind("policy", "v1", "Eviction", "evictions", "eviction")
DONE = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def bind(api: Api, route: Route, request: Request) -> Response:
    """POST pods/NAME/binding, or bindings: what a scheduler sends."""
    check_write(request)
    binding, _ = read_object(BINDING, request)
    name = route.name or _name(binding)
    if _name(binding) != name:
        raise status.bad_request("name in URL does not match name in Binding object")
    target = binding.get("target") or {}
    if not target.get("name"):
        raise status.invalid(BINDING, name, [field.required("target.name")])
    api.get(POD, name, route.namespace)
    if not is_dry_run(request):
        api.bind(name, route.namespace, target.get("name", ""), POD)
    return json_response(DONE, 201)


def evict(api: Api, route: Route, request: Request) -> Response:
    """POST pods/NAME/eviction: delete the pod, if its disruption budgets allow it (429 if not)."""
    check_write(request)
    asked, _ = read_object(EVICTION, request)
    if _name(asked) != route.name:
        raise status.bad_request("name in URL does not match name in Eviction object")
    options = asked.get("deleteOptions") or {}
    eviction.evict(api, route.name, route.namespace, options, dry_run=is_dry_run(request, options))
    return json_response(DONE, 201)


def finalize(api: Api, route: Route, request: Request) -> Response:
    """PUT namespaces/NAME/finalize: replace the finalizers of its spec."""
    check_write(request)
    sent, _ = read_object(route.kind, request)
    match_path(sent, route)
    finalizers = (sent.get("spec") or {}).get("finalizers") or []

    def finalized(draft: Object) -> None:
        draft.setdefault("spec", {})["finalizers"] = list(finalizers)

    namespace = api.modify(route.kind, route.name, "", finalized)
    return json_response(View.of(request, route.kind, api.managers).single(namespace, api.now))


def _name(obj: Object) -> str:
    return str((obj.get("metadata") or {}).get("name", ""))


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
