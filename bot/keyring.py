"""The keys that conversations are encrypted with, and the column that uses them."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, List, Tuple

import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet
from rasa.shared.exceptions import RasaException

logger = logging.getLogger(__name__)


class KeyringError(RasaException):
    """The keys cannot be used; the text is one line and holds no key."""


class Keyring:
    """Fernet keys, newest first: the first encrypts, every one decrypts.

    From ENCRYPTION_KEYS (comma separated), else from the file of ENCRYPTION_KEY_FILE,
    one a line. The file is read again when it changes: keys are rotated while we run.

    Raises:
        KeyringError: at the start, if there is no key or one of them is broken.
    """

    def __init__(self) -> None:
        given = os.environ.get("ENCRYPTION_KEYS", "")
        self._path = Path(os.environ.get("ENCRYPTION_KEY_FILE") or "var/encryption-keys")
        self._from_file = not given.strip()
        if self._from_file:
            self._state = _file_state(self._path)
            self._cipher = _read_cipher(self._path)
        else:
            self._cipher = _cipher(given.split(","), "ENCRYPTION_KEYS")

    def encrypt(self, text: str) -> str:
        return self._current().encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Raise InvalidToken if no key fits."""
        return self._current().decrypt(token.encode()).decode()

    def _current(self) -> MultiFernet:
        if self._from_file and (state := _file_state(self._path)) != self._state:
            self._state = state
            try:
                self._cipher = _read_cipher(self._path)
            except KeyringError as error:
                # The keys in memory still fit every row; a stop would help nobody.
                logger.error("%s The keys read before stay in use.", error)
        return self._cipher


def _file_state(path: Path) -> Tuple[int, ...] | None:
    """Return what differs after a change, also after two within one tick of the clock."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _read_cipher(path: Path) -> MultiFernet:
    try:
        return _cipher(path.read_text(encoding="ascii").splitlines(), str(path))
    except OSError as error:
        raise KeyringError(
            f"The encryption keys in {path} cannot be read: {error.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise KeyringError(f"The encryption keys in {path} are not plain text.") from None


def _cipher(lines: List[str], place: str) -> MultiFernet:
    keys = [line.strip() for line in lines if line.strip()]
    if not keys:
        raise KeyringError(f"There is no encryption key in {place}.")
    fernets = []
    for number, key in enumerate(keys, start=1):
        try:
            fernets.append(Fernet(key))
        except ValueError:
            raise KeyringError(f"Encryption key {number} in {place} is not a Fernet key.") from None
    return MultiFernet(fernets)


class EncryptedText(sa.types.TypeDecorator):
    """Text that is readable in Python and a Fernet token in the database."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, keyring: Keyring) -> None:
        super().__init__()
        self.keyring = keyring

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else self.keyring.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str:
        return self.keyring.decrypt(value or "")
