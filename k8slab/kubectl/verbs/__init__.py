"""The commands: from a command line to the module that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import GLOBAL, Flag, Flags, parse
from k8slab.kubectl.golang import quote
from k8slab.kubectl.printers.files import inlined
from k8slab.kubectl.reach import reaching
from k8slab.kubectl.session import Session
from k8slab.kubectl.verbs.refused import ADVICE
from k8slab.kubectl.verbs.table import ALIASES, GROUPS, VERBS, suggestions

LONGEST = 3
"""How many words a command has at most: `create secret generic`."""


def dispatch(session: Session, argv: list[str]) -> int:
    """Run the command that the command line starts with."""
    name, rest = find_verb(argv)
    if name in GROUPS:
        return _group(session, name, rest)
    if not name:
        return _overview(session, rest)
    module = import_module(f"k8slab.kubectl.verbs.{VERBS.get(name, 'refused')}")
    if name in ADVICE:
        return int(module.run(session, [name, *rest], parse([], GLOBAL, name)[1]))
    arguments, flags = parse(rest, (*module.FLAGS, *GLOBAL), f"kubectl {name}")
    if flags.on("help"):
        from k8slab.kubectl.verbs import manual

        session.out.write(manual.of_verb(name, module))
        return 0
    settle_output(session, flags)
    if flags.text("namespace"):
        session.namespace = flags.text("namespace")
        session.namespace_is_explicit = True
    if getattr(module, "NEEDS_ITS_NAME", False):
        arguments = [name, *arguments]
    with reaching(session, flags, name, module.FLAGS), _on_behalf_of(session, f"kubectl {name}"):
        code: int = module.run(session, arguments, flags)
    return code


def settle_output(session: Session, flags: Flags) -> None:
    """A template in a file is read, and what is deprecated is told."""
    if flags.has("dry-run") and flags.text("dry-run") == "unchanged":
        session.complain("--dry-run is deprecated and can be replaced with --dry-run=client.")
        flags.put(Flag("dry-run"), "client")
    if flags.has("output"):
        form = flags.text("output")
        if not form and flags.has("template") and flags.text("template"):
            flags.put(Flag("output"), "go-template")
        if "file=" in form:
            flags.put(Flag("output"), inlined(form, session.cwd))


@contextmanager
def _on_behalf_of(session: Session, command: str) -> Iterator[None]:
    """Requests say which command they are made for, as kubectl's do."""
    transport = session.transport
    before = transport.command
    transport.command = command
    try:
        yield
    finally:
        transport.command = before


def _overview(session: Session, rest: list[str]) -> int:
    parse(rest, GLOBAL, "kubectl")
    from k8slab.kubectl.verbs import manual

    session.out.write(manual.overview())
    return 0


def _group(session: Session, name: str, rest: list[str]) -> int:
    """A command that needs another word shows which ones there are."""
    arguments, flags = parse(rest, GLOBAL, f"kubectl {name}")
    if arguments:
        unknown = quote(" ".join(arguments))
        raise KubectlError(f"unknown command {unknown}\nSee 'kubectl {name} -h' for help and examples")
    from k8slab.kubectl.verbs import manual

    to_stdout = flags.on("help") or name == "rollout"
    (session.out if to_stdout else session.err).write(manual.of_group(name))
    return 0 if flags.on("help") else 1


def find_verb(argv: list[str]) -> tuple[str, list[str]]:
    """The command (`rollout status`) and the rest of the line; global flags may come before it.

    Without any word it is "".
    """
    words, at = _leading_words(argv)
    if words[:1] == ["help"]:
        return find_verb([*argv[: at[0]], *argv[at[0] + 1 :], "--help"])
    for length in range(len(words), 0, -1):
        name = _unaliased(" ".join(words[:length]))
        if name in VERBS or name in GROUPS or name in ADVICE:
            used = at[:length]
            return name, [word for i, word in enumerate(argv) if i not in used]
    if words:
        raise _unknown(words[0])
    return "", argv


def _unaliased(name: str) -> str:
    for alias, meant in ALIASES.items():
        if name == alias or name.startswith(alias + " "):
            return meant + name.removeprefix(alias)
    return name


def _leading_words(argv: list[str]) -> tuple[list[str], list[int]]:
    """The first words that are neither global flags nor their values, and where they stand."""
    takes_value = {f"--{flag.name}" for flag in GLOBAL if flag.needs_value} | {"-n", "-s", "-v"}
    words: list[str] = []
    at: list[int] = []
    skip = False
    for i, word in enumerate(argv):
        if word == "--":
            break
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in takes_value
        elif len(words) < LONGEST:
            words.append(word)
            at.append(i)
    return words, at


def _unknown(word: str) -> KubectlError:
    found = suggestions(word)
    hint = "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in found) if found else ""
    return KubectlError(f'unknown command {quote(word)} for "kubectl"{hint}')
