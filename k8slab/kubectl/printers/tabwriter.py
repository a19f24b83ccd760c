"""Elastic tab stops: cells ended by tabs are padded to the widest of the lines that follow one another.

Follows the rules of Go's text/tabwriter (https://pkg.go.dev/text/tabwriter): a column is a run of adjacent
lines that have a cell there, and the last cell of a line belongs to no column.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Layout:
    """Minimum width and padding of cells; with `remembered`, widths never shrink between texts."""

    minimum: int = 0
    padding: int = 2
    remembered: list[int] | None = None

    def align(self, text: str) -> str:
        """The text with tabs replaced by spaces."""
        if not text:
            return ""
        ends_line = text.endswith("\n")
        lines = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
        page = _Page(self, lines)
        page.block(0, len(lines))
        return "\n".join(page.done) + ("\n" if ends_line else "")

    def width(self, column: int, cells: list[int]) -> int:
        """The width of a column whose cells are that wide."""
        widest = max(self.minimum, *(cell + self.padding for cell in cells))
        if self.remembered is None:
            return widest
        if column == len(self.remembered):
            self.remembered.append(widest)
        self.remembered[column] = max(widest, self.remembered[column])
        return self.remembered[column]


@dataclass
class _Page:
    layout: Layout
    lines: list[list[str]]
    widths: list[int] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def block(self, start: int, end: int) -> None:
        """Lay out the lines from start to end, whose first len(self.widths) columns are known."""
        column = len(self.widths)
        line = start
        while line < end:
            if not self.has_cell(line, column):
                self.write(self.lines[line])
                line += 1
                continue
            stop = line
            while stop < end and self.has_cell(stop, column):
                stop += 1
            cells = [len(self.lines[row][column]) for row in range(line, stop)]
            self.widths.append(self.layout.width(column, cells))
            self.block(line, stop)
            self.widths.pop()
            line = stop

    def has_cell(self, line: int, column: int) -> bool:
        return column < len(self.lines[line]) - 1

    def write(self, cells: list[str]) -> None:
        padded = [cell.ljust(width) for cell, width in zip(cells[:-1], self.widths, strict=False)]
        self.done.append("".join([*padded, cells[-1]]))


def align(text: str) -> str:
    """Align as `kubectl describe` does: two blanks between columns."""
    return Layout().align(text)
