"""Delivers messages to a web address as signed JSON. `docs/handoff.md` shows how to verify."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from clinic.notify.ports import Message, NotDelivered
from clinic.notify.smtp import is_near

TIMEOUT = httpx.Timeout(10.0)
# Answers that ask to come again: timeout, too early, too many. So do all 5xx.
COME_AGAIN = frozenset({408, 425, 429})


def payload(message: Message) -> bytes:
    """The body as it is sent and signed, byte for byte."""
    return json.dumps(message.body, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, body: bytes, now: dt.datetime) -> str:
    """Sign time and body together, so that an old message cannot be sent again later."""
    moment = int(now.timestamp())
    mac = hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


def check_webhook_url(url: str) -> str:
    """Return the address.

    Raises:
        ValueError: it cannot be used, or would carry personal data unencrypted.
    """
    parts = urlsplit(url)
    near = parts.scheme == "http" and is_near(parts.hostname or ".")
    if not parts.hostname or not (parts.scheme == "https" or near):
        raise ValueError("WEBHOOK_URL must begin with https:// unless it is on this machine")
    return url


@dataclass(frozen=True)
class Webhook:
    client: httpx.AsyncClient
    url: str
    secret: str

    async def deliver(self, message: Message, now: dt.datetime) -> None:
        body = payload(message)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Mesoguide",
            "Idempotency-Key": message.key,
            "Mesoguide-Signature": signature(self.secret, body, now),
        }
        try:
            # What the receiver writes back is not read: it could be endless.
            async with self.client.stream(
                "POST", self.url, content=body, headers=headers,
                timeout=TIMEOUT, follow_redirects=False,
            ) as answer:  # fmt: skip
                status = answer.status_code
        except httpx.HTTPError as error:
            raise NotDelivered(type(error).__name__) from None
        if not httpx.codes.is_success(status):
            again = status in COME_AGAIN or httpx.codes.is_server_error(status)
            raise NotDelivered(f"HTTP {status}", final=not again)
