"""From words to commands: lists, pipelines, simple and compound commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from k8slab.sim.shell.words import Operator, SyntaxTroubleError, Text, Token, Word, plain, tokens

REDIRECTIONS = ("<", ">", ">>", ">&", "<&", ">|", "<<")
CLOSING = ("then", "else", "elif", "fi", "do", "done", "}", "esac")


@dataclass
class Redirection:
    stream: int
    operator: str
    target: Word


@dataclass
class Simple:
    """NAME=value … program argument … > file."""

    words: list[Word] = field(default_factory=list)
    assignments: list[tuple[str, Word]] = field(default_factory=list)
    redirections: list[Redirection] = field(default_factory=list)


@dataclass
class If:
    branches: list[tuple[Sequence, Sequence]]
    otherwise: Sequence | None = None
    redirections: list[Redirection] = field(default_factory=list)


@dataclass
class While:
    condition: Sequence
    body: Sequence
    until: bool = False
    redirections: list[Redirection] = field(default_factory=list)


@dataclass
class For:
    name: str
    words: list[Word] | None
    body: Sequence
    redirections: list[Redirection] = field(default_factory=list)


@dataclass
class Case:
    """The first branch with a pattern that fits the word is run."""

    word: Word
    branches: list[tuple[list[Word], Sequence]]
    redirections: list[Redirection] = field(default_factory=list)


@dataclass
class Group:
    """{ …; } or ( … )."""

    body: Sequence
    subshell: bool
    redirections: list[Redirection] = field(default_factory=list)


@dataclass
class Function:
    """NAME() { …; }: what the name stands for from now on."""

    name: str
    body: Command
    redirections: list[Redirection] = field(default_factory=list)


Command = Simple | If | While | For | Case | Group | Function


@dataclass
class Pipeline:
    commands: list[Command]
    negated: bool = False


@dataclass
class AndOr:
    """Pipelines with the operator before each: "", "&&" or "||"."""

    items: list[tuple[str, Pipeline]]


@dataclass
class Sequence:
    items: list[AndOr] = field(default_factory=list)


def parse(script: str) -> Sequence:
    """The script's commands. Raises SyntaxTroubleError."""
    parser = Parser(tokens(script))
    sequence = parser.sequence()
    if parser.next is not None:
        raise parser.unexpected()
    return sequence


class Parser:
    """Recursive descent, one method for each piece of the grammar."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._readers: dict[str, Callable[[], If | While | For | Case]] = {
            "if": self._if,
            "while": self._while,
            "until": self._while,
            "for": self._for,
            "case": self._case,
        }

    @property
    def next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _is(self, *operators: str) -> bool:
        return isinstance(self.next, Operator) and self.next.text in operators

    def _take(self) -> Token:
        token = self.next
        if token is None:
            raise SyntaxTroubleError("syntax error: unexpected end of file")
        self._at += 1
        return token

    def _skip(self, *operators: str) -> None:
        while self._is(*operators):
            self._at += 1

    def _word_is(self, *words: str) -> bool:
        return plain(self.next) in words

    def _expect(self, word: str) -> None:
        if not self._word_is(word):
            raise self.unexpected()
        self._at += 1

    def unexpected(self) -> SyntaxTroubleError:
        token = self.next
        if token is None:
            return SyntaxTroubleError("syntax error: unexpected end of file")
        what = token.text if isinstance(token, Operator) else plain(token) or "word"
        return SyntaxTroubleError(f'syntax error: unexpected "{"newline" if what == chr(10) else what}"')

    def sequence(self) -> Sequence:
        """Commands up to a word or parenthesis that closes what they stand in."""
        sequence = Sequence()
        self._skip("\n")
        while self.next is not None and not self._is(")", ";;") and not self._word_is(*CLOSING):
            sequence.items.append(self._and_or())
            if not self._is(";", "&", "\n"):
                break
            self._at += 1
            self._skip("\n")
        return sequence

    def _and_or(self) -> AndOr:
        items = [("", self._pipeline())]
        while self._is("&&", "||"):
            operator = self._take()
            self._skip("\n")
            items.append((operator.text if isinstance(operator, Operator) else "", self._pipeline()))
        return AndOr(items)

    def _pipeline(self) -> Pipeline:
        negated = self._word_is("!")
        if negated:
            self._at += 1
        commands = [self._command()]
        while self._is("|"):
            self._at += 1
            self._skip("\n")
            commands.append(self._command())
        return Pipeline(commands, negated)

    def _command(self) -> Command:
        if self._defines():
            return self._function()
        command = self._compound()
        if command is None:
            return self._simple()
        while isinstance(self.next, Operator) and self.next.text in REDIRECTIONS:
            command.redirections.append(self._redirection())
        return command

    def _compound(self) -> If | While | For | Case | Group | None:
        if self._is("("):
            return self._group(")", subshell=True)
        word = plain(self.next)
        if word == "{":
            return self._group("}", subshell=False)
        if word == "function":
            raise SyntaxTroubleError(f"not simulated: {word}")
        read = self._readers.get(word)
        return read() if read else None

    def _defines(self) -> bool:
        """Is the next word followed by a pair of parentheses?"""
        following = self._tokens[self._at + 1 : self._at + 3]
        marks = [each.text for each in following if isinstance(each, Operator)]
        return isinstance(self.next, tuple) and marks == ["(", ")"]

    def _function(self) -> Function:
        name = plain(self.next)
        if not name.isidentifier():
            raise self.unexpected()
        self._at += 3
        self._skip("\n")
        body = self._compound()
        if body is None:
            raise self.unexpected()
        return Function(name, body)

    def _if(self) -> If:
        branches, otherwise = [], None
        while self._word_is("if", "elif"):
            self._at += 1
            condition = self._filled()
            self._expect("then")
            branches.append((condition, self._filled()))
        if self._word_is("else"):
            self._at += 1
            otherwise = self._filled()
        self._expect("fi")
        return If(branches, otherwise)

    def _while(self) -> While:
        until = plain(self._take()) == "until"
        return While(self._filled(), self._body(), until)

    def _for(self) -> For:
        self._at += 1
        name, words = plain(self._take()), None
        if self._word_is("in"):
            self._at += 1
            words = []
            while isinstance(self.next, tuple):
                words.append(self.next)
                self._at += 1
        self._skip(";", "\n")
        return For(name, words, self._body())

    def _case(self) -> Case:
        self._at += 1
        word = self._a_word()
        self._skip("\n")
        self._expect("in")
        self._skip("\n")
        branches: list[tuple[list[Word], Sequence]] = []
        while not self._word_is("esac"):
            branches.append((self._patterns(), self.sequence()))
            if not self._is(";;") and not self._word_is("esac"):
                raise self.unexpected()
            self._skip(";;", "\n")
        self._expect("esac")
        return Case(word, branches)

    def _patterns(self) -> list[Word]:
        self._skip("(")
        patterns = [self._a_word()]
        while self._is("|"):
            self._at += 1
            patterns.append(self._a_word())
        if not self._is(")"):
            raise self.unexpected()
        self._at += 1
        return patterns

    def _a_word(self) -> Word:
        if not isinstance(self.next, tuple):
            raise self.unexpected()
        word = self.next
        self._at += 1
        return word

    def _body(self) -> Sequence:
        self._expect("do")
        body = self._filled()
        self._expect("done")
        return body

    def _group(self, closing: str, *, subshell: bool) -> Group:
        self._at += 1
        body = self._filled()
        if not (self._is(closing) or self._word_is(closing)):
            raise self.unexpected()
        self._at += 1
        return Group(body, subshell)

    def _filled(self) -> Sequence:
        """Commands, at least one."""
        sequence = self.sequence()
        if not sequence.items:
            raise self.unexpected()
        return sequence

    def _simple(self) -> Simple:
        command = Simple()
        while self.next is not None:
            if isinstance(self.next, Operator):
                if self.next.text not in REDIRECTIONS:
                    break
                command.redirections.append(self._redirection())
            else:
                self._add_word(command, self.next)
                self._at += 1
        if not (command.words or command.assignments or command.redirections):
            raise self.unexpected()
        return command

    def _add_word(self, command: Simple, word: Word) -> None:
        assignment = None if command.words else _assignment(word)
        if assignment:
            command.assignments.append(assignment)
        else:
            command.words.append(word)

    def _redirection(self) -> Redirection:
        operator = self._take()
        if not isinstance(operator, Operator) or not isinstance(self.next, tuple):
            raise self.unexpected()
        target = self.next
        self._at += 1
        stream = operator.stream
        if stream is None:
            stream = 0 if operator.text.startswith("<") else 1
        return Redirection(stream, operator.text, target)


def _assignment(word: Word) -> tuple[str, Word] | None:
    """(name, value) of NAME=value."""
    if not word or not isinstance(word[0], Text) or word[0].quoted:
        return None
    name, equals, rest = word[0].text.partition("=")
    if not equals or not name.isidentifier():
        return None
    return name, ((Text(rest), *word[1:]) if rest else word[1:])
