"""The store: one encrypted file, opened with its key, asked and changed through snapshots and units of work."""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from desktop_crm.domain.cadence import NO_HOLIDAYS, WorkCalendar
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import WorldError, reason_of
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.territories import UNASSIGNED, Territory
from desktop_crm.domain.tiering import TierScheme
from desktop_crm.storage import capture, journal, readers, sealing, search, sync_state
from desktop_crm.storage.collector import collector_waiting
from desktop_crm.storage.engine import PAGE, create_private, failures, make_engine, os_error, reading, writing
from desktop_crm.storage.log_folder import LogFolder
from desktop_crm.storage.snapshot import Moment, Snapshot
from desktop_crm.storage.sync_tables import sync_now
from desktop_crm.storage.tables import SCHEMA_VERSION, metadata
from desktop_crm.storage.unit_of_work import UnitOfWork

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Clock(Protocol):
    """Where time comes from; tests hand in a fixed one."""

    def now(self) -> dt.datetime:
        """The instant, in UTC."""

    def today(self) -> dt.date:
        """The local calendar date."""

    def zone(self) -> str:
        """Name of the local time zone."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new store starts with: the definition of its first tier scheme and its currency's calendar."""

    scheme: dict[str, Any]
    calendar: str = "CN"
    business_date: dt.date | None = None


class Store:
    """An open store. Thread-safe: every question and every change uses a connection of its own."""

    def __init__(self, path: Path, engine: Engine, clock: Clock, *, today: dt.date | None = None) -> None:
        self.path = path
        self._engine = engine
        self._clock = clock
        self._calendars: Callable[[str], WorkCalendar] = lambda _: NO_HOLIDAYS
        self._calendar: WorkCalendar | None = None
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._turn = threading.Lock()
        self._watch: Any = None
        self._log = LogFolder(path, engine)
        self._facts: dict[str, str] | None = None
        self._version = 0
        self._is_gone = False
        own = self.fact("business_date")
        self._today = today or (dt.date.fromisoformat(own) if own else None)

    # --- opening -------------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls, path: Path, key_hex: str, clock: Clock, beginning: Beginning, *, today: dt.date | None = None
    ) -> Store:
        """A new store at ``path``, which must not exist. Made under another name and renamed when complete."""
        if path.exists():
            raise WorldError("store_exists", where=str(path))
        unfinished = path.with_name(path.name + ".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove(unfinished)
            create_private(unfinished)
        except OSError as error:
            raise os_error(error, path) from error
        engine = make_engine(unfinished, key_hex)
        try:
            with failures(path):
                with engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                with writing(engine, path) as connection:
                    create_tables(connection)
                    moment = Moment(clock.now(), today or beginning.business_date or clock.today(), clock.zone())
                    begin_with(UnitOfWork(connection, moment, journaled=False), beginning)
                with engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            os.replace(unfinished, path)
        except OSError as error:
            raise os_error(error, path) from error
        finally:
            engine.dispose()
            _remove(unfinished)
        return cls.open(path, key_hex, clock, today=today)

    @classmethod
    def open(
        cls,
        path: Path,
        key_hex: str,
        clock: Clock,
        *,
        today: dt.date | None = None,
        migrate: Callable[[Path, str, str], None] | None = None,
    ) -> Store:
        """Open an existing store and bring its schema up to date by ``migrate(path, key, version)``.

        Raises ``WorldError``: no_store, wrong_key, store_damaged, store_newer, not_writable. The file is not
        touched before the key has proved right and the file whole.
        """
        if not path.is_file():
            raise WorldError("no_store", where=str(path))
        try:
            size = path.stat().st_size
        except OSError as error:
            raise os_error(error, path) from error
        if size == 0 or size % PAGE:
            raise WorldError("store_damaged", where=str(path))
        engine = make_engine(path, key_hex)
        try:
            with failures(path), engine.connect() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                whole = pages * PAGE <= size or path.with_name(path.name + "-wal").exists()
                if not whole:
                    raise WorldError("store_damaged", where=str(path))
                version = _version(connection)
            if not version:
                raise WorldError("store_damaged", where=str(path))
            if version > SCHEMA_VERSION:
                raise WorldError("store_newer", where=str(path), version=version)
            if version < SCHEMA_VERSION:
                if migrate is None:
                    raise WorldError("store_older", where=str(path), version=version)
                engine.dispose()
                migrate(path, key_hex, version)
            with failures(path), engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            _see_that_it_marks(engine, path)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine, clock, today=today)

    def close(self, *, for_good: bool = False) -> None:
        """Give back every connection; the write-ahead log is folded into the file.

        ``for_good``: whoever asks or changes anything from now on is told that there is no store (``WorldError``):
        its file is about to be destroyed, and a late question must not make an empty one in its place.
        """
        self._is_gone = self._is_gone or for_good
        with self._turn:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self._log.close()
        self._engine.dispose()

    # --- what the store knows of itself --------------------------------------------------------------------

    @property
    def today(self) -> dt.date:
        """The business date: given, the store's own (demo), else the calendar's."""
        return self._today or self._clock.today()

    def fact(self, key: str) -> str:
        """A fact read when the store was opened or written since: ``user_id``, ``calendar``, ``business_date``."""
        facts = self._facts
        return (self._read_facts() if facts is None else facts).get(key, "")

    def use_calendars(self, calendars: Callable[[str], WorkCalendar]) -> None:
        """Say where the days off of a country come from; read when a change first needs them."""
        self._calendars = calendars

    def _days_off(self) -> WorkCalendar:
        if self._calendar is None:
            self._calendar = self._calendars(self.fact("calendar"))
        return self._calendar

    def moment(self) -> Moment:
        """Now, for one snapshot or unit of work. Instants of one store rise strictly."""
        with self._turn:
            now = max(self._clock.now(), self._last + dt.timedelta(milliseconds=1))
            self._last = now
        return Moment(now, self.today, self._clock.zone(), self.fact("user_id"), self._days_off)

    def data_version(self) -> int:
        """A number that changes whenever somebody wrote to the file, this program or another; only ever compared."""
        self._refuse_gone()
        with failures(self.path), self._turn:
            if self._watch is None:
                # SQLite counts for each connection what others wrote, so the one that looks must be the same.
                self._watch = self._engine.raw_connection()
            version = int(self._watch.driver_connection.execute("PRAGMA data_version").fetchone()[0])
        if version != self._version:
            self._version, self._facts = version, None
        return version

    # --- work ----------------------------------------------------------------------------------------------

    def ask(self, question: Callable[..., T], *args: Any) -> T:
        """Run ``question(snapshot, *args)`` on one snapshot."""
        self._refuse_gone()
        with reading(self._engine, self.path) as connection:
            return question(Snapshot(connection, self.moment()), *args)

    def change(self, verb: Callable[..., T], *args: Any) -> tuple[T, Changes]:
        """Run ``verb(unit of work, *args)`` in one transaction and commit it durably; nothing is kept on an error."""
        self._refuse_gone()
        self._log.make_room()
        with collector_waiting(), writing(self._engine, self.path) as connection:
            work = UnitOfWork(connection, self.moment())
            # Asked anew each time: another program may have signed in meanwhile.
            if is_exchanged := bool(work.setting(sync_state.DEVICE)):
                sync_state.begin(connection, round(work.moment.now.timestamp() * 1000))
            result = verb(work, *args)
            if is_exchanged:
                readers.refuse_others(work)
            changes = work.finish()
            if is_exchanged:
                sealing.seal_many(connection)
        self._follow_up()
        return result, changes

    def exchange(self, work: Callable[[UnitOfWork], T]) -> tuple[T, Changes]:
        """Like ``change`` for what a server says: no undo step, and references may lead to what is not here."""
        self._refuse_gone()
        with collector_waiting(), writing(self._engine, self.path, references=False) as connection:
            unit = UnitOfWork(connection, self.moment(), journaled=False)
            result = work(unit)
            changes = unit.finish()
        self._follow_up()
        return result, changes

    def maintain(self, work: Callable[[UnitOfWork], T]) -> T:
        """Like ``change`` for the program's own housekeeping: no undo step."""
        self._refuse_gone()
        with writing(self._engine, self.path) as connection:
            unit = UnitOfWork(connection, self.moment(), journaled=False)
            result = work(unit)
            unit.finish()
        self._follow_up()
        return result

    def compact(self) -> None:
        """Write the file anew, so that nothing of what was erased is left in a corner of it. Waits for no reader:
        raises ``WorldError`` (store_busy) while one is at work, and nothing has changed then."""
        with failures(self.path), self._engine.connect() as connection:
            for statement in search.merge_statements():
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def engine_for_maintenance(self) -> Engine:
        """The engine, for tests that damage a store behind its back."""
        return self._engine

    def _refuse_gone(self) -> None:
        if self._is_gone:
            raise WorldError("no_store", where=str(self.path))

    def _follow_up(self) -> None:
        """What is done after a commit. It may fail, but no failure says that nothing was saved: it is tried again
        with the next change, or the next question for a fact."""
        self._facts = None
        for step in (self._log.fold_soon, self._read_facts):
            try:
                step()
            except Exception as error:
                _log.warning("A change was saved, but what follows it failed (%s): %s", step.__name__, reason_of(error))

    def _read_facts(self) -> dict[str, str]:
        with reading(self._engine, self.path) as connection:
            facts = self._facts = _facts(connection)
        return facts


def _see_that_it_marks(engine: Engine, path: Path) -> None:
    """A signed-in store marks what changes; another program may have touched the file, or an older one of ours."""
    with failures(path), engine.connect() as connection:
        is_marking = not sync_state.device(connection) or capture.is_installed(connection)
    if not is_marking:
        _log.warning("The triggers that mark changes were not as they should be; they were made anew")
        with writing(engine, path) as connection:
            capture.install(connection)


def create_tables(connection: Connection) -> None:
    """All tables and indexes of this version, and its number."""
    metadata.create_all(connection)
    for statement in search.create_statements():
        connection.exec_driver_sql(statement)
    connection.execute(sync_now.insert().values(one=1, last=0, tx=0, at=0, muted=0))
    connection.exec_driver_sql("INSERT INTO store_state VALUES ('schema_version', ?)", (SCHEMA_VERSION,))


def begin_with(work: UnitOfWork, beginning: Beginning) -> None:
    """The rows every store starts with: the unassigned territory and the first tier scheme."""
    work.insert(Territory(id=UNASSIGNED, name="Unassigned"))
    currency = str(beginning.scheme["currency"])
    work.insert(
        TierScheme(
            id=derived_id("tier_scheme", "1", currency),
            name=str(beginning.scheme["name"]),
            version=1,
            definition=beginning.scheme,
        )
    )
    work.set_setting("calendar", beginning.calendar)
    work.set_setting("derived_on", work.today.isoformat())
    if beginning.business_date:
        work.set_setting("business_date", beginning.business_date.isoformat())
    work.finish()


def _facts(connection: Connection) -> dict[str, str]:
    return {str(k): str(v) for k, v in connection.exec_driver_sql("SELECT k, v FROM store_state")}


def _version(connection: Connection) -> str:
    row = connection.exec_driver_sql("SELECT v FROM store_state WHERE k = 'schema_version'").first()
    return str(row[0]) if row else ""


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def housekeeping(work: UnitOfWork) -> None:
    """Once a business day: forget old undo steps, let tiers begin and end whose day has come."""
    journal.forget_old(work.connection, work.moment.now)
    today, before = work.today.isoformat(), work.setting("derived_on")
    if not before or today < before:
        work.derive_all()
    elif today > before:
        work.derive_for(_tiers_that_turn(work, before, today))
    if today != before:
        work.set_setting("derived_on", today)


def _tiers_that_turn(work: UnitOfWork, before: str, today: str) -> list[str]:
    """Customers with a manual tier, which may have ended, or with an entry that takes effect only now."""
    found = work.connection.exec_driver_sql(
        "SELECT id FROM customer_state WHERE is_manual UNION "
        "SELECT customer_id FROM tier_assignment WHERE effective_on > ? AND effective_on <= ? AND deleted_at IS NULL",
        (before, today),
    )
    return [str(row[0]) for row in found]
