"""How k8slab's own clients reach an API server, whichever it is."""

import json
import os
import ssl
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import quote, urlencode

from k8slab.backends.kubeconfig import Access, read_access
from k8slab.errors import ApiError, K8slabError

if TYPE_CHECKING:
    import urllib3

PASSIVE_HEADER = "X-K8slab-Passive"
# As kubectl sends it, one for each run: the simulator holds a stream that a session opens again.
COMMAND_HEADER = "Kubectl-Command"
SESSION_HEADER = "Kubectl-Session"
USER_AGENT = "k8slab"


class Reply(NamedTuple):
    """An API server's answer. Header names are in lower case; a header sent twice is joined with ', '."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


class Transport(Protocol):
    """One way to one API server.

    `command` ("kubectl get") says on whose behalf requests are made: the simulator takes repeated questions
    of commands that only look for waiting, not those of commands that prepare a change.
    """

    user_agent: str
    command: str

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
        """Send one request and wait for the answer, whatever its status.

        Raises K8slabError when there is no answer.
        """
        ...

    def stream(
        self, path: str, *, query: Mapping[str, str] | None = None, accept: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Watch events ({"type", "object"}) until the server ends the stream.

        `query` needs no `watch`. Raises ApiError when the server refuses the watch.
        """
        ...

    def lines(self, path: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The lines of an answer as they come, without their ends. Raises ApiError when it is refused."""
        ...


def target(path: str, query: Mapping[str, str] | None) -> str:
    """Path and query as they go into the request line."""
    return f"{quote(path, safe='/:@')}?{urlencode(query)}" if query else quote(path, safe="/:@")


def raise_for_status(reply: Reply) -> Reply:
    """The reply itself; raises ApiError when its status says failure."""
    if reply.status >= 400:
        raise ApiError(status_of(reply))
    return reply


NOT_FOUND = {"message": "the server could not find the requested resource", "reason": "NotFound"}


def status_of(reply: Reply) -> dict[str, Any]:
    """The Status object of a failed reply; one made from its text when the server sent none."""
    try:
        status = reply.json()
    except ValueError:
        status = None
    if isinstance(status, dict) and status.get("kind") == "Status":
        return status
    text = reply.body.decode("utf-8", "replace").strip()
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        **(NOT_FOUND if reply.status == 404 else {"message": text or f"the server answered {reply.status}"}),
        "code": reply.status,
    }


class OnBehalf:
    """Says which command requests are for. Each time `command` is set, another one begins."""

    def __init__(self, command: str) -> None:
        self.command = command

    @property
    def command(self) -> str:
        return self._command

    @command.setter
    def command(self, command: str) -> None:
        self._command, self._session = command, uuid.uuid4().hex

    def command_headers(self) -> dict[str, str]:
        """What kubectl sends about itself."""
        return {COMMAND_HEADER: self._command, SESSION_HEADER: self._session} if self._command else {}


class HttpTransport(OnBehalf):
    """A Transport over HTTP(S) with connections that are kept open."""

    def __init__(
        self, access: Access, *, user_agent: str = USER_AGENT, command: str = "", passive: bool = False
    ) -> None:
        """`passive`: never move the simulator's time (viewers and recorders)."""
        super().__init__(command)
        self.access = access
        self.user_agent = user_agent
        self.passive = passive
        self._pool = _pool(access)
        self._is_closed = False

    @classmethod
    def from_kubeconfig(
        cls,
        path: str | os.PathLike[str] | None = None,
        context: str | None = None,
        *,
        user_agent: str = USER_AGENT,
        command: str = "",
        passive: bool = False,
    ) -> "HttpTransport":
        """The cluster of a kubeconfig; without a path, the one kubectl would use."""
        return cls(read_access(path, context), user_agent=user_agent, command=command, passive=passive)

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
        """Send one request and wait for the answer, whatever its status."""
        answer = self._send(method, target(path, query), body, self._headers(content_type, accept))
        return _reply(answer, answer.data)

    def stream(
        self, path: str, *, query: Mapping[str, str] | None = None, accept: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Watch events until the server ends the stream."""
        where = target(path, {**(query or {}), "watch": "true"})
        headers = {**self._headers(None, accept), SESSION_HEADER: uuid.uuid4().hex}
        for line in self._coming(where, headers):
            if line.strip():
                yield json.loads(line)

    def lines(self, path: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The lines of an answer as they come, without their ends. Raises ApiError when it is refused."""
        return self._coming(target(path, query), self._headers(None, "*/*"))

    def _coming(self, where: str, headers: dict[str, str]) -> Iterator[bytes]:
        answer = self._send("GET", where, None, headers, preload_content=False)
        try:
            if answer.status >= 400:
                raise_for_status(_reply(answer, answer.read()))
            yield from _lines(answer)
        finally:
            answer.close()
            answer.release_conn()

    def close(self) -> None:
        """Close the connections; no new ones are made."""
        self._is_closed = True
        self._pool.clear()

    def _headers(self, content_type: str | None, accept: str | None) -> dict[str, str]:
        headers = {"User-Agent": self.user_agent, "Accept": accept or "application/json"}
        headers |= self.command_headers()
        if content_type:
            headers["Content-Type"] = content_type
        if self.access.token:
            headers["Authorization"] = f"Bearer {self.access.token}"
        if self.passive:
            headers[PASSIVE_HEADER] = "true"
        return headers

    def _send(
        self,
        method: str,
        where: str,
        body: bytes | None,
        headers: dict[str, str],
        *,
        preload_content: bool = True,
    ) -> "urllib3.BaseHTTPResponse":
        import urllib3

        if self._is_closed:
            raise K8slabError(
                f"The connection to the server {self.access.server} has been closed. "
                "Next: `lab = Lab()` makes a new cluster."
            )
        try:
            return self._pool.request(
                method,
                self.access.server.rstrip("/") + where,
                body=body,
                headers=headers,
                preload_content=preload_content,
                redirect=False,
                retries=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise K8slabError(
                f"The connection to the server {self.access.server} was refused or broke: {error}. "
                "Is the cluster still running?"
            ) from error


def _pool(access: Access) -> "urllib3.PoolManager":
    import urllib3

    if not access.server.startswith("https:"):
        return urllib3.PoolManager()
    return urllib3.PoolManager(ssl_context=tls_context(access))


def tls_context(access: Access) -> ssl.SSLContext:
    """Whom to trust, and with which certificate to come."""
    context = ssl.create_default_context(cadata=access.ca)
    if not access.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if access.client_certificate and access.client_key:
        _load_client_certificate(context, access.client_certificate + "\n" + access.client_key)
    return context


def _load_client_certificate(context: ssl.SSLContext, pem: str) -> None:
    """OpenSSL reads certificates from files only: lend it one that none else can read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "client.pem"
        file.touch(mode=0o600)
        file.write_text(pem, encoding="ascii")
        context.load_cert_chain(file)


def _reply(answer: "urllib3.BaseHTTPResponse", body: bytes) -> Reply:
    return Reply(answer.status, {name.lower(): value for name, value in answer.headers.itermerged()}, body)


def _lines(answer: "urllib3.BaseHTTPResponse") -> Iterator[bytes]:
    rest = b""
    for chunk in answer.stream(65536):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest
