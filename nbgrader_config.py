"""Settings for nbgrader: `nbgrader generate_assignment`, `autograde`, `generate_feedback`, `export`.

solutions/ and exercises/ are built by `make course`; submitted/ASSIGNMENT folders come from the learners.
"""

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from k8slab.grading.empty_metadata import DropEmptyMetadata
from k8slab.grading.execute_as_student import ExecuteAsStudent

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (traitlets provides it)

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.solution_directory = "model_answers"  # the default is too close to "solutions"

# An answer may be a %%kubectl cell with YAML in it, where a raised exception would be no valid stub.
c.ClearSolutions.code_stub = {"python": "# YOUR ANSWER HERE"}

c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    DeduplicateIds,
    DropEmptyMetadata,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
# What hints cost and the seed of the class stand in the file that $K8SLAB_GRADING names.
c.Autograde.autograde_preprocessors = [
    ExecuteAsStudent,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.OverwriteCells.add_missing_cells = True

c.Execute.timeout = 60
c.Execute.startup_timeout = 60
c.Execute.iopub_timeout = 10
