"""How the processes are run with a folder of their own: for the tests and for `make bench`."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from tools.train import QUIET

PORTS = ("rasa", "actions", "web", "web_internal")


# Below the ports that the system gives to outgoing connections: one of those could take a
# port away before a process that starts slowly listens on it.
PORT_RANGE = range(20_000, 32_000)


def free_ports() -> dict[str, int]:
    """A port for each of `PORTS` on which nobody listens."""
    found: list[int] = []
    while len(found) < len(PORTS):
        port = secrets.choice(PORT_RANGE)
        if port not in found and _is_free(port):
            found.append(port)
    return dict(zip(PORTS, found, strict=True))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def environment(folder: Path, ports: Mapping[str, int], database_url: str) -> dict[str, str]:
    """What the processes are told: keys and outbox in the folder, secrets of this run alone."""
    return {
        **os.environ,
        **QUIET,
        "LOG_LEVEL": "WARNING",
        "ACTION_ENDPOINT": f"http://127.0.0.1:{ports['actions']}/webhook",
        "RASA_TOKEN": secrets.token_hex(16),
        "RASA_URL": f"http://127.0.0.1:{ports['rasa']}",
        "WEB_SECRET": secrets.token_hex(32),
        "WEB_PORT": str(ports["web"]),
        "WEB_INTERNAL_PORT": str(ports["web_internal"]),
        "NEW_CONVERSATIONS": "100000/hour",  # all visitors come from one address
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEY_FILE": str(folder / "encryption-keys"),
        "OUTBOX_DIR": str(folder / "outbox"),
    }


def command(name: str, ports: Mapping[str, int], model: Path) -> list[str]:
    """The command line of a process."""
    commands = {
        "actions": [sys.executable, "-m", "actions.serve", "--port", str(ports["actions"])],
        "courier": [sys.executable, "-m", "clinic.notify.courier"],
        "rasa": [
            "bot/.venv/bin/python", "-m", "bot.serve", "run", "--interface", "127.0.0.1",
            "--port", str(ports["rasa"]), "--model", str(model),
            "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--enable-api",
        ],
        "web": [sys.executable, "-m", "web.server"],
    }  # fmt: skip
    return commands[name]


def ready_at(name: str, ports: Mapping[str, int]) -> str | None:
    """The address that answers as soon as a process is ready; the courier has none."""
    addresses = {
        "actions": f"http://127.0.0.1:{ports['actions']}/health",
        "rasa": f"http://127.0.0.1:{ports['rasa']}/status",
        "web": f"http://127.0.0.1:{ports['web_internal']}/readyz",
    }
    return addresses.get(name)


def answers(address: str) -> bool:
    """Whether a server answers there."""
    try:
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
