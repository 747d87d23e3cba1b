"""A PostgreSQL server of our own for the length of some tests."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from clinic.store.tables import Base
from missing import missing

START_SECONDS = 30
BINARIES = "/usr/lib/postgresql"  # where Debian keeps them, off the PATH


class PostgreSQL:
    """A private server that only this test run reaches: a socket, and no port."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.folder = folder
        self._binaries = binaries
        self.user = unprivileged()
        if self.user is not None:
            shutil.chown(folder, self.user)
        self._run(
            binaries / "initdb", "--auth=trust", "--username=tests", "--no-sync", "-D", folder / "d"
        )
        command: list[str | Path] = [
            binaries / "postgres", "-D", folder / "d", "-k", folder, "-c", "listen_addresses=",
            "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=60",
        ]  # fmt: skip
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(command, user=self.user, stdout=log, stderr=log)

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://tests@/{name}?host={self.folder}"

    def create(self) -> str:
        """Create an empty database and return its address."""
        name = f"test_{uuid.uuid4().hex}"
        self._execute("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def clear(self, name: str) -> None:
        """Leave nothing in the tables of a database, and end who is connected to it still."""
        ours = ", ".join(Base.metadata.tables)
        self._execute(
            name,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "DROP TABLE IF EXISTS events",
            f"TRUNCATE {ours} RESTART IDENTITY",
        )

    def dump(self, name: str) -> bytes:
        """All of a database, as a backup of it holds it."""
        command: list[str | Path] = [
            self._binaries / "pg_dump",
            "-h",
            self.folder,
            "-U",
            "tests",
            name,
        ]
        return subprocess.run(command, user=self.user, check=True, capture_output=True).stdout

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it waits for nobody
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _run(self, *command: object) -> None:
        subprocess.run(
            [str(part) for part in command], user=self.user, check=True, capture_output=True
        )

    def _execute(self, database: str, *statements: str) -> None:
        async def execute() -> None:
            engine = create_async_engine(self.url(database), isolation_level="AUTOCOMMIT")
            await self._wait_for(engine)
            async with engine.connect() as connection:
                for statement in statements:
                    await connection.execute(text(statement))
            await engine.dispose()

        asyncio.run(execute())

    async def _wait_for(self, engine: AsyncEngine) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                async with engine.connect():
                    return
            except (OSError, DBAPIError):  # it is starting still
                await asyncio.sleep(0.1)
        pytest.fail(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")


def unprivileged() -> str | None:
    """As whom to run the server, which refuses to run as root; None: as ourselves."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def postgresql_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, or None."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path(BINARIES).glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


@contextlib.contextmanager
def postgresql_server() -> Iterator[PostgreSQL]:
    """Start one; skip the tests where none is installed."""
    binaries = postgresql_binaries()
    if binaries is None:
        missing("no PostgreSQL server (initdb, postgres) on PATH or in /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must be short
    server = PostgreSQL(binaries, folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
