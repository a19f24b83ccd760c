"""A submitted notebook, with the cells that belong to the instructor put back as they were released.

Whatever became of them: deleted, copied, split, given other points or another text (nbgrader#1083, #1682).
Cells of the learner's own stay where they are; of two cells with one name the first counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from k8slab.checks.catalogue import ASKED
from k8slab.errors import K8slabError

Cell = dict[str, Any]
MOST_CELLS = 5000


def read(text: str, what: str) -> dict[str, Any]:
    """A notebook (format 4) from its text; the source of each cell is one text.

    Raises K8slabError for anything else, saying what it is.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise K8slabError(f"{what} is not JSON: {str(error)[:200]}") from error
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise K8slabError(f"{what} is not a notebook of format 4")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS or not all(map(_is_cell, cells)):
        raise K8slabError(f"{what} has no list of cells, or more than {MOST_CELLS}")
    for cell in cells:
        cell["source"] = source(cell)
    return notebook


def _is_cell(cell: object) -> bool:
    return (
        isinstance(cell, dict)
        and cell.get("cell_type") in ("code", "markdown", "raw")
        and isinstance(cell.get("source"), str | list)
        and isinstance(cell.get("metadata"), dict)
    )


def source(cell: Cell) -> str:
    """The text of a cell, which may be kept as lines."""
    told = cell["source"]
    return told if isinstance(told, str) else "".join(map(str, told))


def about(cell: Cell) -> dict[str, Any]:
    """nbgrader's metadata of a cell; empty if it has none."""
    told = cell["metadata"].get("nbgrader")
    return told if isinstance(told, dict) else {}


def name_of(cell: Cell) -> str:
    """The name under which nbgrader knows the cell; empty if it does not."""
    return str(about(cell).get("grade_id", ""))


def is_checked(cell: Cell) -> bool:
    """Does the cluster give its points, and not a person?"""
    told = about(cell)
    return bool(told.get("grade")) and not told.get("solution") and cell["cell_type"] == "code"


def checks(release: dict[str, Any]) -> dict[str, str]:
    """By the names of the cells that the cluster judges: the check that they ask for."""
    asked = ((name_of(cell), ASKED.search(source(cell))) for cell in release["cells"] if is_checked(cell))
    return {name: found[1] for name, found in asked if found}


def put_back(submitted: dict[str, Any], release: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The notebook to grade, without outputs, and what had to be put right in it."""
    released = {name_of(cell): cell for cell in release["cells"] if name_of(cell)}
    notes: list[str] = []
    found = list(_known(submitted["cells"], released, notes))
    there = {name_of(cell) for cell in found}
    cells = list(_with_missing(found, release["cells"], there, notes))
    notebook = {**deepcopy(release), "cells": cells}
    _name_each(cells)
    return notebook, notes


def _known(cells: list[Cell], released: dict[str, Cell], notes: list[str]) -> Iterator[Cell]:
    """The learner's cells; released ones have their released metadata, and text if it is locked."""
    seen = set()
    for cell in cells:
        name = name_of(cell)
        if name not in released or name in seen:
            if name:
                twice = f"the cell {name} is there twice"
                notes.append(twice if name in seen else f"nobody released a cell {name}")
            yield _plain(cell)
            continue
        seen.add(name)
        yield _released(cell, released[name], notes)


def _released(cell: Cell, released: Cell, notes: list[str]) -> Cell:
    name, told = name_of(cell), about(released)
    if {**about(cell), "checksum": ""} != {**told, "checksum": ""}:
        notes.append(f"the cell {name} had other settings")
    if told.get("locked") and source(cell) != source(released):
        notes.append(f"the cell {name} had another text")
    whole = deepcopy(released)
    if not told.get("locked"):
        whole["source"] = source(cell)
    return _without_outputs(whole)


def _with_missing(
    found: list[Cell], released: list[Cell], there: set[str], notes: list[str]
) -> Iterator[Cell]:
    """Each missing cell after the released one before it, in the place where the learner has that."""
    waiting: dict[str, list[Cell]] = {}
    before = ""
    for cell in released:
        name = name_of(cell)
        if name and name not in there:
            notes.append(f"the cell {name} was missing")
            waiting.setdefault(before, []).append(_without_outputs(deepcopy(cell)))
        before = name if name in there else before
    yield from waiting.pop("", [])
    for cell in found:
        yield cell
        yield from waiting.pop(name_of(cell), [])


def _plain(cell: Cell) -> Cell:
    kept = {"cell_type": cell["cell_type"], "source": source(cell), "metadata": {}}
    return _without_outputs(kept)


def _without_outputs(cell: Cell) -> Cell:
    return {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell


def _name_each(cells: list[Cell]) -> None:
    """Each cell has an id that no other one has, as format 4.5 wants it."""
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        wanted = str(cell.get("id") or f"cell-{number}")
        cell["id"] = wanted if wanted not in taken else f"cell-{number}"
        taken.add(cell["id"])
