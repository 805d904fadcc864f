"""Between names and records: the record that a text means, titles instead of ids, who was at a visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.fields import Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import User
from desktop_crm.domain.visits import VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.usecases.records import find_id

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody at a visit. ``kind``: ``contact`` of the customer or ``user`` of ours."""

    kind: str
    id: str
    name: str


def record_meant(snapshot: Snapshot, kind: type[R], text: str) -> R:
    """The living record that an id, its prefix or a name means. Raises ``RuleError`` as ``find_id`` does."""
    return snapshot.require(kind, find_id(snapshot, kind, text))


def namesakes(snapshot: Snapshot, record: Record) -> list[str]:
    """Ids of the other living records of this kind that are called the same, by which none of them can be meant."""
    return [id_ for id_ in snapshot.ids_named(type(record), str(getattr(record, record.TITLE))) if id_ != record.id]


def titles(snapshot: Snapshot, ids: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Title by id of the records referred to; ``ids`` by kind."""
    found: dict[str, str] = {}
    for kind, wanted in ids.items():
        found |= snapshot.titles(KINDS[kind], wanted)
    return found


def attendees(snapshot: Snapshot, visit_ids: Sequence[str]) -> dict[str, list[Attendee]]:
    """Who was at these visits, by visit: the customer's people first, then ours, in the order they were entered."""
    rows = [row for id_ in visit_ids for row in snapshot.find(VisitAttendee, {"visit_id": id_})]
    names = snapshot.titles(Contact, {row.contact_id for row in rows} - {""})
    names |= snapshot.titles(User, {row.user_id for row in rows} - {""})
    found: dict[str, list[Attendee]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: not row.contact_id):
        kind, id_ = ("contact", row.contact_id) if row.contact_id else ("user", row.user_id)
        found[row.visit_id].append(Attendee(kind, id_, names.get(id_, "")))
    return found
