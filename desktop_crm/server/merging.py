"""Two records that are one: what becomes of both ends, and of those who still mean the one that is no more.

References, new children and long texts follow the alias; deleting or merging it again is done by its having been
merged; other edits of it lie in the survivor's inbox (PROTOCOL.md, *What wins*).
"""

from __future__ import annotations

from msgspec.structs import replace

from desktop_crm.domain.aliases import MERGEABLE, Alias, alias_id
from desktop_crm.domain.fields import Merge, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.attempt import Attempt, all_below, without_stamps
from desktop_crm.server.inbox import Told, file_redirected
from desktop_crm.server.ledger import Held, Key
from desktop_crm.server.placing import link_to, parent_of
from desktop_crm.server.rights import Quarantined
from desktop_crm.sync.merge import empty, full, merge, same, units_of
from desktop_crm.sync.operations import Operation, Values
from desktop_crm.sync.protocol import Receipt


def merges(op: Operation) -> tuple[Key, Key] | None:
    """(from, to) of an operation that merges two records, else None."""
    if op.kind != "alias" or op.verb == "d" or not op.new.get("from_id"):
        return None
    kind = str(op.new.get("record_kind") or "")
    return (kind, str(op.new["from_id"])), (kind, str(op.new.get("to_id") or ""))


def take_alias(attempt: Attempt, held: Held | None) -> Receipt:
    """A merge, or its end."""
    if attempt.op.verb == "d":
        return _unmerge(attempt, held)
    values = full(Alias, {**(held.values if held else {}), **without_stamps(attempt.op.new), "deleted_at": None})
    kind, from_id = str(values.get("record_kind") or ""), str(values.get("from_id") or "")
    source, target = (kind, from_id), attempt.ledger.survivor((kind, str(values.get("to_id") or "")))
    if kind not in MERGEABLE or attempt.op.id != alias_id(*source):
        raise Quarantined("field_choice")
    ends = [_end(attempt, end) for end in (source, target)]
    if attempt.ledger.survivor(source) != source or source == target:
        return _done_already(attempt, held, values)
    values["to_id"] = target[1]
    _put_alias(attempt, held, values)
    _move_below(attempt, ends[0], target)
    if not ends[0].is_deleted:
        stamp = attempt.typed_text
        attempt.write(ends[0], {"deleted_at": stamp}, deleted_with=attempt.name)
    as_sent = target[1] == attempt.op.new.get("to_id") and held is None
    return Receipt("ok" if as_sent and not attempt.op.base_v else "merged")


def take_delete_of_merged(attempt: Attempt, held: Held, target: Key) -> Receipt:
    """The delete that is part of a merge: what others typed into the one that goes is for the survivor's inbox."""
    survivor = attempt.ledger.get(attempt.ledger.survivor(target))
    if survivor is None or survivor.key == held.key:
        attempt.ledger.touch(held.key)
        return Receipt("redirected")
    for unit, names in units_of(attempt.kind, held.values).items():
        seen = {name: attempt.op.old.get(name, empty(attempt.kind, name)) for name in names}
        said = {name: held.values[name] for name in names}
        stands = {name: survivor.values.get(name, empty(attempt.kind, name)) for name in names}
        if unit not in _OF_THE_ROW and not same(seen, said) and not same(stands, said):
            file_redirected(attempt, survivor, unit, seen, Told(said, held.typed_of(unit)))
    attempt.write(
        held, {"deleted_at": attempt.op.new.get("deleted_at") or attempt.typed_text}, deleted_with=attempt.name
    )
    return Receipt("merged")


_OF_THE_ROW = frozenset({"id", "created_at", "created_by", "deleted_at"})


def redirect(attempt: Attempt, held: Held | None, target: Key) -> Receipt:
    """An operation on a record that was merged into another one."""
    survivor = attempt.ledger.get(target)
    if survivor is None:
        raise Quarantined("early", target)
    attempt.authorise(held or survivor)
    if attempt.op.verb in ("i", "u"):
        survivor = _follow(attempt, held, survivor)
    attempt.ledger.touch(attempt.key)
    return Receipt("redirected", detail=survivor.id if attempt.writer.sees(survivor) else "")


def _follow(attempt: Attempt, held: Held | None, survivor: Held) -> Held:
    """Lay long texts over the survivor; file every other field that says something new."""
    old, new = attempt.followed(attempt.op.old), attempt.followed(attempt.op.new)
    fields = fields_of(attempt.kind)
    for unit, names in units_of(attempt.kind, new).items():
        said = {name: new[name] for name in names}
        seen = {name: old.get(name, empty(attempt.kind, name)) for name in names}
        stands = {name: survivor.values.get(name, empty(attempt.kind, name)) for name in names}
        had = {name: (held.values if held else {}).get(name, empty(attempt.kind, name)) for name in names}
        if unit in _OF_THE_ROW or same(said, seen) or same(said, stands) or (held is not None and same(said, had)):
            continue
        if names[0] in fields and fields[names[0]].merge is Merge.TEXT:
            merged = merge(attempt.kind, survivor.values, seen, said, is_later={})
            attempt.write(survivor, merged.values)
            survivor = attempt.ledger.get(survivor.key) or survivor
        else:
            file_redirected(attempt, survivor, unit, seen, Told(said, attempt.typed))
    return survivor


def _end(attempt: Attempt, key: Key) -> Held:
    held = attempt.ledger.get(key)
    if held is None:
        raise Quarantined("early", key)
    attempt.authorise(held)
    return held


def _done_already(attempt: Attempt, held: Held | None, values: Values) -> Receipt:
    """The two are one already, or would go round in a circle: whoever merged them is told how it stands."""
    source = (str(values["record_kind"]), str(values["from_id"]))
    if held is None:
        # The laptop has a row that must not hold: it learns so by finding it in the bin.
        _put_alias(attempt, held, {**values, "deleted_at": attempt.typed_text})
    for key in (attempt.key, source, (source[0], str(values["to_id"])), attempt.ledger.survivor(source)):
        attempt.ledger.touch(key)
    survivor = attempt.ledger.get(attempt.ledger.survivor(source))
    return Receipt("redirected", detail=survivor.id if survivor and attempt.writer.sees(survivor) else "")


def _put_alias(attempt: Attempt, held: Held | None, values: Values) -> None:
    record = held or Held("alias", attempt.op.id, values, (), attempt.key, attempt.writer.user)
    record = replace(record, values=attempt.stamped(values), typed={"": attempt.typed}, deleted_with="")
    attempt.ledger.put(replace(record, changed_by=attempt.writer.device))


def _move_below(attempt: Attempt, source: Held, target: Key) -> None:
    """What hangs on the one that goes hangs on the survivor from now on, what nobody here knew of too; but for its own
    history of stages and tiers, which goes with it."""
    stamp = attempt.op.new.get("created_at") or attempt.typed_text
    for record in all_below(attempt.ledger, source):
        link = link_to(record.kind, source.kind)
        if not link or parent_of(record.kind, record.values) != source.key:
            attempt.ledger.touch(record.key)  # it lies where what it hangs on lies now
        elif not KINDS[record.kind].INSERT_ONLY:
            attempt.write(record, {link: target[1]})
        elif not record.is_deleted:
            attempt.write(record, {"deleted_at": stamp}, deleted_with=attempt.name)


def _unmerge(attempt: Attempt, held: Held | None) -> Receipt:
    if held is None:
        raise Quarantined("early", attempt.key)
    attempt.authorise(held)
    if held.is_deleted:
        attempt.ledger.touch(held.key)
        return Receipt("merged")
    attempt.write(
        held, {"deleted_at": attempt.op.new.get("deleted_at") or attempt.typed_text}, deleted_with=attempt.name
    )
    return Receipt("ok" if attempt.op.base_v == held.version else "merged")
