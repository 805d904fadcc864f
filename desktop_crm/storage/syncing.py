"""What one run of the exchange reads and writes in the store; each function is (part of) one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import contents, sealing, sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.storage.incoming import UNDER_WAY, Incoming, state_of
from desktop_crm.storage.sync_state import Facts
from desktop_crm.storage.tables import SCHEMA_VERSION, columns_of
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.operations import name_of
from desktop_crm.sync.protocol import MAX_ROWS, Answer, Cursor, Head, Receipts, RowBlock, row_block
from desktop_crm.sync.session import PUSH_BYTES, Sealed, Standing

EPOCH_NUMBERS = 1 << 40
"""Numbers of one epoch: those of epoch e are e * 2^40 and above (PROTOCOL.md, *Epochs*)."""
KEPT_MS = 30 * 86_400_000
"""Operations are kept at least so long after they were typed, however safe the server says they are."""
COMPARE_MS = 3_600_000
"""So often a slice of the rows is compared by contents."""
REMOVED_AT_ONCE = 200
"""More rows than this, and more than a fifth of all, are not removed without a person's consent; nor are so many
deletes sent (sync-corrections F6, F9)."""

_pages = msgspec.json.Encoder()
_page = msgspec.json.Decoder(Answer)


def standing(connection: Connection, now: int) -> Standing:
    """Where this store stands. Staged pages count: what they hold need not be asked for again.

    ``now``: milliseconds since 1970 UTC. Raises ``WorldError`` (sync_deletes_much).
    """
    cursors = {
        str(bucket): Cursor(int(grant), int(seq))
        for bucket, grant, seq in connection.exec_driver_sql("SELECT bucket, grant_, cursor FROM sync_bucket")
    }
    reads_whole = any(cursor.seq == 0 for cursor in cursors.values())
    for page in _staged(connection):
        restarts = any(granted.restart for granted in (page.buckets or {}).values())
        reads_whole = reads_whole or restarts or not page.cursors.keys() <= cursors.keys()
        cursors |= page.cursors
    facts = Facts(connection)
    is_due = now - facts.number("compared_at") >= COMPARE_MS
    return Standing(
        schema=SCHEMA_VERSION,
        epoch=facts.number("epoch"),
        sealed=facts.head(),
        confirmed=facts.head("confirmed"),
        cursors=cursors,
        snapshot=facts.number("snapshot"),
        offers=_offers(connection),
        is_forked=bool(facts.number("is_forked")),
        is_unconfirmed=bool(facts.number("is_unconfirmed")),
        reads_whole=reads_whole,
        slice=facts.number("slice") if is_due else None,
    )


def refuse_many_deletes(connection: Connection) -> None:
    """Stop before more deletes go out than a person would make by hand, unless one agreed to so many.

    Raises ``WorldError`` (sync_deletes_much).
    """
    facts = Facts(connection)
    after = facts.head("confirmed").number + facts.number("chain_base")
    deletes = _count(connection, "SELECT count(*) FROM sync_outbox WHERE n > ? AND verb = 'd'", after)
    if deletes > REMOVED_AT_ONCE and deletes > max(_rows(connection) // 5, facts.number("deletes_agreed")):
        raise WorldError("sync_deletes_much", count=deletes)


def agree(connection: Connection, *, to_deletes: bool, to_removal: bool) -> None:
    """A person agrees to what was stopped because it would delete, or remove, much: as it stands now, once."""
    # What was stopped before it was sent is not sealed: that was taken back with the rest of the transaction.
    kept = _count(connection, "SELECT count(*) FROM sync_outbox") + sealing.waiting(connection)
    if to_deletes:
        sync_state.put(connection, "deletes_agreed", kept)
    if to_removal:
        # Rows made here and not told of yet lie in no bucket, and go with the customer they hang on.
        sync_state.put(connection, "removal_agreed", _rows(connection) + kept)


def read(connection: Connection, after: Head, limit: int, size: int) -> Sealed:
    """Sealed operations behind ``after``, as many as one request takes, cut between groups where that can be."""
    base = sync_state.chain_base(connection)
    found: list[sealing.Kept] = []
    bytes_so_far = 0
    is_part = False
    for kept in sealing.read_operations(connection, after.number + base, limit + 1):
        is_full = bytes_so_far >= size or len(found) >= limit
        if found and is_full and not kept.operation.tied:
            break
        if len(found) >= limit or bytes_so_far >= 4 * size:
            is_part = True  # a group larger than a request goes in parts
            break
        found.append(kept)
        bytes_so_far += kept.size
    device = sync_state.device(connection) if any(kept.name for kept in found) else ""
    names = [kept.name or name_of(device, kept.hash) for kept in found] if device else []
    return Sealed(
        operations=[kept.operation for kept in found],
        end=Head(found[-1].n - base, found[-1].hash) if found else after,
        names=names,
        is_part=is_part,
        within=[place for place, kept in enumerate(found) if _is_in_row(connection, kept)],
    )


def store_receipts(connection: Connection, told: Iterable[Receipts], confirmed: Head) -> None:
    """Write down what became of operations.

    Each stays laid over its row until a pull brings what the server made of it: the row itself, or word that it is what
    was sent. One in quarantine stays until somebody judged it.
    """
    base = sync_state.chain_base(connection)
    for receipts in told:
        raw(connection).executemany(
            "UPDATE sync_outbox SET state = ?, outcome = ?, version = ?, detail = ? WHERE n = ? AND state = 'sealed'",
            [
                (state_of(odd), odd.outcome, odd.version, odd.detail, number + base)
                for number, odd in receipts.odd.items()
                if receipts.first <= number < receipts.first + receipts.count
            ],
        )
        # All others were taken as they are, each under the number after that of the one before.
        raw(connection).execute(
            "UPDATE sync_outbox SET state = 'told', outcome = 'ok', version = n + ?, detail = '' "
            "WHERE n BETWEEN ? AND ? AND state = 'sealed'",
            (
                receipts.start - receipts.first - base,
                receipts.first + base,
                receipts.first + base + receipts.count - 1,
            ),
        )
    sync_state.set_head(connection, confirmed, "confirmed")


def stage(connection: Connection, page: Answer) -> None:
    """Keep a page until the pull is complete."""
    connection.exec_driver_sql("INSERT INTO sync_stage (page) VALUES (?)", (_pages.encode(page).decode(),))


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull left here, and whom that concerns."""

    tallies: Mapping[str, Tally]
    differing: frozenset[str]
    """Buckets whose compared slice has other contents here than on the server."""
    changed: Mapping[str, set[str]]
    """Kind -> ids of the rows that are others now."""
    removed: Mapping[str, Sequence[int]]
    """Kind -> row keys of those that went."""


def is_news(connection: Connection, last: Answer) -> bool:
    """Whether an answer, the only page of its pull, has anything to be written down here."""
    if last.rows or last.own or last.gone or last.erased or last.judged or last.slices or _staged(connection):
        return True
    facts = Facts(connection)
    if (last.snapshot, last.epoch, not last.may_remove) != (
        facts.number("snapshot"),
        facts.number("epoch"),
        bool(facts.number("is_unconfirmed")),
    ):
        return True
    known = {
        str(bucket): Cursor(int(grant), int(seq))
        for bucket, grant, seq in connection.exec_driver_sql("SELECT bucket, grant_, cursor FROM sync_bucket")
    }
    if known != last.cursors or known.keys() != (last.buckets or {}).keys():
        return True
    if facts.number("removal_agreed") or facts.number("deletes_agreed"):
        return True
    # What was taken and did not come back lies where this device is not.
    told = f"SELECT 1 FROM sync_outbox WHERE {UNDER_WAY} AND state = 'told' LIMIT 1"
    return connection.exec_driver_sql(told).first() is not None


def apply(connection: Connection, last: Answer, compared: int | None) -> Pulled:
    """Apply what was staged and the last page as one snapshot. ``compared``: the slice that the answer has digests of.

    Raises ``WorldError`` (sync_removes_much) where that would remove much and nobody agreed.
    """
    before = _rows(connection)
    with sync_state.muted(connection):
        changed, gone = _lay_in(connection, [*_staged(connection), last], may_remove=last.may_remove)
    removed = sum(len(rks) for rks in gone.values())
    if removed > max(REMOVED_AT_ONCE, before // 5, sync_state.number(connection, "removal_agreed")):
        raise WorldError("sync_removes_much", count=removed)
    for name, value in (
        ("snapshot", last.snapshot),
        ("epoch", last.epoch),
        ("is_unconfirmed", int(not last.may_remove)),
        ("removal_agreed", 0),
        ("deletes_agreed", 0),
    ):
        sync_state.put(connection, name, value)
    differing = frozenset[str]()
    if compared is not None and last.slices:
        differing = _compare(connection, last, compared)
    _forget_kept(connection, last)
    return Pulled(sync_state.tallies(connection), differing, changed, gone)


def _lay_in(
    connection: Connection, pages: Sequence[Answer], *, may_remove: bool
) -> tuple[Mapping[str, set[str]], Mapping[str, Sequence[int]]]:
    """Lay pages into the tables. Returns kind -> ids of the rows that changed, kind -> row keys of those that went."""
    incoming = Incoming(connection)
    again = {
        str(bucket)
        for (bucket,) in connection.exec_driver_sql("SELECT bucket FROM sync_bucket WHERE cursor = 0 AND rows > 0")
    }
    again |= {bucket for page in pages for bucket, granted in (page.buckets or {}).items() if granted.restart}
    incoming.read_again(again)
    incoming.open(bucket for page in pages for bucket in page.cursors)
    for page in pages:
        incoming.judge(page.judged)
    for page in pages:
        incoming.put_page(page)
    for page in pages:
        for erased in page.erased:
            incoming.erase(erased)  # while the rows are here: their copies are found by what they say
    incoming.remove_left()
    for bucket in again if may_remove else ():
        incoming.keep_listed(bucket)
    granted = next((page.buckets for page in reversed(pages) if page.buckets is not None), None)
    dropped = incoming.buckets - granted.keys() if granted is not None and may_remove else frozenset[str]()
    for bucket in sorted(dropped):
        # After the rows: what is here for another reason too has that one by now.
        incoming.drop(bucket)
    incoming.leave_elsewhere(pages[-1].snapshot)
    changed = incoming.finish()
    _move_cursors(connection, [page.cursors for page in pages], dropped)
    connection.exec_driver_sql("DELETE FROM sync_stage")
    return changed, incoming.removed


def restart(connection: Connection, buckets: Iterable[str]) -> None:
    """Read buckets again from their start and compare; what was staged is of no use any more."""
    connection.exec_driver_sql("DELETE FROM sync_stage")
    raw(connection).executemany("UPDATE sync_bucket SET cursor = 0 WHERE bucket = ?", [(b,) for b in buckets])


# --- restored servers, cloned laptops ------------------------------------------------------------------------------


def begin_epoch(connection: Connection, epoch: int, backup_seq: int) -> None:
    """The server was restored: everything is read again, and what has a number it lost is to be offered first."""
    restart(connection, sync_state.tallies(connection))
    sync_state.put(connection, "epoch", epoch)
    connection.exec_driver_sql("UPDATE blob SET is_kept = 0, asked_at = 0")  # nor is its backup known to be there
    for kind in KINDS:
        connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO sync_rescue (tbl, pk) SELECT '{kind}', id FROM {kind} "
            "WHERE row_v > ? AND row_v < ?",
            (backup_seq, epoch * EPOCH_NUMBERS),
        )


def offer(connection: Connection) -> list[RowBlock]:
    """Some of the rows that a restored server may lack, referred ones first, as it was last heard to say them."""
    for kind in KINDS:
        columns = ", ".join(f't."{name}"' for name in columns_of(kind))
        query = (
            f"SELECT t.id, t.row_v, s.row, {columns} FROM sync_rescue r JOIN {kind} t ON t.id = r.pk "
            f"LEFT JOIN sync_server s ON s.tbl = r.tbl AND s.pk = r.pk WHERE r.tbl = '{kind}' LIMIT ?"
        )
        rows, size = [], 0
        for id_, version, server_row, *row in raw(connection).execute(query, (MAX_ROWS,)):
            values = msgspec.json.decode(server_row) if server_row else sealing.fields_of_row(kind, row)
            rows.append((id_, version, values))
            size += len(server_row or "") or sum(len(str(value)) for value in values.values())
            if size >= PUSH_BYTES:
                break
        if rows:
            return [row_block("", kind, rows)]
    connection.exec_driver_sql("DELETE FROM sync_rescue")  # what is left is gone from here since
    return []


def offered(connection: Connection, blocks: Iterable[RowBlock]) -> int:
    """These rows reached the server; how many are left."""
    for block in blocks:
        raw(connection).executemany(
            "DELETE FROM sync_rescue WHERE tbl = ? AND pk = ?", [(block.kind, id_) for id_ in block.ids]
        )
    return _offers(connection)


def reopen(connection: Connection, last: Head) -> bool:
    """Take it that the server has the operations up to ``last`` and no later one.

    False where ``last`` is no part of this chain, or what follows it is not kept any more. What was under way lies over
    its row until it is told anew; what was through is in its row.
    """
    base = sync_state.chain_base(connection)
    known = connection.exec_driver_sql("SELECT hash FROM sync_outbox WHERE n = ?", (last.number + base,)).scalar()
    if last not in (sync_state.head(connection, "floor"), sync_state.head(connection)) and known != last.hash:
        return False
    connection.exec_driver_sql(
        "UPDATE sync_outbox SET state = 'sealed', outcome = '', version = 0, detail = '' "
        "WHERE n > ? AND state IN ('told', 'held')",
        (last.number + base,),
    )
    if last.number < sync_state.head(connection, "confirmed").number:
        # What the server has beyond that is sent again none the less: its receipts never came here.
        sync_state.set_head(connection, last, "confirmed")
    return True


def note_fork(connection: Connection, common: Head) -> None:
    """This device's chain goes on elsewhere, behind ``common``; nothing is sent until it became another device."""
    sync_state.put(connection, "is_forked", 1)
    sync_state.set_head(connection, common, "common")


def fork(connection: Connection, device: str) -> None:
    """Begin a new chain, that of the new ``device``, with the operations behind the last one that is common.

    They keep their names, so that none takes effect twice. What is held back goes along, whoever sent it first: this
    device too is to be told what becomes of it. Everything is read again and compared.
    """
    base = sync_state.chain_base(connection)
    common = sync_state.head(connection, "common") if sync_state.number(connection, "is_forked") else Head(0, "")
    first = max(common.number, sync_state.head(connection, "floor").number) + base
    first = _count(
        connection, "SELECT coalesce(min(n) - 1, ?1) FROM sync_outbox WHERE state = 'held' AND n <= ?1", first
    )
    last = sealing.chain_anew(connection, first)
    sync_state.put(connection, "chain_base", first)
    sync_state.set_device(connection, device)
    sync_state.set_head(connection, Head(last.number, last.hash))
    nothing = sync_state.NOTHING
    sync_state.set_head(connection, nothing, "floor")
    sync_state.set_head(connection, nothing, "confirmed")
    connection.exec_driver_sql(
        "UPDATE sync_outbox SET state = 'sealed', outcome = '', version = 0, detail = '' "
        "WHERE n > ? AND state IN ('told', 'held')",
        (first,),
    )
    sync_state.put(connection, "is_forked", 0)
    restart(connection, sync_state.tallies(connection))


# --- inside --------------------------------------------------------------------------------------------------------


def _is_in_row(connection: Connection, kept: sealing.Kept) -> bool:
    """Whether the row as it is here says what an operation said that was through once, or what somebody made of it."""
    if kept.state != "done":
        return False
    row = connection.exec_driver_sql(f"SELECT row_v FROM {kept.operation.kind} WHERE id = ?", (kept.operation.id,))
    version = row.scalar()
    return version is not None and 0 < kept.version <= version


def _compare(connection: Connection, last: Answer, compared: int) -> frozenset[str]:
    sync_state.put(connection, "compared_at", last.now)
    sync_state.put(connection, "slice", (compared + 1) % 256)
    return frozenset(
        bucket
        for bucket, digest in last.slices.items()
        if contents.digest(connection, bucket, compared) not in ("", digest)
    )


def _forget_kept(connection: Connection, last: Answer) -> None:
    """Forget operations that lie in a verified backup of the server and are old enough, from the first on."""
    if not last.kept_to:
        return
    base = sync_state.chain_base(connection)
    until = _count(
        connection,
        "SELECT coalesce(min(n), ?) FROM sync_outbox WHERE state <> 'done' OR at > ?",
        last.kept_to + base + 1,
        last.now - KEPT_MS,
    )
    until = min(until, last.kept_to + base + 1)
    row = connection.exec_driver_sql("SELECT n, hash FROM sync_outbox WHERE n = ?", (until - 1,)).first()
    if row is not None:
        connection.exec_driver_sql("DELETE FROM sync_outbox WHERE n < ?", (until,))
        sync_state.set_head(connection, Head(int(row[0]) - base, str(row[1])), "floor")


def _offers(connection: Connection) -> int:
    return _count(connection, "SELECT count(*) FROM sync_rescue")


def _rows(connection: Connection) -> int:
    """Rows that this device holds of the server's."""
    return sum(tally.rows for tally in sync_state.tallies(connection).values())


def _count(connection: Connection, query: str, *values: int) -> int:
    return int(connection.exec_driver_sql(query, values).scalar_one())


def _staged(connection: Connection) -> Sequence[Answer]:
    rows = connection.exec_driver_sql("SELECT page FROM sync_stage ORDER BY n").fetchall()
    return [_page.decode(row[0]) for row in rows]


def _move_cursors(connection: Connection, pages: Iterable[Mapping[str, Cursor]], dropped: Collection[str] = ()) -> None:
    """Write down how far buckets were read; one that was given up since a page was staged is none any more."""
    for cursors in pages:
        raw(connection).executemany(
            "INSERT INTO sync_bucket (bucket, grant_, cursor, rows, total) VALUES (?, ?, ?, 0, '0') "
            "ON CONFLICT (bucket) DO UPDATE SET grant_ = excluded.grant_, cursor = excluded.cursor",
            [(bucket, cursor.grant, cursor.seq) for bucket, cursor in cursors.items() if bucket not in dropped],
        )
