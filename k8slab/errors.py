"""The one tree of errors. Messages say what was expected, what was found, when, and what to do next."""

from __future__ import annotations

from typing import Any


class K8slabError(Exception):
    """Anything that k8slab itself refuses or cannot do."""


class ApiError(K8slabError):
    """An answer of the API server that is not a success.

    ``status`` is the `Status` object as the API sends it.
    Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
    """

    def __init__(self, status: dict[str, Any]) -> None:
        super().__init__(status.get("message", ""))
        self.status = status

    @property
    def code(self) -> int:
        """The HTTP status code."""
        return int(self.status.get("code", 500))

    @property
    def reason(self) -> str:
        """The machine-readable reason, for example ``NotFound``; empty when the server gave none."""
        return str(self.status.get("reason", ""))

    def has_cause(self, cause: str) -> bool:
        """True if the details name that cause, for example ``NamespaceTerminating``."""
        causes = (self.status.get("details") or {}).get("causes") or ()
        return any(each.get("reason") == cause for each in causes)

    @property
    def message(self) -> str:
        """The message for people, in the API server's words."""
        return str(self.status.get("message", ""))
