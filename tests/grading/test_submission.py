import os

import pytest

from k8slab.grading.submission import LARGEST, Submission


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "ada" / "zoo"
    folder.mkdir(parents=True)
    (folder / "zoo.ipynb").write_text("{}")
    return folder


def read(folder):
    return Submission.read(folder, "zoo", "ada")


def test_notebook_journal_and_time_are_read(folder):
    (folder / "zoo.journal").write_text("line\n")
    (folder / "timestamp.txt").write_text("2026-02-02 15:58:23 UTC\n")
    assert read(folder) == Submission("ada", "{}", "line\n", (), "2026-02-02 15:58:23 UTC")


def test_a_journal_may_be_missing_and_a_notebook_is_missed(folder):
    assert read(folder).troubles == ()
    (folder / "zoo.ipynb").unlink()
    assert read(folder) == Submission("ada", None, None, ("zoo.ipynb was not handed in",))


def test_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "solution.ipynb").write_text("the solution")
    (folder / "zoo.ipynb").unlink()
    (folder / "zoo.ipynb").symlink_to(tmp_path / "solution.ipynb")
    found = read(folder)
    assert found.notebook is None
    assert found.troubles[0].startswith("zoo.ipynb cannot be read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_that_would_be_waited_for_is_not_read(folder):
    os.mkfifo(folder / "zoo.journal")
    assert read(folder).troubles == ("zoo.journal is not an ordinary file",)


def test_a_folder_in_a_files_place_is_told(folder):
    (folder / "zoo.journal").mkdir()
    (trouble,) = read(folder).troubles
    assert trouble.startswith("zoo.journal")


def test_a_file_that_is_too_large_is_not_read(folder):
    with (folder / "zoo.ipynb").open("wb") as file:
        file.truncate(LARGEST + 1)
    found = read(folder)
    assert (found.notebook, found.troubles) == (
        None,
        (f"zoo.ipynb has {LARGEST + 1} bytes, more than {LARGEST}",),
    )


def test_what_is_not_text_is_told(folder):
    (folder / "zoo.ipynb").write_bytes(b"\xff\xfe")
    assert read(folder).troubles == ("zoo.ipynb is not text",)
