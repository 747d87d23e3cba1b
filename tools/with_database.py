"""Runs a command that needs the database, and says in one line why it cannot."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from clinic.leads.lead import LeadError
from clinic.runtime import Runtime, read_runtime
from clinic.settings import SettingsError
from clinic.store.database import Database
from clinic.store.encryption import UnreadableError
from clinic.store.rotation import RotationError


def run(command: Callable[[Database], Awaitable[int]]) -> int:
    """Run a command; return its exit code, or 1 where it cannot be done."""
    os.umask(0o077)  # what we write is for this user only
    try:
        return asyncio.run(_run(command, read_runtime()))
    except (SettingsError, LeadError, RotationError, UnreadableError) as error:
        print(error, file=sys.stderr)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        print(f"The database cannot be used: {reason}", file=sys.stderr)
        print("Where it was never made: make up", file=sys.stderr)
    return 1


async def _run(command: Callable[[Database], Awaitable[int]], runtime: Runtime) -> int:
    database = Database(runtime)
    try:
        return await command(database)
    finally:
        await database.close()
