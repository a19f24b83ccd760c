"""Breaking text into lines, as go-wordwrap does: spaces within a line stay as they are."""

from __future__ import annotations

import re

_PIECES = re.compile(r"\n|[^\S\n]+|\S+")


def wrap(text: str, limit: int) -> str:
    """Lines of at most ``limit`` characters; a word that is longer than that is not broken off."""
    done, width, spaces = [], 0, ""
    for piece in _PIECES.findall(text):
        if piece == "\n":
            done.append(spaces if width + len(spaces) <= limit else "")
            done.append(piece)
            width, spaces = 0, ""
        elif piece.isspace():
            spaces = piece
        else:
            if _breaks(width, len(spaces), len(piece), limit):
                done.append("\n")
                width, spaces = 0, ""
            done += [spaces, piece]
            width += len(spaces) + len(piece)
            spaces = ""
    return "".join(done) + (spaces if width + len(spaces) <= limit else "")


def _breaks(width: int, spaces: int, word: int, limit: int) -> bool:
    """A word too long for any line still begins a new one if its beginning does not fit."""
    return width + spaces + min(word, limit - 1) > limit
