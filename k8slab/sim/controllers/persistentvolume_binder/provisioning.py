"""What happens with a claim that no volume suits: somebody makes one for it, or it waits.

1. Without a class it waits for a volume.
2. A class that waits for the first consumer gets nothing before a pod that uses the claim has a node.
3. The provisioner that the class names is asked by an annotation; it need not be there.
4. A class without a provisioner, or a class that is not there, is complained about. Of the provisioners
   within Kubernetes the one of hostPath volumes is there, as with --enable-hostpath-provisioner.

Source: https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/ and
https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
"""

from __future__ import annotations

from collections.abc import Callable

from k8slab.objects import meta, volumes
from k8slab.objects.meta import Object
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.controllers.persistentvolume_binder.writes import Writes

IN_TREE = "kubernetes.io/"
NO_VOLUME = "no persistent volumes available for this claim and no storage class is set"
NO_CONSUMER = "waiting for first consumer to be created before binding"
Event = Callable[[Object, str, str, str], None]


class Provisioning:
    """Asks provisioners for volumes, and tells claims what they wait for."""

    def __init__(self, api: Api, writes: Writes, event: Event) -> None:
        self._api = api
        self._writes = writes
        self._event = event

    def is_delayed(self, claim: Object) -> bool:
        """True while a pod must be scheduled before the claim may be bound (2)."""
        found = self._class(claim)
        waits = found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"
        return waits and volumes.SELECTED_NODE not in meta.annotations(claim)

    def ask(self, claim: Object) -> None:
        found = self._class(claim)
        if not volumes.storage_class(claim):
            self._event(claim, "Normal", "FailedBinding", NO_VOLUME)
        elif self.is_delayed(claim):
            self._wait_for_pod(claim)
        elif found is None:
            name = volumes.storage_class(claim)
            self._fail(claim, f'storageclass.storage.k8s.io "{name}" not found')
        elif found["provisioner"] == volumes.HOST_PATH_PROVISIONER:
            self._writes.name_provisioner(claim, found["provisioner"])
        elif found["provisioner"].startswith(IN_TREE):
            self._fail(claim, f"no volume plugin matched name: {found['provisioner']}")
        else:
            claim = self._writes.name_provisioner(claim, found["provisioner"])
            self._event(claim, "Normal", "ExternalProvisioning", _external(found["provisioner"]))

    def _class(self, claim: Object) -> Object | None:
        return self._api.find(kinds.STORAGE_CLASS, volumes.storage_class(claim))

    def _fail(self, claim: Object, message: str) -> None:
        self._event(claim, "Warning", "ProvisioningFailed", message)

    def _wait_for_pod(self, claim: Object) -> None:
        users = self._api.store.index(kinds.POD, volumes.claim_keys).of(meta.key(claim))
        waiting = [meta.name(pod) for pod in users if not pod["spec"].get("nodeName")]
        if not waiting:
            self._event(claim, "Normal", "WaitForFirstConsumer", NO_CONSUMER)
        else:
            which = f"pods {','.join(waiting)}" if len(waiting) > 1 else f"pod {waiting[0]}"
            self._event(claim, "Normal", "WaitForPodScheduled", f"waiting for {which} to be scheduled")


def _external(provisioner: str) -> str:
    return (
        f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually "
        "by the system administrator. If volume creation is delayed, please verify that the provisioner is "
        "running and correctly registered."
    )
