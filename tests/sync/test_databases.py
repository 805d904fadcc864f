"""What holds on PostgreSQL as on SQLite: the same play ends the same, and no reader misses a number."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any
from unittest.mock import patch

import pytest

from desktop_crm.domain.ids import new_id
from desktop_crm.server import office, people, records, tenancy
from desktop_crm.server.database import Database
from desktop_crm.server.tables import record
from tests.postgres import empty_database
from tests.server.laptops import edit, insert_, rows
from tests.server.test_judge_inbox import team_of
from tests.servers import Company
from tests.stores import definition
from tests.sync import cursors
from tests.sync.simulate import Setting, play, script_of
from tests.sync.world import BEGAN

pytestmark = pytest.mark.postgres


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3])
def test_a_play_ends_the_same_on_both_databases(postgres: str, seed: int) -> None:
    setting = Setting(length=50, laptops=3, is_compared=True)
    here = play(seed, script_of(seed, setting), setting)
    with empty_database(postgres) as url:
        there = play(seed, script_of(seed, setting), dataclasses.replace(setting, url=url))
    assert here.server == there.server
    assert here.typed > 10


@pytest.mark.slow
def test_no_reader_misses_a_row_where_a_sequence_loses_some(postgres: str) -> None:
    with empty_database(postgres) as url:
        naive = cursors.by_a_sequence(url, 1.5, 1)
    assert naive.unseen > 0, "the proof is worth nothing while this one loses nothing"
    with empty_database(postgres) as url:
        patient = cursors.with_patience(url, 1.5, 1)
    assert patient.unseen > 0, "nor is a gap that is waited for, and given up, any better"
    with empty_database(postgres) as url:
        ours = cursors.through_the_product(url, 2.5, 1)
    assert ours.written > 50
    assert ours.unseen == 0


def test_f5_a_customer_that_moves_while_a_child_is_pushed_takes_it_along(postgres: str) -> None:
    with empty_database(postgres) as url:
        company = Company(url)
        team = team_of(company)
        id_ = team.customer()
        moved = threading.Event()
        take_numbers = records.take_numbers

        def move() -> None:
            team.boss.send(edit("customer", id_, territory_id=(team.west, team.east)))
            moved.set()

        mover = threading.Thread(target=move)

        def late(*arguments: Any) -> int:
            """The visit is judged; before it is written the customer moves, if nobody keeps it from that."""
            if threading.current_thread() is threading.main_thread():
                mover.start()
                moved.wait(1)
            return take_numbers(*arguments)

        with patch.object(records, "take_numbers", late):
            team.ann.send(insert_("visit", customer_id=id_))
        mover.join(30)
        places = {row.kind: row.buckets for row in rows(company, record) if row.kind in ("customer", "visit")}
        company.database.close()
    assert places["visit"] == places["customer"] == f"terr:{team.east}"


def test_two_administrators_at_once_lose_nothing_of_each_other(postgres: str) -> None:
    with empty_database(postgres) as url:
        database = Database(url)
        first = people.NewUser("root", "correct horse battery", "admin")
        tenant = tenancy.begin(database, "Acme", first, definition(), BEGAN).tenant.id
        made: list[str] = []

        def write() -> None:
            for _ in range(10):
                id_ = new_id()
                operation = office.add("product", id_, {"name": id_}, BEGAN)
                database.change(lambda c, operation=operation: office.write(c, tenant, [operation], BEGAN))
                made.append(id_)

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.snapshot() as connection:
            held = {row.id for row in connection.execute(record.select().where(record.c.kind == "product"))}
        database.close()
    assert len(made) == 40
    assert held == set(made)
