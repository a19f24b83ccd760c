"""A claim that is given up, and its volume, which is set free by hand."""

from itertools import pairwise

from k8slab.checks import Life, State, Story, TaskSheet, Unmet, check, part
from k8slab.checks.attempts import Judgements, best
from k8slab.checks.members import bound_volume, ready_members
from k8slab.checks.unmet import history
from k8slab.story.life import Object
from k8slab.translation import say

from .sheet import DOCS, claim_of, names
from .volumes import is_bound, volumes_of


@check(
    "disks-released",
    points=15,
    docs=DOCS + "persistent-volumes/#reclaiming",
    hints=[
        "A claim goes when no pod uses it: let the member go first, by scaling.",
        "Its volume is Released then: it still has the name of the old claim in `spec.claimRef`. Without "
        "that it is free again. Then scale back to three.",
        "`kubectl scale sts $set -n $namespace --replicas=$ordinal`, `kubectl delete pvc "
        "$claim-$set-$ordinal -n $namespace`, then patch the volume as the lesson does, and scale back.",
    ],
)
def released(story: Story, state: State, task: TaskSheet) -> None:
    """The claim of $set-$ordinal goes, its volume is set free, and the member is back."""
    name = claim_of(gone_member(task), task)
    lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)
    ends = [
        Ending(story, state, task, old, new)
        for old, new in pairwise([*lives, None])
        if old is not None and old.deleted
    ]
    if not ends:
        raise never_deleted(lives, task)
    for title, judge in best(end.parts() for end in ends):
        with part(title, points=5):
            judge()


def gone_member(task: TaskSheet) -> str:
    """The member whose claim goes."""
    return f"{task.set}-{task.ordinal}"


def never_deleted(lives: list[Life], task: TaskSheet) -> Unmet:
    """The claim was never deleted."""
    name = claim_of(gone_member(task), task)
    return Unmet(
        expected=say("{name} deleted", name=name),
        found="it still there" if lives else "no such claim, ever",
        where=history("claim", name, task.namespace),
        at=lives[-1].created if lives else None,
        next=f"kubectl delete pvc {name} -n {task.namespace}" if lives else "Task 1 comes first.",
    )


class Ending:
    """A claim's end, and the one that came after it under its name, if any."""

    def __init__(self, story: Story, state: State, task: TaskSheet, old: Life, new: Life | None) -> None:
        self._story, self._state, self._task, self._old, self._new = story, state, task, old, new
        self._gone = old.terminating or old.created

    def parts(self) -> Judgements:
        """What must hold, each raising Unmet if it does not."""
        return [
            (say("its volume is Released, and then free"), self.set_free),
            (say("only this claim goes"), self.alone),
            (say("{name} is Ready on a new claim", name=gone_member(self._task)), self.is_back),
        ]

    def set_free(self) -> None:
        for volume in volumes_of(self._story, self._old):
            freed = [stretch.end for stretch in volume.intervals(is_released) if stretch.start > self._gone]
            if any(end is not None and volume.deleted != end for end in freed):
                return
        raise self._unmet(
            say("its volume Released, and after that free again"), self._volume_now(), "kubectl get pv"
        )

    def _volume_now(self) -> str:
        name = self._old.last["spec"].get("volumeName")
        if not name:
            return say("a claim that had no volume")
        volume = self._state.find("persistentvolumes", name)
        return (
            f"{name} {volume.get('status', {}).get('phase')}" if volume else say("{name} deleted", name=name)
        )

    def alone(self) -> None:
        end = self._new.created if self._new else self._old.deleted
        for name in names(self._task):
            claim = claim_of(name, self._task)
            lives = self._story.lives("persistentvolumeclaims", namespace=self._task.namespace, name=claim)
            if name != gone_member(self._task) and not any(life.stayed(self._gone, end) for life in lives):
                found = say("it deleted as well") if lives else say("no such claim")
                raise self._unmet(
                    say("{claim} there all the time", claim=claim), found, say("Do it again, with one claim.")
                )

    def is_back(self) -> None:
        pods = ready_members(self._state, self._task.namespace, self._task.set, [gone_member(self._task)])
        if self._new is None or self._new.deleted or not is_bound(self._new):
            raise self._unmet(say("a new claim, Bound"), "none", "kubectl get pvc -n " + self._task.namespace)
        bound_volume(self._state, pods[0])

    def _unmet(self, expected: str, found: str, advice: str) -> Unmet:
        where = history("claim", self._old.name, self._task.namespace)
        return Unmet(expected=expected, found=found, where=where, at=self._gone, next=advice)


def is_released(volume: Object) -> bool:
    """True while a volume's claim is gone and its data is still there."""
    return bool(volume.get("status", {}).get("phase") == "Released")
