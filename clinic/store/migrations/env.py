"""What Alembic runs: finds the database and migrates it in one transaction."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator, text

from clinic.runtime import read_runtime
from clinic.store.database import engine_for
from clinic.store.tables import Base

RASAS_OWN = {"events"}  # the tracker store makes it
LOCK = 7_365_001  # any number: two migrations at once wait for each other on it


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or name not in RASAS_OWN


def written(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database: a migration outlives them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=is_ours,
        render_item=written,
        render_as_batch=True,  # SQLite cannot alter a table
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        context.run_migrations()


async def main() -> None:
    url = context.config.attributes.get("url") or read_runtime().database_url
    # SQLite alters a table by making it anew; what refers to it must not go with it.
    engine = engine_for(url, foreign_keys=False)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


asyncio.run(main())
