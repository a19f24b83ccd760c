"""Words of the shell's language, and how a text is cut into them.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

from dataclasses import dataclass

from k8slab.errors import K8slabError

OPERATORS = ("&&", "||", ";;", ">>", "<<", ">&", "<&", ">|", "|", "&", ";", "<", ">", "(", ")", "\n")
SPECIAL = "?#@*$!-0123456789"


class SyntaxTroubleError(K8slabError):
    """The text is not in the shell's language, or uses what is not simulated."""


@dataclass(frozen=True)
class Text:
    """Letters as they stand."""

    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Parameter:
    """$NAME or ${NAME operator argument}."""

    name: str
    operator: str = ""
    argument: Word = ()
    quoted: bool = False


@dataclass(frozen=True)
class Substitution:
    """$(command), `command`."""

    command: str
    quoted: bool = False


@dataclass(frozen=True)
class Arithmetic:
    """$((expression))."""

    expression: Word
    quoted: bool = False


Part = Text | Parameter | Substitution | Arithmetic
Word = tuple[Part, ...]


@dataclass(frozen=True)
class Operator:
    """An operator; redirections may have the number of a stream before them."""

    text: str
    stream: int | None = None


Token = Operator | tuple[Part, ...]


def plain(token: Token | None) -> str:
    """The word, if it is a single unquoted text; else the empty string."""
    if isinstance(token, tuple) and len(token) == 1 and isinstance(token[0], Text) and not token[0].quoted:
        return token[0].text
    return ""


def tokens(text: str) -> list[Token]:
    """All words and operators of a script. Raises SyntaxTroubleError."""
    return Lexer(text).tokens()


class Lexer:
    """Reads a text from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._documents: list[tuple[int, str, bool, bool]] = []

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while self._skip_blanks():
            operator = next((each for each in OPERATORS if self._text.startswith(each, self._at)), None)
            if operator is None:
                self._word_or_stream(found)
            else:
                self._at += len(operator)
                found.append(Operator(operator))
                self._after(operator, found)
        self._fill_documents(found)
        return found

    def _after(self, operator: str, found: list[Token]) -> None:
        """A here-document begins with the line after the one that names its end."""
        if operator == "<<":
            strips = self._text.startswith("-", self._at)
            self._at += strips
            self._skip_blanks()
            end = self._word()
            quoted = any(part.quoted for part in end)
            text = "".join(part.text for part in end if isinstance(part, Text))
            self._documents.append((len(found), text, strips, quoted))
            found.append(end)
        elif operator == "\n":
            self._fill_documents(found)

    def _fill_documents(self, found: list[Token]) -> None:
        """Read the here-documents of the line that has come to its end, in place of their ends."""
        for place, end, strips, quoted in self._documents:
            body = self._document(end, strips)
            found[place] = (Text(body, quoted=True),) if quoted or not body else Lexer(body).whole()
        self._documents.clear()

    def _document(self, end: str, strips: bool) -> str:
        """The lines up to the one that is the end, or all of them; with <<- they lose their tabs."""
        body = ""
        while self._at < len(self._text):
            line, newline, _ = self._text[self._at :].partition("\n")
            self._at += len(line) + len(newline)
            line = line.lstrip("\t") if strips else line
            if line == end:
                break
            body += line + newline
        return body

    def whole(self) -> Word:
        """The rest as one word, as it would be between double quotes."""
        parts: list[Part] = []
        while self._at < len(self._text):
            self._quoted_piece(parts, stop="")
        return _merged(parts)

    def _skip_blanks(self) -> bool:
        while self._at < len(self._text):
            letter = self._text[self._at]
            if self._text.startswith("\\\n", self._at):
                self._at += 2
            elif letter in " \t":
                self._at += 1
            elif letter == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            else:
                return True
        return False

    def _word_or_stream(self, found: list[Token]) -> None:
        """A word; a number right before a redirection belongs to that."""
        word = self._word()
        number = plain(word)
        following = self._text[self._at : self._at + 1]
        if number.isdigit() and following in ("<", ">") and following:
            text = next(each for each in OPERATORS if self._text.startswith(each, self._at))
            self._at += len(text)
            found.append(Operator(text, int(number)))
        else:
            found.append(word)

    def _word(self) -> Word:
        parts: list[Part] = []
        while self._at < len(self._text) and self._text[self._at] not in " \t\n;&|<>()":
            self._piece(parts)
        return _merged(parts)

    def _piece(self, parts: list[Part]) -> None:
        letter = self._text[self._at]
        if letter == "'":
            parts.append(Text(self._until("'"), quoted=True))
        elif letter == '"':
            self._double_quotes(parts)
        elif letter == "\\":
            escaped = self._text[self._at + 1 : self._at + 2]
            self._at += 2
            if escaped != "\n":
                parts.append(Text(escaped, quoted=True))
        elif letter in "$`":
            parts.append(self._dollar(quoted=False))
        else:
            self._at += 1
            parts.append(Text(letter))

    def _until(self, quote: str) -> str:
        end = self._text.find(quote, self._at + 1)
        if end < 0:
            raise SyntaxTroubleError("syntax error: unterminated quoted string")
        text = self._text[self._at + 1 : end]
        self._at = end + 1
        return text

    def _double_quotes(self, parts: list[Part]) -> None:
        self._at += 1
        parts.append(Text("", quoted=True))
        while self._text[self._at : self._at + 1] != '"':
            if self._at >= len(self._text):
                raise SyntaxTroubleError("syntax error: unterminated quoted string")
            self._quoted_piece(parts, stop='"')
        self._at += 1

    def _quoted_piece(self, parts: list[Part], stop: str) -> None:
        letter, following = self._text[self._at], self._text[self._at + 1 : self._at + 2]
        if letter == "\\" and following and following in '$`"\\\n':
            self._at += 2
            parts.append(Text("" if following == "\n" else following, quoted=True))
        elif letter in "$`":
            parts.append(self._dollar(quoted=True))
        else:
            self._at += 1
            parts.append(Text(letter, quoted=True))

    def _dollar(self, *, quoted: bool) -> Part:
        text, at = self._text, self._at
        if text[at] == "`":
            return Substitution(self._until("`"), quoted)
        if text.startswith("$((", at):
            return Arithmetic(Lexer(self._enclosed(at + 1)[1:-1]).whole(), quoted)
        if text.startswith("$(", at):
            return Substitution(self._enclosed(at + 1), quoted)
        if text.startswith("${", at):
            return self._braces(quoted)
        name = _name_at(text, at + 1)
        self._at += 1 + len(name)
        return Parameter(name, quoted=quoted) if name else Text("$", quoted)

    def _enclosed(self, opening: int) -> str:
        """The text between a parenthesis and the one that closes it; quotes are looked through."""
        depth, at, quote = 0, opening, ""
        while at < len(self._text):
            letter = self._text[at]
            if letter == "\\":
                at += 1
            elif quote:
                quote = "" if letter == quote else quote
            elif letter in "'\"":
                quote = letter
            elif letter in "()":
                depth += 1 if letter == "(" else -1
                if depth == 0:
                    self._at = at + 1
                    return self._text[opening + 1 : at]
            at += 1
        raise SyntaxTroubleError('syntax error: unexpected end of file (expecting ")")')

    def _braces(self, quoted: bool) -> Part:
        end, depth = self._at + 2, 1
        while end < len(self._text) and depth:
            depth += {"{": 1, "}": -1}.get(self._text[end], 0)
            end += 1
        if depth:
            raise SyntaxTroubleError("syntax error: bad substitution")
        inner = self._text[self._at + 2 : end - 1]
        self._at = end
        if inner.startswith("#") and len(inner) > 1:
            return Parameter(inner[1:], "length", quoted=quoted)
        name = _name_at(inner, 0)
        rest = inner[len(name) :]
        operator = next((each for each in _BRACE_OPERATORS if rest.startswith(each)), "")
        if not name or (rest and not operator):
            raise SyntaxTroubleError("syntax error: bad substitution")
        return Parameter(name, operator, Lexer(rest[len(operator) :]).whole(), quoted)


_BRACE_OPERATORS = (":-", ":=", ":+", ":?", "##", "%%", "-", "=", "+", "?", "#", "%")


def _name_at(text: str, at: int) -> str:
    """The parameter's name that begins there; empty if none does."""
    end = at
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if end > at and not text[at].isdigit():
        return text[at:end]
    return text[at] if at < len(text) and text[at] in SPECIAL else ""


def _merged(parts: list[Part]) -> Word:
    """Neighbouring texts of one kind become one."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Text) and isinstance(last, Text) and part.quoted == last.quoted:
            merged[-1] = Text(last.text + part.text, part.quoted)
        else:
            merged.append(part)
    return tuple(merged)
