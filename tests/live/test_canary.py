"""What a visitor writes is found in no log, no plain page of the database and no outbox of Rasa."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

import pytest

from integration.postgres import postgresql_server
from servers import ASSISTANT, Servers, running
from tools.assistant import ask, connect

# Unusual words: none stands in a file of ours.
NAME = "Quetzalina Zyxwander"
PHONE = "020 7946 0137"
DIGITS = "2079460137"
EMAIL = "qzyx.wander@example.org"
ALLERGY = "wombatkiwi"
MEDICINE = "zorbafluxine"
NOTE = "the narwhal gate is blue"
CANARIES = (*NAME.split(), DIGITS, "qzyx.wander", ALLERGY, MEDICINE, "narwhal", "7946 0137")
CONVERSATION = [
    f"hello, my allergy is {ALLERGY}",
    "/start_screening",
    "yes, keep them",
    "41",
    "no",
    "no",
    ALLERGY,
    MEDICINE,
    "no",
    "no",
    "/book_appointment",
    NAME,
    f"{PHONE} or {EMAIL}",
    "face",
    "any time",
    NOTE,
]


def talk(url: str, sender: str, *texts: str) -> str:
    """Say each text in turn; returns all that was answered."""
    with connect(url) as client:
        said = [message for text in texts for message in ask(client, sender, text)]
    return "\n".join(str(message.get("text", "")) for message in said)


def seen(content: bytes) -> list[str]:
    lowered = content.lower()
    return [word for word in CANARIES if word.lower().encode() in lowered]


@pytest.fixture
def sender() -> str:
    return uuid.uuid4().hex


def test_what_a_visitor_writes_is_in_no_log_and_no_plain_page(
    servers: Servers, sender: str
) -> None:
    answers = talk(servers.url, sender, *CONVERSATION, "send it")
    assert "Your reference is" in answers
    assert NAME in answers  # it was read back, so it was really stored
    # A text that begins with a slash, and one that no part of Rasa can read.
    talk(servers.url, sender, f"/{NAME}", f'/inform{{"name": "{NAME}', "\ud800 " + NOTE)
    logs = list(servers.folder.glob("*.log"))
    assert len(logs) >= 2
    for file in (*logs, *database_files(servers.folder)):
        assert seen(file.read_bytes()) == [], file.name


def test_what_a_visitor_writes_is_in_no_backup_of_a_postgresql_database(
    tmp_path: Path, sender: str
) -> None:
    with postgresql_server() as postgresql:
        url = postgresql.create()
        with running(tmp_path, ASSISTANT, database_url=url) as servers:
            answers = talk(servers.url, sender, *CONVERSATION, "send it")
        assert "Your reference is" in answers
        backup = postgresql.dump(url.partition("@/")[2].partition("?")[0])
        server_log = (postgresql.folder / "log").read_bytes()
    assert backup.count(sender.encode()) > len(CONVERSATION)  # the events are in it
    assert b"COPY public.leads " in backup
    assert seen(backup) == []
    assert seen(server_log) == []
    for file in tmp_path.glob("*.log"):
        assert seen(file.read_bytes()) == [], file.name


def test_what_is_deleted_leaves_no_row_behind(servers: Servers, sender: str) -> None:
    assert "I have deleted" in talk(servers.url, sender, *CONVERSATION, "delete all that")
    assert servers.tables_naming(sender) == []


def test_without_consent_nothing_of_the_pre_screen_is_stored(servers: Servers, sender: str) -> None:
    texts = [
        "/start_screening",
        "no, do not keep them",
        "41",
        "no",
        "no",
        ALLERGY,
        "no",
        "no",
        "no",
    ]
    assert "Here is what I noted" in talk(servers.url, sender, *texts)
    with sqlite3.connect(servers.database) as database:
        found = database.execute(
            "select count(*) from screenings where conversation_id = ?", [sender]
        ).fetchone()
        forgotten = database.execute(
            "select forget_after from conversations where conversation_id = ?", [sender]
        ).fetchone()
    assert found == (0,)
    assert forgotten[0] is not None


def database_files(folder: Path) -> list[Path]:
    files = [file for file in folder.glob("mesoguide.db*") if file.is_file()]
    assert files
    return files
