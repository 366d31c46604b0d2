import asyncio
import socket
from contextlib import closing

import httpx
import pytest

from tests.network import LeftTheMachine, is_local

ELSEWHERE = "192.0.2.1"  # RFC 5737 §3: an address for documentation, routed nowhere


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "app.localhost", "", None, "0.0.0.0"])  # noqa: S104  judged, not bound
def test_this_machine_is_local(host: str | None) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", [ELSEWHERE, "10.0.0.1", "169.254.169.254", "2001:db8::1", "example.org", b"example.org"]
)
def test_every_other_machine_is_not(host: str | bytes) -> None:
    assert not is_local(host)


def test_a_connection_to_another_machine_is_refused() -> None:
    with closing(socket.socket()) as connection, pytest.raises(LeftTheMachine, match=ELSEWHERE):
        connection.connect((ELSEWHERE, 80))


def test_a_datagram_to_another_machine_is_refused() -> None:
    with closing(socket.socket(type=socket.SOCK_DGRAM)) as sender, pytest.raises(LeftTheMachine):
        sender.sendto(b"x", (ELSEWHERE, 53))


def test_looking_up_a_foreign_name_is_refused() -> None:
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("example.org", 443)


def test_an_http_client_is_refused() -> None:
    with httpx.Client(trust_env=False) as client, pytest.raises(LeftTheMachine):
        client.get(f"http://{ELSEWHERE}/")


def test_the_event_loop_is_refused() -> None:
    with pytest.raises(LeftTheMachine):
        asyncio.run(asyncio.open_connection(ELSEWHERE, 80))


def test_loopback_is_open() -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        closing(socket.create_connection(server.getsockname(), timeout=5)) as connection,
    ):
        server.accept()[0].close()
        assert connection.recv(1) == b""
