"""What must hold for every picture, whatever it shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from k8slab.pictures import Picture

SVG = "{http://www.w3.org/2000/svg}"
SIGN = re.compile(r"[A-Z]{0,2}\d*|!|\+\d+")
"""Counts, and the signs of workloads and revisions, which the legend explains."""


def elements(picture: Picture, *, inline: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(picture.inline_svg() if inline else picture.svg)


def texts(picture: Picture) -> list[str]:
    """The lines that are written on a picture."""
    return [each.text or "" for each in elements(picture).iter(f"{SVG}text")]


def check_sound(picture: Picture, legend: set[str]) -> None:
    """Both embeddings are well formed, their ids unique, and all that is drawn is told in the text.

    ``legend`` are words that explain the drawing and mean nothing in a text.
    """
    for inline in (False, True):
        root = elements(picture, inline=inline)
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
    told = squeezed(str(picture))
    untold = [line for line in texts(picture) if not _is_told(line, told, legend)]
    assert untold == []
    for item in items(picture):
        for sentence in _sentences(item):
            assert squeezed(sentence).rstrip(".") in told


def _sentences(item: ElementTree.Element) -> list[str]:
    """What an item says, but for what a text tells by the place of a line: of which node, between whom."""
    sentences = item.get("data-text", "").split(". ")
    if item.get("data-count"):
        return [sentences[0].removeprefix(f"{item.get('data-node')}: "), *sentences[1:]]
    return sentences[1:] if item.get("data-tie") else sentences


def items(picture: Picture) -> list[ElementTree.Element]:
    """What can be pointed at and focused when the picture stands in a page."""
    return [each for each in elements(picture, inline=True).iter() if each.get("class") == "k8slab-item"]


def squeezed(content: str) -> str:
    """Without spaces and line breaks: a long word may be broken anywhere in a drawing."""
    return re.sub(r"\s+", "", content)


def _is_told(line: str, told: str, legend: set[str]) -> bool:
    if line in legend or SIGN.fullmatch(line):
        return True
    return all(part in told for part in squeezed(line).split("…"))
