"""A small world for the simulator: real laptops' stores, a real server database, clocks that stand where they were put.

Everything random comes from seeds, ids included, so that a run that fails fails again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert, select

from desktop_crm.domain import ids
from desktop_crm.domain.territories import User
from desktop_crm.server import answering, backups, epochs, office, people, tenancy
from desktop_crm.server.answering import answer
from desktop_crm.server.database import Database
from desktop_crm.server.tables import account, device, head
from desktop_crm.storage import sync_state, syncing
from desktop_crm.storage.store import Store
from desktop_crm.storage.tables import SCHEMA_VERSION
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync import frames
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import PROTOCOL, Answer, Head, Request
from desktop_crm.sync.session import Report
from desktop_crm.usecases import exchange, joining
from desktop_crm.usecases.members import put_member
from tests.stores import KEY, TODAY, FixedClock, definition, new_store
from tests.sync.faults import Crash, ServerCrash

NORTH, SOUTH = "00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b"
"""Two territories, beside the one of customers of no other."""


BEGAN = round(dt.datetime.combine(TODAY, dt.time(10), ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
"""Where the server's clock stands at first: milliseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user: what the office knows of them."""

    id: str
    name: str
    role: str
    territories: tuple[str, ...]


BOSS = Person("00000000-0000-7000-8000-0000000000b0", "Boss", "admin", ())
ANN = Person("00000000-0000-7000-8000-0000000000a1", "Ann", "rep", (NORTH,))
BEN = Person("00000000-0000-7000-8000-0000000000b1", "Ben", "rep", (SOUTH,))
CAM = Person("00000000-0000-7000-8000-0000000000c1", "Cam", "manager", (NORTH, SOUTH))
PEOPLE = (BOSS, ANN, BEN, CAM)


@dataclass(slots=True)
class Laptop:
    """A device: its person, its store, its clock, and what its person has open."""

    name: str
    person: Person
    store: Store
    clock: FixedClock
    folder: Path
    generation: int = 0
    """How often it was started anew after a crash."""
    form: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """Rows as they were when a form was opened, some time ago."""
    crash: Crash = field(default_factory=Crash)
    device: str = ""
    """Its id at the server: the name, until it turned out to be a copy."""

    def __post_init__(self) -> None:
        self.device = self.device or self.name

    def copy_to(self, path: Path, torn: Callable[[bytes], bytes] | None = None) -> Store:
        """The store as it is on the disk now, opened elsewhere; ``torn`` makes of the log what a power cut left."""
        shutil.copyfile(self.store.path, path)
        log = self.log()
        path.with_name(path.name + "-wal").write_bytes(torn(log) if torn else log)
        return Store.open(path, KEY, self.clock, today=TODAY)

    def reboot(self, torn: Callable[[bytes], bytes] | None = None) -> None:
        """Start again from what is on the disk now; ``torn`` makes of the write-ahead log what a power cut left."""
        old, self.generation = self.store, self.generation + 1
        self.crash.disarm()
        self.store = self.copy_to(self.folder / f"store-{self.generation}.crm", torn)
        self.crash.release()
        _discard(old)
        self.crash.watch(self.store, self.log)
        self.form.clear()

    def log(self) -> bytes:
        """The write-ahead log as it is on the disk."""
        path = self.store.path.with_name(self.store.path.name + "-wal")
        return path.read_bytes() if path.exists() else b""

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the file says, in SQL."""
        return self.store.ask(lambda s: [tuple(row) for row in s.connection.exec_driver_sql(sql, parameters)])


class World:
    """The office's server and the laptops. ``send`` may be replaced: the faults do."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """``url``: of an empty PostgreSQL database; else the server keeps a file in ``folder``."""
        self.folder = folder
        if not url:
            for name, content in _founded().items():
                (folder / name).write_bytes(content)
        self.database = Database(url or str(folder / "server.db"))
        if url:
            with determined(0):
                _found(self.database)
        self.now = BEGAN
        """The server's clock, in milliseconds."""
        self.laptops: dict[str, Laptop] = {}
        self.on_change: list[Callable[[], None]] = []
        """Called after each call: the server may hold something else now."""
        self.on_answer: list[Callable[[Laptop, bytes], None]] = []
        """Called with each answer as it goes out to a laptop."""
        self.reports: list[tuple[str, Report]] = []
        self.crash = ServerCrash(self.database.engine)
        with self.database.snapshot() as connection:
            self.tenant = str(connection.execute(select(head.c.tenant)).scalar_one())

    def close(self) -> None:
        """Close every store and the server."""
        for laptop in self.laptops.values():
            laptop.crash.disarm()
            laptop.crash.release()
            laptop.store.close()
        self.database.close()

    # --- the office ----------------------------------------------------------------------------------------

    def give(self, person: Person, territory: str) -> None:
        """Assign a territory."""
        self.office(people.assign, person.id, [territory])
        self.office(office.renew_grants)

    def take(self, person: Person, territory: str) -> None:
        """Take a territory away."""
        self.office(people.unassign, person.id, [territory])
        self.office(office.renew_grants)

    def office(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Something done at the server itself: ``work(connection, tenant, ...)`` in one transaction."""
        done = self.database.change(lambda connection: work(connection, self.tenant, *arguments))
        for look in self.on_change:
            look()
        return done

    def back_up(self) -> Path:
        """A backup of the server as it is now, by its own command."""
        file = self.folder / f"backup-{self.now}-{len(list(self.folder.iterdir()))}.db"
        backups.backup(self.database, file, self.now)
        return file

    def restore(self, file: Path, *, confirmed: bool = True) -> None:
        """Make the server what a backup says; ``confirmed``: an administrator agrees at once."""
        backups.restore(self.database, file, self.now)
        if confirmed:
            self.office(epochs.confirm)

    # --- laptops -------------------------------------------------------------------------------------------

    def add_laptop(self, name: str, person: Person) -> Laptop:
        """A new store, signed in, that holds what its person may see."""
        folder = self.folder / name
        folder.mkdir()
        clock = FixedClock(TODAY)
        laptop = Laptop(name, person, new_store(folder, clock=clock, name="store-0.crm"), clock, folder)
        self.laptops[name] = laptop
        self.enrol(name, person)
        pages: list[Answer] = []
        while not pages or not pages[-1].is_complete:
            cursors = {bucket: cursor for page in pages for bucket, cursor in page.cursors.items()}
            asked = Request(PROTOCOL, SCHEMA_VERSION, 0, Head(0, FIRST), None, cursors, not pages)
            pages.append(self.call(laptop, asked))

        def join(work: UnitOfWork) -> None:
            user = User(id=person.id, name=person.name, role=person.role)
            joining.bring_along(work, name, user, pages)
            for page in pages:
                syncing.stage(work.connection, page)
            put_member(work, device=name, user=person.id, role=person.role, tenant=self.tenant)

        laptop.store.exchange(join)
        laptop.crash.watch(laptop.store, laptop.log)
        self.sync(laptop)
        return laptop

    def enrol(self, name: str, person: Person, parent: str = "", start: Head = sync_state.NOTHING) -> None:
        """Let the server know a device. ``start``: where the chain of one that it has forgotten begins."""
        known = row_with_blanks(device, tenant=self.tenant, id=name, user_id=person.id, state="active")
        known |= {"parent": parent, "last_number": start.number, "last_hash": start.hash}
        self.office(lambda connection, _: connection.execute(insert(device).values(known)))

    def enrol_again(self, laptop: Laptop) -> None:
        """A restored server does not know a device that came after its backup: its person signs in once more."""
        self.enrol(laptop.device, laptop.person, start=laptop.store.ask(exchange.first_kept))

    def clone(self, laptop: Laptop, name: str) -> Laptop:
        """A second laptop with a copy of the store; it believes to be the same device."""
        folder = self.folder / name
        folder.mkdir()
        store = laptop.copy_to(folder / "store-0.crm")
        copy = Laptop(name, laptop.person, store, laptop.clock, folder, device=laptop.device)
        copy.crash.watch(copy.store, copy.log)
        self.laptops[name] = copy
        return copy

    def part(self, laptop: Laptop) -> None:
        """A laptop that was found to be a copy is signed in anew, as a device of its own."""
        new = f"{laptop.name}~{len(self.laptops)}~{self.now}"
        self.enrol(new, laptop.person, laptop.device)
        laptop.device = new

        def go_on(work: UnitOfWork) -> None:
            exchange.fork(work, new)
            put_member(work, device=new, signed_out="")

        laptop.store.exchange(go_on)

    def sync(self, laptop: Laptop, send: Callable[[Request], Answer] | None = None) -> Report:
        """One exchange. Raises what the line raises."""
        done = exchange.exchange(laptop.store, send or (lambda request: self.call(laptop, request)))
        self.reports.append((laptop.name, done.report))
        return done.report

    # --- the line ------------------------------------------------------------------------------------------

    def call(self, laptop: Laptop, request: Request) -> Answer:
        """A call over a line without faults, through real frames."""
        return frames.unpack(self.receive(laptop, frames.pack(request)), Answer)

    def receive(self, laptop: Laptop, frame: bytes) -> bytes:
        """What the server answers to a frame, as a frame."""
        request = frames.unpack(frame, Request)
        self.now += 1000
        try:
            told = frames.pack(answer(self.database, self.tenant, laptop.device, request, now=self.now))
        finally:
            for look in self.on_change:
                look()
        for look in self.on_answer:
            look(laptop, told)
        return told

    def seq(self) -> int:
        """The last number that the server gave."""
        with self.database.snapshot() as connection:
            return int(connection.execute(select(head.c.seq)).scalar_one())


@cache
def _founded() -> dict[str, bytes]:
    """The files of a server whose company has its people and territories."""
    with tempfile.TemporaryDirectory() as folder, determined(0):
        database = Database(str(Path(folder) / "server.db"))
        _found(database)
        database.close()
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def _found(database: Database) -> None:
    """Set up the company by the server's own administration; only accounts are written without their passwords."""
    first = people.NewUser("office", "correct horse battery", "admin")
    tenant = tenancy.begin(database, "Acme", first, definition(), BEGAN).tenant.id
    named = ((NORTH, "North"), (SOUTH, "South"))
    places = [office.add("territory", id_, {"name": name}, BEGAN) for id_, name in named]
    users = [office.add("user", one.id, {"name": one.name, "role": one.role}, BEGAN) for one in PEOPLE]

    def work(connection: Connection) -> None:
        office.write(connection, tenant, [*places, *users], BEGAN)
        for one in PEOPLE:
            known = row_with_blanks(
                account, tenant=tenant, user_id=one.id, login=one.name, role=one.role, state="active"
            )
            connection.execute(insert(account).values(known))
            if one.territories:
                people.assign(connection, tenant, one.id, one.territories)
        office.renew_grants(connection, tenant)

    database.change(work)


def _discard(store: Store) -> None:
    with contextlib.suppress(Exception):
        store.close()


def row_with_blanks(table: Table, **known: Any) -> dict[str, Any]:
    """A whole row of a table of the server: what is not said is empty."""
    blank: Mapping[type, Any] = {str: "", int: 0, bytes: b"", bool: False}
    rest = {
        column.name: blank[column.type.python_type]
        for column in table.columns
        if not column.nullable and column.server_default is None
    }
    return {**rest, **known}


@contextlib.contextmanager
def determined(seed: int) -> Iterator[None]:
    """Ids that come from a seed: the same run makes the same rows."""
    source = random.Random(seed)
    ticks = iter(range(1_800_000_000_000_000_000, 1 << 62, 1_000_000))
    before = ids.os, ids.time, ids._last
    ids.os = SimpleNamespace(urandom=source.randbytes)  # type: ignore[assignment]
    ids.time = SimpleNamespace(time_ns=lambda: next(ticks))  # type: ignore[assignment]
    ids._last = 0
    try:
        yield
    finally:
        ids.os, ids.time, ids._last = before


@contextlib.contextmanager
def small_parts(rows: int, operations: int) -> Iterator[None]:
    """Pages of so many rows and requests of so many operations at most: what takes megabytes in life."""
    pull, read = answering.pull, syncing.read

    def page(*arguments: Any, **named: Any) -> Any:
        return pull(*arguments, **{**named, "limit": rows})

    def some(connection: Connection, after: Head, _limit: int, size: int) -> Any:
        return read(connection, after, operations, size)

    answering.pull, syncing.read = page, some
    try:
        yield
    finally:
        answering.pull, syncing.read = pull, read
