"""Pushes at the same moment on PostgreSQL (F5): children lie where their root lies, trees stay trees, none is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from desktop_crm.server import records, tables
from desktop_crm.sync.operations import Operation
from tests.server.laptops import Laptop, edit, held, insert_, outcomes, rows, said, tick
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company

ROUNDS = 12

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def team(postgres_database: str) -> Iterator[Team]:
    company = Company(postgres_database)
    yield team_of(company)
    company.database.close()


def at_once(*works: Callable[[], object]) -> None:
    """Run in threads of their own; raises what one of them raised."""
    failed: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(30)
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    if failed:
        raise failed[0]


def check_places(company: Company) -> None:
    """Every child lies in the buckets of its root, in its row and in the feeds; by the long way round."""
    all_rows = rows(company, tables.record)
    by_key = {(row.kind, row.id): row for row in all_rows}
    for row in all_rows:
        root = by_key[row.root_kind, row.root_id]
        home = set(root.buckets.split("\n"))
        assert home <= set(row.buckets.split("\n")), (row.kind, row.buckets, root.buckets)
    in_feed = {(row.bucket, row.kind, row.id) for row in rows(company, tables.feed) if not row.is_gone}
    in_rows = {(bucket, row.kind, row.id) for row in all_rows for bucket in row.buckets.split("\n")}
    assert in_feed == in_rows


def test_f5_children_pushed_while_their_customer_moves_lie_with_it(team: Team) -> None:
    ids = [team.customer() for _ in range(3)]

    def move() -> None:
        place, other = team.west, team.east
        for _ in range(ROUNDS):
            told = team.boss.send(*(edit("customer", id_, territory_id=(place, other)) for id_ in ids))
            assert set(outcomes(told)) == {"merged"}
            place, other = other, place

    def visits(laptop: Laptop) -> Callable[[], None]:
        def push() -> None:
            for _ in range(ROUNDS):
                made = [insert_("visit", customer_id=id_) for id_ in ids]
                told = laptop.send(*made, *(insert_("visit_attendee", visit_id=visit.id) for visit in made))
                assert set(outcomes(told)) == {"ok"}

        return push

    at_once(move, visits(team.ann), visits(team.ben))
    visits_there = [row for row in rows(team.company, tables.record) if row.kind == "visit"]
    assert len(visits_there) == 2 * ROUNDS * len(ids)
    check_places(team.company)


def test_f14c_two_who_lay_records_below_each_other_make_no_circle(team: Team) -> None:
    for _ in range(ROUNDS // 2):
        one, two = team.customer(), team.customer()
        at_once(
            partial(team.ann.send, edit("customer", one, parent_id=(None, two))),
            partial(team.ben.send, edit("customer", two, parent_id=(None, one))),
        )
        parents = {id_: said(team.company, "customer", id_, "parent_id") for id_ in (one, two)}
        assert sorted(map(bool, parents.values())) == [False, True]


def test_one_record_made_on_two_laptops_at_once_is_one(team: Team) -> None:
    for number in range(ROUNDS // 2):
        made = insert_("customer", name="same", territory_id=team.west)
        twin = Operation("i", "customer", made.id, {**made.new, "phone": str(number)}, at=tick())
        at_once(partial(team.ann.send, made), partial(team.ben.send, twin))
        assert said(team.company, "customer", made.id, "phone") == str(number)


def test_a_key_said_at_once_has_one_holder(team: Team) -> None:
    for number in range(ROUNDS // 2):
        one, two = (insert_("customer", name="c", territory_id=team.west, tax_no=f"T{number}") for _ in range(2))
        at_once(partial(team.ann.send, one), partial(team.ben.send, two))
        entries = [row.item for row in rows(team.company, tables.business_key) if row.value == f"t{number}"]
        assert sorted(map(bool, entries)) == [False, True]


def test_f10_a_delete_beside_new_children_leaves_no_orphan(team: Team) -> None:
    for _ in range(ROUNDS // 2):
        id_ = team.customer()
        seen = held(team.company, "customer", id_)
        visit = insert_("visit", customer_id=id_)
        at_once(partial(team.ann.send, team.ann.delete(seen)), partial(team.ben.send, visit))
        customer, child = (held(team.company, kind, key) for kind, key in (("customer", id_), ("visit", visit.id)))
        assert not customer.is_deleted
        assert not child.is_deleted


def test_what_waits_and_what_it_waits_for_may_pass_each_other_once(team: Team) -> None:
    for _ in range(ROUNDS // 2):
        parent = insert_("customer", name="p", territory_id=team.west)
        child = insert_("contact", name="w", customer_id=parent.id)
        at_once(partial(team.ann.send, parent), partial(team.ben.send, child))
        team.ben.send(insert_("visit", customer_id=parent.id))
        assert team.company.ask(records.read, {("contact", child.id)})
