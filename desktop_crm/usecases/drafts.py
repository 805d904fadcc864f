"""What was typed into a form and not saved: kept in the store, where it outlives the program, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from desktop_crm.domain.fields import Record
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import records, tiers, visits
from desktop_crm.usecases.visits import AttendeeChange, LoggedVisit, VisitDraft

_PREFIX = "draft:"


def keep(work: UnitOfWork, name: str, text: str) -> None:
    """Keep ``text`` under a name such as ``visit:<customer id>``, in place of what was there. No step for undo."""
    work.set_setting(_PREFIX + name, text)


def forget(work: UnitOfWork, *names: str) -> None:
    """Drop drafts; one that is not there is none."""
    for name in names:
        work.forget_setting(_PREFIX + name)


def all_kept(snapshot: Snapshot, prefix: str = "") -> dict[str, str]:
    """Texts by name, of the names that begin with ``prefix``, which is taken off."""
    return snapshot.settings(_PREFIX + prefix)


def add_record(work: UnitOfWork, record: Record, name: str) -> Record:
    """``records.add_record``, and in the same transaction the draft it was typed in is gone."""
    made = records.add_record(work, record)
    forget(work, name)
    return made


def edit_record(
    work: UnitOfWork, kind: type[Record], id_: str, changes: Mapping[str, tuple[Any, Any]], name: str
) -> Record:
    """``records.edit_record``, and in the same transaction the draft it was typed in is gone."""
    edited = records.edit_record(work, kind, id_, changes)
    forget(work, name)
    return edited


def correct_visit(
    work: UnitOfWork, id_: str, changes: Mapping[str, tuple[Any, Any]], people: AttendeeChange, name: str
) -> Visit:
    """``visits.correct_visit``, and in the same transaction the draft it was typed in is gone."""
    corrected = visits.correct_visit(work, id_, changes, people)
    forget(work, name)
    return corrected


def set_tier(
    work: UnitOfWork, customer_id: str, tier: str, reason: str, until: dt.date | None, name: str
) -> TierAssignment:
    """``tiers.set_by_hand``, and in the same transaction the draft it was typed in is gone."""
    made = tiers.set_by_hand(work, customer_id, tier, reason, until)
    forget(work, name)
    return made


def lift_tier(work: UnitOfWork, customer_id: str, reason: str, name: str) -> TierAssignment:
    """``tiers.lift``, and in the same transaction the draft it was typed in is gone."""
    made = tiers.lift(work, customer_id, reason)
    forget(work, name)
    return made


def log_visit(work: UnitOfWork, visit: VisitDraft, *names: str) -> LoggedVisit:
    """``visits.log_visit``, and in the same transaction the drafts it was typed in are gone."""
    logged = visits.log_visit(work, visit)
    forget(work, *names)
    return logged
