"""The API server's verbs. Nothing else writes the store.

Every verb either does the whole of its work or raises `ApiError` and changes nothing. What is handed out
belongs to the store: copy it (`k8slab.objects.meta.copy`) before you change it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from k8slab.objects import meta
from k8slab.objects.meta import Object, Objects
from k8slab.objects.selectors import Selector
from k8slab.objects.timestamps import rfc3339
from k8slab.sim.api import deletion, patches, status
from k8slab.sim.api.admission import admit, admit_change, admit_deletion
from k8slab.sim.api.managed_fields import declared
from k8slab.sim.api.managed_fields.ledger import CONTROLLER_MANAGER, NOT_TRACKED, Author, Ledger
from k8slab.sim.api.metadata import metadata_errors
from k8slab.sim.chance import Chance
from k8slab.sim.clock import Clock
from k8slab.sim.kinds.gates import apply_gates
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.store import Store

GENERATE_NAME_ATTEMPTS = 8
LONGEST_GENERATED_BASE = 58
KEPT_FROM_OLD = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "generateName",
)
CARRIED = ("labels", "annotations", "finalizers", "ownerReferences")
"""What of the metadata a write of the status takes over, too, where the kind does not leave it."""
EMPTY_IS_ABSENT = ("labels", "annotations", "finalizers", "ownerReferences", "selfLink")


class Api:
    """The verbs over one store and one clock; ``features`` are the feature gates that are on."""

    def __init__(self, store: Store, clock: Clock, chance: Chance, features: frozenset[str]) -> None:
        self.store = store
        self.clock = clock
        self.chance = chance
        self.features = features
        self.managers = Ledger(store)
        self.author = CONTROLLER_MANAGER

    def acting_as(self, author: Author) -> Api:
        """The same API in another's name: the fields that it writes are that one's."""
        api = copy(self)
        api.author = author
        return api

    @property
    def now(self) -> float:
        return self.clock.now

    # Reading

    def find(self, kind: Kind, name: str, namespace: str = "") -> Object | None:
        return self.store.get(kind, namespace, name)

    def get(self, kind: Kind, name: str, namespace: str = "") -> Object:
        """The object; raises NotFound."""
        obj = self.find(kind, name, namespace)
        if obj is None:
            raise status.not_found(kind, name)
        return obj

    def list(self, kind: Kind, namespace: str | None = None, selector: Selector | None = None) -> Objects:
        """The objects of one namespace, or (None) of all, by namespace and name."""
        found = self.store.list(kind, namespace)
        return found if selector is None else [obj for obj in found if selector.matches(meta.labels(obj))]

    # Writing

    def create(self, kind: Kind, obj: Object, namespace: str = "", *, dry_run: bool = False) -> Object:
        """Default, admit, check and store a new object."""
        draft = self._draft(kind, obj, namespace)
        self._name(kind, draft)
        kind.default(draft)
        apply_gates(kind, draft, None, self.features)
        author = self.author._replace(sent=meta.copy(draft)) if self.author.is_client else self.author
        admit(self, kind, draft)
        self._identify(kind, draft)
        kind.prepare(draft, None)
        self._check(kind, draft, None)
        if self.find(kind, *reversed(meta.key(draft))) is not None:
            raise status.already_exists(kind, meta.name(draft))
        if dry_run:
            return self.managers.preview(kind, None, draft, author, self.now)
        return self._put(kind, draft, author)

    def update(
        self, kind: Kind, obj: Object, *, subresource: str | None = None, dry_run: bool = False
    ) -> Object:
        """Replace an object (or its status); a resourceVersion in ``obj`` must be the present one."""
        old = self.get(kind, meta.name(obj), meta.namespace(obj))
        self._check_version(kind, old, obj)
        author = declared.author(self, old, obj, subresource)
        draft = self._merge(kind, old, meta.copy(obj), subresource)
        if subresource is None:
            kind.default(draft)
            apply_gates(kind, draft, old, self.features)
            kind.prepare(draft, old)
            admit_change(self, kind, draft, old)
            self._raise_generation(kind, draft, old)
            self._check(kind, draft, old)
        elif errors := metadata_errors(kind, draft, old) + kind.validate_status(draft, old):
            raise status.invalid(kind, meta.name(draft), errors)
        return self._replace(kind, old, draft, author, dry_run=dry_run)

    def modify(
        self,
        kind: Kind,
        name: str,
        namespace: str,
        change: Callable[[Object], None],
        *,
        subresource: str | None = None,
    ) -> Object:
        """Change a copy in place and store it: the control plane's own writes, which need no checking.

        With ``subresource="status"`` only the status is taken over.
        """
        old = self.get(kind, name, namespace)
        draft = meta.copy(old)
        change(draft)
        draft = self._merge(kind, old, draft, subresource)
        self._raise_generation(kind, draft, old)
        author = self.author
        if subresource and draft["metadata"] != old["metadata"]:
            # What it changed does not show that this is a write of the status.
            author = author._replace(subresource=subresource)
        return self._replace(kind, old, draft, author)

    def patch(
        self,
        kind: Kind,
        name: str,
        namespace: str,
        body: Any,
        patch_type: str,
        *,
        subresource: str | None = None,
        dry_run: bool = False,
        check: Callable[[Kind, Object], Object] | None = None,
    ) -> Object:
        """Patch an object. ``check`` gets the patched object and gives back what may be stored of it.

        A kind that is stored as another one is patched as it is served.
        """
        served, kind = kind, kind.stored
        old = self.get(kind, name, namespace)
        visible = declared.visible(self, old, body)
        shown = visible if served is kind else served.present(visible, self.now)
        patched = patches.apply(served, shown, body, patch_type)
        if check is not None:
            patched = check(kind, patched)
        patched["metadata"] = {**patched.get("metadata", {}), "name": name}
        if kind.namespaced:
            patched["metadata"]["namespace"] = namespace
        return self.update(kind, patched, subresource=subresource, dry_run=dry_run)

    def bind(self, name: str, namespace: str, node: str, pod_kind: Kind) -> Object:
        """Put a pod on a node, as the scheduler does; its PodScheduled condition becomes true."""
        old = self.get(pod_kind, name, namespace)
        if present := old["spec"].get("nodeName"):
            why = f'pod {name} is already assigned to node "{present}"'
            raise status.conflict(pod_kind, name, why)
        draft = meta.copy(old)
        _assign(draft, node, rfc3339(self.now))
        return self._replace(pod_kind, old, draft, NOT_TRACKED)

    # Deleting

    def delete(
        self,
        kind: Kind,
        name: str,
        namespace: str = "",
        *,
        options: Mapping[str, Any] | None = None,
        dry_run: bool = False,
    ) -> Object:
        """Delete now, or mark the object as terminating while grace or finalizers hold it.

        Gives the object while it lives on, else a Status.
        """
        options = options or {}
        admit_deletion(kind, name)
        old = self.get(kind, name, namespace)
        deletion.check_preconditions(kind, old, options)
        done = status.success(kind, name, meta.uid(old))
        if dry_run:
            return done
        marked = self._mark(kind, old, options)
        if deletion.is_held(marked):
            return marked
        self.store.remove(kind, meta.copy(marked))
        return done

    def _mark(self, kind: Kind, old: Object, options: Mapping[str, Any]) -> Object:
        """Write the deletion into the object where the API server does; pods always show it."""
        grace = deletion.grace_seconds(kind, old, options)
        finalizers = deletion.finalizers_after(old, options)
        present = old["metadata"].get("deletionGracePeriodSeconds")
        if present is not None and finalizers == (old["metadata"].get("finalizers") or []):
            if grace is None or grace >= present:
                return old
        elif grace is None and not finalizers and not (old.get("spec") or {}).get("finalizers"):
            return {**old, "metadata": {**old["metadata"], "finalizers": []}}
        draft = meta.copy(old)
        when = rfc3339(self.now + (grace or 0))
        deletion.mark(draft, at=when, grace=grace or 0, finalizers=finalizers)
        kind.prepare(draft, old)
        return self._put(kind, draft, NOT_TRACKED)

    # Steps of the verbs

    def _draft(self, kind: Kind, obj: Object, namespace: str) -> Object:
        draft: Object = meta.copy(obj)
        draft["apiVersion"], draft["kind"] = kind.api_version, kind.kind
        metadata = draft["metadata"] = draft.get("metadata") or {}
        if metadata.get("resourceVersion"):
            raise status.bad_request("resourceVersion should not be set on objects to be created")
        for field in (*KEPT_FROM_OLD[:-1], "resourceVersion"):
            metadata.pop(field, None)
        metadata["creationTimestamp"] = rfc3339(self.now)
        _drop_empty(metadata)
        self._place(kind, metadata, namespace)
        return draft

    def _place(self, kind: Kind, metadata: Object, namespace: str) -> None:
        if not kind.namespaced:
            metadata.pop("namespace", None)
            return
        if namespace and metadata.setdefault("namespace", namespace) != namespace:
            raise status.bad_request(
                "the namespace of the provided object does not match the namespace sent on the request"
            )

    def _name(self, kind: Kind, draft: Object) -> None:
        metadata = draft["metadata"]
        base = metadata.get("generateName")
        if metadata.get("name") or not base:
            return
        namespace = meta.namespace(draft)
        for attempt in range(GENERATE_NAME_ATTEMPTS):
            suffix = self.chance.suffix(kind.qualified, namespace, base, attempt)
            metadata["name"] = base[:LONGEST_GENERATED_BASE] + suffix
            if self.find(kind, metadata["name"], namespace) is None:
                return

    def _identify(self, kind: Kind, draft: Object) -> None:
        metadata = draft["metadata"]
        metadata["uid"] = self.chance.uid(kind.qualified, *meta.key(draft))
        if kind.has_generation:
            metadata["generation"] = 1

    def _check(self, kind: Kind, draft: Object, old: Object | None) -> None:
        errors = metadata_errors(kind, draft, old) + kind.validate(draft, old)
        if errors:
            raise status.invalid(kind, meta.name(draft), errors)

    def _check_version(self, kind: Kind, old: Object, obj: Object) -> None:
        wanted, uid = obj["metadata"].get("resourceVersion"), obj["metadata"].get("uid")
        if uid and uid != meta.uid(old):
            why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {meta.uid(old)}"
            raise status.conflict(kind, meta.name(old), why)
        if not _is_version_of(old, wanted or ""):
            raise status.modified(kind, meta.name(old))

    def _merge(self, kind: Kind, old: Object, draft: Object, subresource: str | None) -> Object:
        """What of ``draft`` a write may take over: a status write the status, any other all but that."""
        draft["apiVersion"], draft["kind"] = kind.api_version, kind.kind
        if subresource == "status":
            carried = {
                field: draft["metadata"].get(field) for field in CARRIED if field not in kind.status_leaves
            }
            metadata = {**old["metadata"], **carried}
            _drop_empty(metadata)
            return {**old, "metadata": metadata, "status": draft.get("status", {})}
        if kind.has_status and "status" in old:
            draft["status"] = old["status"]
        elif kind.has_status:
            draft.pop("status", None)
        for field in KEPT_FROM_OLD:
            if field in old["metadata"]:
                draft["metadata"][field] = old["metadata"][field]
            else:
                draft["metadata"].pop(field, None)
        draft["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
        _drop_empty(draft["metadata"])
        return draft

    def _raise_generation(self, kind: Kind, draft: Object, old: Object) -> None:
        """The generation counts the changes of what is desired; putting a pod on its node is none."""
        if kind.has_generation and _desired(draft) != _desired(old):
            draft["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1

    def _replace(
        self, kind: Kind, old: Object, draft: Object, author: Author, *, dry_run: bool = False
    ) -> Object:
        """Store the draft unless nothing changed; let a terminating object go when nothing holds it."""
        if draft == old and not self.managers.is_moved(old, author):
            return old
        if dry_run:
            return self.managers.preview(kind, old, draft, author, self.now)
        if meta.is_terminating(draft) and not deletion.is_held(draft):
            return self.store.remove(kind, draft)
        return self._put(kind, draft, author)

    def _put(self, kind: Kind, draft: Object, author: Author) -> Object:
        stored = self.store.put(kind, draft)
        self.managers.wrote(stored, author)
        return stored


def _is_version_of(obj: Object, version: str) -> bool:
    """Is it the object's version, or none? Raises ApiError 500 for what is no version, as the server does."""
    if version and not (version.isascii() and version.isdigit()):
        raise status.failure(500, "", f'strconv.ParseUint: parsing "{version}": invalid syntax')
    return int(version or 0) in (0, int(obj["metadata"]["resourceVersion"]))


def _desired(obj: Object) -> Object:
    desired = {field: value for field, value in obj.items() if field not in ("metadata", "status")}
    if obj["kind"] == "Pod":
        desired["spec"] = {field: value for field, value in obj["spec"].items() if field != "nodeName"}
    return desired


def _drop_empty(metadata: Object) -> None:
    metadata.pop("managedFields", None)
    for field in EMPTY_IS_ABSENT:
        if field in metadata and not metadata[field]:
            del metadata[field]


def _assign(pod: Object, node: str, at: str) -> None:
    pod["spec"]["nodeName"] = node
    conditions = [item for item in pod["status"].get("conditions") or () if item["type"] != "PodScheduled"]
    scheduled = {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": at}
    pod["status"]["conditions"] = [*conditions, scheduled]
