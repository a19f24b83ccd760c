"""What a kubelet tells the API server about one pod: status writes and events."""

from __future__ import annotations

from k8slab.objects import meta, pods
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.node.admission import Rejection
from k8slab.sim.node.container import Container
from k8slab.sim.node.pod_status import Observed, compose
from k8slab.sim.recorder import Recorder

COMPONENT = "kubelet"


class PodReport:
    """Events refer to the pod as the kubelet first saw it."""

    def __init__(self, api: Api, recorder: Recorder, node: str, pod: Object, seen: Observed) -> None:
        self._api = api
        self._recorder = recorder
        self._node = node
        self._pod = pod
        self._seen = seen

    def present(self) -> Object | None:
        """The pod object as it is now; None if it is gone, or another one has its name."""
        namespace, name = meta.key(self._pod)
        pod = self._api.find(kinds.POD, name, namespace)
        return pod if pod is not None and meta.uid(pod) == meta.uid(self._pod) else None

    def write(self) -> None:
        """Bring the pod's status up to date; what has not changed is not written."""
        pod = self.present()
        if pod is None or _is_closed(pod) or compose(pod, self._seen, self._api.now) == pod["status"]:
            return
        namespace, name = meta.key(self._pod)

        def change(draft: Object) -> None:
            draft["status"] = meta.copy(compose(draft, self._seen, self._api.now))

        self._api.modify(kinds.POD, name, namespace, change, subresource="status")

    def reject(self, why: Rejection) -> None:
        """The pod fails: its node does not take it."""
        namespace, name = meta.key(self._pod)

        def change(draft: Object) -> None:
            draft["status"] = {
                "observedGeneration": draft["metadata"].get("generation", 1),
                "phase": "Failed",
                "message": f"Pod was rejected: {why.message}",
                "reason": why.reason,
                "startTime": rfc3339(self._api.now),
                "qosClass": draft["status"].get("qosClass"),
            }

        self._api.modify(kinds.POD, name, namespace, change, subresource="status")

    def event(self, container: Container | None, kind: str, reason: str, message: str) -> None:
        """Record an event about the pod, or about one of its containers."""
        path = container.field_path if container is not None else ""
        self._recorder.event(
            self._pod, kind, reason, message, component=COMPONENT, host=self._node, field_path=path
        )


def _is_closed(pod: Object) -> bool:
    """True for a pod that failed without ever having run: its status is final."""
    return pods.is_terminal(pod) and not pod["status"].get("containerStatuses")
