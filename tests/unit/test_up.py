"""Holds `make up`: what stops the start is one line, and secrets stay secret."""

import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import up
from tools.train import TrainingError

ROOT = Path(__file__).resolve().parents[2]
MODEL = Path("var/models/abc.tar.gz")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start in an empty folder, on free ports, with nothing that trains or runs."""
    (tmp_path / "clinic.yml").write_bytes((ROOT / "clinic.yml").read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLINIC_FILE", raising=False)
    monkeypatch.setattr(up, "RASA_PORT", free_port())
    monkeypatch.setattr(up, "ACTIONS_PORT", free_port())
    monkeypatch.setattr(up, "WEB_PORT", free_port())
    monkeypatch.setattr(up, "WEB_INTERNAL_PORT", free_port())
    monkeypatch.setattr(up, "ensure_trained", never)
    monkeypatch.setattr(up, "run", never)
    mask = os.umask(0)  # the widest, so that only the code under test keeps others out
    yield
    os.umask(mask)


def never(*_: object) -> None:
    raise AssertionError("It should have stopped before this.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=["127.0.0.1", ""], ids=["this machine", "every address"])
def taken_port(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.socket() as server:
        server.bind((request.param, 0))
        server.listen()
        yield server.getsockname()[1]


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that main() ends with, on the error stream alone."""
    shown = capsys.readouterr()
    assert shown.out == ""
    [line] = shown.err.splitlines()
    return line


def test_a_free_port_is_no_trouble() -> None:
    up.check_port(free_port(), "RASA_PORT")


def test_a_taken_port_is_one_line_that_says_what_to_do(taken_port: int) -> None:
    with pytest.raises(up.StartError) as caught:
        up.check_port(taken_port, "RASA_PORT")
    assert str(caught.value) == (
        f"Port {taken_port} is taken. Stop what uses it, or choose another: RASA_PORT=6005 make up"
    )


def test_looking_at_a_port_does_not_take_it() -> None:
    port = free_port()
    up.check_port(port, "RASA_PORT")
    up.check_port(port, "RASA_PORT")


@pytest.mark.parametrize("name", ["RASA_PORT", "ACTIONS_PORT", "WEB_PORT", "WEB_INTERNAL_PORT"])
def test_any_port_that_is_taken_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    taken_port: int,
    name: str,
) -> None:
    monkeypatch.setattr(up, name, taken_port)
    assert up.main() == 1
    line = complaint(capsys)
    assert line.startswith(f"Port {taken_port} is taken.")
    assert f"{name}=" in line


def test_a_broken_clinic_file_stops_the_start_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "clinic.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("Europe/London", "London"))
    assert up.main() == 1
    assert complaint(capsys).startswith("clinic.yml:9: timezone: 'London' is not a time zone")


def test_the_clinic_file_may_be_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLINIC_FILE", "elsewhere.yml")
    assert up.main() == 1
    assert complaint(capsys) == "elsewhere.yml: cannot be read: No such file or directory"


def test_training_that_fails_stops_the_start_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Path:
        raise TrainingError("what Rasa said")

    monkeypatch.setattr(up, "ensure_trained", fail)
    assert up.main() == 1
    assert capsys.readouterr().err.splitlines() == [
        "what Rasa said",
        "Training failed; the reason is above.",
    ]


def test_a_server_that_does_not_start_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_environment: dict[str, str]) -> int:
        raise up.StartError("A server ended.")

    monkeypatch.setattr(up, "ensure_trained", lambda: MODEL)
    monkeypatch.setattr(up, "run", fail)
    assert up.main() == 1
    assert complaint(capsys) == "A server ended."


def test_what_is_right_is_run_with_the_model_and_for_this_user_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[dict[str, str]] = []

    def run(environment: dict[str, str]) -> int:
        given.append(environment)
        (tmp_path / "var" / "mesoguide.db").touch()
        return 0

    monkeypatch.setattr(up, "ensure_trained", lambda: MODEL)
    monkeypatch.setattr(up, "run", run)
    assert up.main() == 0
    assert given[0]["MODEL"] == str(MODEL)
    assert mode(tmp_path / "var") == 0o700
    assert mode(tmp_path / "var" / "mesoguide.db") == 0o600


def test_the_keys_and_the_tables_are_made_before_the_processes_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(up, "ensure_trained", lambda: MODEL)
    monkeypatch.setattr(up, "run", lambda _environment: 0)
    assert up.main() == 0
    assert mode(tmp_path / "var" / "encryption-keys") == 0o600
    with sqlite3.connect(tmp_path / "var" / "mesoguide.db") as database:
        tables = {name for (name,) in database.execute("select name from sqlite_master")}
    assert {"leads", "screenings", "outbox"} <= tables


def test_a_database_that_cannot_be_reached_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(up, "ensure_trained", lambda: MODEL)
    monkeypatch.setenv("DATABASE_URL", "sqlite:////no/such/folder/here.db")
    monkeypatch.setattr(up, "migrate", refuse)
    assert up.main() == 1
    assert "database cannot be used" in complaint(capsys)


def refuse(_url: str) -> None:
    raise OSError("no such folder")


# Secrets


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_readable_by_its_user_only(tmp_path: Path) -> None:
    up.secret("rasa-token")
    assert mode(tmp_path / "var" / "rasa-token") == 0o600


def test_a_secret_is_long_stable_and_its_own() -> None:
    token = up.secret("rasa-token")
    assert re.fullmatch(r"[\w-]{40,}", token)
    assert not token.startswith("-")  # it is handed over on a command line
    assert up.secret("rasa-token") == token
    assert up.secret("another") != token


def test_each_installation_has_its_own_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = up.secret("rasa-token")
    (tmp_path / "second").mkdir()
    monkeypatch.chdir(tmp_path / "second")
    assert up.secret("rasa-token") != token


# What the processes are told


def test_the_processes_find_each_other_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLINIC_FILE", "mine.yml")
    told = up.environment_for(MODEL, "sqlite:///var/mesoguide.db")
    assert told["RASA_PORT"] == str(up.RASA_PORT)
    assert told["ACTION_ENDPOINT"] == f"http://127.0.0.1:{up.ACTIONS_PORT}/webhook"
    assert told["ACTIONS_PORT"] == str(up.ACTIONS_PORT)
    assert told["RASA_TOKEN"] == up.secret("rasa-token")
    assert told["RASA_URL"] == f"http://127.0.0.1:{up.RASA_PORT}"
    assert (told["WEB_PORT"], told["WEB_INTERNAL_PORT"]) == (
        str(up.WEB_PORT),
        str(up.WEB_INTERNAL_PORT),
    )
    assert mode(Path("var/web-secret")) == 0o600
    assert up.secret("web-secret") not in told.values()
    assert told["DATABASE_URL"] == "sqlite:///var/mesoguide.db"
    assert told["RASA_TELEMETRY_ENABLED"] == "false"
    assert told["CLINIC_FILE"] == "mine.yml"


def test_every_value_that_the_processes_need_is_told() -> None:
    wanted = re.findall(r"\$\{?([A-Z_]+)", (ROOT / "Procfile").read_text(encoding="utf-8"))
    wanted += re.findall(r"\$\{([A-Z_]+)\}", (ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    assert (
        {"MODEL", "ACTION_ENDPOINT"} <= set(wanted) <= set(up.environment_for(MODEL, "sqlite://"))
    )


# Waiting


@pytest.fixture
def process(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[bytes]]:
    """A process that stays for a while, or ends at once."""
    with subprocess.Popen([sys.executable, "-c", request.param]) as started:
        if request.param == ENDS:
            started.wait()
        yield started
        started.kill()


ENDS = "pass"
STAYS = "import time; time.sleep(60)"


@pytest.mark.parametrize("process", [STAYS], indirect=True)
def test_it_waits_until_all_servers_answer(
    process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answers(address: str) -> bool:
        asked.append(address)
        return len(asked) > 2

    monkeypatch.setattr(up, "answers", answers)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    up.wait_until_healthy(process, "token")
    actions, rasa = f"http://127.0.0.1:{up.ACTIONS_PORT}", f"http://127.0.0.1:{up.RASA_PORT}"
    web = f"http://127.0.0.1:{up.WEB_INTERNAL_PORT}"
    assert asked == [f"{actions}/health"] * 3 + [f"{rasa}/status?token=token", f"{web}/readyz"]


@pytest.mark.parametrize("process", [ENDS], indirect=True)
def test_a_server_that_ends_while_starting_is_noticed(process: subprocess.Popen[bytes]) -> None:
    with pytest.raises(up.StartError, match=r"^A server ended while starting; .*$"):
        up.wait_until_healthy(process, "token")


@pytest.mark.parametrize("process", [STAYS], indirect=True)
def test_a_server_that_never_answers_is_given_up(
    process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "START_SECONDS", 0.5)
    with pytest.raises(up.StartError, match=r"^The assistant did not answer within 0\.5 seconds"):
        up.wait_until_healthy(process, "token")
