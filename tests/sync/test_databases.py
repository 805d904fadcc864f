"""What holds on PostgreSQL as on SQLite: the same play ends the same, and no reader misses a number."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from desktop_crm.domain.ids import new_id
from desktop_crm.server import office, people, tenancy
from desktop_crm.server.database import Database
from desktop_crm.server.tables import record
from tests.stores import definition
from tests.sync import cursors, postgres
from tests.sync.simulate import Setting, play, script_of
from tests.sync.world import BEGAN

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A PostgreSQL server."""
    with postgres.server() as found:
        yield found


@pytest.mark.parametrize("seed", [3])
def test_a_play_ends_the_same_on_both_databases(address: str, seed: int) -> None:
    setting = Setting(length=50, laptops=3, is_compared=True)
    here = play(seed, script_of(seed, setting), setting)
    with postgres.empty_database(address) as url:
        there = play(seed, script_of(seed, setting), dataclasses.replace(setting, url=url))
    assert here.server == there.server
    assert here.typed > 10


def test_no_reader_misses_a_row_where_a_sequence_loses_some(address: str) -> None:
    with postgres.empty_database(address) as url:
        naive = cursors.by_a_sequence(url, 1.5, 1)
    assert naive.unseen > 0, "the proof is worth nothing while this one loses nothing"
    with postgres.empty_database(address) as url:
        ours = cursors.through_the_product(url, 2.5, 1)
    assert ours.written > 50
    assert ours.unseen == 0


def test_two_administrators_at_once_lose_nothing_of_each_other(address: str) -> None:
    with postgres.empty_database(address) as url:
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
