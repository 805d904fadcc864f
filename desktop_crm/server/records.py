"""Records of the central database: read and locked by key, written in bulk with their places in the feeds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import access
from desktop_crm.server.ledger import Held, Key, Typed
from desktop_crm.server.tables import blob_name, bucket_head, feed, head, record
from desktop_crm.sync.buckets import Tally

SHAPING = frozenset({"territory", "user"})
"""Kinds that grants follow from (access.py)."""
AT_ONCE = 500
"""Keys of one statement."""


def read(connection: Connection, tenant: str, keys: Collection[Key], *, lock: bool = False) -> dict[Key, Held]:
    """Records by key, those that are there; ``lock`` keeps others from changing them until the transaction ends.

    Locks are taken in the order of the keys, by everybody: nobody waits for one who waits for him.
    """
    found: dict[Key, Held] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        query = select(record).where(record.c.tenant == tenant, tuple_(record.c.kind, record.c.id).in_(some))
        query = query.order_by(record.c.kind, record.c.id)
        found |= {
            held.key: held
            for held in map(held_of, connection.execute(query.with_for_update() if lock else query).mappings())
        }
    return found


def read_below(connection: Connection, tenant: str, roots: Collection[Key], *, lock: bool = False) -> dict[Key, Held]:
    """All records that hang on these roots, with them."""
    found: dict[Key, Held] = {}
    for kind, id_ in sorted(roots):
        query = select(record).where(record.c.tenant == tenant, record.c.root_kind == kind, record.c.root_id == id_)
        query = query.order_by(record.c.kind, record.c.id)
        found |= {
            held.key: held
            for held in map(held_of, connection.execute(query.with_for_update() if lock else query).mappings())
        }
    return found


def left(connection: Connection, tenant: str, keys: Collection[Key]) -> dict[Key, list[tuple[str, int]]]:
    """(bucket, number) of the buckets that records were in once and left, with the number of their leaving."""
    found: dict[Key, list[tuple[str, int]]] = defaultdict(list)
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        query = select(feed.c.kind, feed.c.id, feed.c.bucket, feed.c.seq).where(
            feed.c.tenant == tenant,
            feed.c.is_gone.is_(True),
            tuple_(feed.c.kind, feed.c.id).in_(ordered[start : start + AT_ONCE]),
        )
        for kind, id_, bucket, seq in connection.execute(query):
            found[kind, id_].append((bucket, seq))
    return found


def of_kind(connection: Connection, tenant: str, kind: str) -> Iterator[Held]:
    """All records of a kind, in the order of their ids."""
    query = select(record).where(record.c.tenant == tenant, record.c.kind == kind).order_by(record.c.id)
    return map(held_of, connection.execute(query).mappings())


def every(connection: Connection, tenant: str) -> Iterator[Held]:
    """All records."""
    streamed = connection.execution_options(yield_per=AT_ONCE)
    return map(held_of, streamed.execute(select(record).where(record.c.tenant == tenant)).mappings())


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


def hold_numbers(connection: Connection, tenant: str) -> int:
    """Keep everybody else from committing until this transaction ends; the last number given so far."""
    query = select(head.c.seq).where(head.c.tenant == tenant).with_for_update()
    return int(connection.execute(query).scalar_one())


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
    # What is new is inserted and nothing else: two laptops that make one record at the same moment meet as an error,
    # and the later one begins again with the other's record before it.
    fresh = [row_of(tenant, after) for before, after in changes if before is None]
    if fresh:
        connection.execute(insert(record), fresh)
    upsert(connection, record, [row_of(tenant, after) for before, after in changes if before is not None])
    names = [
        {"tenant": tenant, "sha256": str(after.values["sha256"]), "id": after.id}
        for _, after in changes
        if after.kind == "attachment" and after.values.get("sha256")
    ]
    upsert(connection, blob_name, names)
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
                    "is_erased": False,
                    "version": after.version,
                    "device": device if number and not is_gone else "",
                    "number": 0 if is_gone else number,
                }
            )
            if before is not None and bucket in held_in:
                tallies[bucket] = tallies[bucket].without_row(before.kind, before.id, before.version)
            if not is_gone:
                tallies[bucket] = tallies[bucket].with_row(after.kind, after.id, after.version)
    upsert(connection, feed, entries)
    _add_to_heads(connection, tenant, tallies)
    if any(after.kind in SHAPING for _, after in changes):
        # The tree or the team is another one: from this number on others may see other things.
        access.renew(connection, tenant, max(after.version for _, after in changes))


def remove(connection: Connection, tenant: str, gone: Collection[Held], *, is_erased: bool = False) -> None:
    """Take records away for good; who holds them is told that they are gone, or with ``is_erased`` must not be kept."""
    if not gone:
        return
    start = take_numbers(connection, tenant, len(gone))
    entries: list[dict[str, Any]] = []
    tallies: dict[str, Tally] = defaultdict(Tally)
    for number, held in enumerate(gone, start):
        for bucket in held.buckets:
            tallies[bucket] = tallies[bucket].without_row(held.kind, held.id, held.version)
        entries += [
            gone_entry(tenant, bucket, held.key, number, is_erased=is_erased) for bucket in sorted(held.buckets)
        ]
    upsert(connection, feed, entries)
    _add_to_heads(connection, tenant, tallies)
    keys = sorted(held.key for held in gone)
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        connection.execute(
            delete(record).where(record.c.tenant == tenant, tuple_(record.c.kind, record.c.id).in_(some))
        )


def gone_entry(tenant: str, bucket: str, key: Key, number: int, *, is_erased: bool) -> dict[str, Any]:
    """A row of a feed that says of a record that it is not in a bucket any more."""
    return {
        "tenant": tenant,
        "bucket": bucket,
        "kind": key[0],
        "id": key[1],
        "seq": number,
        "is_gone": True,
        "is_erased": is_erased,
        "version": number,
        "device": "",
        "number": 0,
    }


def heads(connection: Connection, tenant: str, buckets: Iterable[str]) -> dict[str, Tally]:
    """What buckets hold, those that ever held anything."""
    query = select(bucket_head.c.bucket, bucket_head.c.rows, bucket_head.c.total)
    query = query.where(bucket_head.c.tenant == tenant, bucket_head.c.bucket.in_(list(buckets)))
    return {str(bucket): Tally(int(rows), int(total)) for bucket, rows, total in connection.execute(query)}


def purged(connection: Connection, tenant: str, buckets: Iterable[str]) -> dict[str, int]:
    """Bucket -> number up to which it does not tell any more what left it."""
    query = select(bucket_head.c.bucket, bucket_head.c.purged_to)
    query = query.where(bucket_head.c.tenant == tenant, bucket_head.c.bucket.in_(list(buckets)))
    return {str(bucket): int(to) for bucket, to in connection.execute(query.where(bucket_head.c.purged_to > 0))}


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
    upsert(connection, bucket_head, rows, keep=("purged_to",))


def held_of(row: Mapping[Any, Any]) -> Held:
    """A record from its columns."""
    return Held(
        kind=row["kind"],
        id=row["id"],
        values=json.loads(row["data"]),
        buckets=tuple(row["buckets"].split("\n")),
        root=(row["root_kind"], row["root_id"]),
        author=row["author"],
        version=row["version"],
        typed={unit: Typed(*told) for unit, told in json.loads(row["typed"]).items()},
        changed_by=row["changed_by"],
        deleted_with=row["deleted_with"],
        rescued=row["rescued"],
    )


def row_of(tenant: str, held: Held) -> dict[str, Any]:
    """The columns of a record, by name."""
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
        "deleted_at": str(held.values.get("deleted_at") or ""),
        "rescued": held.rescued,
        "typed": _compact(held.typed),
        "data": _compact(held.values),
    }


def _compact(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))


def upsert(connection: Connection, table: Table, rows: list[dict[str, Any]], *, keep: tuple[str, ...] = ()) -> None:
    """Insert rows, or overwrite those that are there but for the columns to ``keep``."""
    if not rows:
        return
    make: Callable[[Table], Any] = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    keys = [column.name for column in table.primary_key]
    written = {name: statement.excluded[name] for name in rows[0] if name not in keys and name not in keep}
    if written:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=written)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, rows)
