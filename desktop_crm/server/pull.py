"""Handing out what changed in the buckets of a user since a device last asked, page by page, out of one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, bindparam, select

from desktop_crm.server import access, records
from desktop_crm.server.tables import device as device_table
from desktop_crm.server.tables import feed, head, record
from desktop_crm.sync.buckets import digest_of, slice_suffix
from desktop_crm.sync.operations import Value, Values
from desktop_crm.sync.protocol import (
    MAX_ROWS,
    PAGE_BYTES,
    Bucket,
    BucketHead,
    Cursor,
    Erased,
    Gone,
    Own,
    RowBlock,
    row_block,
)

_values = msgspec.json.Decoder(dict[str, Value])


_WHOSE = (
    select(device_table.c.user_id, head.c.seq, head.c.epoch)
    .join_from(device_table, head, head.c.tenant == device_table.c.tenant)
    .where(device_table.c.tenant == bindparam("of"), device_table.c.id == bindparam("device"))
)
_of_row = and_(record.c.tenant == feed.c.tenant, record.c.kind == feed.c.kind, record.c.id == feed.c.id)
_AFTER = (
    select(
        feed.c.kind,
        feed.c.id,
        feed.c.seq,
        feed.c.is_gone,
        feed.c.is_erased,
        feed.c.version,
        feed.c.device,
        feed.c.number,
        record.c.data,
    )
    .select_from(feed.outerjoin(record, _of_row))
    .where(feed.c.tenant == bindparam("of"), feed.c.bucket == bindparam("bucket"), feed.c.seq > bindparam("after"))
    .order_by(feed.c.seq)
    .limit(bindparam("most"))
)
"""Asked for every bucket of every pull, so it is put together once."""


@dataclass(slots=True)
class Page:
    """One page of a pull."""

    buckets: dict[str, Bucket]
    epoch: int = 0
    snapshot: int = 0
    cursors: dict[str, Cursor] = field(default_factory=dict)
    rows: list[RowBlock] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    heads: dict[str, BucketHead] = field(default_factory=dict)
    slices: dict[str, str] = field(default_factory=dict)
    is_complete: bool = False

    @property
    def restarts(self) -> bool:
        """Whether a bucket is read from its start again."""
        return any(bucket.restart for bucket in self.buckets.values())


def pull(
    connection: Connection,
    tenant: str,
    device: str,
    cursors: Mapping[str, Cursor],
    *,
    known_to: int,
    compared: int | None = None,
    limit: int = MAX_ROWS,
) -> Page:
    """What follows ``cursors`` in the buckets of the device's user. ``connection`` is a snapshot.

    Grants, feeds, contents and heads come out of one view: a row that moves meanwhile is wholly here or wholly there.
    ``known_to``: number of the last operation of the device that it knows to be taken; of rows that say just what an
    operation up to it said only its number is sent back. ``compared``: a slice whose contents are digested, with the
    last page.
    """
    known = connection.execute(_WHOSE, {"of": tenant, "device": device}).one()
    page = Page(access.buckets_of(connection, tenant, known.user_id), epoch=known.epoch, snapshot=known.seq)
    left, size = limit, 0
    purged = records.purged(connection, tenant, page.buckets)
    for bucket, granted in list(page.buckets.items()):
        cursor = cursors.get(bucket)
        after = cursor.seq if cursor else 0
        if after and cursor and (cursor.grant != granted.grant or after < purged.get(bucket, 0)):
            # It was away meanwhile, or word of rows that left has been forgotten since: it is read from its start, and
            # compared.
            after, page.buckets[bucket] = 0, Bucket(granted.grant, granted.priority, restart=True)
        if left <= 0 or size >= PAGE_BYTES:
            page.cursors[bucket] = Cursor(granted.grant, after)
            continue
        found = _after(connection, tenant, bucket, after, left + 1)
        # Read from the start, a bucket is told whole: what the device once sent it may have let go since.
        size += _add(page, bucket, found[:left], device if after else "", known_to)
        is_whole = len(found) <= left
        page.cursors[bucket] = Cursor(granted.grant, page.snapshot if is_whole else found[left - 1].seq)
        left -= len(found)
    page.is_complete = left >= 0 and all(cursor.seq == page.snapshot for cursor in page.cursors.values())
    if page.is_complete:
        tallies = records.heads(connection, tenant, page.buckets)
        page.heads = {bucket: BucketHead(tally.rows, tally.total) for bucket, tally in tallies.items()}
        if compared is not None:
            page.slices = {bucket: _digest(connection, tenant, bucket, compared) for bucket in page.buckets}
    return page


def _digest(connection: Connection, tenant: str, bucket: str, slice_: int) -> str:
    query = (
        select(record.c.kind, record.c.id, record.c.data)
        .select_from(feed.join(record, _of_row))
        .where(feed.c.tenant == tenant, feed.c.bucket == bucket, feed.c.is_gone.is_(False))
        .where(feed.c.id.like("%" + slice_suffix(slice_)))
    )
    return digest_of((kind, id_, _values.decode(data)) for kind, id_, data in connection.execute(query))


def _after(connection: Connection, tenant: str, bucket: str, after: int, limit: int) -> Sequence[Any]:
    """Entries of a feed with the contents of their rows, in the order of their numbers."""
    known = {"of": tenant, "bucket": bucket, "after": after, "most": limit}
    return connection.execute(_AFTER, known).fetchall()


def _add(page: Page, bucket: str, found: Sequence[Any], device: str, known_to: int) -> int:
    """Put entries into a page; the number of bytes of their contents."""
    rows: dict[str, list[tuple[str, int, Values]]] = defaultdict(list)
    gone: dict[str, list[str]] = defaultdict(list)
    own: list[int] = []
    size = 0
    erased: dict[str, list[str]] = defaultdict(list)
    for entry in found:
        if entry.is_erased:
            erased[entry.kind].append(entry.id)
        if entry.is_gone:
            gone[entry.kind].append(entry.id)
            continue
        if entry.number and entry.device == device and entry.number <= known_to:
            own.append(entry.number)
            continue
        rows[entry.kind].append((entry.id, entry.version, _values.decode(entry.data)))
        size += len(entry.data)
    page.rows += [row_block(bucket, kind, of_kind) for kind, of_kind in rows.items()]
    if own:
        page.own.append(Own(bucket, own))
    page.gone += [Gone(bucket, kind, ids) for kind, ids in gone.items()]
    page.erased += [Erased(kind, ids) for kind, ids in erased.items()]
    return size
