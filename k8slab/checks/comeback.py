"""A member that goes and comes back, as checks ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from k8slab.checks.members import claims, stayed, what_it_is
from k8slab.checks.unmet import Unmet, history
from k8slab.story import Moment, PodLife, Story
from k8slab.translation import say


@dataclass(frozen=True)
class Comeback:
    """From one life of a member to the next; ``others`` are the names of the members that stay.

    Each property raises Unmet if it does not hold. ``again`` says how it is done once more.
    """

    story: Story
    old: PodLife
    new: PodLife
    others: Sequence[str]
    again: str

    def is_ready_again(self) -> None:
        """It is there, and was not replaced because the template changed."""
        name, namespace = self.new.name, self.new.namespace
        if self.new.first_ready is None:
            why = f"kubectl describe po {name} -n {namespace}"
            raise self._unmet(
                say("{name} Ready again", name=name), what_it_is(self.new.last), self.new.created, next=why
            )
        if self.old.revision != self.new.revision:
            raise self._unmet(say("the template unchanged"), say("a rollout"), self.new.created)

    def kept_its_claims(self) -> None:
        """Every claim that it has was there all the time, and there is one."""
        named = list(claims(self.new.last).values())
        for claim in named:
            lives = self.story.lives("persistentvolumeclaims", namespace=self.new.namespace, name=claim)
            if not any(life.stayed(self._gone, self._back) for life in lives):
                raise self._unmet(
                    say("its claim {claim} kept", claim=claim), say("another claim"), self.new.created
                )
        if not named:
            raise self._unmet(say("its claim kept"), say("it without a claim"), self.new.created)

    def was_alone(self) -> None:
        """Nobody else was replaced meanwhile."""
        stayed(
            self.story,
            self.new.namespace,
            self.others,
            start=self._gone,
            end=self._back,
            again=self.again,
        )

    @property
    def _gone(self) -> Moment:
        return self.old.terminating or self.old.created

    @property
    def _back(self) -> Moment:
        return self.new.first_ready or self.new.created

    def _unmet(self, expected: str, found: str, at: Moment, *, next: str = "") -> Unmet:  # noqa: A002
        where = history("pod", self.new.name, self.new.namespace)
        return Unmet(expected=expected, found=found, where=where, at=at, next=next or self.again)
