"""Delivers e-mail over SMTP, encrypted wherever it leaves this machine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import aiosmtplib

from clinic.notify.email import Letters
from clinic.notify.ports import Message, NotDelivered

SECONDS = 20.0
PORTS = {"smtp": 587, "smtps": 465}


def is_near(host: str) -> bool:
    """Whether a host is this machine, or a container beside it (a name without a dot)."""
    return host in {"127.0.0.1", "::1"} or not set(host) & {".", ":"}


@dataclass(frozen=True)
class SmtpServer:
    """A mail server.

    Attributes:
        encrypted: whether the connection begins with TLS (smtps).
        start_tls: whether it must be upgraded to TLS. It never falls back to plain text:
            anybody between could ask for that and read health flags and the password.
    """

    host: str
    port: int
    user: str | None
    password: str | None
    encrypted: bool
    start_tls: bool


def read_smtp_url(url: str) -> SmtpServer:
    """Read "smtp://user:password@host:587" or "smtps://..."; special characters as %40.

    Raises:
        ValueError: it is no such address; the text does not hold the password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("SMTP_URL is no address like smtp://user:password@host:587") from None
    if parts.scheme not in PORTS or not host:
        raise ValueError("SMTP_URL is no address like smtp://user:password@host:587")
    return SmtpServer(
        host=host,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        encrypted=parts.scheme == "smtps",
        start_tls=parts.scheme == "smtp" and not is_near(host),
    )


@dataclass(frozen=True)
class Smtp:
    """Every failure is tried again: most are a server's or an owner's to mend."""

    server: SmtpServer
    letters: Letters

    async def deliver(self, message: Message, now: dt.datetime) -> None:
        letter = self.letters.write(message, now)
        try:
            await aiosmtplib.send(
                letter,
                hostname=self.server.host,
                port=self.server.port,
                username=self.server.user,
                password=self.server.password,
                use_tls=self.server.encrypted,
                start_tls=self.server.start_tls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPResponseException as error:
            # The answer's text may hold addresses; its code does not.
            raise NotDelivered(f"SMTP {error.code}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotDelivered(type(error).__name__) from None
