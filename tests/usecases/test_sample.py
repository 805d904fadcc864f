"""The sample: every tier and due state, Chinese names with rare characters, marked as made up, always the same."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.contacts import DECIDING_ROLES, Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tasks import Memo, Task
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.exchange.profiles import load_profiles
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.usecases import due, imports, tiers
from desktop_crm.usecases.sample import add_sample
from desktop_crm.usecases.sample_chance import Chance
from tests.stores import RESOURCES, change, new_store, rows_of

pytestmark = pytest.mark.slow

BUSINESS_DATE = dt.date(2018, 1, 2)
RULES = json.loads((RESOURCES / "sample_data" / "sample_rules.json").read_text(encoding="utf-8"))
PROFILES = load_profiles(RESOURCES / "profiles")
MADE = (Contact, Visit, VisitAttendee, Task, Memo)


def demo(folder: Path, name: str = "demo.crm") -> Store:
    store = new_store(folder, BUSINESS_DATE, "usd", name=name)
    change(store, imports.run, [RESOURCES / "sample_data"], PROFILES)
    change(store, add_sample, RULES)
    return store


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demonstration's data, scored."""
    store = demo(tmp_path_factory.mktemp("sample"))
    change(store, tiers.score)
    yield store
    store.close()


def test_every_tier_occurs_as_often_as_one_believes(sample: Store) -> None:
    counts = sample.ask(tiers.tier_counts)
    assert sum(counts.values()) == 85
    assert counts.get("unrated", 0) == 0
    assert 7 <= counts["A"] <= 11
    assert 15 <= counts["B"] <= 23
    assert 28 <= counts["C"] <= 40
    assert 7 <= counts["D"] <= 14
    assert 5 <= counts["none"] <= 15


def test_every_due_state_occurs(sample: Store) -> None:
    states = Counter(item.due.state for item in sample.ask(due.due_list, list(DueState)))
    assert sum(states.values()) == 85
    assert all(states[state] >= 5 for state in DueState)
    assert 30 <= states[DueState.LATE] + states[DueState.DUE] + states[DueState.NEVER] <= 45


def test_everything_made_up_is_marked(sample: Store) -> None:
    for kind in MADE:
        assert {record.source for record in sample.ask(Snapshot.find, kind)} == {"sample"}
    for customer in sample.ask(Snapshot.find, Customer):
        assert customer.source == "maven_crm"
        assert customer.market_influence_source == customer.potential_value_source == "sample"
        assert (customer.profit_contribution_source, customer.profit_contribution_on) == ("sample", BUSINESS_DATE)
        entered = customer.annual_purchase_amount is not None
        assert (customer.annual_purchase_amount_source == "sample") == entered
        assert customer.cooperation_since is None, "that stands in the deals"


def test_each_customer_has_people_and_one_who_decides(sample: Store) -> None:
    people = sample.ask(Snapshot.find, Contact)
    by_customer = Counter(contact.customer_id for contact in people)
    assert len(by_customer) == 85
    assert set(by_customer.values()) == {1, 2, 3}
    deciders = {contact.customer_id for contact in people if contact.role in DECIDING_ROLES}
    assert len(deciders) == 85
    assert all(contact.title and contact.mobile for contact in people)


def test_names_are_chinese_and_english_with_rare_characters(sample: Store) -> None:
    names = [contact.name for contact in sample.ask(Snapshot.find, Contact)]
    chinese = [name for name in names if not name.isascii()]
    assert 0.35 < len(chinese) / len(names) < 0.65
    for character in "喆镕堃":
        assert any(character in name for name in chinese)


def test_nobody_can_be_reached_by_these_numbers(sample: Store) -> None:
    numbers = [contact.mobile for contact in sample.ask(Snapshot.find, Contact)]
    numbers += [customer.phone for customer in sample.ask(Snapshot.find, Customer)]
    assert all(number.startswith(("138-0000-", "+1 555 555 01")) for number in numbers)


def test_visits_lie_between_the_first_day_and_today_on_work_days(sample: Store) -> None:
    held = [visit for visit in sample.ask(Snapshot.find, Visit) if visit.state == "held"]
    assert len(held) > 400
    assert min(visit.held_on for visit in held) >= dt.date(2017, 1, 9)
    assert max(visit.held_on for visit in held) <= BUSINESS_DATE
    assert all(visit.held_on.weekday() < 5 for visit in held)
    assert {visit.channel for visit in held} == {"in_person", "video", "phone"}
    assert {visit.outcome for visit in held} == {1, 2, 3, 4, 5}
    assert all(visit.note or visit.outcome_reason for visit in held)
    assert not any("{" in visit.note or "{" in visit.purpose for visit in held)
    attended = {row.visit_id for row in sample.ask(Snapshot.find, VisitAttendee)}
    assert all((visit.id in attended) == (visit.outcome != 5) for visit in held)


def test_what_was_promised_at_a_visit_is_due_after_it(sample: Store) -> None:
    held = {visit.id: visit.held_on for visit in sample.ask(Snapshot.find, Visit)}
    tasks = sample.ask(Snapshot.find, Task)
    assert len(tasks) > 30
    assert [task.title for task in tasks if task.due_on <= held[task.visit_id]] == []


def test_something_is_planned_today_and_later(sample: Store) -> None:
    planned = [visit for visit in sample.ask(Snapshot.find, Visit) if visit.state == "planned"]
    assert min(visit.planned_on for visit in planned) == BUSINESS_DATE
    assert max(visit.planned_on for visit in planned) > BUSINESS_DATE
    slots = Counter((visit.owner_id, visit.planned_start) for visit in planned)
    assert max(slots.values()) == 1, "nobody is at two places"
    open_tasks = [task for task in sample.ask(Snapshot.find, Task) if task.state == "open"]
    assert any(task.due_on < BUSINESS_DATE for task in open_tasks)
    assert any(task.due_on > BUSINESS_DATE for task in open_tasks)


def test_places_stand_where_the_territory_is(sample: Store) -> None:
    customers = {customer.name: customer for customer in sample.ask(Snapshot.find, Customer)}
    assert all(customer.city and customer.district and customer.address for customer in customers.values())
    assert customers["Zencorporation"].city == "上海"
    assert customers["Konex"].city in {"Chicago", "St. Louis", "Minneapolis", "Boston", "Philadelphia", "Baltimore"} | {
        "Seattle",
        "Portland",
        "Denver",
    }


def test_the_deals_stay_as_they_were(sample: Store) -> None:
    found = sample.ask(Snapshot.find, Opportunity)
    assert len(found) == 8800
    assert sum(deal.amount for deal in found if deal.result == "won") == Decimal(10_005_534)
    assert all(deal.updated_at == deal.created_at for deal in found)


def test_it_is_the_same_on_every_machine_and_added_once(sample: Store, tmp_path: Path) -> None:
    other = demo(tmp_path)
    what = "SELECT id, name, title, mobile, best_time FROM contact ORDER BY id"
    when = "SELECT id, held_on, planned_on, channel, outcome, note FROM visit ORDER BY id"
    inputs = (
        "SELECT id, profit_contribution, market_influence, potential_value, annual_purchase_amount, city FROM customer"
    )
    for question in (what, when, inputs + " ORDER BY id"):
        assert rows_of(other, question) == rows_of(sample, question)
    assert change(other, add_sample, RULES) == {"customer": 0}
    assert rows_of(other, what) == rows_of(sample, what)
    other.close()


def test_chance_is_even_and_keeps_to_its_limits() -> None:
    chances = [Chance(str(number)) for number in range(4000)]
    assert Chance("a").share("b") == Chance("a").share("b") != Chance("a").share("c")
    assert Counter(chance.whole("die", 1, 6) for chance in chances).keys() == {1, 2, 3, 4, 5, 6}
    picks = Counter(chance.weighted("x", {"often": 3, "seldom": 1}) for chance in chances)
    assert 2850 < picks["often"] < 3150
    assert all(0.5 <= chance.between("y", (0.5, 0.75)) < 0.75 for chance in chances)
    assert {chance.one_of("z", "ab") for chance in chances} == {"a", "b"}
