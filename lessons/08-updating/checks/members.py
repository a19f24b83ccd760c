"""What became of a set's members since its template changed."""

from collections.abc import Sequence

from k8slab.checks import Moment, PodLife, State, Unmet, expect
from k8slab.checks.members import ready_members, what_it_is
from k8slab.checks.unmet import history
from k8slab.objects import meta
from k8slab.translation import message, say

from .turns import Turn, image

AGAIN = message("It can be done again: the task's third hint says how.")
GRAIN = 1.0
"""Kubernetes notes when a pod became Ready in full seconds, and counts minReadySeconds from there."""


def ready_with(turn: Turn, name: str) -> PodLife:
    """The first pod of a name that was Ready with the new image; raises Unmet if none was."""
    ready = [life for life in turn.carriers(name) if life.first_ready]
    if not ready:
        lives = [life for life in turn.members if life.name == name]
        raise Unmet(
            expected=say("{name} Ready with {image}", name=name, image=image(turn.after)),
            found=_instead(lives[-1], turn) if lives else "no such pod",
            where=history("pod", name, turn.owner.namespace),
            at=turn.moment,
            next=_cause(lives[-1] if lives else None, turn),
        )
    return ready[0]


def _instead(life: PodLife, turn: Turn) -> str:
    has = image(life.last)
    return what_it_is(life.last) if has == image(turn.after) else say("it running {has}", has=has)


def _cause(life: PodLife | None, turn: Turn) -> str:
    """Where it shows why a member does not run the new image: in the set, or in its pod."""
    has_it = life is not None and image(life.last) == image(turn.after)
    about = say("po {name}", name=life.name) if life and has_it else say("sts {name}", name=turn.owner.name)
    question = "" if has_it else say(": what are its strategy and its partition?")
    return f"kubectl describe {about} -n {turn.owner.namespace}{question}"


def ready_since(turn: Turn, names: Sequence[str]) -> Moment:
    """When the last of these members was first Ready with the new image; raises Unmet if one never was."""
    return max(moment for name in names if (moment := ready_with(turn, name).first_ready))


def all_run(state: State, namespace: str, name: str, names: Sequence[str], wanted: str) -> None:
    """Raise Unmet if a member is not Ready, or runs another image."""
    for pod in ready_members(state, namespace, name, names):
        expect(
            image(pod) == wanted,
            expected=say("{pod} running {wanted}", pod=meta.name(pod), wanted=wanted),
            found=image(pod),
            where=say("pod {pod}, namespace {namespace}", pod=meta.name(pod), namespace=namespace),
            next=f"kubectl describe sts {name} -n {namespace}: what is its image, what its partition?",
        )


def others_stayed(turn: Turn, names: Sequence[str], until: Moment | None) -> None:
    """Raise Unmet about the first of these members that was told to go between the change and a moment."""
    there = [life for life in turn.members if life.name in names and life.stayed(turn.moment, until)]
    gone = [name for name in names if name not in {life.name for life in there}]
    left = [life for life in turn.leavers if life.name in gone]
    expect(
        not gone,
        expected=say("{name} there all the time", name=left[0].name if left else "".join(gone[:1])),
        found="it replaced or deleted" if left else "no such pod then",
        where=history("pod", left[0].name if left else "".join(gone[:1]), turn.owner.namespace),
        at=left[0].terminating if left else turn.moment,
        next=AGAIN,
    )


def watched(turn: Turn, upper: Sequence[str], lower: Sequence[str], seconds: float) -> None:
    """Raise Unmet if one of the lower members went before the upper ones had been Ready for so long."""
    ready = ready_since(turn, upper)
    went = [life for life in turn.leavers if life.name in lower]
    if not went or not went[0].terminating:
        raise Unmet(
            expected=say("{lower} replaced in the end", lower=lower[-1]),
            found="nobody below it replaced",
            where=history("StatefulSet", turn.owner.name, turn.owner.namespace),
            at=ready,
            next="A lower partition lets the update go on.",
        )
    after = went[0].terminating.time - ready.time
    expect(
        after > seconds - GRAIN,
        expected=say(
            "{name} told to go when {upper} had been Ready for {seconds:g} s",
            name=went[0].name,
            upper=", ".join(upper),
            seconds=seconds,
        ),
        found=say("it told to go {after:.3g} s after that", after=after)
        if after >= 0
        else "it told to go before that",
        where=history("pod", went[0].name, turn.owner.namespace),
        at=went[0].terminating,
        next=AGAIN,
    )


def in_order(turn: Turn, names: Sequence[str]) -> None:
    """Raise Unmet if nobody was told to go after the change, or members in another order than this one."""
    found = list(dict.fromkeys(life.name for life in turn.leavers if life.name in names))
    expect(
        bool(found) and found == [name for name in names if name in found],
        expected=say("members replaced in the order {names}", names=", ".join(names)),
        found=", ".join(found) or "nobody replaced",
        where=history("StatefulSet", turn.owner.name, turn.owner.namespace),
        at=turn.moment,
        next=AGAIN,
    )


def one_by_one(turn: Turn, names: Sequence[str]) -> None:
    """Raise Unmet if two members were away at once, from the change until all had the new image."""
    until = ready_since(turn, names)
    owner = f"StatefulSet/{turn.owner.name}"
    fewest = turn.story.fewest_ready(turn.owner.namespace, owner, since=turn.moment, until=until)
    least = fewest.number if fewest else 0
    expect(
        least >= len(names) - 1,
        expected=say(
            "at least {number} of {most} members Ready all the time",
            number=len(names) - 1,
            most=len(names),
        ),
        found=say("{least} Ready", least=least),
        where=say(
            "the pods of StatefulSet {name}, namespace {namespace}",
            name=turn.owner.name,
            namespace=turn.owner.namespace,
        ),
        at=fewest.moment if fewest else turn.moment,
        next=AGAIN,
    )
