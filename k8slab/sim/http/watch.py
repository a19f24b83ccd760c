"""An open watch: a cursor in the store's log, and how what lies behind it looks on the wire.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from k8slab.errors import ApiError
from k8slab.objects.meta import Object
from k8slab.sim.api import status
from k8slab.sim.http.exchange import Request, encode
from k8slab.sim.http.options import number
from k8slab.sim.http.selection import Selection
from k8slab.sim.http.tables import View, metadata_only
from k8slab.sim.store import Change, Store

PATIENCE = "k8slabPatience"
INITIAL_EVENTS_END = "k8s.io/initial-events-end"


@dataclass
class Connection:
    """A client's connection, as far as time is concerned: whom on it we have told that nothing is left.

    Programs are told apart by connection; kubectl in Python, which keeps its connection for many commands,
    by session, too.
    """

    ended: str | None = None


@dataclass(frozen=True)
class WatchOptions:
    """What a client asked of the stream. `since` None: from now, with the present objects first.

    `from_now` is set for who wants to hear of neither present objects nor former changes. `patience` is how
    many virtual seconds to wait for the next change (infinity: until settled), if the client has said so.
    """

    since: int | None = None
    initial_events: bool = False
    from_now: bool = False
    bookmarks: bool = False
    timeout: float | None = None
    passive: bool = False
    session: str = ""
    command: str = ""
    patience: float | None = None

    @classmethod
    def of(cls, request: Request) -> WatchOptions:
        """Raises ApiError for a resourceVersion that is none."""
        since = resource_version(request.query.get("resourceVersion", ""))
        seconds = number(request, "timeoutSeconds")
        asked = request.flag("sendInitialEvents")
        return cls(
            since=since or None,
            initial_events=asked,
            from_now=not since and "sendInitialEvents" in request.query and not asked,
            bookmarks=request.flag("allowWatchBookmarks"),
            timeout=float(seconds) if seconds and seconds > 0 else None,
            passive=request.is_passive,
            session=request.headers.get("kubectl-session", ""),
            command=request.headers.get("kubectl-command", ""),
            patience=_patience(request.query.get(PATIENCE, "")),
        )


def _patience(text: str) -> float | None:
    """Raises ApiError 400 for what is no number of seconds."""
    try:
        seconds = float(text) if text else None
    except ValueError:
        seconds = math.nan
    if seconds is not None and not seconds >= 0:
        raise status.bad_request(f"{PATIENCE}: expected virtual seconds, or inf, found {text!r}")
    return seconds


def resource_version(text: str) -> int:
    """The number in the text; 0, which means any, for none. Raises ApiError 500, as the API server does."""
    if text and not (text.isascii() and text.isdigit()):
        raise status.failure(
            500,
            "",
            f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax',
        )
    return int(text or 0)


class Watch:
    """Events of the selected objects, as lines of JSON: `pull` gives those that are there.

    When `ending` is true, and all has been pulled, the stream is over.
    """

    def __init__(
        self,
        store: Store,
        selection: Selection,
        view: View,
        options: WatchOptions,
        *,
        connection: Connection,
        now: float,
    ) -> None:
        self.selection = selection
        self.options = options
        self.connection = connection
        self.ending = False
        self._store = store
        self._view = view
        self._headed = False
        self._lines: list[bytes] = []
        self._cursor = self._start(now)

    @property
    def has_news(self) -> bool:
        """Is there something that the client has not been told?"""
        self._skip_unseen()
        return bool(self._lines) or self._cursor < len(self._store.log)

    def followed(self) -> str:
        """The uid of the one object that this is about, while it is there; empty if it is about several."""
        one = self.selection.single(self._store)
        return one["metadata"]["uid"] if one is not None else ""

    def pull(self) -> bytes:
        """All lines that are ready, each ended by a newline; each is given once."""
        for change in self._unread():
            self._lines += self._event(change)
        lines, self._lines = self._lines, []
        return b"".join(lines)

    def end(self) -> None:
        """Nothing more will come: say up to where the client has seen the history, and stop."""
        if not self.ending and self.options.bookmarks and not self._view.is_table:
            self._lines = [self.pull(), self._bookmark({})]
        self.ending = True

    def _start(self, now: float) -> int:
        log = self._store.log
        since = self.options.since
        if self.options.from_now:
            return len(log)
        if since is None or self.options.initial_events:
            self._present_objects(now)
            return len(log)
        if log and since < log[0].revision - 1:
            self._refuse(since, log[0].revision - 1)
            return len(log)
        return bisect_right(log, since, key=lambda change: change.revision)

    def _present_objects(self, now: float) -> None:
        for obj in self.selection.objects(self._store):
            self._lines.append(self._line("ADDED", obj, now))
        if self.options.initial_events and self.options.bookmarks:
            self._lines.append(self._bookmark({"annotations": {INITIAL_EVENTS_END: "true"}}))

    def _refuse(self, since: int, oldest: int) -> None:
        error = status.expired(f"too old resource version: {since} ({oldest})")
        self._lines.append(error_line(error))
        self.ending = True

    def _skip_unseen(self) -> None:
        log = self._store.log
        while self._cursor < len(log) and not self.selection.sees(log[self._cursor]):
            self._cursor += 1

    def _unread(self) -> Iterator[Change]:
        log = self._store.log
        while self._cursor < len(log):
            change = log[self._cursor]
            self._cursor += 1
            if change.kind is self.selection.kind and change.revision > (self.options.since or 0):
                yield change

    def _event(self, change: Change) -> list[bytes]:
        """The event, if any, that the change is to someone who sees only the selected objects."""
        was = change.previous is not None and self.selection.holds(change.previous)
        is_held = change.type != "DELETED" and self.selection.holds(change.object)
        if is_held:
            return [self._line("MODIFIED" if was else "ADDED", change.object, change.time)]
        if not was:
            return []
        left = change.object if change.type == "DELETED" else _at_revision(change)
        return [self._line("DELETED", left, change.time)]

    def _line(self, event: str, obj: Object, now: float) -> bytes:
        return encode({"type": event, "object": self._shown(obj, now)}) + b"\n"

    def _shown(self, obj: Object, now: float) -> Object:
        if not self._view.is_table:
            return self._view.single(obj, now)
        version = {"resourceVersion": obj["metadata"]["resourceVersion"]}
        table = self._view.table([obj], version, now, headed=not self._headed)
        self._headed = True
        return table

    def _bookmark(self, metadata: dict[str, Any]) -> bytes:
        seen = {"metadata": {"resourceVersion": str(self._store.revision), **metadata}}
        obj = self._view.typed(seen) if not self._view.shape else metadata_only(seen)
        return encode({"type": "BOOKMARK", "object": obj}) + b"\n"


def _at_revision(change: Change) -> Object:
    """The last selected version of an object that has left the selection, at the change's revision."""
    assert change.previous is not None
    metadata = {**change.previous["metadata"], "resourceVersion": str(change.revision)}
    return {**change.previous, "metadata": metadata}


def error_line(error: ApiError) -> bytes:
    """An error inside a stream that has begun."""
    return encode({"type": "ERROR", "object": error.status}) + b"\n"
