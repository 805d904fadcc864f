"""Erasing: nothing of a record is kept anywhere, and nobody can bring it back (RULES.md, *Personal data*).

What stays is kind, id and time, without content, for ever: later operations on it are answered ``erased`` and dropped,
and a server restored from a backup erases again before it serves.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, delete, select, update

from desktop_crm.server import archive, blobs, bulk, parts, quarantine, records
from desktop_crm.server.access import OFFICE
from desktop_crm.server.attempt import all_below
from desktop_crm.server.ledger import Held, Key, Ledger
from desktop_crm.server.tables import business_key, erased, feed, part, receipt
from desktop_crm.sync.buckets import TENANT


class Erasure(NamedTuple):
    """That a record was erased: all that may be known of it."""

    kind: str
    id: str
    at: int


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[Erasure])


def erase(connection: Connection, tenant: str, kind: str, id_: str, now: int) -> int:
    """Erase a record, and what hangs on it; how many records that were. Nothing happens the second time.

    Its row, its copies in archive, inbox and quarantine, its business keys, its parts of pushes and the bytes of its
    attachments go; every laptop is
    told with its next pull, wherever it may hold a copy. ``now``: milliseconds since 1970 UTC.
    """
    gone = _with_all_below(connection, tenant, (kind, id_))
    keys = {(kind, id_), *(held.key for held in gone)}
    hashes = blobs.names_in([*gone, *archive.read(connection, tenant, {(kind, id_)})])
    inbox = list(records.of_kind(connection, tenant, "conflict"))
    items = [item for item in inbox if _about(item) in keys]
    _forget_beside(connection, tenant, [item for item in inbox if item not in items], keys)
    records.remove(connection, tenant, [*gone, *(item for item in items if item.key not in keys)], is_erased=True)
    keys |= {item.key for item in items}
    archive.drop(connection, tenant, keys)
    _tell_senders(connection, tenant, quarantine.forget(connection, tenant, keys))
    _forget_parts(connection, tenant, keys)
    for key in sorted(keys):
        connection.execute(
            delete(business_key).where(
                business_key.c.tenant == tenant, business_key.c.kind == key[0], business_key.c.id == key[1]
            )
        )
    blobs.forget(connection, tenant, hashes)
    bulk.upsert(
        connection, erased, [{"tenant": tenant, "kind": key[0], "id": key[1], "at": now} for key in sorted(keys)]
    )
    _tell_everybody(connection, tenant, keys)
    return len(gone)


def erasures(connection: Connection, tenant: str) -> bytes:
    """All that was ever erased, to be kept beside every backup."""
    query = select(erased.c.kind, erased.c.id, erased.c.at).where(erased.c.tenant == tenant)
    query = query.order_by(erased.c.at, erased.c.kind, erased.c.id)
    return _encoder.encode([Erasure(kind, id_, at) for kind, id_, at in connection.execute(query)])


def erase_again(connection: Connection, tenant: str, listed: bytes, now: int) -> int:
    """Erase in a restored store what had been erased since its backup; how many records. Raises ``ValueError``."""
    return sum(erase(connection, tenant, one.kind, one.id, now) for one in _decoder.decode(listed))


def _with_all_below(connection: Connection, tenant: str, key: Key) -> list[Held]:
    found = records.read(connection, tenant, {key}, lock=True).get(key)
    if found is None:
        return []
    ledger = Ledger(records.read_below(connection, tenant, {found.root}, lock=True).values())
    return [found, *all_below(ledger, found)]


def _about(item: Held) -> Key:
    return str(item.values.get("record_kind") or ""), str(item.values.get("record_id") or "")


def _tell_senders(connection: Connection, tenant: str, waiting: Iterable[tuple[str, int]]) -> None:
    """Operations that waited are over, without a trace of what they said."""
    for device, number in waiting:
        seq = records.take_numbers(connection, tenant, 1)
        connection.execute(
            update(receipt)
            .where(receipt.c.tenant == tenant, receipt.c.device == device, receipt.c.number == number)
            .values(outcome="erased", version=0, detail="", judged=seq)
        )


def _forget_beside(connection: Connection, tenant: str, items: Iterable[Held], keys: Collection[Key]) -> None:
    """What items about other records say of these, since they stood and fell with those."""
    names = {f"{kind} {id_}" for kind, id_ in keys}
    changes = []
    for item in items:
        said = json.loads(str(item.values.get("with_it") or "{}"))
        if names & said.keys():
            left = {name: {} if name in names else values for name, values in said.items()}
            with_it = json.dumps(left, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            changes.append((item, replace(item, values={**item.values, "with_it": with_it})))
    start = records.take_numbers(connection, tenant, len(changes)) if changes else 0
    written = [(before, replace(after, version=start + place)) for place, (before, after) in enumerate(changes)]
    if written:
        records.write(connection, tenant, written, {}, OFFICE)


def _forget_parts(connection: Connection, tenant: str, keys: Collection[Key]) -> None:
    """A beginning that speaks of an erased record is dropped; its laptop sends it again and is answered then."""
    query = select(part.c.device, part.c.operations).where(part.c.tenant == tenant)
    for device, content in connection.execute(query).fetchall():
        if parts.speaks_of(content, keys):
            parts.drop(connection, tenant, device)


def _tell_everybody(connection: Connection, tenant: str, keys: Collection[Key]) -> None:
    """In the bucket that everybody reads: a laptop may hold a copy outside every list."""
    start = records.take_numbers(connection, tenant, len(keys))
    entries = [
        records.gone_entry(tenant, TENANT, key, number, is_erased=True)
        for number, key in enumerate(sorted(keys), start)
    ]
    bulk.put(connection, feed, records.ENTRY, entries)
