"""What becomes of a group of operations: taken, merged, or kept for somebody to judge; never dropped.

Works on a ``Ledger``, knows neither database nor network. The rules are those of PROTOCOL.md, *What wins*.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.values import instant_from, instant_text
from desktop_crm.server.ledger import Held, Key, Ledger
from desktop_crm.server.placing import parent_of
from desktop_crm.sync.merge import STAMPS, Rivals, Side, empty, merge, same
from desktop_crm.sync.operations import Operation, Value, Values
from desktop_crm.sync.protocol import Outcome, Receipt
from desktop_crm.sync.values import check_values

DECIDERS = frozenset({"admin", "manager"})
"""Roles that may set what the server decides: owner, territory, prices, and the kinds that only the server has."""

_ACTIVITY = frozenset({"visit", "visit_attendee", "task", "memo", "conflict"})
"""What was done is never refused for scope: the visit happened."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose operations these are."""

    device: str
    user: str
    role: str
    may_see: Callable[[str, int], bool]
    """(bucket, number of the snapshot the change was made on) -> whether the user held it then."""
    now: int
    """The server's clock, in milliseconds; nothing is dated later."""
    schema_is_newer: bool = False


class Quarantined(Exception):
    """An operation cannot be taken now; ``reason`` is a code, ``waits_for`` a record that would let it be."""

    def __init__(self, reason: str, waits_for: Key | None = None) -> None:
        super().__init__(reason)
        self.reason, self.waits_for = reason, waits_for


def judge(group: Sequence[Operation], hashes: Sequence[str], ledger: Ledger, writer: Writer) -> list[Receipt]:
    """Try a group; either all of it is in the ledger afterwards, or none. Returns the receipts, without versions.

    ``hashes`` names each operation for ever: what one delete took into the bin is known by it.
    """
    receipts = _tried(group, hashes, ledger, writer, with_deletes=True)
    if any(receipt.outcome == "lost" for receipt in receipts):
        # Half a delete would leave orphans: where one of a group loses, all of them do.
        ledger.forget()
        receipts = _tried(group, hashes, ledger, writer, with_deletes=False)
    ledger.keep()
    return receipts


def _tried(
    group: Sequence[Operation], hashes: Sequence[str], ledger: Ledger, writer: Writer, *, with_deletes: bool
) -> list[Receipt]:
    receipts = []
    try:
        for operation, name in zip(group, hashes, strict=True):
            if operation.verb == "d" and not with_deletes:
                ledger.touch((operation.kind, operation.id))
                receipts.append(Receipt("lost"))
            else:
                receipts.append(_Attempt(ledger, writer, operation, name).take())
    except Quarantined as refused:
        ledger.forget()
        outcome: Outcome = "waits" if refused.waits_for else "quarantined"
        return [Receipt(outcome, detail=refused.reason) for _ in group]
    return receipts


class _Attempt:
    """One operation laid over the ledger."""

    def __init__(self, ledger: Ledger, writer: Writer, operation: Operation, name: str) -> None:
        self._ledger, self._writer, self._op, self._name = ledger, writer, operation, name

    def take(self) -> Receipt:
        op = self._op
        if op.kind not in KINDS:
            raise Quarantined("unknown_kind")
        self._kind = KINDS[op.kind]
        self._check()
        held = self._ledger.get((op.kind, op.id))
        if op.verb == "i":
            return self._insert() if held is None else self._overlay(held)
        if held is None:
            raise Quarantined("early", (op.kind, op.id))
        self._authorise(held)
        if op.verb == "d":
            return self._delete(held)
        if op.verb == "r":
            return self._restore(held)
        return self._overlay(held)

    def _check(self) -> None:
        try:
            check_values(self._kind, self._op.new, knows_all=not self._writer.schema_is_newer)
        except RuleError as error:
            raise Quarantined(error.code) from error
        if self._kind.SERVER_ONLY and self._writer.role not in DECIDERS:
            raise Quarantined("server_decides")

    def _authorise(self, held: Held) -> None:
        if not any(self._writer.may_see(bucket, self._op.seen) for bucket in held.buckets):
            raise Quarantined("out_of_scope")

    def _insert(self) -> Receipt:
        op = self._op
        values = _full(self._kind, op.new)
        parent_key = parent_of(op.kind, values)
        is_restored, taken_with = False, ""
        if parent_key is not None:
            parent = self._ledger.get(parent_key)
            if parent is None:
                raise Quarantined("early", parent_key)
            if op.kind not in _ACTIVITY:
                self._authorise(parent)
            if not values.get("deleted_at"):
                is_restored = self._bring_back(parent)
            elif parent.values.get("deleted_at") == values["deleted_at"]:
                taken_with = parent.deleted_with
        record = Held(op.kind, op.id, self._stamped(values), (), (op.kind, op.id), self._writer.user)
        record = replace(record, deleted_with=taken_with)
        record = replace(record, times={"": self._at()}, changed_by=self._writer.device)
        self._ledger.put(record)
        placed = self._ledger.get(record.key)
        if parent_key is None and placed is not None:
            self._authorise(placed)
        return Receipt("restored") if is_restored else self._taken(True)

    def _overlay(self, held: Held) -> Receipt:
        op = self._op
        later = {unit: self._at() >= held.times.get(unit, held.times.get("", 0)) for unit in _units(self._kind, op.new)}
        merged = merge(
            self._kind,
            held.values,
            op.old,
            op.new,
            is_later=later,
            may_decide=self._writer.role in DECIDERS,
        )
        is_restored = held.is_deleted and bool(merged.values) and self._bring_back(held)
        current = self._ledger.get(held.key) or held
        values = {**current.values, **merged.values}
        times = dict(current.times) | {unit: self._at() for unit in _units(self._kind, merged.values)}
        changed = replace(current, values=_full(self._kind, self._stamped(values)), times=times)
        self._write(current, replace(changed, changed_by=self._writer.device))
        for rivals in merged.rivals:
            self._file(held, rivals)
        if merged.rivals:
            return Receipt("conflict")
        if is_restored:
            return Receipt("restored")
        return self._taken(merged.is_exact and op.base_v == held.version)

    def _delete(self, held: Held) -> Receipt:
        if held.is_deleted:
            self._ledger.touch(held.key)
            return Receipt("merged")
        seen, now = _without_stamps(self._op.old), _without_stamps(held.values)
        below = self._all_below(held)
        is_changed = seen.keys() != now.keys() or not same(seen, now) or any(self._is_news(record) for record in below)
        if is_changed:
            return Receipt("lost")
        stamp = self._op.new.get("deleted_at") or instant_text(_instant(self._at()))
        for record in [held, *below]:
            if not record.is_deleted:
                values = self._stamped({**record.values, "deleted_at": stamp})
                self._ledger.put(
                    replace(record, values=values, deleted_with=self._name, changed_by=self._writer.device)
                )
        return self._taken(self._op.base_v == held.version)

    def _taken(self, as_sent: bool) -> Receipt:
        """Taken; whether the row says just what was sent, down to who wrote it when."""
        sent = {name: value for name, value in self._op.new.items() if name in STAMPS}
        return Receipt("ok" if as_sent and same(sent, self._stamped({})) else "merged")

    def _is_news(self, record: Held) -> bool:
        """Whether somebody else made or changed it after what the deleter had seen."""
        return record.version > self._op.seen and record.changed_by != self._writer.device and not record.is_deleted

    def _restore(self, held: Held) -> Receipt:
        if self._bring_back(held):
            return Receipt("restored")
        self._ledger.touch(held.key)
        return Receipt("merged")

    def _bring_back(self, held: Held) -> bool:
        """Take a record, what one delete took with it, and what it hangs on out of the bin. Whether any lay there."""
        parent_key = parent_of(held.kind, held.values)
        parent = self._ledger.get(parent_key) if parent_key else None
        moved = self._bring_back(parent) if parent is not None else False
        if not held.is_deleted:
            return moved
        taken = held.deleted_with
        for record in [held, *self._all_below(held)]:
            if record.is_deleted and (record.key == held.key or (taken and record.deleted_with == taken)):
                values = {name: value for name, value in record.values.items() if name != "deleted_at"}
                self._ledger.put(replace(record, values=values, deleted_with="", changed_by=self._writer.device))
        return True

    def _all_below(self, held: Held) -> list[Held]:
        """What hangs on a record, at any depth."""
        candidates = self._ledger.below(held.root)
        found, known = list[Held](), {held.key}
        grows = True
        while grows:
            grows = False
            for record in candidates:
                if record.key not in known and parent_of(record.kind, record.values) in known:
                    known.add(record.key)
                    found.append(record)
                    grows = True
        return found

    def _write(self, before: Held, after: Held) -> None:
        self._refuse_circle(after)
        self._ledger.put(after)
        placed = self._ledger.get(after.key)
        if placed is not None and placed.buckets != before.buckets:
            for record in self._all_below(placed):
                self._ledger.put(record)

    def _refuse_circle(self, record: Held) -> None:
        name = next((n for n, f in fields_of(self._kind).items() if f.refers_to == record.kind), "")
        above, seen = str(record.values.get(name) or ""), {record.id}
        while name and above:
            if above in seen:
                raise Quarantined("reference_itself")
            seen.add(above)
            parent = self._ledger.get((record.kind, above))
            above = str(parent.values.get(name) or "") if parent else ""

    def _file(self, held: Held, rivals: Rivals) -> None:
        """Put both values into the inbox, where the row lies. One item for one pair, however often it is sent."""
        id_ = derived_id("conflict", self._name, rivals.unit)
        in_force = rivals.incoming if rivals.in_force is Side.INCOMING else rivals.held
        other = rivals.held if rivals.in_force is Side.INCOMING else rivals.incoming
        values: dict[str, Value] = {
            "id": id_,
            "record_kind": held.kind,
            "record_id": held.id,
            "field": rivals.unit,
            "base": _json(rivals.base),
            "mine": _json(in_force),
            "theirs": _json(other),
            "created_at": instant_text(_instant(self._at())),
            "created_by": self._writer.user,
        }
        self._ledger.put(Held("conflict", id_, values, held.buckets, held.root, self._writer.user))

    def _stamped(self, values: Values) -> dict[str, Value]:
        """Values with who wrote last and when, which are the server's to say."""
        stamped = dict(values)
        if "updated_at" in fields_of(self._kind):
            told = self._op.new.get("updated_at")
            limit = _instant(self._writer.now)
            stamped["updated_at"] = (
                told if isinstance(told, str) and instant_from(told) <= limit else instant_text(limit)
            )
            stamped["updated_by"] = self._writer.user
        return stamped

    def _at(self) -> int:
        return min(self._op.at, self._writer.now)


def _units(kind: type[Record], values: Values) -> set[str]:
    fields = fields_of(kind)
    return {(fields[name].unit if name in fields else "") or name for name in values if name not in STAMPS}


def _full(kind: type[Record], values: Values) -> dict[str, Value]:
    """Only the fields that say something."""
    return {name: value for name, value in values.items() if not same({name: value}, {name: empty(kind, name)})}


def _without_stamps(values: Values) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name not in STAMPS}


def _instant(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


def _json(values: Values) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
