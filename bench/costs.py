"""What training and a start cost on this machine: seconds and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import List

from cryptography.fernet import Fernet

from bench.measures import Row

MOST_TRAINING_SECONDS = 120.0
MOST_START_SECONDS = 20.0
MOST_MEGABYTES = 900.0
PORT = 5995
PATIENCE_SECONDS = 180
TOKEN = "of-this-measurement"  # noqa: S105 - no secret
MESSAGE = "does it hurt? and my lips have been swelling since the injections"


def cost_rows(model: str) -> List[Row]:
    """Train from clean, and start the server once to warm the disk and once to measure.

    A server that has heard nothing yet has not loaded the encoders: it counts as answering, and
    its memory is taken, when it has understood a message.
    """
    _start(model)
    seconds, megabytes = _start(model)
    training = _training_seconds()
    return [
        Row("training from clean, seconds", training, MOST_TRAINING_SECONDS, 1, False, "s"),
        Row("Rasa answering after a warm start", seconds, MOST_START_SECONDS, 1, False, "s"),
        Row("Rasa's resident memory", megabytes, MOST_MEGABYTES, 1, False, "MB"),
    ]


def _training_seconds() -> float:
    with tempfile.TemporaryDirectory() as folder:
        # A folder of its own for Rasa's cache too: nothing may be left from before.
        environment = {**os.environ, "RASA_CACHE_DIRECTORY": f"{folder}/cache"}
        begun = time.monotonic()
        subprocess.run(  # noqa: S603 - our own command
            [
                sys.executable, "-m", "bot.serve", "train", "--force", "--skip-validation",
                "--out", folder,
            ],
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return time.monotonic() - begun


def _start(model: str) -> tuple[float, float]:
    """Return seconds until the server answers, and its resident megabytes then."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "ACTION_ENDPOINT": "http://127.0.0.1:1/webhook",
            "RASA_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{folder}/mesoguide.db",
            "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        }
        log = Path(folder) / "rasa.log"
        begun = time.monotonic()
        with log.open("w") as written:
            server = subprocess.Popen(  # noqa: S603 - our own command
                [
                    sys.executable, "-m", "bot.serve", "run", "--interface", "127.0.0.1",
                    "--port", str(PORT), "--model", model, "--endpoints", "endpoints.yml",
                    "--credentials", "credentials.yml", "--enable-api",
                ],
                env=environment,
                stdout=written,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            _wait(server, begun + PATIENCE_SECONDS, log)
            _ask(MESSAGE)
            return time.monotonic() - begun, _resident_megabytes(server.pid)
        finally:
            server.terminate()
            server.wait()


def _wait(server: subprocess.Popen[bytes], deadline: float, log: Path) -> None:
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/status", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace")[-1000:]
    raise RuntimeError(f"Rasa did not answer on port {PORT}; what it said last:\n{said}")


def _ask(text: str) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/model/parse?token={TOKEN}",
        data=json.dumps({"text": text}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310
        pass


def _resident_megabytes(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This system does not tell a process's resident memory.")
