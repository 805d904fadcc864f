"""Writing records at the server itself, the same way as what laptops push: judged, numbered, put into the feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, insert, select

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.values import instant_text
from desktop_crm.server import access, records
from desktop_crm.server.access import OFFICE
from desktop_crm.server.ledger import Held
from desktop_crm.server.push import push
from desktop_crm.server.tables import device, head
from desktop_crm.sync.merge import empty
from desktop_crm.sync.operations import FIRST, Operation, Value
from desktop_crm.sync.protocol import MAX_OPERATIONS, Head, Push, to_blocks

_TAKEN = frozenset({"ok", "merged", "restored"})


def open_office(connection: Connection, tenant: str, now: int) -> None:
    """Make the device that stands for the server itself. It has no token: nobody speaks for it from outside."""
    connection.execute(
        insert(device).values(
            tenant=tenant,
            id=OFFICE,
            user_id=OFFICE,
            name=OFFICE,
            token_hash=b"",
            next_hash=b"",
            state="active",
            last_number=0,
            last_hash=FIRST,
            confirmed=0,
            seen=0,
            schema="",
            parent="",
            met_at=now,
        )
    )


def add(kind: str, id_: str, values: Mapping[str, Value], now: int) -> Operation:
    """A new record. ``values``: fields as the wire carries them; ``now`` in milliseconds since 1970 UTC."""
    return Operation(
        "i", kind, id_, new={"id": id_, "created_at": instant_text(moment(now)), "created_by": OFFICE, **values}, at=now
    )


def edit(held: Held, values: Mapping[str, Value], now: int) -> Operation:
    """These fields of a record that was just read."""
    shown = {name: held.values.get(name, empty(KINDS[held.kind], name)) for name in values}
    return Operation("u", held.kind, held.id, values, shown, held.version, held.version, now)


def write(connection: Connection, tenant: str, operations: Sequence[Operation], now: int) -> None:
    """Write operations, as many as there are, in the caller's transaction.

    Raises ``RuleError`` with the reason of the first one that was not taken, ``WorldError`` (server_busy) where the
    office's chain went on elsewhere: nothing may then be committed.
    """
    for start in range(0, len(operations), MAX_OPERATIONS):
        some = operations[start : start + MAX_OPERATIONS]
        query = select(device.c.last_number, device.c.last_hash).where(device.c.tenant == tenant, device.c.id == OFFICE)
        query = query.with_for_update()  # two at once would take each other's place in the chain
        number, hash_ = connection.execute(query).one()
        sent = Push(Head(number, hash_), to_blocks(some))
        pushed = push(connection, tenant, OFFICE, sent, now=now, schema_is_newer=False)
        if pushed.standing != "ok":
            raise WorldError("server_busy")
        for told in pushed.receipts:
            for number, receipt in told.odd.items():
                if receipt.outcome not in _TAKEN:
                    raise RuleError(receipt.detail or "unexpected", where=some[number - told.first].kind)


def renew_grants(connection: Connection, tenant: str) -> bool:
    """Bring the grants up to date, under a number of their own. Whether any changed."""
    # The row is locked before anything is compared: nobody changes the tree or an account meanwhile.
    connection.execute(select(head.c.seq).where(head.c.tenant == tenant).with_for_update())
    if not access.difference(connection, tenant):
        return False
    return access.renew(connection, tenant, records.take_numbers(connection, tenant, 1))


def moment(ms: int) -> dt.datetime:
    """Milliseconds since 1970 UTC as an instant."""
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
