"""What programs see of the container they run in."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from k8slab.objects.dns import NOTHING, Answer
from k8slab.sim.shell.files import Files

if TYPE_CHECKING:
    from k8slab.sim.shell.call import Call

Steps = Generator[float, None, int]
"""What takes time: yields virtual seconds to wait, returns an exit code."""
Program = Callable[["Call"], "int | Steps"]


class WebAnswer(NamedTuple):
    """What a web server says."""

    status: int
    body: bytes
    server: str = "nginx"


class User(NamedTuple):
    """Whom processes run as; a user that the image does not know has no name."""

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()


class Network(Protocol):
    """The network as a container sees it."""

    def addresses(self, name: str) -> list[tuple[str, list[str]]]:
        """(full name, addresses) of a host name; empty if there is none."""
        ...

    @property
    def nameserver(self) -> str:
        """Whom the container asks for names."""
        ...

    @property
    def search(self) -> list[str]:
        """The domains in which short names are looked for."""
        ...

    def candidates(self, name: str) -> list[str]:
        """The full names that stand for a name, in the order in which they are tried."""
        ...

    def ask(self, name: str, kind: str) -> Answer:
        """What the name server says about a full name."""
        ...

    @property
    def hears_no_names(self) -> bool:
        """Does the name server not answer?"""
        ...

    def fetch(self, host: str, port: int, path: str) -> WebAnswer | None:
        """None: nobody listens there, or the name is unknown."""
        ...

    def silence(self, host: str, port: int) -> str:
        """What a connection to a known host ends in that nobody there hears of; else empty."""
        ...


class NoNetwork:
    """Knows nobody."""

    nameserver = "127.0.0.1"
    hears_no_names = False
    search: list[str] = []  # noqa: RUF012 - never changed

    def addresses(self, name: str) -> list[tuple[str, list[str]]]:
        return []

    def candidates(self, name: str) -> list[str]:
        return [name]

    def ask(self, name: str, kind: str) -> Answer:
        return NOTHING

    def fetch(self, host: str, port: int, path: str) -> WebAnswer | None:
        return None

    def silence(self, host: str, port: int) -> str:
        return ""


@dataclass
class Machine:
    """A container's files, names and neighbours. `main` is the command line of its first process.

    `siblings` are the machines of the running containers that were made from the same template, itself too.
    `image` is the one that the container was made from. `give_up` ends the first process with an exit code,
    after a last line in the log.
    `names` are those of users, and of groups of the same number; `has_gnu_tools`: else it has busybox's.
    `program_files` are those of the image's own programs that are gone with their file.
    `otherwise` is the program behind every name that nobody knows; none means "not found".
    `is_first`: it runs the first process. `is_complete`: no programs are in it but known ones, without those
    that are `absent`.
    """

    files: Files
    now: Callable[[], float]
    hostname: str = "localhost"
    environment: Mapping[str, str] = field(default_factory=dict)
    network: Network = field(default_factory=NoNetwork)
    programs: Mapping[str, Program] = field(default_factory=dict)
    main: str = ""
    workdir: str = "/"
    kill: Callable[[str], None] = lambda signal: None
    give_up: Callable[[int, str], None] = lambda code, words: None
    siblings: Callable[[], list[Machine]] = list
    log_files: Callable[[], list[str]] = list
    otherwise: Program | None = None
    image: str = ""
    is_first: bool = False
    is_complete: bool = False
    absent: frozenset[str] = frozenset()
    user: User = field(default_factory=User)
    names: Mapping[int, str] = field(default_factory=lambda: {0: "root"})
    has_gnu_tools: bool = False
    program_files: Mapping[str, str] = field(default_factory=dict)

    def has_lost(self, program: str) -> bool:
        """Is it one of the image's own whose file was removed?"""
        place = self.program_files.get(program)
        return place is not None and self.files.find(place) is None

    def name_of(self, number: int) -> str:
        """A user's or group's name; the number for one that has none."""
        return self.names.get(number, str(number))
