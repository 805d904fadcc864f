"""A visit: planned, held, written down; and who was there from both sides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, Type, declare

CHANNELS = ("in_person", "video", "phone")
VISIT_KINDS = (
    "follow_up",
    "first",
    "return_visit",
    "executive_meeting",
    "technical_support",
    "training",
    "survey",
    "demo",
    "collection",
)
VISIT_STATES = ("planned", "held", "cancelled", "rescheduled")
OUTCOMES = (1, 2, 3, 4, 5)
"""1 advanced, 2 positive, 3 neutral, 4 setback, 5 not met (RULES.md, *Visits*)."""
NOT_MET = 5
FIRST_DAY = dt.date(1950, 1, 1)
"""A day before it is a slip of the pen: whoever was visited then is no longer sold to."""
LEEWAY = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Record):
    """One meeting, call or video call with a customer.

    ``held_on`` is the local date of ``started_at`` in ``zone``, the zone of entry: a business date that no
    later change of zone moves. Instant, zone and date are one unit.
    """

    KIND: ClassVar[str] = "visit"
    TITLE: ClassVar[str] = "note"

    customer_id: str = declare(Type.REFERENCE, refers_to="customer", required=True)
    opportunity_id: str = declare(Type.REFERENCE, refers_to="opportunity")
    stage: str = declare(Type.TEXT)
    """Stage of the opportunity at that time (RULES.md, *Visits*)."""
    owner_id: str = declare(Type.REFERENCE, refers_to="user")
    channel: str = declare(Type.CHOICE, "in_person", choices=CHANNELS)
    kind: str = declare(Type.CHOICE, "follow_up", choices=VISIT_KINDS)
    state: str = declare(Type.CHOICE, "held", choices=VISIT_STATES)
    purpose: str = declare(Type.TEXT, search="text")
    planned_start: dt.datetime | None = declare(Type.INSTANT, unit="plan")
    planned_end: dt.datetime | None = declare(Type.INSTANT, unit="plan")
    planned_on: dt.date | None = declare(Type.DATE, unit="plan")
    started_at: dt.datetime | None = declare(Type.INSTANT, unit="when")
    ended_at: dt.datetime | None = declare(Type.INSTANT, unit="when")
    zone: str = declare(Type.TEXT, unit="when")
    held_on: dt.date | None = declare(Type.DATE, unit="when")
    outcome: int | None = declare(Type.INTEGER, low=1, high=5, unit="outcome")
    outcome_reason: str = declare(Type.TEXT, unit="outcome")
    note: str = declare(Type.LONG_TEXT, search="text")
    next_action: str = declare(Type.TEXT, search="text")
    next_action_on: dt.date | None = declare(Type.DATE)
    next_visit_on: dt.date | None = declare(Type.DATE)


def refuse_backwards(visit: Visit) -> Visit:
    """What ends has begun before. Raises ``RuleError``."""
    for start, end in (("started_at", "ended_at"), ("planned_start", "planned_end")):
        begun, ended = getattr(visit, start), getattr(visit, end)
        if begun is not None and ended is not None and ended < begun:
            raise RuleError("ends_before_start", where=end)
    return visit


def refuse_wrong_day(visit: Visit, today: dt.date) -> Visit:
    """What was held has a day that can be. Raises ``RuleError``."""
    if visit.state == "held" and visit.held_on is not None:
        refuse_day(visit.held_on, today, "held_on")
    return visit


def refuse_day(day: dt.date, today: dt.date, where: str) -> None:
    """Nothing was held on a later day, a slip that would put the customer out of sight until then, or before 1950.

    Raises ``RuleError``.
    """
    if day > today:
        raise RuleError("visit_in_future", where=where, value=day.isoformat())
    if day < FIRST_DAY:
        raise RuleError("visit_too_early", where=where, value=day.isoformat(), year=FIRST_DAY.year)


def refuse_unbegun(start: dt.datetime, now: dt.datetime, where: str) -> None:
    """What was held has begun; clocks may differ a little. Raises ``RuleError``."""
    if start > now + LEEWAY:
        raise RuleError("visit_in_future", where=where, value=f"{start.astimezone(now.tzinfo):%Y-%m-%d %H:%M}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAttendee(Record):
    """One person at a visit: a contact of the customer or a user of ours. Its id derives from both ids."""

    KIND: ClassVar[str] = "visit_attendee"
    TITLE: ClassVar[str] = "id"

    visit_id: str = declare(Type.REFERENCE, refers_to="visit", required=True)
    contact_id: str = declare(Type.REFERENCE, refers_to="contact")
    user_id: str = declare(Type.REFERENCE, refers_to="user")
