"""Waiting until an object has become something, by watching it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from k8slab.errors import ApiError
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

Event = tuple[str, dict[str, Any]]


class TimedOutError(KubectlError):
    """What was waited for did not come."""

    def __init__(self, about: str = "") -> None:
        super().__init__("timed out waiting for the condition" + (f" on {about}" if about else ""))


def changes(session: Session, item: Item, timeout: float = 0) -> Iterator[Event]:
    """The object as it is (type ADDED; type ABSENT if it is not there), then every change to it.

    Ends when `timeout` seconds (0: no limit) have passed. A simulated cluster has its own time: there it ends
    when nothing is left to happen.
    """
    deadline = time.monotonic() + timeout if timeout else math.inf
    path = item.resource.path(item.namespace)
    query = {"fieldSelector": f"metadata.name={item.name}"}
    while time.monotonic() < deadline:
        listed = session.client.get(path, {**query, "limit": "500", "resourceVersion": "0"})
        yield _first(item, listed.get("items") or [])
        start = {**query, "resourceVersion": listed["metadata"]["resourceVersion"]}
        if timeout:
            start["timeoutSeconds"] = str(max(1, math.ceil(deadline - time.monotonic())))
        yield from _stream(session, path, start)
        if session.client.is_simulated:
            return


def _first(item: Item, found: list[dict[str, Any]]) -> Event:
    if not found:
        return "ABSENT", {}
    return "ADDED", {"apiVersion": item.resource.api_version, "kind": item.resource.kind, **found[0]}


def _stream(session: Session, path: str, query: dict[str, str]) -> Iterator[Event]:
    for event in session.client.watch(path, query):
        if event["type"] == "ERROR":
            raise ApiError(event["object"])
        if event["type"] != "BOOKMARK":
            yield event["type"], event["object"]


def wait_until(
    session: Session, item: Item, reached: Callable[[str, dict[str, Any]], bool], timeout: float = 0
) -> dict[str, Any]:
    """The object for which `reached` (given the event's type too) holds. Raises TimedOutError."""
    for kind, obj in changes(session, item, timeout):
        if reached(kind, obj):
            return obj
    raise TimedOutError(f"{item.resource.plural}/{item.name}")


def wait_until_gone(session: Session, item: Item, uid: str = "", timeout: float = 0) -> None:
    """Return when the object (with that uid, if given) is no longer there. Raises TimedOutError."""
    try:
        found = session.client.get(item.path)
    except ApiError as error:
        if error.code == 404:
            return
        raise

    def is_gone(kind: str, obj: dict[str, Any]) -> bool:
        return kind in ("DELETED", "ABSENT") or bool(uid and obj["metadata"]["uid"] != uid)

    if not is_gone("ADDED", found):
        wait_until(session, item, is_gone, timeout)
