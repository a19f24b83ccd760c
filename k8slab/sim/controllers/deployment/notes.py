"""What a Deployment writes on its ReplicaSets, and on itself: the numbers of revisions, and sizes.

Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#deployment-kubernetes-io-revision
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slab.objects import meta
from k8slab.objects.meta import Object
from k8slab.sim.controllers.deployment import limits

PREFIX = "deployment.kubernetes.io/"
REVISION = PREFIX + "revision"
PAST_REVISIONS = PREFIX + "revision-history"
WANTED = PREFIX + "desired-replicas"
MOST = PREFIX + "max-replicas"
NOT_COPIED = (
    meta.LAST_APPLIED,
    REVISION,
    PAST_REVISIONS,
    WANTED,
    MOST,
    PREFIX + "replicaset-replicas-before-scale",
    "deprecated.deployment.rollback.to",
)
LONGEST_HISTORY = 2000


def revision(obj: Mapping[str, object]) -> int:
    """The number of the revision; 0 if the object has none."""
    return number(obj, REVISION) or 0


def number(obj: Mapping[str, object], annotation: str) -> int | None:
    text = meta.annotations(obj).get(annotation, "")
    return int(text) if text.isdecimal() else None


def next_revision(old: Iterable[Object]) -> int:
    """The number that the present template's set should have at least."""
    return max(map(revision, old), default=0) + 1


def sizes(deployment: Object) -> dict[str, str]:
    """For how many pods in all a set's own size was chosen."""
    wanted = deployment["spec"]["replicas"]
    return {WANTED: str(wanted), MOST: str(wanted + limits.max_surge(deployment))}


def of_new_set(deployment: Object, present: Mapping[str, str], at_least: int) -> dict[str, str]:
    """The annotations of the present template's set: the Deployment's own and the revision's number.

    A set that is used again remembers the numbers it had.
    """
    copied = {key: text for key, text in meta.annotations(deployment).items() if key not in NOT_COPIED}
    found = {**present, **copied}
    had = present.get(REVISION, "")
    if (int(had) if had.isdecimal() else 0) >= at_least:
        return found
    if had:
        found[PAST_REVISIONS] = _history(present.get(PAST_REVISIONS, ""), had)
    return {**found, REVISION: str(at_least)}


def _history(past: str, latest: str) -> str:
    numbers = [*filter(None, past.split(",")), latest]
    while len(",".join(numbers)) > LONGEST_HISTORY:
        del numbers[0]
    return ",".join(numbers)
