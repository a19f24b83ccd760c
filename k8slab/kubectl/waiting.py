"""Waiting until an object has become something, by watching it.

Where time is virtual and stands still by itself, so much of it passes as somebody at a real cluster would
wait: up to the very change that was waited for, or to the time-out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

from k8slab.backends.control import PATIENCE, Control
from k8slab.errors import ApiError
from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.resources import Item
from k8slab.kubectl.session import Session

A_WEEK = 7 * 24 * 3600.0
"""Who waits for so long waits for ever: in virtual time, until nothing is left to happen."""
Event = tuple[str, dict[str, Any]]


class TimedOutError(KubectlError):
    """What was waited for did not come."""

    def __init__(self, about: str = "") -> None:
        super().__init__("timed out waiting for the condition" + (f" on {about}" if about else ""))


def changes(session: Session, item: Item, timeout: float = 0) -> Iterator[Event]:
    """The object as it is (type ADDED; type ABSENT if it is not there), then every change to it.

    Ends when `timeout` seconds (0: no limit) have passed; on a simulated cluster without a limit, when
    nothing is left to happen.
    """
    deadline = time.monotonic() + timeout if timeout else math.inf
    path = item.resource.path(item.namespace)
    query = {"fieldSelector": f"metadata.name={item.name}"}
    while time.monotonic() < deadline:
        listed = session.client.get(path, {**query, "limit": "500", "resourceVersion": "0"})
        yield _first(item, listed.get("items") or [])
        start = {**query, "resourceVersion": listed["metadata"]["resourceVersion"]}
        if is_instant(session):
            yield from _in_virtual_time(session, path, start, timeout)
            return
        if timeout:
            start["timeoutSeconds"] = str(max(1, math.ceil(deadline - time.monotonic())))
        yield from _stream(session, path, start)
        if session.client.is_simulated:
            return


def is_instant(session: Session) -> bool:
    """Is this a simulated cluster whose time stands still unless somebody waits?"""
    return session.client.is_simulated and Control(session.transport).cluster()["clock"] == "instant"


def _in_virtual_time(session: Session, path: str, query: dict[str, str], timeout: float) -> Iterator[Event]:
    """Stream after stream, each up to the next instant with a change: so time stops when the reader does."""
    control = Control(session.transport)
    is_bounded = 0 < timeout < A_WEEK
    deadline = control.cluster()["time"] + timeout if is_bounded else math.inf
    while (left := round(deadline - control.cluster()["time"], 6)) > 0:
        found = list(_stream(session, path, {**query, PATIENCE: str(left)}))
        if not found and not is_bounded:
            return
        for _, obj in found:
            query = {**query, "resourceVersion": obj["metadata"]["resourceVersion"]}
        yield from found


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
