"""Reading manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8slab.kubectl import manifests
from k8slab.kubectl.manifests import Manifest, parse_yaml

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n"


def read(folder: Path, *paths: str, stdin: str = "", recursive: bool = False) -> list[str]:
    """Where each object came from and its name; the text of what is wrong."""
    return [
        f"{found.source}:{found.object['metadata']['name']}" if isinstance(found, Manifest) else str(found)
        for found in manifests.read(list(paths), folder, stdin, recursive=recursive)
    ]


def test_a_file_may_hold_several_documents(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(
        f"---\n{POD.format(name='a')}---\n# nothing\n---\n{POD.format(name='b')}"
    )
    assert read(tmp_path, "all.yaml") == ["all.yaml:a", "all.yaml:b"]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "c.json", "d.txt"):
        (tmp_path / name).write_text(POD.format(name=name[0]))
    (tmp_path / "c.json").write_text('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "c"}}')
    assert read(tmp_path.parent, tmp_path.name) == [
        f"{tmp_path.name}/{file}:{file[0]}"
        for file in (
            "a.yaml",
            "b.yml",
            "c.json",
        )
    ]


def test_a_dash_is_standard_input(tmp_path: Path) -> None:
    assert read(tmp_path, "-", stdin=POD.format(name="a")) == ["STDIN:a"]


def test_what_is_wrong_with_one_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("a: 1\nb: 2\nc: d: e\n")
    (tmp_path / "good.yaml").write_text(POD.format(name="a"))
    assert read(tmp_path, "bad.yaml", "nosuch.yaml", "good.yaml") == [
        "error parsing bad.yaml: error converting YAML to JSON: yaml: line 3: "
        "mapping values are not allowed in this context",
        'the path "nosuch.yaml" does not exist',
        "good.yaml:a",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("n", False),
        ("Off", False),
        ("0777", 511),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", 1000),
        ("08", 8),
        ("1.0", 1),
        ("1.5", 1.5),
        ("1e3", 1000),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("~", None),
        ("''", ""),
        ("null", None),
        ("nULL", "nULL"),
        ('"1"', "1"),
    ],
)
def test_scalars_are_what_go_yaml_takes_them_for(text: str, value: object) -> None:
    found = parse_yaml(f"v: {text}")["v"]
    assert (found, type(found)) == (value, type(value))


def test_keys_become_texts() -> None:
    assert parse_yaml("n: 1\n2: [{yes: x}]\n") == {"false": 1, "2": [{"true": "x"}]}


def test_anchors_and_merge_keys_work() -> None:
    assert parse_yaml("a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n")["c"] == {"b": 1, "d": 2}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff", "invalid leading UTF-8 octet"),
        (b"a: \xe2\x28\xa1", "invalid trailing UTF-8 octet"),
        (b"a: \xe2\x82", "incomplete UTF-8 octet sequence"),
        (b"a: \x01", "control characters are not allowed"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_go_yamls_words(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    assert read(tmp_path, "a.yaml") == [
        f"error parsing a.yaml: error converting YAML to JSON: yaml: {problem}"
    ]
