"""A port of this machine that leads to a port of a pod, each connection over a WebSocket of its own.

Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward/
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

from k8slab.kubectl.errors import KubectlError
from k8slab.kubectl.execution import connect
from k8slab.kubectl.session import Session

PROTOCOL = "v4.channel.k8s.io"
HEAD_BYTES = 3
CHUNK = 64 * 1024


class Listener:
    """Listens until it is closed. `port` is where."""

    def __init__(self, session: Session, pod: str, local: int, remote: int) -> None:
        """Raises KubectlError if the port is taken."""
        self._session, self._pod, self._remote = session, pod, remote
        try:
            self._socket = socket.create_server(("127.0.0.1", local))
        except OSError as error:
            raise KubectlError(
                f"unable to listen on any of the requested ports: [{{{local} {remote}}}]"
            ) from error
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when it does not listen any more."""
        self._thread.join()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._session.say(f"Handling connection for {self.port}")
        path = f"/api/v1/namespaces/{self._session.namespace}/pods/{self._pod}/portforward"
        with connection:
            try:
                tunnel = connect(self._session, path, [("ports", str(self._remote))], PROTOCOL)
            except Exception as error:
                self._session.complain(f"error: error upgrading connection: {error}")
                return
            threading.Thread(target=_upwards, args=(connection, tunnel), daemon=True).start()
            self._downwards(connection, tunnel)
            with suppress(OSError):
                # The other thread still reads: closing alone would not tell the client.
                connection.shutdown(socket.SHUT_RDWR)
            tunnel.shutdown()

    def _downwards(self, connection: socket.socket, tunnel: Any) -> None:
        """The first message of each channel is the port; the second channel has errors."""
        from websocket import WebSocketException

        begun = set()
        with suppress(OSError, WebSocketException):
            while data := _binary(tunnel):
                channel, content = data[0], data[1:]
                if channel not in begun and len(data) == HEAD_BYTES:
                    begun.add(channel)
                elif channel % 2:
                    what = f"an error occurred forwarding {self.port} -> {self._remote}"
                    self._session.complain(f"error: {what}: {content.decode('utf-8', 'replace')}")
                    return
                else:
                    connection.sendall(content)


def _binary(tunnel: Any) -> bytes:
    """The next message; nothing when the other side has closed."""
    message = tunnel.recv()
    return message if isinstance(message, bytes) else b""


def _upwards(connection: socket.socket, tunnel: Any) -> None:
    """What the client here sends, until it says no more or the other side has closed."""
    from websocket import WebSocketException

    with suppress(OSError, ValueError, WebSocketException):
        while data := connection.recv(CHUNK):
            tunnel.send_binary(b"\0" + data)
    with suppress(Exception):
        tunnel.close()
