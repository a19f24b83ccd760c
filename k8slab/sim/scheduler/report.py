"""What the scheduler says about a pod that it could not place: an event, and a condition of the pod."""

from __future__ import annotations

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.objects.timestamps import rfc3339
from k8slab.sim import kinds
from k8slab.sim.api import Api
from k8slab.sim.recorder import Recorder

UNSCHEDULABLE, ERROR = "Unschedulable", "SchedulerError"
SCHEDULER = "default-scheduler"


class Report:
    """Writes for one scheduler."""

    def __init__(self, api: Api, recorder: Recorder) -> None:
        self._api = api
        self._recorder = recorder

    def placed(self, pod: Object, node: str) -> None:
        message = f"Successfully assigned {'/'.join(meta.key(pod))} to {node}"
        self._recorder.series(pod, "Normal", "Scheduled", message, action="Binding", component=SCHEDULER)

    def failed(self, pod: Object, message: str, reason: str = UNSCHEDULABLE, nominated: str = "") -> None:
        """``nominated``: the node where others are made to go for the pod."""
        self._recorder.series(
            pod, "Warning", "FailedScheduling", message, action="Scheduling", component=SCHEDULER
        )
        now = rfc3339(self._api.now)

        def show(draft: Object) -> None:
            conditions = draft["status"].setdefault("conditions", [])
            old = next((each for each in conditions if each["type"] == "PodScheduled"), None)
            since = (old or {}).get("lastTransitionTime") or now if _is_false(old) else now
            new = _condition(draft, since, reason, message)
            conditions[:] = [new if each is old else each for each in conditions]
            if old is None:
                conditions.append(new)
            if nominated:
                draft["status"]["nominatedNodeName"] = nominated

        namespace, name = meta.key(pod)
        self._api.modify(kinds.POD, name, namespace, show, subresource="status")


def _is_false(condition: Object | None) -> bool:
    return condition is not None and condition["status"] == "False"


def _condition(pod: Object, since: str, reason: str, message: str) -> Object:
    return {
        "type": "PodScheduled",
        "observedGeneration": pod["metadata"].get("generation", 1),
        "status": "False",
        "lastProbeTime": None,
        "lastTransitionTime": since,
        "reason": reason,
        "message": message,
    }
