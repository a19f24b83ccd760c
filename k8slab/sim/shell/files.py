"""All the files that a container sees: its own layer, and the volumes mounted into it.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from k8slab.sim.shell.volume import (
    EXISTS,
    IS_DIRECTORY,
    MISSING,
    NOT_DIRECTORY,
    NOT_EMPTY,
    READ_ONLY,
    Entry,
    FileError,
    StalledError,
    Volume,
    parent,
)

MOST_LINKS = 40
BLOCK = 4096
"""Bytes that a new directory takes."""


class Mount(NamedTuple):
    """A volume, or the part of it below `root`."""

    volume: Volume
    root: str = "/"
    read_only: bool = False


class Files:
    """Paths are absolute; links are followed unless said otherwise. Operations raise `FileError`.

    They raise `StalledError` if whoever keeps the files does not answer for now.
    """

    def __init__(
        self, layer: Volume, mounts: Mapping[str, Mount] | None = None, author: tuple[int, int] = (0, 0)
    ) -> None:
        self._layer, self._author = Mount(layer), author
        self._mounts = {posixpath.normpath(path): mount for path, mount in (mounts or {}).items()}
        for path in self._mounts:
            layer.make_directories(path)

    @property
    def mounts(self) -> Mapping[str, Mount]:
        return self._mounts

    def is_stalled(self, path: str) -> bool:
        """Would an operation on the path wait for somebody who does not answer?"""
        try:
            self.find(path)
        except StalledError:
            return True
        except FileError:
            return False
        return False

    # Looking

    def resolve(self, path: str, *, follow: bool = True) -> str:
        """The path without links, dots and double slashes; the last part need not exist."""
        waiting = [part for part in reversed(path.split("/")) if part]
        done, links = "", 0
        while waiting:
            part = waiting.pop()
            if part == "..":
                done = posixpath.dirname(done) if done else ""
                done = "" if done == "/" else done
                continue
            if part == ".":
                continue
            entry = self._entry(f"{done}/{part}")
            if entry is None or entry.kind != "link" or (not waiting and not follow):
                done += f"/{part}"
                continue
            links += 1
            if links > MOST_LINKS:
                raise FileError("Too many levels of symbolic links")
            target = entry.content.decode()
            done = "" if target.startswith("/") else done
            waiting += [each for each in reversed(target.split("/")) if each]
        return done or "/"

    def find(self, path: str, *, follow: bool = True) -> Entry | None:
        """The entry, or None if there is none."""
        return self._entry(self.resolve(path, follow=follow))

    def entry(self, path: str, *, follow: bool = True) -> Entry:
        found = self.find(path, follow=follow)
        if found is None:
            raise FileError(MISSING)
        return found

    def read(self, path: str) -> bytes:
        entry = self.entry(path)
        if entry.is_directory:
            raise FileError(IS_DIRECTORY)
        return entry.content

    def names(self, path: str) -> list[str]:
        """What lies in a directory, sorted."""
        if not self.entry(path).is_directory:
            raise FileError(NOT_DIRECTORY)
        volume, inside, _ = self._place(self.resolve(path))
        return volume.children(inside)

    def walk(self, path: str) -> Iterator[str]:
        """The path, and all below it; links are not followed."""
        yield path
        entry = self.find(path, follow=False)
        if entry is not None and entry.is_directory:
            for name in self.names(path):
                yield from self.walk(posixpath.join(path, name))

    # Changing

    def write(self, path: str, content: bytes, *, append: bool = False) -> None:
        real = self.resolve(path)
        volume, inside = self._writable(real)
        if append and inside in volume.entries:
            content = volume.entries[inside].content + content
        volume.write(inside, content)

    def make_directory(self, path: str, *, parents: bool = False) -> None:
        real = self.resolve(path)
        present = self._entry(real)
        if present is not None:
            if parents and present.is_directory:
                return
            raise FileError(EXISTS)
        if parents and self._entry(parent(real)) is None:
            self.make_directory(parent(real), parents=True)
        volume, inside = self._writable(real)
        volume.check_room(inside, BLOCK)
        volume.make_directory(inside)

    def link(self, path: str, target: str) -> None:
        real = self.resolve(path, follow=False)
        if self._entry(real) is not None:
            raise FileError(EXISTS)
        volume, inside = self._writable(real)
        volume.link(inside, target)

    def remove(self, path: str) -> None:
        """A file or a link, or a directory with all that is in it."""
        real = self.resolve(path, follow=False)
        if self._entry(real) is None:
            raise FileError(MISSING)
        if real in self._mounts:
            raise FileError("Device or resource busy")
        volume, inside = self._writable(real)
        volume.remove(inside)

    def remove_directory(self, path: str) -> None:
        if self.names(path):
            raise FileError(NOT_EMPTY)
        self.remove(path)

    def copy(self, source: str, target: str) -> None:
        """A file, a link or a whole directory to a path that it shall have."""
        entry = self.entry(source, follow=False)
        if entry.kind == "link":
            self.link(target, entry.content.decode())
        elif not entry.is_directory:
            self.write(target, entry.content)
            self.entry(target).mode = entry.mode
        else:
            self.make_directory(target, parents=True)
            for name in self.names(source):
                self.copy(posixpath.join(source, name), posixpath.join(target, name))

    def move(self, source: str, target: str) -> None:
        """Give the source another path; a file that is there is replaced."""
        self.entry(source, follow=False)
        if self.resolve(source, follow=False) == self.resolve(target, follow=False):
            raise FileError("are the same file")
        self._writable(self.resolve(source, follow=False))
        present = self.find(target, follow=False)
        if present is not None and not present.is_directory:
            self._writable(self.resolve(target, follow=False))
            self.remove(target)
        self.copy(source, target)
        self.remove(source)

    # Places

    def _entry(self, real: str) -> Entry | None:
        volume, inside, _ = self._place(real)
        return volume.entries.get(inside)

    def _place(self, real: str) -> tuple[Volume, str, bool]:
        """The volume that a path without links lies in, and where in it."""
        best, mount = "", self._layer
        for path, each in self._mounts.items():
            if (real == path or real.startswith(path.rstrip("/") + "/")) and len(path) > len(best):
                best, mount = path, each
        if mount.volume.stalls:
            raise StalledError(f"{best}: the server does not respond")
        inside = posixpath.normpath(mount.root + "/" + real[len(best) :])
        return mount.volume, "/" + inside.lstrip("/"), mount.read_only

    def _writable(self, real: str) -> tuple[Volume, str]:
        volume, inside, read_only = self._place(real)
        if read_only:
            raise FileError(READ_ONLY)
        volume.author = self._author
        return volume, inside
