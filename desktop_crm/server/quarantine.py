"""Groups of operations that could not be taken: kept whole, asked about in the inbox, released or refused later.

A group waits where only its record is missing, or where an earlier one of the same device about the same fields is held
back; everything else is *held*: an item lies where those who may decide see it. So does one about a group that has
waited long (overdue.py), which goes on waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, literal_column, select, tuple_, update

from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.judge import Refused
from desktop_crm.server.ledger import Key
from desktop_crm.server.tables import quarantine, receipt, record
from desktop_crm.sync.merge import units_of
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.protocol import Receipt

OPEN = ("held", "waits")
_ALL = ""
"""Instead of a unit: the record as a whole."""
_AT_ONCE = 500

_ANY = select(quarantine.c.number).where(quarantine.c.tenant == bindparam("of"), quarantine.c.state.in_(OPEN)).limit(1)
_JUDGED = (
    select(receipt.c.number, receipt.c.outcome, receipt.c.version, receipt.c.detail)
    .where(
        receipt.c.tenant == bindparam("of"),
        receipt.c.device == bindparam("device"),
        receipt.c.judged > bindparam("after"),
        receipt.c.judged > literal_column("0"),
    )
    .order_by(receipt.c.number)
)
"""Said in so many words that it is above 0: by a value that is only bound no index of the few judged ones is found, and
all receipts that a device ever got would be read at each call."""


@dataclass(frozen=True, slots=True)
class Case:
    """A group in quarantine."""

    device: str
    first: int
    """Number of its first operation."""
    user: str
    operations: Sequence[Operation]
    names: Sequence[str]
    state: str
    numbers: Sequence[int] = ()
    item: str = ""


@dataclass(slots=True)
class Blocked:
    """What a device has in quarantine: later operations on the same fields wait for that to be decided."""

    units: dict[Key, dict[str, int]] = field(default_factory=dict)
    """Record -> unit, or all of it -> number of the group that is the first to hold it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to wait for anything."""
        return not self.units

    def add(self, operations: Iterable[Operation], first: int) -> None:
        """A group went into quarantine."""
        for op in operations:
            of_record = self.units.setdefault((op.kind, op.id), {})
            for unit in _units(op):
                of_record.setdefault(unit, first)

    def drop(self, operations: Iterable[Operation], first: int) -> None:
        """A group came out of it."""
        for op in operations:
            of_record = self.units.get((op.kind, op.id), {})
            for unit in [unit for unit, by in of_record.items() if by == first]:
                del of_record[unit]

    def by(self, operations: Sequence[Operation], first: int) -> Refused | None:
        """What a group has to wait for; None where nothing before it holds it up."""
        if not self.units:
            return None
        for place, op in enumerate(operations):
            held = {unit for unit, by in self.units.get((op.kind, op.id), {}).items() if by < first}
            mine = _units(op)
            if held and (_ALL in held or _ALL in mine or held & mine):
                return Refused(place, "early", (op.kind, op.id))
        return None


def _units(op: Operation) -> set[str]:
    if op.verb != "u" or op.kind not in KINDS:
        return {_ALL}
    return set(units_of(KINDS[op.kind], op.new))


def is_empty(connection: Connection, tenant: str) -> bool:
    """Whether nothing of a tenant waits for anything: the usual case."""
    return connection.execute(_ANY, {"of": tenant}).first() is None


def blocked(connection: Connection, tenant: str, device: str) -> Blocked:
    """What a device has in quarantine."""
    found = Blocked()
    query = select(quarantine.c.operation, quarantine.c.group_).where(
        quarantine.c.tenant == tenant, quarantine.c.device == device, quarantine.c.state.in_(OPEN)
    )
    for content, first in connection.execute(query.order_by(quarantine.c.number)):
        found.add([_operation(content)], first)
    return found


def concerned(
    connection: Connection, tenant: str, device: str, operations: Iterable[Operation], items: Collection[str]
) -> list[Case]:
    """Groups that these operations may set free, in the order in which they were sent.

    Those that wait for one of their records, those whose item is settled, those of the same device whose record came
    meanwhile; and those that wait for records of the ones so found.
    """
    found = {(case.device, case.first): case for case in _by_item(connection, tenant, items)}
    found |= {(case.device, case.first): case for case in _ready(connection, tenant, device)}
    keys = {(op.kind, op.id) for op in operations}
    asked = set[Key]()
    while keys := (keys | {(op.kind, op.id) for case in found.values() for op in case.operations}) - asked:
        asked |= keys
        found |= {(case.device, case.first): case for case in _waiting_for(connection, tenant, keys)}
    return sorted(found.values(), key=lambda case: (case.device, case.first))


def overdue(connection: Connection, tenant: str, before: int) -> list[Case]:
    """Groups that wait since before an instant (milliseconds since 1970 UTC) and that nobody has been asked about."""
    waits = and_(quarantine.c.tenant == tenant, quarantine.c.state == "waits", quarantine.c.item == "")
    query = select(quarantine.c.device, quarantine.c.group_).where(waits, quarantine.c.at < before)
    return _cases(connection, tenant, query.distinct())


def is_refused(connection: Connection, tenant: str, key: Key) -> bool:
    """Whether a record was refused when it was to be made, and not sent anew since: what waits for it waits in vain."""
    made = msgspec.json.encode(["i", *key]).decode()[:-1] + ","
    query = select(quarantine.c.state).where(
        quarantine.c.tenant == tenant, quarantine.c.operation.startswith(made, autoescape=True)
    )
    states = set(connection.execute(query.distinct()).scalars())
    return "refused" in states and states.isdisjoint(OPEN)


def is_kept(connection: Connection, tenant: str, case: Case) -> bool:
    """Whether a group is in quarantine already, or was."""
    query = select(quarantine.c.number).where(
        quarantine.c.tenant == tenant, quarantine.c.device == case.device, quarantine.c.number.in_(case.numbers)
    )
    return connection.execute(query.limit(1)).first() is not None


def keep(
    connection: Connection,
    tenant: str,
    case: Case,
    refused: Refused,
    now: int,
) -> None:
    """Put a group into quarantine."""
    kind, id_ = refused.waits_for or ("", "")
    connection.execute(
        insert(quarantine),
        [
            {
                "tenant": tenant,
                "device": case.device,
                "number": number,
                "name": name,
                "group_": case.first,
                "user_id": case.user,
                "operation": op.content().decode(),
                "reason": refused.reason,
                "waits_kind": kind,
                "waits_id": id_,
                "state": case.state,
                "item": case.item,
                "at": now,
            }
            for number, op, name in zip(case.numbers, case.operations, case.names, strict=True)
        ],
    )


def move(
    connection: Connection, tenant: str, case: Case, state: str, item: str = "", refused: Refused | None = None
) -> None:
    """A group is in another state from now on."""
    values: dict[str, str] = {"state": state, "item": item}
    if refused is not None:
        kind, id_ = refused.waits_for or ("", "")
        values |= {"reason": refused.reason, "waits_kind": kind, "waits_id": id_}
    connection.execute(
        update(quarantine)
        .where(quarantine.c.tenant == tenant, quarantine.c.device == case.device, quarantine.c.group_ == case.first)
        .values(values)
    )


def judged_since(connection: Connection, tenant: str, device: str, snapshot: int) -> dict[int, Receipt]:
    """Number -> receipt of a device's operations that were in quarantine and have been decided after a snapshot."""
    found = connection.execute(_JUDGED, {"of": tenant, "device": device, "after": max(snapshot, 0)})
    return {int(number): Receipt(outcome, int(version), detail) for number, outcome, version, detail in found}


def forget(connection: Connection, tenant: str, keys: Collection[Key]) -> list[tuple[str, int]]:
    """Drop the contents of all operations on these records, for ever. (device, number) of those that were open."""
    found: list[tuple[str, int]] = []
    query = select(quarantine.c.device, quarantine.c.number, quarantine.c.operation, quarantine.c.state)
    for device, number, content, state in connection.execute(query.where(quarantine.c.tenant == tenant)).fetchall():
        op = _operation(content)
        if (op.kind, op.id) not in keys:
            continue
        if state in OPEN:
            found.append((device, number))
        connection.execute(
            delete(quarantine).where(
                quarantine.c.tenant == tenant, quarantine.c.device == device, quarantine.c.number == number
            )
        )
    return found


def _by_item(connection: Connection, tenant: str, items: Collection[str]) -> list[Case]:
    if not items:
        return []
    is_open = and_(quarantine.c.tenant == tenant, quarantine.c.state.in_(OPEN), quarantine.c.item.in_(list(items)))
    return _cases(connection, tenant, select(quarantine.c.device, quarantine.c.group_).where(is_open).distinct())


def _ready(connection: Connection, tenant: str, device: str) -> list[Case]:
    is_here = and_(
        record.c.tenant == quarantine.c.tenant,
        record.c.kind == quarantine.c.waits_kind,
        record.c.id == quarantine.c.waits_id,
    )
    query = select(quarantine.c.device, quarantine.c.group_).join(record, is_here).distinct()
    query = query.where(quarantine.c.tenant == tenant, quarantine.c.device == device, quarantine.c.state == "waits")
    return _cases(connection, tenant, query)


def _waiting_for(connection: Connection, tenant: str, keys: Collection[Key]) -> list[Case]:
    found: list[Case] = []
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        waits = tuple_(quarantine.c.waits_kind, quarantine.c.waits_id).in_(ordered[start : start + _AT_ONCE])
        query = select(quarantine.c.device, quarantine.c.group_).distinct()
        query = query.where(quarantine.c.tenant == tenant, quarantine.c.state == "waits", waits)
        found += _cases(connection, tenant, query)
    return found


def _cases(connection: Connection, tenant: str, groups: Select[Any]) -> list[Case]:
    wanted = [tuple(row) for row in connection.execute(groups)]
    found: list[Case] = []
    for device, first in wanted:
        query = select(quarantine).where(
            quarantine.c.tenant == tenant, quarantine.c.device == device, quarantine.c.group_ == first
        )
        rows = connection.execute(query.order_by(quarantine.c.number)).fetchall()
        head = rows[0]
        found.append(
            Case(
                device,
                first,
                head.user_id,
                [_operation(row.operation) for row in rows],
                [row.name for row in rows],
                head.state,
                [row.number for row in rows],
                head.item,
            )
        )
    return found


def _operation(content: str) -> Operation:
    return Operation(*msgspec.json.decode(content))
