"""A line of kubectl, as it is typed in a notebook."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Protocol, TextIO

from k8slab.backends.transport import Transport
from k8slab.errors import K8slabError
from k8slab.translation import say

SHELL_WORDS = ("|", "||", "&&", ";", ">", ">>", "<", "2>&1")


class Output:
    """What a run of kubectl printed, and its exit code. A notebook does not show it again."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code = code
        self.stdout = stdout
        self.stderr = stderr

    @property
    def ok(self) -> bool:
        return self.code == 0

    def __str__(self) -> str:
        return self.stdout

    def __repr__(self) -> str:
        return f"<kubectl: exit code {self.code}>"

    def _ipython_display_(self, **_: Any) -> None:
        """Its text was printed while it ran."""


class _Tee(StringIO):
    """Remembers what it passes on."""

    def __init__(self, target: TextIO) -> None:
        super().__init__()
        self._target = target

    def write(self, text: str) -> int:
        self._target.write(text)
        return super().write(text)

    def flush(self) -> None:
        self._target.flush()


def words(line: str) -> list[str]:
    """The arguments in a line, without a leading ``kubectl`` and a comment at its end.

    Raises K8slabError for what only a shell can do.
    """
    found = _split(line)
    found = found[1:] if found[:1] == ["kubectl"] else found
    for number, word in enumerate(found):
        if word.startswith("#"):
            return found[:number]
        if word in SHELL_WORDS:
            raise K8slabError(
                say(
                    "expected arguments of kubectl, found the shell's {word!r}: this line does not go "
                    "through a shell. Take the text with `out = lab.kubectl(...)`, `out.stdout`.",
                    word=word,
                )
            )
    return found


class Commanded(Transport, Protocol):
    """A transport that tells the server, as kubectl does, which command its requests are for."""

    command: str


def execute(
    arguments: Sequence[str],
    transport: Commanded,
    *,
    kubeconfig: Path | None = None,
    stdin: str = "",
    to: TextIO | None = None,
) -> Output:
    """Run our kubectl and print what it prints, errors too, in the order in which it does.

    It is printed ``to`` a stream, by default the standard output of that moment.

    The namespace is the one that the kubeconfig's context has at that moment.
    """
    from k8slab.backends.kubeconfig import read_access
    from k8slab.kubectl import run

    transport.command = _command(arguments)
    namespace = read_access(kubeconfig).namespace if kubeconfig else "default"
    out, err = _Tee(to or sys.stdout), _Tee(to or sys.stdout)
    code = run(
        list(arguments), transport, stdin=stdin, namespace=namespace, out=out, err=err, kubeconfig=kubeconfig
    )
    return Output(code, out.getvalue(), err.getvalue())


def _command(arguments: Sequence[str]) -> str:
    """ "kubectl get" and the like; empty for what is no command."""
    from k8slab.kubectl.verbs import find_verb

    try:
        return f"kubectl {find_verb(list(arguments))[0]}"
    except K8slabError:
        return ""


def _split(line: str) -> list[str]:
    """As a POSIX shell splits; on Windows a backslash is a part of a path."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if os.name == "nt":
        lexer.escape = ""
    try:
        return list(lexer)
    except ValueError as error:
        raise K8slabError(
            say(
                "expected a quotation mark at the end of something in {line!r}: {error}",
                line=line,
                error=error,
            )
        ) from error
