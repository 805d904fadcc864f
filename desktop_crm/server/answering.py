"""One call of the exchange, from request to answer: push first, then pull, in that order and apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import quarantine
from desktop_crm.server.chains import place_of_head
from desktop_crm.server.database import Database
from desktop_crm.server.epochs import survived
from desktop_crm.server.persisting import push_through
from desktop_crm.server.pull import pull
from desktop_crm.server.rescuing import rescue
from desktop_crm.server.tables import device as device_table
from desktop_crm.server.tables import head
from desktop_crm.sync.protocol import Answer, Head, Receipts, Request

NOTED_EVERY = 500
"""So many numbers further a device's snapshot is written down again: each time would cost more than the call."""
POLL_MS = 300_000
"""After so long a device without news asks again by itself."""


def answer(
    database: Database, tenant: str, device: str, request: Request, *, now: int, schema_is_newer: bool = False
) -> Answer:
    """Answer a device whose token has proved right. ``now``: milliseconds since 1970 UTC.

    A device that met another epoch is told so, and nothing it sent is looked at. Raises ``WorldError``.
    """
    with database.snapshot() as connection:
        about, (last, seen) = _about(connection, tenant), _standing_of(connection, tenant, device)
    if request.epoch not in (0, about.epoch):
        with database.snapshot() as connection:
            return _answer(about, now, last=last, backup_seq=survived(connection, tenant, request.epoch))
    if min(request.snapshot, about.seq) >= seen + NOTED_EVERY:
        _note_seen(database, tenant, device, min(request.snapshot, about.seq))
    if request.rescue:
        offered = request.rescue
        database.change(lambda connection: rescue(connection, tenant, device, offered, now=now))
    receipts: Sequence[Receipts] = ()
    if request.push is not None:
        sent = request.push
        pushed = push_through(database, tenant, device, sent, now=now, schema_is_newer=schema_is_newer)
        last, receipts = pushed.last, pushed.receipts
        if pushed.standing != "ok":
            return _answer(about, now, standing=pushed.standing, last=last, receipts=list(receipts))
    if request.cursors is None:
        return _answer(about, now, last=last, receipts=list(receipts))
    return _pulled(database, tenant, device, request, last, receipts, now=now)


def _pulled(
    database: Database,
    tenant: str,
    device: str,
    request: Request,
    last: Head,
    receipts: Sequence[Receipts],
    *,
    now: int,
) -> Answer:
    with database.snapshot() as connection:
        about = _about(connection, tenant)
        place = place_of_head(connection, tenant, device, last, request.head)
        if place.standing != "ok":
            return _answer(about, now, standing=place.standing, last=place.last, receipts=list(receipts))
        page = pull(connection, tenant, device, request.cursors or {}, known_to=last.number, compared=request.slice)
        judged = quarantine.judged_since(connection, tenant, device, request.snapshot) if page.is_complete else {}
        kept_to = _kept_to(connection, tenant, device) if page.is_complete else 0
    return _answer(
        about,
        now,
        last=last,
        receipts=list(receipts),
        judged=judged,
        kept_to=kept_to,
        buckets=page.buckets if request.is_first else None,
        rows=page.rows,
        own=page.own,
        gone=page.gone,
        erased=page.erased,
        cursors=page.cursors,
        snapshot=page.snapshot if page.is_complete else 0,
        is_complete=page.is_complete,
        heads=page.heads,
        slices=page.slices,
    )


def _answer(about: Row[Any], now: int, **said: Any) -> Answer:
    return Answer(epoch=about.epoch, now=now, may_remove=about.may_remove, poll_ms=POLL_MS, **said)


def _about(connection: Connection, tenant: str) -> Row[Any]:
    row = connection.execute(select(head).where(head.c.tenant == tenant)).first()
    if row is None:
        raise WorldError("no_tenant", value=tenant)
    return row


def _standing_of(connection: Connection, tenant: str, device: str) -> tuple[Head, int]:
    """The last operation of a device, and the snapshot that it is known to have."""
    row = connection.execute(
        select(device_table.c.last_number, device_table.c.last_hash, device_table.c.seen).where(
            device_table.c.tenant == tenant, device_table.c.id == device
        )
    ).first()
    if row is None:
        raise WorldError("unknown_device")
    return Head(row.last_number, row.last_hash), row.seen


def _kept_to(connection: Connection, tenant: str, device: str) -> int:
    """Number of the last operation of a device that a backup holds."""
    query = select(device_table.c.kept).where(device_table.c.tenant == tenant, device_table.c.id == device)
    return int(connection.execute(query).scalar_one())


def _note_seen(database: Database, tenant: str, device: str, snapshot: int) -> None:
    """What a device has need not be told it again, some day (keeping.py)."""
    known = update(device_table).where(device_table.c.tenant == tenant, device_table.c.id == device)
    database.change(lambda connection: connection.execute(known.values(seen=snapshot)))
