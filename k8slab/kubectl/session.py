"""What every verb needs: the server, the namespace, and where to read and write."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from k8slab.backends.transport import Transport
from k8slab.kubectl.client import Client
from k8slab.kubectl.discovery import Catalogue, catalogue_of


@dataclass
class Session:
    """One run of kubectl."""

    transport: Transport
    namespace: str = "default"
    stdin: str = ""
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    cwd: Path = field(default_factory=Path.cwd)
    namespace_is_explicit: bool = False
    kubeconfig: Path | None = None
    """The file that the connection comes from; None for the environment's."""

    def __post_init__(self) -> None:
        self.connect(self.transport)

    def connect(self, transport: Transport) -> None:
        """Talk to that server from now on."""
        self.transport = transport
        self.client = Client(self.transport, lambda text: self.complain(f"Warning: {text}"))

    @property
    def resources(self) -> Catalogue:
        """What the server serves."""
        return catalogue_of(self.client)

    def say(self, text: str) -> None:
        """A line to stdout."""
        self.out.write(text + "\n")

    def complain(self, text: str) -> None:
        """A line to stderr."""
        self.err.write(text + "\n")
