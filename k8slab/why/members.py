"""A StatefulSet's pods by ordinal, as the API shows them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#ordinal-index
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from k8slab.objects import meta, pods
from k8slab.why.evidence import Object
from k8slab.why.link import moment

REVISION = "controller-revision-hash"
ORDINAL = re.compile(r"-(\d+)$")


class Members:
    """The pods of one set; ``now`` decides who has been Ready for minReadySeconds."""

    def __init__(self, statefulset: Object, found: Iterable[Object], now: float | None) -> None:
        self.set = statefulset
        self.pods = {number: pod for pod in found if (number := ordinal(pod)) is not None}
        spec = statefulset["spec"]
        first = int((spec.get("ordinals") or {}).get("start", 0))
        self.wanted = range(first, first + int(spec.get("replicas", 1)))
        self.strategy = str((spec.get("updateStrategy") or {}).get("type", "RollingUpdate"))
        rolling = (spec.get("updateStrategy") or {}).get("rollingUpdate") or {}
        self.partition = first + int(rolling.get("partition") or 0)
        self.is_ordered = spec.get("podManagementPolicy", "OrderedReady") == "OrderedReady"
        self.least_ready = int(spec.get("minReadySeconds") or 0)
        self.update = str((statefulset.get("status") or {}).get("updateRevision", ""))
        self._now = now

    def name(self, number: int) -> str:
        return f"{meta.name(self.set)}-{number}"

    def names(self, numbers: Iterable[int]) -> list[str]:
        return [self.name(number) for number in numbers]

    @property
    def missing(self) -> list[int]:
        return [number for number in self.wanted if number not in self.pods]

    @property
    def condemned(self) -> list[int]:
        """Those that are there and not wanted, highest first."""
        return sorted((number for number in self.pods if number not in self.wanted), reverse=True)

    def is_available(self, number: int) -> bool:
        pod = self.pods.get(number)
        return pod is not None and pods.is_healthy(pod) and not self.ripens_at(number)

    def ripens_at(self, number: int) -> float | None:
        """When a Ready pod will have been so for minReadySeconds; None if it has been, or is not Ready."""
        ready = pods.condition(self.pods[number], "Ready") or {}
        since = moment(ready.get("lastTransitionTime"))
        if not self.least_ready or since is None or self._now is None or ready["status"] != "True":
            return None
        return since + self.least_ready if self._now < since + self.least_ready else None

    @property
    def unavailable(self) -> list[int]:
        """The wanted ones that are missing, going, not Ready, or not for long enough."""
        return [number for number in self.wanted if not self.is_available(number)]

    def revision(self, number: int) -> str:
        return meta.labels(self.pods[number]).get(REVISION, "")

    @property
    def outdated(self) -> list[int]:
        """The wanted pods that are not made from the newest template."""
        there = [number for number in self.wanted if number in self.pods]
        return [number for number in there if self.update and self.revision(number) != self.update]

    @property
    def to_update(self) -> list[int]:
        """Those that a rolling update still has to replace."""
        rolling = self.strategy == "RollingUpdate"
        return [number for number in self.outdated if rolling and number >= self.partition]


def ordinal(pod: Object) -> int | None:
    """The number at the end of the pod's name."""
    found = ORDINAL.search(meta.name(pod))
    return int(found[1]) if found else None
