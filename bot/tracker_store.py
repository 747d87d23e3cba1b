"""Rasa's SQL tracker store with every event encrypted, and able to forget.

A conversation holds health answers, names and phone numbers, and Rasa writes
all of it, parse data included, as plain JSON. Here that column holds Fernet
tokens. What stays readable is what Rasa asks the database for (who, when, which
kind of event) and names that stand in the domain.

SQLite by default, in a file that other processes use too; PostgreSQL where a
`url` is set.
"""

from __future__ import annotations

import json
import logging
from typing import Any, Type

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.keyring import EncryptedText, Keyring

logger = logging.getLogger(__name__)

FORGET_SLOT = "forget"
# Where a tracker keeps the number of the last row that was stored of it.
LAST_ROW = "last_stored_row"
BUSY_SECONDS = 10
# The app may name an asynchronous driver in the same address; Rasa needs the plain one.
DIALECTS = {"postgres": "postgresql", "postgresql": "postgresql", "sqlite": "sqlite"}


class DatabaseUrlError(RasaException):
    """The `url` of endpoints.yml cannot be used; the text is one line without the password."""


def _event_model(keyring: Keyring) -> Type[Any]:
    """Rasa's own table, column for column, with encrypted `data`."""

    class SQLEvent(declarative_base()):  # type: ignore[misc]
        __tablename__ = "events"

        id = sa.Column(sa.Integer, primary_key=True)
        sender_id = sa.Column(sa.String(255), nullable=False, index=True)
        type_name = sa.Column(sa.String(255), nullable=False)
        timestamp = sa.Column(sa.Float)
        intent_name = sa.Column(sa.String(255))
        action_name = sa.Column(sa.String(255))
        data = sa.Column(EncryptedText(keyring))

    return SQLEvent


class EncryptedTrackerStore(SQLTrackerStore):
    """Keeps conversations encrypted; deletes one whose slot `forget` is true.

    `host` is the `url` of endpoints.yml; where that is empty, the SQLite file `db` is used.
    """

    engine: sa.engine.Engine

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        db: str = "rasa.db",
        event_broker: EventBroker | None = None,
    ) -> None:
        self.SQLEvent = _event_model(Keyring())
        self.Base = self.SQLEvent
        # Rasa waits until the database answers and makes the table, with an engine of its own.
        url = _plain_url(host) if host else f"sqlite:///{db}"
        super().__init__(domain, host=url, event_broker=event_broker)
        self.engine.dispose()
        self.engine = _engine(url)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events of this turn, or forget the conversation.

        What another process deleted during the turn stays deleted: Rasa holds the whole
        conversation in memory, and would write it down again.
        """
        if tracker.get_slot(FORGET_SLOT):
            self._forget(tracker)
            return
        await self.stream_events(tracker)
        with self.session_scope() as session:
            self._hold(session)
            if self._was_deleted(session, tracker):
                logger.info("A conversation was deleted during its turn.")
                _empty(tracker)
                return
            events = self._additional_events(session, tracker)
            rows = [self._row(tracker.sender_id, event) for event in events]
            session.add_all(rows)
            session.flush()
            last_row = rows[-1].id if rows else getattr(tracker, LAST_ROW, None)
            session.commit()
        setattr(tracker, LAST_ROW, last_row)

    def _hold(self, session: Any) -> None:
        """Let nobody delete between a look at the rows and the writing of new ones.

        SQLite has one writer at a time, from here on us; PostgreSQL locks the row looked at.
        """
        if self.engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")

    def _was_deleted(self, session: Any, tracker: DialogueStateTracker) -> bool:
        last_row = getattr(tracker, LAST_ROW, None)
        if last_row is None:
            return False
        row = session.query(self.SQLEvent.id).filter_by(id=last_row, sender_id=tracker.sender_id)
        return row.with_for_update().first() is None

    def _last_row(self, sender_id: str) -> int | None:
        with self.session_scope() as session:
            ids = session.query(sa.func.max(self.SQLEvent.id)).filter_by(sender_id=sender_id)
            last: int | None = ids.scalar()
        return last

    def _row(self, sender_id: str, event: Event) -> Any:
        data = event.as_dict()
        intent = data.get("parse_data", {}).get("intent", {}).get("name")
        name = data.get("name")
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=intent if intent in self.domain.intents else None,
            action_name=name if self._names_action_or_slot(name) else None,
            data=json.dumps(data),
        )

    def _names_action_or_slot(self, name: str | None) -> bool:
        return name in self.domain.action_names_or_texts or any(
            name == slot.name for slot in self.domain.slots
        )

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        # Before the rows are read: what is deleted in between is deleted during the turn.
        last_row = self._last_row(sender_id)
        try:
            tracker = await super()._retrieve(sender_id, fetch_events_from_all_sessions)
            if tracker is not None:
                setattr(tracker, LAST_ROW, last_row)
            return tracker
        except InvalidToken:
            if fetch_events_from_all_sessions:
                return await self.retrieve(sender_id)
            return self._start_afresh(sender_id)

    def _start_afresh(self, sender_id: str) -> DialogueStateTracker:
        """Open a new session, so that unreadable rows are not read again.

        The rest of such a conversation could lack the very answer that matters, so none of it
        counts. Its rows stay: the right key may come back, and retention deletes them by age.
        """
        logger.error("A conversation holds a row that no encryption key fits; it starts afresh.")
        tracker = self.init_tracker(sender_id)
        tracker.update(SessionStarted())
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        with self.session_scope() as session:
            session.add_all([self._row(sender_id, event) for event in tracker.events])
            session.commit()
        setattr(tracker, LAST_ROW, self._last_row(sender_id))
        return tracker

    def _forget(self, tracker: DialogueStateTracker) -> None:
        """Leave nothing of a conversation; Rasa opens a new session at the next message."""
        # First in memory: if the database fails, Rasa hands the tracker to a store in memory.
        _empty(tracker)
        with self.session_scope() as session:
            events = session.query(self.SQLEvent).filter_by(sender_id=tracker.sender_id)
            events.delete(synchronize_session=False)
            session.commit()
        if self.engine.dialect.name == "sqlite":
            self._empty_write_ahead_log()

    def _empty_write_ahead_log(self) -> None:
        """The pages as they were before the deletion still stand in it."""
        with self.engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:
            logger.warning("Encrypted rows of a forgotten conversation stay in the log for now.")


def _empty(tracker: DialogueStateTracker) -> None:
    tracker.events.clear()
    tracker._reset()


def _plain_url(url: str) -> str:
    scheme, _, rest = url.partition("://")
    dialect = DIALECTS.get(scheme.partition("+")[0])
    if dialect is None or not rest:
        raise DatabaseUrlError("DATABASE_URL must begin with postgresql:// or sqlite://.")
    return f"{dialect}://{rest}"


def _engine(url: str) -> sa.engine.Engine:
    # Without hide_parameters an error in the log would quote what was being stored;
    # with pre_ping a database that was restarted costs no turn.
    settings = {"hide_parameters": True, "pool_pre_ping": True}
    if not url.startswith("sqlite:"):
        return sa.create_engine(url, **settings, **create_engine_kwargs(url))
    # A kept connection: closing the last one of a WAL database writes and deletes its log.
    engine = sa.create_engine(
        url, **settings, poolclass=QueuePool, connect_args={"check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
