"""A lab's other moments: going back, to the side, and on from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from k8slab.backends import private_file
from k8slab.backends.child import Served, Settings
from k8slab.duration import seconds_of
from k8slab.errors import K8slabError
from k8slab.lab.connection import Connection
from k8slab.lab.virtual_time import reached
from k8slab.snapshot import Snapshot
from k8slab.translation import say
from k8slab.waiting import Reached


class Branches(Connection):
    """Snapshots, rewinds, forks, journals."""

    @classmethod
    def _of(cls, served: Served) -> Self:
        """A lab on a cluster that is served already."""
        lab = object.__new__(cls)
        Connection.__init__(lab, served)
        return lab

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Remember this moment, to go back to it; costs some bytes, however large the cluster is."""
        return Snapshot(**self._control.snapshot(name))

    def snapshots(self) -> list[Snapshot]:
        """All that were taken, in order; also those of branches that were left by going back."""
        return [Snapshot(**taken) for taken in self._control.snapshots()]

    def rewind(self, to: Snapshot | float | str) -> Reached:
        """Go back to a snapshot (or its name), or to a virtual second.

        The cluster is as it was then; what happened since is on another branch, whose snapshots can be gone
        to as well. Of snapshots with one name, the name means the last. Raises ApiError for a moment that is
        not there.
        """
        if isinstance(to, Snapshot):
            return reached(self._control.rewind(snapshot=to.name, entries=to.entries))
        if isinstance(to, str):
            return reached(self._control.rewind(snapshot=to))
        return reached(self._control.rewind(time=seconds_of(to)))

    def reset(self) -> Reached:
        """Begin anew, with the cluster as it was at first."""
        return reached(self._control.reset())

    def fork(self) -> Self:
        """Another lab, independent of this one, that begins at this moment."""
        return self._of(self._served.fork())

    @classmethod
    def load(cls, file: str | Path, *, clock: str = "instant") -> Self:
        """A lab whose cluster did all that a journal tells; the file stays as it is.

        Raises K8slabError for a journal that is damaged or edited, naming the line that broke it.
        """
        return cls._of(Served.of_journal(_read(file), Settings(clock=clock)))

    def save(self, file: str | Path) -> Path:
        """Write the journal: what `k8slab replay`, or a lab with ``journal``, does again."""
        path = Path(file)
        private_file.write(path, self._control.journal().decode())
        return path


def _read(file: str | Path) -> str:
    """Raises K8slabError for a file that cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise K8slabError(
            say("expected a journal at {file}, found none: {error}.", file=file, error=error)
        ) from error
