"""Trains the assistant when, and only when, what it learns from has changed.

Run as `python -m tools.train`. The model lands in `var/models/`, named after the
data it was trained on, so that "is it current?" is "is it there?".
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

MODELS = Path("var/models")
RASA = ["bot/.venv/bin/python", "-m", "bot.serve"]
LEARNT_FROM = ("config.yml", "domain.yml", "bot/uv.lock")
FOLDERS = {"data": "**/*.yml", "bot": "*.py"}
KEPT = 3
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


class TrainingError(RuntimeError):
    """Rasa could not be trained; what it printed is on the screen."""


def fingerprint(root: Path = Path()) -> str:
    """Return a short name for everything that training depends on."""
    digest = hashlib.sha256()
    files = [root / name for name in LEARNT_FROM]
    for folder, pattern in FOLDERS.items():
        files += sorted((root / folder).glob(pattern))
    for file in files:
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def current_model() -> Path:
    """Where the model for the present data is, or would be."""
    return MODELS / f"{fingerprint()}.tar.gz"


def ensure_trained(force: bool = False) -> Path:
    """Return the model for the present data, training it if it is not there.

    Raises:
        TrainingError: Rasa refused the data.
    """
    model = current_model()
    if model.exists() and not force:
        return model
    MODELS.mkdir(parents=True, exist_ok=True)
    # Under another name until it is whole: a broken-off training leaves no model.
    unfinished = model.with_name(f"unfinished-{model.name}")
    print("Training the assistant (one to two minutes) ...", flush=True)
    begun = time.monotonic()
    command = [
        *RASA, "train", "--fixed-model-name", unfinished.name.removesuffix(".tar.gz"),
        "--out", str(MODELS),
        "--domain", "domain.yml", "--data", "data", "--config", "config.yml",
        "--skip-validation",  # `make test` validates, and refuses what this would only warn of
    ]  # fmt: skip
    if force:
        command.append("--force")
    result = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **QUIET}, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if result.returncode != 0 or not unfinished.exists():
        raise TrainingError(result.stdout[-4000:])
    unfinished.replace(model)
    print(f"Trained in {time.monotonic() - begun:.0f} s.", flush=True)
    _forget_old_models()
    return model


def _forget_old_models() -> None:
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for old in models[:-KEPT]:
        old.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description="Train the assistant if its data changed.")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    try:
        model = ensure_trained(force=parser.parse_args().force)
    except TrainingError as error:
        print(error, file=sys.stderr)
        print("Training failed; the reason is above.", file=sys.stderr)
        return 1
    print(f"The model is {model}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
