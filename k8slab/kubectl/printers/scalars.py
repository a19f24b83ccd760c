"""How go-yaml v2 writes a scalar: which style, where it folds.

The rules are those of libyaml's emitter, with go-yaml's idea of what looks like another type.
"""

from __future__ import annotations

import re
from datetime import date

FOLD_AT = 80

_WORDS = (
    frozenset(
        word
        for base in ("y", "n", "yes", "no", "true", "false", "on", "off", "null", "~", "")
        for word in (base, base.capitalize(), base.upper())
    )
    | {".nan", ".NaN", ".NAN"}
    | {sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}
)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"([Tt]\d\d?:\d\d?:\d\d?(\.\d+)?(Z|[-+]\d\d:\d\d)| \d\d?:\d\d?:\d\d?(\.\d+)?)?"
)
_UNPRINTABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r",
    "\x1b": "e", '"': '"', "\\": "\\", "\x85": "N", "\u2028": "L", "\u2029": "P",
}  # fmt: skip
_BREAKS = "\r\n\x85\u2028\u2029"
_INDICATORS = "#,[]{}&*!|>'\"%@`"


def looks_typed(text: str) -> bool:
    """True if YAML readers would take the plain text for something else than a string."""
    if text in _WORDS:
        return True
    if text[0] not in "+-.0123456789":
        return False
    plain = text.replace("_", "")
    return bool(
        _is_integer(plain)
        or (_FLOAT.fullmatch(plain) and abs(float(plain)) != float("inf"))
        or _BASE60.fullmatch(text)
        or _is_timestamp(text)
    )


def _is_integer(text: str) -> bool:
    return bool(_INTEGER.fullmatch(text))


def _is_timestamp(text: str) -> bool:
    found = _TIMESTAMP.fullmatch(text)
    if not found:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def scalar(text: str, column: int, indent: int, *, is_key: bool = False) -> str:
    """The text as a YAML scalar that starts at `column`; folded and block lines are indented by `indent`."""
    if "\n" in text and not is_key and _fits_block(text):
        return _literal(text, indent)
    if "\n" in text or looks_typed(text) or not _fits_single_quotes(text):
        return _double_quoted(text, column, indent, fold=not is_key)
    if _fits_plain(text):
        return text if is_key else _fold(text, column, indent)
    quoted = "'" + text.replace("'", "''") + "'"
    return quoted if is_key else _fold(quoted, column, indent, inside=True)


def _fits_block(text: str) -> bool:
    return not text.endswith(" ") and " \n" not in text and not _UNPRINTABLE.search(text)


def _fits_single_quotes(text: str) -> bool:
    return not _UNPRINTABLE.search(text) and not any(mark in text for mark in _BREAKS)


def _fits_plain(text: str) -> bool:
    if text[0] == " " or text[-1] == " " or text.startswith(("---", "...")):
        return False
    if text[0] in _INDICATORS or (text[0] in "-?:" and (len(text) == 1 or text[1] == " ")):
        return False
    return ": " not in text and " #" not in text and not text.endswith(":")


def _fold(text: str, column: int, indent: int, *, inside: bool = False) -> str:
    """Break the line at the first single blank after FOLD_AT columns; `inside`: not next to the quotes."""
    if column + len(text) <= FOLD_AT:
        return text
    out: list[str] = []
    first, last = (1, len(text) - 2) if inside else (-1, len(text))
    spaces = False
    for at, letter in enumerate(text):
        if letter != " ":
            out.append(letter)
            column += 1
            spaces = False
            continue
        if not spaces and column > FOLD_AT and first < at < last and text[at + 1] != " ":
            out.append("\n" + " " * indent)
            column = indent
        else:
            out.append(" ")
            column += 1
        spaces = True
    return "".join(out)


def _literal(text: str, indent: int) -> str:
    hint = "2" if text[0] in " \n" else ""
    if not text.endswith("\n"):
        hint += "-"
    elif text == "\n" or text.endswith("\n\n"):
        hint += "+"
    margin = " " * indent
    lines = [margin + line if line else "" for line in text.removesuffix("\n").split("\n")]
    return f"|{hint}\n" + "\n".join(lines)


def _double_quoted(text: str, column: int, indent: int, *, fold: bool) -> str:
    out = ['"']
    column += 1
    spaces = False
    for at, letter in enumerate(text):
        if letter == " " and fold and not spaces and column > FOLD_AT and 0 < at < len(text) - 1:
            escape = "\\" if text[at + 1] == " " else ""
            out.append("\n" + " " * indent + escape)
            column = indent + len(escape)
        else:
            piece = _escaped(letter)
            out.append(piece)
            column += len(piece)
        spaces = letter == " "
    return "".join([*out, '"'])


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return "\\" + _ESCAPES[letter]
    if not _UNPRINTABLE.match(letter):
        return letter
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
