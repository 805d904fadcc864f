"""Rows that laptops still have and a restored server lacks: taken back as they are, or kept for somebody to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from msgspec import structs
from sqlalchemy import Connection, Row, select

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.values import instant_from
from desktop_crm.server import access, quarantine, records
from desktop_crm.server.asking import ask, not_filed_yet
from desktop_crm.server.epochs import SPAN, survived
from desktop_crm.server.inbox import Item, Told, file
from desktop_crm.server.judge import Refused
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.server.placing import EVERYBODYS, parent_of
from desktop_crm.server.quarantine import Case
from desktop_crm.server.rights import DECIDED, DECIDERS, Writer
from desktop_crm.server.tables import device as device_table
from desktop_crm.server.tables import head
from desktop_crm.sync.merge import difference, empty, full, same
from desktop_crm.sync.operations import Operation, Value, Values
from desktop_crm.sync.protocol import RowBlock, rows_of
from desktop_crm.sync.values import check_values

BY_RESCUE = "rescue"
"""In the place of the device that changed a row last: nobody wrote it since the server was restored."""


def rescue(connection: Connection, tenant: str, device: str, blocks: Iterable[RowBlock], *, now: int) -> int:
    """Take rows as a device last had them before the restore. Returns how many were written.

    One that the server lacks, or has as it was in the backup or in an older rescued state of the same epoch, is taken
    whole. Of one that was written since, or given back out of another epoch, empty fields are filled and other
    differences go to the inbox. What the user may not see or decide is kept in quarantine. Raises ``WorldError``
    (push_invalid).
    """
    row = connection.execute(
        select(device_table.c.user_id).where(device_table.c.tenant == tenant, device_table.c.id == device)
    ).one()
    numbers = connection.execute(select(head).where(head.c.tenant == tenant)).one()
    role = access.role_of(connection, tenant, row.user_id)
    may_see = access.view_of(connection, tenant, row.user_id)
    offered = list(_rows(blocks, numbers))
    keys = {key for kind, id_, _, values in offered for key in _keys(kind, id_, values)}
    ledger = Ledger(records.read(connection, tenant, keys, lock=True).values())
    refused: list[tuple[Held, str]] = []
    for kind, id_, version, values in offered:
        record = KINDS[kind]
        taken = Held(kind, id_, full(record, values), (), (kind, id_), str(values.get("created_by") or row.user_id))
        taken = structs.replace(taken, rescued=version, changed_by=BY_RESCUE, typed={"": _typed_at(values, now)})
        held = ledger.get((kind, id_))
        if kind == "attachment":
            taken = structs.replace(taken, values=full(record, {**taken.values, "state": _state(taken, held)}))
        placed = ledger.placed(taken)
        if not any(may_see(bucket, numbers.seq) for bucket in placed.buckets):
            refused.append((taken, "out_of_scope"))
        elif (kind in EVERYBODYS or record.SERVER_ONLY) and role not in DECIDED.get(kind, DECIDERS):
            if held is None or not same(placed.values, held.values):
                refused.append((taken, "server_decides"))
        else:
            _lay(ledger, record, held, placed, survived(connection, tenant, version // SPAN))
        ledger.keep()
    writer = Writer(device, row.user_id, role, may_see, now)
    _keep(connection, tenant, ledger, writer, refused)
    changes = not_filed_yet(connection, tenant, ledger.changed())
    start = records.take_numbers(connection, tenant, len(changes))
    written = [
        (before, structs.replace(after, version=version)) for version, (before, after) in enumerate(changes, start)
    ]
    records.write(connection, tenant, written, {}, device)
    return len(written)


def _rows(blocks: Iterable[RowBlock], numbers: Row[tuple[object, ...]]) -> Iterator[tuple[str, str, int, Values]]:
    for block in blocks:
        if block.kind not in KINDS:
            raise WorldError("push_invalid", reason=f"kind {block.kind[:40]}")
        try:
            for id_, version, values in rows_of(block):
                check_values(KINDS[block.kind], values, knows_all=False)
                if not 0 < version < numbers.epoch * SPAN:
                    raise WorldError("push_invalid", reason=f"version {version}")
                yield block.kind, id_, version, {**values, "id": id_}
        except (ValueError, RuleError) as error:
            raise WorldError("push_invalid", reason=str(error)[:80]) from error


def _keys(kind: str, id_: str, values: Values) -> Iterator[Key]:
    yield kind, id_
    if parent := parent_of(kind, values):
        yield parent


def _lay(ledger: Ledger, kind: type[Record], held: Held | None, rescued: Held, backup_seq: int) -> None:
    if held is None or held.version <= backup_seq:
        ledger.put(rescued)
        return
    if held.changed_by == BY_RESCUE and held.rescued // SPAN == rescued.rescued // SPAN:
        # Of one epoch the later state has grown out of the earlier one. Those of two have not: each epoch began with a
        # backup that lacked what is given back now.
        if rescued.rescued > held.rescued:
            ledger.put(rescued)
        return
    old, new = difference(kind, held.values, rescued.values)
    filled = {n: v for n, v in new.items() if same({n: old[n]}, {n: empty(kind, n)})}
    if filled:
        held = structs.replace(held, values=full(kind, {**held.values, **filled}))
        ledger.put(held)
    left: Mapping[str, Value] = {n: v for n, v in new.items() if n not in filled}
    if left:
        item = Item(
            reason="rescued",
            about=held.key,
            name=_name(rescued),
            part="rescued",
            mine=Told({n: old[n] for n in left}, held.typed_of("")),
            theirs=Told(left, rescued.typed_of("")),
        )
        file(ledger, item, rescued.typed_of(""))


def _state(taken: Held, held: Held | None) -> str:
    """Of a rescued attachment: the bytes that came after the backup have to be sent once more, by whoever has them."""
    if held is not None and held.values.get("sha256") == taken.values.get("sha256"):
        return str(held.values.get("state") or "")
    return "lost" if taken.values.get("state") else ""


def _typed_at(values: Values, now: int) -> Typed:
    told = values.get("updated_at") or values.get("created_at")
    by = str(values.get("updated_by") or values.get("created_by") or "")
    return Typed(min(now, round(instant_from(told).timestamp() * 1000)) if isinstance(told, str) else 0, by)


def _as_operation(held: Held) -> Operation:
    return Operation("i", held.kind, held.id, held.values, base_v=held.rescued, at=held.typed_of("").at)


def _name(held: Held) -> str:
    """A rescued row was no operation; it is called by what it was and when."""
    return derived_id("rescue", held.kind, held.id, str(held.rescued))


def _keep(
    connection: Connection, tenant: str, ledger: Ledger, writer: Writer, refused: Sequence[tuple[Held, str]]
) -> None:
    """Rescued rows have no numbers; theirs are negative, derived from the version each had."""
    for held, reason in refused:
        case = Case(
            writer.device, -held.rescued, writer.user, [_as_operation(held)], [_name(held)], "held", [-held.rescued]
        )
        if not quarantine.is_kept(connection, tenant, case):
            why = Refused(0, reason)
            item = ask(connection, tenant, ledger, case, why, writer)
            quarantine.keep(connection, tenant, replace(case, item=item), why, writer.now)
    ledger.keep()
