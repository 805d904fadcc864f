"""Writing down a visit: one draft, one transaction, one undo (RULES.md, *Visits*)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from desktop_crm.domain import cadence
from desktop_crm.domain.contacts import DECIDING_ROLES, Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.folding import fold, is_cjk
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.natural_dates import When, read, split
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import ContactCard, CustomerRow
from desktop_crm.domain.visits import CHANNELS, NOT_MET, OUTCOMES, Visit, VisitAttendee
from desktop_crm.storage import facts, lists
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.records import MIN_PREFIX

USUAL_MINUTES = {"A": 60, "B": 45, "C": 30, "D": 15, "none": 15, "unrated": 30}
"""Usual length of a visit by tier (RULES.md, *Visits*)."""
REMIND_AT = dt.time(9, 0)


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """What the form or the command line hands over. Only customer and outcome are required.

    ``at`` and ``next_visit`` are texts as typed ("14", "昨天 15", "next tue"); ``attendees`` are ids of contacts,
    ``new_attendees`` names of people who become contacts; ``planned_id`` is the planned visit this one fulfils.
    """

    customer_id: str = ""
    outcome: int | None = None
    at: str = ""
    channel: str = "in_person"
    kind: str = ""
    attendees: tuple[str, ...] = ()
    new_attendees: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""
    next_step: str = ""
    next_visit: str = ""
    purpose: str = ""
    opportunity_id: str = ""
    planned_id: str = ""


@dataclass(frozen=True, slots=True)
class LoggedVisit:
    """What saving wrote: the visit, the follow-up task and the next planned visit if asked for, the new due day."""

    visit: Visit
    task: Task | None
    planned: Visit | None
    next_due: dt.date | None


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What the form shows for a customer before anything is typed."""

    row: CustomerRow
    contacts: tuple[ContactCard, ...]
    ticked: frozenset[str]
    last: Visit | None
    planned: Visit | None
    deals: tuple[Opportunity, ...] = field(default=())
    days_by_channel: dict[str, int] = field(default_factory=dict)
    """Days from a contact by each channel to the next due day; a channel that counts nothing is left out."""


def read_moment(text: str, snapshot: Snapshot, minutes: int) -> tuple[dt.datetime, dt.datetime, dt.date]:
    """Start and end in UTC and the local day of a visit typed as ``text``; empty = it just ended.

    Raises ``RuleError`` for a text that is no moment or lies in the future.
    """
    zone = ZoneInfo(snapshot.moment.zone)
    local_now = snapshot.moment.now.astimezone(zone)
    if not text.strip():
        now = dt.datetime.combine(snapshot.today, local_now.time(), zone).replace(second=0, microsecond=0)
        start = now - dt.timedelta(minutes=minutes)
        if start.date() != snapshot.today:
            start = dt.datetime.combine(snapshot.today, dt.time(0), zone)
        return start.astimezone(dt.UTC), now.astimezone(dt.UTC), snapshot.today
    when = read(text, snapshot.today, past=True)
    if when is None:
        raise RuleError("not_a_moment", where="at", value=text)
    if when.day > snapshot.today:
        raise RuleError("visit_in_future", where="at", value=when.day.isoformat())
    start = dt.datetime.combine(when.day, when.time or dt.time(9, 0), zone)
    end = dt.datetime.combine(when.day, when.end, zone) if when.end else start + dt.timedelta(minutes=minutes)
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC), when.day


def log_visit(work: UnitOfWork, draft: VisitDraft) -> LoggedVisit:
    """Save a visit with its people, follow-up task and next plan. Raises ``RuleError`` naming the field."""
    if not draft.customer_id:
        raise RuleError("field_required", where="customer")
    if draft.outcome not in OUTCOMES:
        raise RuleError("outcome_missing", where="outcome")
    if draft.channel not in CHANNELS:
        raise RuleError("field_choice", where="channel", value=draft.channel, choices=", ".join(CHANNELS))
    customer = work.require(Customer, draft.customer_id)
    row = _row(work, customer.id)
    start, end, day = read_moment(draft.at, work, USUAL_MINUTES[row.tier])
    title, due = split(draft.next_step, work.today) if draft.next_step.strip() else ("", None)
    next_day = _next_day(draft.next_visit, work.today)
    deal = work.get(Opportunity, draft.opportunity_id) if draft.opportunity_id else None
    values: dict[str, Any] = {
        "channel": draft.channel,
        "state": "held",
        "started_at": start,
        "ended_at": end,
        "zone": work.moment.zone,
        "held_on": day,
        "outcome": draft.outcome,
        "outcome_reason": draft.reason,
        "note": draft.note,
        "next_action": title or draft.next_step.strip(),
        "next_action_on": due.day if due else None,
        "next_visit_on": next_day,
        "opportunity_id": draft.opportunity_id,
        "stage": deal.stage if deal else "",
        "owner_id": work.user_id,
    }
    if draft.kind:
        values["kind"] = draft.kind
    visit = _save(work, draft, values)
    _attend(work, visit, draft)
    task = _follow_up(work, visit, due) if draft.next_step.strip() else None
    planned = _plan_next(work, visit, next_day) if next_day else None
    work.label("visit_logged", title=customer.name)
    return LoggedVisit(visit, task, planned, next_due_after(work, customer.id, visit))


def _row(snapshot: Snapshot, customer_id: str) -> CustomerRow:
    key = lists.key_of(snapshot, "customer", customer_id)
    found = lists.rows(snapshot, "customer", [key]) if key is not None else []
    if not found:
        raise RuleError("unknown_id", where="customer", value=customer_id)
    row: CustomerRow = found[0]
    return row


def _next_day(text: str, today: dt.date) -> dt.date | None:
    if not text.strip():
        return None
    when = read(text, today)
    if when is None:
        raise RuleError("not_a_date", where="next_visit", value=text)
    if when.day < today:
        raise RuleError("date_in_past", where="next_visit", value=when.day.isoformat())
    return when.day


def _save(work: UnitOfWork, draft: VisitDraft, values: dict[str, Any]) -> Visit:
    """A new row, or the planned one fulfilled."""
    if draft.planned_id:
        planned = work.require(Visit, draft.planned_id)
        if planned.customer_id != draft.customer_id or planned.state != "planned":
            raise RuleError("not_planned", where="planned", value=draft.planned_id)
        if draft.purpose:
            values["purpose"] = draft.purpose
        return work.edit(Visit, planned.id, {n: (getattr(planned, n), v) for n, v in values.items()})
    return work.insert(Visit(customer_id=draft.customer_id, purpose=draft.purpose, **values))


def _attend(work: UnitOfWork, visit: Visit, draft: VisitDraft) -> None:
    """The people of both sides. A new name becomes a contact of the customer."""
    people = list(dict.fromkeys(draft.attendees))
    for contact_id in people:
        work.require(Contact, contact_id)
    for name in dict.fromkeys(draft.new_attendees):
        people.append(work.insert(Contact(name=name.strip(), customer_id=visit.customer_id)).id)
    rows = [
        VisitAttendee(id=derived_id("visit_attendee", visit.id, person), visit_id=visit.id, contact_id=person)
        for person in people
    ]
    if work.user_id:
        own = derived_id("visit_attendee", visit.id, work.user_id)
        rows.append(VisitAttendee(id=own, visit_id=visit.id, user_id=work.user_id))
    there = work.existing(VisitAttendee, [row.id for row in rows])
    for known in there.values():
        # Whoever was at this visit before it was undone lies in the bin.
        if known.deleted_at is not None:
            work.set_deleted(known, deleted=False)
    work.insert_many([row for row in rows if row.id not in there])


def _follow_up(work: UnitOfWork, visit: Visit, due: When | None) -> Task:
    remind = None
    if due:
        local = dt.datetime.combine(due.day, due.time or REMIND_AT, ZoneInfo(work.moment.zone))
        remind = local.astimezone(dt.UTC)
    return work.insert(
        Task(
            title=visit.next_action,
            due_on=due.day if due else None,
            remind_at=remind,
            origin="visit",
            customer_id=visit.customer_id,
            opportunity_id=visit.opportunity_id,
            visit_id=visit.id,
            assignee_id=work.user_id,
        )
    )


def _plan_next(work: UnitOfWork, visit: Visit, day: dt.date) -> Visit:
    return work.insert(
        Visit(
            customer_id=visit.customer_id,
            opportunity_id=visit.opportunity_id,
            channel=visit.channel,
            state="planned",
            planned_on=day,
            zone=work.moment.zone,
            purpose=visit.next_action,
            owner_id=work.user_id,
        )
    )


def next_due_after(snapshot: Snapshot, customer_id: str, visit: Visit) -> dt.date | None:
    """Next due day of the customer once this visit counts; None when nothing ever counted."""
    row = _row(snapshot, customer_id)
    proposed = proposed_next(snapshot, row, visit.channel, visit.outcome, visit.held_on or snapshot.today)
    days = [day for day in (row.due.next_due, proposed) if day]
    return max(days, default=None)


def proposed_next(
    snapshot: Snapshot, row: CustomerRow, channel: str, outcome: int | None, day: dt.date
) -> dt.date | None:
    """The due day that a contact of this channel and outcome on ``day`` gives; None when it does not count."""
    halves = cadence.half_weight(channel, outcome, row.tier)
    return cadence.next_due([(day, halves)], row.due.cadence_days, snapshot.moment.calendar)


def visit_form(snapshot: Snapshot, customer_id: str) -> VisitForm:
    """What the form shows for a customer: people with those of the last visit ticked, the plan, open deals."""
    row = _row(snapshot, customer_id)
    last, planned = (snapshot.get(Visit, i) if i else None for i in facts.visits_around(snapshot, customer_id))
    attendees = snapshot.find(VisitAttendee, {"visit_id": last.id}) if last else []
    deals = [o for o in snapshot.find(Opportunity, {"customer_id": customer_id}) if o.result == "open"]
    return VisitForm(
        row=row,
        contacts=tuple(contact_cards(snapshot, customer_id)),
        ticked=frozenset(a.contact_id for a in attendees if a.contact_id),
        last=last,
        planned=planned,
        deals=tuple(deals),
        days_by_channel={
            channel: -(-halves * row.due.cadence_days // 2)
            for channel in CHANNELS
            if (halves := cadence.half_weight(channel, 1, row.tier))
        },
    )


def contact_cards(snapshot: Snapshot, customer_id: str) -> list[ContactCard]:
    """The contacts of a customer, decision makers first, each with the day it was last met."""
    met = facts.last_met(snapshot, customer_id)
    contacts = snapshot.find(Contact, {"customer_id": customer_id})
    contacts.sort(key=lambda c: (c.role not in DECIDING_ROLES, c.created_at, c.id))
    return [ContactCard(c, met.get(c.id), c.role in DECIDING_ROLES) for c in contacts]


def attendee_ids(snapshot: Snapshot, customer_id: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Ids of the customer's contacts that are meant, and the names that belong to nobody yet.

    Somebody is meant by an id or its prefix, by the whole name, else by words of it: "Victor". Raises ``RuleError``
    ambiguous_name with the candidates when several are.
    """
    contacts = snapshot.find(Contact, {"customer_id": customer_id})
    ids, new = [], []
    for name in names:
        found = _people_meant(contacts, name)
        if len(found) > 1:
            candidates = ", ".join(f"{contact.name} ({contact.id[:13]})" for contact in found)
            raise RuleError("ambiguous_name", where=Contact.KIND, value=name.strip(), candidates=candidates)
        if found:
            ids.append(found[0].id)
        else:
            new.append(name.strip())
    return ids, new


def _people_meant(contacts: Sequence[Contact], text: str) -> list[Contact]:
    wanted = fold(text)
    of_id = [c for c in contacts if len(wanted) >= MIN_PREFIX and c.id.startswith(wanted)]
    whole = of_id or [c for c in contacts if fold(c.name) == wanted]
    if whole or any(map(is_cjk, wanted)):
        # A Chinese name is not parted by blanks, and its first character alone is shared by many.
        return whole
    words = _words(wanted)
    return [c for c in contacts if words in _words(c.name)] if words.strip() else []


def _words(name: str) -> str:
    """The words of a name with one blank around each, so that whole words are found as text."""
    return f" {' '.join(re.split(r'[ ,.;()]+', fold(name))).strip()} "


def counts(outcome: int | None) -> bool:
    """Whether somebody was met: otherwise only the last attempt moves."""
    return outcome is not None and outcome != NOT_MET
