"""What the instructor settles."""

import pytest

from k8slab.checks.grading import Grading
from k8slab.errors import K8slabError


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    monkeypatch.delenv("K8SLAB_GRADING", raising=False)


def test_without_a_file_hints_are_free_and_there_is_no_secret(tmp_path):
    assert Grading.load(tmp_path) == Grading(hint_price=0, seed="")


def test_a_file_among_the_lessons_is_read_unless_the_environment_names_another(tmp_path, monkeypatch):
    (tmp_path / "grading.toml").write_text("hint_price = 2\n")
    assert Grading.load(tmp_path) == Grading(hint_price=2)
    other = tmp_path / "mine.toml"
    other.write_text('seed = "s"\n')
    monkeypatch.setenv("K8SLAB_GRADING", str(other))
    assert Grading.load(tmp_path) == Grading(seed="s")


@pytest.mark.parametrize(
    "text",
    [
        "price = 1",
        "hint_price = -1",
        'hint_price = "2"',
        "seed = 7",
        "hint_price = true",
        "variants = 0",
        "=",
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_its_file(tmp_path, text):
    (tmp_path / "grading.toml").write_text(text)
    with pytest.raises(K8slabError, match=r"grading\.toml"):
        Grading.load(tmp_path)


def test_a_file_that_is_named_and_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("K8SLAB_GRADING", str(tmp_path / "none.toml"))
    with pytest.raises(K8slabError, match=r"none\.toml"):
        Grading.load(tmp_path)
