"""The processes of a load run, on free ports, with a database and keys of their own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from tools.processes import answers, command, environment, free_ports, ready_at
from tools.train import ensure_trained

START_SECONDS = 120


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
    ports, url = free_ports(), f"sqlite+aiosqlite:///{folder}/mesoguide.db"
    make_keys(folder / "encryption-keys")
    migrate(url)
    told = environment(folder, ports, url)
    model = ensure_trained() if is_real else Path()
    with ExitStack() as stack:

        def start(name: str, line: list[str] | None = None) -> subprocess.Popen[bytes]:
            line = line or command(name, ports, model)
            log = folder / f"{name}.log"
            return stack.enter_context(_running(line, told, str(ready_at(name, ports)), log))

        if is_real:
            start("actions")
            start("rasa")
        else:
            start("rasa", [sys.executable, "-m", "bench.load.quick_rasa", str(ports["rasa"])])
        process = start("web")
        site, near = (f"http://127.0.0.1:{ports[name]}" for name in ("web", "web_internal"))
        yield Gateway(site, near, process.pid, folder / "web.log")


@contextmanager
def _running(
    line: list[str], told: dict[str, str], ready: str, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as written:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            line, env=told, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(encoding="utf-8")[-4000:])
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
