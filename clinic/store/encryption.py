"""The keys that personal data is encrypted with, and their file.

The key file holds one Fernet key a line, newest first: the first encrypts, all
decrypt. Rasa's tracker store reads the same file. Beside it lies the lookup secret
(see `clinic.store.lookup`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from clinic.settings import SettingsError

LOOKUP_SECRET = "lookup-secret"  # noqa: S105 - the name of a file


class UnreadableError(RuntimeError):
    """Something stored cannot be decrypted with any of the keys."""


class Keyring:
    """Encrypts and decrypts; a key file is read again whenever it was replaced."""

    def __init__(self, keys: Sequence[str], path: Path) -> None:
        """Use the keys given or, without any, those of the file.

        Raises:
            SettingsError: there is no key, or a wrong one.
        """
        self._path = None if keys else path
        self._read_at: tuple[int, int, int] | None = None
        self._fernets = _fernets(keys, "ENCRYPTION_KEYS")
        self._current()

    def encrypt(self, text: str) -> str:
        return self._current()[0].encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Return the text.

        Raises:
            UnreadableError: no key fits.
        """
        try:
            return MultiFernet(self._current()).decrypt(token).decode()
        except InvalidToken:
            raise UnreadableError("encrypted with a key that is not there") from None

    def is_newest(self, token: str) -> bool:
        """Whether the newest key encrypted it."""
        try:
            self._current()[0].decrypt(token)
        except InvalidToken:
            return False
        return True

    def renew(self, token: str) -> str:
        """Encrypt anew with the newest key.

        Raises:
            UnreadableError: no key fits.
        """
        return self.encrypt(self.decrypt(token))

    def _current(self) -> list[Fernet]:
        if self._path is not None:
            changed = _stamp(self._path)
            if changed != self._read_at:
                self._fernets = _fernets(read_keys(self._path), str(self._path))
                self._read_at = changed
        return self._fernets


def read_keys(path: Path) -> list[str]:
    """Return the keys of a key file, newest first.

    Raises:
        SettingsError: there is none.
    """
    keys = [line.strip() for line in _read(path).splitlines() if line.strip()]
    if not keys:
        raise SettingsError(f"{path}: holds no key")
    return keys


def read_lookup_secret(key_file: Path) -> str:
    """Return the secret that lies beside a key file.

    Raises:
        SettingsError: it is not there.
    """
    return _read(key_file.with_name(LOOKUP_SECRET)).strip()


def make_keys(path: Path) -> None:
    """Make the key file and the lookup secret, if they are not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _create(path, Fernet.generate_key().decode())
    _create(path.with_name(LOOKUP_SECRET), secrets.token_hex(32))


def replace_keys(path: Path, keys: Sequence[str]) -> None:
    """Replace the key file; readers see the old one or the new one, also after a power cut."""
    draft = _draft(path, "\n".join(keys))
    draft.replace(path)
    _sync(path.parent)


def _create(path: Path, line: str) -> None:
    if path.exists():
        return
    draft = _draft(path, line)
    with suppress(FileExistsError):  # somebody else was quicker, and theirs counts
        os.link(draft, path)
    draft.unlink()
    _sync(path.parent)


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(descriptor)
    return draft


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}; make up makes it") from None


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}; make up makes it") from None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _fernets(keys: Sequence[str], place: str) -> list[Fernet]:
    fernets = []
    for number, key in enumerate(keys, start=1):
        try:
            fernets.append(Fernet(key))
        except ValueError:
            raise SettingsError(f"{place}: key {number} is not a Fernet key") from None
    return fernets
