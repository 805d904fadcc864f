"""Records of the central database: read and locked by key, written in bulk with their places in the feeds."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, select, update

from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.territories import USER_ROLES
from desktop_crm.server import access, bulk
from desktop_crm.server.ledger import Held, Key, Typed
from desktop_crm.server.tables import blob_name, bucket_head, feed, head, record
from desktop_crm.sync.buckets import Tally, hash_of
from desktop_crm.sync.operations import Value

SHAPING = frozenset({"territory", "user"})
"""Kinds that grants follow from (access.py)."""
AT_ONCE = 500
"""Records that are in memory at once while all are walked through."""


def read(connection: Connection, tenant: str, keys: Collection[Key], *, lock: bool = False) -> dict[Key, Held]:
    """Records by key, those that are there; ``lock`` keeps others from changing them until the transaction ends.

    Locks are taken in the order of the keys, by everybody: nobody waits for one who waits for him.
    """
    found: dict[Key, Held] = {}
    for kind, ids in bulk.by_kind(keys):
        known = {"of": tenant, "kind": kind, "listed": bulk.listed(connection, ids)}
        found |= _held(connection, _by_id(connection.dialect.name, lock=lock), known)
    return found


def read_below(connection: Connection, tenant: str, roots: Collection[Key], *, lock: bool = False) -> dict[Key, Held]:
    """All records that hang on these roots, with them."""
    found: dict[Key, Held] = {}
    for kind, ids in bulk.by_kind(roots):
        known = {"of": tenant, "kind": kind, "listed": bulk.listed(connection, ids)}
        found |= _held(connection, _by_root(connection.dialect.name, lock=lock), known)
    return found


def left(connection: Connection, tenant: str, keys: Collection[Key]) -> dict[Key, list[tuple[str, int]]]:
    """(bucket, number) of the buckets that records were in once and left, with the number of their leaving."""
    found: dict[Key, list[tuple[str, int]]] = defaultdict(list)
    for kind, ids in bulk.by_kind(keys):
        known = {"of": tenant, "kind": kind, "listed": bulk.listed(connection, ids)}
        for id_, bucket, seq in connection.execute(_left(connection.dialect.name), known):
            found[kind, id_].append((bucket, seq))
    return found


def of_kind(connection: Connection, tenant: str, kind: str) -> Iterator[Held]:
    """All records of a kind, in the order of their ids."""
    query = select(*_COLUMNS).where(record.c.tenant == tenant, record.c.kind == kind).order_by(record.c.id)
    return itertools.starmap(_made, connection.execute(query))


def every(connection: Connection, tenant: str) -> Iterator[Held]:
    """All records."""
    streamed = connection.execution_options(yield_per=AT_ONCE)
    return itertools.starmap(_made, streamed.execute(select(*_COLUMNS).where(record.c.tenant == tenant)))


def take_numbers(connection: Connection, tenant: str, count: int) -> int:
    """The first of so many numbers in a row. The last thing that a transaction does before it writes them down.

    Whoever holds the row of ``head`` commits before the next one gets it: numbers become visible in their order.
    Raises ``WorldError`` (no_tenant).
    """
    last = connection.execute(_TAKE, {"of": tenant, "count": count}).scalar_one_or_none()
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
    bulk.insert(connection, record, _NAMES, [_row(tenant, after) for before, after in changes if before is None])
    bulk.put(connection, record, _NAMES, [_row(tenant, after) for before, after in changes if before is not None])
    names = [
        (tenant, str(after.values["sha256"]), after.id)
        for _, after in changes
        if after.kind == "attachment" and after.values.get("sha256")
    ]
    bulk.put(connection, blob_name, ("tenant", "sha256", "id"), names)
    entries: list[tuple[Any, ...]] = []
    tallies = _Tallies()
    for before, after in changes:
        number = origin.get(after.key, 0)
        for bucket in after.buckets:
            tallies.add(bucket, after)
            by = (device, number) if number else ("", 0)
            entries.append((tenant, bucket, *after.key, after.version, False, False, after.version, *by))
        if before is None:
            continue
        for bucket in before.buckets:
            tallies.take(bucket, before)
            if bucket not in after.buckets:
                entries.append(gone_entry(tenant, bucket, after.key, after.version, is_erased=False))
    bulk.put(connection, feed, ENTRY, entries)
    _add_to_heads(connection, tenant, tallies)
    for _, after in changes:
        if after.kind == "user":
            access.set_role(connection, tenant, after.id, str(after.values.get("role") or USER_ROLES[0]))
    if any(after.kind in SHAPING for _, after in changes):
        # The tree or the team is another one: from this number on others may see other things.
        access.renew(connection, tenant, max(after.version for _, after in changes))


def remove(connection: Connection, tenant: str, gone: Collection[Held], *, is_erased: bool = False) -> None:
    """Take records away for good; who holds them is told that they are gone, or with ``is_erased`` must not be kept."""
    if not gone:
        return
    start = take_numbers(connection, tenant, len(gone))
    entries: list[tuple[Any, ...]] = []
    tallies = _Tallies()
    for number, held in enumerate(gone, start):
        for bucket in held.buckets:
            tallies.take(bucket, held)
        entries += [
            gone_entry(tenant, bucket, held.key, number, is_erased=is_erased) for bucket in sorted(held.buckets)
        ]
    bulk.put(connection, feed, ENTRY, entries)
    _add_to_heads(connection, tenant, tallies)
    for kind, ids in bulk.by_kind([held.key for held in gone]):
        some = delete(record).where(record.c.tenant == tenant, record.c.kind == kind)
        some = some.where(bulk.among(connection.dialect.name, record.c.id))
        connection.execute(some, {"listed": bulk.listed(connection, ids)})


ENTRY = ("tenant", "bucket", "kind", "id", "seq", "is_gone", "is_erased", "version", "device", "number")
"""The columns of a row of a feed."""


def gone_entry(tenant: str, bucket: str, key: Key, number: int, *, is_erased: bool) -> tuple[Any, ...]:
    """A row of a feed, as ``ENTRY``, that says of a record that it is not in a bucket any more."""
    return tenant, bucket, *key, number, True, is_erased, number, "", 0


def heads(connection: Connection, tenant: str, buckets: Iterable[str]) -> dict[str, Tally]:
    """What buckets hold, those that ever held anything."""
    return {str(row.bucket): Tally(int(row.rows), int(row.total)) for row in _heads(connection, tenant, buckets)}


def purged(connection: Connection, tenant: str, buckets: Iterable[str]) -> dict[str, int]:
    """Bucket -> number up to which it does not tell any more what left it."""
    return {str(row.bucket): int(row.purged_to) for row in _heads(connection, tenant, buckets) if row.purged_to}


def _heads(connection: Connection, tenant: str, buckets: Iterable[str]) -> Iterable[Row[Any]]:
    known = {"of": tenant, "listed": bulk.listed(connection, list(buckets))}
    return connection.execute(_of_buckets(connection.dialect.name), known)


class _Tallies:
    """What buckets gain and lose, summed up."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = defaultdict(int)
        self._totals: dict[str, int] = defaultdict(int)

    def add(self, bucket: str, held: Held) -> None:
        """A record is in a bucket now."""
        self._rows[bucket] += 1
        self._totals[bucket] += hash_of(held.kind, held.id, held.version)

    def take(self, bucket: str, held: Held) -> None:
        """A record was in a bucket before."""
        self._rows[bucket] -= 1
        self._totals[bucket] -= hash_of(held.kind, held.id, held.version)

    def over(self, bucket: str, so_far: Tally) -> Tally:
        """What a bucket holds by now."""
        return so_far.plus(self._rows[bucket], self._totals[bucket])

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._rows))


def _add_to_heads(connection: Connection, tenant: str, tallies: _Tallies) -> None:
    """Buckets change under the lock of ``head``, one writer after the other."""
    so_far = heads(connection, tenant, tallies)
    now = {bucket: tallies.over(bucket, so_far.get(bucket, Tally())) for bucket in tallies}
    names = ("tenant", "bucket", "rows", "total", "purged_to")
    rows = [(tenant, bucket, tally.rows, str(tally.total), 0) for bucket, tally in now.items()]
    bulk.put(connection, bucket_head, names, rows, keep=("purged_to",))


_NAMES = (
    "tenant",
    "kind",
    "id",
    "root_kind",
    "root_id",
    "buckets",
    "author",
    "version",
    "changed_by",
    "deleted_with",
    "deleted_at",
    "rescued",
    "typed",
    "data",
)
_COLUMNS = [record.c[name] for name in _NAMES]
_of_kind = (record.c.tenant == bindparam("of"), record.c.kind == bindparam("kind"))
_TAKE = (
    update(head)
    .where(head.c.tenant == bindparam("of"))
    .values(seq=head.c.seq + bindparam("count"))
    .returning(head.c.seq)
)


@cache
def _by_id(dialect: str, *, lock: bool) -> Select[Any]:
    query = select(*_COLUMNS).where(*_of_kind, bulk.among(dialect, record.c.id)).order_by(record.c.id)
    return query.with_for_update() if lock else query


@cache
def _by_root(dialect: str, *, lock: bool) -> Select[Any]:
    is_below = and_(record.c.tenant == bindparam("of"), record.c.root_kind == bindparam("kind"))
    query = select(*_COLUMNS).where(is_below, bulk.among(dialect, record.c.root_id))
    query = query.order_by(record.c.kind, record.c.id)
    return query.with_for_update() if lock else query


@cache
def _left(dialect: str) -> Select[Any]:
    is_left = and_(feed.c.tenant == bindparam("of"), feed.c.kind == bindparam("kind"), feed.c.is_gone.is_(True))
    return select(feed.c.id, feed.c.bucket, feed.c.seq).where(is_left, bulk.among(dialect, feed.c.id))


@cache
def _of_buckets(dialect: str) -> Select[Any]:
    is_one = and_(bucket_head.c.tenant == bindparam("of"), bulk.among(dialect, bucket_head.c.bucket))
    return select(bucket_head.c.bucket, bucket_head.c.rows, bucket_head.c.total, bucket_head.c.purged_to).where(is_one)


_values = msgspec.json.Decoder(dict[str, Value])
_typed = msgspec.json.Decoder(dict[str, Typed])
_encoder = msgspec.json.Encoder()


def held_of(row: Mapping[str, Any]) -> Held:
    """A record from its columns by name."""
    return _made(*(row[name] for name in _NAMES))


def row_of(tenant: str, held: Held) -> dict[str, Any]:
    """The columns of a record, by name."""
    return dict(zip(_NAMES, _row(tenant, held), strict=True))


def _held(connection: Connection, query: Any, known: Mapping[str, Any]) -> dict[Key, Held]:
    return {held.key: held for held in itertools.starmap(_made, connection.execute(query, known))}


def _made(
    _tenant: str,
    kind: str,
    id_: str,
    root_kind: str,
    root_id: str,
    buckets: str,
    author: str,
    version: int,
    changed_by: str,
    deleted_with: str,
    _deleted_at: str,
    rescued: int,
    typed: str,
    data: str,
) -> Held:
    return Held(
        kind,
        id_,
        _values.decode(data),
        tuple(buckets.split("\n")),
        (root_kind, root_id),
        author,
        version,
        _typed.decode(typed),
        changed_by,
        deleted_with,
        rescued,
    )


def _row(tenant: str, held: Held) -> tuple[Any, ...]:
    return (
        tenant,
        held.kind,
        held.id,
        *held.root,
        "\n".join(held.buckets),
        held.author,
        held.version,
        held.changed_by,
        held.deleted_with,
        str(held.values.get("deleted_at") or ""),
        held.rescued,
        _encoder.encode(held.typed).decode(),
        _encoder.encode(held.values).decode(),
    )
