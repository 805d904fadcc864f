"""The print log: who printed or exported what, when, and the codes of the rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from desktop_crm.domain.values import instant_text
from desktop_crm.storage.snapshot import BATCH, Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork

PrintedRow = tuple[str, int, str]
"""Code, row number and customer id of a printed row."""


def codes_in_use(snapshot: Snapshot, days: int) -> set[str]:
    """Codes of rows printed within the last ``days`` days."""
    since = instant_text(snapshot.moment.now - dt.timedelta(days=days))
    found = snapshot.connection.exec_driver_sql(
        "SELECT c.code FROM print_code c JOIN print_log l ON l.n = c.n WHERE l.at >= ?", (since,)
    )
    return {row[0] for row in found}


def codes_of_others(snapshot: Snapshot, rows: Sequence[PrintedRow], days: int) -> set[str]:
    """Codes among these rows that another list, printed within the last ``days`` days, bears.

    None for a list that was printed as it is: it goes out once more under its own codes.
    """
    since = instant_text(snapshot.moment.now - dt.timedelta(days=days))
    lengths: dict[int, int] = {}
    found: dict[int, set[PrintedRow]] = defaultdict(set)
    for start in range(0, len(rows), BATCH):
        batch = [code for code, _, _ in rows[start : start + BATCH]]
        entries = snapshot.connection.exec_driver_sql(
            "SELECT l.n, l.rows, c.code, c.row, c.customer_id FROM print_code c JOIN print_log l ON l.n = c.n "
            f"WHERE l.at >= ? AND c.code IN ({', '.join('?' * len(batch))})",
            (since, *batch),
        )
        for entry, length, code, row, customer in entries:
            lengths[entry] = length
            found[entry].add((code, row, customer))
    mine = set(rows)
    if any(printed == mine and lengths[entry] == len(mine) for entry, printed in found.items()):
        return set()
    return {code for printed in found.values() for code, _, _ in printed}


def log(work: UnitOfWork, what: str, target: str, codes: Sequence[PrintedRow]) -> int:
    """Make one entry of the log. Returns its number."""
    number = work.connection.exec_driver_sql(
        'INSERT INTO print_log (at, "on", user_id, what, target, rows) VALUES (?, ?, ?, ?, ?, ?) RETURNING n',
        (instant_text(work.moment.now), work.today.isoformat(), work.user_id, what, target, len(codes)),
    ).scalar_one()
    if codes:
        work.connection.exec_driver_sql(
            "INSERT INTO print_code (code, n, row, customer_id) VALUES (?, ?, ?, ?)",
            [(code, number, row, customer) for code, row, customer in codes],
        )
    return int(number)


def take_back(work: UnitOfWork, number: int) -> None:
    """Remove an entry of the log whose paper or file never came to be."""
    for table in ("print_code", "print_log"):
        work.connection.exec_driver_sql(f"DELETE FROM {table} WHERE n = ?", (number,))


def customer_of_code(snapshot: Snapshot, code: str, days: int) -> str:
    """The customer that a printed code stands for; empty if none was printed within ``days`` days."""
    since = instant_text(snapshot.moment.now - dt.timedelta(days=days))
    row = snapshot.connection.exec_driver_sql(
        "SELECT c.customer_id FROM print_code c JOIN print_log l ON l.n = c.n WHERE c.code = ? AND l.at >= ? "
        "ORDER BY l.n DESC LIMIT 1",
        (code.upper(), since),
    ).first()
    return str(row[0]) if row else ""
