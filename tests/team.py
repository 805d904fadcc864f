"""A small team on one server in this process: stores of several users that signed in and meet by real messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_crm.server import devices, people
from desktop_crm.server.answering import answer
from desktop_crm.server.database import Database
from desktop_crm.storage.store import Store
from desktop_crm.sync.device_calls import Deposit, Enrol, Enrolled, Hello, Renewed, SignIn, Wiped
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.usecases import exchange, sign_in
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sign_in import Credentials
from tests.servers import PASSWORD, Company
from tests.stores import FixedClock, new_store


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team: name and role."""

    name: str
    role: str = "rep"


OFFICE = Member("办公室", "admin")
ZHANG = Member("张伟")
LIN = Member("林晓雯")
AREA = "苏州北"


class NearLine:
    """The way to a server that runs in this process; the calls that a team in one room needs."""

    def __init__(self, database: Database, tenant: str, clock: FixedClock) -> None:
        self._database, self._tenant, self._clock = database, tenant, clock

    def hello(self) -> Hello:
        return Hello("near", 1, 1)

    def enrol(self, asked: Enrol) -> Enrolled:
        return devices.enrol(self._database, asked, self.now())

    def sign_in(self, asked: SignIn) -> Enrolled:
        return devices.sign_in(self._database, asked, self.now())

    def renew(self, token: str) -> Renewed:
        raise NotImplementedError

    def deposit(self, token: str, asked: Deposit) -> None:
        raise NotImplementedError

    def wiped(self, token: str, asked: Wiped) -> None:
        raise NotImplementedError

    def sync(self, token: str, request: Request) -> Answer:
        return answer(self._database, self._tenant, token.partition(".")[0], request, now=self.now())

    def now(self) -> int:
        """The instant of the team's clock, in milliseconds."""
        return round(self._clock.now().timestamp() * 1000)


class Team:
    """The office and two reps of one territory, each with a store that has signed in."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock()
        self.company = Company(str(folder / "server.db"), "Team")
        self.database = self.company.database
        self.territory = self.company.territory(AREA)
        self._line = NearLine(self.database, self.company.tenant, self.clock)
        self.stores: dict[Member, Store] = {}
        self.ids: dict[Member, str] = {}
        for place, one in enumerate((OFFICE, ZHANG, LIN)):
            self.ids[one] = self.company.user(one.name, one.role, *(() if one.role == "admin" else (self.territory,)))
            (folder / str(place)).mkdir()
            store = self.stores[one] = new_store(folder / str(place), clock=self.clock)
            sign_in.sign_in(store, self._line, Credentials("https://crm.example.com", one.name, PASSWORD, "laptop"))
        self.meet()

    def __getitem__(self, one: Member) -> Store:
        return self.stores[one]

    def meet(self, *members: Member) -> None:
        """Let these exchange, one after the other, all without a name; twice, so that each has what the others sent."""
        for one in 2 * (members or tuple(self.stores)):
            self.sync(one)

    def sync(self, one: Member) -> exchange.Exchanged:
        """One exchange of one store."""
        store = self.stores[one]
        return exchange.exchange(store, lambda request: self._line.sync(store.ask(member).device + ".", request))

    def promote(self, one: Member, role: str = "admin") -> None:
        """Let somebody have another role from now on."""
        self.company.change(lambda c, t: people.change(c, t, self.ids[one], self._line.now(), role=role))

    def close(self) -> None:
        """Close everything."""
        for store in self.stores.values():
            store.close()
        self.database.close()
