import datetime as dt
import json
import os
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import structlog
from telling import BODY, CLINIC, NOW, Parcel, parcel

from clinic.notify.email import Letters
from clinic.notify.files import EmailFiles, WebhookFiles, delete_before, erase


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "var" / "outbox"


async def write(outbox: Path, message: Parcel) -> None:
    await EmailFiles(outbox, Letters(CLINIC, CLINIC.email)).deliver(message, NOW)
    await WebhookFiles(outbox).deliver(message, NOW)


def names(outbox: Path) -> list[str]:
    return sorted(path.name for path in outbox.iterdir())


async def test_messages_become_files_that_other_programs_read(outbox: Path) -> None:
    await write(outbox, Parcel())
    letter, body = sorted(outbox.iterdir())
    assert letter.name.startswith("M7K-4QX_1_")
    read = message_from_bytes(letter.read_bytes(), policy=default)
    assert read["Subject"] == "New request M7K-4QX: treatment"
    assert json.loads(body.read_bytes()) == BODY


async def test_nobody_else_on_the_machine_can_read_them(outbox: Path) -> None:
    before = os.umask(0)
    try:
        await write(outbox, Parcel())
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in outbox.iterdir()} == {0o600}
    assert outbox.stat().st_mode & 0o777 == 0o700


async def test_the_log_says_where_and_names_nobody(outbox: Path) -> None:
    with structlog.testing.capture_logs() as lines:
        await write(outbox, Parcel())
    assert [line["path"] for line in lines] == sorted(
        (str(path) for path in outbox.iterdir()), reverse=False
    )
    assert "Asha" not in str(lines)


async def test_a_repeat_replaces_its_own_file_and_no_other(outbox: Path) -> None:
    await write(outbox, Parcel())
    await write(outbox, Parcel(id=9, attempts=2))
    assert len(names(outbox)) == 2
    await write(outbox, Parcel(key="another"))
    assert len(names(outbox)) == 4


async def test_a_failed_write_leaves_neither_half_a_file_nor_a_draft(
    outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        await write(outbox, Parcel())
    assert names(outbox) == []


async def test_a_name_never_leads_out_of_the_folder(outbox: Path) -> None:
    await WebhookFiles(outbox).deliver(parcel(reference="../../M7K"), NOW)
    assert [name[:4] for name in names(outbox)] == ["M7K_"]


async def test_old_files_are_deleted_and_young_ones_stay(outbox: Path) -> None:
    await write(outbox, Parcel())
    for path in outbox.iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    delete_before(outbox, NOW - dt.timedelta(seconds=1))
    assert len(names(outbox)) == 2
    delete_before(outbox, NOW + dt.timedelta(seconds=1))
    assert names(outbox) == []


async def test_a_request_can_be_erased_from_the_files_with_its_drafts(outbox: Path) -> None:
    await write(outbox, Parcel())
    await write(outbox, parcel(reference="M7K-4QY"))
    (outbox / ".M7K-4QX_1_abc.eml.draft").write_text("half")
    erase(outbox, "M7K-4QX")
    assert [name[:7] for name in names(outbox)] == ["M7K-4QY", "M7K-4QY"]


def test_there_may_be_no_folder_yet(outbox: Path) -> None:
    erase(outbox, "M7K-4QX")
    delete_before(outbox, NOW)
    assert not outbox.exists()
