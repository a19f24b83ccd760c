"""exec and attach over WebSocket: Kubernetes' channels on one side, the gateway on the other.

Each message begins with the number of its channel. In v5.channel.k8s.io channel 255 closes another one, so
that the end of standard input can be told; in v4 standard input ends with the connection.

Source: https://kubernetes.io/docs/reference/using-api/ and
https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import AsyncIterator, Callable

from aiohttp import WSMsgType, web

from k8slab.sim.http import routes
from k8slab.sim.http.containers import EXEC_PATH, STREAMED, exit_status, find_running
from k8slab.sim.http.exchange import TRUE, Response, encode
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds import POD

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
LARGEST_MESSAGE = 32 * 1024
LARGEST_INPUT = 64 * 1024 * 1024
SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")
PROMPT = b"/ # "

Ring = Callable[[], None]


def route_of(http: web.BaseRequest) -> Route | None:
    """The route of a request that wants such a stream; None for any other request."""
    if http.headers.get("Upgrade", "").lower() != "websocket":
        return None
    route = routes.find(http.path)
    return route if route is not None and route.subresource in STREAMED[:2] else None


class Stream:
    """One command, from its WebSocket to its exit status."""

    def __init__(self, gateway: Gateway, route: Route, http: web.BaseRequest, ring: Ring) -> None:
        self._gateway, self._route, self._http, self._ring = gateway, route, http, ring
        self._command = http.query.getall("command", [])
        self._container = http.query.get("container", "")
        self._socket = web.WebSocketResponse(protocols=PROTOCOLS, max_msg_size=LARGEST_INPUT)

    async def answer(self) -> web.StreamResponse:
        """Raises ApiError, before the stream begins, for pods and containers that cannot be reached."""
        pod = self._gateway.cluster.api.get(POD, self._route.name, self._route.namespace)
        find_running(self._gateway.cluster, pod, self._container)
        await self._socket.prepare(self._http)
        if self._route.subresource == "attach":
            code = 0
        elif self._reads and self._is_shell:
            code = await self._converse()
        else:
            stdin = b"".join([data async for data in self._input()]) if self._reads else b""
            code = (await self._run(stdin))["code"]
        await self._send(ERROR, encode(exit_status(code)))
        await self._socket.close()
        return self._socket

    @property
    def _reads(self) -> bool:
        return self._flag("stdin")

    @property
    def _is_shell(self) -> bool:
        """A shell without a script: its input is run line by line, as it comes."""
        words = [word for word in self._command if word not in ("-i", "-l")]
        return len(words) == 1 and words[0] in SHELLS

    def _flag(self, name: str) -> bool:
        return self._http.query.get(name, "") in TRUE

    async def _input(self) -> AsyncIterator[bytes]:
        """What comes on standard input, until that is closed or the client goes."""
        async for message in self._socket:
            data = message.data.encode() if message.type is WSMsgType.TEXT else message.data
            if message.type not in (WSMsgType.BINARY, WSMsgType.TEXT) or data[:2] == bytes((CLOSE, STDIN)):
                return
            if data[:1] == bytes((STDIN,)):
                yield data[1:]

    async def _run(self, stdin: bytes, session: str = "") -> dict[str, int]:
        """Run the command, or lines of a session, and send what it writes; its exit code, is it over."""
        body = {
            "namespace": self._route.namespace,
            "pod": self._route.name,
            "container": self._container,
            "command": self._command,
            "stdin": base64.b64encode(stdin).decode(),
            "session": session,
        }
        answer = self._gateway.request("POST", EXEC_PATH, None, {}, json.dumps(body).encode())
        self._ring()
        assert isinstance(answer, Response)
        content = json.loads(answer.body)
        if answer.status != 200:
            await self._write(STDERR, f"{content['message']}\n".encode())
            return {"code": 137, "ended": 1}
        await self._write(STDOUT, base64.b64decode(content["stdout"]))
        await self._write(STDERR, base64.b64decode(content["stderr"]))
        return {"code": content["code"], "ended": int(content["ended"])}

    async def _converse(self) -> int:
        """Run each line of standard input when it is whole; a terminal shows a prompt and what is typed."""
        session, rest, code, is_terminal = uuid.uuid4().hex, b"", 0, self._flag("tty")
        if is_terminal:
            await self._send(STDOUT, PROMPT)
        async for data in self._input():
            added, rest = await self._typed(data, rest) if is_terminal else (data, rest)
            *lines, rest = (rest + added).split(b"\n")
            for line in lines:
                done = await self._run(line + b"\n", session)
                code = done["code"]
                if done["ended"]:
                    return code
                if is_terminal:
                    await self._send(STDOUT, PROMPT)
        return (await self._run(rest, session))["code"] if rest else code

    async def _typed(self, data: bytes, rest: bytes) -> tuple[bytes, bytes]:
        """(what is added to the line, the line before it), with echo, backspace, ^C and ^D."""
        if data in (b"\x7f", b"\b"):
            await self._send(STDOUT, b"\b \b" if rest else b"")
            return b"", rest[:-1]
        if data == b"\x03":
            await self._send(STDOUT, b"^C\r\n" + PROMPT)
            return b"", b""
        if data == b"\x04" and not rest:
            return b"exit\n", b""
        text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        await self._send(STDOUT, text.replace(b"\n", b"\r\n"))
        return text, rest

    async def _write(self, channel: int, data: bytes) -> None:
        """In pieces; a terminal has one stream, and wants the head of the line too."""
        if self._flag("tty"):
            channel, data = STDOUT, data.replace(b"\n", b"\r\n")
        for start in range(0, len(data), LARGEST_MESSAGE):
            await self._send(channel, data[start : start + LARGEST_MESSAGE])

    async def _send(self, channel: int, data: bytes) -> None:
        if not self._socket.closed:
            await self._socket.send_bytes(bytes((channel,)) + data)
