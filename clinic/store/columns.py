"""Types of columns: encrypted text, encrypted JSON, and moments in UTC."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from clinic.store.encryption import Keyring

# An engine's own dialect is all that SQLAlchemy tells a type of where it is used.
_KEYRINGS: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def use_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Encrypt what goes through an engine with these keys."""
    _KEYRINGS[dialect] = keyring


class Encrypted(TypeDecorator[str]):
    """Text, encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _KEYRINGS[dialect].encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else _KEYRINGS[dialect].decrypt(value)


class EncryptedJson(Encrypted):
    """Anything that JSON can hold, encrypted."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        text = None if value is None else json.dumps(value, ensure_ascii=False)
        return super().process_bind_param(text, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        text = super().process_result_value(value, dialect)
        return None if text is None else json.loads(text)


class Moment(TypeDecorator[dt.datetime]):
    """An aware moment; SQLite keeps no time zone, so it is always stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        stored: dt.datetime = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return stored.astimezone(dt.UTC)
