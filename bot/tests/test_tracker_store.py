"""Conversations on disk: readable to Rasa, to nobody else, and gone when asked to be."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from cryptography.fernet import Fernet
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import text

from bot.keyring import Keyring, KeyringError
from bot.tests.postgres import postgres_server
from bot.tracker_store import DatabaseUrlError, EncryptedTrackerStore, _plain_url

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform, stop]
entities: [medicine]
slots:
  note: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  forget: {type: bool, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_ask: [{text: "What do you take?"}]
actions: [action_answer]
forms: {screening_form: {required_slots: [note]}}
"""
)
CANARIES = ["Zephyrine Quillfeather", "07700-900-982", "zq@canary.example", "apixabanular"]


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one key, named as the running assistant is told of it."""
    path = tmp_path / "encryption-keys"
    write_keys(path, new_key())
    monkeypatch.delenv("ENCRYPTION_KEYS", raising=False)
    monkeypatch.setenv("ENCRYPTION_KEY_FILE", str(path))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mesoguide.db"


@pytest.fixture
def store(file: Path) -> Iterator[EncryptedTrackerStore]:
    store = EncryptedTrackerStore(DOMAIN, db=str(file))
    yield store
    store.engine.dispose()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def either_store(request: pytest.FixtureRequest, file: Path) -> Iterator[EncryptedTrackerStore]:
    """The store on each database, emptied."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres")
    store = EncryptedTrackerStore(DOMAIN, host=url, db=str(file))
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM events"))
    yield store
    store.engine.dispose()


def new_key() -> str:
    return Fernet.generate_key().decode()


def write_keys(path: Path, *keys: str) -> None:
    """Replace the file at once, as the rotation does."""
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join(keys) + "\n")
    fresh.replace(path)


def said(words: str) -> List[Event]:
    """What Rasa adds in the turn of one message."""
    parsed = {
        "text": words,
        "intent": {"name": "inform", "confidence": 0.93},
        "entities": [{"entity": "medicine", "value": words}],
    }
    return [
        UserUttered(words, parsed["intent"], parsed["entities"], parsed, metadata={"page": words}),
        SlotSet("note", words),
        ActionExecuted("screening_form"),
        ActiveLoop("screening_form"),
        BotUttered(f"You said {words}", {"buttons": [{"title": words, "payload": "/stop"}]}),
        ActionExecuted("action_listen"),
    ]


async def turn(store: TrackerStore, sender: str, *events: Event) -> DialogueStateTracker:
    """Do with the store what Rasa's message processor does with it in one turn."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    if not tracker.applied_events():
        start = [ActionExecuted("action_session_start"), SessionStarted()]
        tracker.update_with_events([*start, ActionExecuted("action_listen")], DOMAIN)
    tracker.update_with_events(list(events), DOMAIN)
    await store.save(tracker)
    return tracker


def talk(store: TrackerStore, sender: str = "c1") -> DialogueStateTracker:
    """Say each canary in a turn of its own."""
    for canary in CANARIES:
        tracker = asyncio.run(turn(store, sender, *said(canary)))
    return tracker


def delete_as_another_process(store: EncryptedTrackerStore, sender: str) -> None:
    """Delete a conversation as an erasure does, behind the store's back."""
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM events WHERE sender_id = :s"), {"s": sender})


def rows(store: EncryptedTrackerStore, sender: str = "c1") -> List[Any]:
    with store.engine.connect() as connection:
        query = text("SELECT * FROM events WHERE sender_id = :sender ORDER BY id")
        return list(connection.execute(query, {"sender": sender}))


def bytes_on_disk(file: Path) -> bytes:
    """The database, its write-ahead log and the log's index."""
    parts = sorted(file.parent.glob(f"{file.name}*"))
    assert file in parts
    return b"".join(part.read_bytes() for part in parts)


def forget(store: TrackerStore, sender: str = "c1") -> DialogueStateTracker:
    """The visitor asks for deletion, and the action sets the slot."""
    return asyncio.run(turn(store, sender, *said("delete all that"), SlotSet("forget", True)))


def dumped(tracker: DialogueStateTracker | None) -> List[Any]:
    assert tracker is not None
    return [event.as_dict() for event in tracker.events]


def test_conversation_is_read_back_as_it_was(either_store: EncryptedTrackerStore) -> None:
    spoken = talk(either_store)
    read = asyncio.run(either_store.retrieve("c1"))
    assert dumped(read) == dumped(spoken)
    assert read is not None
    assert read.get_slot("note") == CANARIES[-1]
    assert read.active_loop_name == "screening_form"
    full = asyncio.run(either_store.retrieve_full_tracker("c1"))
    assert dumped(full)[1:] == dumped(spoken)  # before the session stands its action
    assert asyncio.run(either_store.retrieve("somebody else")) is None


def test_store_is_made_from_endpoints_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DB", str(file))
    monkeypatch.setenv("DATABASE_URL", "")
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(
        "tracker_store:\n"
        "  type: bot.tracker_store.EncryptedTrackerStore\n"
        "  url: ${DATABASE_URL}\n"
        "  db: ${TRACKER_DB}\n"
    )
    made = TrackerStore.create(
        AvailableEndpoints.read_endpoints(str(endpoints)).tracker_store, DOMAIN
    )
    assert isinstance(made, EncryptedTrackerStore)
    assert made.engine.url.database == str(file)
    talk(made)
    assert file.exists()
    made.engine.dispose()


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("postgres://u:p@db/m", "postgresql://u:p@db/m"),
        ("postgresql+asyncpg://u:p@db/m", "postgresql://u:p@db/m"),
        ("sqlite+aiosqlite:///var/m.db", "sqlite:///var/m.db"),
    ],
)
def test_address_of_the_app_serves_rasa_too(url: str, plain: str) -> None:
    assert _plain_url(url) == plain


def test_wrong_address_is_refused_without_its_password() -> None:
    with pytest.raises(DatabaseUrlError, match="DATABASE_URL must begin with") as raised:
        EncryptedTrackerStore(DOMAIN, host="mysql://u:hunter2@db/m")
    assert "hunter2" not in str(raised.value)


def test_nothing_said_stands_readable_in_the_file(store: EncryptedTrackerStore, file: Path) -> None:
    talk(store)
    content = bytes_on_disk(file)
    assert b"action_listen" in content  # the search would find plain words
    for canary in [*CANARIES, "You said"]:
        assert canary.encode() not in content


def test_rows_name_only_what_the_domain_names(either_store: EncryptedTrackerStore) -> None:
    secret = CANARIES[0] * 20  # longer than the column, too
    asyncio.run(
        turn(
            either_store, "c1", *said("hello"),
            UserUttered("/x", {"name": secret, "confidence": 1.0}),
            ActionExecuted(secret), ActionExecuted("action_answer"),
        )
    )  # fmt: skip
    found = rows(either_store)
    assert {row.intent_name for row in found} == {None, "inform"}
    assert {row.action_name for row in found} == {
        None, "action_session_start", "action_listen", "action_answer", "note", "screening_form",
    }  # fmt: skip
    read = asyncio.run(either_store.retrieve("c1"))
    assert read is not None
    assert read.latest_message is not None
    assert read.latest_message.intent_name == secret


def test_columns_are_those_of_rasa(store: EncryptedTrackerStore) -> None:
    ours = {column.name: str(column.type) for column in store.SQLEvent.__table__.columns}
    rasas = {column.name: str(column.type) for column in SQLTrackerStore.SQLEvent.__table__.columns}
    assert ours == rasas
    assert store.SQLEvent.__tablename__ == SQLTrackerStore.SQLEvent.__tablename__


def test_keys_rotate_while_the_store_runs(
    either_store: EncryptedTrackerStore, key_file: Path
) -> None:
    old, new = key_file.read_text().strip(), new_key()
    talk(either_store)
    write_keys(key_file, new, old)
    tracker = asyncio.run(turn(either_store, "c1", *said("after the new key")))
    last = rows(either_store)[-1].data.encode()
    assert json.loads(Fernet(new).decrypt(last))["name"] == "action_listen"
    with either_store.engine.begin() as connection:
        for row in rows(either_store):
            token = Keyring().encrypt(Keyring().decrypt(row.data))
            connection.execute(
                text("UPDATE events SET data = :data WHERE id = :id"), {"data": token, "id": row.id}
            )
    write_keys(key_file, new)
    assert dumped(asyncio.run(either_store.retrieve("c1"))) == dumped(tracker)


def test_spoilt_key_file_stops_no_conversation(
    store: EncryptedTrackerStore, key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spoken = talk(store)
    key_file.write_text("half a ke")
    assert dumped(asyncio.run(store.retrieve("c1"))) == dumped(spoken)
    key_file.unlink()
    assert dumped(asyncio.run(store.retrieve("c1"))) == dumped(spoken)
    assert len([r for r in caplog.records if "stay in use" in r.message]) == 2
    assert "half a ke" not in caplog.text


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot be read: No such file"),
        ("\n \n", "no encryption key in"),
        ("ZmFrZQ==", "key 1 in .* is not a Fernet key"),
        (f"{new_key()}\nx", "key 2 in .* is not a Fernet key"),
        ("schlüssel", "are not plain text"),
    ],
    ids=["no file", "empty", "no key", "half a key", "not plain"],
)
def test_store_without_usable_key_does_not_start(
    key_file: Path, file: Path, content: str | None, complaint: str
) -> None:
    key_file.unlink()
    if content is not None:
        key_file.write_text(content, encoding="utf-8")
    # As Rasa makes it: some errors would make it take a store in memory, without a word.
    config = EndpointConfig(type="bot.tracker_store.EncryptedTrackerStore", db=str(file))
    with pytest.raises(KeyringError, match=complaint) as raised:
        TrackerStore.create(config, DOMAIN)
    assert "\n" not in str(raised.value)
    assert not file.exists()


def test_keys_of_the_environment_come_first(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, older = new_key(), new_key()
    monkeypatch.setenv("ENCRYPTION_KEYS", f"{newest}, {older}")
    key_file.unlink()
    keyring = Keyring()
    assert Fernet(newest).decrypt(keyring.encrypt("a").encode()) == b"a"
    assert keyring.decrypt(Fernet(older).encrypt(b"b").decode()) == "b"
    monkeypatch.setenv("ENCRYPTION_KEYS", f"{newest},short")
    with pytest.raises(KeyringError, match="key 2 in ENCRYPTION_KEYS"):
        Keyring()


def test_forgotten_conversation_leaves_nothing(either_store: EncryptedTrackerStore) -> None:
    talk(either_store)
    talk(either_store, "c2")
    tracker = forget(either_store)
    assert not tracker.events
    assert not any(canary in str(vars(tracker)) for canary in CANARIES)
    assert rows(either_store) == []
    assert asyncio.run(either_store.retrieve_full_tracker("c1")) is None
    assert rows(either_store, "c2") != []


def test_forgotten_conversation_can_go_on(either_store: EncryptedTrackerStore) -> None:
    talk(either_store)
    forget(either_store)
    asyncio.run(turn(either_store, "c1", *said("hello again")))
    tracker = asyncio.run(turn(either_store, "c1", *said("and more")))
    assert tracker.get_slot("forget") is None
    read = asyncio.run(either_store.retrieve_full_tracker("c1"))
    assert dumped(read)[1:] == dumped(tracker)
    spoken = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert spoken == ["hello again", "and more"]


def test_forgotten_rows_leave_no_bytes(store: EncryptedTrackerStore, file: Path) -> None:
    talk(store, "sender-to-forget")
    tokens = [row.data[-60:].encode() for row in rows(store, "sender-to-forget")]
    before = bytes_on_disk(file)
    assert all(token in before for token in tokens)
    forget(store, "sender-to-forget")
    after = bytes_on_disk(file)
    assert not any(token in after for token in tokens)
    assert b"sender-to-forget" not in after


def test_failed_forgetting_keeps_nothing_in_memory(
    store: EncryptedTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Rasa hands what the database refuses to a store in memory."""
    safe = FailSafeTrackerStore(store)
    talk(safe)
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE events RENAME TO moved"))
    forget(safe)
    kept = safe.fallback_tracker_store.store  # type: ignore[attr-defined]
    assert not any(word in str(kept) for word in [*CANARIES, "delete all that"])
    assert "ERROR" in caplog.text


def test_what_is_deleted_during_a_turn_stays_deleted(either_store: EncryptedTrackerStore) -> None:
    talk(either_store)
    talk(either_store, "c2")
    kept = rows(either_store, "c2")
    tracker = asyncio.run(either_store.retrieve("c1"))
    assert tracker is not None
    tracker.update_with_events(said("the last words"), DOMAIN)
    delete_as_another_process(either_store, "c1")
    # Somebody else may get the number of a row that is gone.
    asyncio.run(turn(either_store, "c3", *said("hello")))
    asyncio.run(either_store.save(tracker))
    asyncio.run(either_store.save(tracker))  # Rasa saves more than once in a turn
    assert rows(either_store, "c1") == []
    assert list(tracker.events) == []
    assert tracker.get_slot("note") is None
    assert rows(either_store, "c2") == kept
    asyncio.run(turn(either_store, "c1", *said("good morning")))
    assert len(rows(either_store, "c1")) == 9


def test_what_is_deleted_between_two_saves_of_a_turn_stays_deleted(
    either_store: EncryptedTrackerStore,
) -> None:
    tracker = asyncio.run(turn(either_store, "c1", *said("hello")))
    delete_as_another_process(either_store, "c1")
    tracker.update_with_events(said("more"), DOMAIN)
    asyncio.run(either_store.save(tracker))
    assert rows(either_store, "c1") == []


def test_unreadable_conversation_starts_afresh(
    either_store: EncryptedTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    talk(either_store)
    talk(either_store, "c2")
    broken = rows(either_store)[4].id
    with either_store.engine.begin() as connection:
        connection.execute(text("UPDATE events SET data = 'xyz' WHERE id = :id"), {"id": broken})
    first = asyncio.run(turn(either_store, "c1", *said("one")))
    assert first.get_slot("note") == "one"
    assert [event.text for event in first.events if isinstance(event, UserUttered)] == ["one"]
    second = asyncio.run(turn(either_store, "c1", *said("two")))
    assert dumped(second)[: len(first.events)] == dumped(first)
    assert dumped(asyncio.run(either_store.retrieve("c1"))) == dumped(second)
    assert dumped(asyncio.run(either_store.retrieve_full_tracker("c1"))) == dumped(second)
    errors = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == ["A conversation holds a row that no encryption key fits; it starts afresh."]
    assert asyncio.run(either_store.retrieve("c2")).get_slot("note") == CANARIES[-1]  # type: ignore[union-attr]
    forget(either_store)
    assert rows(either_store) == []


def test_two_stores_share_one_file(store: EncryptedTrackerStore, file: Path) -> None:
    other = EncryptedTrackerStore(DOMAIN, db=str(file))
    for number in range(6):
        asyncio.run(turn((store, other)[number % 2], "c1", *said(f"turn {number}")))
    read = asyncio.run(store.retrieve("c1"))
    assert read is not None
    spoken = [event.text for event in read.events if isinstance(event, UserUttered)]
    assert spoken == [f"turn {number}" for number in range(6)]
    forget(other)
    assert asyncio.run(store.retrieve("c1")) is None
    other.engine.dispose()


def test_store_waits_for_another_writer(store: EncryptedTrackerStore, file: Path) -> None:
    """The app writes to the same file; a short wait is no lost turn."""
    asyncio.run(turn(store, "c1", *said("before")))
    app = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    app.execute("CREATE TABLE leads (id INTEGER)")
    app.execute("BEGIN IMMEDIATE")

    async def both() -> None:
        loop = asyncio.get_running_loop()
        saving = loop.run_in_executor(
            None, lambda: asyncio.run(turn(store, "c1", *said("meanwhile")))
        )
        await asyncio.sleep(0.3)
        assert not saving.done()
        app.execute("COMMIT")
        await saving

    asyncio.run(both())
    assert app.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    app.close()
    assert asyncio.run(store.retrieve("c1")).get_slot("note") == "meanwhile"  # type: ignore[union-attr]


def test_log_names_no_content_when_saving_fails(
    either_store: EncryptedTrackerStore, caplog: pytest.LogCaptureFixture
) -> None:
    with either_store.engine.begin() as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_row ON events (sender_id)"))
    talk(FailSafeTrackerStore(either_store))
    with either_store.engine.begin() as connection:
        connection.execute(text("DROP INDEX one_row"))
    assert "INSERT INTO events" in caplog.text
    assert not any(canary in caplog.text for canary in CANARIES)
    assert "gAAAA" not in caplog.text  # how every Fernet token begins


def test_turn_survives_a_restart_of_the_database(postgres: str) -> None:
    store = EncryptedTrackerStore(DOMAIN, host=postgres)
    asyncio.run(turn(store, "restart", *said("before")))
    admin = EncryptedTrackerStore(DOMAIN, host=postgres)
    with admin.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    assert asyncio.run(turn(store, "restart", *said("after"))).get_slot("note") == "after"
    admin.engine.dispose()
    store.engine.dispose()
