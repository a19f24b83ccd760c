"""Cells that were split or copied do not stop a batch."""

from typing import Any

import nbformat

from k8slab.grading.empty_metadata import DropEmptyMetadata


def kept(metadata: dict[str, Any]) -> dict[str, Any]:
    """A cell's metadata after the preprocessor."""
    cell = nbformat.v4.new_code_cell("", metadata=metadata)
    return dict(DropEmptyMetadata().preprocess_cell(cell, {}, 0)[0].metadata)


def test_empty_nbgrader_metadata_is_dropped() -> None:
    assert kept({"nbgrader": {}, "tags": ["mine"]}) == {"tags": ["mine"]}


def test_filled_nbgrader_metadata_stays() -> None:
    assert kept({"nbgrader": {"grade_id": "a"}}) == {"nbgrader": {"grade_id": "a"}}


def test_a_cell_without_it_is_left_alone() -> None:
    assert kept({}) == {}
