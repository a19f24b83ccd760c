"""Where a notebook tells another story than the journal that was handed in with it."""

from __future__ import annotations

from typing import Any

from k8slab.grading.cells import Cell, checks, name_of, source
from k8slab.grading.heard import Heard

ALIKE = 1e-6
"""Points that differ by less are the same."""


def contradictions(
    heard: Heard, submitted: dict[str, Any], release: dict[str, Any], asked: dict[str, str]
) -> list[str]:
    """Where the notebook tells another story than the journal."""
    told = claims(submitted, asked)
    empty = unanswered(submitted, release)
    return [
        *heard.notes,
        *(
            f"the notebook shows {told[check]:g} points for {check}, its journal earns {verdict['earned']:g}"
            for check, verdict in heard.verdicts.items()
            if check in told and abs(told[check] - verdict["earned"]) > ALIKE
        ),
        *(
            f"the journal earns points for {check}, and the notebook has no answer to it"
            for check, verdict in heard.verdicts.items()
            if check in empty and verdict["earned"] > 0
        ),
    ]


def claims(notebook: dict[str, Any], asked: dict[str, str]) -> dict[str, float]:
    """By check: the points that the notebook's own outputs say it earned. Claims prove nothing."""
    told = {}
    for cell in notebook["cells"]:
        name = name_of(cell)
        if name in asked and (points := _shown(cell)) is not None:
            told[asked[name]] = points
    return told


def _shown(cell: Cell) -> float | None:
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        if isinstance(output, dict) and output.get("output_type") == "execute_result":
            data = output.get("data")
            text = data.get("text/plain") if isinstance(data, dict) else None
            try:
                return float("".join(text) if isinstance(text, list) else str(text))
            except (TypeError, ValueError):
                return None
    return None


def unanswered(submitted: dict[str, Any], release: dict[str, Any]) -> set[str]:
    """The checks of tasks whose answer cell is as it was released, and nothing was added above the check."""
    asked = checks(release)
    answered, empty = set[str](), set[str]()
    released = {name_of(cell): source(cell).strip() for cell in release["cells"]}
    for cell in submitted["cells"]:
        name = name_of(cell)
        if name in asked:
            empty |= set() if answered else {asked[name]}
            answered = set()
        elif cell["cell_type"] == "code" and source(cell).strip() not in ("", released.get(name)):
            answered.add(name)
    return empty
