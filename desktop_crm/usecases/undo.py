"""Undo and redo of whole steps (RULES.md, *Undo*): only what still holds what the step wrote is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.attachments import Attachment
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of, with_values
from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.storage import journal
from desktop_crm.storage.codec import decoder, digest, encoder
from desktop_crm.storage.journal import Entry, Step
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.tables import columns_of
from desktop_crm.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Kept:
    """A row or field that was left as it is, because somebody changed it after the step."""

    kind: str
    id: str
    title: str
    field: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo or redo did: the step, and what it had to leave."""

    step: Step
    kept: tuple[Kept, ...]


def list_steps(snapshot: Snapshot) -> list[Step]:
    """Steps that can be undone or redone, newest first."""
    return journal.steps(snapshot.connection)


def undo(work: UnitOfWork) -> Undone:
    """Take back the latest step. Raises ``RuleError`` when there is none."""
    step = journal.next_undo(work.connection)
    if step is None:
        raise RuleError("nothing_to_undo")
    return _apply(work, step, "undone")


def redo(work: UnitOfWork) -> Undone:
    """Do the step undone last again. Raises ``RuleError`` when there is none."""
    step = journal.next_redo(work.connection)
    if step is None:
        raise RuleError("nothing_to_redo")
    return _apply(work, step, "done")


def _apply(work: UnitOfWork, step: Step, state: str) -> Undone:
    work.is_no_step()
    back = state == "undone"
    entries = journal.entries(work.connection, step.number)
    own = {(e.table, e.pk) for e in entries}
    kept: list[Kept] = []
    for entry in reversed(entries) if back else entries:
        if entry.op == "run":
            work.hide_run(KINDS[entry.table], entry.pk, hidden=back)
            continue
        kind = KINDS[entry.table]
        record = work.get(kind, entry.pk)
        if record is None:
            continue
        if entry.op == "edit":
            kept += _edit(work, record, entry, back)
        elif _may_flip(work, record, entry, own, back):
            work.set_deleted(record, deleted=(entry.op in ("insert", "restore")) == back)
        else:
            kept.append(Kept(entry.table, record.id, _title(record), ""))
    journal.mark(work.connection, step.number, state)
    return Undone(step, tuple(kept))


def _edit(work: UnitOfWork, record: Record, entry: Entry, back: bool) -> list[Kept]:
    """Write back the fields that still hold what the step wrote, name the others. Fields of a unit go together."""
    kind = type(record)
    fields = fields_of(kind)
    wrote, wanted = (entry.new or {}, entry.old or {}) if back else (entry.old or {}, entry.new or {})
    row = dict(zip(columns_of(kind.KIND), encoder(kind)(record), strict=True))
    overwritten = {fields[name].unit or name for name in wanted if row[name] != wrote[name]}
    kept = [name for name in wanted if (fields[name].unit or name) in overwritten]
    target = row | {name: value for name, value in wanted.items() if name not in kept}
    restored = decoder(kind)(tuple(target.values()))
    # Compared both as stored and as meant: 1000 minor units are another amount once the currency differs.
    values: dict[str, Any] = {
        name: getattr(restored, name)
        for name in fields
        if target[name] != row[name] or getattr(restored, name) != getattr(record, name)
    }
    work.restore_fields(record, values)
    return [Kept(kind.KIND, record.id, _title(record), name) for name in kept]


def _may_flip(work: UnitOfWork, record: Record, entry: Entry, own: set[tuple[str, str]], back: bool) -> bool:
    """Whether a row may go to the bin or come back.

    An inserted one goes only if it is unchanged and no child made since hangs on it.
    """
    if entry.op != "insert" or not back:
        return True
    if record.deleted_at is not None or digest(encoder(type(record))(_as_typed(record))) != entry.digest:
        return False
    for child_name, reference in CHILDREN.get(record.KIND, ()):
        children = work.find(KINDS[child_name], {reference: record.id})
        if any((child_name, child.id) not in own and not child.INSERT_ONLY for child in children):
            return False
    return True


def _as_typed(record: Record) -> Record:
    """A record without what only the server says of it: that the bytes of a file arrived there is nobody's edit."""
    return with_values(record, {"state": ""}) if isinstance(record, Attachment) else record


def _title(record: Record) -> str:
    return str(getattr(record, record.TITLE))
