"""The real processes for the tests that need them: on free ports, with a database of their own."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from tools.processes import answers, command, environment, free_ports, ready_at
from tools.train import ensure_trained

START_SECONDS = 90
STOP_SECONDS = 20
ASSISTANT = ("actions", "courier", "rasa")
ALL = (*ASSISTANT, "web")


@dataclass
class Servers:
    """A running assistant.

    Attributes:
        folder: where its logs, its database and its outbox are.
        host: the origin of another site that may show the chat.
        database_url: of an empty database; without it, SQLite in the folder.
    """

    folder: Path
    host: str = "http://localhost"
    database_url: str = ""
    ports: dict[str, int] = field(default_factory=free_ports)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._model = ensure_trained()
        make_keys(self.folder / "encryption-keys")
        database_url = self.database_url or f"sqlite+aiosqlite:///{self.database}"
        # In a thread of its own, because Playwright's event loop runs in this one.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(migrate, database_url).result()
        clinic = Path("clinic.yml").read_text("utf-8").replace("sites: []", f"sites: [{self.host}]")
        (self.folder / "clinic.yml").write_text(clinic, "utf-8")
        self._environment = {
            **environment(self.folder, self.ports, database_url),
            "CLINIC_FILE": str(self.folder / "clinic.yml"),
        }

    @property
    def url(self) -> str:
        """Rasa's address."""
        return f"http://127.0.0.1:{self.ports['rasa']}"

    @property
    def rasa_token(self) -> str:
        """What opens Rasa's channel for the gateway."""
        return self._environment["RASA_TOKEN"]

    @property
    def site(self) -> str:
        """The address that visitors open."""
        return f"http://127.0.0.1:{self.ports['web']}"

    @property
    def database(self) -> Path:
        return self.folder / "mesoguide.db"

    def log(self, name: str) -> Path:
        """What a process has written."""
        return self.folder / f"{name}.log"

    def tables_naming(self, word: str) -> list[str]:
        """The tables that have a row with this word in it."""
        with sqlite3.connect(self.database) as database:
            tables = database.execute("select name from sqlite_master where type = 'table'")
            return [
                name
                for (name,) in tables.fetchall()
                if word in str(database.execute(f"select * from {name}").fetchall())  # noqa: S608 - our own names
            ]

    def start(self, names: Iterable[str]) -> None:
        """Start processes, all at once; return when they answer."""
        names = tuple(names)
        for name in names:
            with self.log(name).open("a") as log:
                self._running[name] = subprocess.Popen(
                    command(name, self.ports, self._model),
                    env=self._environment,
                    stdout=log,
                    stderr=log,
                )
        for name in names:
            self._wait(name)

    def kill(self, name: str) -> None:
        """End a process as a crash would."""
        process = self._running.pop(name)
        process.kill()
        process.wait(STOP_SECONDS)

    def pause(self, name: str) -> None:
        """Have a process answer nothing until `resume`."""
        self._running[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self._running[name].send_signal(signal.SIGCONT)

    def stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(STOP_SECONDS)

    def _wait(self, name: str) -> None:
        address = ready_at(name, self.ports)
        deadline = time.monotonic() + START_SECONDS
        while address is not None and not answers(address):
            if time.monotonic() > deadline or self._running[name].poll() is not None:
                pytest.fail(f"{name} did not start. Its log:\n{self.log(name).read_text()[-4000:]}")
            time.sleep(0.2)


@contextmanager
def running(
    folder: Path,
    names: Iterable[str],
    host: str = "http://localhost",
    database_url: str = "",
) -> Iterator[Servers]:
    servers = Servers(folder, host, database_url)
    try:
        servers.start(names)
        yield servers
    finally:
        servers.stop()
