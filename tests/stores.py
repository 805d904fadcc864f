"""Real stores for tests: made in milliseconds, on a clock that stands where the test put it, with values by default."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from desktop_crm.domain.cadence import NO_HOLIDAYS, WorkCalendar
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import Record
from desktop_crm.domain.opportunities import Opportunity, Purchase
from desktop_crm.domain.tasks import Memo, Task
from desktop_crm.domain.tiering import Scheme
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Beginning, Store
from desktop_crm.storage.unit_of_work import UnitOfWork

R = TypeVar("R", bound=Record)
T = TypeVar("T")

KEY = "5a" * 32
TODAY = dt.date(2026, 11, 26)
"""A Thursday."""
RESOURCES = Path(__file__).resolve().parents[1] / "resources"


class FixedClock:
    """A clock that moves one millisecond at each look and otherwise only when told to.

    It starts at ten in the morning, local time, of the day it is given.
    """

    def __init__(self, today: dt.date = TODAY, zone: str = "Asia/Shanghai") -> None:
        self._zone = zone
        self._now = dt.datetime.combine(today, dt.time(10), ZoneInfo(zone)).astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """The instant, in UTC."""
        self._now += dt.timedelta(milliseconds=1)
        return self._now

    def today(self) -> dt.date:
        """The local date of the instant."""
        return self._now.astimezone(ZoneInfo(self._zone)).date()

    def zone(self) -> str:
        """The zone it was given."""
        return self._zone

    def advance(self, **span: float) -> None:
        """Move on by a ``timedelta`` given by its keywords."""
        self._now += dt.timedelta(**span)


@cache
def definition(scheme: str = "cny") -> dict[str, Any]:
    """The definition of a delivered tier scheme. Not to be changed: copy it."""
    found: dict[str, Any] = json.loads((RESOURCES / "schemes" / f"{scheme}.json").read_text(encoding="utf-8"))
    return found


CADENCE_DAYS: dict[str, int] = definition()["cadence_days"]
"""Days between contacts by tier, as delivered."""


def a_scheme(**changes: Any) -> Scheme:
    """The delivered scheme as a value, with other entries of its definition."""
    return Scheme.from_definition(1, "Standard", {**definition(), **changes})


@cache
def _empty(scheme: str) -> bytes:
    """The file of a new store; copied for each test because that is twenty times as fast as making one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.crm"
        Store.create(path, KEY, FixedClock(), Beginning(definition(scheme))).close()
        return path.read_bytes()


def new_store(
    folder: Path,
    today: dt.date | None = TODAY,
    scheme: str = "cny",
    *,
    clock: FixedClock | None = None,
    name: str = "store.crm",
) -> Store:
    """A new open store in ``folder``. ``today`` None leaves the business date to the clock."""
    path = folder / name
    path.write_bytes(_empty(scheme))
    return Store.open(path, KEY, clock or FixedClock(today or TODAY), today=today)


def reopened(store: Store, *, clock: FixedClock | None = None) -> Store:
    """The same file after closing it: what a restart of the program finds."""
    store.close()
    return Store.open(store.path, KEY, clock or FixedClock(store.today), today=store.today)


# --- values with defaults ---------------------------------------------------------------------------------------


def a_customer(name: str = "华瑞机械", **values: Any) -> Customer:
    """A customer with nothing but a name."""
    return Customer(name=name, **values)


def a_rated_customer(name: str = "华瑞机械", **values: Any) -> Customer:
    """A customer with all five inputs; the scheme gives it 67.00 points: tier B."""
    inputs: dict[str, Any] = {
        "annual_purchase_amount": Decimal(1_500_000),
        "currency": "CNY",
        "profit_contribution": Decimal(25),
        "cooperation_since": dt.date(2021, 11, 1),
        "market_influence": 3,
        "potential_value": 3,
    }
    return Customer(name=name, **{**inputs, **values})


def a_contact(customer_id: str, name: str = "王敏", **values: Any) -> Contact:
    """A person at a customer."""
    return Contact(name=name, customer_id=customer_id, **values)


def a_visit(customer_id: str, on: dt.date = TODAY, **values: Any) -> Visit:
    """A visit held from nine to ten, local time, with a neutral outcome."""
    zone = ZoneInfo("Asia/Shanghai")
    start = dt.datetime.combine(on, dt.time(9), zone).astimezone(dt.UTC)
    known: dict[str, Any] = {
        "started_at": start,
        "ended_at": start + dt.timedelta(hours=1),
        "zone": zone.key,
        "held_on": on,
        "outcome": 3,
    }
    return Visit(customer_id=customer_id, **{**known, **values})


def a_plan(customer_id: str, on: dt.date, **values: Any) -> Visit:
    """A visit that is planned for a day."""
    return Visit(customer_id=customer_id, state="planned", planned_on=on, zone="Asia/Shanghai", **values)


def a_task(customer_id: str = "", title: str = "发报价", **values: Any) -> Task:
    """An open task."""
    return Task(title=title, customer_id=customer_id, **values)


def a_memo(customer_id: str = "", text: str = "记得带样品", **values: Any) -> Memo:
    """A private note."""
    return Memo(text=text, customer_id=customer_id, **values)


def a_deal(customer_id: str = "", name: str = "一号线", **values: Any) -> Opportunity:
    """An open deal without an amount."""
    return Opportunity(name=name, customer_id=customer_id, **values)


def a_won_deal(
    customer_id: str, amount: Decimal | int, on: dt.date, currency: str = "CNY", **values: Any
) -> Opportunity:
    """A deal that was won."""
    return Opportunity(
        name="一号线",
        customer_id=customer_id,
        stage="confirmed",
        result="won",
        amount=Decimal(amount),
        currency=currency,
        closed_on=on,
        **values,
    )


def a_purchase(customer_id: str, amount: Decimal | int, on: dt.date, currency: str = "CNY", **values: Any) -> Purchase:
    """Something bought."""
    return Purchase(customer_id=customer_id, amount=Decimal(amount), on=on, currency=currency, **values)


# --- saying and asking ------------------------------------------------------------------------------------------


def put(store: Store, record: R) -> R:
    """Write one record as a step of its own."""
    return store.change(UnitOfWork.insert, record)[0]


def put_all(store: Store, *records: Record) -> None:
    """Write records as one step."""

    def insert(work: UnitOfWork) -> None:
        for record in records:
            work.insert(record)

    store.change(insert)


def change(store: Store, verb: Callable[..., T], *arguments: Any) -> T:
    """What a verb answers, once it is committed."""
    return store.change(verb, *arguments)[0]


def get(store: Store, kind: type[R], id_: str) -> R:
    """The record as it stands, a deleted one too."""
    found = store.ask(Snapshot.get, kind, id_)
    assert found is not None
    return found


def edit_elsewhere(store: Store, kind: type[Record], id_: str, **values: Any) -> None:
    """Write fields as a sync would: no undo step, nobody asked."""
    store.maintain(lambda work: work.restore_fields(work.require(kind, id_), values))


def rows_of(store: Store, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the file says, in SQL."""
    return store.ask(lambda s: [tuple(row) for row in s.connection.exec_driver_sql(sql, parameters)])


class Undecided(Exception):
    """Raised to leave a unit of work without keeping anything."""


def trying(store: Store, work: Callable[[UnitOfWork], T]) -> T:
    """What ``work`` finds in a transaction that is then taken back: a store serves many examples."""
    answer: list[T] = []

    def attempt(unit: UnitOfWork) -> None:
        answer.append(work(unit))
        raise Undecided

    with contextlib.suppress(Undecided):
        store.change(attempt)
    return answer[0]


class Steps:
    """Steps one after the other inside a transaction that ``trying`` takes back; instants rise as in a store."""

    def __init__(self, work: UnitOfWork, *, today: dt.date | None = None, days_off: WorkCalendar = NO_HOLIDAYS) -> None:
        self.connection = work.connection
        self._moment = replace(work.moment, today=today or work.today, days_off=lambda: days_off)

    def do(self, verb: Callable[..., T], *arguments: Any) -> T:
        """One step: a verb with all that follows from it."""
        self._moment = replace(self._moment, now=self._moment.now + dt.timedelta(milliseconds=1))
        unit = UnitOfWork(self.connection, self._moment)
        answer = verb(unit, *arguments)
        unit.finish()
        return answer

    def ask(self, question: Callable[..., T], *arguments: Any) -> T:
        """What the transaction says so far."""
        return question(Snapshot(self.connection, self._moment), *arguments)
