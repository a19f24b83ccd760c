"""What kubectl says when something fails, and with which exit code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8slab.errors import ApiError, K8slabError
from k8slab.kubectl.golang import quote


class KubectlError(K8slabError):
    """An error of kubectl's own; printed after "error: " unless it starts so itself."""


class BareError(KubectlError):
    """An error printed as it stands."""


class NoMatchError(BareError):
    """The server has no such resource type."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the server doesn't have a resource type {quote(name)}")


class SeveralError(KubectlError):
    """Several errors, each on a line of its own."""

    def __init__(self, errors: Iterable[Exception]) -> None:
        self.errors = list(errors)
        super().__init__("\n".join(message_for(error) for error in self.errors))


def raise_all(errors: list[Exception]) -> None:
    """Raise what has been collected: nothing, the one error, or all of them."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SeveralError(errors)


def refuse_arguments(arguments: list[str], command: str) -> None:
    """For commands that take none."""
    if arguments:
        raise KubectlError(
            f"unexpected arguments: [{' '.join(arguments)}]\nSee 'kubectl {command} -h' for help and examples"
        )


def with_source(error: Exception, doing: str, source: str) -> Exception:
    """The error with the file that it comes from in front: `error when creating "x.yaml": ...`."""
    if not source:
        return error
    message = f"error when {doing} {quote(source)}: {error}"
    if isinstance(error, ApiError):
        return ApiError({**error.status, "message": message})
    return KubectlError(message)


def final_message(error: Exception) -> str:
    """The text for stderr."""
    if isinstance(error, SeveralError):
        return str(error)
    if isinstance(error, ApiError) and error.reason == "Invalid":
        return _invalid(error.status)
    if isinstance(error, NoMatchError):
        return f"error: {error}"
    known = _standard(error)
    if known is not None:
        return known
    text = str(error)
    return text if text.startswith("error: ") else f"error: {text}"


def message_for(error: Exception) -> str:
    """The text of an error that is one of several."""
    known = _standard(error)
    return str(error) if known is None else known


def _standard(error: Exception) -> str | None:
    if isinstance(error, BareError):
        return str(error)
    if isinstance(error, ApiError):
        if error.reason == "Unauthorized":
            return f"error: You must be logged in to the server ({error.message})"
        reason = f" ({error.reason})" if error.reason else ""
        return f"Error from server{reason}: {error.message}"
    if isinstance(error, K8slabError) and not isinstance(error, KubectlError):
        return str(error)
    return None


def _invalid(status: dict[str, Any]) -> str:
    details = status.get("details")
    head = "The request is invalid"
    if details is None:
        return head
    causes = [f"{cause['field']}: {cause['message']}" for cause in details.get("causes") or ()]
    if details.get("kind") or details.get("name"):
        head = f"The {details.get('kind', '')} {quote(details.get('name', ''))} is invalid"
    elif status.get("message") and not causes:
        head += f": {status['message']}"
    if len(causes) > 1:
        return f"{head}: " + "".join(f"\n* {cause}" for cause in causes)
    return f"{head}: {causes[0]}" if causes else head
