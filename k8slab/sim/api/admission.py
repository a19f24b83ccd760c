"""What admission adds to a new object, and what it refuses.

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import service_addresses, status
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.kinds.storageclass import is_default

if TYPE_CHECKING:
    from k8slab.sim.api.api import Api

TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_SECONDS = 3607
TOLERATION_SECONDS = 300
SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
LASTING_NAMESPACES = ("default", "kube-system", "kube-public")


def admit(api: Api, kind: Kind, draft: Object) -> None:
    """Change the new object as the default admission plugins do; raise ApiError to refuse it."""
    if kind.namespaced:
        _admit_to_namespace(api, kind, draft)
    plugin = PLUGINS.get(kind.kind)
    if plugin is not None:
        plugin(api, draft)


def admit_change(api: Api, kind: Kind, draft: Object, old: Object) -> None:
    """As `admit`, for an update."""
    plugin = CHANGE_PLUGINS.get(kind.kind)
    if plugin is not None:
        plugin(api, draft, old)


def admit_deletion(kind: Kind, name: str) -> None:
    """Raise ApiError for what may not be deleted."""
    if kind.kind == "Namespace" and name in LASTING_NAMESPACES:
        raise status.forbidden(kind, name, "this namespace may not be deleted")


def _admit_to_namespace(api: Api, kind: Kind, draft: Object) -> None:
    namespace = api.get(kinds.NAMESPACE, meta.namespace(draft))
    if meta.is_terminating(namespace):
        name = meta.name(namespace)
        why = f"unable to create new content in namespace {name} because it is being terminated"
        refusal = status.forbidden(kind, meta.name(draft), why)
        cause = f"namespace {name} is being terminated"
        raise status.because(refusal, status.NAMESPACE_TERMINATING, cause, "metadata.namespace")


def _admit_pod(api: Api, pod: Object) -> None:
    spec = pod["spec"]
    _admit_service_account(api, pod)
    _admit_priority(api, pod)
    _add_default_tolerations(spec)


def _admit_service_account(api: Api, pod: Object) -> None:
    spec = pod["spec"]
    account = spec.setdefault("serviceAccountName", "default")
    spec["serviceAccount"] = account
    if api.find(kinds.SERVICE_ACCOUNT, account, meta.namespace(pod)) is None:
        where = f"{meta.namespace(pod)}/{account}"
        why = f'error looking up service account {where}: serviceaccount "{account}" not found'
        raise status.forbidden(kinds.POD, meta.name(pod), why)
    if spec.get("automountServiceAccountToken", True):
        _mount_token(spec, "kube-api-access-" + api.chance.suffix("token", *meta.key(pod)))


def _mount_token(spec: Object, volume: str) -> None:
    containers = [*spec.get("initContainers", ()), *spec.get("containers", ())]
    without = [container for container in containers if not _has_mount(container, TOKEN_MOUNT)]
    for container in without:
        mount = {"name": volume, "readOnly": True, "mountPath": TOKEN_MOUNT}
        container["volumeMounts"] = [*container.get("volumeMounts", ()), mount]
    if without:
        spec["volumes"] = [*spec.get("volumes", ()), {"name": volume, "projected": _token_projection()}]


def _has_mount(container: Object, path: str) -> bool:
    return any(mount.get("mountPath") == path for mount in container.get("volumeMounts", ()))


def _token_projection() -> Object:
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    return {
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": TOKEN_SECONDS, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [namespace]}},
        ],
        "defaultMode": 420,
    }


def _admit_priority(api: Api, pod: Object) -> None:
    """The class gives the pod its number; without a class, the default one does if there is one."""
    spec, wanted = pod["spec"], pod["spec"].get("priorityClassName", "")
    found = _default_priority(api) if not wanted else api.find(kinds.PRIORITY_CLASS, wanted)
    value, policy = SYSTEM_PRIORITIES.get(wanted, 0), "PreemptLowerPriority"
    if found is not None:
        value, policy = found["value"], found["preemptionPolicy"]
        spec["priorityClassName"] = meta.name(found)
    elif wanted and wanted not in SYSTEM_PRIORITIES:
        why = f"no PriorityClass with name {wanted} was found"
        raise status.forbidden(kinds.POD, meta.name(pod), why)
    if spec.get("priority") not in (None, value):
        why = (
            f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; "
            f"priority admission controller computed {value} from the given PriorityClass name"
        )
        raise status.forbidden(kinds.POD, meta.name(pod), why)
    spec["priority"], spec["preemptionPolicy"] = value, policy


def _default_priority(api: Api) -> Object | None:
    """Of several classes marked as the default the one with the lowest value."""
    marked = [each for each in api.list(kinds.PRIORITY_CLASS) if each.get("globalDefault")]
    return min(marked, key=lambda each: int(each["value"]), default=None)


def _add_default_tolerations(spec: Object) -> None:
    """A pod may stay five minutes on a node that is not ready or unreachable, unless it says otherwise."""
    tolerations = list(spec.get("tolerations") or ())
    for taint in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        if not any(_tolerates_eviction(toleration, taint) for toleration in tolerations):
            tolerations.append(
                {
                    "key": taint,
                    "operator": "Exists",
                    "effect": "NoExecute",
                    "tolerationSeconds": TOLERATION_SECONDS,
                }
            )
    spec["tolerations"] = tolerations


def _tolerates_eviction(toleration: Object, taint: str) -> bool:
    matches = toleration.get("key", taint) == taint and toleration.get("effect", "NoExecute") == "NoExecute"
    return bool(matches)


def _protect(finalizer: str) -> Callable[[Api, Object], None]:
    def plugin(api: Api, obj: Object) -> None:
        finalizers = obj["metadata"].get("finalizers") or []
        if finalizer not in finalizers:
            obj["metadata"]["finalizers"] = [*finalizers, finalizer]

    return plugin


def _admit_claim(api: Api, claim: Object) -> None:
    _protect("kubernetes.io/pvc-protection")(api, claim)
    has_class = "storageClassName" in claim["spec"] or volumes.BETA_CLASS in meta.annotations(claim)
    if not has_class and (name := default_class(api)):
        claim["spec"]["storageClassName"] = name


def default_class(api: Api) -> str | None:
    """The newest class marked as default; of equally old ones the first by name."""
    marked = [item for item in api.list(kinds.STORAGE_CLASS) if is_default(item)]
    marked.sort(key=lambda item: item["metadata"]["creationTimestamp"], reverse=True)
    return meta.name(marked[0]) if marked else None


def _admit_resize(api: Api, claim: Object, old: Object) -> None:
    """A claim may grow if it is bound and its class says that its volumes can."""
    if volumes.request(claim) <= volumes.request(old):
        return
    why = ""
    if volumes.phase(old) != "Bound":
        why = "Only bound persistent volume claims can be expanded"
    elif not _can_grow(api, old):
        why = (
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc "
            "must support resize"
        )
    if why:
        raise status.forbidden(kinds.PERSISTENT_VOLUME_CLAIM, meta.name(claim), why)


def _can_grow(api: Api, claim: Object) -> bool:
    found = api.find(kinds.STORAGE_CLASS, volumes.storage_class(claim))
    return found is not None and bool(found.get("allowVolumeExpansion"))


PLUGINS: dict[str, Callable[[Any, Object], None]] = {
    "Pod": _admit_pod,
    "PersistentVolume": _protect("kubernetes.io/pv-protection"),
    "PersistentVolumeClaim": _admit_claim,
    "Service": service_addresses.allocate,
}
CHANGE_PLUGINS: dict[str, Callable[[Any, Object, Object], None]] = {
    "PersistentVolumeClaim": _admit_resize,
    "Service": service_addresses.reallocate,
}
