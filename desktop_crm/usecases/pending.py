"""What waits to be sent, what merged by itself and what is held back: in words, taken back one by one, sent anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Record, fields_of
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.storage import pending, sealing, sync_state
from desktop_crm.storage.codec import decode_fields
from desktop_crm.storage.pending import Waiting
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.merge import empty
from desktop_crm.sync.operations import Operation, Values
from desktop_crm.usecases.value_words import Wording
from desktop_crm.words.terms import field_label, kind_name

SHOWN = 500
"""Changes that one list shows; the rest is counted."""
MERGED_SHOWN = 20
VERBS: Mapping[str, str] = {"i": "added", "u": "changed", "d": "deleted", "r": "restored"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change, in words; empty where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that waits. ``number`` is 0 while it is not sealed; together with kind, id and verb it names the change.

    ``verb``: added, changed, deleted, restored; ``state``: changed, sealed (under way to the server), held.
    """

    number: int
    kind: str
    id: str
    title: str
    verb: str
    fields: tuple[FieldChange, ...]
    since: dt.datetime
    state: str
    outcome: str = ""
    reason: str = ""
    """Code of words/errors.py why it is held back."""
    with_more: int = 0
    """So many other changes stand and fall with it."""
    is_handed: bool = False
    """Whether it has been left to those who may decide."""
    can_take_back: bool = True
    can_send: bool = False
    """Whether what is held back can be sent once more: its author sees the item about it, and takes that back."""
    is_here: bool = True
    """Whether the record is in this store and not in the bin."""


@dataclass(frozen=True, slots=True)
class PendingList:
    """Changes that wait, the latest first: at most ``SHOWN`` of ``total``."""

    items: tuple[Pending, ...]
    total: int


# --- questions --------------------------------------------------------------------------------------------------


def to_be_sent(snapshot: Snapshot) -> PendingList:
    """What the server has not taken yet. What the program derives beside a change is not told apart from it."""
    waiting = [each for each in pending.to_be_sent(snapshot.connection) if each.operation.kind in KINDS]
    reader = _Reader(snapshot)
    return PendingList(tuple(reader.pending([each]) for each in waiting[:SHOWN]), len(waiting))


def held_back(snapshot: Snapshot) -> list[Pending]:
    """What the server keeps in quarantine, one for each group that stands and falls together."""
    reader = _Reader(snapshot)
    return [reader.pending(group) for group in pending.held_back(snapshot.connection)]


def merged_by_itself(snapshot: Snapshot) -> list[Pending]:
    """The latest changes that were merged with those of others without a question."""
    reader = _Reader(snapshot)
    return [reader.pending([each]) for each in pending.merged_by_itself(snapshot.connection, MERGED_SHOWN)]


def sent_beside(snapshot: Snapshot, kind: str, id_: str, but: Sequence[str]) -> list[str]:
    """Labels of the fields of a record that went through beside those called ``but``."""
    found = pending.sent_beside(snapshot.connection, kind, id_) - BOOK_KEEPING - set(but)
    return [field_label(kind, name) for name in fields_of(KINDS[kind]) if name in found]


# --- verbs ------------------------------------------------------------------------------------------------------


def take_back(work: UnitOfWork, change: Pending) -> list[str]:
    """Undo one change as an ordinary, undoable step; labels of the fields that were changed since and left alone.

    What is not sealed is not sent then; what is on its way is followed by another change. Raises ``RuleError``:
    pending_gone, pending_has_more, insert_only, unknown_id.
    """
    found = _find(work, change)
    kept: list[str] = []
    for operation in reversed(found):
        kept += _reverse(work, operation)
    work.label("taken_back", kind=change.kind, title=change.title)
    return kept


def send_again(work: UnitOfWork, number: int) -> int:
    """Send what is held back once more, as it stands now, as operations of their own. Returns of how many records.

    The record can have been corrected before. Raises ``RuleError``: pending_gone, pending_out_of_area,
    pending_with_manager where only the manager sees the item about it.
    """
    group = _held(work, number)
    if _item(work, group) is None:
        raise RuleError("pending_with_manager", value=_title(work, group[0].operation))
    # Sealed before what follows: while the first is held, later ones about the same fields wait at the server.
    _withdraw(work, group)
    sealing.seal(work.connection)
    numbers = {each.number for each in group}
    rows = {(each.operation.kind, each.operation.id) for each in group}
    if any(pending.stored_row(work.connection, kind, id_) is None for kind, id_ in rows):
        raise RuleError("pending_out_of_area", value=_title(work, group[0].operation))
    before = {row: pending.row_without(work.connection, *row, numbers) for row in rows}
    pending.finish(work.connection, group)
    for (kind, id_), row in before.items():
        sealing.mark_unsent(work.connection, kind, id_, row)
    return len(rows)


def discard(work: UnitOfWork, number: int) -> int:
    """Give up what is held back: the records are again what the server says. Returns how many records that changed.

    One step; undone, it is sent once more. Raises ``RuleError``: pending_gone, pending_has_more.
    """
    group = _held(work, number)
    numbers = {each.number for each in group}
    rows = list(dict.fromkeys((each.operation.kind, each.operation.id) for each in group))
    before = {row: pending.row_without(work.connection, *row, numbers) for row in rows}
    title, moved = _title(work, group[0].operation), 0
    _withdraw(work, group)
    with sync_state.muted(work.connection):
        # What hangs on another record of the group goes before it.
        for row in reversed(rows):
            moved += _set_back(work, *row, before[row], rows)
        pending.finish(work.connection, group)
    work.label("discarded", kind=group[0].operation.kind, title=title)
    return moved


def hand_over(work: UnitOfWork, number: int) -> None:
    """Leave what is held back to those who may decide: it lies in their inbox already, and is no longer counted here.

    Raises ``RuleError`` pending_gone.
    """
    group = pending.held_group(work.connection, number)
    if not group:
        raise RuleError("pending_gone", value=str(number))
    pending.hand_over(work.connection, [each.number for each in group])


# --- inside -----------------------------------------------------------------------------------------------------


def _held(work: UnitOfWork, number: int) -> list[Waiting]:
    """The group that is held, with all that was typed since sealed."""
    sealing.seal(work.connection)
    group = pending.held_group(work.connection, number)
    if not group:
        raise RuleError("pending_gone", value=str(number))
    return group


def _item(snapshot: Snapshot, group: Sequence[Waiting]) -> Conflict | None:
    """The open item about a group that is held back, where its author sees it (sync/PROTOCOL.md, *What wins*)."""
    item = snapshot.get(Conflict, derived_id("conflict", group[0].name, "held"))
    return item if item is not None and item.settled_at is None else None


def _withdraw(work: UnitOfWork, group: Sequence[Waiting]) -> None:
    """Take the question back that the server has asked about a group: its author does not want it any more."""
    item = _item(work, group)
    if item is not None:
        work.edit(Conflict, item.id, {"settled_at": (None, work.moment.now), "settled_with": ("", "refuse")})


def _find(work: UnitOfWork, change: Pending) -> list[Operation]:
    if change.number:
        found = pending.one(work.connection, change.number)
        operations = [found.operation] if found else []
    else:
        operations = [
            one for one in sealing.unsealed(work.connection) if (one.kind, one.id) == (change.kind, change.id)
        ]
        operations = [one for one in operations if VERBS.get(one.verb) == change.verb]
    if not operations:
        raise RuleError("pending_gone", value=change.title)
    return operations


def _reverse(work: UnitOfWork, operation: Operation) -> list[str]:
    """Take one operation back, as far as the record still holds what it wrote."""
    kind = KINDS[operation.kind]
    record = work.get(kind, operation.id)
    if record is None:
        raise RuleError("unknown_id", where=operation.kind, value=operation.id)
    if kind.INSERT_ONLY:
        raise RuleError("insert_only", where=operation.kind)
    if operation.verb == "i":
        _refuse_children(work, record, set())
        work.set_deleted(record, deleted=True)
    elif operation.verb == "d":
        _bring_back(work, record)
    elif operation.verb == "r":
        work.delete(kind, record.id)
    else:
        return _write_back(work, record, operation)
    return []


def _write_back(work: UnitOfWork, record: Record, operation: Operation) -> list[str]:
    kind = type(record)
    row = pending.stored_row(work.connection, kind.KIND, record.id) or {}
    fields = fields_of(kind)
    units: dict[str, list[str]] = {}
    for name in operation.old:
        if name in fields and name not in BOOK_KEEPING:
            units.setdefault(fields[name].unit or name, []).append(name)
    kept: list[str] = []
    wanted: dict[str, Any] = {}
    for members in units.values():
        if pending.still_holds(row, {name: operation.new.get(name) for name in members}):
            wanted |= {name: operation.old[name] for name in members}
        else:
            kept += [field_label(kind.KIND, name) for name in members]
    work.restore_fields(record, decode_fields(kind, wanted))
    return kept


def _bring_back(work: UnitOfWork, record: Record) -> None:
    """Take a record out of the bin, and what went there with it."""
    for child_name, reference in CHILDREN.get(record.KIND, ()):
        for child in work.deleted_with(KINDS[child_name], reference, record):
            _bring_back(work, child)
    work.set_deleted(record, deleted=False)


def _refuse_children(work: UnitOfWork, record: Record, but: set[tuple[str, str]]) -> None:
    for child_name, reference in CHILDREN.get(record.KIND, ()):
        for child in work.find(KINDS[child_name], {reference: record.id}):
            if not child.INSERT_ONLY and (child.KIND, child.id) not in but:
                raise RuleError("pending_has_more", value=str(getattr(record, record.TITLE)), kind=child.KIND)


def _set_back(work: UnitOfWork, kind: str, id_: str, row: Values | None, group: Sequence[tuple[str, str]]) -> bool:
    """Let a record be what the server says of it; whether that changed anything here."""
    record = work.get(KINDS[kind], id_)
    if record is None:
        return False  # it left this area: only the change itself goes
    if row is None:
        _refuse_children(work, record, set(group))
        work.set_deleted(record, deleted=True)
        return True
    names = [name for name in fields_of(KINDS[kind]) if name not in BOOK_KEEPING]
    said = decode_fields(KINDS[kind], {name: row.get(name, empty(KINDS[kind], name)) for name in names})
    changed = {name: value for name, value in said.items() if value != getattr(record, name)}
    if bool(row.get("deleted_at")) != (record.deleted_at is not None):
        work.set_deleted(record, deleted=bool(row.get("deleted_at")))
        record = work.get(KINDS[kind], id_) or record
    work.restore_fields(record, changed)
    # Down to who wrote it last and when: both sides compare what they hold.
    pending.stamp(work.connection, kind, id_, row)
    return True


def _title(snapshot: Snapshot, operation: Operation) -> str:
    return _Reader(snapshot).title(operation)


class _Reader:
    """Turns operations into changes in words."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._wording = Wording(snapshot)

    def pending(self, group: Sequence[Waiting]) -> Pending:
        """A change, told by the first of its group."""
        first, operation = group[0], group[0].operation
        kind = KINDS[operation.kind]
        record = self._snapshot.get(kind, operation.id)
        return Pending(
            number=first.number,
            kind=operation.kind,
            id=operation.id,
            title=self.title(operation),
            verb=VERBS.get(operation.verb, "changed"),
            fields=self._fields(kind, operation),
            since=dt.datetime.fromtimestamp(operation.at / 1000, dt.UTC),
            state=first.state,
            outcome=first.outcome,
            reason=first.detail,
            with_more=len(group) - 1,
            is_handed=first.is_handed,
            can_take_back=record is not None and not kind.INSERT_ONLY and kind.KIND != "conflict",
            can_send=first.state == "held" and _item(self._snapshot, group) is not None,
            is_here=record is not None and record.deleted_at is None,
        )

    def title(self, operation: Operation) -> str:
        """The title of the record: as it stands, as it was typed, else that of what it hangs on."""
        kind = KINDS[operation.kind]
        title = self._wording.title(kind, operation.id)
        title = title or pending.parked_title(self._snapshot.connection, operation.kind, operation.id)
        title = title or str(operation.new.get(kind.TITLE) or operation.old.get(kind.TITLE) or "")
        if not title or operation.kind in ("conflict", "visit"):
            title = self._owner(operation) or title
        return " ".join(title.split()) or kind_name(operation.kind)

    def _owner(self, operation: Operation) -> str:
        """The title of the customer that it hangs on, or of the record that an item of the inbox is about."""
        record = self._snapshot.get(KINDS[operation.kind], operation.id)
        if operation.kind == "conflict":
            about = str(getattr(record, "record_kind", "") or operation.new.get("record_kind") or "")
            id_ = str(getattr(record, "record_id", "") or operation.new.get("record_id") or "")
            return self._wording.title(KINDS[about], id_) if about in KINDS else ""
        for name, field in fields_of(KINDS[operation.kind]).items():
            id_ = str(getattr(record, name, "") or operation.new.get(name) or "")
            if field.refers_to and id_ and (found := self._wording.title(KINDS[field.refers_to], id_)):
                return found
        return ""

    def _fields(self, kind: type[Record], operation: Operation) -> tuple[FieldChange, ...]:
        if operation.verb in ("d", "r"):
            return ()
        old, new = decode_fields(kind, operation.old), decode_fields(kind, operation.new)
        told = [name for name in fields_of(kind) if name in new and name not in BOOK_KEEPING]
        changes = [
            FieldChange(
                field_label(kind.KIND, name),
                self._wording.words(kind, old, [name]),
                self._wording.words(kind, new, [name]),
            )
            for name in told
            if new[name] != old.get(name)
        ]
        return tuple(change for change in changes if change.before or change.after)
