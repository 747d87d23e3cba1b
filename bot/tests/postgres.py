"""A PostgreSQL server of our own for the length of some tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Iterator

import psycopg2
import pytest

START_SECONDS = 30


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Start one without a network port and yield its address; skip where there is none."""
    binaries = _binaries()
    if binaries is None:
        reason = "no PostgreSQL server is installed (initdb, postgres)"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    # Not pytest's own folder: another user cannot enter it, and a socket's path must be short.
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    user = _user()
    if user:
        shutil.chown(home, user)
    data = home / "data"
    command = [binaries / "initdb", "-D", data, "-U", "mesoguide", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*command, "--no-sync"], user=user, cwd=home, check=True, stdout=subprocess.DEVNULL
    )
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", "-F"],
            user=user, cwd=home, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        url = f"postgresql://mesoguide@/postgres?host={home}"
        _wait(url, server, home / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # does not wait for clients, as SIGTERM does
        server.wait(START_SECONDS)
        shutil.rmtree(home)


def _binaries() -> Path | None:
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(url).close()
            return
        except psycopg2.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.1)
