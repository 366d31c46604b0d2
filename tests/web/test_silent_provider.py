"""A sign-in provider that takes connections and says nothing holds up those who sign in with it, and nobody else."""

import socket
from collections.abc import Iterator
from threading import Thread

import anyio
import pytest
from anyio import to_thread
from httpx2 import ASGITransport, AsyncClient

from app.domain.errors import AppError, Retryable
from app.http.oidc import Providers
from app.web.sign_in import MOST_WAITING
from tests.api.people import ELSEWHERE, Place, place_on
from tests.databases import SQLiteTemplates, opened
from tests.services.people import add
from tests.web.provider import CLIENT, PUBLIC, SECRET

LONG = 60.0
"""Seconds; twenty sign-ins that wait for the provider one after the other take three times as long."""


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LONG)
        yield listener


@pytest.fixture
def place(sqlite_templates: SQLiteTemplates, silent: socket.socket) -> Iterator[Place]:
    ways = {
        "public_url": PUBLIC,
        "oidc_issuer": f"http://127.0.0.1:{silent.getsockname()[1]}",
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
    }
    with opened(sqlite_templates) as database, place_on(database, **ways) as made:
        yield made


def said_by(providers: Providers) -> type[AppError] | None:
    try:
        providers.begin("oidc")
    except AppError as error:
        return type(error)
    return None


def test_one_asks_while_others_are_told_so_and_a_failure_is_kept_for_a_while(
    place: Place, silent: socket.socket
) -> None:
    providers = Providers(place.app.state.settings)
    first: list[type[AppError] | None] = []
    asking = Thread(target=lambda: first.append(said_by(providers)))
    asking.start()
    connection, _ = silent.accept()
    with connection:
        assert {said_by(providers) for _ in range(5)} == {Retryable}
        assert asking.is_alive()
    asking.join(LONG)
    assert first == [Retryable]
    assert said_by(providers) is Retryable
    silent.settimeout(0)
    with pytest.raises(BlockingIOError):  # nobody has connected again
        silent.accept()


def test_sign_ins_that_wait_take_no_thread_from_others(place: Place, silent: socket.socket) -> None:
    secret = place.token(add(place.database, "ada"), "project:read")[1]
    place.app.add_interface()  # type: ignore[attr-defined]  # our own application

    async def talk() -> tuple[int, list[int]]:
        to_thread.current_default_thread_limiter().total_tokens = 1
        transport = ASGITransport(place.app, client=ELSEWHERE)
        statuses: list[int] = []

        async with AsyncClient(transport=transport, base_url=PUBLIC) as client:

            async def start() -> None:
                statuses.append((await client.get("/auth/oidc/start")).status_code)

            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(start)
                with anyio.fail_after(LONG):
                    connection, _ = await to_thread.run_sync(silent.accept)
                    with connection:
                        answer = await client.get("/api/v1/projects", headers={"Authorization": f"Bearer {secret}"})
        return answer.status_code, statuses

    assert anyio.run(talk) == (200, [503] * 20)


def test_a_crowd_of_sign_ins_is_turned_away(place: Place, silent: socket.socket) -> None:
    limiter = place.app.state.asking = anyio.CapacityLimiter(1)

    async def talk() -> int:
        transport = ASGITransport(place.app, client=ELSEWHERE)
        async with AsyncClient(transport=transport, base_url=PUBLIC) as client, anyio.create_task_group() as group:
            await limiter.acquire()
            for number in range(MOST_WAITING):
                group.start_soon(limiter.acquire_on_behalf_of, number)
            await anyio.wait_all_tasks_blocked()
            status = (await client.get("/auth/oidc/callback")).status_code
            group.cancel_scope.cancel()
        return status

    assert anyio.run(talk) == 503
    silent.settimeout(0)
    with pytest.raises(BlockingIOError):
        silent.accept()
