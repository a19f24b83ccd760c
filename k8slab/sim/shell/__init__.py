"""A small POSIX shell over simulated files: enough for the one-liners that people run in containers.

It is pure: no process is started and no real file is opened. What takes time yields virtual seconds.
"""

from k8slab.sim.shell.files import Files, Mount
from k8slab.sim.shell.machine import Machine, Network, WebAnswer
from k8slab.sim.shell.run import Run, start
from k8slab.sim.shell.volume import Entry, FileError, Volume

__all__ = [
    "Entry",
    "FileError",
    "Files",
    "Machine",
    "Mount",
    "Network",
    "Run",
    "Volume",
    "WebAnswer",
    "start",
]
