"""What an installation is told by its environment: database, keys, where messages go."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from clinic.settings import SettingsError
from clinic.store.encryption import Keyring, read_lookup_secret

POSTGRESQL = re.compile(r"^postgres(ql)?(\+\w+)?://")
SQLITE = re.compile(r"^sqlite(\+\w+)?:///")


class Runtime(BaseSettings):
    """Each setting is the environment variable of its name in capitals.

    Attributes:
        database_url: as SQLAlchemy's asynchronous drivers want it.
        encryption_keys: Fernet keys, newest first; empty where they are in the key file.
        lookup_secret: empty where it is in the file beside the key file.
        smtp_url: such as smtp://user:password@host:587, or smtps://.
        reception_email: None means the clinic's own.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: str = Field(default="sqlite+aiosqlite:///var/mesoguide.db", repr=False)
    encryption_keys: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    encryption_key_file: Path = Path("var/encryption-keys")
    lookup_secret: str | None = Field(default=None, repr=False, min_length=32)
    smtp_url: str | None = Field(default=None, repr=False)
    webhook_url: str | None = Field(default=None, repr=False)
    webhook_secret: str | None = Field(default=None, repr=False, min_length=16)
    outbox_dir: Path = Path("var/outbox")
    reception_email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")

    @field_validator("database_url")
    @classmethod
    def _with_driver(cls, url: str) -> str:
        if POSTGRESQL.match(url):
            # The name that libpq and hosts give to what asyncpg calls `ssl`.
            url = re.sub(r"([?&])sslmode=", r"\1ssl=", url)
            return POSTGRESQL.sub("postgresql+asyncpg://", url)
        if SQLITE.match(url):
            return SQLITE.sub("sqlite+aiosqlite:///", url)
        raise ValueError("write postgresql://user:password@host/name or sqlite:///file")

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _split(cls, keys: Any) -> Any:
        if not isinstance(keys, str):
            return keys
        return tuple(key.strip() for key in keys.split(",") if key.strip())

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: str | None) -> str | None:
        return _address(url, ("smtp", "smtps"))

    @field_validator("webhook_url")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        return _address(url, ("http", "https"))

    @model_validator(mode="after")
    def _signed(self) -> Runtime:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET is missing; WEBHOOK_URL needs it to sign with")
        return self

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def read_runtime() -> Runtime:
    """Read the environment, and check that the keys can be used.

    Raises:
        SettingsError: something is missing or wrong; the text names it in one line.
    """
    try:
        runtime = Runtime()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        name = ": ".join(str(part).upper() for part in first["loc"][:1])
        raise SettingsError(f"{name}: {message}" if name else message) from None
    keyring_of(runtime)
    lookup_secret_of(runtime)
    return runtime


def keyring_of(runtime: Runtime) -> Keyring:
    return Keyring(runtime.encryption_keys, runtime.encryption_key_file)


def lookup_secret_of(runtime: Runtime) -> str:
    return runtime.lookup_secret or read_lookup_secret(runtime.encryption_key_file)


def _address(url: str | None, schemes: tuple[str, ...]) -> str | None:
    if url is not None:
        parts = urlsplit(url)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"write {' or '.join(f'{scheme}://...' for scheme in schemes)}")
    return url
