"""``python -m tests.sync.month``: a laptop is offline for a month and comes back into a territory that is another one.

Ann, a rep, works for 30 days of her laptop's clock without meeting the server, through the use cases of the program:
visits with people and next steps, notes, edits, new customers, contacts and tasks, tasks done, records deleted. While
she is away her customers are moved to other areas and merged, deleted and changed by her manager, a colleague works on
those he was given, one of her two areas goes to somebody else, and she is handed over that of a rep who left.

Then she comes back over the program's own line to a real server process. Nothing is taken from her laptop before she
has agreed, all that was typed must be on the server, in the inbox or in quarantine, or written over by somebody who had
seen it, and every laptop must hold just what its person may see. Prints one JSON object a line: ``away``, ``return``,
``account``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.ids import new_id
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit
from desktop_crm.server import checking, handover, office, people, tables
from desktop_crm.sync.operations import Operation
from desktop_crm.usecases import conflicts, exchange, merging, records
from desktop_crm.usecases.members import member
from desktop_crm.usecases.tasks import set_done
from desktop_crm.usecases.visits import VisitDraft, log_visit
from tests.laptops import Laptop
from tests.servers import Company, now
from tests.stores import FixedClock
from tests.sync.history import TOKEN, everything_in, state_of, unaccounted
from tests.sync.oracles import Broken, check_store
from tests.sync.processes import serving

DAYS = 30
NORTH, HARBOUR, SOUTH, WEST, EAST = AREAS = ("North", "Harbour", "South", "West", "East")
CUSTOMERS = {NORTH: 300, HARBOUR: 100, SOUTH: 60, WEST: 60, EAST: 60}
"""In each area at first, each with one contact."""
HOLDERS = {"boss": AREAS, "ann": (NORTH, HARBOUR), "ben": (SOUTH,), "cam": (WEST,), "dan": (EAST,)}
MOVED_SOUTH, MOVED_WEST, MERGED, DELETED, RIVALS, OWNED = 80, 40, 8, 10, 30, 10
"""Of the North: so many customers move, pairs are merged, customers deleted, are changed by the manager too; and so
many are Ann's own by name, wherever they lie."""

CONSENTS = ("sync_deletes_much", "sync_removes_much")
"""What is not done before the person at the laptop agrees, in the order in which it is asked."""
HELD: tuple[conflicts.Keep, ...] = ("accept", "refuse")
"""What the manager answers about what was held back: yes, and no to what cannot be taken with her right either."""


@dataclass(slots=True)
class Ledger:
    """Every word that was typed anywhere, and the word that its writer saw in its place."""

    typed: list[str] = field(default_factory=list)
    over: dict[str, str] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1))

    def word(self, seen: str = "") -> str:
        """A word that occurs nowhere else; ``seen``: the one that it is typed over."""
        word = f"k{next(self._numbers)}k"
        self.typed.append(word)
        if seen:
            self.over[word] = seen
        return word


class Rep:
    """Somebody who works at a laptop."""

    def __init__(self, laptop: Laptop, ledger: Ledger, chance: random.Random) -> None:
        self.laptop, self._ledger, self._chance = laptop, ledger, chance
        self.done: Counter[str] = Counter()
        self._customers: list[str] = []

    def look(self) -> list[Customer]:
        """The customers that are here, in the order of their ids."""
        found = sorted(self.laptop.store.ask(lambda snapshot: snapshot.find(Customer)), key=lambda one: one.id)
        self._customers = [customer.id for customer in found]
        return found

    def work(self) -> None:
        """One thing that a rep does."""
        deeds: tuple[tuple[int, Callable[[], None]], ...] = (
            (36, self._visit),
            (26, self._edit),
            (14, self._note),
            (8, self._meet),
            (5, self._find),
            (5, self._plan),
            (4, self._finish),
            (2, self._delete),
        )
        (deed,) = self._chance.choices([deed for _, deed in deeds], [weight for weight, _ in deeds])
        deed()
        self.done[deed.__name__.lstrip("_")] += 1

    def change(self, id_: str, name: str = "phone") -> None:
        """Write another value into a field of a customer."""
        seen = getattr(self._get(Customer, id_), name)
        self.laptop.store.change(records.edit_record, Customer, id_, {name: (seen, self._ledger.word(seen))})

    def move(self, id_: str, territory: str) -> None:
        """Put a customer into another area, as a manager may."""
        seen = self._get(Customer, id_).territory_id
        self.laptop.store.change(records.edit_record, Customer, id_, {"territory_id": (seen, territory)})

    def visit(self, id_: str) -> None:
        """Write down that a customer was visited just now."""
        self.laptop.store.change(log_visit, VisitDraft(id_, outcome=3, note=self._ledger.word()))

    def _visit(self) -> None:
        draft = VisitDraft(self._any(), outcome=self._chance.randint(1, 5), note=self._ledger.word())
        if self._chance.random() < 0.3:
            draft = VisitDraft(draft.customer_id, 4, note=draft.note, next_step=self._ledger.word())
        elif self._chance.random() < 0.2:
            draft = VisitDraft(draft.customer_id, 4, note=draft.note, new_attendees=(self._ledger.word(),))
        self.laptop.store.change(log_visit, draft)

    def _edit(self) -> None:
        self.change(self._any(), self._chance.choice(("phone", "website", "industry", "plant_sites")))

    def _note(self) -> None:
        id_ = self._any()
        seen = self._get(Customer, id_).note
        note = f"{seen}\n{self._ledger.word()}".strip()
        self.laptop.store.change(records.edit_record, Customer, id_, {"note": (seen, note)})

    def _meet(self) -> None:
        self.laptop.store.change(records.add_record, Contact(name=self._ledger.word(), customer_id=self._any()))

    def _find(self) -> None:
        made = self.laptop.store.change(records.add_record, Customer(name=self._ledger.word()))[0]
        self._customers.append(made.id)

    def _plan(self) -> None:
        self.laptop.store.change(records.add_record, Task(title=self._ledger.word(), customer_id=self._any()))

    def _finish(self) -> None:
        open_ = self.laptop.store.ask(lambda snapshot: snapshot.find(Task, {"state": "open"}))
        if open_:
            self.laptop.store.change(set_done, self._chance.choice(open_).id, True)

    def _delete(self) -> None:
        kind = self._chance.choice((Customer, Contact, Visit))
        found = self.laptop.store.ask(lambda snapshot: snapshot.find(kind))
        gone = self._chance.choice(found)
        self.laptop.store.change(records.delete, kind, gone.id)
        if gone.id in self._customers:
            self._customers.remove(gone.id)

    def _any(self) -> str:
        return self._chance.choice(self._customers)

    def _get(self, kind: type[Record], id_: str) -> Any:
        return self.laptop.store.ask(lambda snapshot: snapshot.get(kind, id_))


class Month:
    """The company before, while and after Ann is away."""

    def __init__(self, folder: Path, address: str, company: Company, seed: int) -> None:
        self._folder, self._company = folder, company
        self.ledger = Ledger()
        self._territories = {name: company.territory(name) for name in AREAS}
        self._users: dict[str, str] = {}
        for login, areas in HOLDERS.items():
            role, manager = ("rep", self._users["boss"]) if self._users else ("manager", "")
            ids = (self._territories[name] for name in areas)
            self._users[login] = company.user(login, role, *ids, manager=manager)
        for name, number in CUSTOMERS.items():
            company.write(*(operation for place in range(number) for operation in self._customer(name, place)))
        self._clock = FixedClock(dt.datetime.now(dt.UTC).date() - dt.timedelta(days=DAYS))
        chance = random.Random(seed)
        self.reps = {
            login: Rep(self._laptop(login, address), self.ledger, random.Random(chance.random())) for login in HOLDERS
        }

    def _customer(self, area: str, place: int) -> Sequence[Operation]:
        id_, of_area = new_id(), {"territory_id": self._territories[area]}
        owner = {"owner_id": self._users["ann"]} if area == NORTH and place < OWNED else {}
        named = {"name": f"{area} {place:03}", **of_area, **owner}
        contact = {"name": f"Contact of {area} {place:03}", "customer_id": id_}
        return office.add("customer", id_, named, now()), office.add("contact", new_id(), contact, now())

    def _laptop(self, login: str, address: str) -> Laptop:
        clock = self._clock if login == "ann" else FixedClock(dt.datetime.now(dt.UTC).date())
        laptop = Laptop(self._folder / login, address, clock=clock)
        laptop.sign_in(login)
        laptop.sync()
        return laptop

    # --- while she is away ---------------------------------------------------------------------------------

    def work_offline(self, changes: int) -> None:
        """Ann works, every day of the month a part of it."""
        ann = self.reps["ann"]
        ann.look()
        for day in range(DAYS):
            share = changes * (day + 1) // DAYS - changes * day // DAYS
            for _ in range(share):
                ann.work()
                self._clock.advance(seconds=8 * 3600 / share)
            self._clock.advance(days=1, hours=-8)

    def reorganise(self) -> None:
        """What the others do meanwhile. Everybody but Ann has met the server afterwards."""
        boss, ben = self.reps["boss"], self.reps["ben"]
        north = [customer for customer in boss.look() if customer.territory_id == self._territories[NORTH]]
        ids = iter(customer.id for customer in sorted(north, key=lambda one: one.name))
        owned = [next(ids) for _ in range(OWNED)]
        south, west = ([next(ids) for _ in range(number)] for number in (MOVED_SOUTH, MOVED_WEST))
        for id_ in (*owned[: OWNED // 2], *south):
            boss.move(id_, self._territories[SOUTH])
        for id_ in west:
            boss.move(id_, self._territories[WEST])
        for _ in range(MERGED):
            boss.laptop.store.change(merging.merge_records, Customer, next(ids), next(ids))
        boss.laptop.store.change(merging.merge_records, Customer, south[-1], next(ids))  # hers into one that moved
        for _ in range(DELETED):
            boss.laptop.store.change(records.delete, Customer, next(ids))
        for _ in range(RIVALS):
            boss.change(next(ids))
        boss.laptop.sync()
        ben.laptop.sync()
        for id_ in south[:20]:
            ben.change(id_)
            ben.visit(id_)
        ben.laptop.sync()
        company, users = self._company, self._users
        company.change(people.unassign, users["ann"], [self._territories[HARBOUR]])
        company.change(people.assign, users["cam"], [self._territories[HARBOUR]])
        company.change(office.renew_grants)
        company.change(handover.hand_over, users["dan"], users["ann"], now())
        company.change(people.close, users["dan"], now())

    # --- when she is back ----------------------------------------------------------------------------------

    def come_back(self) -> dict[str, Any]:
        """Her exchanges; after each that stops to ask something, she agrees."""
        laptop = self.reps["ann"].laptop
        log = self._folder / "server.log"
        before = log.stat().st_size
        here = self._rows(laptop)
        asked: dict[str, int] = {}
        took: list[float] = []
        while len(took) == len(asked):
            began = time.perf_counter()
            try:
                laptop.sync()
            except WorldError as stopped:
                if stopped.code not in CONSENTS or stopped.code in asked:
                    raise
                asked[stopped.code] = int(stopped.values["count"])
                if self._rows(laptop) != here:
                    raise Broken("consent", "rows went or came before she agreed") from stopped
                laptop.store.maintain(exchange.agree)
            took.append(time.perf_counter() - began)
        if "sync_removes_much" not in asked:
            raise Broken("consent", "nobody was asked before most of the laptop was emptied")
        calls = [json.loads(line) for line in log.read_bytes()[before:].decode().splitlines()]
        calls = [call for call in calls if call.get("route") == "/v1/sync"]
        return {
            "asked": asked,
            "exchanges_s": [round(seconds, 2) for seconds in took],
            "requests": len(calls),
            "up_bytes": sum(call["in"] for call in calls),
            "down_bytes": sum(call["out"] for call in calls),
            "longest_ms": max(call["ms"] for call in calls),
        }

    def account(self) -> dict[str, Any]:
        """Everybody exchanges, the manager decides about what was held back; then everything typed is looked for, and
        every laptop compared. Raises ``Broken``."""
        working = [rep.laptop for login, rep in self.reps.items() if login != "dan"]
        _sync_all(working)
        held = self._under_way(self.reps["ann"].laptop, "state = 'held'")
        for answer in HELD:
            self._decide(answer)
            _sync_all(working)
        state = state_of(self._company.database)
        for laptop in working:
            if left := self._under_way(laptop, "state <> 'done'"):
                raise Broken("stuck", f"{laptop.member.login} has {left} operations under way")
            check_store(laptop.store, state, laptop.store.ask(member).user)
        with self._company.database.snapshot() as connection:
            problems = checking.check(connection)
            of_cases = select(tables.quarantine.c.reason, tables.quarantine.c.state, func.count())
            cases = connection.execute(of_cases.group_by("reason", "state")).fetchall()
            of_ann = select(tables.receipt.c.outcome, func.count()).where(
                tables.receipt.c.device == self.reps["ann"].laptop.member.device
            )
            outcomes = connection.execute(of_ann.group_by("outcome")).fetchall()
        if problems:
            raise Broken("audit", str(problems[:3]))
        items = [row.data for (kind, _), row in state.rows.items() if kind == "conflict"]
        rows = (json.dumps(row.data) for (kind, _), row in state.rows.items() if kind != "conflict")
        in_rows = {word for row in rows for word in TOKEN.findall(row)}
        in_items = {word for item in items for word in TOKEN.findall(json.dumps(item))}
        anywhere = set(TOKEN.findall(everything_in(self._company.database)))
        typed = self.ledger.typed
        if lost := unaccounted(typed, self.ledger.over, anywhere):
            raise Broken("I4", f"lost: {lost[:5]}, {len(lost)} of {len(typed)}")
        return {
            "typed": len(typed),
            "in_records": sum(word in in_rows for word in typed),
            "in_inbox_only": sum(word in in_items - in_rows for word in typed),
            "elsewhere_only": sum(word in anywhere - in_rows - in_items for word in typed),
            "written_over": sum(word not in anywhere for word in typed),
            "lost": 0,
            "outcomes": {str(outcome): int(n) for outcome, n in outcomes},
            "inbox": dict(Counter(str(item["reason"]) for item in items)),
            "held": held,
            "quarantine": {f"{reason}, {state}": int(n) for reason, state, n in cases},
        }

    def _decide(self, answer: conflicts.Keep) -> None:
        """The manager answers all that was held back and asked."""
        store = self.reps["boss"].laptop.store
        items = [item for item in store.ask(conflicts.list_items) if item.reason == "held" and item.settled_at is None]
        if items:
            store.change(conflicts.settle_many, [conflicts.Choice(item.id, answer) for item in items])

    def _rows(self, laptop: Laptop) -> int:
        return laptop.store.ask(lambda s: s.connection.exec_driver_sql("SELECT sum(rows) FROM sync_bucket").scalar())

    def _under_way(self, laptop: Laptop, which: str) -> int:
        query = f"SELECT count(*) FROM sync_outbox WHERE {which}"
        return int(laptop.store.ask(lambda s: s.connection.exec_driver_sql(query).scalar_one()))

    def close(self) -> None:
        """Close every store."""
        for rep in self.reps.values():
            rep.laptop.close()


def _sync_all(laptops: Sequence[Laptop]) -> None:
    """Twice, so that each has what the others sent."""
    for laptop in (*laptops, *laptops):
        laptop.sync()


def month(folder: Path, url: str, changes: int, tell: Callable[[dict[str, Any]], None], *, seed: int = 1) -> None:
    """The whole story. Raises ``Broken`` for whatever must not be."""
    company = Company(url)
    with serving(url, folder / "server.log") as server:
        story = Month(folder, server.address, company, seed)
        began = time.perf_counter()
        story.work_offline(changes)
        story.reorganise()
        ann = story.reps["ann"]
        tell({"key": "away", "changes": changes, "wall_s": round(time.perf_counter() - began, 1), **ann.done})
        tell({"key": "return", **story.come_back()})
        tell({"key": "account", **story.account()})
        story.close()
    company.database.close()


def main(argv: Sequence[str]) -> int:
    """One month."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.month", description=__doc__)
    parser.add_argument("--changes", type=int, default=5_000)
    parser.add_argument("--server", default="", help="DSN of an empty PostgreSQL database; else a file")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(argv)

    def tell(line: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory(prefix="desktop-crm-month-") as place:
        month(Path(place), told.server or str(Path(place) / "server.db"), told.changes, tell, seed=told.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
