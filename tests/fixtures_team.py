"""Fixtures of a team: three stores of three users that exchange with one server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.usecases import records
from tests.stores import a_contact, a_customer, a_rated_customer, a_visit, change, put
from tests.team import LIN, ZHANG, Member, Team

TAX = "91320581MA1X"
BASE, MINE, THEIRS = "139-0000-0130", "139-0000-0188", "0512-0000-6600"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """The office and two reps, each with an empty store."""
    made = Team(tmp_path)
    yield made
    made.close()


def a_shared_customer(team: Team, **values: str) -> Customer:
    """A customer that all have."""
    customer = put(
        team[ZHANG], a_rated_customer("常熟开关制造", territory_id=team.territory, **{"phone": BASE, **values})
    )
    team.meet()
    return customer


def edit(team: Team, member: Member, customer: Customer, **values: object) -> None:
    """Somebody changes the customer as it was when made, and time goes by."""
    seen = {name: getattr(customer, name) for name in values}
    changes = {name: (seen[name], new) for name, new in values.items()}
    change(team[member], records.edit_record, Customer, customer.id, changes)
    team.clock.advance(minutes=5)


@pytest.fixture
def rivals(team: Team) -> Customer:
    """Two reps have typed two phone numbers; the one typed later, by Lin, is in force."""
    customer = a_shared_customer(team)
    edit(team, ZHANG, customer, phone=THEIRS)
    edit(team, LIN, customer, phone=MINE)
    team.meet()
    return customer


TAX = "91320581MA1X"


@pytest.fixture
def twins(team: Team) -> tuple[Customer, Customer]:
    """Both reps wrote the same firm down: Zhang first, with a person; Lin with a visit."""
    where = {"territory_id": team.territory, "tax_no": TAX}
    first = put(team[ZHANG], a_customer("常熟开关制造", phone="1", email="first@x", note="one", **where))
    put(team[ZHANG], a_contact(first.id))
    team.meet(ZHANG)
    second = put(team[LIN], a_customer("常熟开关", phone="2", website="w", note="two", **where))
    put(team[LIN], a_visit(second.id))
    team.meet()
    return first, second
