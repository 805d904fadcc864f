"""When the next contact is due and how late it is (RULES.md, *Cadence* and what follows it).

All days are plain dates; today is an argument. Nothing here knows a store.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from desktop_crm.domain.visits import NOT_MET

ONE_DAY = dt.timedelta(days=1)


class DueState(StrEnum):
    """How a customer stands. ``due``, ``late`` and ``never`` are what ``--due`` means."""

    LATE = "late"
    DUE = "due"
    NEVER = "never"
    DUE_SOON = "due_soon"
    NOT_DUE = "not_due"


DUE_STATES = frozenset({DueState.DUE, DueState.LATE, DueState.NEVER})

TIERS = ("A", "B", "C", "D", "none", "unrated")
"""Tier codes in the order of groups everywhere (RULES.md, *Call list order*)."""


def days_for(tier: str, days: dict[str, int], override: int | None = None) -> int:
    """Cadence in days: the customer's own, else its tier's; unrated takes C's (RULES.md, *Cadence*)."""
    if override:
        return override
    return days["C"] if tier == "unrated" else days[tier]


def half_weight(channel: str, outcome: int | None, tier: str) -> int:
    """What a contact counts, in halves: 2 visit, 1 video or phone (2 by phone for D and no tier), 0 not met.

    ``outcome`` None (planned, never held) counts nothing.
    """
    if outcome is None or outcome == NOT_MET:
        return 0
    if channel == "in_person":
        return 2
    if channel == "phone" and tier in ("D", "none"):
        return 2
    return 1 if channel in ("video", "phone") else 0


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that stretch the clock: days off from Monday to Friday, in order (RULES.md, *Days off*).

    Make-up days (a Saturday worked for a holiday) are work days and never among them; nor are weekends, which
    every cadence contains anyway.
    """

    days_off: tuple[dt.date, ...] = ()

    def stretch(self, after: dt.date, until: dt.date) -> dt.date:
        """``until`` moved by one day for every day off in (after, until], those in the added days included."""
        if not self.days_off:
            return until
        first = bisect_right(self.days_off, after)
        seen = 0
        while (found := bisect_right(self.days_off, until) - first) > seen:
            until += (found - seen) * ONE_DAY
            seen = found
        return until


NO_HOLIDAYS = WorkCalendar()


def next_due(
    contacts: Iterable[tuple[dt.date, int]], cadence_days: int, calendar: WorkCalendar = NO_HOLIDAYS
) -> dt.date | None:
    """The latest of (contact day + weight x cadence, rounded up) over contacts that count; None without any.

    ``contacts``: (local day, weight in halves).
    """
    dates = [
        calendar.stretch(day, day + dt.timedelta(days=-(-halves * cadence_days // 2)))
        for day, halves in contacts
        if halves > 0
    ]
    return max(dates, default=None)


class Due(NamedTuple):
    """Where a customer stands today. ``days_over`` is negative while not yet due; None when never contacted."""

    state: DueState
    next_due: dt.date | None
    days_over: int | None
    cadence_days: int
    share: float
    """Share of the cadence used: 1 = due, 1.5 = late."""


def due(next_due_on: dt.date | None, cadence_days: int, today: dt.date, created_on: dt.date) -> Due:
    """State and share used (RULES.md, *Due states*): due soon from 0.8, due from 1, late from 1.5."""
    if next_due_on is None:
        age = max(0, (today - created_on).days)
        return Due(DueState.NEVER, None, None, cadence_days, 1 + age / cadence_days)
    over = (today - next_due_on).days
    share = 1 + over / cadence_days
    if 2 * over >= cadence_days:
        state = DueState.LATE
    elif over >= 0:
        state = DueState.DUE
    elif -5 * over <= cadence_days:
        state = DueState.DUE_SOON
    else:
        state = DueState.NOT_DUE
    return Due(state, next_due_on, over, cadence_days, share)


def minimum_gap(cadence_days: int) -> int:
    """Days within which another contact is warned of: half the cadence."""
    return cadence_days // 2


def quarter_goal(cadence_days: int) -> int:
    """Counted contacts a quarter that the cadence asks for: round(91 / cadence), at least 1 (RULES.md, *Cycle*)."""
    return max(1, int(91 / cadence_days + 0.5))


def quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar quarter that ``day`` lies in."""
    first = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = dt.date(first.year + (first.month == 10), (first.month + 3 - 1) % 12 + 1, 1)
    return first, after - ONE_DAY


def cycle(day: dt.date) -> tuple[int, dt.date, dt.date]:
    """Number in the ISO year, first and last day of the cycle of 4 ISO weeks (weeks 1-4, 5-8 ...; week 53 joins 13).

    Source: RULES.md, *Cycle*.
    """
    year, week, _ = day.isocalendar()
    number = min((week - 1) // 4, 12)
    first = dt.date.fromisocalendar(year, number * 4 + 1, 1)
    weeks = 4
    if number == 12 and dt.date(year, 12, 28).isocalendar().week == 53:
        weeks = 5
    return number + 1, first, first + dt.timedelta(days=7 * weeks - 1)


def work_calendar(days_off: Collection[dt.date]) -> WorkCalendar:
    """A calendar of these days off; Saturdays and Sundays among them are left out."""
    return WorkCalendar(tuple(sorted({d for d in days_off if d.weekday() < 5})))
