"""Holds the settings of an installation: read once, and what is wrong named in one line."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from clinic.runtime import Runtime, keyring_of, lookup_secret_of, read_runtime
from clinic.settings import SettingsError
from clinic.store.encryption import make_keys

KEY = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Runtime.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        read_runtime()
    [line] = str(caught.value).splitlines()
    return line


def test_without_any_setting_everything_is_in_var() -> None:
    make_keys(Path("var/encryption-keys"))
    runtime = read_runtime()
    assert runtime.database_url == "sqlite+aiosqlite:///var/mesoguide.db"
    assert runtime.outbox_dir == Path("var/outbox")
    assert (runtime.smtp_url, runtime.webhook_url, runtime.reception_email) == (None, None, None)
    assert keyring_of(runtime).decrypt(keyring_of(runtime).encrypt("x")) == "x"


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    make_keys(Path("var/encryption-keys"))
    for name in Runtime.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert read_runtime().smtp_url is None


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("postgres://a:b@db/x", "postgresql+asyncpg://a:b@db/x"),
        ("postgresql://a@db/x", "postgresql+asyncpg://a@db/x"),
        ("postgresql+psycopg2://a@db/x", "postgresql+asyncpg://a@db/x"),
        ("postgres://db/x?sslmode=require", "postgresql+asyncpg://db/x?ssl=require"),
        ("sqlite:///var/x.db", "sqlite+aiosqlite:///var/x.db"),
        ("sqlite+aiosqlite:////tmp/x.db", "sqlite+aiosqlite:////tmp/x.db"),
    ],
)
def test_a_database_may_be_written_in_the_usual_ways(
    monkeypatch: pytest.MonkeyPatch, written: str, url: str
) -> None:
    make_keys(Path("var/encryption-keys"))
    monkeypatch.setenv("DATABASE_URL", written)
    assert read_runtime().database_url == url


def test_keys_may_come_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", f" {KEY} ,{Fernet.generate_key().decode()},")
    monkeypatch.setenv("LOOKUP_SECRET", "s" * 32)
    runtime = read_runtime()
    assert len(runtime.encryption_keys) == 2
    assert keyring_of(runtime).is_newest(Fernet(KEY).encrypt(b"x").decode())
    assert lookup_secret_of(runtime) == "s" * 32
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        (
            "DATABASE_URL",
            "mysql://u:hunter2@h/n",
            "DATABASE_URL: write postgresql://user:password@",
        ),
        ("ENCRYPTION_KEYS", "hunter2", "ENCRYPTION_KEYS: key 1 is not a Fernet key"),
        ("LOOKUP_SECRET", "hunter2", "LOOKUP_SECRET: String should have at least 32 characters"),
        ("SMTP_URL", "u:hunter2@host", "SMTP_URL: write smtp://... or smtps://..."),
        ("SMTP_URL", "smtp://", "SMTP_URL: write smtp://... or smtps://..."),
        ("WEBHOOK_URL", "ftp://u:hunter2@host", "WEBHOOK_URL: write http://... or https://..."),
        ("WEBHOOK_URL", "https://host/x", "WEBHOOK_SECRET is missing; WEBHOOK_URL needs it"),
        ("WEBHOOK_SECRET", "hunter2", "WEBHOOK_SECRET: String should have at least 16 characters"),
        ("RECEPTION_EMAIL", "hunter2", "RECEPTION_EMAIL: String should match pattern"),
        ("ENCRYPTION_KEY_FILE", "elsewhere/keys", "elsewhere/keys: No such file or directory"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_no_secret_is_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    make_keys(Path("var/encryption-keys"))
    monkeypatch.setenv(name, value)
    said = refusal()
    assert said.startswith(line)
    assert "hunter2" not in said


def test_a_first_start_without_keys_says_who_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal() == "var/encryption-keys: No such file or directory; make up makes it"
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    assert refusal() == "var/lookup-secret: No such file or directory; make up makes it"


def test_settings_shown_in_an_error_or_a_log_hold_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secrets = {
        "DATABASE_URL": "postgres://a:hunter2@db/x",
        "ENCRYPTION_KEYS": KEY,
        "LOOKUP_SECRET": "hunter2" * 8,
        "SMTP_URL": "smtp://a:hunter2@mail",
        "WEBHOOK_URL": "https://host/hunter2",
        "WEBHOOK_SECRET": "hunter2" * 8,
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    shown = repr(read_runtime())
    assert "hunter2" not in shown
    assert KEY not in shown
