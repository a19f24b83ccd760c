"""The colours of all pictures, by name, in a light and a dark set, and the style sheets that bring them.

Drawing code names colours ("ink", "hue-2") and never writes one. A picture can stand in two places:

- as an image of its own (``<img>``, a file): it carries `image_style()`, with the dark set for readers who
  prefer dark. Within a page that names a ``color-scheme``, as JupyterLab does, browsers go by that;
- inline in a page, as a widget does it: the page carries `page_style()` once, and the picture follows the
  page's theme: JupyterLab's, VS Code's or Colab's where one is set, the reader's preference elsewhere.

Any of `INKS` can be read on any of `GROUNDS`, and any of `GRAPHICS` can be told from it (WCAG 2.2 AA: 4.5:1
and 3:1); "paper" can be read on any of `SOLIDS`. "line" only decorates: nothing is known by it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

HUES = 6
"""So many revisions have colours of their own; they are told by number too."""

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "panel": "#f6f8fa",
    "ended": "#e4e8ec",
    "leaving": "#eef1f4",
    "ink": "#1b1f24",
    "quiet": "#4f5862",
    "edge": "#6b747e",
    "line": "#d8dee4",
    "failure": "#b3261e",
    "failure-tint": "#fdeae7",
    "caution": "#7f4c00",
    "caution-tint": "#fff1d6",
    "hue-1": "#1f5fa8",
    "hue-2": "#b04a00",
    "hue-3": "#12745a",
    "hue-4": "#8a3f9e",
    "hue-5": "#7a5c00",
    "hue-6": "#a8324a",
    "tint-1": "#dce9f8",
    "tint-2": "#fbe7d8",
    "tint-3": "#d5f0e6",
    "tint-4": "#f0e0f5",
    "tint-5": "#f4ebc8",
    "tint-6": "#f9dde2",
}
DARK: Mapping[str, str] = {
    "paper": "#181b20",
    "panel": "#21252b",
    "ended": "#333a42",
    "leaving": "#2a3037",
    "ink": "#eef1f4",
    "quiet": "#b4bcc5",
    "edge": "#939da8",
    "line": "#3b434c",
    "failure": "#ff9c92",
    "failure-tint": "#43211e",
    "caution": "#f2bb5c",
    "caution-tint": "#3d2f13",
    "hue-1": "#82b7f6",
    "hue-2": "#f6a465",
    "hue-3": "#62cda9",
    "hue-4": "#d6a2e8",
    "hue-5": "#dcbd54",
    "hue-6": "#f698ae",
    "tint-1": "#1b3350",
    "tint-2": "#47290f",
    "tint-3": "#103a2e",
    "tint-4": "#3d2546",
    "tint-5": "#3a300c",
    "tint-6": "#48202a",
}

NUMBERED = tuple(f"hue-{number}" for number in range(1, HUES + 1))
TINTS = tuple(f"tint-{number}" for number in range(1, HUES + 1))
GROUNDS = ("paper", "panel", "ended", "leaving", "failure-tint", "caution-tint", *TINTS)
INKS = ("ink", "quiet", "failure", "caution")
GRAPHICS = (*INKS, "edge", *NUMBERED)
SOLIDS = (*INKS, *NUMBERED)

IMAGE = "k8slab-image"
INLINE = "k8slab-inline"
THEME = "k8slab-theme"
"""The class of whatever takes its colours from the page: they are its ``var(--k8slab-ink)``, …"""

DARK_PAGES = ("[data-jp-theme-light='false']", ".vscode-dark", ".vscode-high-contrast", "html[theme='dark']")
LIGHT_PAGES = ("[data-jp-theme-light='true']", ".vscode-light", "html[theme='light']")
PREFERS_DARK = "@media (prefers-color-scheme:dark)"


def hue(number: int) -> str:
    """The colour of a revision by its number, which begins at 1; 0 is for what has no revision."""
    return NUMBERED[max(number - 1, 0) % HUES]


def tint(number: int) -> str:
    """The ground that goes with `hue`."""
    return TINTS[max(number - 1, 0) % HUES]


def image_style(used: Iterable[str] = LIGHT) -> str:
    """The rules for a picture that stands alone, for the colours that it uses."""
    names = [name for name in LIGHT if name in set(used)]
    light = "".join(_paints(IMAGE, name, LIGHT[name]) for name in names)
    dark = "".join(_paints(IMAGE, name, DARK[name]) for name in names)
    return f"{light}{PREFERS_DARK}{{{dark}}}"


def page_style() -> str:
    """The rules for pages that hold pictures inline; once for all of them."""
    paints = "".join(_paints(INLINE, name, f"var(--k8slab-{name})") for name in LIGHT)
    focus = f".{INLINE} .k8slab-item:focus-visible{{outline:2px solid var(--k8slab-ink);outline-offset:2px}}"
    return "\n".join(
        [
            _properties([f".{THEME}"], LIGHT),
            f"{PREFERS_DARK}{{{_properties([f'.{THEME}'], DARK)}}}",
            _properties([f"{page} .{THEME}" for page in LIGHT_PAGES], LIGHT),
            _properties([f"{page} .{THEME}" for page in DARK_PAGES], DARK),
            paints,
            focus,
        ]
    )


def _paints(scope: str, name: str, colour: str) -> str:
    return f".{scope} .f-{name}{{fill:{colour}}}.{scope} .s-{name}{{stroke:{colour}}}"


def _properties(selectors: Iterable[str], colours: Mapping[str, str]) -> str:
    told = ";".join(f"--k8slab-{name}:{colour}" for name, colour in colours.items())
    return f"{','.join(selectors)}{{{told}}}"
