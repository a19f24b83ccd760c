"""Lets claims grow.

1. A bound claim that asks for more than it has waits for its provisioner; one that cannot do it leaves it so.
2. The volume grows first, then the claim's status shows the new capacity.
3. A claim never shrinks: the API server refuses it.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Key, Object
from k8slab.objects.quantity import whole
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.clock import Clock
from k8slab.sim.controllers.provisioner.drivers import DRIVERS, Driver
from k8slab.sim.kinds.kind import Kind
from k8slab.sim.reconcile import Controller, Interest, itself
from k8slab.sim.recorder import Recorder

EXTERNAL = "waiting for an external controller to expand this PVC"


class Resizer(Controller):
    """The controller manager's part, which only waits, and that of the provisioners that can expand."""

    name = "volume_expand"

    def __init__(self, api: Api, clock: Clock, recorder: Recorder) -> None:
        self._ready_at: dict[Key, tuple[int, float]] = {}
        super().__init__(api, clock, recorder)

    def interests(self) -> Mapping[Kind, Interest]:
        return {kinds.PERSISTENT_VOLUME_CLAIM: itself}

    def reconcile(self, key: Key) -> None:
        claim = self.api.find(kinds.PERSISTENT_VOLUME_CLAIM, key[1], key[0])
        if claim is None or not _wants_more(claim):
            self._ready_at.pop(key, None)
            return
        wanted, at = self._ready_at.get(key, (0, 0.0))
        if wanted != volumes.request(claim):
            self._begin(key, claim)
        elif at <= self.clock.now:
            self._finish(claim)
        else:
            self.enqueue(key, at - self.clock.now)

    def _begin(self, key: Key, claim: Object) -> None:
        self.event(claim, "Normal", "ExternalExpanding", EXTERNAL)
        driver = self._driver(claim)
        delay = driver.seconds if driver is not None else float("inf")
        self._ready_at[key] = volumes.request(claim), self.clock.now + delay
        if driver is None:
            return
        message = f"External resizer is resizing volume {claim['spec']['volumeName']}"
        self._tell(claim, driver, "Resizing", message)
        self._write_status(claim, self._resizing)
        self.enqueue(key, delay)

    def _finish(self, claim: Object) -> None:
        """The volume, then the claim (2)."""
        driver, size = self._driver(claim), claim["spec"]["resources"]["requests"]["storage"]
        if driver is None:
            return

        def grow(draft: Object) -> None:
            draft["spec"]["capacity"] = {**draft["spec"]["capacity"], "storage": size}

        def show(draft: Object) -> None:
            status = draft["status"]
            status["capacity"] = {**status.get("capacity", {}), "storage": size}
            status["allocatedResources"] = {"storage": size}
            for field in ("allocatedResourceStatuses", "conditions"):
                status.pop(field, None)

        self.api.modify(kinds.PERSISTENT_VOLUME, claim["spec"]["volumeName"], "", grow)
        self._write_status(claim, show)
        self._tell(claim, driver, "VolumeResizeSuccessful", "Resize volume succeeded")

    def _resizing(self, draft: Object) -> None:
        wanted = draft["spec"]["resources"]["requests"]["storage"]
        draft["status"]["allocatedResources"] = {"storage": wanted}
        draft["status"]["allocatedResourceStatuses"] = {"storage": "ControllerResizeInProgress"}
        draft["status"]["conditions"] = [
            {
                "type": "Resizing",
                "status": "True",
                "lastProbeTime": None,
                "lastTransitionTime": rfc3339(self.api.now),
            }
        ]

    def _driver(self, claim: Object) -> Driver | None:
        """The provisioner of the claim's volume, if it can expand."""
        volume = self.api.find(kinds.PERSISTENT_VOLUME, claim["spec"]["volumeName"])
        maker = meta.annotations(volume).get(volumes.PROVISIONED_BY, "") if volume else ""
        driver = DRIVERS.get(maker)
        return driver if driver is not None and driver.expands else None

    def _tell(self, claim: Object, driver: Driver, reason: str, message: str) -> None:
        component = f"external-resizer {driver.name}"
        self.recorder.event(claim, "Normal", reason, message, component=component)

    def _write_status(self, claim: Object, change: Callable[[Object], None]) -> None:
        namespace, name = meta.key(claim)
        self.api.modify(kinds.PERSISTENT_VOLUME_CLAIM, name, namespace, change, subresource="status")


def _wants_more(claim: Object) -> bool:
    if volumes.phase(claim) != "Bound":
        return False
    return volumes.request(claim) > whole((claim["status"].get("capacity") or {}).get("storage", 0))
