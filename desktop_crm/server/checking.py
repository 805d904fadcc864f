"""Proves that a store is whole: everything that is written down twice says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_crm.server import access, blobs, records
from desktop_crm.server.ledger import Held, Key, Ledger
from desktop_crm.server.tables import bucket_head, device, feed, head, receipt
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import FIRST


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree. ``where`` names it: ids and numbers, never a value."""

    code: str
    where: str


def check(connection: Connection) -> list[Problem]:
    """All problems of all tenants. ``connection`` is a snapshot."""
    tenants = connection.execute(select(head.c.tenant, head.c.seq).order_by(head.c.tenant)).fetchall()
    return [problem for row in tenants for problem in _of_tenant(connection, row.tenant, row.seq)]


def _of_tenant(connection: Connection, tenant: str, seq: int) -> Iterator[Problem]:
    held = {record.key: record for record in records.every(connection, tenant)}
    yield from _numbers(held, seq)
    yield from _places(held)
    yield from _feed(connection, tenant, held, seq)
    yield from _tallies(connection, tenant, held)
    yield from _chains(connection, tenant)
    yield from _bytes(connection, tenant, held)
    wrong = access.difference(connection, tenant)
    yield from (Problem("grant_missing", f"{user} {bucket}") for user, bucket in sorted(wrong.missing))
    yield from (Problem("grant_extra", f"{user} {bucket}") for user, bucket in sorted(wrong.ended))


def _numbers(held: dict[Key, Held], seq: int) -> Iterator[Problem]:
    """No version was given beyond the last number, and none twice."""
    given: dict[int, Key] = {}
    for key, record in held.items():
        if not 0 < record.version <= seq:
            yield Problem("version_beyond", _name(key))
        if record.version in given:
            yield Problem("version_twice", f"{_name(key)} {_name(given[record.version])}")
        given[record.version] = key


def _places(held: dict[Key, Held]) -> Iterator[Problem]:
    """Every record lies where its root lies."""
    ledger = Ledger(held.values())
    for key, record in held.items():
        placed = ledger.placed(record)
        if placed.root != record.root:
            yield Problem("root_differs", _name(key))
        elif placed.buckets != record.buckets:
            yield Problem("place_differs", _name(key))


def _feed(connection: Connection, tenant: str, held: dict[Key, Held], seq: int) -> Iterator[Problem]:
    """Every record stands once in the feed of each of its buckets, with its version, and nowhere else."""
    due = {(bucket, *key): record.version for key, record in held.items() for bucket in record.buckets}
    query = select(feed.c.bucket, feed.c.kind, feed.c.id, feed.c.seq, feed.c.is_gone, feed.c.version)
    for row in connection.execute(query.where(feed.c.tenant == tenant)):
        entry = (row.bucket, row.kind, row.id)
        version = due.pop(entry, None)
        where = f"{_name(entry[1:])} {row.bucket}"
        if row.seq > seq:
            yield Problem("feed_beyond", where)
        if row.is_gone is not (version is None):
            yield Problem("feed_gone_but_held" if row.is_gone else "feed_of_nothing", where)
        elif version is not None and version != row.version:
            yield Problem("feed_version", where)
    yield from (Problem("feed_missing", f"{kind} {id_} {bucket}") for bucket, kind, id_ in due)


def _tallies(connection: Connection, tenant: str, held: dict[Key, Held]) -> Iterator[Problem]:
    """The sum of every bucket is that of its rows."""
    due: dict[str, Tally] = defaultdict(Tally)
    for record in held.values():
        for bucket in record.buckets:
            due[bucket] = due[bucket].with_row(record.kind, record.id, record.version)
    buckets = [row[0] for row in connection.execute(select(bucket_head.c.bucket).where(bucket_head.c.tenant == tenant))]
    told = records.heads(connection, tenant, buckets)
    for bucket in sorted(due.keys() | told.keys()):
        if due.get(bucket, Tally()) != told.get(bucket, Tally()):
            yield Problem("bucket_sum", bucket)


def _chains(connection: Connection, tenant: str) -> Iterator[Problem]:
    """The receipts of every device are numbered without a gap up to its last operation, whose hash they end with."""
    of_tenant = select(receipt.c.device, func.min(receipt.c.number), func.max(receipt.c.number), func.count()).where(
        receipt.c.tenant == tenant
    )
    spans = {row[0]: tuple(row[1:]) for row in connection.execute(of_tenant.group_by(receipt.c.device))}
    for row in connection.execute(select(device).where(device.c.tenant == tenant)):
        first, last, count = spans.pop(row.id, (0, 0, 0))
        if not count:
            if row.last_number == 0 and row.last_hash != FIRST:
                yield Problem("chain_end", row.id)
            continue
        if last - first + 1 != count:
            yield Problem("receipts_missing", row.id)
        query = select(receipt.c.hash).where(receipt.c.tenant == tenant, receipt.c.device == row.id)
        ends_with = connection.execute(query.where(receipt.c.number == last)).scalar_one()
        if (last, ends_with) != (row.last_number, row.last_hash):
            yield Problem("chain_end", row.id)
    yield from (Problem("receipts_of_nobody", id_) for id_ in spans)


def _bytes(connection: Connection, tenant: str, held: dict[Key, Held]) -> Iterator[Problem]:
    """Every file is what its hash says, and what is said to be there is."""
    there = {
        str(record.values.get("sha256"))
        for record in held.values()
        if record.kind == "attachment" and record.values.get("state") == "there" and not record.is_deleted
    }
    kept = blobs.every(connection, tenant)
    yield from (Problem("bytes_missing", sha256) for sha256 in sorted(there.difference(kept)))
    for sha256 in kept:
        if not blobs.is_whole(connection, tenant, sha256):
            yield Problem("bytes_damaged", sha256)


def _name(key: tuple[str, ...]) -> str:
    return " ".join(key)
