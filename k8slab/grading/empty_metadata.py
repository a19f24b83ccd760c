"""Submissions whose cells were split or copied."""

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor


class DropEmptyMetadata(NbGraderPreprocessor):  # type: ignore[misc]
    """Drops a cell's empty `nbgrader` metadata.

    Editors leave it when a solution cell is split or copied, and nbgrader makes it of the copies; its later
    steps then stop the whole batch with a message about something else (nbgrader#1083).
    """

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        if not cell.metadata.get("nbgrader", True):
            del cell.metadata["nbgrader"]
        return cell, resources
