"""nbgrader makes the released version."""

import os
from pathlib import Path

import pytest

from k8slab.course.release import load_config, release, scripts_on_path
from k8slab.errors import K8slabError

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def test_an_assignment_without_source_is_refused_with_what_nbgrader_says(tmp_path: Path) -> None:
    with pytest.raises(
        K8slabError, match=r"(?s)nothing: nbgrader could not generate.*No notebooks were matched"
    ):
        release(tmp_path, CONFIG, "nothing")


def test_the_gradebook_of_a_release_is_thrown_away(tmp_path: Path) -> None:
    with pytest.raises(K8slabError):
        release(tmp_path, CONFIG, "nothing")
    assert list(tmp_path.iterdir()) == []


def test_settings_come_from_the_configuration_file() -> None:
    assert load_config(CONFIG).CourseDirectory.source_directory == "solutions"


def test_scripts_of_this_environment_are_found_only_while_they_are_needed() -> None:
    before = os.environ["PATH"]
    with scripts_on_path():
        assert os.environ["PATH"].endswith(before)
        assert os.environ["PATH"] != before
    assert os.environ["PATH"] == before
