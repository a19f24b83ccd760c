"""What all pictures share: they are values with a text and a drawing, and show themselves in notebooks."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cached_property
from hashlib import sha256

from k8slab.pictures.canvas import Canvas, Drawing, in_tab_order
from k8slab.pictures.shapes import escaped


class Picture(ABC):
    """A frozen dataclass of plain data, made from a story by ``of(story, …)``.

    ``svg`` is the picture as an image of its own, ``inline_svg()`` the same inside a page that has the
    theme's ``page_style()``; ``str()`` is the complete text equivalent. Equal pictures give equal bytes.
    """

    @abstractmethod
    def lines(self) -> list[str]:
        """All that the picture says, in words, a line for each thing."""

    @abstractmethod
    def draw(self, canvas: Canvas) -> Drawing:
        """The picture's elements; ids and items come from the canvas."""

    @cached_property
    def svg(self) -> str:
        """The picture, light or dark as the reader prefers."""
        canvas = Canvas(self._mark())
        return canvas.page(self.draw(canvas))

    def inline_svg(self, mark: str | None = None) -> str:
        """The picture for a page of many; two that show the same need a ``mark`` each for their ids."""
        canvas = Canvas(mark or self._mark(), inline=True)
        return in_tab_order(canvas.page(self.draw(canvas)))

    def _mark(self) -> str:
        return "k" + sha256(f"{type(self).__name__} {self!r}".encode()).hexdigest()[:8]

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        """An image, which a notebook shows before it is trusted too, and its text, folded."""
        told = repr(self)
        head = escaped(told.splitlines()[0])
        image = f'<img style="max-width:100%" alt="{head}" src="{_address(self.svg)}">'
        text = f"<details><summary>As text</summary><pre>{escaped(told)}</pre></details>"
        return f"<div>{image}{text}</div>"


def _address(svg: str) -> str:
    encoded = re.sub(r'[%#<>"&\n]', lambda found: f"%{ord(found[0]):02X}", svg)
    return f"data:image/svg+xml;utf8,{encoded}"
