"""Two records that turn out to be one: what hangs on the duplicate goes to the survivor (RULES.md, *Merging*).

Whoever still means the duplicate means the survivor from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from desktop_crm.domain.aliases import MERGEABLE, Alias, alias_id
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Merge, Record, Type, fields_of
from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.domain.visits import VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.records import may_decide
from desktop_crm.usecases.trees import field_above

_ITS_OWN = BOOK_KEEPING | {"external_id", "source"}
"""What a record is known by says nothing of the other one."""


def merge_records(
    work: UnitOfWork, kind: type[Record], survivor_id: str, duplicate_id: str, taken: Collection[str] = ()
) -> Record:
    """Merge the duplicate into the survivor, as one step that undo takes back. Returns the survivor.

    What refers to the duplicate refers to the survivor; empty fields are filled from it and its notes are added below;
    its own history of stages and tiers goes to the bin with it. ``taken``: fields, or units of them, in which the
    survivor is to say what the duplicate says, as far as they are ``rival_units``. Raises ``RuleError``: not_mergeable,
    merge_with_itself, merge_value for a field that is none of those, unknown_id.
    """
    if kind.KIND not in MERGEABLE:
        raise RuleError("not_mergeable", where=kind.KIND)
    survivor, duplicate = work.require(kind, survivor_id), work.require(kind, duplicate_id)
    if survivor.id == duplicate.id:
        raise RuleError("merge_with_itself", value=str(getattr(survivor, kind.TITLE)))
    rivals = rival_units(work, survivor, duplicate)
    units = {next((unit for unit, names in rivals.items() if one == unit or one in names), "") for one in taken}
    if "" in units:
        raise RuleError("merge_value", value=", ".join(sorted(taken)))
    chosen = {name: getattr(duplicate, name) for unit in units for name in rivals[unit]}
    work.label("merged", kind=kind.KIND, title=str(getattr(duplicate, kind.TITLE)))
    for other in KINDS.values():
        _move_references(work, other, survivor, duplicate)
    kept = work.require(kind, survivor.id)
    wanted = {name: (getattr(kept, name), value) for name, value in chosen.items()}
    work.edit(kind, survivor.id, {**_filled(work, kept, duplicate), **wanted})
    work.set_deleted(duplicate, deleted=True)
    _remember(work, survivor, duplicate)
    return work.require(kind, survivor.id)


def rival_units(snapshot: Snapshot, survivor: Record, duplicate: Record) -> dict[str, list[str]]:
    """Units in which both say something and not the same, with their fields: whose value stays is to be chosen.

    Long texts are joined and never chosen; what the server decides, a rep leaves as it is.
    """
    kind = type(survivor)
    return {
        unit: names
        for unit, names in _units(kind).items()
        if fields_of(kind)[names[0]].type is not Type.LONG_TEXT
        and names[0] != field_above(kind)
        and not _is_decided(snapshot, kind, names[0])
        and any(_says(kind, n, getattr(survivor, n)) for n in names)
        and any(_says(kind, n, getattr(duplicate, n)) for n in names)
        and any(getattr(survivor, n) != getattr(duplicate, n) for n in names)
    }


def _units(kind: type[Record]) -> dict[str, list[str]]:
    units: dict[str, list[str]] = {}
    for name, field in fields_of(kind).items():
        if name not in _ITS_OWN and field.type is not Type.FLAG:
            units.setdefault(field.unit or name, []).append(name)
    return units


def _is_decided(snapshot: Snapshot, kind: type[Record], name: str) -> bool:
    return fields_of(kind)[name].merge is Merge.SERVER and not may_decide(snapshot)


def _move_references(work: UnitOfWork, kind: type[Record], survivor: Record, duplicate: Record) -> None:
    """Let records of a kind mean the survivor. A kind that this laptop does not write is moved by the server."""
    for name, field in fields_of(kind).items():
        if field.refers_to != survivor.KIND:
            continue
        found = work.find(kind, {name: duplicate.id})
        if kind.INSERT_ONLY:
            if (kind.KIND, name) in CHILDREN.get(survivor.KIND, ()):
                for record in found:
                    work.set_deleted(record, deleted=True)
        elif not kind.SERVER_ONLY or may_decide(work):
            work.edit_many(
                kind, {r.id: {name: (duplicate.id, _target(work, r, name, survivor, duplicate))} for r in found}
            )
            _drop_twice_present(work, found, survivor)


def _target(work: UnitOfWork, record: Record, name: str, survivor: Record, duplicate: Record) -> str:
    """Whom a record means now. One that the survivor itself lies below takes the duplicate's place in the tree."""
    if record.KIND != survivor.KIND or name != field_above(type(record)):
        return survivor.id
    above, known = survivor.id, set[str]()
    while above and above not in known:
        if above == record.id:
            return str(getattr(duplicate, name))
        known.add(above)
        higher = work.get(type(survivor), above)
        above = str(getattr(higher, name)) if higher else ""
    return survivor.id


def _drop_twice_present(work: UnitOfWork, moved: list[Any], survivor: Record) -> None:
    """Nobody was at a visit twice."""
    for attendee in moved:
        if isinstance(attendee, VisitAttendee) and survivor.KIND == "contact":
            here = work.find(VisitAttendee, {"visit_id": attendee.visit_id, "contact_id": survivor.id})
            if len(here) > 1:
                work.set_deleted(work.require(VisitAttendee, attendee.id), deleted=True)


def _filled(work: UnitOfWork, survivor: Record, duplicate: Record) -> Mapping[str, tuple[Any, Any]]:
    """What the survivor takes from the duplicate: whole units in which it says nothing itself, and every long text."""
    kind = type(survivor)
    changes: dict[str, tuple[Any, Any]] = {}
    for names in _units(kind).values():
        mine, theirs = ({n: getattr(side, n) for n in names} for side in (survivor, duplicate))
        if _is_decided(work, kind, names[0]):
            continue
        if fields_of(kind)[names[0]].type is Type.LONG_TEXT:
            theirs = {n: _joined(mine[n], theirs[n]) for n in names}
        elif any(_says(kind, n, mine[n]) for n in names) or theirs.get(field_above(kind)) == survivor.id:
            continue
        changes |= {n: (mine[n], theirs[n]) for n in names if _says(kind, n, theirs[n])}
    return changes


def _says(kind: type[Record], name: str, value: Any) -> bool:
    return value not in (None, "", {}) and value != fields_of(kind)[name].default


def _joined(mine: str, theirs: str) -> str:
    return mine if theirs in mine else "\n".join(text for text in (mine, theirs) if text)


def _remember(work: UnitOfWork, survivor: Record, duplicate: Record) -> None:
    id_ = alias_id(survivor.KIND, duplicate.id)
    known = work.get(Alias, id_)
    if known is None:
        work.insert(Alias(id=id_, record_kind=survivor.KIND, from_id=duplicate.id, to_id=survivor.id))
        return
    work.set_deleted(known, deleted=False)
    work.edit(Alias, id_, {"to_id": (known.to_id, survivor.id)})
