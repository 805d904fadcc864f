"""Laptops of a whole company before a storm: each has work to send and rows waiting, and afterwards all is counted.

A rep has a territory of their own. What is typed and what waits is marked by words that occur nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from desktop_crm.app import exchanging
from desktop_crm.app.clock import SystemClock
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.ids import new_id
from desktop_crm.server import access, checking, office, people, records, tables
from desktop_crm.server.people import NewUser
from desktop_crm.storage.store import Store
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.session import Read, Seal, Sealed, Standing
from desktop_crm.usecases import exchange
from desktop_crm.usecases import records as verbs
from desktop_crm.usecases.members import member
from desktop_crm.usecases.tokens import token_of
from desktop_crm.usecases.visits import VisitDraft, log_visit
from tests.laptops import Laptop
from tests.servers import PASSWORD, Company, now
from tests.stores import KEY
from tests.sync.history import NOTHING, TOKEN, state_of
from tests.sync.oracles import Broken, check_store

_SHARED = 2
"""Customers of each territory that both the rep and the office change meanwhile, in different fields."""

_WEEK_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Load:
    """What each laptop brings and finds."""

    up: int = 20
    down: int = 200

    @property
    def visits(self) -> int:
        """Visits written down; each is two operations, itself and who was there."""
        return self.up // 5

    @property
    def people(self) -> int:
        """New contacts."""
        return self.up // 5

    @property
    def edits(self) -> int:
        """Edits of one field of a customer."""
        return self.up - 2 * self.visits - self.people

    @property
    def changed(self) -> int:
        """Customers that the office changes; the rest of the rows that come down are new contacts."""
        return self.down // 4

    @property
    def customers(self) -> int:
        """Customers of a territory from the beginning."""
        return max(self.edits + self.changed, _SHARED + 1)


@dataclass(slots=True)
class Device:
    """A laptop that was closed with work in it: what its own engine says at the beginning of the next exchange."""

    login: str
    store: Path
    token: str
    standing: Standing
    sealed: Sealed
    typed: frozenset[str]
    """Words typed on it that no server knows yet."""
    waiting: frozenset[str] = frozenset()
    """Words of the rows that wait for it."""


@dataclass(slots=True)
class Fleet:
    """A company with its laptops."""

    company: Company
    folder: Path
    load: Load
    territories: dict[str, str] = field(default_factory=dict)
    """Login of the rep -> id."""
    devices: list[Device] = field(default_factory=list)
    _words: Iterator[int] = field(default_factory=lambda: count(1))

    def found(self, logins: Sequence[str]) -> None:
        """Make the accounts, the territories and the customers that are there from the beginning."""
        self.company.change(self._people, logins)
        for login in logins:
            self.company.write(*(self._customer(login, place) for place in range(self.load.customers)))

    def _people(self, connection: Connection, tenant: str, logins: Sequence[str]) -> None:
        for login in logins:
            territory = people.add_territory(connection, tenant, f"Area of {login}", "", now())
            people.add(connection, tenant, NewUser(login, PASSWORD, territories=[territory]), now())
            self.territories[login] = territory

    def _customer(self, login: str, place: int) -> Operation:
        said = {"name": f"Customer {place} of {login}", "territory_id": self.territories[login]}
        return office.add("customer", new_id(), said, now())

    def _word(self) -> str:
        return f"k{next(self._words)}k"

    # --- a laptop before the storm -------------------------------------------------------------------------

    def send_out(self, login: str, address: str) -> None:
        """Sign a laptop in, let its rep work offline, seal what was done, and close it."""
        laptop = Laptop(self.folder / login, address)
        laptop.store.close()
        laptop.store = Store.open(laptop.store.path, KEY, SystemClock())
        laptop.sign_in(login)
        laptop.sync()
        typed = frozenset(self._work(laptop.store))
        standing = exchange.carry_out(laptop.store, Seal())[0]
        sealed = exchange.carry_out(laptop.store, Read(standing.confirmed))[0]
        if len(sealed.operations) != self.load.up:
            raise Broken("fleet", f"{len(sealed.operations)} operations instead of {self.load.up}")
        token = token_of(laptop.member)
        laptop.close()
        self.devices.append(Device(login, laptop.store.path, token, standing, sealed, typed))

    def _work(self, store: Store) -> Iterator[str]:
        customers = sorted(store.ask(lambda snapshot: snapshot.find(Customer)), key=lambda found: found.id)
        for customer in customers[: self.load.edits]:
            word = self._word()
            store.change(verbs.edit_record, Customer, customer.id, {"phone": (customer.phone, word)})
            yield word
        for place in range(self.load.people):
            word = self._word()
            store.change(verbs.add_record, Contact(name=word, customer_id=customers[place % len(customers)].id))
            yield word
        for place in range(self.load.visits):
            word = self._word()
            draft = VisitDraft(customers[-1 - place % len(customers)].id, outcome=3, note=word)
            store.change(log_visit, draft)
            yield word

    def fill(self) -> None:
        """Let the office write what waits for each laptop, after all of them went out."""
        for device in self.devices:
            device.waiting = frozenset(self.company.change(self._news, self.territories[device.login]))
        self.company.change(self._age)

    def _age(self, connection: Connection, tenant: str) -> None:
        """It is a week since the server met any of them."""
        met = tables.device.c.met_at - _WEEK_MS
        connection.execute(update(tables.device).where(tables.device.c.tenant == tenant).values(met_at=met))

    def _news(self, connection: Connection, tenant: str, territory: str) -> list[str]:
        bucket = f"terr:{territory}"
        listed = select(tables.feed.c.id).where(
            tables.feed.c.tenant == tenant, tables.feed.c.bucket == bucket, tables.feed.c.kind == "customer"
        )
        ids = sorted(id_ for (id_,) in connection.execute(listed))
        # Most of them are others than those that the rep changed: at a real return a few are the same.
        chosen = ids[self.load.edits - _SHARED :][: self.load.changed]
        held = records.read(connection, tenant, [("customer", id_) for id_ in chosen])
        words = [self._word() for _ in range(self.load.down)]
        written = [
            office.edit(customer, {"website": word}, now())
            for customer, word in zip(held.values(), words, strict=False)
        ]
        for word in words[len(written) :]:
            written.append(office.add("contact", new_id(), {"name": word, "customer_id": ids[-1]}, now()))
        office.write(connection, tenant, written, now())
        return words

    # --- afterwards ----------------------------------------------------------------------------------------

    def account(self) -> dict[str, int]:
        """Count what became of all that was typed. Raises ``Broken`` where anything is lost, twice, or wrong."""
        with self.company.database.snapshot() as connection:
            problems = checking.check(connection)
            held = Counter(
                word for (data,) in connection.execute(select(tables.record.c.data)) for word in TOKEN.findall(data)
            )
            taken = select(tables.receipt.c.device, tables.receipt.c.outcome, func.count())
            grouped = taken.group_by(tables.receipt.c.device, tables.receipt.c.outcome)
            outcomes = [(str(device), str(outcome), int(n)) for device, outcome, n in connection.execute(grouped)]
            named = connection.execute(
                select(func.count(), func.count(tables.receipt.c.name.distinct())).select_from(tables.receipt)
            ).one()
        if problems:
            raise Broken("audit", str(problems[:3]))
        typed = {word for device in self.devices for word in device.typed}
        lost = sorted(word for word in typed if not held[word])
        twice = sorted(word for word in typed if held[word] > 1)
        if lost or twice:
            raise Broken("I4", f"lost {lost[:5]} of {len(typed)}, twice {twice[:5]}")
        if named[0] != named[1]:
            raise Broken("I3", f"{named[0] - named[1]} operations have two receipts")
        of_device: Counter[str] = Counter()
        for device, _, n in outcomes:
            of_device[device] += n
        for one in self.devices:
            if (n := of_device[one.token.partition(".")[0]]) != self.load.up:
                raise Broken("I3", f"{one.login} has {n} receipts")
        kinds = Counter[str]()
        for device, outcome, n in outcomes:
            if device != access.OFFICE:
                kinds[outcome] += n
        return {"typed": len(typed), "lost": len(lost), "twice": len(twice), **kinds}

    def come_home(self, devices: Sequence[Device], address: str) -> None:
        """Open these laptops' own stores and let each exchange by itself, over the program's own line; then compare
        every row with the server's, field by field. Raises ``Broken``.

        Of what was sent in the storm the store knows nothing yet: to it all answers were lost.
        """
        known = NOTHING
        for device in devices:
            store = Store.open(device.store, KEY, SystemClock())
            with exchanging.line_of(store) as line:
                done = exchanging.synchronise(store, line, lambda: KEY)
            if done.waits.pending or done.waits.held:
                raise Broken("stuck", f"{device.login}: {done.waits}")
            known = state_of(self.company.database, known)
            check_store(store, known, store.ask(member).user)
            store.close()
