"""Starts Rasa and the action server once for all live tests, on free ports."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from tools.train import QUIET, ensure_trained

START_SECONDS = 90
TOKEN = "only-for-these-tests"  # noqa: S105 - guards nothing


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Servers:
    """A running assistant: its address, and the folder of its logs and of what it stores."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def rasa_url(servers: Servers) -> str:
    return servers.url


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """An assistant on SQLite, for all tests."""
    folder = tmp_path_factory.mktemp("servers")
    with running(folder, f"sqlite+aiosqlite:///{folder}/mesoguide.db") as servers:
        yield servers


@contextlib.contextmanager
def running(folder: Path, database_url: str) -> Iterator[Servers]:
    """Rasa, the actions and the courier; a log is shown if one does not start."""
    rasa_port, actions_port = free_port(), free_port()
    model = ensure_trained()
    keys = folder / "encryption-keys"
    make_keys(keys)
    migrate(database_url)
    environment = {
        **os.environ,
        **QUIET,
        "SANIC_HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "ACTION_ENDPOINT": f"http://127.0.0.1:{actions_port}/webhook",
        "RASA_TOKEN": TOKEN,
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEY_FILE": str(keys),
        "OUTBOX_DIR": str(folder / "outbox"),
    }
    commands = {
        "actions": [
            sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port),
        ],
        "courier": [sys.executable, "-m", "clinic.notify.courier"],
        "rasa": [
            "bot/.venv/bin/python", "-m", "bot.serve", "run", "--interface", "127.0.0.1",
            "--port", str(rasa_port), "--model", str(model), "--endpoints", "endpoints.yml",
            "--credentials", "credentials.yml", "--enable-api",
        ],
    }  # fmt: skip
    logs = {name: folder / f"{name}.log" for name in commands}
    processes = []
    for name, command in commands.items():
        with logs[name].open("w") as log:
            processes.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
            )
    try:
        wait_for(f"http://127.0.0.1:{actions_port}/health", logs["actions"])
        wait_for(f"http://127.0.0.1:{rasa_port}/status", logs["rasa"])
        yield Servers(f"http://127.0.0.1:{rasa_port}", folder)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def wait_for(address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(address, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    pytest.fail(f"{address} did not answer. Its log:\n{log.read_text()[-4000:]}")
