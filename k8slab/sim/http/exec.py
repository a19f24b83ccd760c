"""exec and attach: the channels of a client on one side, the gateway on the other.

1. A command gets its standard input whole; a shell without a script runs it line by line, as it comes.
2. attach shows what the first process prints from now on. It ends when the container does, or, with the
   instant clock, when the cluster has settled.
3. Whoever attaches with input to a container that keeps its input open, and whose first process is a shell,
   talks to that shell; when it is left, the container ends with its exit code, which attach does not tell.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_exec/ and
https://kubernetes.io/docs/reference/kubectl/generated/kubectl_attach/
"""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from aiohttp import web

from k8slab.sim.containers.container import Running, is_interactive
from k8slab.sim.http.channels import ERROR, STDERR, STDOUT, channels_of
from k8slab.sim.http.containers import EXEC_PATH, LEAVE_PATH, exit_status, find_running
from k8slab.sim.http.exchange import TRUE, Response, encode
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.logs import Following
from k8slab.sim.http.routes import Route
from k8slab.sim.kinds import POD

PROMPT = b"/ # "
NO_INPUT = b"not simulated: the input of a first process that is no shell\n"

Ring = Callable[[], None]
News = Callable[[Following], AsyncIterator[bytes]]


class Stream:
    """One exec or attach, from its request to its exit status."""

    def __init__(self, gateway: Gateway, route: Route, http: web.BaseRequest, ring: Ring, news: News) -> None:
        self._gateway, self._route, self._http, self._ring, self._news = gateway, route, http, ring, news
        self._command = http.query.getall("command", [])
        self._container = http.query.get("container", "")
        self._channels = channels_of(http)
        self._refusal = ""

    async def answer(self) -> web.StreamResponse:
        """Raises ApiError, before the stream begins, for pods and containers that cannot be reached."""
        api = self._gateway.cluster.api
        running = find_running(
            self._gateway.cluster,
            api.get(POD, self._route.name, self._route.namespace),
            self._container,
            self._route.subresource,
        )
        self._container = running.name
        await self._channels.open()
        code = 0
        if self._route.subresource == "attach":
            await self._attach(running)
        else:
            code = await self._exec()
        await self._channels.send(ERROR, encode(exit_status(code, self._refusal)))
        return await self._channels.close()

    async def _exec(self) -> int:
        """(1)"""
        if self._flag("stdin") and is_interactive(self._command):
            return await self._converse(uuid.uuid4().hex)
        stdin = b"".join([data async for data in self._channels.input()]) if self._flag("stdin") else b""
        return (await self._run(stdin))["code"]

    async def _attach(self, running: Running) -> None:
        """(2), (3)"""
        if self._flag("stdin") and running.awaits_input:
            code = await self._converse(f"attach {running.identity}")
            self._ask(LEAVE_PATH, code=code)
            return
        if self._flag("stdin") and running.spec.get("stdin"):
            await self._write(STDERR, NO_INPUT)
        await self._first_of(self._show(running), self._hear())

    async def _show(self, running: Running) -> None:
        following = self._gateway.follow(running)
        async for data in self._news(following):
            await self._write(STDOUT, data)

    async def _hear(self) -> None:
        """Returns when the client has gone; input that ends does not mean that it has."""
        async for _ in self._channels.input():
            pass
        await self._channels.gone()

    async def _first_of(self, *ways: Coroutine[Any, Any, None]) -> None:
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _flag(self, name: str) -> bool:
        return self._http.query.get(name, "") in TRUE

    def _ask(self, path: str, **more: Any) -> Response:
        """Something of the control API, about this container."""
        where = {"namespace": self._route.namespace, "pod": self._route.name, "container": self._container}
        answer = self._gateway.request("POST", path, None, {}, json.dumps(where | more).encode())
        self._ring()
        assert isinstance(answer, Response)
        return answer

    async def _run(self, stdin: bytes, session: str = "") -> dict[str, int]:
        """Run the command, or lines of a session, and send what it writes; its exit code, is it over."""
        given = base64.b64encode(stdin).decode()
        answer = self._ask(EXEC_PATH, command=self._command, stdin=given, session=session)
        content = json.loads(answer.body)
        if answer.status != 200:
            await self._write(STDERR, f"{content['message']}\n".encode())
            return {"code": 137, "ended": 1}
        await self._write(STDOUT, base64.b64decode(content["stdout"]))
        await self._write(STDERR, base64.b64decode(content["stderr"]))
        self._refusal = content["refusal"]
        return {"code": content["code"], "ended": int(content["ended"])}

    async def _converse(self, session: str) -> int:
        """Run each line of standard input when it is whole; a terminal shows a prompt and what is typed."""
        rest, code, is_terminal = b"", 0, self._flag("tty")
        if is_terminal:
            await self._channels.send(STDOUT, PROMPT)
        async for data in self._channels.input():
            added, rest = await self._typed(data, rest) if is_terminal else (data, rest)
            *lines, rest = (rest + added).split(b"\n")
            for line in lines:
                done = await self._run(line + b"\n", session)
                code = done["code"]
                if done["ended"]:
                    return code
                if is_terminal:
                    await self._channels.send(STDOUT, PROMPT)
        return (await self._run(rest, session))["code"] if rest else code

    async def _typed(self, data: bytes, rest: bytes) -> tuple[bytes, bytes]:
        """(what is added to the line, the line before it), with echo, backspace, ^C and ^D."""
        if data in (b"\x7f", b"\b"):
            await self._channels.send(STDOUT, b"\b \b" if rest else b"")
            return b"", rest[:-1]
        if data == b"\x03":
            await self._channels.send(STDOUT, b"^C\r\n" + PROMPT)
            return b"", b""
        if data == b"\x04" and not rest:
            return b"exit\n", b""
        text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        await self._channels.send(STDOUT, text.replace(b"\n", b"\r\n"))
        return text, rest

    async def _write(self, channel: int, data: bytes) -> None:
        """A terminal has one stream, and wants the head of the line too."""
        if self._flag("tty"):
            channel, data = STDOUT, data.replace(b"\n", b"\r\n")
        await self._channels.send(channel, data)
