"""A central server and laptops for tests of the exchange: real stores, a real database, one process, no network."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.ids import new_id
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.server import epochs, office, people, tables
from desktop_crm.server.answering import answer
from desktop_crm.server.database import Database
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.sync.session import Report
from desktop_crm.usecases import exchange, records
from desktop_crm.usecases.members import put_member
from tests.servers import Company
from tests.stores import KEY, FixedClock, new_store

EVERYWHERE = UNASSIGNED
"""Id of the territory of customers that belong nowhere."""


class Office(Company):
    """A company whose server answers here. ``now`` is its clock, in milliseconds; it moves one second a call."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "server.db"
        self.folder = folder
        super().__init__(str(self.path), "Team")
        self.now = round(FixedClock().now().timestamp() * 1000)

    def user(self, name: str, role: str = "rep", *territories: str, manager: str = "") -> str:
        """Somebody new who holds these territories; the id."""
        made = super().user(name, role, *territories, manager=manager)
        self.change(office.renew_grants)
        return made

    def enrol(self, user: str, parent: str = "") -> str:
        """A new device of a user. Its id."""
        device = new_id()
        row: dict[str, Any] = {"tenant": self.tenant, "id": device, "user_id": user, "name": user, "parent": parent}
        row |= {"token_hash": b"", "next_hash": b"", "state": "active", "last_number": 0, "last_hash": FIRST}
        row |= {"confirmed": 0, "seen": 0, "schema": "", "met_at": self.now}
        self.database.change(lambda connection: connection.execute(insert(tables.device).values(**row)))
        return device

    def grant(self, user: str, territory: str) -> None:
        """Let a user hold a territory from now on."""
        self.change(people.assign, user, [territory])
        self.change(office.renew_grants)

    def end_grant(self, user: str, territory: str) -> None:
        """Take a territory away from a user."""
        self.change(people.unassign, user, [territory])
        self.change(office.renew_grants)

    def back_up(self) -> Path:
        """A copy of the database as it is."""
        copy = self.folder / f"backup-{new_id()}.db"
        self.database.close()
        shutil.copy(self.path, copy)
        self.database = Database(self.url)
        return copy

    def restore(self, copy: Path, *, confirmed: bool = True) -> None:
        """Go on with a backup: the server notices that its database is another one, and begins a new epoch."""
        self.database.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(copy, self.path)
        self.database = Database(self.url)
        with self.database.snapshot() as connection:
            connection.execute(select(tables.head)).one()
        if confirmed:
            self.confirm()

    def confirm(self) -> None:
        """An administrator says that the restored database is what is meant."""
        self.change(epochs.confirm)

    def answer(self, device: str, request: Request) -> Answer:
        """One call of a device."""
        self.now += 1000
        return answer(self.database, self.tenant, device, request, now=self.now)

    def rows(self, table: Any) -> list[Any]:
        """All rows of a table of the server."""
        with self.database.snapshot() as connection:
            return list(connection.execute(select(table)))


class Laptop:
    """A signed-in store."""

    def __init__(self, at: Office, folder: Path, name: str, *territories: str, role: str = "rep") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.office, self.folder = at, folder
        self.store = new_store(folder)
        self.user = at.user(name, role, *territories)
        self.device = at.enrol(self.user)
        self.store.change(self._join, role)
        self.before: Callable[[Request], None] = lambda _: None
        self.after: Callable[[Answer], None] = lambda _: None
        self.sync()

    def _join(self, work: UnitOfWork, role: str) -> None:
        work.set_setting("user_id", self.user)
        exchange.join(work, self.device)
        put_member(work, device=self.device, user=self.user, role=role, tenant=self.office.tenant)

    def sync(self) -> Report:
        """One exchange. ``before`` and ``after`` are told of each call and may raise."""

        def send(request: Request) -> Answer:
            self.before(request)
            told = self.office.answer(self.device, request)
            self.after(told)
            return told

        return exchange.exchange(self.store, send).report

    def add(self, record: Record) -> str:
        """A new record; its id."""
        return self.store.change(records.add_record, record)[0].id

    def edit(self, kind: type[Record], id_: str, **values: Any) -> None:
        """Change fields, seen as they stand here now."""
        stored = self.get(kind, id_)
        changes = {name: (getattr(stored, name), value) for name, value in values.items()}
        self.store.change(records.edit_record, kind, id_, changes)

    def delete(self, kind: type[Record], id_: str) -> None:
        """Move a record to the bin."""
        self.store.change(records.delete, kind, id_)

    def get(self, kind: type[Record], id_: str) -> Any:
        """A record as it stands here; None where it does not."""
        return self.store.ask(lambda snapshot: snapshot.get(kind, id_))

    def find(self, kind: type[Record]) -> list[Any]:
        """All living records of a kind."""
        return self.store.ask(lambda snapshot: list(snapshot.find(kind)))

    def copied(self, folder: Path) -> Laptop:
        """A second laptop with a copy of this store, as a backup makes one; it says that it is the same device."""
        folder.mkdir(parents=True)
        self.store.exchange(exchange.seal)
        self.store.close()
        copy = object.__new__(Laptop)
        copy.__dict__.update(self.__dict__)
        copy.folder = folder
        shutil.copy(self.store.path, folder / self.store.path.name)
        self.store = Store.open(self.store.path, KEY, FixedClock())
        copy.store = Store.open(folder / self.store.path.name, KEY, FixedClock())
        return copy

    def go_on_as_another(self) -> None:
        """Sign in again after the copy was found out."""
        parent = self.device
        self.device = self.office.enrol(self.user, parent)
        self.store.exchange(lambda work: exchange.fork(work, self.device))

    def under_way(self) -> list[tuple[Any, ...]]:
        """Operations that are not through yet: (number, verb, kind, state, outcome)."""
        return self.store.ask(
            lambda snapshot: snapshot.connection.exec_driver_sql(
                "SELECT n, verb, tbl, state, outcome FROM sync_outbox WHERE state <> 'done' ORDER BY n"
            ).fetchall()
        )


def refused(laptop: Laptop) -> str:
    """The code that an exchange of this laptop ends with, empty if it goes through."""
    try:
        laptop.sync()
    except CrmError as error:
        return error.code
    return ""
