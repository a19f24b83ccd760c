"""One thing that goes wrong: what is done, what it leads to, how one finds it, and how it is mended."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from k8slab.incidents.dice import Dice
from k8slab.incidents.goals import Goal
from k8slab.incidents.site import Site
from k8slab.incidents.workload import Workload

HINTS = 3


class Step(NamedTuple):
    """A line of kubectl, with what it reads; ``then`` are virtual seconds to wait afterwards."""

    line: str
    stdin: str = ""
    then: float = 0.0


class Mischief:
    """A subclass is one kind of mischief. Of one ``group`` at most one happens at a time.

    ``happen`` acts on the site and leaves time to pass until the trouble shows. ``is_last``: it can be mended
    only once all else is. ``excludes`` are groups that could not be mended beside it.
    """

    name: ClassVar[str]
    group: ClassVar[str]
    is_last: ClassVar[bool] = False
    excludes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, workload: Workload, dice: Dice) -> None:
        self.workload, self.dice = workload, dice
        self.space = f"-n {workload.namespace}"

    @classmethod
    def fits(cls, workload: Workload, site: Site) -> bool:
        """Can it happen there?"""
        return True

    @property
    def replicas(self) -> int:
        """How many the StatefulSet shall have in the end."""
        return self.workload.replicas

    @property
    def image(self) -> str:
        """What the StatefulSet shall run in the end."""
        return self.workload.image

    @property
    def report(self) -> str:
        """What is seen of it, without its cause."""
        raise NotImplementedError

    @property
    def hints(self) -> tuple[str, str, str]:
        """Where to look; what is to be seen there; what to do."""
        raise NotImplementedError

    def happen(self, site: Site) -> None:
        raise NotImplementedError

    def goals(self) -> list[Goal]:
        """What must hold beside the usual."""
        return []

    def solution(self, site: Site) -> list[Step]:
        """Known once it has happened; ``site`` is the cluster as it is then."""
        raise NotImplementedError
