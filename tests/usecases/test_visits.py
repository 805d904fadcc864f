"""Writing down a visit: one draft, one transaction, one undo; and what the form shows before anything is typed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.territories import User
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.views import CustomerRow
from desktop_crm.domain.visits import CHANNELS, OUTCOMES, Visit, VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import lists, records, undo, visits
from desktop_crm.usecases.visits import AttendeeChange, LoggedVisit, VisitDraft
from tests.stores import (
    TODAY,
    FixedClock,
    Steps,
    a_contact,
    a_customer,
    a_deal,
    a_plan,
    a_visit,
    change,
    get,
    new_store,
    put,
    rows_of,
    trying,
)

DAY = dt.timedelta(days=1)
UTC = dt.UTC


def log(store: Store, customer: Customer, outcome: int | None = 3, **draft: Any) -> LoggedVisit:
    """Save a visit."""
    return change(store, visits.log_visit, VisitDraft(customer_id=customer.id, outcome=outcome, **draft))


def there(store: Store, visit: Visit) -> list[str]:
    """Who was at a visit: names of contacts and users."""
    found = store.ask(Snapshot.find, VisitAttendee, {"visit_id": visit.id})
    contacts = store.ask(Snapshot.titles, Contact, [a.contact_id for a in found if a.contact_id])
    users = store.ask(Snapshot.titles, User, [a.user_id for a in found if a.user_id])
    return sorted([*contacts.values(), *users.values()])


# --- saving -----------------------------------------------------------------------------------------------------


def test_the_least_that_has_to_be_said(store: Store) -> None:
    """Customer and outcome: the visit just ended and took as long as the tier's visits do."""
    customer = put(store, a_customer())
    logged = log(store, customer)
    visit = logged.visit
    assert (visit.outcome, visit.state, visit.channel, visit.kind) == (3, "held", "in_person", "follow_up")
    assert (visit.held_on, visit.zone) == (TODAY, "Asia/Shanghai")
    assert visit.ended_at == dt.datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    assert visit.started_at == dt.datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
    assert (logged.task, logged.planned, logged.next_due) == (None, None, TODAY + 56 * DAY)
    assert there(store, visit) == []
    assert get(store, Visit, visit.id) == visit


def test_all_that_can_be_said_in_one_step(store: Store) -> None:
    me = put(store, User(name="我"))
    store.maintain(lambda work: work.set_setting("user_id", me.id))
    customer = put(store, a_customer("华瑞"))
    known = put(store, a_contact(customer.id, "王敏"))
    deal = put(store, a_deal(customer.id, stage="selection"))
    logged = log(
        store,
        customer,
        2,
        at="昨天 14-1510",
        channel="video",
        kind="demo",
        attendees=(known.id, known.id),
        new_attendees=(" 李雷 ",),
        note="谈了价格\n要样品",
        next_step="发报价 下周二",
        next_visit="12-10",
        purpose="演示",
        opportunity_id=deal.id,
    )
    visit = logged.visit
    assert (visit.started_at, visit.ended_at) == (
        dt.datetime(2026, 11, 25, 6, tzinfo=UTC),
        dt.datetime(2026, 11, 25, 7, 10, tzinfo=UTC),
    )
    assert (visit.held_on, visit.channel, visit.kind, visit.outcome) == (TODAY - DAY, "video", "demo", 2)
    assert (visit.note, visit.purpose, visit.stage) == ("谈了价格\n要样品", "演示", "selection")
    assert (visit.next_action, visit.next_action_on, visit.next_visit_on) == (
        "发报价",
        dt.date(2026, 12, 1),
        dt.date(2026, 12, 10),
    )
    assert there(store, visit) == ["我", "李雷", "王敏"]
    assert logged.task is not None
    assert (logged.task.title, logged.task.due_on, logged.task.origin) == ("发报价", dt.date(2026, 12, 1), "visit")
    assert logged.task.remind_at == dt.datetime(2026, 12, 1, 1, 0, tzinfo=UTC), "nine in the morning, local time"
    assert (logged.task.visit_id, logged.task.assignee_id, logged.task.opportunity_id) == (visit.id, me.id, deal.id)
    assert logged.planned is not None
    assert (logged.planned.state, logged.planned.planned_on, logged.planned.purpose, logged.planned.owner_id) == (
        "planned",
        dt.date(2026, 12, 10),
        "发报价",
        me.id,
    )
    (step, *_) = store.ask(undo.list_steps)
    assert (step.code, step.details) == ("visit_logged", {"title": "华瑞"})
    change(store, undo.undo)
    for kind in (Visit, VisitAttendee, Task):
        assert store.ask(Snapshot.find, kind) == []
    assert [c.name for c in store.ask(Snapshot.find, Contact)] == ["王敏"], "who was new is gone again"
    change(store, undo.redo)
    assert there(store, visit) == ["我", "李雷", "王敏"]


@pytest.mark.parametrize(
    "next_step, title, due",
    [
        ("发报价", "发报价", None),
        ("send quote by fri", "send quote", dt.date(2026, 11, 27)),
        ("下周二", "下周二", dt.date(2026, 12, 1)),
    ],
)
def test_a_next_step_becomes_a_task(store: Store, next_step: str, title: str, due: dt.date | None) -> None:
    task = log(store, put(store, a_customer()), next_step=next_step).task
    assert task is not None
    assert (task.title, task.due_on, task.remind_at is None) == (title, due, due is None)


def test_a_time_in_the_next_step_is_when_to_be_reminded(store: Store) -> None:
    task = log(store, put(store, a_customer()), next_step="call Ann tomorrow 3pm").task
    assert task is not None
    assert task.remind_at == dt.datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


def test_not_met_is_an_attempt(store: Store) -> None:
    logged = log(store, put(store, a_customer()), 5, reason="老板出差")
    assert (logged.visit.outcome_reason, logged.next_due) == ("老板出差", None)
    assert rows_of(store, "SELECT last_contact, last_attempt FROM customer_state") == [(None, TODAY.toordinal())]
    assert [visits.counts(n) for n in (1, 4, 5, None)] == [True, True, False, False]


@pytest.mark.parametrize(
    "draft, code, where",
    [
        ({"customer_id": ""}, "field_required", "customer"),
        ({"customer_id": "unknown"}, "unknown_id", "customer"),
        ({"outcome": None}, "outcome_missing", "outcome"),
        ({"outcome": 6}, "outcome_missing", "outcome"),
        ({"outcome": 0}, "outcome_missing", "outcome"),
        ({"channel": "mail"}, "field_choice", "channel"),
        ({"kind": "party"}, "field_choice", "kind"),
        ({"at": "someday"}, "not_a_moment", "at"),
        ({"at": "15:30-15"}, "not_a_moment", "at"),
        ({"at": "明天 9"}, "visit_in_future", "at"),
        ({"next_visit": "someday"}, "not_a_date", "next_visit"),
        ({"next_visit": "2026-11-25"}, "date_in_past", "next_visit"),
        ({"attendees": ("unknown",)}, "unknown_id", "contact"),
        ({"new_attendees": (" ",)}, "field_required", "name"),
        ({"at": "10:06"}, "visit_in_future", "at"),
        ({"at": "14-1510"}, "visit_in_future", "at"),
        ({"at": "1949-12-31"}, "visit_too_early", "at"),
        ({"note": "a\0"}, "field_nul", "note"),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_written(
    store: Store, draft: dict[str, Any], code: str, where: str
) -> None:
    customer = put(store, a_customer())
    before = rows_of(store, "SELECT count(*) FROM undo_step")
    with pytest.raises(RuleError) as refused:
        change(store, visits.log_visit, VisitDraft(**{"customer_id": customer.id, "outcome": 3, **draft}))
    assert (refused.value.code, refused.value.where) == (code, where)
    for kind in (Visit, VisitAttendee, Task, Contact):
        assert store.ask(Snapshot.find, kind) == []
    assert rows_of(store, "SELECT count(*) FROM undo_step") == before


# --- when -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, start, end, day",
    [
        ("9", "2026-11-26 09:00", "2026-11-26 09:30", "2026-11-26"),
        ("10:04", "2026-11-26 10:04", "2026-11-26 10:34", "2026-11-26"),
        ("今天", "2026-11-26 09:00", "2026-11-26 09:30", "2026-11-26"),
        ("1950-01-01 8:00", "1950-01-01 08:00", "1950-01-01 08:30", "1950-01-01"),
        ("昨天 15", "2026-11-25 15:00", "2026-11-25 15:30", "2026-11-25"),
        ("yesterday 3pm", "2026-11-25 15:00", "2026-11-25 15:30", "2026-11-25"),
        ("昨天", "2026-11-25 09:00", "2026-11-25 09:30", "2026-11-25"),
        ("fri", "2026-11-20 09:00", "2026-11-20 09:30", "2026-11-20"),
        ("9-1010", "2026-11-26 09:00", "2026-11-26 10:10", "2026-11-26"),
        ("11-27", "2025-11-27 09:00", "2025-11-27 09:30", "2025-11-27"),
    ],
)
def test_moments_lie_in_the_past_and_in_the_zone_of_entry(
    store: Store, text: str, start: str, end: str, day: str
) -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    visit = log(store, put(store, a_customer()), at=text).visit
    assert visit.started_at == dt.datetime.fromisoformat(start).replace(tzinfo=zone)
    assert visit.ended_at == dt.datetime.fromisoformat(end).replace(tzinfo=zone)
    assert visit.held_on == dt.date.fromisoformat(day)


def test_a_day_without_a_time_is_now_at_the_latest(tmp_path: Path) -> None:
    clock = FixedClock(TODAY)
    clock.advance(hours=-3)
    store = new_store(tmp_path, clock=clock)
    visit = log(store, put(store, a_customer()), at="今天").visit
    assert visit.started_at == dt.datetime(2026, 11, 25, 23, 0, tzinfo=UTC), "seven o’clock, not nine"
    store.close()


@pytest.mark.parametrize("days, at", [(-700, "14:00"), (9, "9:00")])
def test_on_another_business_date_the_time_of_day_is_no_lie(tmp_path: Path, days: int, at: str) -> None:
    store = new_store(tmp_path, TODAY + days * DAY, clock=FixedClock(TODAY))
    assert log(store, put(store, a_customer()), at=at).visit.held_on == TODAY + days * DAY
    store.close()


def test_a_visit_that_just_ended_after_midnight_began_today(tmp_path: Path) -> None:
    clock = FixedClock(TODAY)
    clock.advance(hours=-9, minutes=-50)
    store = new_store(tmp_path, clock=clock)
    visit = log(store, put(store, a_customer())).visit
    assert visit.held_on == TODAY
    assert visit.started_at == dt.datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    assert visit.ended_at == dt.datetime(2026, 11, 25, 16, 10, tzinfo=UTC)
    store.close()


def test_an_end_in_the_hour_that_a_clock_leaves_out_is_no_end(tmp_path: Path) -> None:
    store = new_store(tmp_path, clock=FixedClock(TODAY, "America/New_York"))
    customer = put(store, a_customer())
    with pytest.raises(RuleError, match="ends_before_start"):
        log(store, customer, at="2026-03-08 02:30-03:10")
    assert log(store, customer, at="2026-03-08 03:10-03:40").visit.held_on == dt.date(2026, 3, 8)
    store.close()


def test_the_business_date_of_a_demo_is_today(tmp_path: Path) -> None:
    store = new_store(tmp_path, dt.date(2018, 1, 2), clock=FixedClock(TODAY))
    visit = log(store, put(store, a_customer())).visit
    assert visit.held_on == dt.date(2018, 1, 2)
    assert visit.ended_at == dt.datetime(2018, 1, 2, 2, 0, tzinfo=UTC)
    assert visit.created_at is not None
    assert visit.created_at.year == 2026, "the instant of writing keeps the real clock"
    store.close()


@pytest.mark.parametrize("tier, minutes", [("A", 60), ("B", 45), ("C", 30), ("D", 15), ("none", 15)])
def test_the_usual_length_depends_on_the_tier(store: Store, tier: str, minutes: int) -> None:
    customer = put(store, a_customer())
    put(store, TierAssignment(customer_id=customer.id, tier=tier, effective_on=TODAY))
    visit = log(store, customer, at="9").visit
    assert visit.started_at is not None
    assert visit.ended_at == visit.started_at + dt.timedelta(minutes=minutes)


# --- the next due day -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    history=st.lists(st.tuples(st.integers(0, 90), st.sampled_from(CHANNELS), st.sampled_from(OUTCOMES)), max_size=5),
    channel=st.sampled_from(CHANNELS),
    outcome=st.sampled_from(OUTCOMES),
    tier=st.sampled_from(["A", "C", "D", "none", None]),
    days_ago=st.integers(0, 60),
)
def test_the_day_that_is_said_is_the_day_that_is_kept(
    shared_store: Store,
    history: list[tuple[int, str, int]],
    channel: str,
    outcome: int,
    tier: str | None,
    days_ago: int,
) -> None:
    def run(work: UnitOfWork) -> tuple[Any, Any]:
        steps = Steps(work)
        customer = steps.do(UnitOfWork.insert, a_customer())
        if tier:
            assignment = TierAssignment(customer_id=customer.id, tier=tier, effective_on=TODAY)
            steps.do(UnitOfWork.insert, assignment)
        for ago, how, result in history:
            steps.do(UnitOfWork.insert, a_visit(customer.id, TODAY - ago * DAY, channel=how, outcome=result))
        on = (TODAY - days_ago * DAY).isoformat()
        logged = steps.do(visits.log_visit, VisitDraft(customer.id, outcome, at=on, channel=channel))
        return logged.next_due, steps.ask(lists.row_of, "customer", customer.id).due.next_due

    said, kept = trying(shared_store, run)
    assert said == kept


def test_what_each_channel_would_bring(store: Store) -> None:
    customer = put(store, a_customer())
    row = store.ask(lists.row_of, "customer", customer.id)

    def proposed(channel: str, outcome: int | None) -> dt.date | None:
        return store.ask(visits.proposed_next, row, channel, outcome, TODAY)

    assert proposed("in_person", 1) == TODAY + 56 * DAY
    assert proposed("phone", 1) == TODAY + 28 * DAY
    assert proposed("in_person", 5) is None
    assert proposed("in_person", None) is None


# --- planned visits ---------------------------------------------------------------------------------------------


def test_a_planned_visit_is_fulfilled_not_doubled(store: Store) -> None:
    customer = put(store, a_customer())
    plan = put(store, a_plan(customer.id, TODAY, purpose="签合同", kind="executive_meeting"))
    logged = log(store, customer, 1, note="签了")
    visit = logged.visit
    assert (logged.plan and logged.plan.id, logged.plan and logged.plan.state) == (plan.id, "planned")
    assert (visit.id, visit.state, visit.planned_on, visit.held_on) == (plan.id, "held", TODAY, TODAY)
    assert (visit.purpose, visit.kind, visit.note) == ("签合同", "executive_meeting", "签了")
    assert len(store.ask(Snapshot.find, Visit)) == 1
    change(store, undo.undo)
    assert get(store, Visit, plan.id).state == "planned"
    assert log(store, customer).visit.id == plan.id
    assert log(store, customer).visit.id != plan.id, "held by now"


def test_a_plan_gives_channel_and_deal_that_are_not_said(store: Store) -> None:
    customer = put(store, a_customer())
    deal = put(store, a_deal(customer.id))
    put(store, a_plan(customer.id, TODAY, channel="video", opportunity_id=deal.id, purpose="报价"))
    visit = log(store, customer, 1, purpose="演示").visit
    assert (visit.channel, visit.opportunity_id, visit.stage, visit.purpose) == ("video", deal.id, deal.stage, "演示")
    put(store, a_plan(customer.id, TODAY, channel="video"))
    assert log(store, customer, 1, channel="phone").visit.channel == "phone"


def test_only_a_plan_of_that_day_or_one_that_was_missed_is_fulfilled(store: Store) -> None:
    customer, other = put(store, a_customer("甲")), put(store, a_customer("乙"))
    of_other, later = put(store, a_plan(other.id, TODAY)), put(store, a_plan(customer.id, TODAY + 2 * DAY))
    assert log(store, customer).plan is None
    missed = put(store, a_plan(customer.id, TODAY - DAY))
    assert log(store, customer, at="前天").plan is None, "held before the day it was planned for"
    assert log(store, customer).visit.id == missed.id
    assert {get(store, Visit, plan.id).state for plan in (of_other, later)} == {"planned"}


def test_who_was_there_is_there_again_when_an_undone_visit_is_logged_again(store: Store) -> None:
    customer = put(store, a_customer())
    person = put(store, a_contact(customer.id, "王敏"))
    plan = put(store, a_plan(customer.id, TODAY))
    log(store, customer, attendees=(person.id,))
    change(store, undo.undo)
    visit = log(store, customer, attendees=(person.id,)).visit
    assert visit.id == plan.id
    assert there(store, visit) == ["王敏"]
    change(store, undo.undo)
    assert there(store, visit) == []
    change(store, undo.redo)
    assert there(store, visit) == ["王敏"]


def test_of_those_planned_to_come_only_who_is_named_was_there(store: Store) -> None:
    customer = put(store, a_customer())
    wang, li, zhao = (put(store, a_contact(customer.id, name)) for name in ("王敏", "李强", "赵云"))
    plan = put(store, a_plan(customer.id, TODAY))
    change(store, visits.correct_visit, plan.id, {}, AttendeeChange(added=(wang.id, li.id)))
    assert store.ask(visits.visit_form, customer.id).ticked == {wang.id, li.id}
    assert there(store, log(store, customer, attendees=(li.id, zhao.id)).visit) == sorted(["李强", "赵云"])
    change(store, undo.undo)
    assert there(store, plan) == sorted(["王敏", "李强"])
    assert there(store, log(store, customer, as_planned=True).visit) == sorted(["王敏", "李强"])


# --- correcting -------------------------------------------------------------------------------------------------


def corrected(store: Store, visit: Visit, **people: tuple[str, ...]) -> list[str]:
    """Who is at a visit after its people were corrected."""
    change(store, visits.correct_visit, visit.id, {}, AttendeeChange(**people))
    return there(store, visit)


def test_a_corrected_channel_moves_the_due_day(store: Store) -> None:
    customer = put(store, a_customer())
    visit = log(store, customer).visit
    for channel, days in (("phone", 28), ("in_person", 56)):
        change(store, visits.correct_visit, visit.id, {"channel": (visit.channel, channel)}, AttendeeChange())
        visit = get(store, Visit, visit.id)
        row = store.ask(lists.row_of, "customer", customer.id)
        assert isinstance(row, CustomerRow)
        assert (row.last_contact_on, row.due.next_due) == (TODAY, TODAY + days * DAY)


def test_who_was_taken_away_goes_to_the_bin_and_comes_out_of_it(store: Store) -> None:
    customer = put(store, a_customer())
    person = put(store, a_contact(customer.id, "王敏"))
    user = put(store, User(name="Rep"))
    visit = log(store, customer, attendees=(person.id,)).visit
    ours = put(store, VisitAttendee(visit_id=visit.id, user_id=user.id))
    assert corrected(store, visit, removed=(person.id,), new=("李雷",)) == ["Rep", "李雷"]
    assert corrected(store, visit, added=(person.id,)) == ["Rep", "李雷", "王敏"]
    assert get(store, VisitAttendee, ours.id) == ours
    change(store, undo.undo)
    change(store, undo.undo)
    assert there(store, visit) == ["Rep", "王敏"]
    assert store.ask(Snapshot.ids_named, Contact, "李雷") == []


def test_nobody_is_at_a_visit_twice(store: Store) -> None:
    """Rows of another origin bear other ids."""
    customer = put(store, a_customer())
    person = put(store, a_contact(customer.id, "王敏"))
    visit = log(store, customer).visit
    put(store, VisitAttendee(visit_id=visit.id, contact_id=person.id))
    assert corrected(store, visit, added=(person.id,)) == ["王敏"]
    assert len(store.ask(Snapshot.find, VisitAttendee, {"visit_id": visit.id})) == 1
    assert corrected(store, visit, removed=(person.id,)) == []


def test_a_correction_that_is_refused_changes_nothing(store: Store) -> None:
    customer = put(store, a_customer())
    visit = log(store, customer).visit
    people = AttendeeChange(added=("unknown",), new=("李雷",))
    with pytest.raises(RuleError, match="unknown_id contact"):
        change(store, visits.correct_visit, visit.id, {"channel": ("in_person", "phone")}, people)
    assert (get(store, Visit, visit.id), there(store, visit)) == (visit, [])


def test_offered_are_the_contacts_of_the_customer_and_whoever_else_was_there(store: Store) -> None:
    customer, other = put(store, a_customer("甲")), put(store, a_customer("乙"))
    gone, moved, boss = (
        put(store, a_contact(customer.id, "Gone")),
        put(store, a_contact(customer.id, "Moved")),
        put(store, a_contact(customer.id, "Boss", role="decision_maker")),
    )
    put(store, a_contact(other.id, "Stranger"))
    visit = log(store, customer, attendees=(gone.id, moved.id)).visit
    change(store, records.delete, Contact, gone.id)
    change(store, records.edit_record, Contact, moved.id, {"customer_id": (customer.id, other.id)})
    people = store.ask(visits.people_of, visit)
    assert [card.contact.name for card in people.cards] == ["Boss", "Gone", "Moved"]
    assert people.there == {gone.id, moved.id}
    assert store.ask(visits.people_of, log(store, customer, attendees=(boss.id,)).visit).there == {boss.id}


# --- people -----------------------------------------------------------------------------------------------------


def test_names_of_people_known_and_new(store: Store) -> None:
    customer, other = put(store, a_customer("甲")), put(store, a_customer("乙"))
    one = put(store, a_contact(customer.id, "Ann Lee"))
    put(store, a_contact(other.id, "Bob"))
    typed = [" ann  LEE ", one.id, "Bob", "Ａｎｎ Lee"]
    assert store.ask(visits.attendee_ids, customer.id, typed) == ([one.id, one.id, one.id], ["Bob"])


@pytest.mark.parametrize("typed", ["Victor", " VICTOR ", "fenbrook", "victor fenbrook", "Ｖictor", "Dr Victor"])
def test_a_whole_word_of_one_name_means_that_contact(store: Store, typed: str) -> None:
    customer, other = put(store, a_customer("甲")), put(store, a_customer("乙"))
    victor = put(store, a_contact(customer.id, "Dr. Victor Fenbrook"))
    put(store, a_contact(customer.id, "Victoria Lane"))
    put(store, a_contact(other.id, "Victor"))
    assert store.ask(visits.attendee_ids, customer.id, [typed]) == ([victor.id], [])


@pytest.mark.parametrize("typed", ["Vic", "Victor Lane", "王", "敏", ",", ""])
def test_part_of_a_word_means_nobody(store: Store, typed: str) -> None:
    customer = put(store, a_customer())
    put(store, a_contact(customer.id, "Victor Fenbrook"))
    put(store, a_contact(customer.id, "王敏"))
    put(store, a_contact(customer.id, "王 雷"))
    assert store.ask(visits.attendee_ids, customer.id, [typed]) == ([], [typed])


def test_the_whole_name_comes_before_a_word_of_another(store: Store) -> None:
    customer = put(store, a_customer())
    put(store, a_contact(customer.id, "Victor Fenbrook"))
    short = put(store, a_contact(customer.id, "Victor"))
    assert store.ask(visits.attendee_ids, customer.id, ["victor"]) == ([short.id], [])


def test_several_people_of_a_name_are_named_and_told_apart_by_id(store: Store) -> None:
    customer = put(store, a_customer())
    one = put(store, a_contact(customer.id, "Ann Lee"))
    two = put(store, a_contact(customer.id, "Ann Lee"))
    put(store, a_contact(customer.id, "Ann Poe"))
    for typed, expected in (("ann lee", 2), ("Ann", 3)):
        with pytest.raises(RuleError) as refused:
            store.ask(visits.attendee_ids, customer.id, [typed])
        assert (refused.value.code, refused.value.where) == ("ambiguous_name", "contact")
        assert refused.value.values["candidates"].count("Ann") == expected
    assert store.ask(visits.attendee_ids, customer.id, [two.id, one.id[:-1]]) == ([two.id, one.id], [])


def test_cards_show_who_decides_first_and_when_last_met(store: Store) -> None:
    customer = put(store, a_customer())
    staff = put(store, a_contact(customer.id, "王敏"))
    boss = put(store, a_contact(customer.id, "李雷", role="economic_buyer"))
    log(store, customer, at="昨天", attendees=(staff.id,))
    cards = store.ask(visits.contact_cards, customer.id)
    assert [(c.contact, c.decides, c.last_met_on, c.met_recently) for c in cards] == [
        (boss, True, None, False),
        (staff, False, TODAY - DAY, True),
    ]


# --- what the form shows ----------------------------------------------------------------------------------------


def test_a_form_for_a_customer_never_seen(store: Store) -> None:
    customer = put(store, a_customer())
    form = store.ask(visits.visit_form, customer.id)
    assert (form.row.id, form.contacts, form.ticked, form.last, form.planned) == (
        customer.id,
        (),
        frozenset(),
        None,
        None,
    )
    assert form.deals == ()
    assert form.days_by_channel == {"in_person": 56, "video": 28, "phone": 28}
    assert form.row.due.state == DueState.NEVER


def test_a_form_ticks_who_was_there_last_time(store: Store) -> None:
    me = put(store, User(name="我"))
    store.maintain(lambda work: work.set_setting("user_id", me.id))
    customer = put(store, a_customer())
    one, two = put(store, a_contact(customer.id, "王敏")), put(store, a_contact(customer.id, "李雷"))
    log(store, customer, at="昨天 9", attendees=(one.id, two.id))
    last = log(store, customer, at="昨天 15", attendees=(two.id,)).visit
    plan = put(store, a_plan(customer.id, TODAY - 2 * DAY))
    deal = put(store, a_deal(customer.id))
    put(store, a_deal(customer.id, "赢了", result="won"))
    put(store, TierAssignment(customer_id=customer.id, tier="D", effective_on=TODAY))
    form = store.ask(visits.visit_form, customer.id)
    assert (form.ticked, form.last, form.planned, form.deals) == (frozenset({two.id}), last, plan, (deal,))
    assert [card.contact.name for card in form.contacts] == ["王敏", "李雷"]
    assert form.days_by_channel == {"in_person": 42, "video": 21, "phone": 42}


def test_no_form_for_a_deleted_customer(store: Store) -> None:
    customer = put(store, a_customer())
    change(store, UnitOfWork.delete, Customer, customer.id)
    with pytest.raises(RuleError, match="unknown_id"):
        store.ask(visits.visit_form, customer.id)
