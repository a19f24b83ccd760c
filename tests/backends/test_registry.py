"""The list of the clusters that run."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from k8slab.backends import registry
from k8slab.backends.kubeconfig import kubeconfig


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_candidates", lambda: iter([tmp_path / "clusters"]))


def entry(tmp_path: Path, name: str = "k8slab-1") -> registry.Running:
    file = tmp_path / "kubeconfig"
    file.write_text(kubeconfig("https://127.0.0.1:9", b"", "secret"), encoding="utf-8")
    return registry.Running(name, 1, "https://127.0.0.1:9", str(file), ("k8s-m1",), "instant")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_its_files_are_private(tmp_path: Path) -> None:
    registry.register(entry(tmp_path))
    [file] = registry.folder().iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_does_not_answer_is_taken_off(tmp_path: Path) -> None:
    registry.register(entry(tmp_path))
    assert registry.running() == []
    assert list(registry.folder().iterdir()) == []


def test_what_is_no_entry_is_taken_off(tmp_path: Path) -> None:
    (registry.folder() / "odd.json").write_text("[]", encoding="utf-8")
    assert registry.running() == []
    assert list(registry.folder().iterdir()) == []


def test_forgetting_twice_does_no_harm(tmp_path: Path) -> None:
    registry.register(entry(tmp_path))
    registry.forget("k8slab-1")
    registry.forget("k8slab-1")
    assert list(registry.folder().iterdir()) == []
