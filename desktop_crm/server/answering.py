"""One call of the exchange, from request to answer: push first, then pull, in that order and apart."""

from __future__ import annotations

from sqlalchemy import select

from desktop_crm.server.database import Database
from desktop_crm.server.pull import pull
from desktop_crm.server.push import push
from desktop_crm.server.tables import head
from desktop_crm.sync.protocol import Answer, Head, Receipts, Request, Standing

POLL_MS = 300_000
"""After so long a device without news asks again by itself."""


def answer(database: Database, tenant: str, device: str, request: Request, *, now: int) -> Answer:
    """Answer a device whose token has proved right. ``now``: milliseconds since 1970 UTC."""
    with database.snapshot() as connection:
        epoch = connection.execute(select(head.c.epoch).where(head.c.tenant == tenant)).scalar_one()
    standing: Standing = "ok"
    last: Head | None = None
    receipts: list[Receipts] = []
    known_to = request.head.number
    if request.epoch not in (0, epoch):
        return Answer(epoch, now, last=_last(database, tenant, device))
    if request.push is not None:
        sent = request.push
        pushed = database.change(
            lambda connection: push(connection, tenant, device, sent, now=now, schema_is_newer=False)
        )
        standing, last, receipts = pushed.standing, pushed.last, list(pushed.receipts)
        if standing == "ok":
            known_to = last.number
    if standing != "ok" or request.cursors is None:
        return Answer(epoch, now, standing, last, receipts)
    with database.snapshot() as connection:
        page = pull(connection, tenant, device, request.cursors, known_to=known_to)
    return Answer(
        epoch=page.epoch,
        now=now,
        last=last,
        receipts=receipts,
        buckets=page.buckets if request.is_first else None,
        rows=page.rows,
        own=page.own,
        gone=page.gone,
        cursors=page.cursors,
        snapshot=page.snapshot if page.is_complete else 0,
        is_complete=page.is_complete,
        heads=page.heads,
        poll_ms=POLL_MS,
    )


def _last(database: Database, tenant: str, device: str) -> Head | None:
    from desktop_crm.server.tables import device as device_table

    with database.snapshot() as connection:
        row = connection.execute(
            select(device_table.c.last_number, device_table.c.last_hash).where(
                device_table.c.tenant == tenant, device_table.c.id == device
            )
        ).first()
    return Head(row.last_number, row.last_hash) if row else None
