"""Changes that raise no question, taken many at once: what judge.py would say of each, worked out by the column.

A first push, an import, a day of visits are mostly rows that nobody else knows, and edits of what nobody else has
touched. Whatever is not wholly usual, down to one value of one row among its neighbours, is left to the judge, who
takes operations one by one: this decides nothing of its own, and never refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import structs

from desktop_crm.domain.fields import Merge, Record, Type, fields_of, for_each_kind
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.attempt import text_of
from desktop_crm.server.judge import required_of
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.server.placing import buckets_below, own_buckets, parent_of, tree_field
from desktop_crm.server.rights import ACTIVITY, DECIDED, Writer
from desktop_crm.sync.merge import STAMPS, empty, unit_of
from desktop_crm.sync.operations import Operation, Value
from desktop_crm.sync.values import are_sound

_QUESTIONED = frozenset({"alias", "attachment", "conflict", "tier_assignment"})
"""Kinds of which a new record means more than itself."""
_BIRTH = frozenset({"id", "created_at", "created_by"}) | STAMPS
"""What every laptop says of a new record."""
_AT_ONCE = 500
"""One value that is not sound leaves so many rows to the judge, at most."""


class PlainRows:
    """The operations of a push that may be plain, told from those that are not before anything is judged."""

    def __init__(self, operations: Sequence[Operation], ledger: Ledger, writer: Writer) -> None:
        self._operations, self._ledger, self._writer = operations, ledger, writer
        self._may = bytearray(len(operations))
        if not writer.held_for and not ledger.has_aliases:
            for start, end in _runs(operations):
                self._may[start:end] = bytes([self._is_sound(operations[start:end])]) * (end - start)

    def take(self, place: int) -> bool:
        """Put what an operation that stands by itself says into the ledger, if that is all there is to it."""
        if not self._may[place]:
            return False
        op = self._operations[place]
        if self._ledger.is_erased((op.kind, op.id)):
            return False
        held = self._ledger.get((op.kind, op.id))
        if op.verb == "i":
            return held is None and self._insert(op)
        return held is not None and self._edit(op, held)

    def _insert(self, op: Operation) -> bool:
        writer, key = self._writer, (op.kind, op.id)
        parent_key = parent_of(op.kind, op.new)
        if parent_key is None:
            root, buckets = key, own_buckets(op.kind, op.new, writer.user)
            is_allowed = op.kind in ACTIVITY or writer.may_write(buckets[0], op.seen)
        else:
            parent = self._living(parent_key)
            if parent is None:
                return False
            root, buckets = parent.root, buckets_below(op.kind, op.new, parent.buckets, writer.user)
            is_allowed = op.kind in ACTIVITY or self._may_write(parent, op)
        if not is_allowed and writer.role != "admin":
            return False
        typed = {"": self._typed(op)}
        self._ledger.add(Held(op.kind, op.id, op.new, buckets, root, writer.user, 0, typed, writer.device))
        return True

    def _edit(self, op: Operation, held: Held) -> bool:
        """Lay fields over a row that says of each what the writer had seen there."""
        is_allowed = self._writer.role == "admin" or self._may_write(held, op)
        if not is_allowed or held.is_deleted or op.base_v != held.version:
            return False
        kind = KINDS[op.kind]
        values, units, changed = dict(held.values), dict[str, None](), set[str]()
        for name, value in op.new.items():
            blank = empty(kind, name)
            if name not in STAMPS:
                seen, said = op.old.get(name, blank), held.values.get(name, blank)
                if seen != said or type(seen) is not type(said):
                    return False
                unit = unit_of(kind, name)
                units[unit] = None
                if value != said or type(value) is not type(said):
                    changed.add(unit)
            if value == blank and type(value) is type(blank):
                values.pop(name, None)
            else:
                values[name] = value
        if units.keys() != changed:
            return False  # a unit that says what it said before was not typed anew
        typed = {**held.typed, **dict.fromkeys(units, self._typed(op))}
        placed = self._ledger.placed(structs.replace(held, values=values, typed=typed, changed_by=self._writer.device))
        if placed.buckets != held.buckets or placed.root != held.root:
            return False
        self._ledger.add(placed)
        return True

    def _may_write(self, held: Held, op: Operation) -> bool:
        return any(self._writer.may_write(bucket, op.seen) for bucket in held.buckets)

    def _typed(self, op: Operation) -> Typed:
        return Typed(min(op.at, self._writer.now), self._writer.user)

    def _living(self, key: Key) -> Held | None:
        """A record that is not in the bin, nor anything that it hangs on."""
        found = held = None if self._ledger.is_erased(key) else self._ledger.get(key)
        while held is not None and not held.is_deleted:
            above = parent_of(held.kind, held.values)
            if above is None:
                return found
            held = self._ledger.get(above)
        return None

    def _is_sound(self, run: Sequence[Operation]) -> bool:
        """Whether changes of one kind that say the same fields need no second look at any of their values."""
        verb, name, writer = run[0].verb, run[0].kind, self._writer
        if name not in KINDS or name in _QUESTIONED or (name in DECIDED and writer.role not in DECIDED[name]):
            return False
        kind = KINDS[name]
        columns: dict[str, list[Value]] = {field: [op.new[field] for op in run] for field in run[0].new}
        if not (STAMPS <= columns.keys() <= fields_of(kind).keys()):
            return False
        if not all(user == writer.user for user in columns["updated_by"]) or not self._is_past(columns["updated_at"]):
            return False
        if verb == "i":
            return self._are_born(kind, columns) and columns["id"] == [op.id for op in run]
        return not kind.INSERT_ONLY and columns.keys() <= _free(kind) and _may_stand(kind, columns)

    def _are_born(self, kind: type[Record], columns: Mapping[str, list[Value]]) -> bool:
        said = columns.keys()
        if not (said >= _BIRTH and said >= set(required_of(kind))) or {"deleted_at", tree_field(kind)} & said:
            return False
        # Records are kept without the fields that say nothing.
        is_full = not any(empty(kind, field) in column for field, column in columns.items())
        return is_full and self._is_past(columns["created_at"]) and _may_stand(kind, columns)

    def _is_past(self, instants: Sequence[Value]) -> bool:
        """Whether instants are in the form of records, of which the lesser text is the earlier one, and over."""
        limit = text_of(self._writer.now)
        return all(isinstance(told, str) and len(told) == len(limit) and told <= limit for told in set(instants))


def _may_stand(kind: type[Record], columns: Mapping[str, list[Value]]) -> bool:
    """Whether a table takes the values of columns, each of one type."""
    fields = fields_of(kind)
    for name, column in columns.items():
        if len(set(map(type, column))) > 1 or not are_sound(fields[name], column):
            return False
    return True


@for_each_kind
def _free(kind: type[Record]) -> frozenset[str]:
    """Fields whose change touches nothing but themselves: neither where a record lies nor what the server decides."""
    return STAMPS | {
        name
        for name, field in fields_of(kind).items()
        if field.type is not Type.REFERENCE
        and field.merge is not Merge.SERVER
        and name not in (*_BIRTH, "deleted_at", "private")
    }


def _runs(operations: Sequence[Operation]) -> Iterator[tuple[int, int]]:
    """(start, end) of inserts, or edits, in a row that say the same fields of the same kind, none with another tied to
    it."""
    start = 0
    for (is_plain, *_), run in groupby(range(len(operations)), key=lambda place: _shape(operations, place)):
        end = start + sum(1 for _ in run)
        if is_plain:
            yield from ((first, min(first + _AT_ONCE, end)) for first in range(start, end, _AT_ONCE))
        start = end


def _shape(operations: Sequence[Operation], place: int) -> tuple[bool, str, str, tuple[str, ...]]:
    op = operations[place]
    is_alone = place + 1 == len(operations) or not operations[place + 1].tied
    return is_alone and op.verb in ("i", "u"), op.verb, op.kind, tuple(op.new)
