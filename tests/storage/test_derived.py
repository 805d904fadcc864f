"""What the store keeps of each customer is what the domain says when all visits are looked at again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.domain.cadence import NO_HOLIDAYS, WorkCalendar, days_for, half_weight, next_due, work_calendar
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.visits import CHANNELS, NOT_MET, VISIT_STATES, Visit
from desktop_crm.storage import derived, search
from desktop_crm.storage.check import problems
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store, housekeeping
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import tiers, undo
from tests.stores import (
    KEY,
    TODAY,
    FixedClock,
    Steps,
    a_customer,
    a_deal,
    a_plan,
    a_rated_customer,
    a_visit,
    change,
    definition,
    put,
    rows_of,
    trying,
)

DAY = dt.timedelta(days=1)
COLUMNS = (
    "tier, is_manual, computed_tier, composite, cadence_days, next_due, due_base, last_counted, last_contact, "
    "last_attempt, open_deals, sort_key"
)
State = tuple[Any, ...]


def kept(snapshot: Snapshot) -> dict[str, State]:
    """What the store keeps, by customer."""
    found = snapshot.connection.exec_driver_sql(f"SELECT id, {COLUMNS} FROM customer_state")
    return {row[0]: tuple(row[1:]) for row in found}


def recomputed(snapshot: Snapshot, calendar: WorkCalendar) -> dict[str, State]:
    """The same by the rules of the domain, from all rows."""
    days = dict(current_scheme(snapshot).cadence_days)
    return {c.id: _of_one(snapshot, c, days, calendar) for c in snapshot.find(Customer)}


def _of_one(snapshot: Snapshot, customer: Customer, cadences: dict[str, int], calendar: WorkCalendar) -> State:
    tier, is_manual, computed, composite = _tiers(snapshot, customer)
    cadence = days_for(tier, cadences, customer.cadence_days)
    held = [
        (v.held_on, v)
        for v in snapshot.find(Visit, {"customer_id": customer.id, "state": "held"})
        if v.held_on is not None and v.outcome is not None
    ]
    weighed = [(day, half_weight(v.channel, v.outcome, tier)) for day, v in held]
    due = next_due(weighed, cadence, calendar)
    assert customer.created_at is not None
    deals = snapshot.find(Opportunity, {"customer_id": customer.id, "result": "open"})
    return (
        tier,
        int(is_manual),
        computed,
        composite,
        cadence,
        due and due.toordinal(),
        (due or customer.created_at.date()).toordinal(),
        max((day.toordinal() for day, halves in weighed if halves), default=None),
        max((day.toordinal() for day, v in held if v.outcome != NOT_MET), default=None),
        max((day.toordinal() for day, v in held if v.outcome == NOT_MET), default=None),
        len(deals),
        search.sort_key(customer.name),
    )


def _tiers(snapshot: Snapshot, customer: Customer) -> tuple[str, bool, str, int | None]:
    """Tier in force, whether by hand, the computed one, its composite."""
    begun = [
        a
        for a in snapshot.find(TierAssignment, {"customer_id": customer.id})
        if a.effective_on is not None and a.effective_on <= snapshot.today
    ]
    begun.sort(key=lambda a: (a.effective_on, a.id))
    automatic = [a for a in begun if not a.is_manual]
    by_hand = [a for a in begun if a.is_manual]
    computed = automatic[-1].tier if automatic else "unrated"
    composite = automatic[-1].composite if automatic else None
    if by_hand and (by_hand[-1].until is None or by_hand[-1].until >= snapshot.today):
        return by_hand[-1].tier, True, computed, composite
    return computed, False, computed, composite


# --- whatever happens -------------------------------------------------------------------------------------------

DAYS = st.integers(-200, 5).map(lambda n: TODAY + n * DAY)
VISITS = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(CHANNELS),
        "outcome": st.sampled_from([None, 1, 2, 3, 4, 5]),
        "held_on": st.none() | DAYS,
        "state": st.sampled_from(["held", "held", "held", *VISIT_STATES]),
    }
)
TIER = st.sampled_from(["A", "B", "C", "D", "none"])
WHO = st.integers(0, 9)
OPERATIONS = st.one_of(
    st.tuples(st.just("visit"), WHO, VISITS),
    st.tuples(st.just("visit"), WHO, VISITS),
    st.tuples(st.just("change visit"), WHO, VISITS | st.fixed_dictionaries({"customer": WHO})),
    st.tuples(st.just("delete"), WHO, st.sampled_from([Visit, Customer, Opportunity])),
    st.tuples(st.just("automatic"), WHO, st.tuples(TIER, DAYS)),
    st.tuples(st.just("by hand"), WHO, st.tuples(TIER, DAYS, st.none() | DAYS)),
    st.tuples(st.just("cadence"), WHO, st.none() | st.integers(1, 300)),
    st.tuples(st.just("deal"), WHO, st.sampled_from(["open", "won"])),
    st.tuples(st.just("scheme"), WHO, st.integers(1, 90)),
    st.tuples(st.just("score"), WHO, st.none()),
    st.tuples(st.just("undo"), WHO, st.none()),
    st.tuples(st.just("undo"), WHO, st.none()),
    st.tuples(st.just("redo"), WHO, st.none()),
)


def perform(steps: Steps, what: str, who: int, value: Any) -> None:
    """One step of somebody's day."""

    def one(kind: type[Record]) -> Any:
        living = steps.ask(Snapshot.find, kind)
        return living[who % len(living)] if living else None

    def write(record: Record, **values: Any) -> None:
        steps.do(UnitOfWork.edit, type(record), record.id, {n: (getattr(record, n), v) for n, v in values.items()})

    if what in ("undo", "redo"):
        try:
            steps.do(undo.undo if what == "undo" else undo.redo)
        except RuleError:
            return
    elif what == "scheme":
        cadences = {tier: value + n for n, tier in enumerate(("A", "B", "C", "D", "none"))}
        steps.do(tiers.adopt_scheme, {**definition(), "cadence_days": cadences})
    elif what == "score":
        steps.do(tiers.score)
    elif what == "delete" and (record := one(value)):
        steps.do(UnitOfWork.delete, value, record.id)
    elif what == "change visit" and (visit := one(Visit)):
        values = {"customer_id": one(Customer).id} if "customer" in value else value
        write(visit, **values)
    elif customer := one(Customer):
        if what == "visit":
            steps.do(UnitOfWork.insert, Visit(customer_id=customer.id, **value))
        elif what == "automatic":
            given_ = {"tier": value[0], "effective_on": value[1], "composite": 5000, "scheme_version": 1}
            steps.do(UnitOfWork.insert, TierAssignment(customer_id=customer.id, **given_))
        elif what == "by hand":
            tier, on, until = value
            manual = TierAssignment(customer_id=customer.id, tier=tier, effective_on=on, is_manual=True, until=until)
            steps.do(UnitOfWork.insert, manual)
        elif what == "cadence":
            write(customer, cadence_days=value)
        elif what == "deal":
            steps.do(UnitOfWork.insert, a_deal(customer.id, result=value))


@pytest.mark.slow
@settings(max_examples=80)
@given(
    operations=st.lists(OPERATIONS, min_size=1, max_size=14),
    off=st.sets(st.integers(-60, 200).map(lambda n: TODAY + n * DAY), max_size=25),
)
def test_what_is_kept_is_what_the_domain_says(
    shared_store: Store, operations: list[tuple[str, int, Any]], off: set[dt.date]
) -> None:
    calendar = work_calendar(off)

    def run(work: UnitOfWork) -> None:
        steps = Steps(work, days_off=calendar)
        for name in ("华瑞", "Bosch"):
            steps.do(UnitOfWork.insert, a_rated_customer(name))
        for what, who, value in operations:
            perform(steps, what, who, value)
            assert steps.ask(kept) == steps.ask(recomputed, calendar), what
        assert steps.ask(problems) == [], "and the check of the store agrees"

    trying(shared_store, run)


# --- single rules -----------------------------------------------------------------------------------------------


def state(store: Store, column: str) -> Any:
    """A column of the only customer."""
    ((value,),) = rows_of(store, f"SELECT {column} FROM customer_state")
    return value


def test_a_new_customer_is_unrated_and_never_contacted(store: Store) -> None:
    put(store, a_customer())
    assert (state(store, "tier"), state(store, "cadence_days"), state(store, "next_due")) == ("unrated", 56, None)
    assert state(store, "due_base") == TODAY.toordinal()


def test_a_vain_attempt_is_kept_apart(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id, TODAY, outcome=5))
    assert state(store, "last_attempt") == TODAY.toordinal()
    assert (state(store, "last_contact"), state(store, "next_due")) == (None, None)


@pytest.mark.parametrize("values", [{"outcome": None}, {"held_on": None}, {"state": "cancelled"}])
def test_what_was_not_held_is_no_contact(store: Store, values: dict[str, Any]) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id, **values))
    put(store, a_plan(made.id, TODAY + DAY))
    assert (state(store, "last_contact"), state(store, "last_attempt")) == (None, None)


def test_a_visit_written_down_late_moves_nothing_back(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id, TODAY - DAY))
    due_on = state(store, "next_due")
    put(store, a_visit(made.id, TODAY - 20 * DAY))
    assert state(store, "next_due") == due_on == (TODAY + 55 * DAY).toordinal()


def test_a_tier_by_hand_drives_the_cadence_until_its_day(store: Store) -> None:
    made = put(store, a_rated_customer())
    put(store, a_visit(made.id, TODAY))
    change(store, tiers.score)
    change(store, tiers.set_by_hand, made.id, "A", "战略客户", TODAY + 3 * DAY)
    assert (state(store, "tier"), state(store, "computed_tier")) == ("A", "B")
    assert state(store, "next_due") == (TODAY + 14 * DAY).toordinal()
    later = Store.open(store.path, KEY, FixedClock(), today=TODAY + 4 * DAY)
    later.maintain(housekeeping)
    assert (state(later, "tier"), state(later, "next_due")) == ("B", (TODAY + 28 * DAY).toordinal())
    later.close()


def test_a_later_evaluation_does_not_end_a_tier_by_hand(store: Store) -> None:
    made = put(store, a_customer())
    by_hand = TierAssignment(customer_id=made.id, tier="A", effective_on=TODAY - DAY, is_manual=True, until=TODAY)
    put(store, by_hand)
    put(store, TierAssignment(customer_id=made.id, tier="C", effective_on=TODAY, composite=4500))
    assert (state(store, "tier"), state(store, "computed_tier"), state(store, "composite")) == ("A", "C", 4500)


def test_the_customers_own_cadence_is_in_force_at_once(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id))
    change(store, UnitOfWork.edit, Customer, made.id, {"cadence_days": (None, 5)})
    assert state(store, "next_due") == (TODAY + 5 * DAY).toordinal()


def test_a_renamed_customer_sorts_elsewhere(store: Store) -> None:
    made = put(store, a_customer("重庆银行"))
    assert state(store, "sort_key") == "zhong qing yin xing ", "by character, not by word"
    change(store, UnitOfWork.edit, Customer, made.id, {"name": ("重庆银行", "Ａcme")})
    assert state(store, "sort_key") == "acme"


def test_a_deleted_customer_has_no_state_and_a_restored_one_has_its_own_again(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id))
    before = rows_of(store, "SELECT * FROM customer_state")
    change(store, UnitOfWork.delete, Customer, made.id)
    assert rows_of(store, "SELECT * FROM customer_state") == []
    change(store, undo.undo)
    assert rows_of(store, "SELECT * FROM customer_state") == before


def test_holidays_come_from_the_calendar_of_the_store(store: Store) -> None:
    asked = []

    def calendars(country: str) -> WorkCalendar:
        asked.append(country)
        return work_calendar([TODAY + DAY])

    store.use_calendars(calendars)
    made = put(store, a_customer())
    put(store, a_visit(made.id))
    put(store, a_visit(made.id))
    assert state(store, "next_due") == (TODAY + 57 * DAY).toordinal()
    assert asked == ["CN"], "read once"


def test_more_customers_than_one_chunk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_CHUNK", 20)
    change(store, UnitOfWork.insert_many, [a_customer(f"{n}") for n in range(61)])
    store.maintain(UnitOfWork.derive_all)
    assert rows_of(store, "SELECT count(*), count(DISTINCT id) FROM customer_state") == [(61, 61)]
    assert store.ask(recomputed, NO_HOLIDAYS) == store.ask(kept)
