"""Makes and deletes the volumes of classes whose provisioner is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.controllers.provisioner.drivers import DRIVERS, Driver
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.recorder import Recorder
from k8slab.sim.store import Change

HOST_NAME = "kubernetes.io/hostname"
SELECTED_BY_DRIVER = {"rancher.io/local-path": "local.path.provisioner/selected-node"}
FIRST_BACKOFF = 15.0
LONGEST_BACKOFF = 1800.0


class Provisioner(Controller):
    """Keys are claims, or volumes with an empty namespace; the provisioners of all classes in one loop."""

    name = "external-provisioner"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._ready_at: dict[str, float] = {}
        self._refused: dict[str, int] = {}
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.PERSISTENT_VOLUME_CLAIM: self._claim_changed, kinds.PERSISTENT_VOLUME: itself}

    def reconcile(self, key: Key) -> None:
        if key[0]:
            claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, key[1], key[0])
            if claim is not None:
                self._sync_claim(claim)
        else:
            volume = self.api.find(kinds.PERSISTENT_VOLUME, key[1])
            if volume is not None:
                self._sync_volume(volume)

    def _claim_changed(self, change: Change) -> Iterable[Key]:
        if change.type == "DELETED":
            self._ready_at.pop(meta.uid(change.object), None)
            self._refused.pop(meta.uid(change.object), None)
        return [meta.key(change.object)]

    # Making (1, 2, 3)

    def _sync_claim(self, claim: Object) -> None:
        driver = DRIVERS.get(meta.annotations(claim).get(volumes.PROVISIONER, ""))
        storage = self.api.find(kinds.STORAGE_CLASS, volumes.storage_class(claim))
        if driver is None or storage is None or not self._is_wanted(claim):
            return
        if why := self._missing_node(claim):
            self._tell(claim, driver, "Warning", "ProvisioningFailed", why)
            self._give_back_node(claim)
        elif why := _refusal(claim, storage, driver):
            self._refuse(claim, driver, why)
        elif self._is_done(claim, driver.seconds, begin=lambda: self._announce(claim, driver)):
            body = _volume(claim, storage, driver)
            self.api.create(kinds.PERSISTENT_VOLUME, body)
            using = f" using {driver.name}" if driver.is_in_tree else ""
            message = f"Successfully provisioned volume {meta.name(body)}{using}"
            self._tell(claim, driver, "Normal", "ProvisioningSucceeded", message)

    def _is_wanted(self, claim: Object) -> bool:
        if claim["spec"].get("volumeName") or meta.is_terminating(claim):
            return False
        return self.api.find(kinds.PERSISTENT_VOLUME, volume_name(claim)) is None

    def _missing_node(self, claim: Object) -> str:
        node = _selected_node(claim)
        return f'nodes "{node}" not found' if node and self.api.find(kinds.NODE, node) is None else ""

    def _give_back_node(self, claim: Object) -> None:
        """Ask the scheduler for another node (3)."""

        def change(draft: Object) -> None:
            annotations = dict(meta.annotations(draft))
            annotations.pop(volumes.SELECTED_NODE, None)
            draft["metadata"]["annotations"] = annotations

        self.api.modify(kinds.PERSISTENT_VOLUME_CLAIM, meta.name(claim), meta.namespace(claim), change)

    def _announce(self, claim: Object, driver: Driver) -> None:
        if driver.is_in_tree:
            return
        which = "/".join(meta.key(claim))
        message = f'External provisioner is provisioning volume for claim "{which}"'
        self._tell(claim, driver, "Normal", "Provisioning", message)

    def _refuse(self, claim: Object, driver: Driver, why: str) -> None:
        """Say why, and come back later (5)."""
        uid = meta.uid(claim)
        if not self._is_over(uid):
            return
        self._announce(claim, driver)
        self._tell(claim, driver, "Warning", "ProvisioningFailed", why)
        failures = self._refused[uid] = self._refused.get(uid, 0) + 1
        delay = min(FIRST_BACKOFF * 2.0 ** (failures - 1), LONGEST_BACKOFF)
        self._ready_at[uid] = self.clock.now + delay
        self.enqueue(meta.key(claim), delay, idle=True)

    # Deleting (4)

    def _sync_volume(self, volume: Object) -> None:
        driver = DRIVERS.get(meta.annotations(volume).get(volumes.PROVISIONED_BY, ""))
        policy = volume["spec"].get("persistentVolumeReclaimPolicy")
        if driver is None or policy != "Delete" or volumes.phase(volume) != "Released":
            return
        if not meta.is_terminating(volume) and self._is_done(volume, driver.seconds):
            self.api.delete(kinds.PERSISTENT_VOLUME, meta.name(volume))

    # Time

    def _is_over(self, uid: str) -> bool:
        return self._ready_at.get(uid, 0.0) <= self.clock.now

    def _is_done(self, obj: Object, seconds: float, begin: Callable[[], None] | None = None) -> bool:
        """True once the work on the object, begun at the first call, has taken its time."""
        uid = meta.uid(obj)
        if uid not in self._ready_at:
            if begin is not None:
                begin()
            self._ready_at[uid] = self.clock.now + seconds
        if not self._is_over(uid):
            self.enqueue(meta.key(obj), self._ready_at[uid] - self.clock.now)
            return False
        del self._ready_at[uid]
        return True

    def _tell(self, claim: Object, driver: Driver, kind: str, reason: str, message: str) -> None:
        self.recorder.event(claim, kind, reason, message, component=driver.component)


def volume_name(claim: Object) -> str:
    return f"pvc-{meta.uid(claim)}"


def _selected_node(claim: Object) -> str:
    return meta.annotations(claim).get(volumes.SELECTED_NODE, "")


def _refusal(claim: Object, storage: Object, driver: Driver) -> str:
    """Why there will be no volume; empty if there will."""
    if volumes.mode(claim) == "Block" and not driver.makes_blocks:
        return f"{driver.name} does not support block volume provisioning"
    why = driver.refusal(claim, storage, _selected_node(claim))
    return f'failed to provision volume with StorageClass "{meta.name(storage)}": {why}' if why else ""


def _volume(claim: Object, storage: Object, driver: Driver) -> Object:
    name, node = volume_name(claim), _selected_node(claim)
    annotations = {**driver.annotations, volumes.PROVISIONED_BY: driver.name}
    if driver.on_one_node:
        annotations[SELECTED_BY_DRIVER[driver.name]] = node
    spec = {
        "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
        "accessModes": list(claim["spec"]["accessModes"]),
        "claimRef": volumes.reference(claim),
        "persistentVolumeReclaimPolicy": storage["reclaimPolicy"],
        "storageClassName": meta.name(storage),
        "volumeMode": volumes.mode(claim),
        **driver.source(claim, storage, name),
    }
    if storage.get("mountOptions"):
        spec["mountOptions"] = list(storage["mountOptions"])
    if driver.on_one_node:
        spec["nodeAffinity"] = _only_on(node)
    return {"metadata": {"name": name, "annotations": annotations}, "spec": spec}


def _only_on(node: str) -> Object:
    expression = {"key": HOST_NAME, "operator": "In", "values": [node]}
    return {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}
