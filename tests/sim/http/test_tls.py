"""The server's certificates must satisfy the strictest of the clients."""

import socket
import ssl
import threading

import pytest

from k8slab.sim.http.tls import Identity, new_identity, server_context


@pytest.fixture(scope="module")
def identity() -> Identity:
    return new_identity()


def shake_hands(identity: Identity, client: ssl.SSLContext, hostname: str) -> str | None:
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            with server_context(identity).wrap_socket(theirs, server_side=True) as stream:
                stream.recv(1)
        except (ssl.SSLError, OSError):
            theirs.close()

    server = threading.Thread(target=answer)
    server.start()
    try:
        with client.wrap_socket(ours, server_hostname=hostname) as stream:
            stream.send(b"x")
            return stream.version()
    finally:
        ours.close()
        server.join()


@pytest.mark.parametrize("hostname", ["127.0.0.1", "localhost"])
def test_a_client_that_checks_strictly_trusts_the_server(identity: Identity, hostname: str) -> None:
    client = ssl.create_default_context(cadata=identity.authority.decode())
    client.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    assert shake_hands(identity, client, hostname) == "TLSv1.3"


def test_another_servers_authority_is_not_trusted(identity: Identity) -> None:
    client = ssl.create_default_context(cadata=new_identity().authority.decode())
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(identity, client, "127.0.0.1")
