"""SVG elements as text: colours by name, numbers short, everything that is written escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
SIZE = 12.0
END = 14
"""So many letters at the end of what is cut in its middle are kept."""
"""The size of a text that says nothing else, in pixels."""
LETTER = 0.56
"""The width to reserve for a letter, as a share of its size."""
ELLIPSIS = "…"
UNSAYABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


class Box(NamedTuple):
    """A rectangle, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


def number(value: float) -> str:
    """A coordinate: one decimal is enough."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def escaped(content: str) -> str:
    """Content that may stand between tags and in quotes; what XML cannot hold becomes U+FFFD."""
    return escape(UNSAYABLE.sub("\ufffd", content), quote=True)


def text_width(content: str, size: float = SIZE) -> float:
    """The room to keep for a text: a guess, since nobody measures fonts here."""
    return len(content) * size * LETTER


def shortened(content: str, width: float, size: float = SIZE) -> str:
    """The content, or as much of it as fits with an ellipsis."""
    letters = max(int(width / (size * LETTER)), 1)
    return content if len(content) <= letters else content[: letters - 1] + ELLIPSIS


def squeezed(content: str, width: float, size: float = SIZE) -> str:
    """The text, cut in its middle if it is too wide: names often differ only at their ends."""
    if text_width(content, size) <= width:
        return content
    end = content[-END:]
    return shortened(content[:-END], width - text_width(end, size), size) + end


def fitting(choices: Iterable[str], width: float, size: float = SIZE) -> str:
    """The first of the choices that fits; empty if none does."""
    return next((choice for choice in choices if text_width(choice, size) + 4 <= width), "")


def element(tag: str, *content: str, **attributes: str | float | None) -> str:
    """An element. ``fill`` and ``stroke`` are names of the theme's colours, "none" or a canvas's paint;
    other attributes stand as they are, with hyphens for underscores; those that are None are left out."""
    classes, plain = _split(attributes)
    told = [f"class='{' '.join(classes)}'"] if classes else []
    told += [f"{name}='{value}'" for name, value in plain]
    head = f"<{tag} {' '.join(told)}" if told else f"<{tag}"
    return f"{head}>{''.join(content)}</{tag}>" if content else f"{head}/>"


def rect(box: Box, **attributes: str | float | None) -> str:
    return element("rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


def circle(x: float, y: float, radius: float, **attributes: str | float | None) -> str:
    return element("circle", cx=x, cy=y, r=radius, **attributes)


def path(steps: str, **attributes: str | float | None) -> str:
    return element("path", d=steps, **attributes)


def line(x: float, y: float, to_x: float, to_y: float, **attributes: str | float | None) -> str:
    steps = f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"
    return path(steps, **attributes)


def text(
    x: float,
    y: float,
    content: str,
    *,
    ink: str = "ink",
    size: float = SIZE,
    anchor: str | None = None,
    bold: bool = False,
    **attributes: str | float | None,
) -> str:
    """A line of text; ``y`` is its base line, ``anchor`` "middle" or "end" if it does not begin at ``x``."""
    return element(
        "text",
        escaped(content),
        x=x,
        y=y,
        fill=ink,
        font_size=None if size == SIZE else size,
        text_anchor=anchor,
        font_weight=600 if bold else None,
        **attributes,
    )


def group(*content: str, **attributes: str | float | None) -> str:
    return element("g", *content, **attributes)


def _split(attributes: dict[str, str | float | None]) -> tuple[list[str], list[tuple[str, str]]]:
    """Class names, with those that stand for colours, and all other attributes."""
    classes, plain = [], []
    for name, value in attributes.items():
        if value is None:
            continue
        if name in ("fill", "stroke") and isinstance(value, str) and _is_colour(value):
            classes.append(f"{name[0]}-{value}")
        elif name == "kind":
            classes.append(str(value))
        else:
            plain.append((name.replace("_", "-"), _value(value)))
    return classes, plain


def _is_colour(value: str) -> bool:
    return value != "none" and not value.startswith("url(")


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)
