"""What is built replaces what differs and nothing else."""

from pathlib import Path

from k8slab.course.tree import differences, replace


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / "course" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_missing_changed_and_left_over_files_are_named(tmp_path: Path) -> None:
    built = write(tmp_path / "built", same="1", changed="2", missing="3")
    root = write(tmp_path / "root", same="1", changed="1", old="1")
    assert [str(found) for found in differences(built, root, whole=True)] == [
        "changed: course/changed.ipynb",
        "missing: course/missing.ipynb",
        "left over: course/old.ipynb",
    ]


def test_files_of_lessons_that_were_not_built_are_not_left_over(tmp_path: Path) -> None:
    built, root = write(tmp_path / "built", one="1"), write(tmp_path / "root", one="1", two="2")
    assert differences(built, root, whole=False) == []


def test_checkpoints_are_no_difference(tmp_path: Path) -> None:
    built = write(tmp_path / "built", one="1")
    root = write(tmp_path / "root", **{"one": "1", ".ipynb_checkpoints/one": "0"})
    assert differences(built, root, whole=True) == []


def test_replacing_leaves_no_difference_and_does_not_touch_equal_files(tmp_path: Path) -> None:
    built = write(tmp_path / "built", same="1", changed="2", missing="3")
    root = write(tmp_path / "root", same="1", changed="1", old="1")
    before = (root / "course/same.ipynb").stat().st_mtime_ns
    replace(built, root, differences(built, root, whole=True))
    assert differences(built, root, whole=True) == []
    assert (root / "course/same.ipynb").stat().st_mtime_ns == before
