"""Pieces of HTML that verdicts, hints and task sheets are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

LEFT = "text-align:left;vertical-align:top"


def marked_up(text: str) -> str:
    """Escaped, with `code` in backticks set as code and line ends kept."""
    code = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return code.replace("\n", "<br>")


def columns(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table with these heads over its columns; empty if there are no rows."""
    above = "".join(f"<th scope='col' style='{LEFT}'>{escape(head)}</th>" for head in heads)
    lines = "".join(
        "<tr>" + "".join(f"<td style='{LEFT}'>{marked_up(text)}</td>" for text in row) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{above}</tr>{lines}</table>" if lines else ""


def table(rows: Iterable[tuple[str, str]]) -> str:
    """A table of (heading, text); empty if there are no rows."""
    lines = "".join(
        f"<tr><th scope='row' style='{LEFT}'>{marked_up(label)}</th>"
        f"<td style='{LEFT}'>{marked_up(text)}</td></tr>"
        for label, text in rows
    )
    return f"<table style='margin:4px 0'>{lines}</table>" if lines else ""
