"""--dry-run=none|server|client."""

from __future__ import annotations

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.flags import Flags

_SUFFIX = {"none": "", "client": " (dry run)", "server": " (server dry run)"}


class DryRun:
    """How far a command goes."""

    def __init__(self, flags: Flags) -> None:
        self.strategy = flags.text("dry-run")
        if self.strategy not in _SUFFIX:
            raise KubectlError(
                f'Invalid dry-run value ({self.strategy}). Must be "none", "server", or "client".'
            )

    @property
    def is_client(self) -> bool:
        """Nothing is sent that would change something."""
        return self.strategy == "client"

    @property
    def query(self) -> dict[str, str]:
        return {"dryRun": "All"} if self.strategy == "server" else {}

    def mark(self, done: str) -> str:
        """`created (server dry run)`."""
        return done + _SUFFIX[self.strategy]
