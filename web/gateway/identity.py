"""Who a visitor is: a conversation's id in a signed token. The browser chooses nothing.

A token says which conversation, and when it was signed. It is revoked by deleting the
conversation. There are no cookies, so another site cannot speak in a visitor's name.
"""

from __future__ import annotations

import datetime as dt
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer

SALT = "mesoguide conversation"
LONGEST = 400


class Tokens:
    def __init__(self, secret: str, valid: dt.timedelta) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt=SALT)
        self._valid = valid

    def issue(self, conversation_id: str, now: dt.datetime) -> tuple[str, dt.datetime]:
        """Return a token and until when it is good."""
        return str(self._signer.dumps(conversation_id)), now + self._valid

    def read(self, token: str) -> str | None:
        """Return the conversation's id; None if the token is forged, spoilt or too old."""
        if len(token) > LONGEST:
            return None
        try:
            conversation_id = self._signer.loads(token, max_age=int(self._valid.total_seconds()))
        except BadSignature:
            return None
        return conversation_id if isinstance(conversation_id, str) else None


def new_conversation_id() -> str:
    """Draw an id that nobody can guess."""
    return secrets.token_hex(16)
