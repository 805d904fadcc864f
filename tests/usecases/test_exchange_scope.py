"""Areas change: customers move with all that hangs on them, grants come and go, and work under way is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.territories import User
from desktop_crm.domain.visits import Visit
from desktop_crm.server import people, tables
from desktop_crm.sync.buckets import of_territory
from desktop_crm.usecases import exchange, tiers
from desktop_crm.usecases.members import member
from tests.exchanges import Laptop, Office
from tests.stores import TODAY, a_visit


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.database.close()


class Team:
    """A manager who sees west and east, and a rep of each."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office = office
        self.west, self.east = office.territory("west"), office.territory("east")
        self.manager = Laptop(office, folder / "manager", "boss", self.west, self.east, role="manager")
        self.in_west = Laptop(office, folder / "west", "u1", self.west)
        self.in_east = Laptop(office, folder / "east", "u2", self.east)
        self.sync()

    def customer(self) -> str:
        """A customer in the west, known to its rep and the manager."""
        id_ = self.manager.add(Customer(name="c", territory_id=self.west))
        self.manager.add(Contact(name="p", customer_id=id_))
        self.sync()
        return id_

    def move(self, id_: str, territory: str) -> None:
        """The manager moves a customer."""
        self.manager.edit(Customer, id_, territory_id=territory)
        self.manager.sync()

    def sync(self) -> None:
        """All of them, until nobody has news."""
        for _ in range(2):
            for laptop in (self.manager, self.in_west, self.in_east):
                laptop.sync()

    def holds(self, laptop: Laptop) -> tuple[int, int, int]:
        """How many customers, contacts and visits a laptop has."""
        return len(laptop.find(Customer)), len(laptop.find(Contact)), len(laptop.find(Visit))

    def at_rest(self) -> None:
        """Nothing waits anywhere, nothing is kept apart."""
        for laptop in (self.manager, self.in_west, self.in_east):
            assert laptop.under_way() == []
            for table in ("sync_parked", "sync_server", "sync_base"):
                count = laptop.store.ask(
                    lambda snapshot, table=table: snapshot.connection.exec_driver_sql(
                        f"SELECT count(*) FROM {table}"
                    ).scalar()
                )
                assert count == 0, (laptop.user, table)


@pytest.fixture
def team(office: Office, tmp_path: Path) -> Team:
    return Team(office, tmp_path)


def visit(laptop: Laptop, customer: str) -> str:
    return laptop.add(a_visit(customer))


def test_a_customer_moves_with_all_that_hangs_on_it(team: Team) -> None:
    id_ = team.customer()
    visit(team.in_west, id_)
    team.sync()
    assert team.holds(team.in_west) == (1, 1, 1)
    team.move(id_, team.east)
    team.sync()
    assert team.holds(team.in_west) == (0, 0, 0)
    assert team.holds(team.in_east) == team.holds(team.manager) == (1, 1, 1)
    team.at_rest()


def test_work_done_before_the_move_reaches_the_new_owner(team: Team) -> None:
    """F4, F5: the visit is kept, and lies where the customer lies now, whatever the laptop believed."""
    id_ = team.customer()
    visit(team.in_west, id_)
    team.in_west.edit(Customer, id_, phone="typed before")
    team.move(id_, team.east)
    team.sync()
    assert team.holds(team.in_west) == (0, 0, 0)
    assert team.holds(team.in_east) == (1, 1, 1)
    assert team.in_east.get(Customer, id_).phone == "typed before"
    team.at_rest()


def test_own_work_of_before_the_move_may_still_be_corrected_and_taken_back(team: Team) -> None:
    """F4: it never lay in a place of its writer's, its customer did when he wrote."""
    id_ = team.customer()
    kept, gone = visit(team.in_west, id_), visit(team.in_west, id_)
    team.in_west.store.exchange(exchange.seal)  # each on its way as an operation of its own
    team.in_west.edit(Visit, kept, note="corrected")
    team.in_west.delete(Visit, gone)
    team.move(id_, team.east)
    team.sync()
    assert [found.note for found in team.in_east.find(Visit)] == ["corrected"]
    team.at_rest()


def test_work_that_was_sealed_and_not_sent_survives_the_move(team: Team) -> None:
    id_ = team.customer()
    visit(team.in_west, id_)
    lost = ConnectionError()

    def drop(request: object) -> None:
        raise lost

    team.in_west.before = drop
    with pytest.raises(ConnectionError):
        team.in_west.sync()
    team.in_west.before = lambda _: None
    team.move(id_, team.east)
    team.in_west.add(Contact(name="new", customer_id=id_))
    team.sync()
    assert team.holds(team.in_east) == (1, 2, 1)
    team.at_rest()


def test_a_customer_that_comes_back_has_everything(team: Team) -> None:
    id_ = team.customer()
    visit(team.in_west, id_)
    team.move(id_, team.east)
    team.in_west.sync()
    visit(team.in_east, id_) if team.in_east.get(Customer, id_) else None
    team.move(id_, team.west)
    team.sync()
    assert team.holds(team.in_west) == (1, 1, 1)
    assert team.holds(team.in_east) == (0, 0, 0)
    team.at_rest()


def test_a_lost_answer_while_the_customer_moves(team: Team) -> None:
    id_ = team.customer()
    visit(team.in_west, id_)

    def lose(answer: object) -> None:
        team.in_west.after = lambda _: None
        raise ConnectionError

    team.in_west.after = lose
    with pytest.raises(ConnectionError):
        team.in_west.sync()
    team.move(id_, team.east)
    team.sync()
    assert team.holds(team.in_west) == (0, 0, 0)
    assert team.holds(team.in_east) == (1, 1, 1)
    team.at_rest()


def test_a_territory_taken_away_takes_its_rows_and_keeps_the_work(team: Team) -> None:
    id_ = team.customer()
    visit(team.in_west, id_)
    team.office.end_grant(team.in_west.user, team.west)
    team.office.grant(team.in_east.user, team.west)
    team.sync()
    assert team.holds(team.in_west) == (0, 0, 0)
    assert team.holds(team.in_east) == (1, 1, 1)
    team.at_rest()


def test_a_task_lent_to_a_colleague_is_seen_without_its_customer(team: Team) -> None:
    """F16: its customer is not in his area; the pull goes through all the same."""
    id_ = team.customer()
    team.manager.add(
        Task(title="call", customer_id=id_, assignee_id=team.in_east.user, due_on=team.manager.store.today)
    )
    team.sync()
    assert [task.title for task in team.in_east.find(Task)] == ["call"]
    assert team.holds(team.in_east) == (0, 0, 0)
    team.at_rest()


def test_what_is_made_for_somebody_else_leaves_this_laptop(team: Team) -> None:
    team.in_west.add(Task(title="yours", assignee_id=team.in_east.user, due_on=team.in_west.store.today))
    team.sync()
    assert [task.title for task in team.in_east.find(Task)] == ["yours"]
    assert team.in_west.find(Task) == []
    team.at_rest()


def test_each_row_of_a_customer_lies_where_the_customer_lies(team: Team) -> None:
    id_ = team.customer()
    visit(team.in_west, id_)
    team.sync()
    team.move(id_, team.east)
    team.sync()
    placed = {row.buckets.split()[0] for row in team.office.rows(tables.record) if row.root_id == id_}
    assert placed == {of_territory(team.east)}


def test_another_role_is_in_force_with_the_next_exchange(team: Team) -> None:
    here, laptop = team.customer(), team.in_west
    there = team.manager.add(Customer(name="east", territory_id=team.east))
    team.sync()
    waiting = visit(laptop, here)

    def become(role: str) -> None:
        team.office.change(lambda c, t: people.change(c, t, laptop.user, team.office.now, role=role))
        team.sync()

    become("finance")
    assert laptop.store.ask(member).role == "finance"
    assert {customer.id for customer in laptop.find(Customer)} == {here, there}
    assert team.manager.get(Visit, waiting) is not None, "what was done before is sent"
    for work in (
        lambda: laptop.edit(Customer, here, name="x"),
        lambda: laptop.add(Contact(name="p", customer_id=here)),
        lambda: laptop.delete(Customer, there),
        lambda: laptop.store.change(tiers.set_by_hand, here, "A", "why", TODAY),
    ):
        with pytest.raises(RuleError) as refused:
            work()
        assert refused.value.code == "reads_only"
    assert laptop.under_way() == []
    task = laptop.add(Task(title="invoice", customer_id=there))
    laptop.edit(Visit, waiting, note="was there")
    become("rep")
    assert laptop.store.ask(member).role == "rep"
    assert [customer.id for customer in laptop.find(Customer)] == [here]
    assert team.in_east.get(Task, task).title == "invoice"
    assert team.manager.get(Visit, waiting).note == "was there"
    laptop.edit(Customer, here, name="x")
    become("manager")
    laptop.edit(Customer, here, territory_id=team.east)
    team.sync()
    assert team.in_east.get(Customer, here).territory_id == team.east


def test_a_role_that_one_gives_oneself_is_no_role(team: Team) -> None:
    boss = team.manager
    boss.edit(User, boss.user, role="admin")
    boss.sync()
    boss.sync()
    assert boss.get(User, boss.user).role == "admin", "it waits for an administrator"
    assert boss.store.ask(member).role == "manager"
