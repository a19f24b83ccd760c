"""Volumes made by hand, for claims that wait."""

from itertools import pairwise

from k8slab.checks import Life, State, Story, TaskSheet, check, expect, part
from k8slab.checks.unmet import history
from k8slab.checks.volumes import enough_volumes
from k8slab.objects import meta
from k8slab.translation import say

from .sheet import DOCS, by_hand, claim_of, names


@check(
    "disks-volumes",
    points=20,
    docs=DOCS + "persistent-volumes/#binding",
    hints=[
        "A claim binds to a volume that is large enough, offers the access mode and has the same class.",
        "Give each volume `capacity.storage: $size`, `ReadWriteOnce`, no class, and an `nfs` path of its own "
        "below /data/volumes. pv-as-told.yaml of the lesson shows the fields.",
        "Volumes there before the claim? Delete the set, then its claims, then the volumes; apply the set, "
        "lab.settle(), then apply the volumes.",
    ],
)
def volumes(story: Story, state: State, task: TaskSheet) -> None:
    """$volumes volumes made by hand, after the claim that waited for one."""
    with part(
        say("{volumes} volumes that claims of {size} can have", volumes=task.volumes, size=task.size),
        points=6,
    ):
        enough_volumes(state, task.volumes, task.size, task.namespace)
    with part("each on a directory of its own", points=4):
        own_directories(state, task)
    with part(
        say("one of them made for {claim}, which had waited", claim=claim_of(names(task)[0], task)), points=10
    ):
        had_waited(story, task)


def own_directories(state: State, task: TaskSheet) -> None:
    """Raise Unmet if two volumes lie in one directory of the server, or one lies nowhere on it."""
    found = by_hand(state)
    for volume in found:
        expect(
            "nfs" in volume["spec"],
            expected="a directory of the NFS server",
            found="no nfs in its spec",
            where=say("volume {volume}", volume=meta.name(volume)),
            next="kubectl explain pv.spec.nfs",
        )
    paths = sorted(volume["spec"]["nfs"]["path"].rstrip("/") for volume in found)
    twice = sorted({path for path, other in pairwise(paths) if path == other})
    expect(
        not twice,
        expected="a directory of its own for each",
        found=say("{twice} used more than once", twice=", ".join(twice)),
        where="the volumes without class",
        next="Two members in one directory would mix up their data: delete the volume, make it anew.",
    )
    expect(
        len(paths) >= task.volumes,
        expected=say("{volumes} different directories", volumes=task.volumes),
        found=str(len(paths)),
        where="the volumes without class",
        next="kubectl get pv",
    )


def had_waited(story: Story, task: TaskSheet) -> None:
    """Raise Unmet if the first member's claim was never bound to a volume younger than itself."""
    name = claim_of(names(task)[0], task)
    lives = story.lives("persistentvolumeclaims", namespace=task.namespace, name=name)
    expect(
        any(volume.created > claim.created for claim in lives for volume in volumes_of(story, claim)),
        expected=say("{name} there first, and then a volume that it is bound to", name=name),
        found="it bound to a volume that was there before" if any(map(is_bound, lives)) else "it never bound",
        where=history("claim", name, task.namespace),
        at=lives[-1].created if lives else None,
        next="The third hint says how to begin anew; lab.why says what a claim waits for.",
    )


def is_bound(claim: Life) -> bool:
    """True if a claim ever had a volume."""
    return claim.when(lambda obj: obj.get("status", {}).get("phase") == "Bound") is not None


def volumes_of(story: Story, claim: Life) -> list[Life]:
    """The lives of the volume that a claim had; none if it never had one."""
    name = claim.last["spec"].get("volumeName")
    return story.lives("persistentvolumes", name=name) if name and is_bound(claim) else []
