"""One call of the exchange, from request to answer: push first, then pull, in that order and apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Update, and_, bindparam, select, update

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import quarantine
from desktop_crm.server.chains import place_of_head
from desktop_crm.server.database import Database
from desktop_crm.server.epochs import survived
from desktop_crm.server.persisting import push_through
from desktop_crm.server.pull import pull
from desktop_crm.server.rescuing import rescue
from desktop_crm.server.tables import device as device_table
from desktop_crm.server.tables import head, push_try
from desktop_crm.sync.protocol import Answer, Head, Receipts, Request

NOTED_EVERY = 500
"""So many numbers further a device's snapshot is written down again: each time would cost more than the call."""
POLL_MS = 300_000
"""After so long a device without news asks again by itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the server knows of a device and its tenant before it looks at a request."""

    tenant: str
    device: str
    seq: int
    epoch: int
    may_remove: bool
    last: Head
    """The last operation that was taken."""
    seen: int
    """The snapshot that the device is known to have."""
    kept: int
    """Number of the last operation that a backup holds."""
    tries: int
    """How often the server has stumbled over this very push."""


_KNOWN = (
    select(
        head.c.seq,
        head.c.epoch,
        head.c.may_remove,
        device_table.c.last_number,
        device_table.c.last_hash,
        device_table.c.seen,
        device_table.c.kept,
        push_try.c.tries,
    )
    .select_from(
        head.outerjoin(
            device_table, and_(device_table.c.tenant == head.c.tenant, device_table.c.id == bindparam("device"))
        ).outerjoin(
            push_try,
            and_(
                push_try.c.tenant == head.c.tenant,
                push_try.c.device == bindparam("device"),
                push_try.c.number == bindparam("number"),
            ),
        )
    )
    .where(head.c.tenant == bindparam("of"))
)
"""Asked twice in every call, so it is put together once."""


def look_up(connection: Connection, tenant: str, device: str, request: Request) -> Known:
    """What is known of a device that sends a request. Raises ``WorldError``: no_tenant, unknown_device."""
    number = request.push.before.number if request.push is not None else -1
    row = connection.execute(_KNOWN, {"of": tenant, "device": device, "number": number}).first()
    if row is None:
        raise WorldError("no_tenant", value=tenant)
    if row.last_hash is None:
        raise WorldError("unknown_device")
    last = Head(row.last_number, row.last_hash)
    return Known(tenant, device, row.seq, row.epoch, row.may_remove, last, row.seen, row.kept, row.tries or 0)


def answer(
    database: Database, tenant: str, device: str, request: Request, *, now: int, schema_is_newer: bool = False
) -> Answer:
    """Answer a device whose token has proved right. ``now``: milliseconds since 1970 UTC. Raises as ``look_up`` and
    ``answer_known``."""
    with database.snapshot() as connection:
        known = look_up(connection, tenant, device, request)
    return answer_known(database, known, request, now=now, schema_is_newer=schema_is_newer)


def answer_known(
    database: Database,
    known: Known,
    request: Request,
    *,
    now: int,
    schema_is_newer: bool = False,
    notes: Mapping[str, Any] | None = None,
) -> Answer:
    """Answer a device that was looked up just now.

    A device that met another epoch is told so, and nothing it sent is looked at. ``notes``: columns of the device to be
    written down with the rest; a transaction of their own would cost as much as the call. Raises ``WorldError``.
    """
    tenant, device, last = known.tenant, known.device, known.last
    to_note = dict(notes or {})
    if request.epoch not in (0, known.epoch):
        _note(database, known, to_note)
        with database.snapshot() as connection:
            return _answer(known, now, last=last, backup_seq=survived(connection, tenant, request.epoch))
    if (snapshot := min(request.snapshot, known.seq)) >= known.seen + NOTED_EVERY:
        to_note["seen"] = snapshot  # what a device has need not be told it again, some day (keeping.py)
    if request.push is None:
        _note(database, known, to_note)
    if request.rescue:
        offered = request.rescue
        database.change(lambda connection: rescue(connection, tenant, device, offered, now=now))
    receipts: Sequence[Receipts] = ()
    if request.push is not None:
        sent = request.push
        pushed = push_through(
            database,
            tenant,
            device,
            sent,
            tries=known.tries,
            beside=lambda connection: _write(connection, known, to_note),
            now=now,
            schema_is_newer=schema_is_newer,
        )
        last, receipts = pushed.last, pushed.receipts
        if pushed.standing != "ok":
            return _answer(known, now, standing=pushed.standing, last=last, receipts=list(receipts))
    if request.cursors is None:
        return _answer(known, now, last=last, receipts=list(receipts))
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
        known = look_up(connection, tenant, device, request)
        place = place_of_head(connection, tenant, device, last, request.head)
        if place.standing != "ok":
            return _answer(known, now, standing=place.standing, last=place.last, receipts=list(receipts))
        known_to = 0 if request.whole else last.number
        page = pull(connection, tenant, device, request.cursors or {}, known_to=known_to, compared=request.slice)
        judged = quarantine.judged_since(connection, tenant, device, request.snapshot) if page.is_complete else {}
    return _answer(
        known,
        now,
        last=last,
        receipts=list(receipts),
        judged=judged,
        kept_to=known.kept if page.is_complete else 0,
        # With the last page too: what was granted or taken meanwhile is part of the snapshot that it completes.
        buckets=page.buckets if request.is_first or page.is_complete or page.restarts else None,
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


def _answer(known: Known, now: int, **said: Any) -> Answer:
    return Answer(epoch=known.epoch, now=now, may_remove=known.may_remove, poll_ms=POLL_MS, **said)


def _note(database: Database, known: Known, values: Mapping[str, Any]) -> None:
    if values:
        database.change(lambda connection: _write(connection, known, values))


def _write(connection: Connection, known: Known, values: Mapping[str, Any]) -> None:
    if values:
        told = {f"to_{name}": value for name, value in values.items()}
        connection.execute(_noting(tuple(values)), {"of": known.tenant, "device": known.device, **told})


@cache
def _noting(names: tuple[str, ...]) -> Update:
    mine = and_(device_table.c.tenant == bindparam("of"), device_table.c.id == bindparam("device"))
    return update(device_table).where(mine).values({name: bindparam(f"to_{name}") for name in names})
