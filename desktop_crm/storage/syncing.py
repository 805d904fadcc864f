"""What one run of the exchange reads and writes in the store; each function is (part of) one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from desktop_crm.storage import sealing, sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.storage.incoming import Incoming
from desktop_crm.storage.tables import SCHEMA_VERSION
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import FIRST, Operation
from desktop_crm.sync.protocol import Answer, Cursor, Head, Receipt, Receipts
from desktop_crm.sync.session import Standing

_pages = msgspec.json.Encoder()
_page = msgspec.json.Decoder(Answer)


def standing(connection: Connection) -> Standing:
    """Where this store stands. Staged pages count: what they hold need not be asked for again."""
    number, hash_ = sync_state.head(connection)
    confirmed = sync_state.number(connection, "confirmed_number")
    cursors = {
        str(bucket): Cursor(int(grant), int(seq))
        for bucket, grant, seq in connection.exec_driver_sql("SELECT bucket, grant_, cursor FROM sync_bucket")
    }
    for page in _staged(connection):
        cursors |= page.cursors
    return Standing(
        schema=SCHEMA_VERSION,
        epoch=sync_state.number(connection, "epoch"),
        sealed=Head(number, hash_),
        confirmed=Head(confirmed, sync_state.text(connection, "confirmed_hash", FIRST)),
        cursors=cursors,
    )


def read(connection: Connection, after: Head, limit: int, size: int) -> list[Operation]:
    """Sealed operations behind ``after``, as many as one request takes, cut between groups where that can be."""
    found: list[Operation] = []
    bytes_so_far = 0
    for _, operation, _ in sealing.read_operations(connection, after.number, limit + 1):
        if found and not operation.tied and (bytes_so_far >= size or len(found) >= limit):
            break
        found.append(operation)
        bytes_so_far += len(operation.content())
    return found[:limit]


def store_receipts(connection: Connection, told: Iterable[Receipts], confirmed: Head) -> None:
    """Write down what became of operations.

    Each stays laid over its row until a pull brings what the server made of it: the row itself, or word that it is what
    was sent. One in quarantine stays until somebody judged it.
    """
    rows = []
    for receipts in told:
        for number in range(receipts.first, receipts.first + receipts.count):
            receipt = receipts.odd.get(number) or Receipt("ok", receipts.start + number - receipts.first)
            state = "held" if receipt.outcome in ("quarantined", "waits") else "told"
            rows.append((state, receipt.outcome, receipt.version, receipt.detail, number))
    raw(connection).executemany(
        "UPDATE sync_outbox SET state = ?, outcome = ?, version = ?, detail = ? WHERE n = ? AND state = 'sealed'", rows
    )
    sync_state.put(connection, "confirmed_number", confirmed.number)
    sync_state.put(connection, "confirmed_hash", confirmed.hash)


def stage(connection: Connection, page: Answer) -> None:
    """Keep a page until the pull is complete."""
    connection.exec_driver_sql("INSERT INTO sync_stage (page) VALUES (?)", (_pages.encode(page).decode(),))


def apply(
    connection: Connection, last: Answer
) -> tuple[Mapping[str, Tally], Mapping[str, set[str]], Mapping[str, Sequence[int]]]:
    """Apply what was staged and the last page as one snapshot.

    Returns the tallies of the rows that are here, kind -> ids of the rows that are others now, and kind -> row keys of
    those that went.
    """
    with sync_state.muted(connection):
        pages = [*_staged(connection), last]
        incoming = Incoming(connection)
        again = {
            str(bucket)
            for (bucket,) in connection.exec_driver_sql("SELECT bucket FROM sync_bucket WHERE cursor = 0 AND rows > 0")
        }
        granted = next((page.buckets for page in reversed(pages) if page.buckets is not None), None)
        if granted is not None:
            for bucket in set(sync_state.tallies(connection)) - granted.keys():
                incoming.drop(bucket)
        incoming.open(bucket for page in pages for bucket in page.cursors)
        for page in pages:
            for own in page.own:
                incoming.confirm(own)
            for block in page.rows:
                incoming.put(block)
        for page in pages:
            for gone in page.gone:
                incoming.remove(gone)
        for bucket in again:
            incoming.keep_listed(bucket)
        changed = incoming.finish()
        _move_cursors(connection, [page.cursors for page in pages])
        connection.exec_driver_sql("DELETE FROM sync_stage")
        sync_state.put(connection, "snapshot", last.snapshot)
        sync_state.put(connection, "epoch", last.epoch)
    return sync_state.tallies(connection), changed, incoming.removed


def restart(connection: Connection, buckets: frozenset[str] | None, epoch: int) -> None:
    """Read buckets again from their start, all for None; what was staged is of no use any more."""
    connection.exec_driver_sql("DELETE FROM sync_stage")
    if buckets is None:
        connection.exec_driver_sql("UPDATE sync_bucket SET cursor = 0")
    else:
        raw(connection).executemany("UPDATE sync_bucket SET cursor = 0 WHERE bucket = ?", [(b,) for b in buckets])
    sync_state.put(connection, "epoch", epoch)


def _staged(connection: Connection) -> Sequence[Answer]:
    rows = connection.exec_driver_sql("SELECT page FROM sync_stage ORDER BY n").fetchall()
    return [_page.decode(row[0]) for row in rows]


def _move_cursors(connection: Connection, pages: Iterable[Mapping[str, Cursor]]) -> None:
    for cursors in pages:
        raw(connection).executemany(
            "INSERT INTO sync_bucket (bucket, grant_, cursor, rows, total) VALUES (?, ?, ?, 0, '0') "
            "ON CONFLICT (bucket) DO UPDATE SET grant_ = excluded.grant_, cursor = excluded.cursor",
            [(bucket, cursor.grant, cursor.seq) for bucket, cursor in cursors.items()],
        )
