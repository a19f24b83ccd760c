"""A cluster in this very process, called directly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from k8slab.backends.transport import PASSIVE_HEADER, USER_AGENT, OnBehalf, Reply, raise_for_status

if TYPE_CHECKING:
    from k8slab.sim.http.exchange import Response
    from k8slab.sim.http.gateway import Gateway


class InProcess(OnBehalf):
    """A Transport to a cluster in this very process. Nobody else acts while a call lasts."""

    def __init__(
        self, gateway: Gateway, *, user_agent: str = USER_AGENT, command: str = "", passive: bool = False
    ) -> None:
        from k8slab.sim.http.watch import Connection

        super().__init__(command)
        self.gateway = gateway
        self.user_agent = user_agent
        self.passive = passive
        self._connection = Connection()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str | None = None,
        accept: str | None = None,
    ) -> Reply:
        """Send one request and take the answer, whatever its status; of a watch, all that there is."""
        answer = self._answer(method, path, query, body or b"", self._headers(content_type, accept))
        reply = Reply(200, {}, answer) if isinstance(answer, bytes) else _reply(answer)
        return reply._replace(headers={**reply.headers, "x-k8slab-time": self._time()})

    def stream(
        self, path: str, *, query: Mapping[str, str] | None = None, accept: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Watch events up to the point where nothing more will come by itself."""
        asked = {**(query or {}), "watch": "true"}
        answer = self._answer("GET", path, asked, b"", self._headers(None, accept))
        if not isinstance(answer, bytes):
            raise_for_status(_reply(answer))
            return
        for line in answer.splitlines():
            yield json.loads(line)

    def lines(self, path: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The lines of an answer. Raises ApiError when it is refused."""
        answer = self._answer("GET", path, query, b"", self._headers(None, "*/*"))
        yield from (
            answer if isinstance(answer, bytes) else raise_for_status(_reply(answer)).body
        ).splitlines()

    def _answer(
        self, method: str, path: str, query: Mapping[str, str] | None, body: bytes, headers: dict[str, str]
    ) -> Response | bytes:
        """The response, or the lines of a watch or of a log that is followed."""
        from k8slab.sim.http.logs import Following
        from k8slab.sim.http.watch import Watch

        answer = self.gateway.request(method, path, query, headers, body, connection=self._connection)
        if isinstance(answer, Following):
            answer.end()
            return answer.pull()
        if not isinstance(answer, Watch):
            return answer
        self.gateway.timekeeper.closed(answer)
        answer.end()
        return answer.pull()

    def _time(self) -> str:
        from k8slab.objects.timestamps import rfc3339_micro

        return rfc3339_micro(self.gateway.cluster.clock.now)

    def _headers(self, content_type: str | None, accept: str | None) -> dict[str, str]:
        headers = {"user-agent": self.user_agent, "accept": accept or "application/json"}
        headers |= {name.lower(): value for name, value in self.command_headers().items()}
        if content_type:
            headers["content-type"] = content_type
        if self.passive:
            headers[PASSIVE_HEADER.lower()] = "true"
        return headers


def _reply(response: Response) -> Reply:
    headers = {"content-type": response.content_type}
    for name, value in response.headers:
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}, {value}" if known else value
    return Reply(response.status, headers, response.body)
