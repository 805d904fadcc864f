"""The print log: who printed or exported what, when, and the codes of the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from desktop_crm.domain.values import instant_text
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork


def codes_in_use(snapshot: Snapshot, days: int) -> set[str]:
    """Codes of rows printed within the last ``days`` days."""
    since = instant_text(snapshot.moment.now - dt.timedelta(days=days))
    found = snapshot.connection.exec_driver_sql(
        "SELECT c.code FROM print_code c JOIN print_log l ON l.n = c.n WHERE l.at >= ?", (since,)
    )
    return {row[0] for row in found}


def log(work: UnitOfWork, what: str, target: str, codes: Sequence[tuple[str, int, str]]) -> None:
    """One entry of the log; ``codes``: (code, row number, customer id) of each printed row."""
    number = work.connection.exec_driver_sql(
        'INSERT INTO print_log (at, "on", user_id, what, target, rows) VALUES (?, ?, ?, ?, ?, ?) RETURNING n',
        (instant_text(work.moment.now), work.today.isoformat(), work.user_id, what, target, len(codes)),
    ).scalar_one()
    if codes:
        work.connection.exec_driver_sql(
            "INSERT INTO print_code (code, n, row, customer_id) VALUES (?, ?, ?, ?)",
            [(code, number, row, customer) for code, row, customer in codes],
        )


def customer_of_code(snapshot: Snapshot, code: str, days: int) -> str:
    """The customer that a printed code stands for; empty if none was printed within ``days`` days."""
    since = instant_text(snapshot.moment.now - dt.timedelta(days=days))
    row = snapshot.connection.exec_driver_sql(
        "SELECT c.customer_id FROM print_code c JOIN print_log l ON l.n = c.n WHERE c.code = ? AND l.at >= ? "
        "ORDER BY l.n DESC LIMIT 1",
        (code.upper(), since),
    ).first()
    return str(row[0]) if row else ""
