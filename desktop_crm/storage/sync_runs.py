"""The history of exchanges, local and short: what each run moved, and what waits for the next one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.sync_views import SyncCounts, SyncRun
from desktop_crm.storage import pending, sealing

KEPT_DAYS = 90
_COLUMNS = "n, began, ended, sent, received, merged, conflicts, held, calls, failure"


def write(connection: Connection, run: SyncRun) -> None:
    """Add a run. One that moved nothing and ended like the one before, which moved nothing either, only makes that one
    longer: three days without a network are one line. ``run.number`` is not looked at."""
    last = latest(connection)
    if last is not None and last.failure == run.failure and not _moved(last) and not _moved(run):
        connection.exec_driver_sql(
            "UPDATE sync_run SET ended = ?, calls = calls + ? WHERE n = ?", (_ms(run.ended), run.calls, last.number)
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO sync_run (began, ended, sent, received, merged, conflicts, held, calls, failure) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _ms(run.began),
                _ms(run.ended),
                run.sent,
                run.received,
                run.merged,
                run.conflicts,
                run.held,
                run.calls,
                run.failure,
            ),
        )
    connection.exec_driver_sql("DELETE FROM sync_run WHERE ended < ?", (_ms(run.ended - dt.timedelta(days=KEPT_DAYS)),))


def latest(connection: Connection) -> SyncRun | None:
    """The newest line."""
    return next(iter(listed(connection, 1)), None)


def listed(connection: Connection, limit: int, before: int | None = None) -> list[SyncRun]:
    """Lines, newest first; ``before``: only older ones than this number."""
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM sync_run WHERE n < coalesce(?, n + 1) ORDER BY n DESC LIMIT ?", (before, limit)
    )
    return [_run(row) for row in rows]


def counts(connection: Connection) -> SyncCounts:
    """What waits now: of changes those that the list of them shows (``pending.to_be_sent``)."""
    # That a state is not done is said twice: these words are those of the index on operations under way.
    conflicts, held = connection.exec_driver_sql(
        "SELECT (SELECT count(*) FROM conflict WHERE settled_at IS NULL AND deleted_at IS NULL), "
        "(SELECT count(*) FROM (SELECT DISTINCT tbl, pk FROM sync_outbox WHERE state = 'held' AND state <> 'done' "
        "AND NOT handed))"
    ).one()
    return SyncCounts(_pending(connection), int(conflicts), int(held))


def _pending(connection: Connection) -> int:
    """How many records are on their way, or will be."""
    sealed = "SELECT tbl, pk FROM sync_outbox WHERE state = 'sealed' AND state <> 'done'"
    if sealing.waiting(connection) > sealing.SEAL_FROM:
        # Only what a store brings along when it joins: looked at one by one it would take seconds.
        return int(
            connection.exec_driver_sql(
                f"SELECT count(*) FROM (SELECT tbl, pk FROM sync_base UNION {sealed})"
            ).scalar_one()
        )
    fresh = {(operation.kind, operation.id) for operation in pending.fresh(connection)}
    return len(fresh.union((tbl, pk) for tbl, pk in connection.exec_driver_sql(sealed)))


def _run(row: Any) -> SyncRun:
    number, began, ended, *rest = row
    return SyncRun(int(number), _instant(began), _instant(ended), *rest)


def _moved(run: SyncRun) -> bool:
    return bool(run.sent or run.received or run.merged or run.conflicts or run.held)


def _ms(at: dt.datetime) -> int:
    return round(at.timestamp() * 1000)


def _instant(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
