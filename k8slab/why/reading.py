"""Evidence that is read from a cluster, as far as a question needs it: only with GET, and only once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from k8slab.backends.transport import Reply, Transport, raise_for_status
from k8slab.errors import ApiError
from k8slab.objects import meta
from k8slab.objects.timestamps import to_virtual
from k8slab.translation import say
from k8slab.why.evidence import Object, in_order, is_about
from k8slab.why.link import moment
from k8slab.why.resources import BY_KIND

PAGE = "500"
TIME_HEADER = "x-k8slab-time"
NOT_TO_BE_READ = (401, 403, 404, 405)
LAST_LINES = "20"


class Read:
    """Evidence over a transport, which has to be passive where the cluster has a time of its own."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lists: dict[tuple[str, str | None, str, str], tuple[Object, ...]] = {}
        self._found: dict[tuple[str, str, str], Object | None] = {}
        self._refused: set[str] = set()
        self.gaps: list[str] = []
        self.now: float | None = None

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        """From a list that is there already, else by itself."""
        key = kind, namespace, name
        if key not in self._found:
            is_listed = self._is_listed(kind, None) or self._is_listed(kind, namespace)
            self._found[key] = None if is_listed else self._get(kind, name, namespace)
        return self._found[key]

    def list(self, kind: str, namespace: str | None = None, labels: str = "") -> tuple[Object, ...]:
        return self._list(kind, namespace, labels)

    def can_read(self, kind: str) -> bool:
        return kind not in self._refused

    def pods_on(self, node: str) -> tuple[Object, ...]:
        if self._is_listed("Pod", None):
            return tuple(pod for pod in self.list("Pod") if pod["spec"].get("nodeName") == node)
        return self._list("Pod", None, fields=f"spec.nodeName={node}")

    def events(self, obj: Mapping[str, Any]) -> tuple[Object, ...]:
        fields = f"involvedObject.kind={obj['kind']},involvedObject.name={meta.name(obj)}"
        namespace = meta.namespace(obj) or None
        return in_order(each for each in self._list("Event", namespace, fields=fields) if is_about(each, obj))

    def last_words(self, pod: Mapping[str, Any], container: str, *, previous: bool) -> str:
        path = BY_KIND["Pod"].path(meta.namespace(pod), meta.name(pod)) + "/log"
        query = {"container": container, "tailLines": LAST_LINES, "previous": str(previous).lower()}
        reply = self._transport.request("GET", path, query=query, accept="*/*")
        if reply.status >= 400:
            return ""
        return _told_last(reply.body.decode("utf-8", "replace").splitlines())

    def _list(
        self, kind: str, namespace: str | None, labels: str = "", fields: str = ""
    ) -> tuple[Object, ...]:
        key = kind, namespace, labels, fields
        if key not in self._lists:
            self._lists[key] = tuple(sorted(self._pages(*key), key=meta.key))
            for obj in self._lists[key]:
                self._found.setdefault((kind, *meta.key(obj)), obj)
        return self._lists[key]

    def _is_listed(self, kind: str, namespace: str | None) -> bool:
        """Has all of it been read?"""
        return (kind, namespace, "", "") in self._lists

    def _pages(self, kind: str, namespace: str | None, labels: str, fields: str) -> Iterator[Object]:
        query = {"limit": PAGE, "labelSelector": labels, "fieldSelector": fields}
        query = {name: value for name, value in query.items() if value}
        while True:
            page = self._ask(BY_KIND[kind].path(namespace), kind, query)
            yield from (_complete(kind, item) for item in (page or {}).get("items") or ())
            token = ((page or {}).get("metadata") or {}).get("continue")
            if not token:
                return
            query["continue"] = token

    def _get(self, kind: str, name: str, namespace: str) -> Object | None:
        found = self._ask(BY_KIND[kind].path(namespace, name), kind, {}, may_be_missing=True)
        return None if found is None else _complete(kind, found)

    def _ask(
        self, path: str, kind: str, query: Mapping[str, str], *, may_be_missing: bool = False
    ) -> Object | None:
        """The answer; None if there is nothing to read, or if we may not read it, which is noted."""
        reply = self._transport.request("GET", path, query=query)
        self._note_time(reply)
        if may_be_missing and reply.status == 404:
            return None
        try:
            answer: Object = raise_for_status(reply).json()
        except ApiError as error:
            if error.code not in NOT_TO_BE_READ:
                raise
            self._refused.add(kind)
            self._note_gap(
                say(
                    "{plural} could not be read: {message}",
                    plural=BY_KIND[kind].plural,
                    message=error.message,
                )
            )
            return None
        return answer

    def _note_gap(self, text: str) -> None:
        if text not in self.gaps:
            self.gaps.append(text)

    def _note_time(self, reply: Reply) -> None:
        """The simulator tells its own time, any other server the date."""
        if virtual := reply.headers.get(TIME_HEADER):
            self.now = moment(virtual)
        elif self.now is None and (date := reply.headers.get("date")):
            self.now = to_virtual(parsedate_to_datetime(date))


def _complete(kind: str, obj: Object) -> Object:
    """Objects of a list do not say what they are; what has no spec gets an empty one."""
    return {"apiVersion": BY_KIND[kind].api_version, "spec": {}, **obj, "kind": kind}


def _told_last(lines: list[str]) -> str:
    """The last line at the margin: the indented ones below it are the frames of an exception."""
    said = [line for line in lines if line.strip()]
    at_the_margin = [line for line in said if not line[0].isspace()]
    return (at_the_margin or said or [""])[-1].strip()
