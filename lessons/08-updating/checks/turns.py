"""When a set's template became another one."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from k8slab.checks import Life, Moment, PodLife, Story, Unmet
from k8slab.checks.unmet import history
from k8slab.story.life import Object
from k8slab.translation import say


@dataclass(frozen=True)
class Turn:
    """A set's template becomes another one at a moment."""

    story: Story
    owner: Life
    moment: Moment
    before: Object
    after: Object

    @property
    def members(self) -> list[PodLife]:
        """All pods that the set ever had."""
        found = self.story.pods(self.owner.namespace, owner=f"StatefulSet/{self.owner.name}")
        return [life for life in found if life.ordinal is not None]

    @property
    def leavers(self) -> list[PodLife]:
        """The pods that were there at the change and were told to go after it, in that order."""
        gone = [(life.terminating, life) for life in self.members if life.created < self.moment]
        left = [(moment, life) for moment, life in gone if moment and moment > self.moment]
        return [life for _, life in sorted(left, key=lambda pair: pair[0])]

    def carriers(self, name: str) -> list[PodLife]:
        """The pods of a name that asked for the new image, and were there at the change or made after it."""
        there = [life for life in self.members if life.name == name and self.outlived_by(life)]
        return [life for life in there if image(self.after) in life.images]

    def newcomers(self, name: str) -> list[PodLife]:
        """The pods of a name that were made with the new image after the change."""
        return [life for life in self.carriers(name) if life.created > self.moment]

    def outlived_by(self, life: PodLife) -> bool:
        """True if a pod was not told to go before the change."""
        return life.terminating is None or life.terminating > self.moment

    def settings_changed(self, since: Moment) -> Moment | None:
        """When the template or the update strategy was changed next; None if neither was."""
        told = [(version.moment, settings(version.object)) for version in self.owner.versions]
        was = [told_then for moment, told_then in told if moment <= since][-1]
        return next((moment for moment, now in told if moment > since and now != was), self.owner.deleted)


def settings(owner: Object) -> tuple[Object, Object]:
    """What says which members are replaced."""
    return owner["spec"]["template"], owner["spec"].get("updateStrategy") or {}


def image(template: Object) -> str:
    """The image of a template's, or a pod's, first container."""
    return str(template["spec"]["containers"][0].get("image", ""))


def turns(story: Story, namespace: str, name: str) -> list[Turn]:
    """Every change of a set's template, in order; that it was made is none."""
    return [
        Turn(story, life, newer.moment, older.object["spec"]["template"], newer.object["spec"]["template"])
        for life in story.lives("statefulsets", namespace=namespace, name=name)
        for older, newer in pairwise(life.versions)
        if older.object["spec"]["template"] != newer.object["spec"]["template"]
    ]


def last_turn(story: Story, namespace: str, name: str, to: str, *, begun: str = "", next: str) -> Turn:  # noqa: A002
    """The last time that a set turned to an image, from ``begun`` if that is given; raises Unmet if none."""
    found = [
        turn
        for turn in turns(story, namespace, name)
        if image(turn.after) == to != image(turn.before) and begun in ("", image(turn.before))
    ]
    if not found:
        lives = story.lives("statefulsets", namespace=namespace, name=name)
        raise Unmet(
            expected=say(
                "a template that goes {begin}to {to}",
                begin=say("from {begun} ", begun=begun) if begun else "",
                to=to,
            ),
            found=say("; then made anew with ").join(map(_images_of, lives)) or "no such set, ever",
            where=history("StatefulSet", name, namespace),
            next=next,
        )
    return found[-1]


def _images_of(owner: Life) -> str:
    """What a set has asked for, one after the other."""
    asked = [image(version.object["spec"]["template"]) for version in owner.versions]
    return say(", then ").join(each for each, _ in groupby(asked))
