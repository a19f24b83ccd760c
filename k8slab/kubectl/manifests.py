"""Manifests from files, folders and stdin, as kubectl reads them: JSON or YAML 1.1 in go-yaml's reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import plain, quote

EXTENSIONS = (".json", ".yaml", ".yml")
STDIN = "STDIN"


class Manifest(NamedTuple):
    """One object and the file that it came from, as kubectl names it."""

    source: str
    object: dict[str, Any]


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML scalars as go-yaml v2 resolves them; dates stay texts."""


_RESOLVERS = (
    ("bool", r"y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON", "yYtToO"),
    ("bool", r"n|N|no|No|NO|false|False|FALSE|off|Off|OFF", "nNfFoO"),
    ("int", r"[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|0|[1-9][0-9_]*)", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("float", r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN", "-+."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", "<<", "<"),
)  # fmt: skip
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _RESOLVERS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def _integer(loader: Any, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node).replace("_", "").lower()
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        text = text.replace(digits, "0o" + digits[1:])
    return int(text, 0)


def _boolean(loader: Any, node: yaml.ScalarNode) -> bool:
    return str(loader.construct_scalar(node)).lower() in ("y", "yes", "true", "on")


def _float(loader: Any, node: yaml.ScalarNode) -> int | float:
    """A whole number is one in JSON too, however it was written."""
    value = float(
        str(loader.construct_scalar(node)).replace("_", "").replace(".inf", "inf").replace(".nan", "nan")
    )
    return int(value) if value.is_integer() else value


_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:bool", _boolean)
_Loader.add_constructor("tag:yaml.org,2002:float", _float)


IN_YAML = "error converting YAML to JSON: yaml"
UNDECODABLE = {
    "invalid start byte": "invalid leading UTF-8 octet",
    "invalid continuation byte": "invalid trailing UTF-8 octet",
    "unexpected end of data": "incomplete UTF-8 octet sequence",
}
"""What Python says of bytes that are no UTF-8, and what go-yaml says."""


def read(
    paths: list[str], cwd: Path, stdin: str, *, recursive: bool = False
) -> Iterator[Manifest | Exception]:
    """The objects of all files; what could not be read comes as an exception in its place."""
    for path in paths:
        try:
            sources = list(_sources(path, cwd, recursive=recursive))
        except KubectlError as error:
            yield error
            continue
        for name, file in sources:
            try:
                text = stdin if file is None else file.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                yield KubectlError(f"error parsing {name}: {IN_YAML}: {UNDECODABLE[error.reason]}")
                continue
            yield from _objects(name, text)


def _sources(path: str, cwd: Path, *, recursive: bool) -> Iterator[tuple[str, Path | None]]:
    if path == "-":
        yield STDIN, None
    elif path.startswith(("http://", "https://")):
        raise KubectlError(f"reading manifests from {path} is not supported; download the file first")
    elif not (cwd / path).exists() and not list(cwd.glob(path) if "*" in path else ()):
        raise KubectlError(f"the path {quote(path)} does not exist")
    elif (cwd / path).is_dir():
        yield from _folder(path, cwd, recursive=recursive)
    else:
        yield path, cwd / path


def _folder(path: str, cwd: Path, *, recursive: bool) -> Iterator[tuple[str, Path]]:
    found = sorted((cwd / path).rglob("*") if recursive else (cwd / path).iterdir())
    files = [file for file in found if file.is_file() and file.suffix in EXTENSIONS]
    if not files:
        extensions = " ".join(EXTENSIONS)
        raise KubectlError(f"error reading [{path}]: recognized file extensions are [{extensions}]")
    for file in files:
        yield str(Path(path) / file.relative_to(cwd / path)), file


def _objects(source: str, text: str) -> Iterator[Manifest | Exception]:
    try:
        for document in _documents(text):
            if document is not None:
                yield from _expand(source, document)
    except ValueError as error:
        yield KubectlError(f"error parsing {source}: {error}")
    except KubectlError as error:
        yield error


def _documents(text: str) -> Iterator[Any]:
    if text.lstrip().startswith("{"):
        yield from _json_documents(text)
        return
    for part in re.split(r"^---[^\n]*\n", text, flags=re.MULTILINE):
        yield parse_yaml(part)


def _json_documents(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    at = 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        try:
            value, length = decoder.raw_decode(rest)
        except json.JSONDecodeError as error:
            raise ValueError(_json_problem(rest, error)) from None
        yield value
        at += length


def _json_problem(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text.rstrip()):
        return "unexpected EOF"
    return f"invalid character {text[error.pos]!r} after line {error.lineno}, column {error.colno}"


def parse_yaml(text: str) -> Any:
    """The value of a YAML document. Raises ValueError in go-yaml's words."""
    try:
        return _with_text_keys(yaml.load(text, Loader=_Loader))  # a safe loader with other resolvers
    except yaml.YAMLError as error:
        raise ValueError(f"{IN_YAML}: {yaml_problem(error)}") from None


def _with_text_keys(value: Any) -> Any:
    """JSON's objects have texts as keys: `n: 1` is {"false": 1}."""
    if isinstance(value, list):
        return [_with_text_keys(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name if isinstance(name, str) else plain(name): _with_text_keys(item) for name, item in value.items()
    }


def yaml_problem(error: yaml.YAMLError) -> str:
    """`line 3: mapping values are not allowed in this context`; go-yaml counts scanner errors from 1."""
    if isinstance(error, yaml.reader.ReaderError):
        return "control characters are not allowed"
    if not isinstance(error, yaml.MarkedYAMLError):
        return str(error)
    line = error.problem_mark.line if error.problem_mark else 0
    if line and isinstance(error, yaml.scanner.ScannerError):
        line += 1
    if not line and error.context_mark:
        line = error.context_mark.line
    return f"line {line}: {error.problem}" if line else str(error.problem)


def _expand(source: str, document: Any) -> Iterator[Manifest]:
    if not isinstance(document, dict):
        raise _invalid(source, "invalid object to validate")
    missing = [field for field in ("apiVersion", "kind") if not _has_text(document, field)]
    if missing:
        problems = ", ".join(f"{field} not set" for field in missing)
        if len(missing) > 1:
            problems = f"[{problems}]"
        raise _invalid(source, problems)
    if document["kind"] == "List" and isinstance(document.get("items"), list):
        for item in document["items"]:
            yield from _expand(source, item)
    else:
        yield Manifest(source, document)


def _invalid(source: str, problem: str) -> KubectlError:
    return KubectlError(
        f"error validating {quote(source)}: error validating data: {problem}; "
        "if you choose to ignore these errors, turn validation off with --validate=false"
    )


def _has_text(document: Any, field: str) -> bool:
    return isinstance(document, dict) and isinstance(document.get(field), str) and bool(document[field])
