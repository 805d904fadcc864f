"""New rows taken by the column become what the judge would have made of each, whatever stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, select

from desktop_crm.domain.ids import derived_id
from desktop_crm.server import access, records, tables
from desktop_crm.server.attempt import text_of
from desktop_crm.server.plain import PlainRows
from desktop_crm.server.rights import Writer
from desktop_crm.server.taking import Fresh, take
from desktop_crm.sync.operations import FIRST, Operation, Value, Verb, chain
from tests.server.laptops import Laptop, insert_
from tests.servers import Company, now

NOW = now() + 3_600_000
IDS = [derived_id("plain", str(place)) for place in range(6)]
ODD: dict[str, list[Value]] = {
    "id": ["", "another"],
    "created_at": ["", "long ago", text_of(NOW + 60_000), "2026-11-26T02:00:00Z", 3],
    "created_by": ["", None],
    "updated_at": ["", text_of(NOW + 60_000), "2026-11-26T02:00:00Z", None],
    "updated_by": ["somebody else", "somebody else", "", None],
    "name": [None, "", "two\nlines", "nul\0", 7, "x" * 300_000],
    "note": ["two\nlines", "", 7],
    "business_type": ["no such choice"],
    "company_size": [-1, 5, "5", None, True],
    "latitude": [0.0, 91.0, 1],
    "is_key_account": [1, 0, 2],
    "deleted_at": ["2026-11-26T02:00:00.000Z"],
    "parent_id": [*IDS],
    "invented": ["x"],
}
"""Fields with what no row among its neighbours is expected to say."""

VERBS: list[Verb] = [*("i",) * 18, "u", "d"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("plain"))
    yield made
    made.company.database.close()


class World:
    """A company with rows of each fate, and people who may do more or less."""

    def __init__(self, folder: Path) -> None:
        self.company = company = Company(str(folder / "server.db"))
        self.own, self.other = company.territory("North"), company.territory("South")
        self.people = {
            "rep": company.user("rep", "rep", self.own),
            "manager": company.user("manager", "manager", self.other),
            "finance": company.user("finance", "finance"),
            "admin": company.user("admin", "admin"),
        }
        self.devices = {role: Laptop(company, user) for role, user in self.people.items()}
        living = insert_(
            "customer", id=IDS[0], name="living", territory_id=self.own, phone="1", city="杭州", note="long"
        )
        binned = insert_("customer", id=IDS[1], name="in the bin", territory_id=self.own)
        company.write(living, binned, insert_("contact", id=IDS[2], name="a person", customer_id=IDS[1]))
        admin = self.devices["admin"]
        admin.look()
        admin.send(admin.delete(company.ask(_held, ("customer", IDS[1]))))
        self.customers = [company.ask(_held, ("customer", id_)) for id_ in IDS[:2]]

    def after(self, operations: list[Operation], role: str, *, plain: bool, held_for: str) -> dict[str, Any]:
        """What every table says after a push that is then taken back."""
        device, user = self.devices[role].device, self.people[role]
        hashes = chain(FIRST, operations)
        fresh = Fresh(2, operations, hashes, [f"{device}.{hash_}" for hash_ in hashes], False, frozenset())

        def attempt(connection: Connection, tenant: str) -> dict[str, Any]:
            view = access.view_of(connection, tenant, user)
            writer = Writer(device, user, role, view, NOW, held_for=held_for)
            told = take(connection, tenant, writer, fresh)
            raise _Taken({"told": told} | {table.name: _rows(connection, table) for table in LOOKED_AT})

        with nullcontext() if plain else patch.object(PlainRows, "take", lambda *_: False):
            try:
                self.company.change(attempt)
            except _Taken as taken:
                return taken.said
        raise AssertionError


LOOKED_AT = [tables.record, tables.feed, tables.bucket_head, tables.receipt, tables.quarantine, tables.business_key]


class _Taken(Exception):
    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__()
        self.said = said


def _held(connection: Connection, tenant: str, key: tuple[str, str]) -> Any:
    return records.read(connection, tenant, {key})[key]


def _rows(connection: Connection, table: Any) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, connection.execute(select(table))), key=repr)


def _batch(world: World, role: str, dice: Random) -> list[Operation]:
    """Operations as a laptop sends them, most of them new rows that say nothing unusual."""
    made: list[Operation] = []
    oddness = dice.choice([0.0, 0.05, 0.3])
    for place in range(dice.randint(1, 9)):
        if dice.random() < 0.3:
            made.append(_change(world, role, dice, oddness))
            continue
        kind = dice.choice([*["customer"] * 3, "contact", "visit", "task", "memo", "product", "conflict"])
        id_ = dice.choice(IDS) if dice.random() < 0.1 else derived_id("new", str(place))
        values: dict[str, Value] = {"id": id_, "created_at": text_of(NOW - 5000), "created_by": world.people[role]}
        values |= {"updated_at": text_of(NOW - 4000), "updated_by": world.people[role]}
        values |= _usual(world, kind, dice)
        if dice.random() < oddness:
            name = dice.choice(sorted(ODD))
            values[name] = dice.choice(ODD[name])
            if values[name] is None:
                del values[name]
        verb = dice.choice(VERBS)
        tied = bool(made) and dice.random() < 0.1
        made.append(Operation(verb, kind, id_, values, {}, at=NOW + dice.randint(-5, 2) * 1000, tied=tied))
    return made


def _change(world: World, role: str, dice: Random, oddness: float) -> Operation:
    """An edit of a customer, most of the time as whoever made it had just seen it."""
    living, binned = world.customers
    held = binned if dice.random() < 0.2 else living
    names = dice.sample(
        ["phone", "email", "city", "address", "note", "is_key_account", "company_size"], dice.randint(1, 3)
    )
    new: dict[str, Value] = {name: dice.choice(CHANGES[name][: 2 if oddness < dice.random() else 9]) for name in names}
    old = {name: held.values.get(name, BLANK.get(name, "")) for name in names}
    if dice.random() < oddness:
        old[names[0]] = "something else"
    if dice.random() < oddness:
        new["territory_id"], old["territory_id"] = world.other, world.own
    if dice.random() < oddness:
        name = dice.choice(["name", "created_by", "id", "invented", "deleted_at"])
        new[name] = dice.choice(["", "x"])
    new |= {"updated_at": text_of(NOW - 4000), "updated_by": world.people[role]}
    if dice.random() < oddness:
        new["updated_by"] = "somebody else"
    version = held.version - (dice.random() < oddness)
    at = NOW + dice.randint(-5, 2) * 1000
    id_ = held.id if dice.random() > oddness else IDS[3]
    return Operation("u", "customer", id_, new, old, version, seen=version, at=at)


CHANGES: dict[str, list[Value]] = {
    "phone": ["2", "", "1"],
    "email": ["a@b", "", "two\nlines"],
    "city": ["苏州", "", "杭州"],
    "address": ["1 Road", "2 Road", ""],
    "note": ["long\nand longer", "", 5],
    "is_key_account": [1, 1, 0, 2],
    "company_size": [5, 7, None, -1],
}
"""Field -> two usual values, then others."""
BLANK: dict[str, Value] = {"is_key_account": 0, "company_size": None}


def _usual(world: World, kind: str, dice: Random) -> dict[str, Value]:
    parent = dice.choice([*[IDS[0]] * 6, IDS[1], IDS[3], derived_id("new", "0")])
    if kind == "customer":
        place = dice.choice([world.own, world.own, world.own, world.other])
        return {"name": "杭州", "tax_no": dice.choice("12"), "territory_id": place}
    if kind == "contact":
        return {"name": "王", "customer_id": parent}
    if kind == "visit":
        return {"customer_id": parent, "owner_id": dice.choice(sorted(world.people.values()))}
    if kind == "task":
        return {"title": "call", "customer_id": parent, "assignee_id": world.people["manager"]}
    if kind == "memo":
        return {"text": "note", "customer_id": parent, "private": 1}
    if kind == "conflict":
        return {"reason": "rivals", "record_kind": "customer", "record_id": IDS[0], "audience": world.people["manager"]}
    return {"name": "pump", "series": dice.choice("12")}


@pytest.mark.parametrize("role", ["rep", "manager", "finance", "admin"])
def test_rows_by_the_column_are_what_the_judge_makes_of_each(world: World, role: str) -> None:
    for seed in range(150):
        dice = Random(f"{role} {seed}")
        operations = _batch(world, role, dice)
        held_for = "device_suspended" if dice.random() < 0.05 else ""
        by_column = world.after(operations, role, plain=True, held_for=held_for)
        one_by_one = world.after(operations, role, plain=False, held_for=held_for)
        for name, said in one_by_one.items():
            assert by_column[name] == said, (seed, name)


def test_usual_rows_do_not_come_before_the_judge(world: World) -> None:
    user = world.people["rep"]
    stamps = {"created_by": user, "updated_at": text_of(NOW - 4000), "updated_by": user}
    rows = [insert_("customer", name=f"c{n}", territory_id=world.own, **stamps) for n in range(600)]
    rows.append(insert_("contact", name="王", customer_id=rows[-1].id, **stamps))
    with patch("desktop_crm.server.taking.judge", side_effect=AssertionError("judged")):
        said = world.after(rows, "rep", plain=True, held_for="")
    assert {told.outcome for told in said["told"]} == {"ok"}
