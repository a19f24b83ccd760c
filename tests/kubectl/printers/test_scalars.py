"""How YAML scalars are written: the cases in which go-yaml and others differ."""

from __future__ import annotations

import pytest

from k8slab.kubectl.printers import yaml

CASES = {
    "zk": "zk",
    "": '""',
    "yes": '"yes"',
    "y": '"y"',
    "off": '"off"',
    "null": '"null"',
    "~": '"~"',
    "Null": '"Null"',
    "nULL": "nULL",
    "0": '"0"',
    "007": '"007"',
    "0x1f": '"0x1f"',
    "1_000": '"1_000"',
    "1e3": '"1e3"',
    ".5": '".5"',
    "1.2.3": "1.2.3",
    "12:30": '"12:30"',
    "10.0.0.1:80": "10.0.0.1:80",
    "2026-01-01": '"2026-01-01"',
    "2026-01-01T00:00:00Z": '"2026-01-01T00:00:00Z"',
    "2026-13-01": "2026-13-01",
    "a: b": "'a: b'",
    "a:": "'a:'",
    "a #b": "'a #b'",
    "- a": "'- a'",
    "-a": "-a",
    " a": "' a'",
    "it's": "it's",
    "'a'": "'''a'''",
    "*": "'*'",
    "{}": "'{}'",
    "tab\there": '"tab\\there"',
    "été": "été",
    "\u2028": '"\\L"',
    "😀": '"\\U0001F600"',
    "a\nb": "|-\n  a\n  b",
    "a\n": "|\n  a",
    "a\n\n": "|+\n  a\n",
    " a\nb": "|2-\n   a\n  b",
    "a \nb": '"a \\nb"',
    "---": "'---'",
    ".inf": '".inf"',
    "79684e65": '"79684e65"',
    "79684e965": "79684e965",
    "5569985c98": "5569985c98",
}


@pytest.mark.parametrize("text", CASES)
def test_a_text_is_quoted_only_where_go_yaml_does(text: str) -> None:
    assert yaml.dump({"key": text}) == f"key: {CASES[text]}\n"


def test_long_texts_are_folded_at_the_first_blank_after_80_columns() -> None:
    words = " ".join(["word"] * 30)
    lines = yaml.dump({"key": words}).splitlines()
    assert [len(line) for line in lines] == [84, 71]
    assert " ".join(line.strip() for line in lines).removeprefix("key: ") == words


def test_a_list_in_a_map_is_not_indented() -> None:
    value = {"items": [{"name": "a", "ports": [1, 2]}, [["x"]], {}, []]}
    assert yaml.dump(value) == "items:\n- name: a\n  ports:\n  - 1\n  - 2\n- - - x\n- {}\n- []\n"


def test_keys_are_sorted_with_letters_last_and_numbers_by_value() -> None:
    names = ["b", "a10", "a9", "$patch", "a.b", "a", "aB", "f:x", "09", "1"]
    assert yaml.sorted_keys(dict.fromkeys(names)) == [
        "$patch",
        "1",
        "09",
        "a",
        "a.b",
        "a9",
        "a10",
        "aB",
        "b",
        "f:x",
    ]
