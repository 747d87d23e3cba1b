"""Holds the start of the web process: what is missing is one line that names it."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from clinic.settings import SettingsError
from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from web.server import serve
from web.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of the tests that is long enough"  # noqa: S105


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("WEB_", "RASA_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RASA_TOKEN", "token")
    monkeypatch.setenv("WEB_SECRET_FILE", str(tmp_path / "web-secret"))
    (tmp_path / "web-secret").write_text(f"{SECRET}\n")


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_what_is_not_said_is_as_make_up_has_it() -> None:
    settings = read_settings()
    assert (settings.web_host, settings.web_port, settings.web_internal_port) == (
        "127.0.0.1",
        8000,
        8001,
    )
    assert settings.rasa_url == "http://127.0.0.1:5005"
    assert settings.rasa_seconds == 10
    assert settings.secret == SECRET


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RASA_TOKEN", "", "RASA_TOKEN: is missing; make up sets it"),
        ("RASA_URL", "127.0.0.1:5005", "RASA_URL: "),
        ("RASA_URL", "http://127.0.0.1:5005/", "RASA_URL: "),
        ("WEB_PORT", "eighty", "WEB_PORT: "),
        ("WEB_PORT", "70000", "WEB_PORT: "),
        ("WEB_SECRET", "short", "WEB_SECRET: "),
        ("NEW_CONVERSATIONS", "many", "NEW_CONVERSATIONS: write a number and a time"),
        ("MOST_SOCKETS", "0", "MOST_SOCKETS: "),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal().startswith(said)
    assert "short" not in refusal()


def test_a_secret_that_is_missing_or_weak_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "web-secret").write_text("weak")
    assert refusal().endswith("web-secret: holds no secret of 32 letters")
    (tmp_path / "web-secret").unlink()
    assert refusal().endswith("web-secret: No such file or directory; make up makes it")


def test_secrets_are_not_shown() -> None:
    assert "token" not in re.sub(r"\w+=", "", repr(read_settings()))


# The process


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_keys(tmp_path / "encryption-keys")
    monkeypatch.setenv("ENCRYPTION_KEY_FILE", str(tmp_path / "encryption-keys"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/mesoguide.db")
    monkeypatch.setenv("WEB_PORT", "0")
    monkeypatch.setenv("WEB_INTERNAL_PORT", "0")
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("_installed")
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    migrate(f"sqlite+aiosqlite:///{tmp_path}/mesoguide.db")
    command = [sys.executable, "-m", "web.server"]
    with subprocess.Popen(command, text=True, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        begun = json.loads(process.stderr.readline())
        ready = httpx.get(f"http://127.0.0.1:{begun['internal']}/readyz", trust_env=False)
        assert ready.json() == {"database": "ok", "assistant": "down"}
        facts = httpx.get(f"http://127.0.0.1:{begun['port']}/chat/config.json", trust_env=False)
        assert facts.json()["clinic"]["emergency_number"] == "999"
        process.send_signal(signal.SIGTERM)
        shown = process.stderr.read().splitlines()
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in shown] == ["web_stopped"]


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize("name", ["WEB_PORT", "WEB_INTERNAL_PORT"])
def test_a_port_that_is_taken_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv(name, str(port))
        with pytest.raises(SettingsError) as caught:
            asyncio.run(serve(read_settings()))
    assert str(caught.value) == (
        f"127.0.0.1:{port} cannot be used: Address already in use. Choose another: {name}"
    )


@pytest.mark.usefixtures("_installed")
def test_without_its_keys_it_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "encryption-keys").unlink()
    with pytest.raises(SettingsError, match=r"encryption-keys: No such file .*make up makes it$"):
        asyncio.run(serve(read_settings()))
