"""Command-line flags, parsed as cobra and pflag parse them: anywhere, `-n x`, `-nx`, `--flag=value`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.golang import parse_duration, quote

Type = Literal["string", "bool", "int", "strings", "array", "duration"]


@dataclass(frozen=True)
class Flag:
    """One flag; `alone` is the value that it has when it is given without one."""

    name: str
    short: str = ""
    type: Type = "string"
    default: Any = None
    alone: str | None = None

    @property
    def needs_value(self) -> bool:
        return self.type != "bool" and self.alone is None

    @property
    def title(self) -> str:
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"


class Flags:
    """The flags of one command line. Asking for a flag that the verb doesn't have is a programming error."""

    def __init__(self, known: Iterable[Flag]) -> None:
        self._known = {flag.name: flag for flag in known}
        self._values: dict[str, Any] = {}
        self.dash_at: int | None = None
        """So many arguments stand before `--`; None if there is none."""

    def has(self, name: str) -> bool:
        """True if the verb has that flag."""
        return name in self._known

    def given(self, name: str) -> bool:
        return name in self._values

    def knows(self, name: str) -> bool:
        """Does the verb have that flag at all?"""
        return name in self._known

    def text(self, name: str) -> str:
        return str(self._value(name) or "")

    def on(self, name: str) -> bool:
        return bool(self._value(name))

    def number(self, name: str) -> int:
        return int(self._value(name) or 0)

    def seconds(self, name: str) -> float:
        return float(self._value(name) or 0)

    def texts(self, name: str) -> list[str]:
        return list(self._value(name) or ())

    def _value(self, name: str) -> Any:
        flag = self._known[name]
        return self._values.get(name, flag.default)

    def put(self, flag: Flag, text: str) -> None:
        """Take a value from the command line; lists grow."""
        if flag.type in ("strings", "array"):
            items = text.split(",") if flag.type == "strings" else [text]
            self._values.setdefault(flag.name, []).extend(items)
        else:
            self._values[flag.name] = _convert(flag, text)


def _convert(flag: Flag, text: str) -> Any:
    """Raises ValueError in pflag's words."""
    if flag.type == "string":
        return text
    try:
        return _CONVERTERS[flag.type](text)
    except ValueError as error:
        raise ValueError(f'invalid argument {quote(text)} for "{flag.title}" flag: {error}') from None


def _bool(text: str) -> bool:
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")


def _int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax") from None


_CONVERTERS: Mapping[str, Any] = {"bool": _bool, "int": _int, "duration": parse_duration}


def parse(argv: list[str], known: Iterable[Flag], command: str) -> tuple[list[str], Flags]:
    """Split a command line into arguments and flags; `command` ("kubectl get") is named in errors.

    What follows `--` is arguments.
    """
    return _Parser(tuple(known), command).run(argv)


class _Parser:
    def __init__(self, known: tuple[Flag, ...], command: str) -> None:
        self.flags = Flags(known)
        self.by_name = {flag.name: flag for flag in known}
        self.by_short = {flag.short: flag for flag in known if flag.short}
        self.command = command

    def run(self, argv: list[str]) -> tuple[list[str], Flags]:
        arguments: list[str] = []
        waiting = list(argv)
        while waiting:
            word = waiting.pop(0)
            if word == "--":
                self.flags.dash_at = len(arguments)
                return arguments + waiting, self.flags
            if word.startswith("--"):
                self.long(word[2:], waiting)
            elif word.startswith("-") and word != "-":
                self.short(word[1:], waiting)
            else:
                arguments.append(word)
        return arguments, self.flags

    def long(self, word: str, waiting: list[str]) -> None:
        name, equals, value = word.partition("=")
        flag = self.by_name.get(name)
        if flag is None:
            raise self.unknown(f"unknown flag: --{name}")
        if not equals:
            value = self.value_of(flag, waiting, f"--{name}")
        self.put(flag, value)

    def short(self, letters: str, waiting: list[str]) -> None:
        rest = letters
        while rest:
            where, letter, rest = rest, rest[0], rest[1:]
            flag = self.by_short.get(letter)
            if flag is None:
                raise self.unknown(f"unknown shorthand flag: {quote(letter)[1:-1]!r} in -{where}")
            if rest.startswith("="):
                self.put(flag, rest[1:])
                return
            if flag.needs_value and rest:
                self.put(flag, rest)
                return
            self.put(flag, self.value_of(flag, waiting, f"{letter!r} in -{where}"))

    def value_of(self, flag: Flag, waiting: list[str], called: str) -> str:
        if not flag.needs_value:
            return "true" if flag.alone is None else flag.alone
        if not waiting:
            raise self.unknown(f"flag needs an argument: {called}")
        return waiting.pop(0)

    def put(self, flag: Flag, text: str) -> None:
        try:
            self.flags.put(flag, text)
        except ValueError as error:
            raise self.unknown(str(error)) from None

    def unknown(self, message: str) -> KubectlError:
        return KubectlError(f"{message}\nSee '{self.command} --help' for usage.")


GLOBAL = (
    Flag("namespace", "n"),
    Flag("kubeconfig"),
    Flag("context"),
    Flag("cluster"),
    Flag("user"),
    Flag("server", "s"),
    Flag("token"),
    Flag("as"),
    Flag("request-timeout"),
    Flag("v", "v", "int"),
    Flag("warnings-as-errors", type="bool"),
    Flag("match-server-version", type="bool"),
    Flag("insecure-skip-tls-verify", type="bool"),
    Flag("cache-dir"),
    Flag("help", "h", "bool"),
)
OUTPUT = (
    Flag("output", "o"),
    Flag("show-managed-fields", type="bool"),
    Flag("template"),
    Flag("allow-missing-template-keys", type="bool", default=True),
)
FILES = (
    Flag("filename", "f", "strings"),
    Flag("recursive", "R", "bool"),
    Flag("kustomize", "k"),
)
SELECTOR = (Flag("selector", "l"),)
FIELD_SELECTOR = (Flag("field-selector"),)
DRY_RUN = (Flag("dry-run", default="none", alone="unchanged"),)
FIELD_MANAGER = (Flag("field-manager"),)
VALIDATE = (Flag("validate", default="strict", alone="strict"),)
