"""Prose and code are spelt as codespell knows the words; pyproject.toml says which others are meant."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def spelling(folder: Path) -> str:
    """What codespell finds in a folder; empty if nothing."""
    command = [str(Path(sys.executable).with_name("codespell"))]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_nothing_is_misspelt() -> None:
    assert spelling(ROOT) == ""


def test_a_wrong_word_in_a_lesson_is_found_with_its_line(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "lesson.md").write_text("# A set\n\nWhat teh controller does.\n")  # codespell:ignore
    assert spelling(tmp_path) == "./lesson.md:3: teh ==> the\n"  # codespell:ignore
