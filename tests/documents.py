"""Markdown and notebooks as their readers see them: links, pictures and the places that links lead to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from k8slab.course.notebook import read

ROOT = Path(__file__).parent.parent
MARKDOWN = MarkdownIt("commonmark").enable("table")
BARE = re.compile(r"https?://[^\s\"'<>()]*[^\s\"'<>().,:;]")
"""An address in the middle of a sentence, which is a link as well."""


@dataclass(frozen=True)
class Link:
    """``alt`` is None for a link, and for a picture what is read out in its place."""

    address: str
    alt: str | None = None


class Tags(HTMLParser):
    """The links and pictures of a piece of HTML, and the names that it gives to places."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(Link(found["href"]))
        if tag == "img":
            self.links.append(Link(found.get("src", ""), found.get("alt", "")))


@dataclass(frozen=True)
class Document:
    """A file and the folder that its links start from."""

    path: Path
    base: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def links(self) -> list[Link]:
        """All links and pictures, in prose and in what cells show."""
        return [*self._in_prose(), *(link for shown in self._shown() for link in Tags(shown).links)]

    @cached_property
    def anchors(self) -> set[str]:
        """Every #name that leads to a place in here: GitHub and JupyterLab name headings differently."""
        slug = jupyter_slug if self.path.suffix == ".ipynb" else github_slug
        html = (token.content for token in self._tokens if token.type.startswith("html"))
        return {slug(text) for text in self._headings()} | {
            name for each in html for name in Tags(each).anchors
        }

    @cached_property
    def _tokens(self) -> list[Token]:
        blocks = [token for text in self._prose() for token in MARKDOWN.parse(text)]
        return [each for block in blocks for each in (block, *(block.children or ()))]

    def _in_prose(self) -> Iterator[Link]:
        for token in self._tokens:
            if token.type == "link_open":
                yield Link(str(token.attrs["href"]))
            elif token.type == "image":
                yield Link(str(token.attrs["src"]), token.content)
            elif token.type == "text":
                yield from map(Link, BARE.findall(token.content))
            elif token.type.startswith("html"):
                yield from Tags(token.content).links

    def _headings(self) -> Iterator[str]:
        for mark, text in zip(self._tokens, self._tokens[1:], strict=False):
            if mark.type == "heading_open":
                yield "".join(token.content for token in text.children or () if token.content)

    def _prose(self) -> list[str]:
        if self.path.suffix == ".ipynb":
            return ["".join(cell["source"]) for cell in self._cells if cell["cell_type"] == "markdown"]
        if self.path.parent.parent == ROOT / "lessons":
            cells = read(self.path, self.path.parent.name)[0].cells
            return [cell.source for cell in cells if cell.cell_type == "markdown"]
        return [self.path.read_text("utf-8")]

    def _shown(self) -> Iterator[str]:
        for cell in self._cells:
            for output in cell.get("outputs", ()):
                yield "".join(output.get("data", {}).get("text/html", ""))

    @property
    def _cells(self) -> list[dict]:
        return json.loads(self.path.read_text("utf-8"))["cells"] if self.path.suffix == ".ipynb" else []


def github_slug(heading: str) -> str:
    """What GitHub calls a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def jupyter_slug(heading: str) -> str:
    """What JupyterLab calls a heading."""
    return heading.strip().replace(" ", "-")


@lru_cache
def document(path: Path) -> Document:
    """A lesson's links start where its notebook is built."""
    if path.parent.parent != ROOT / "lessons":
        return Document(path, path.parent)
    if path.name == "lesson.md":
        return Document(path, ROOT / "course")
    assignment = read(path, path.parent.name)[1]["assignment"]
    return Document(path, ROOT / "exercises" / assignment)


def documents() -> list[Document]:
    """Everything that somebody reads."""
    prose = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("lessons/*.md")]
    sources = [*ROOT.glob("lessons/*/lesson.md"), *ROOT.glob("lessons/*/exercise.md")]
    folders = (ROOT / name for name in ("course", "exercises", "solutions"))
    built = [path for folder in folders for path in folder.rglob("*.ipynb")]
    return [
        document(path)
        for path in sorted([*prose, *sources, *built])
        if ".ipynb_checkpoints" not in path.parts
    ]
