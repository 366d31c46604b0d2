"""Hearing from PostgreSQL that events were appended, whichever process did it: one connection of its own."""

from collections.abc import AsyncIterator
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from app.core.database import describe
from app.core.database_errors import DatabaseUnreachable
from app.domain.names import ProjectId
from app.store.events import CHANNEL

APPLICATION: Final = "combine-events"
_KEEPALIVE: Final = {
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}


async def event_notices(url: URL) -> AsyncIterator[ProjectId | None]:
    """Give the project of each notice, and None once, at first: from then on no notice is missed.

    What was appended before, or while nobody listened, must be asked from the table.

    Raises:
        DatabaseUnreachable: there is no connection, or it broke.

    """
    address = make_conninfo(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        application_name=APPLICATION,
        options="-c idle_session_timeout=0",
        **_KEEPALIVE,
    )
    try:
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            yield None
            async for notice in connection.notifies():
                yield ProjectId(notice.payload.partition(" ")[0])
    except psycopg.Error as error:
        raise DatabaseUnreachable(f"{describe(url)} does not tell of events now.") from error
