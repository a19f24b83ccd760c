"""Runs parsed commands.

Everything that may run a program is a generator that yields the virtual seconds that programs sleep, so
that whoever runs it decides how time passes.
"""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Generator
from dataclasses import dataclass, field

from k8slab.sim.shell import expansion
from k8slab.sim.shell.call import Call, UsageError
from k8slab.sim.shell.frame import Frame
from k8slab.sim.shell.leaving import LeaveError, LoopError, ReturnError, RunawayError
from k8slab.sim.shell.machine import Machine, Program, Steps
from k8slab.sim.shell.parser import (
    AndOr,
    Case,
    Command,
    For,
    Function,
    Group,
    If,
    Pipeline,
    Redirection,
    Sequence,
    Simple,
    While,
    parse,
)
from k8slab.sim.shell.programs import ELSEWHERE, find_program
from k8slab.sim.shell.run import STALL_SECONDS
from k8slab.sim.shell.streams import Buffer, Input, Nowhere, Output, Streams, ToFile
from k8slab.sim.shell.volume import FileError, StalledError
from k8slab.sim.shell.words import SyntaxTroubleError

NOT_FOUND = 127
MOST_COMMANDS = 20_000
MOST_DEPTH = 30
NOT_OF_FILES = ("<<", ">&", "<&")
"""Redirections to what is no file."""


@dataclass
class Shell:
    """Variables, folder and options of one shell; `exported` names what programs see."""

    machine: Machine
    streams: Streams
    name: str = "sh"
    positional: list[str] = field(default_factory=list)
    trace: bool = False
    stop_on_error: bool = False
    depth: int = 0

    def __post_init__(self) -> None:
        self.variables = dict(self.machine.environment)
        self.exported = set(self.variables)
        self.folder = self.machine.workdir
        self.functions: dict[str, Command] = {}
        self.frames: list[Frame] = []
        self.code = 0
        self.trouble = 0
        self.spent = [0]
        self.left = False

    def value(self, name: str) -> str | None:
        """Of a variable or special parameter; None if it is not set."""
        if name.isdigit():
            number = int(name)
            arguments = [self.name, *self.positional]
            return arguments[number] if number < len(arguments) else None
        special = {"?": str(self.code), "#": str(len(self.positional)), "$": "7", "!": "", "-": ""}
        if name in ("@", "*"):
            return " ".join(self.positional)
        return special.get(name, self.variables.get(name))

    def environment(self) -> dict[str, str]:
        return {name: self.variables[name] for name in sorted(self.exported) if name in self.variables}

    def subshell(self, streams: Streams) -> Shell:
        """A copy that keeps its changes to itself."""
        if self.depth >= MOST_DEPTH:
            raise RunawayError("too many shells inside one another")
        copy = Shell(self.machine, streams, self.name, list(self.positional), self.trace, self.stop_on_error)
        copy.variables, copy.exported = dict(self.variables), set(self.exported)
        copy.functions = dict(self.functions)
        copy.folder, copy.code, copy.depth, copy.spent = self.folder, self.code, self.depth + 1, self.spent
        return copy

    def script(self, text: str) -> Steps:
        """Run a whole script; `exit` ends it."""
        try:
            self.code = yield from self._sequence(parse(text), self.streams)
        except LeaveError as leave:
            self.code, self.left = leave.code, True
        except LoopError:
            self.code = 0
        except (SyntaxTroubleError, RecursionError) as error:
            trouble = error if isinstance(error, SyntaxTroubleError) else "not simulated: so deep a nesting"
            self.streams.err.write(f"{self.name}: {trouble}\n".encode())
            self.code = NOT_FOUND if str(trouble).startswith("not simulated") else 2
        return self.code

    def output_of(self, command: str) -> Generator[float, None, bytes]:
        """What $(command) stands for."""
        buffer = Buffer()
        inner = self.subshell(self.streams.having(out=buffer))
        self.code = yield from inner.script(command)
        return buffer.content()

    # Lists

    def _sequence(self, sequence: Sequence, streams: Streams) -> Steps:
        for item in sequence.items:
            self.code = yield from self._and_or(item, streams)
        return self.code if sequence.items else 0

    def _and_or(self, item: AndOr, streams: Streams) -> Steps:
        code, last = 0, ""
        for operator, pipeline in item.items:
            if (operator == "&&" and code) or (operator == "||" and not code):
                continue
            code, last = (yield from self._pipeline(pipeline, streams)), operator
            self.code = code
        if code and self.stop_on_error and (last == item.items[-1][0]):
            raise LeaveError(code)
        return code

    def _pipeline(self, pipeline: Pipeline, streams: Streams) -> Steps:
        if len(pipeline.commands) == 1:
            code = yield from self._command(pipeline.commands[0], streams)
            return int(not code) if pipeline.negated else code
        stdin = streams.stdin
        for command in pipeline.commands[:-1]:
            buffer = Buffer()
            yield from self._apart(command, streams.having(stdin=stdin, out=buffer))
            stdin = Input(buffer.content())
        code = yield from self._apart(pipeline.commands[-1], streams.having(stdin=stdin))
        return int(not code) if pipeline.negated else code

    def _apart(self, command: Command, streams: Streams) -> Steps:
        """In a shell of its own, as each command of a pipeline runs."""
        inner = self.subshell(streams)
        try:
            return (yield from inner._command(command, streams))
        except LeaveError as leave:
            return leave.code

    # Commands

    def _command(self, command: Command, streams: Streams) -> Steps:
        self._count()
        try:
            if isinstance(command, Simple):
                return (yield from self._simple(command, streams))
            streams = yield from self._redirected(command.redirections, streams)
            return (yield from self._compound(command, streams))
        except FileError as error:
            streams.err.write(f"{self.name}: {error}\n".encode())
            return 1

    def _count(self) -> None:
        self.spent[0] += 1
        if self.spent[0] > MOST_COMMANDS:
            raise RunawayError("not simulated: a command that goes on without end")

    def _compound(self, command: If | While | For | Case | Group | Function, streams: Streams) -> Steps:
        match command:
            case Function(name, body):
                self.functions[name] = body
                return 0
            case If():
                return (yield from self._if(command, streams))
            case While():
                return (yield from self._while(command, streams))
            case For():
                return (yield from self._for(command, streams))
            case Case():
                return (yield from self._case(command, streams))
            case Group(body, subshell):
                inside = self._apart(Group(body, subshell=False), streams)
                return (yield from inside if subshell else self._sequence(body, streams))

    def _if(self, command: If, streams: Streams) -> Steps:
        for condition, body in command.branches:
            if not (yield from self._tested(condition, streams)):
                return (yield from self._sequence(body, streams))
        return (yield from self._sequence(command.otherwise, streams)) if command.otherwise else 0

    def _case(self, command: Case, streams: Streams) -> Steps:
        word = yield from expansion.text(self, command.word)
        for patterns, body in command.branches:
            for each in patterns:
                pattern = yield from expansion.pattern(self, each)
                if fnmatch.fnmatchcase(word, pattern):
                    return (yield from self._sequence(body, streams))
        return 0

    def _tested(self, condition: Sequence, streams: Streams) -> Steps:
        """A condition may fail without ending a shell that ends at errors."""
        strict, self.stop_on_error = self.stop_on_error, False
        try:
            return (yield from self._sequence(condition, streams))
        finally:
            self.stop_on_error = strict

    def _while(self, command: While, streams: Streams) -> Steps:
        code = 0
        while bool((yield from self._tested(command.condition, streams))) == command.until:
            self._count()
            try:
                code = yield from self._sequence(command.body, streams)
            except LoopError as loop:
                if _leaves(loop):
                    break
        return code

    def _for(self, command: For, streams: Streams) -> Steps:
        code = 0
        words = self.positional
        if command.words is not None:
            words = yield from expansion.expand(self, command.words)
        for word in words:
            self.variables[command.name] = word
            try:
                code = yield from self._sequence(command.body, streams)
            except LoopError as loop:
                if _leaves(loop):
                    break
        return code

    def _simple(self, command: Simple, streams: Streams) -> Steps:
        arguments = yield from expansion.expand(self, command.words)
        assigned = {}
        for name, word in command.assignments:
            assigned[name] = yield from expansion.text(self, word)
        if self.trace:
            shown = [f"{name}={_quoted(value) if value else value}" for name, value in assigned.items()] + [
                _quoted(each) for each in arguments
            ]
            streams.err.write(f"+ {' '.join(shown)}\n".encode())
        streams = yield from self._redirected(command.redirections, streams)
        if not arguments:
            self.variables |= assigned
            return self.code if command.assignments or command.words else 0
        if not assigned:
            return (yield from self.call(arguments, streams))
        return (yield from self._call_with(assigned, arguments, streams))

    def _call_with(self, assigned: dict[str, str], arguments: list[str], streams: Streams) -> Steps:
        """Variables for one program only."""
        inner = self.subshell(streams)
        inner.variables |= assigned
        inner.exported |= set(assigned)
        return (yield from inner.call(arguments, streams))

    def call(self, arguments: list[str], streams: Streams) -> Steps:
        """Run a program or a built-in by its name or path."""
        name = arguments[0]
        if name in self.functions:
            return (yield from self._call_function(name, arguments[1:], streams))
        program = self.find(name)
        if program is None:
            return self._unknown(name, streams)
        call = Call(posixpath.basename(name), arguments[1:], streams, self)
        while True:
            self.trouble = 0
            try:
                result = program(call)
                code = result if isinstance(result, int) else (yield from result)
                return code or self.trouble
            except (FileError, UsageError) as error:
                return call.complain(str(error))
            except StalledError:
                yield STALL_SECONDS

    def _call_function(self, name: str, arguments: list[str], streams: Streams) -> Steps:
        if len(self.frames) >= MOST_DEPTH:
            raise RunawayError("too many functions inside one another")
        before, self.positional = self.positional, arguments
        self.frames.append(Frame(self.variables))
        try:
            return (yield from self._command(self.functions[name], streams))
        except ReturnError as done:
            return done.code
        finally:
            self.frames.pop().leave()
            self.positional = before

    def find(self, name: str) -> Program | None:
        """By a bare name, or by a path that ends in one; a script among the files is run as one."""
        base = posixpath.basename(name)
        if self.machine.has_lost(base):
            return self.machine.otherwise
        program = self.machine.programs.get(base) or find_program(base)
        if program is not None and (base == name or not self._is_script(name)):
            return program
        return _script(self, name) if self._is_script(name) else self.machine.otherwise

    def _is_script(self, name: str) -> bool:
        entry = self.machine.files.find(posixpath.join(self.folder, name)) if "/" in name else None
        return entry is not None and entry.kind == "file" and bool(entry.mode & 0o111)

    def _unknown(self, name: str, streams: Streams) -> int:
        if name in ELSEWHERE:
            streams.err.write(f"not simulated: {name}\n".encode())
        else:
            streams.err.write(f"{self.name}: {name}: not found\n".encode())
        return NOT_FOUND

    # Redirections

    def _redirected(
        self, redirections: list[Redirection], streams: Streams
    ) -> Generator[float, None, Streams]:
        for each in redirections:
            target = yield from expansion.text(self, each.target)
            while each.operator not in NOT_OF_FILES and self._is_stalled(target):
                yield STALL_SECONDS
            streams = self._redirect(each, target, streams)
        return streams

    def _is_stalled(self, target: str) -> bool:
        return self.machine.files.is_stalled(posixpath.join(self.folder, target))

    def _redirect(self, each: Redirection, target: str, streams: Streams) -> Streams:
        if each.operator == "<<":
            return streams.having(stdin=Input(target.encode()))
        if each.operator == "<":
            return streams.having(stdin=Input(self._read(target)))
        if each.operator in (">&", "<&"):
            chosen = {"1": streams.out, "2": streams.err, "-": Nowhere()}.get(target)
            if chosen is None:
                raise FileError(f"{target}: bad file descriptor")
        else:
            chosen = self._opened(target, streams, append=each.operator == ">>")
        return streams.having(err=chosen) if each.stream == 2 else streams.having(out=chosen)

    def _read(self, target: str) -> bytes:
        if target == "/dev/null":
            return b""
        try:
            return self.machine.files.read(posixpath.join(self.folder, target))
        except FileError as error:
            raise FileError(f"can't open {target}: {_short(error)}") from error

    def _opened(self, target: str, streams: Streams, *, append: bool) -> Output:
        special = {"/dev/null": Nowhere(), "/dev/stdout": streams.out, "/dev/stderr": streams.err}
        if target in special:
            return special[target]
        if target in ("/proc/1/fd/1", "/proc/1/fd/2"):
            return Nowhere()
        try:
            return ToFile(self.machine.files, posixpath.join(self.folder, target), append=append)
        except FileError as error:
            what = "nonexistent directory" if "No such" in str(error) else str(error)
            raise FileError(f"can't create {target}: {what}") from error


def _short(error: FileError) -> str:
    return "no such file" if "No such" in str(error) else str(error)


def _leaves(loop: LoopError) -> bool:
    """True if this loop is to be left; raises on if further ones are meant."""
    if loop.levels > 1:
        raise LoopError(loop.levels - 1, done=loop.done)
    return loop.done


def _quoted(argument: str) -> str:
    """As `sh -x` shows it."""
    plain = argument and all(letter.isalnum() or letter in "_-./:=,+@%" for letter in argument)
    return argument if plain else "'" + argument.replace("'", "'\"'\"'") + "'"


def _script(shell: Shell, path: str) -> Program:
    """A file of commands as a program."""

    def run(call: Call) -> Steps:
        text = call.files.read(call.path(path)).decode("utf-8", "replace")
        inner = shell.subshell(call.streams)
        inner.name, inner.positional = path, call.arguments
        return (yield from inner.script(text))

    return run
