"""Holds the keys: made once, kept from others, and read again when they change."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from clinic.settings import SettingsError
from clinic.store.encryption import (
    LOOKUP_SECRET,
    Keyring,
    UnreadableError,
    make_keys,
    read_keys,
    read_lookup_secret,
    replace_keys,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "encryption-keys"


def test_keys_are_made_for_their_user_alone_and_kept_at_the_next_start(path: Path) -> None:
    mask = os.umask(0)
    make_keys(path)
    os.umask(mask)
    files = sorted(path.parent.iterdir())
    assert files == [path, path.with_name(LOOKUP_SECRET)]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    before = [file.read_text() for file in files]
    make_keys(path)
    assert [file.read_text() for file in files] == before
    assert len(read_lookup_secret(path)) == 64


def test_several_that_make_keys_at_once_all_see_the_same(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from clinic.store.encryption import *; "
        "path = Path(sys.argv[1]); sys.stdin.read(); make_keys(path); "
        "print(read_keys(path), read_lookup_secret(path))"
    )
    several = [
        subprocess.Popen(
            [sys.executable, "-c", code, path], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]  # fmt: skip
    for process in several:  # they wait for the end of their input
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    assert len({process.communicate()[0] for process in several}) == 1
    assert len(list(path.parent.iterdir())) == 2, "no draft is left"


def test_who_comes_second_keeps_the_key_of_who_was_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_keys(path)
    [key] = read_keys(path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)  # looked before it was there
    make_keys(path)
    assert read_keys(path) == [key]


def test_a_replaced_key_file_counts_at_once(path: Path) -> None:
    make_keys(path)
    keyring = Keyring((), path)
    old = keyring.encrypt("héllo")
    replace_keys(path, [Fernet.generate_key().decode(), *read_keys(path)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyring.decrypt(old) == "héllo"
    assert not keyring.is_newest(old)
    new = keyring.renew(old)
    replace_keys(path, read_keys(path)[:1])
    assert keyring.decrypt(new) == "héllo"
    with pytest.raises(UnreadableError):
        keyring.decrypt(old)


def test_keys_given_count_before_those_of_the_file(path: Path) -> None:
    make_keys(path)
    given = Fernet.generate_key().decode()
    token = Keyring([given], path).encrypt("x")
    with pytest.raises(UnreadableError):
        Keyring((), path).decrypt(token)


@pytest.mark.parametrize("content", ["", "\n \n", "short\n", "{key}\nwrong\n"])
def test_a_key_file_that_cannot_be_used_is_named_and_no_key_is_shown(
    path: Path, content: str
) -> None:
    path.parent.mkdir()
    key = Fernet.generate_key().decode()
    path.write_text(content.format(key=key))
    with pytest.raises(SettingsError) as caught:
        Keyring((), path)
    assert str(caught.value).startswith(f"{path}: ")
    assert key not in str(caught.value)
    assert "wrong" not in str(caught.value)
