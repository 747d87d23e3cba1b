"""`make up`: checks, trains if needed, starts the processes, says when they answer.

Run as `python -m tools.up` from the project's root, after `make setup`.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from clinic.runtime import read_runtime
from clinic.settings import SettingsError, read_clinic
from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from tools.processes import answers
from tools.train import QUIET, TrainingError, ensure_trained

VAR = Path("var")
RASA_PORT = int(os.environ.get("RASA_PORT", "5005"))
ACTIONS_PORT = int(os.environ.get("ACTIONS_PORT", "5055"))
WEB_PORT = int(os.environ.get("WEB_PORT", "8000"))
WEB_INTERNAL_PORT = int(os.environ.get("WEB_INTERNAL_PORT", "8001"))
START_SECONDS = 120


class StartError(RuntimeError):
    """The assistant cannot start; the text is one line that says what to do."""


def main() -> int:
    os.umask(0o077)  # what we write to var/ is for this user only
    try:
        read_clinic(Path(os.environ.get("CLINIC_FILE", "clinic.yml")))
        for port, name in (
            (RASA_PORT, "RASA_PORT"),
            (ACTIONS_PORT, "ACTIONS_PORT"),
            (WEB_PORT, "WEB_PORT"),
            (WEB_INTERNAL_PORT, "WEB_INTERNAL_PORT"),
        ):
            check_port(port, name)
        database_url = prepare_database()
        environment = environment_for(ensure_trained(), database_url)
        return run(environment)
    except (StartError, SettingsError) as error:
        print(error, file=sys.stderr)
    except TrainingError as error:
        print(error, file=sys.stderr)
        print("Training failed; the reason is above.", file=sys.stderr)
    return 1


def check_port(port: int, name: str) -> None:
    """Raise StartError if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise StartError(
                f"Port {port} is taken. Stop what uses it, or choose another: {name}=6005 make up"
            ) from None


def secret(name: str) -> str:
    """Return a secret of this installation, made at the first call, readable by its user only."""
    path = VAR / name
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()


def prepare_database() -> str:
    """Make the keys if there are none, bring the tables up to date, and return the address.

    Raises:
        SettingsError: a setting of the environment is wrong.
        StartError: the database cannot be used.
    """
    if not os.environ.get("ENCRYPTION_KEYS"):
        make_keys(Path(os.environ.get("ENCRYPTION_KEY_FILE", VAR / "encryption-keys")))
    url = read_runtime().database_url
    try:
        migrate(url)
    except (SQLAlchemyError, OSError) as error:
        raise StartError(f"The database cannot be used: {error}") from None
    return url


def environment_for(model: Path, database_url: str) -> dict[str, str]:
    """Return what the processes are told."""
    secret("web-secret")  # from the file, so that only web reads it
    return {
        **os.environ,
        **QUIET,
        "MODEL": str(model),
        "RASA_PORT": str(RASA_PORT),
        "ACTIONS_PORT": str(ACTIONS_PORT),
        "RASA_TOKEN": secret("rasa-token"),
        "RASA_URL": f"http://127.0.0.1:{RASA_PORT}",
        "WEB_PORT": str(WEB_PORT),
        "WEB_INTERNAL_PORT": str(WEB_INTERNAL_PORT),
        "ACTION_ENDPOINT": f"http://127.0.0.1:{ACTIONS_PORT}/webhook",
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def run(environment: dict[str, str]) -> int:
    """Start the processes, wait until all answer, and stay until Ctrl-C."""
    print("Starting ...", flush=True)
    honcho = subprocess.Popen(
        [sys.executable, "-m", "honcho", "start", "--no-colour", "--no-prefix"], env=environment
    )

    def stop(*_: object) -> None:
        honcho.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        wait_until_healthy(honcho, environment["RASA_TOKEN"])
    except StartError:
        stop()
        honcho.wait()
        raise
    print(
        f"\nThe assistant is running. Talk to it: http://127.0.0.1:{WEB_PORT}/\n"
        "Or in another terminal: make chat\n"
        f"Rasa: http://127.0.0.1:{RASA_PORT}   Stop: Ctrl-C\n",
        flush=True,
    )
    honcho.wait()
    print("Stopped.")
    return 0


def wait_until_healthy(honcho: subprocess.Popen[bytes], token: str) -> None:
    """Return when all servers answer.

    Raises:
        StartError: a server ended, or none answered in time.
    """
    addresses = [
        f"http://127.0.0.1:{ACTIONS_PORT}/health",
        f"http://127.0.0.1:{RASA_PORT}/status?token={token}",
        f"http://127.0.0.1:{WEB_INTERNAL_PORT}/readyz",
    ]
    deadline = time.monotonic() + START_SECONDS
    while addresses:
        if honcho.poll() is not None:
            raise StartError("A server ended while starting; its reason is above.")
        if time.monotonic() > deadline:
            raise StartError(f"The assistant did not answer within {START_SECONDS} seconds.")
        if answers(addresses[0]):
            addresses.pop(0)
        else:
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
