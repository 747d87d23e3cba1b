"""What the web process is told by its environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from limits import parse
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from clinic.settings import SettingsError

SECRET_LENGTH = 32
Port = Annotated[int, Field(ge=0, le=65535)]


def _rate(text: str) -> str:
    try:
        parse(text)
    except ValueError:
        raise ValueError("write a number and a time, such as 60/hour") from None
    return text


Rate = Annotated[str, AfterValidator(_rate)]


class Settings(BaseSettings):
    """Each setting is the environment variable of its name in capitals.

    Attributes:
        web_port: the public listener; 0 takes any that is free.
        web_internal_port: health and metrics, on 127.0.0.1 only.
        web_proxies: addresses, comma-separated, whose word on a visitor's address counts.
        web_secret: what tokens are signed with; without it, the file holds it.
        rasa_seconds: how long a visitor waits for an answer at most.
        rasa_at_once: how many turns Rasa works on at the same time.
        new_conversations: how many one address may open.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    web_host: str = "127.0.0.1"
    web_port: Port = 8000
    web_internal_port: Port = 8001
    web_proxies: str = ""
    web_secret: str | None = Field(default=None, repr=False, min_length=SECRET_LENGTH)
    web_secret_file: Path = Path("var/web-secret")
    rasa_url: str = Field(default="http://127.0.0.1:5005", pattern=r"^https?://\S+[^/]$")
    rasa_token: str = Field(repr=False, min_length=1)
    rasa_seconds: float = Field(default=10, gt=0)
    rasa_at_once: int = Field(default=8, ge=1)
    new_conversations: Rate = "60/hour"
    most_sockets: int = Field(default=5000, ge=1)

    @property
    def secret(self) -> str:
        """What tokens are signed with.

        Raises:
            SettingsError: there is none.
        """
        if self.web_secret:
            return self.web_secret
        try:
            secret = self.web_secret_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(
                f"{self.web_secret_file}: {error.strerror}; make up makes it"
            ) from None
        if len(secret) < SECRET_LENGTH:
            raise SettingsError(
                f"{self.web_secret_file}: holds no secret of {SECRET_LENGTH} letters"
            )
        return secret


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: something is missing or wrong; the text names it in one line.
    """
    try:
        settings = Settings()  # type: ignore[call-arg] # the environment gives them
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        message = "is missing; make up sets it" if first["type"] == "missing" else first["msg"]
        raise SettingsError(f"{name}: {message.removeprefix('Value error, ')}") from None
    _ = settings.secret
    return settings
