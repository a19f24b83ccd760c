"""The README's picture is what the code draws today."""

from __future__ import annotations

from tools.build_picture import PICTURE, draw


def test_the_picture_in_the_readme_is_drawn_by_this_code() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw(), "run: python tools/build_picture.py"
