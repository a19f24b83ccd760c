"""What a picture is drawn on: an image of its own, or a place inline in a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from k8slab.pictures import theme
from k8slab.pictures.shapes import FONT, Box, element, escaped, number, rect

WIDTH = 860
"""The width of every picture, in pixels."""
MARGIN = 16
COLOUR = re.compile(r"[' ][fs]-([a-z]+(?:-[a-z0-9]+)?)")
WAITING = "tabindex='-1'"


class Drawing(NamedTuple):
    """A finished picture: what it is called, what it says in words, its size, and its elements."""

    title: str
    text: str
    height: float
    body: Iterable[str]
    width: float = WIDTH


@dataclass(frozen=True)
class Canvas:
    """Gives a drawing its ids, its items and its frame.

    ``mark`` begins every id, so that pictures on one page do not take each other's patterns. What an item
    says is a tooltip in an image. In a page it is ``data-text``, with the item's data as ``data-…``: the
    page shows it on hover and focus. The first item of an inline picture is in the tab order; the page leads
    from there to the others (class ``k8slab-item``), in the order in which they are drawn.
    """

    mark: str
    inline: bool = False

    def id(self, name: str) -> str:
        return f"{self.mark}-{name}"

    def paint(self, name: str) -> str:
        """The fill that is the pattern of that name."""
        return f"url(#{self.id(name)})"

    def pattern(self, name: str, size: float, *content: str) -> str:
        """A square that fills an area by being repeated."""
        return element(
            "pattern", *content, id=self.id(name), width=size, height=size, patternUnits="userSpaceOnUse"
        )

    def item(self, *content: str, text: str, **data: str | float | None) -> str:
        """Something that can be pointed at, and in a page be focused; ``text`` is all that it says.

        ``data`` are machine-readable: ``pod="zk-0"`` becomes ``data-pod``, ``from_`` becomes ``data-from``.
        """
        if not self.inline:
            return element("g", element("title", escaped(text)), *content)
        told = {f"data_{name.rstrip('_')}": _datum(value) for name, value in data.items()}
        return element(
            "g",
            *content,
            kind="k8slab-item",
            tabindex="-1",
            role="img",
            aria_label=text,
            data_text=text,
            **told,
        )

    def page(self, drawing: Drawing) -> str:
        """The whole SVG: the drawing on paper with a frame."""
        edge = rect(Box(0.5, 0.5, drawing.width - 1, drawing.height - 1), rx=8, fill="paper", stroke="line")
        body = "\n".join([edge, *drawing.body])
        return "\n".join([*self._head(drawing, body), body, "</svg>"])

    def _head(self, drawing: Drawing, body: str) -> list[str]:
        width, height = number(drawing.width), number(drawing.height)
        shape = (
            f"xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' "
            f"height='{height}' font-family=\"{FONT}\" font-size='12'"
        )
        title = escaped(drawing.title)
        if self.inline:
            classes = f"class='{theme.INLINE} {theme.THEME}'"
            return [f"<svg {shape} {classes} role='group' aria-label='{title}'>"]
        style = theme.image_style(COLOUR.findall(body))
        return [
            f"<svg {shape} class='{theme.IMAGE}' role='img'>",
            f"<title>{title}</title><desc>{escaped(drawing.text)}</desc>",
            f"<style>{style}</style>",
        ]


def in_tab_order(svg: str) -> str:
    """The inline picture with its first item in the tab order of the page."""
    return svg.replace(WAITING, "tabindex='0'", 1)


def _datum(value: str | float | None) -> str | None:
    """A number as it is, to the millisecond."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float | int) else value
