"""The processes of a load run, on free ports, with a database and keys of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import httpx

from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from tools.train import QUIET, ensure_trained

START_SECONDS = 120
TOKEN = "only-for-the-load-run"  # noqa: S105 - guards nothing


@dataclass(frozen=True)
class Gateway:
    """A running gateway.

    Attributes:
        log: what it wrote: one JSON object a line.
    """

    url: str
    internal: str
    pid: int
    log: Path


@contextmanager
def gateway(folder: Path, *, is_real: bool) -> Iterator[Gateway]:
    """The gateway before the real Rasa, or before a quick one.

    Raises:
        RuntimeError: a process did not start; the text is its log.
    """
    rasa, actions, web, internal = (_free_port() for _ in range(4))
    make_keys(folder / "encryption-keys")
    url = f"sqlite+aiosqlite:///{folder}/mesoguide.db"
    migrate(url)
    environment = {
        **os.environ,
        **QUIET,
        "SANIC_HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "ACTION_ENDPOINT": f"http://127.0.0.1:{actions}/webhook",
        "RASA_TOKEN": TOKEN,
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "DATABASE_URL": url,
        "ENCRYPTION_KEY_FILE": str(folder / "encryption-keys"),
        "OUTBOX_DIR": str(folder / "outbox"),
        "WEB_SECRET": "a secret of the load run, long enough",
        "WEB_PORT": str(web),
        "WEB_INTERNAL_PORT": str(internal),
        "NEW_CONVERSATIONS": "100000/hour",  # all visitors come from one address
    }
    with ExitStack() as stack:

        def start(name: str, command: list[str], ready: str) -> subprocess.Popen[bytes]:
            log = folder / f"{name}.log"
            return stack.enter_context(_running(command, environment, ready, log))

        if is_real:
            sdk = [sys.executable, "-m", "rasa_sdk", "--actions", "actions"]
            start("actions", [*sdk, "--port", str(actions)], f"http://127.0.0.1:{actions}/health")
            command = [
                "bot/.venv/bin/python", "-m", "bot.serve", "run", "--interface", "127.0.0.1",
                "--port", str(rasa), "--model", str(ensure_trained()),
                "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
            ]  # fmt: skip
        else:
            command = [sys.executable, "-m", "bench.load.quick_rasa", str(rasa)]
        start("rasa", command, f"http://127.0.0.1:{rasa}/")
        near = f"http://127.0.0.1:{internal}"
        process = start("web", [sys.executable, "-m", "web.server"], f"{near}/readyz")
        yield Gateway(f"http://127.0.0.1:{web}", near, process.pid, folder / "web.log")


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], ready: str, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as written:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command, env=environment, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(encoding="utf-8")[-4000:])
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
