"""New records that raise no question, taken many at once: what judge.py would say of each, worked out by the column.

A first push, an import, a day of visits are mostly rows that nobody else knows. Whatever is not wholly usual, down to
one value of one row among its neighbours, is left to the judge, who takes operations one by one: this decides nothing
of its own, and never refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.attempt import text_of
from desktop_crm.server.judge import required_of
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.server.placing import buckets_below, own_buckets, parent_of, tree_field
from desktop_crm.server.rights import ACTIVITY, DECIDED, Writer
from desktop_crm.sync.merge import STAMPS, empty
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
        """Put the record of an operation that stands by itself into the ledger, if that is all there is to it."""
        if not self._may[place]:
            return False
        op, ledger, writer = self._operations[place], self._ledger, self._writer
        key = op.kind, op.id
        if ledger.get(key) is not None or ledger.is_erased(key):
            return False
        parent_key = parent_of(op.kind, op.new)
        if parent_key is None:
            root, buckets = key, own_buckets(op.kind, op.new, writer.user)
            is_allowed = writer.role == "admin" or op.kind in ACTIVITY or writer.may_write(buckets[0], op.seen)
        else:
            parent = self._living(parent_key)
            if parent is None:
                return False
            root, buckets = parent.root, buckets_below(op.kind, op.new, parent.buckets, writer.user)
            is_allowed = op.kind in ACTIVITY or any(writer.may_write(bucket, op.seen) for bucket in parent.buckets)
            is_allowed = is_allowed or writer.role == "admin"
        if not is_allowed:
            return False
        typed = Typed(min(op.at, writer.now), writer.user)
        ledger.add(Held(op.kind, op.id, op.new, buckets, root, writer.user, 0, {"": typed}, writer.device))
        return True

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
        """Whether rows of one kind that say the same fields need no second look at any of their values."""
        name, writer = run[0].kind, self._writer
        if name not in KINDS or name in _QUESTIONED or (name in DECIDED and writer.role not in DECIDED[name]):
            return False
        kind = KINDS[name]
        said, fields = run[0].new.keys(), fields_of(kind)
        if not (said >= _BIRTH and said <= fields.keys() and said >= set(required_of(kind))):
            return False
        if "deleted_at" in said or tree_field(kind) in said:
            return False
        columns: dict[str, list[Value]] = {field: [op.new[field] for op in run] for field in said}
        if columns["id"] != [op.id for op in run]:
            return False
        for field, column in columns.items():
            # Records are kept without the fields that say nothing.
            if len(set(map(type, column))) > 1 or empty(kind, field) in column or not are_sound(fields[field], column):
                return False
        is_signed = all(user == writer.user for user in columns["updated_by"])
        return is_signed and all(map(self._is_past, (columns["created_at"], columns["updated_at"])))

    def _is_past(self, instants: Sequence[Value]) -> bool:
        """Whether instants are in the form of records, of which the lesser text is the earlier one, and over."""
        limit = text_of(self._writer.now)
        return all(isinstance(told, str) and len(told) == len(limit) and told <= limit for told in set(instants))


def _runs(operations: Sequence[Operation]) -> Iterator[tuple[int, int]]:
    """(start, end) of inserts in a row that say the same fields of the same kind, none with another tied to it."""
    start = 0
    for (is_plain, *_), run in groupby(range(len(operations)), key=lambda place: _shape(operations, place)):
        end = start + sum(1 for _ in run)
        if is_plain:
            yield from ((first, min(first + _AT_ONCE, end)) for first in range(start, end, _AT_ONCE))
        start = end


def _shape(operations: Sequence[Operation], place: int) -> tuple[bool, str, tuple[str, ...]]:
    op = operations[place]
    is_alone = place + 1 == len(operations) or not operations[place + 1].tied
    return is_alone and op.verb == "i", op.kind, tuple(op.new)
