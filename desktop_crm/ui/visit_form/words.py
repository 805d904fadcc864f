"""The sentences of the visit form: how typed times were understood, why a next visit is proposed, what was saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from desktop_crm.domain.natural_dates import When
from desktop_crm.domain.visits import OUTCOMES
from desktop_crm.usecases.visits import REMIND_AT, LoggedVisit
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    channel_name,
    date_near,
    date_short,
    date_weekday,
    enumeration,
    outcome_name,
    tier_level,
    time_of,
    time_range,
)

BETWEEN = " · "
_NOTE_SHOWN = 180
_NAME_SHOWN = 20
_WAITING_NAMED = 2


def moment(start: dt.datetime, end: dt.datetime, today: dt.date) -> str:
    """``today 14:00–15:10 · 70 min``; both in local time."""
    length = _t("VisitForm", "%n min", n=round((end - start).total_seconds() / 60))
    return f"{date_near(start.date(), today)} {time_range(start, end)}{BETWEEN}{length}"


def planned(on: dt.date, start: dt.datetime | None, today: dt.date) -> str:
    """``planned today 14:00``; ``start`` in local time."""
    when = date_near(on, today) if start is None else f"{date_near(on, today)} {time_of(start)}"
    return _t("VisitForm", "planned {when}").format(when=when)


def follow_up(due: When | None, today: dt.date) -> tuple[str, str, str]:
    """How the next step was understood: day, whose, reminder; an undated one only says whose."""
    mine = _t("VisitForm", "me")
    return ("", mine, "") if due is None else (date_weekday(due.day, today), mine, time_of(due.time or REMIND_AT))


def cadence_reason(tier: str, channel: str, days: int) -> str:
    """Why the next visit is proposed for that day: ``Tier A, every 14 days``, ``Tier A, 7 days after Phone``."""
    if channel == "in_person":
        return _t("VisitForm", "{tier}, every %n days", n=days).format(tier=tier_level(tier))
    after = _t("VisitForm", "{tier}, %n days after {channel}", n=days)
    return after.format(tier=tier_level(tier), channel=channel_name(channel))


def gap_warning(days: int, gap: int) -> str:
    """Why a next visit is early."""
    return _t("VisitForm", "Only %n days after this one; the minimum gap is {gap}", n=days).format(gap=gap)


def saved(logged: LoggedVisit, today: dt.date) -> str:
    """What saving changed, for the toast: ``Saved · due 12-10 · 1 task``."""
    parts = [_t("VisitForm", "Saved")]
    if logged.next_due:
        parts.append(_t("VisitForm", "due {day}").format(day=date_short(logged.next_due, today)))
    if logged.task:
        parts.append(_t("VisitForm", "%n tasks", n=1))
    if logged.planned and logged.planned.planned_on:
        day = date_short(logged.planned.planned_on, today)
        parts.append(_t("VisitForm", "next visit {day}").format(day=day))
    return BETWEEN.join(parts)


def draft_kept(customer: str, at: dt.datetime) -> str:
    """The toast after Esc."""
    return _t("VisitForm", "Draft kept: {customer}, {time}").format(
        customer=customer or _t("VisitForm", "no customer yet"), time=time_of(at)
    )


def draft_of(at: dt.datetime, today: dt.date) -> str:
    """Said in the form that shows a draft again."""
    return _t("VisitForm", "Draft of {time}").format(time=_left(at, today))


def draft_offered(customer: str, at: dt.datetime, today: dt.date) -> str:
    """Said in an empty form while a draft of another customer waits."""
    return _t("VisitForm", "Draft: {customer}, {time}").format(customer=_name(customer), time=_left(at, today))


def drafts_wait(customers: Sequence[str]) -> str:
    """Said once after a start: ``1 draft waits: NAME``; with more than two the others are only counted."""
    names = [_name(customer) or _t("VisitForm", "no customer yet") for customer in customers[:_WAITING_NAMED]]
    more = "…" if len(customers) > _WAITING_NAMED else ""
    return _t("VisitForm", "%n drafts wait: {names}", n=len(customers)).format(names=enumeration(names) + more)


def _name(customer: str) -> str:
    return customer if len(customer) <= _NAME_SHOWN else f"{customer[:_NAME_SHOWN]}…"


def _left(at: dt.datetime, today: dt.date) -> str:
    """The time, after the day when it was another one."""
    return time_of(at) if at.date() == today else f"{date_near(at.date(), today)} {time_of(at)}"


def outcomes() -> list[str]:
    """The five outcomes as choices begin with a capital."""
    names = [outcome_name(number) for number in OUTCOMES]
    return [name[:1].upper() + name[1:] for name in names]


def reasons(outcome: int) -> tuple[str, ...]:
    """Reasons offered for a setback (4) and for nobody met (5); none for the others."""
    if outcome == 4:
        return (
            _t("VisitForm", "Price"),
            _t("VisitForm", "Competitor"),
            _t("VisitForm", "Budget"),
            _t("VisitForm", "Postponed"),
            _t("VisitForm", "Quality"),
        )
    if outcome == 5:
        return (
            _t("VisitForm", "Not there"),
            _t("VisitForm", "No answer"),
            _t("VisitForm", "No time for us"),
            _t("VisitForm", "Put off"),
        )
    return ()


def shortened(note: str) -> str:
    """The beginning of a note for the side of the form, lines kept."""
    text = note.strip()
    return text if len(text) <= _NOTE_SHOWN else f"{text[:_NOTE_SHOWN].rstrip()}…"
