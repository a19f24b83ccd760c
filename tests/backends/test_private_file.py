"""Files that only their owner can read."""

import os
import stat
from pathlib import Path

import pytest

from k8slab.backends import private_file
from k8slab.errors import K8slabError


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "secret"
    private_file.write(file, "text")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_it_replaces_what_was_there_and_leaves_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    private_file.write(file, "old")
    private_file.write(file, "new")
    assert file.read_text(encoding="utf-8") == "new"
    assert os.listdir(tmp_path) == ["secret"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(K8slabError, match="not an ordinary file"):
        private_file.write(pipe, "text")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_only_what_is_still_ours_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    private_file.write(file, "ours")
    private_file.remove(file, "theirs")
    assert file.exists()
    private_file.remove(file, "ours")
    private_file.remove(file, "ours")
    assert not file.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(K8slabError, match=r"cannot write .*secret"):
        private_file.write(tmp_path / "file" / "secret", "text")
