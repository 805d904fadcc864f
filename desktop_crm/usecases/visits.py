"""Writing down a visit: one draft, one transaction, one undo (RULES.md, *Visits*)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from desktop_crm.domain import cadence
from desktop_crm.domain.contacts import DECIDING_ROLES, Contact, met_recently
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.folding import fold, is_cjk
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.natural_dates import When, read, split
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import ContactCard, CustomerRow
from desktop_crm.domain.visits import CHANNELS, NOT_MET, OUTCOMES, Visit, VisitAttendee, refuse_day, refuse_unbegun
from desktop_crm.storage import facts, lists
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import records

USUAL_MINUTES = {"A": 60, "B": 45, "C": 30, "D": 15, "none": 15, "unrated": 30}
"""Usual length of a visit by tier (RULES.md, *Visits*)."""
REMIND_AT = dt.time(9, 0)


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """What the form or the command line hands over. Only customer and outcome are required.

    ``at`` and ``next_visit`` are texts as typed ("14", "昨天 15", "next tue"); ``attendees`` are ids of contacts,
    ``new_attendees`` names of people who become contacts. Without a channel it is that of the plan that is fulfilled,
    else in person. Contacts who were planned to come and are not named were not there, unless ``as_planned``.
    """

    customer_id: str = ""
    outcome: int | None = None
    at: str = ""
    channel: str = ""
    kind: str = ""
    attendees: tuple[str, ...] = ()
    new_attendees: tuple[str, ...] = ()
    as_planned: bool = False
    note: str = ""
    reason: str = ""
    next_step: str = ""
    next_visit: str = ""
    purpose: str = ""
    opportunity_id: str = ""


@dataclass(frozen=True, slots=True)
class LoggedVisit:
    """What saving wrote: the visit, the follow-up task and the next planned visit if asked for, the new due day.

    ``plan`` is the planned visit as it stood before this one fulfilled it.
    """

    visit: Visit
    task: Task | None
    planned: Visit | None
    next_due: dt.date | None
    plan: Visit | None = None


@dataclass(frozen=True, slots=True)
class VisitPeople:
    """Whom the form that corrects a visit offers, and who of them (ids) was there."""

    cards: tuple[ContactCard, ...] = ()
    there: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AttendeeChange:
    """Contacts (ids) who were at a visit after all, contacts who were not, and names of people who become contacts."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What the form shows for a customer before anything is typed; ``planned`` is what a visit of today fulfils."""

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

    A day without a time begins at 9:00, today now at the latest. Raises ``RuleError`` for a text that is no moment,
    lies ahead or so long ago that it is a slip.
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
    refuse_day(when.day, snapshot.today, "at")
    start = dt.datetime.combine(when.day, when.time or dt.time(9, 0), zone)
    if when.time is None:
        start = min(start, snapshot.moment.latest.astimezone(zone).replace(second=0, microsecond=0))
    refuse_unbegun(start, snapshot.moment.latest, "at")
    begun = start.astimezone(dt.UTC)
    if when.end is None:
        return begun, begun + dt.timedelta(minutes=minutes), when.day
    ended = dt.datetime.combine(when.day, when.end, zone).astimezone(dt.UTC)
    if ended < begun:  # of the hour that a clock put forward leaves out
        raise RuleError("ends_before_start", where="at")
    return begun, ended, when.day


def log_visit(work: UnitOfWork, draft: VisitDraft) -> LoggedVisit:
    """Save a visit with its people, follow-up task and next plan. Raises ``RuleError`` naming the field."""
    if not draft.customer_id:
        raise RuleError("field_required", where="customer")
    if draft.outcome not in OUTCOMES:
        raise RuleError("outcome_missing", where="outcome")
    if draft.channel and draft.channel not in CHANNELS:
        raise RuleError("field_choice", where="channel", value=draft.channel, choices=", ".join(CHANNELS))
    customer = work.require(Customer, draft.customer_id)
    row = _row(work, customer.id)
    start, end, day = read_moment(draft.at, work, USUAL_MINUTES[row.tier])
    title, due = split(draft.next_step, work.today) if draft.next_step.strip() else ("", None)
    next_day = _next_day(draft.next_visit, work.today)
    plan = plan_fulfilled(work, customer.id, day)
    deal_id = draft.opportunity_id or (plan.opportunity_id if plan else "")
    deal = work.get(Opportunity, deal_id) if deal_id else None
    values: dict[str, Any] = {
        "channel": draft.channel or (plan.channel if plan else CHANNELS[0]),
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
        "opportunity_id": deal_id,
        "stage": deal.stage if deal else "",
        "owner_id": work.user_id,
    }
    if draft.kind:
        values["kind"] = draft.kind
    if draft.purpose:
        values["purpose"] = draft.purpose
    visit = _save(work, customer.id, plan, values)
    if plan and not draft.as_planned:
        _leave_out(work, plan, draft.attendees)
    rows = _contacts_there(work, visit, draft.attendees, draft.new_attendees)
    if work.user_id:
        rows.append(_attendee(visit, user_id=work.user_id))
    _attend(work, rows)
    task = _follow_up(work, visit, due) if draft.next_step.strip() else None
    planned = _plan_next(work, visit, next_day) if next_day else None
    work.label("visit_logged", title=customer.name)
    return LoggedVisit(visit, task, planned, next_due_after(work, customer.id, visit), plan)


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


def plan_fulfilled(snapshot: Snapshot, customer_id: str, day: dt.date) -> Visit | None:
    """The planned visit that one of this day fulfils: the one nearest to today, unless it is for a later day."""
    _, planned = facts.visits_around(snapshot, customer_id)
    plan = snapshot.get(Visit, planned) if planned else None
    return plan if plan and plan.planned_on and plan.planned_on <= day else None


def _save(work: UnitOfWork, customer_id: str, plan: Visit | None, values: dict[str, Any]) -> Visit:
    """A new row, or the planned one fulfilled."""
    if plan is None:
        return work.insert(Visit(customer_id=customer_id, **values))
    return work.edit(Visit, plan.id, {name: (getattr(plan, name), value) for name, value in values.items()})


def _contacts_there(work: UnitOfWork, visit: Visit, known: Sequence[str], new: Sequence[str]) -> list[VisitAttendee]:
    """Rows of people of the customer. A new name becomes a contact."""
    people = list(dict.fromkeys(known))
    for contact_id in people:
        work.require(Contact, contact_id)
    for name in dict.fromkeys(new):
        people.append(work.insert(Contact(name=name.strip(), customer_id=visit.customer_id)).id)
    return [_attendee(visit, contact_id=person) for person in people]


def _leave_out(work: UnitOfWork, plan: Visit, there: Sequence[str]) -> None:
    """Whoever was planned to come and did not."""
    for row in work.find(VisitAttendee, {"visit_id": plan.id}):
        if row.contact_id and row.contact_id not in there:
            work.delete(VisitAttendee, row.id)


def _attendee(visit: Visit, *, contact_id: str = "", user_id: str = "") -> VisitAttendee:
    id_ = derived_id("visit_attendee", visit.id, contact_id or user_id)
    return VisitAttendee(id=id_, visit_id=visit.id, contact_id=contact_id, user_id=user_id)


def _attend(work: UnitOfWork, rows: Sequence[VisitAttendee]) -> None:
    there = work.existing(VisitAttendee, [row.id for row in rows])
    for known in there.values():
        # Whoever was taken away, or was at this visit before it was undone, lies in the bin.
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


def correct_visit(
    work: UnitOfWork, visit_id: str, changes: Mapping[str, tuple[Any, Any]], people: AttendeeChange
) -> Visit:
    """Change fields of a visit, each with the value that its form had shown, and who of the customer was there."""
    visit = records.edit_record(work, Visit, visit_id, changes)
    _change_attendees(work, visit, people)
    return visit


def edit_visit(
    work: UnitOfWork, visit_id: str, texts: Mapping[str, str], attendees: Sequence[str], without: Sequence[str]
) -> Visit:
    """Change fields of a visit from texts; ``attendees`` were there after all, ``without`` were not, all by name or id.

    Raises ``RuleError``: not_there for somebody who is to be taken away and was not there, else as ``attendee_ids``.
    """
    visit = records.edit(work, Visit, visit_id, texts)
    known, new = attendee_ids(work, visit.customer_id, attendees)
    there = list(_contacts_at(work, visit.id).values())
    removed = []
    for name in without:
        person = _person_meant(there, name)
        if person is None:
            raise RuleError("not_there", where="attendee", value=name.strip())
        removed.append(person.id)
    _change_attendees(work, visit, AttendeeChange(tuple(known), tuple(removed), tuple(new)))
    return visit


def _change_attendees(work: UnitOfWork, visit: Visit, people: AttendeeChange) -> None:
    """Each person is a row: whoever was added or taken away elsewhere meanwhile stays so. Our side stays as it is."""
    there = work.find(VisitAttendee, {"visit_id": visit.id})
    for row in there:
        if row.contact_id in people.removed:
            work.delete(VisitAttendee, row.id)
    known = {row.contact_id for row in there}
    added = [contact_id for contact_id in people.added if contact_id not in known]
    _attend(work, _contacts_there(work, visit, added, people.new))


def _contacts_at(snapshot: Snapshot, visit_id: str) -> dict[str, Contact]:
    """The contacts who were at a visit by id, also those who were deleted since."""
    rows = snapshot.find(VisitAttendee, {"visit_id": visit_id})
    return snapshot.existing(Contact, [row.contact_id for row in rows if row.contact_id])


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
    """What the form shows for a customer: people, ticked those of the plan, else of the last visit; the plan, deals."""
    row = _row(snapshot, customer_id)
    last_id, _ = facts.visits_around(snapshot, customer_id)
    last = snapshot.get(Visit, last_id) if last_id else None
    planned = plan_fulfilled(snapshot, customer_id, snapshot.today)
    people = _contacts_at(snapshot, planned.id) if planned else {}
    if not people and last:
        people = _contacts_at(snapshot, last.id)
    deals = [o for o in snapshot.find(Opportunity, {"customer_id": customer_id}) if o.result == "open"]
    return VisitForm(
        row=row,
        contacts=tuple(contact_cards(snapshot, customer_id)),
        ticked=frozenset(people),
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
    return _cards(snapshot, customer_id, snapshot.find(Contact, {"customer_id": customer_id}))


def people_of(snapshot: Snapshot, visit: Visit) -> VisitPeople:
    """Whom the form that corrects a visit offers: the customer's contacts, and whoever else was there."""
    contacts = {contact.id: contact for contact in snapshot.find(Contact, {"customer_id": visit.customer_id})}
    there = _contacts_at(snapshot, visit.id)
    cards = _cards(snapshot, visit.customer_id, (there | contacts).values())
    return VisitPeople(tuple(cards), frozenset(there))


def _cards(snapshot: Snapshot, customer_id: str, people: Collection[Contact]) -> list[ContactCard]:
    met = facts.last_met(snapshot, customer_id)
    contacts = sorted(people, key=lambda c: (c.role not in DECIDING_ROLES, c.created_at, c.id))
    return [
        ContactCard(c, met.get(c.id), c.role in DECIDING_ROLES, met_recently(met.get(c.id), snapshot.today))
        for c in contacts
    ]


def attendee_ids(snapshot: Snapshot, customer_id: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Ids of the customer's contacts that are meant, and the names that belong to nobody yet.

    Somebody is meant by an id or its prefix, by the whole name, else by words of it: "Victor". Raises ``RuleError``
    ambiguous_name with the candidates when several are.
    """
    contacts = snapshot.find(Contact, {"customer_id": customer_id})
    ids, new = [], []
    for name in names:
        person = _person_meant(contacts, name)
        if person:
            ids.append(person.id)
        else:
            new.append(name.strip())
    return ids, new


def _person_meant(contacts: Sequence[Contact], name: str) -> Contact | None:
    found = _people_meant(contacts, name)
    if len(found) > 1:
        candidates = ", ".join(f"{contact.name} ({contact.id[:13]})" for contact in found)
        raise RuleError("ambiguous_name", where=Contact.KIND, value=name.strip(), candidates=candidates)
    return found[0] if found else None


def _people_meant(contacts: Sequence[Contact], text: str) -> list[Contact]:
    wanted = fold(text)
    of_id = [c for c in contacts if len(wanted) >= records.MIN_PREFIX and c.id.startswith(wanted)]
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
