"""A tree of files: a volume, or a container's own layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from k8slab.errors import K8slabError

MISSING = "No such file or directory"
EXISTS = "File exists"
READ_ONLY = "Read-only file system"
IS_DIRECTORY = "Is a directory"
NOT_DIRECTORY = "Not a directory"
NOT_EMPTY = "Directory not empty"
NO_SPACE = "No space left on device"
FIRST_INODE = 2


class FileError(K8slabError):
    """What the C library says about a file operation that failed."""


class StalledError(K8slabError):
    """Whoever keeps the files does not answer: who asks for them waits until it does."""


@dataclass
class Entry:
    """A file, a directory or a symbolic link (its target is the content); `changed` in virtual seconds.

    `owner`: the numbers of a user and a group.
    """

    kind: Literal["file", "directory", "link"]
    inode: int
    changed: float
    content: bytes = b""
    mode: int = 0o644
    owner: tuple[int, int] = (0, 0)

    @property
    def is_directory(self) -> bool:
        return self.kind == "directory"


class Volume:
    """Entries by their absolute path inside the volume; the root is "/". Parents exist before children.

    What is made belongs to the `author`, whoever that is at the time. Below a directory that is full nothing
    grows, until something there is removed. While the volume `stalls`, nobody gets an answer about its files.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._inodes = FIRST_INODE
        self.author = (0, 0)
        self.stalls = False
        self._most: dict[str, int] = {}
        self.entries: dict[str, Entry] = {"/": Entry("directory", FIRST_INODE, now(), mode=0o755)}

    @classmethod
    def of(cls, now: Callable[[], float], files: Mapping[str, bytes]) -> Volume:
        """A volume with these files, and the directories that they need."""
        volume = cls(now)
        volume.add(files)
        return volume

    def add(self, files: Mapping[str, bytes], *, mode: int = 0o644) -> None:
        """Write files; a name with a slash at its end is a directory."""
        for path, content in files.items():
            if path.endswith("/"):
                self.make_directories(path.rstrip("/"))
            else:
                self.make_directories(parent(path))
                self.write(path, content)
                self.entries[path].mode = mode

    def make_directories(self, path: str) -> None:
        """The directory and all above it, as far as they are missing."""
        done = ""
        for name in path.strip("/").split("/") if path.strip("/") else ():
            done += f"/{name}"
            if done not in self.entries:
                self.make_directory(done)

    def make_directory(self, path: str) -> None:
        self._put(path, "directory", b"", 0o755)

    def fill(self, root: str) -> None:
        """From now on there is no more room below that directory than what is in use there."""
        self._most[root] = self._used(root)

    def free(self, root: str) -> None:
        """There is room again."""
        self._most.pop(root, None)

    def is_full(self, root: str) -> bool:
        return root in self._most and self._used(root) >= self._most[root]

    def check_room(self, path: str, more: int) -> None:
        """Raises FileError if there is no room for so many bytes more at that path."""
        for root, most in self._most.items():
            if (path + "/").startswith(root.rstrip("/") + "/") and self._used(root) + more > most:
                raise FileError(NO_SPACE)

    def _used(self, root: str) -> int:
        return sum(len(self.entries[path].content) for path in self.below(root))

    def link(self, path: str, target: str) -> None:
        self._put(path, "link", target.encode(), 0o777)

    def write(self, path: str, content: bytes) -> None:
        """Make the file, or give it a new content."""
        entry = self.entries.get(path)
        if self._most and (more := len(content) - (len(entry.content) if entry else 0)) > 0:
            self.check_room(path, more)
        if entry is None:
            self._put(path, "file", content, 0o644)
        elif entry.is_directory:
            raise FileError(IS_DIRECTORY)
        else:
            entry.content, entry.changed = content, self._now()

    def remove(self, path: str) -> None:
        """The entry and all below it."""
        for each in self.below(path):
            del self.entries[each]
        if path == "/":
            self.entries["/"] = Entry("directory", FIRST_INODE, self._now(), mode=0o755)
        else:
            del self.entries[path]
            self._touch(parent(path))

    def below(self, path: str) -> list[str]:
        """All paths under a directory, sorted."""
        prefix = path.rstrip("/") + "/"
        return sorted(each for each in self.entries if each.startswith(prefix) and each != "/")

    def children(self, path: str) -> list[str]:
        """The names in a directory, sorted."""
        start = len(path.rstrip("/")) + 1
        return [each[start:] for each in self.below(path) if "/" not in each[start:]]

    def _put(self, path: str, kind: Literal["file", "directory", "link"], content: bytes, mode: int) -> None:
        above = self.entries.get(parent(path))
        if above is None:
            raise FileError(MISSING)
        if not above.is_directory:
            raise FileError(NOT_DIRECTORY)
        self._inodes += 1
        self.entries[path] = Entry(kind, self._inodes, self._now(), content, mode, self.author)
        self._touch(parent(path))

    def _touch(self, path: str) -> None:
        if path in self.entries:
            self.entries[path].changed = self._now()


def parent(path: str) -> str:
    """The directory that a path lies in."""
    return path.rsplit("/", 1)[0] or "/"
