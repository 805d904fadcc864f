"""Everything the card of a contact shows, read in one snapshot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop_crm.domain.cadence import half_weight
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.views import ContactRow, CustomerRow, TimelineEntry
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage import lists
from desktop_crm.storage.snapshot import Snapshot

VISITS = 50


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A contact with its customer and the visits at which it was: the newest ``VISITS``, and how many there are."""

    row: ContactRow
    contact: Contact
    customer: CustomerRow | None
    reports_to: str
    visits: tuple[TimelineEntry, ...]
    visits_total: int


def contact_page(snapshot: Snapshot, contact_id: str) -> ContactPage | None:
    """The card of a living contact; None if it was deleted meanwhile."""
    row = _row(snapshot, "contact", contact_id)
    contact = snapshot.get(Contact, contact_id)
    if not isinstance(row, ContactRow) or contact is None or contact.deleted_at is not None:
        return None
    customer = _row(snapshot, "customer", contact.customer_id) if contact.customer_id else None
    superior = snapshot.get(Contact, contact.reports_to_id) if contact.reports_to_id else None
    visits = _visits(snapshot, contact_id)
    tier = customer.tier if isinstance(customer, CustomerRow) else "unrated"
    return ContactPage(
        row=row,
        contact=contact,
        customer=customer if isinstance(customer, CustomerRow) else None,
        reports_to=superior.name if superior else "",
        visits=tuple(_entry(visit, tier) for visit in visits[:VISITS]),
        visits_total=len(visits),
    )


def _row(snapshot: Snapshot, kind: str, id_: str) -> object | None:
    key = lists.key_of(snapshot, kind, id_)
    found = lists.rows(snapshot, kind, [key]) if key is not None else []
    return found[0] if found else None


def _visits(snapshot: Snapshot, contact_id: str) -> list[Visit]:
    """The visits of a contact that have a day, newest first."""
    ids = {row.visit_id for row in snapshot.find(VisitAttendee, {"contact_id": contact_id})}
    visits = [v for v in snapshot.existing(Visit, ids).values() if v.deleted_at is None and _day(v) is not None]
    visits.sort(key=lambda visit: (_day(visit) or dt.date.min, visit.id), reverse=True)
    return visits


def _day(visit: Visit) -> dt.date | None:
    return visit.held_on or visit.planned_on


def _entry(visit: Visit, tier: str) -> TimelineEntry:
    held = visit.state == "held"
    return TimelineEntry(
        kind="visit",
        id=visit.id,
        on=_day(visit) or dt.date.min,
        at=visit.started_at or visit.planned_start,
        code=visit.channel,
        outcome=visit.outcome,
        title="",
        text=visit.note or visit.purpose,
        counted_halves=half_weight(visit.channel, visit.outcome, tier) if held else None,
        previous=visit.state,
    )
