"""``check``: is the file whole, do references hold, does every search index say what the rows say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.fields import Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import derived, search
from desktop_crm.storage.engine import raw
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found. ``code`` is worded by ``words``; ``where`` names table or row."""

    code: str
    where: str


def problems(snapshot: Snapshot) -> list[Problem]:
    """Everything that does not hold; empty = all is well. At most 20 rows of one sort are named."""
    return [*_file(snapshot), *_references(snapshot), *_index(snapshot), *_derived(snapshot)]


def _file(snapshot: Snapshot) -> list[Problem]:
    cursor = raw(snapshot.connection)
    found = [Problem("cipher_damaged", str(row[0])) for row in cursor.execute("PRAGMA cipher_integrity_check")]
    lines = [row[0] for row in cursor.execute("PRAGMA integrity_check")]
    return found[:SHOWN] + [Problem("file_damaged", line) for line in lines if line != "ok"][:SHOWN]


def _references(snapshot: Snapshot) -> list[Problem]:
    rows = raw(snapshot.connection).execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
    return [Problem("reference_broken", f"{table} -> {parent} (row {rowid})") for table, rowid, parent, _ in rows]


def _index(snapshot: Snapshot) -> list[Problem]:
    """Compare each index with what the rows would give: row keys both ways, then the words by a digest query."""
    found = []
    for kind in search.SEARCHED:
        table = search.table_of(kind)
        cursor = raw(snapshot.connection)
        indexed = {row[0] for row in cursor.execute(f"SELECT rowid FROM {table}")}
        living = {row[0] for row in cursor.execute(f"SELECT rk FROM {kind} WHERE deleted_at IS NULL")}
        found += [Problem("index_missing", f"{kind} {rk}") for rk in sorted(living - indexed)[:SHOWN]]
        found += [Problem("index_extra", f"{kind} {rk}") for rk in sorted(indexed - living)[:SHOWN]]
        found += _wrong_words(snapshot, kind, living & indexed)
    return found


def _wrong_words(snapshot: Snapshot, kind: str, keys: set[int]) -> list[Problem]:
    """Rows whose indexed words differ from their text: the index holds no text, so its terms are compared."""
    cursor = raw(snapshot.connection)
    table = search.table_of(kind)
    cursor.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms_{kind} USING fts5vocab('main', '{table}', 'instance')"
    )
    terms: dict[int, set[tuple[str, str, int]]] = {}
    for term, doc, column, offset in cursor.execute(f"SELECT term, doc, col, offset FROM temp.terms_{kind}"):
        terms.setdefault(doc, set()).add((column, term, offset))
    found = []
    for rk, record, people in _documents(snapshot, kind):
        if rk not in keys:
            continue
        expected = {
            (column, term, offset)
            for column, text in zip(search.COLUMNS, search.document(record, people), strict=True)
            for offset, term in enumerate(text.split())
        }
        if expected != terms.get(rk, set()):
            found.append(Problem("index_differs", f"{kind} {record.id}"))
    return found[:SHOWN]


def _documents(snapshot: Snapshot, kind: str) -> list[tuple[int, Record, list[Contact]]]:
    people: dict[str, list[Contact]] = {}
    if kind == "customer":
        for contact in snapshot.find(Contact):
            people.setdefault(contact.customer_id, []).append(contact)
    keys: dict[str, int] = dict(
        raw(snapshot.connection).execute(f"SELECT id, rk FROM {kind} WHERE deleted_at IS NULL").fetchall()
    )
    return [(keys[r.id], r, people.get(r.id, [])) for r in snapshot.find(KINDS[kind])]


def _derived(snapshot: Snapshot) -> list[Problem]:
    """Recompute what is derived inside a savepoint and compare."""
    connection = snapshot.connection

    def state() -> dict[str, tuple[Any, ...]]:
        customers = raw(connection).execute("SELECT id, * FROM customer_state").fetchall()
        contacts = raw(connection).execute("SELECT p.id, s.* FROM contact_state s JOIN contact p USING (rk)").fetchall()
        return {f"customer {row[0]}": row[1:] for row in customers} | {f"contact {row[0]}": row[1:] for row in contacts}

    before = state()
    connection.exec_driver_sql("SAVEPOINT recompute")
    try:
        derived.refresh(
            connection,
            None,
            today=snapshot.today,
            cadence_days=dict(current_scheme(snapshot).cadence_days),
            calendar=snapshot.moment.calendar,
        )
        derived.place_contacts(connection, None)
        after = state()
    finally:
        connection.exec_driver_sql("ROLLBACK TO recompute")
        connection.exec_driver_sql("RELEASE recompute")
    differing = sorted(where for where in before.keys() | after.keys() if before.get(where) != after.get(where))
    return [Problem("derived_differs", where) for where in differing[:SHOWN]]
