"""When the next contact is due: weights, rounding, the exact edges of the states, holidays, cycles and quarters."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain import cadence
from desktop_crm.domain.cadence import NO_HOLIDAYS, DueState, WorkCalendar, due, half_weight, next_due, work_calendar
from tests.stores import CADENCE_DAYS, TODAY

DAY = dt.timedelta(days=1)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2029, 12, 31))


def test_delivered_cadences() -> None:
    assert CADENCE_DAYS == {"A": 14, "B": 28, "C": 56, "D": 42, "none": 182}


def test_the_customers_own_cadence_goes_before_its_tiers() -> None:
    assert cadence.days_for("A", CADENCE_DAYS, 21) == 21
    assert cadence.days_for("A", CADENCE_DAYS) == 14
    assert cadence.days_for("unrated", CADENCE_DAYS) == CADENCE_DAYS["C"]


# --- what a contact counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "channel, tier, halves",
    [
        *[("in_person", tier, 2) for tier in cadence.TIERS],
        *[("video", tier, 1) for tier in cadence.TIERS],
        *[("phone", tier, 2 if tier in ("D", "none") else 1) for tier in cadence.TIERS],
        *[("mail", tier, 0) for tier in cadence.TIERS],
    ],
)
def test_weights(channel: str, tier: str, halves: int) -> None:
    for outcome in (1, 2, 3, 4):
        assert half_weight(channel, outcome, tier) == halves
    assert half_weight(channel, 5, tier) == 0, "not met never counts"
    assert half_weight(channel, None, tier) == 0, "only planned"


def test_half_a_cadence_is_rounded_up() -> None:
    assert next_due([(TODAY, 1)], 7) == TODAY + 4 * DAY
    assert next_due([(TODAY, 1)], 14) == TODAY + 7 * DAY
    assert next_due([(TODAY, 2)], 7) == TODAY + 7 * DAY


def test_the_latest_due_day_of_all_contacts_is_in_force() -> None:
    visit, call = TODAY - 10 * DAY, TODAY
    assert next_due([(visit, 2), (call, 1)], 28) == visit + 28 * DAY, "the call's half cadence ends earlier"
    assert next_due([(visit, 2), (call, 1)], 14) == call + 7 * DAY


def test_without_a_contact_that_counts_nothing_is_due_on_a_day() -> None:
    assert next_due([], 14) is None
    assert next_due([(TODAY, 0)], 14) is None


@given(contacts=st.lists(st.tuples(DATES, st.integers(0, 2)), max_size=8), days=st.integers(1, 400), off=st.sets(DATES))
def test_one_contact_more_never_brings_the_day_forward(
    contacts: list[tuple[dt.date, int]], days: int, off: set[dt.date]
) -> None:
    calendar = work_calendar(off)
    all_of_them = next_due(contacts, days, calendar)
    for n in range(len(contacts)):
        fewer = next_due(contacts[:n] + contacts[n + 1 :], days, calendar)
        assert fewer is None or (all_of_them is not None and fewer <= all_of_them)


# --- states -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 5, 7, 10, 14, 28, 42, 56, 91, 182])
def test_states_change_at_the_exact_shares(days: int) -> None:
    created = TODAY - 900 * DAY
    for over in range(-2 * days, 2 * days):
        found = due(TODAY - over * DAY, days, TODAY, created)
        share = (days + over) / days
        expected = (
            DueState.LATE
            if share >= 1.5
            else DueState.DUE
            if share >= 1
            else DueState.DUE_SOON
            # 0.8 has no exact binary form, so the edge is compared in whole days.
            if 5 * (days + over) >= 4 * days
            else DueState.NOT_DUE
        )
        assert (found.state, found.days_over, found.next_due) == (expected, over, TODAY - over * DAY), over
        assert found.share == pytest.approx(share)


def test_the_edges_of_a_cadence_of_ten_days() -> None:
    states = {over: due(TODAY - over * DAY, 10, TODAY, TODAY).state for over in (-3, -2, -1, 0, 4, 5)}
    assert states == {
        -3: DueState.NOT_DUE,
        -2: DueState.DUE_SOON,
        -1: DueState.DUE_SOON,
        0: DueState.DUE,
        4: DueState.DUE,
        5: DueState.LATE,
    }


def test_never_contacted_is_due_at_once_and_grows_with_age() -> None:
    found = due(None, 14, TODAY, TODAY - 7 * DAY)
    assert (found.state, found.next_due, found.days_over, found.share) == (DueState.NEVER, None, None, 1.5)
    assert due(None, 14, TODAY, TODAY).share == 1
    assert due(None, 14, TODAY, TODAY + 5 * DAY).share == 1, "made after the business date: no negative age"


def test_due_means_due_late_and_never() -> None:
    assert {DueState.DUE, DueState.LATE, DueState.NEVER} == cadence.DUE_STATES


# --- days off ---------------------------------------------------------------------------------------------------


def slowly(after: dt.date, days: int, off: set[dt.date]) -> dt.date:
    """The rule said day by day: ``days`` days that are not off have to pass."""
    day = after
    while days:
        day += DAY
        if day not in off:
            days -= 1
    return day


@given(after=DATES, days=st.integers(0, 60), off=st.sets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 1))))
def test_every_day_off_adds_a_day_also_those_in_the_added_days(after: dt.date, days: int, off: set[dt.date]) -> None:
    calendar = work_calendar(off)
    assert calendar.stretch(after, after + days * DAY) == slowly(after, days, {d for d in off if d.weekday() < 5})


def test_a_chain_of_holidays() -> None:
    week = {dt.date(2026, 10, 1) + n * DAY for n in range(9)}
    calendar = work_calendar(week)
    visit = dt.date(2026, 9, 24)
    assert [d.isoformat() for d in calendar.days_off] == [f"2026-10-0{n}" for n in (1, 2, 5, 6, 7, 8, 9)]
    # Each day off adds a day, which may be a day off itself.
    assert calendar.stretch(visit, visit + 7 * DAY) == dt.date(2026, 10, 3)
    assert calendar.stretch(visit, visit + 11 * DAY) == dt.date(2026, 10, 12)
    assert next_due([(visit, 2)], 14, calendar) == dt.date(2026, 10, 15)


def test_a_day_off_on_the_day_of_contact_adds_nothing_and_on_the_due_day_one() -> None:
    visit = dt.date(2026, 11, 24)
    due_on = visit + 2 * DAY
    assert work_calendar([visit]).stretch(visit, due_on) == due_on
    assert work_calendar([due_on]).stretch(visit, due_on) == due_on + DAY


def test_weekends_are_no_days_off() -> None:
    saturday = dt.date(2026, 11, 28)
    assert work_calendar([saturday, saturday + DAY, saturday + 2 * DAY]).days_off == (saturday + 2 * DAY,)
    assert WorkCalendar() == NO_HOLIDAYS


# --- quarters and cycles ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "days, goal", [(7, 13), (14, 7), (21, 4), (28, 3), (42, 2), (56, 2), (91, 1), (182, 1), (364, 1), (26, 4)]
)
def test_a_quarters_goal_is_91_days_by_the_cadence(days: int, goal: int) -> None:
    assert cadence.quarter_goal(days) == goal


def test_half_a_contact_is_rounded_up() -> None:
    assert 91 / 26 == 3.5
    assert cadence.quarter_goal(26) == 4


@given(day=DATES)
def test_quarters_cover_every_day_once(day: dt.date) -> None:
    first, last = cadence.quarter(day)
    assert first <= day <= last
    assert first.day == 1
    assert first.month in (1, 4, 7, 10)
    assert cadence.quarter(last + DAY)[0] == last + DAY


@given(day=DATES)
def test_cycles_are_four_iso_weeks_and_cover_every_day_once(day: dt.date) -> None:
    number, first, last = cadence.cycle(day)
    assert first <= day <= last
    assert first.weekday() == 0
    assert 1 <= number <= 13
    assert cadence.cycle(first) == cadence.cycle(last) == (number, first, last)
    assert cadence.cycle(last + DAY)[1] == last + DAY
    assert (last - first).days + 1 in (28, 35)


def test_week_53_joins_cycle_13() -> None:
    assert dt.date(2026, 12, 31).isocalendar().week == 53
    assert cadence.cycle(dt.date(2026, 12, 31)) == (13, dt.date(2026, 11, 30), dt.date(2027, 1, 3))
    assert cadence.cycle(dt.date(2027, 1, 3)) == cadence.cycle(dt.date(2026, 12, 31)), "the ISO year decides"
    assert cadence.cycle(dt.date(2027, 1, 4)) == (1, dt.date(2027, 1, 4), dt.date(2027, 1, 31))
    assert cadence.cycle(dt.date(2025, 12, 31)) == (1, dt.date(2025, 12, 29), dt.date(2026, 1, 25))


@pytest.mark.parametrize("days, gap", [(14, 7), (7, 3), (1, 0)])
def test_the_minimum_gap_is_half_the_cadence(days: int, gap: int) -> None:
    assert cadence.minimum_gap(days) == gap
