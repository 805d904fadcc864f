"""Records of any kind: list, show, add, edit, delete, from values as people write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from desktop_crm.domain.errors import RuleError, UsageError
from desktop_crm.domain.fields import BOOK_KEEPING, Field, Merge, R, Record, Type, fields_of, with_values
from desktop_crm.domain.folding import fold
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.opportunities import Opportunity, StageChange
from desktop_crm.domain.territories import DECIDING_ROLES, UNASSIGNED, Territory
from desktop_crm.domain.tiering import TierScheme
from desktop_crm.domain.values import parse, to_json
from desktop_crm.storage import finding, membership
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import completion
from desktop_crm.usecases.trees import field_above, refuse_circle

MIN_PREFIX = 8
"""An id may be shortened to a unique prefix of at least this many characters."""


def field_named(kind: type[Record], name: str) -> Field:
    """A field that a person may set. Raises ``UsageError`` (exit 2) for an unknown or reserved name."""
    field = fields_of(kind).get(name)
    if field is None or name in BOOK_KEEPING:
        raise UsageError("unknown_field", where=f"{kind.KIND}.{name}")
    return field


def find_id(snapshot: Snapshot, kind: type[Record], text: str) -> str:
    """The id that a text means: an id, its unique prefix, or a name (exact after folding, else the one search hit).

    Raises ``RuleError``: unknown_id when nothing fits, ambiguous_name with the candidates when several do.
    """
    wanted = text.strip()
    record = snapshot.get(kind, wanted) if len(wanted) >= MIN_PREFIX else None
    if record is not None and record.deleted_at is None:
        return record.id
    found = snapshot.ids_starting(kind, wanted.lower()) if len(wanted) >= MIN_PREFIX else []
    if len(found) == 1:
        return found[0]
    found = found or snapshot.ids_named(kind, wanted) or finding.ids(snapshot, kind.KIND, wanted, limit=6)
    if len(found) == 1:
        return found[0]
    if not found:
        raise RuleError("unknown_id", where=kind.KIND, value=text)
    names = ", ".join(f"{title} ({id_[:13]})" for id_, title in snapshot.titles(kind, found[:5]).items())
    raise RuleError("ambiguous_name", where=kind.KIND, value=text, candidates=names)


def list_records(
    snapshot: Snapshot,
    kind: type[Record],
    where: Mapping[str, str],
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[Record], int]:
    """Living records whose fields equal these texts after folding, and how many there are in all.

    A reference is compared by id or by the name of what it refers to.
    """
    tests = [(name, _test(snapshot, kind, name, text)) for name, text in where.items()]
    if not tests:
        return finding.page(snapshot, kind, limit, offset)
    found = [r for r in snapshot.find(kind) if all(test(getattr(r, name)) for name, test in tests)]
    end = None if limit is None else offset + limit
    return list(found[offset:end]), len(found)


def _test(snapshot: Snapshot, kind: type[Record], name: str, text: str) -> Any:
    field = fields_of(kind).get(name)
    if field is None:
        raise UsageError("unknown_field", where=f"{kind.KIND}.{name}")
    wanted = fold(text)
    if field.type is Type.REFERENCE and text:
        ids = {text.strip(), *snapshot.ids_named(KINDS[field.refers_to], text)}
        return lambda value: value in ids

    def equals(value: Any) -> bool:
        shown = to_json(field, value)
        return fold("" if shown is None else _plain(shown)) == wanted or _same_number(field, shown, text)

    return equals


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same_number(field: Field, shown: Any, text: str) -> bool:
    if field.type not in (Type.MONEY, Type.PERCENT, Type.RATE, Type.NUMBER) or shown is None:
        return False
    try:
        return float(shown) == float(text.replace(",", ""))
    except ValueError:
        return False


def add(work: UnitOfWork, kind: type[Record], texts: Mapping[str, str]) -> Record:
    """A new record from texts by field; references also take a unique name."""
    values = read_values(work, kind, texts)
    return add_record(work, kind(**values))


def add_record(work: UnitOfWork, record: Record) -> Record:
    """A new record from typed values, with the defaults of its kind and what follows from it."""
    _refuse_server_only(work, record.KIND)
    work.label("added", kind=record.KIND, title=str(getattr(record, record.TITLE)))
    made = work.insert(completion.of_new(work, record))
    if isinstance(made, Opportunity):
        _log_stage(work, made, "", made.opened_on or work.today)
    return made


def edit(work: UnitOfWork, kind: type[R], id_: str, texts: Mapping[str, str]) -> R:
    """Change fields of a record from texts. What the caller sees is what is stored now."""
    stored = work.require(kind, id_)
    values = read_values(work, kind, texts)
    return edit_record(work, kind, id_, {name: (getattr(stored, name), value) for name, value in values.items()})


def edit_record(work: UnitOfWork, kind: type[R], id_: str, changes: Mapping[str, tuple[Any, Any]]) -> R:
    """Change fields, each with the value that its form had shown."""
    _refuse_server_only(work, kind.KIND)
    stored = work.require(kind, id_)
    work.label("edited", kind=kind.KIND, title=str(getattr(stored, kind.TITLE)))
    for name in changes:
        field_named(kind, name)
    _refuse_server_fields(work, kind, changes)
    if (above := field_above(kind)) in changes:
        refuse_circle(with_values(stored, {above: changes[above][1]}), partial(_above, work, kind))
    changed = work.edit(kind, id_, completion.of_edit(work, stored, changes))
    if isinstance(stored, Opportunity) and isinstance(changed, Opportunity) and _moved(stored, changed):
        _log_stage(work, changed, stored.stage, changed.closed_on or work.today)
    return changed


def delete(work: UnitOfWork, kind: type[Record], id_: str) -> Record:
    """Move a record and what hangs on it to the bin."""
    _refuse_server_only(work, kind.KIND)
    record = work.require(kind, id_)
    _refuse_indispensable(work, record)
    _refuse_used(work, record)
    work.label("deleted", kind=kind.KIND, title=str(getattr(record, kind.TITLE)))
    work.delete(kind, id_)
    return record


def delete_many(work: UnitOfWork, kind: type[Record], ids: Sequence[str]) -> int:
    """Move several records to the bin as one step."""
    for id_ in ids:
        delete(work, kind, id_)
    if len(ids) > 1:
        work.label("deleted_many", kind=kind.KIND, count=len(ids))
    return len(ids)


def read_values(snapshot: Snapshot, kind: type[Record], texts: Mapping[str, str]) -> dict[str, Any]:
    """Typed values from texts; a reference's text may be an id, a prefix or a name."""
    values: dict[str, Any] = {}
    for name, text in texts.items():
        field = field_named(kind, name)
        if field.type is Type.REFERENCE and text.strip():
            values[name] = find_id(snapshot, KINDS[field.refers_to], text)
        else:
            values[name] = parse(field, text)
    return values


def _above(snapshot: Snapshot, kind: type[Record], id_: str) -> str:
    record = snapshot.get(kind, id_)
    return getattr(record, field_above(kind)) if record else ""


def _moved(before: Opportunity, after: Opportunity) -> bool:
    return (before.stage, before.result) != (after.stage, after.result)


def _log_stage(work: UnitOfWork, deal: Opportunity, before: str, on: dt.date) -> None:
    """A line of the stage history (RULES.md, *Stages*); the history is never edited."""
    work.insert(StageChange(opportunity_id=deal.id, from_stage=before, to_stage=deal.stage, result=deal.result, on=on))


def _refuse_indispensable(snapshot: Snapshot, record: Record) -> None:
    """Every store has a tier scheme in force and a territory for customers of no other."""
    if isinstance(record, TierScheme) and record.version == current_scheme(snapshot).version:
        raise RuleError("scheme_in_force", value=record.name)
    if isinstance(record, Territory) and record.id == UNASSIGNED:
        raise RuleError("territory_built_in", value=record.name)


def _refuse_used(snapshot: Snapshot, record: Record) -> None:
    """What others are sorted under stays while anything is: customers of no territory would be in nobody's list."""
    if record.KIND not in ("territory", "product", "user"):
        return
    for kind in KINDS.values():
        for name, field in fields_of(kind).items():
            if field.refers_to == record.KIND and (users := snapshot.find(kind, {name: record.id})):
                title = getattr(record, record.TITLE)
                raise RuleError("still_used", value=title, kind=kind.KIND, count=len(users))


def _refuse_server_only(work: UnitOfWork, kind: str) -> None:
    """On a rep's signed-in laptop these are the server's (RULES.md, *Who decides*); histories are never edited."""
    if KINDS[kind].SERVER_ONLY and not may_decide(work):
        raise RuleError("server_decides", where=kind)
    if kind in ("tier_assignment", "stage_change", "conflict"):
        raise RuleError("insert_only", where=kind)


def _refuse_server_fields(work: UnitOfWork, kind: type[Record], changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Nor are the owner and the territory of a customer changed there: that is a handover."""
    fields = fields_of(kind)
    moved = next((n for n, (seen, new) in changes.items() if seen != new and fields[n].merge is Merge.SERVER), "")
    if moved and not may_decide(work):
        raise RuleError("server_decides", where=moved)


def may_decide(snapshot: Snapshot) -> bool:
    """Whether who works here may change what the server decides: managers, administrators, and everybody in a store
    without a server."""
    member = membership.read(snapshot.connection)
    return not member.device or member.role in DECIDING_ROLES
