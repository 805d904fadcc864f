"""What is kept how long, and what goes: one nightly run a tenant.

| what                                                          | how long                                             |
| ------------------------------------------------------------- | ---------------------------------------------------- |
| the bin                                                       | 90 days on laptops and server, then in the archive   |
| the archive, refused and accepted groups, receipts            | 400 days                                             |
| items of the inbox that are settled                           | 12 months after that                                 |
| word that a row left a bucket                                 | until every live laptop has heard it                 |
| a laptop that says nothing                                    | 180 days; then it is retired: it reads anew          |
| parts of a group without an end                               | 30 days                                              |
| a group that waits for a record that does not come            | for ever; after 30 days somebody is asked about it   |
| bytes that no attachment names, uploads without an end        | 30 days; archive, quarantine and inbox count         |

Nothing is lost to a laptop that comes back later: what it changes is judged by value, what it holds is compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, select, update

from desktop_crm.server import archive, blobs, records
from desktop_crm.server.access import OFFICE
from desktop_crm.server.attempt import text_of
from desktop_crm.server.overdue import ask_about_overdue
from desktop_crm.server.tables import archive as archive_table
from desktop_crm.server.tables import bucket_head, device, feed, grant, head, part, quarantine, receipt, record

DAY_MS = 86_400_000
BIN_DAYS = 90
ARCHIVE_DAYS = 400
SETTLED_DAYS = 365
SILENT_DAYS = 180
PART_DAYS = 30


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much a nightly run put away or forgot."""

    archived: int
    forgotten: int
    purged: int
    silent: int
    """Laptops that nobody waits for any more; they read anew when they come back."""
    asked: int
    """Groups that wait in vain, as it seems: somebody decides about them."""


def tidy(connection: Connection, tenant: str, now: int) -> Tidied:
    """Put away and forget what is due. ``now``: milliseconds since 1970 UTC."""
    since = now - SILENT_DAYS * DAY_MS
    archived = archive_bin(connection, tenant, text_of(now - BIN_DAYS * DAY_MS))
    forgotten = _forget(connection, tenant, now)
    forgotten += _drop_settled(connection, tenant, text_of(now - SETTLED_DAYS * DAY_MS))
    forgotten += blobs.tidy(connection, tenant, now)
    asked = ask_about_overdue(connection, tenant, now)
    return Tidied(archived, forgotten, _purge(connection, tenant, since), _silent(connection, tenant, since), asked)


def archive_bin(connection: Connection, tenant: str, before: str) -> int:
    """Put what went into the bin before an instant (as records hold it) into the archive; how many records."""
    query = select(record.c.kind, record.c.id).where(
        record.c.tenant == tenant, record.c.deleted_at != "", record.c.deleted_at < before
    )
    keys = {(kind, id_) for kind, id_ in connection.execute(query)}
    held = records.read(connection, tenant, keys, lock=True)
    due = [one for one in held.values() if one.is_deleted and str(one.values["deleted_at"]) < before]
    archive.store(connection, tenant, due)
    records.remove(connection, tenant, due)
    return len(due)


def _drop_settled(connection: Connection, tenant: str, before: str) -> int:
    """Forget items of the inbox that were settled long ago."""
    due = [
        item
        for item in records.of_kind(connection, tenant, "conflict")
        if "" < str(item.values.get("settled_at") or "") < before
    ]
    records.remove(connection, tenant, due)
    return len(due)


def _forget(connection: Connection, tenant: str, now: int) -> int:
    """Drop what is older than it has to be kept."""
    long_ago = now - ARCHIVE_DAYS * DAY_MS
    statements = (
        delete(archive_table).where(archive_table.c.tenant == tenant, archive_table.c.deleted_at < text_of(long_ago)),
        # The last receipt of a device is where its chain goes on.
        delete(receipt).where(
            receipt.c.tenant == tenant,
            receipt.c.taken_at < long_ago,
            receipt.c.number
            < select(device.c.last_number)
            .where(device.c.tenant == receipt.c.tenant, device.c.id == receipt.c.device)
            .scalar_subquery(),
        ),
        delete(quarantine).where(
            quarantine.c.tenant == tenant,
            quarantine.c.at < long_ago,
            quarantine.c.state.in_(("accepted", "refused")),
        ),
        delete(part).where(part.c.tenant == tenant, part.c.at < now - PART_DAYS * DAY_MS),
    )
    return sum(connection.execute(statement).rowcount for statement in statements)


def _silent(connection: Connection, tenant: str, before: int) -> int:
    query = select(func.count()).select_from(device).where(device.c.tenant == tenant, device.c.met_at < before)
    return int(connection.execute(query.where(device.c.state == "active", device.c.id != OFFICE)).scalar_one())


def _heard(connection: Connection, tenant: str, since: int) -> dict[str, int]:
    """Bucket -> number up to which every live device of somebody who holds it has read."""
    holds = (grant.c.tenant == device.c.tenant, grant.c.user_id == device.c.user_id, grant.c.to_seq.is_(None))
    query = select(grant.c.bucket, func.min(device.c.seen)).select_from(device.join(grant, and_(*holds)))
    query = query.where(
        device.c.tenant == tenant, device.c.state.in_(("active", "suspended")), device.c.met_at >= since
    )
    return {str(bucket): int(seen) for bucket, seen in connection.execute(query.group_by(grant.c.bucket))}


def _purge(connection: Connection, tenant: str, since: int) -> int:
    """Forget which rows left a bucket, where every live device of the bucket has heard it.

    What was erased is never forgotten. A device that comes with an older cursor reads the bucket from its start.
    """
    last = connection.execute(select(head.c.seq).where(head.c.tenant == tenant)).scalar_one()
    heard = _heard(connection, tenant, since)
    purged = 0
    query = select(bucket_head.c.bucket).where(bucket_head.c.tenant == tenant)
    for bucket in connection.execute(query).scalars().fetchall():
        to = heard.get(bucket, last)  # nobody holds it
        old = and_(
            feed.c.tenant == tenant, feed.c.bucket == bucket, feed.c.is_gone, ~feed.c.is_erased, feed.c.seq <= to
        )
        newest = connection.execute(select(func.max(feed.c.seq)).where(old)).scalar_one()
        if newest is None:
            continue
        purged += connection.execute(delete(feed).where(old)).rowcount
        connection.execute(
            update(bucket_head)
            .where(bucket_head.c.tenant == tenant, bucket_head.c.bucket == bucket)
            .values(purged_to=newest)
        )
    return purged
