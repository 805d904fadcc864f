"""Records of the central database: read and locked by key, written in bulk with their places in the feeds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from desktop_crm.domain.errors import WorldError
from desktop_crm.server.ledger import Held, Key
from desktop_crm.server.tables import bucket_head, feed, head, record
from desktop_crm.sync.buckets import Tally

_AT_ONCE = 500
"""Keys of one statement."""


def read(connection: Connection, tenant: str, keys: Collection[Key], *, lock: bool = False) -> dict[Key, Held]:
    """Records by key, those that are there; ``lock`` keeps others from changing them until the transaction ends.

    Locks are taken in the order of the keys, by everybody: nobody waits for one who waits for him.
    """
    found: dict[Key, Held] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        query = select(record).where(record.c.tenant == tenant, tuple_(record.c.kind, record.c.id).in_(some))
        query = query.order_by(record.c.kind, record.c.id)
        found |= {held.key: held for held in map(_held, connection.execute(query.with_for_update() if lock else query))}
    return found


def read_below(connection: Connection, tenant: str, roots: Collection[Key], *, lock: bool = False) -> dict[Key, Held]:
    """All records that hang on these roots, with them."""
    found: dict[Key, Held] = {}
    for kind, id_ in sorted(roots):
        query = select(record).where(record.c.tenant == tenant, record.c.root_kind == kind, record.c.root_id == id_)
        query = query.order_by(record.c.kind, record.c.id)
        found |= {held.key: held for held in map(_held, connection.execute(query.with_for_update() if lock else query))}
    return found


def take_numbers(connection: Connection, tenant: str, count: int) -> int:
    """The first of so many numbers in a row. The last thing that a transaction does before it writes them down.

    Whoever holds the row of ``head`` commits before the next one gets it: numbers become visible in their order.
    Raises ``WorldError`` (no_tenant).
    """
    statement = update(head).where(head.c.tenant == tenant).values(seq=head.c.seq + count).returning(head.c.seq)
    last = connection.execute(statement).scalar_one_or_none()
    if last is None:
        raise WorldError("no_tenant", value=tenant)
    return int(last) - count + 1


def write(
    connection: Connection,
    tenant: str,
    changes: Sequence[tuple[Held | None, Held]],
    origin: Mapping[Key, int],
    device: str,
) -> None:
    """Write records that have their versions, with their places in feeds and the heads of their buckets.

    ``origin``: key -> number of the operation of ``device`` that the record now says exactly.
    """
    if not changes:
        return
    _upsert(connection, record, [_record_row(tenant, after) for _, after in changes])
    entries: list[dict[str, Any]] = []
    tallies: dict[str, Tally] = defaultdict(Tally)
    for before, after in changes:
        held_in = set(before.buckets) if before else set[str]()
        number = origin.get(after.key, 0)
        for bucket in sorted(held_in | set(after.buckets)):
            is_gone = bucket not in after.buckets
            entries.append(
                {
                    "tenant": tenant,
                    "bucket": bucket,
                    "kind": after.kind,
                    "id": after.id,
                    "seq": after.version,
                    "is_gone": is_gone,
                    "version": after.version,
                    "device": device if number and not is_gone else "",
                    "number": 0 if is_gone else number,
                }
            )
            if before is not None and bucket in held_in:
                tallies[bucket] = tallies[bucket].without_row(before.kind, before.id, before.version)
            if not is_gone:
                tallies[bucket] = tallies[bucket].with_row(after.kind, after.id, after.version)
    _upsert(connection, feed, entries)
    _add_to_heads(connection, tenant, tallies)


def heads(connection: Connection, tenant: str, buckets: Iterable[str]) -> dict[str, Tally]:
    """What buckets hold, those that ever held anything."""
    query = select(bucket_head.c.bucket, bucket_head.c.rows, bucket_head.c.total)
    query = query.where(bucket_head.c.tenant == tenant, bucket_head.c.bucket.in_(list(buckets)))
    return {str(bucket): Tally(int(rows), int(total)) for bucket, rows, total in connection.execute(query)}


def _add_to_heads(connection: Connection, tenant: str, tallies: Mapping[str, Tally]) -> None:
    """Buckets change under the lock of ``head``, one writer after the other."""
    so_far = heads(connection, tenant, tallies)
    rows = []
    for bucket, more in sorted(tallies.items()):
        held = so_far.get(bucket, Tally())
        rows.append(
            {
                "tenant": tenant,
                "bucket": bucket,
                "rows": held.rows + more.rows,
                "total": str((held.total + more.total) % (1 << 64)),
                "purged_to": 0,
            }
        )
    _upsert(connection, bucket_head, rows, keep=("purged_to",))


def _held(row: Any) -> Held:
    return Held(
        kind=row.kind,
        id=row.id,
        values=json.loads(row.data),
        buckets=tuple(row.buckets.split("\n")),
        root=(row.root_kind, row.root_id),
        author=row.author,
        version=row.version,
        times=json.loads(row.times),
        changed_by=row.changed_by,
        deleted_with=row.deleted_with,
    )


def _record_row(tenant: str, held: Held) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "kind": held.kind,
        "id": held.id,
        "root_kind": held.root[0],
        "root_id": held.root[1],
        "buckets": "\n".join(held.buckets),
        "author": held.author,
        "version": held.version,
        "changed_by": held.changed_by,
        "deleted_with": held.deleted_with,
        "times": _compact(held.times),
        "data": _compact(held.values),
    }


def _compact(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))


def _upsert(connection: Connection, table: Table, rows: list[dict[str, Any]], *, keep: tuple[str, ...] = ()) -> None:
    """Insert rows, or overwrite those that are there but for the columns to ``keep``."""
    if not rows:
        return
    make: Callable[[Table], Any] = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    keys = [column.name for column in table.primary_key]
    written = {name: statement.excluded[name] for name in rows[0] if name not in keys and name not in keep}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=written), rows)
