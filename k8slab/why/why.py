"""An answer: why an object is as it is, link by link."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from k8slab.why.link import Link, Step
from k8slab.why.pages import Page


@dataclass(frozen=True, repr=False)
class Why:
    """The chain of causes of one object. Shows itself in a notebook; ``str()`` is the same as text.

    ``now`` is the virtual second at which it was asked; ``gaps`` are what could not be read.
    """

    top: Link
    now: float | None = None
    gaps: tuple[str, ...] = ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The links with their numbers, in the order in which they are read."""
        return tuple(self.top.chain())

    @property
    def links(self) -> tuple[Link, ...]:
        """All links, in the order in which they are read."""
        return tuple(step.link for step in self.steps)

    @cached_property
    def root(self) -> tuple[Link, ...]:
        """The root causes; none if nothing is wrong."""
        return tuple(dict.fromkeys(self.top.roots()))

    @property
    def is_fine(self) -> bool:
        """True if nothing is wrong."""
        return not self.root

    def is_root(self, link: Link) -> bool:
        return link in self.root

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the documentation that explain the links, each once."""
        return tuple(dict.fromkeys(link.page for link in self.links if link.page is not None))

    def __str__(self) -> str:
        from k8slab.why.text import text

        return text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from k8slab.why.markup import markup

        return markup(self)
