"""A journal's file: what cannot be one is refused in words; a good one is in tests/test_lab_time.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8slab.backends.simulator import journal_file
from k8slab.errors import K8slabError
from k8slab.sim.journal import Journal


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(K8slabError, match=f"expected a journal at {tmp_path}"):
        journal_file.read(tmp_path)
    with pytest.raises(K8slabError, match=f"cannot write the journal {tmp_path}"):
        journal_file.keep(Journal(), tmp_path)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_can_grow_no_more_is_said_in_words(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "journal"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(K8slabError, match=f"cannot write the journal {path}: File too large"):
            journal_file.keep(Journal({"seed": 7}), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
