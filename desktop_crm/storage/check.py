"""``check``: is the file whole, do references hold, does all that is derived from the rows say what they say?

``repair`` makes what is derived anew: the search indexes and the derived tables hold nothing of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.fields import Record
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import derived, search
from desktop_crm.storage.engine import IndexDamaged, index_failures, raw
from desktop_crm.storage.file_faults import find_faults
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork

SHOWN = 20

_Terms = dict[int, set[tuple[str, str, int]]]
"""Column, term and place by row key."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found. ``code`` is worded by ``words``; ``where`` names table or row."""

    code: str
    where: str


def problems(snapshot: Snapshot, tell: Callable[[str], None] = lambda _part: None) -> list[Problem]:
    """Everything that does not hold; empty = all is well. At most 20 rows of one sort are named.

    ``tell`` hears before each part what is looked at: ``file``, ``references``, the kind of a search index,
    ``derived``. A large store takes a minute.
    """
    tell("file")
    faults = find_faults(snapshot.connection, "integrity_check")
    found = [Problem("cipher_damaged", page) for page in faults.pages[:SHOWN]]
    found += [Problem("file_damaged", line) for line in faults.lines[:SHOWN]]
    tell("references")
    found += _references(snapshot)
    for kind in search.SEARCHED:
        tell(kind)
        found += _index(snapshot, kind, is_whole=kind not in faults.indexes)
    tell("derived")
    return [*found, *_derived(snapshot)]


def repair(work: UnitOfWork) -> None:
    """Make the search indexes and the derived tables anew from the rows. Not for a step that can be undone."""
    connection = work.connection
    for statement in (*search.drop_statements(), *search.create_statements()):
        connection.exec_driver_sql(statement)
    cursor = raw(connection)
    for kind in search.SEARCHED:
        documents = ((rk, *search.document(record, people)) for rk, record, people in _documents(work, kind))
        cursor.executemany(search.insert_statement(kind), documents)
        cursor.execute(search.optimize_statement(kind))
    connection.exec_driver_sql("DELETE FROM customer_state")
    work.await_inputs(connection.exec_driver_sql("SELECT rk FROM customer WHERE deleted_at IS NULL").scalars())
    work.derive_all()


def _references(snapshot: Snapshot) -> list[Problem]:
    rows = raw(snapshot.connection).execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
    return [Problem("reference_broken", f"{table} -> {parent} (row {rowid})") for table, rowid, parent, _ in rows]


def _index(snapshot: Snapshot, kind: str, *, is_whole: bool) -> list[Problem]:
    """Compare an index with what the rows would give: row keys both ways, then the words."""
    damaged = [Problem("index_damaged", kind)]
    if not is_whole:
        return damaged
    try:
        with index_failures():
            indexed, terms = _entries(snapshot, search.table_of(kind))
    except IndexDamaged:
        return damaged
    living = {row[0] for row in raw(snapshot.connection).execute(f"SELECT rk FROM {kind} WHERE deleted_at IS NULL")}
    return [
        *(Problem("index_missing", f"{kind} {rk}") for rk in sorted(living - indexed)[:SHOWN]),
        *(Problem("index_extra", f"{kind} {rk}") for rk in sorted(indexed - living)[:SHOWN]),
        *_wrong_words(snapshot, kind, living & indexed, terms),
    ]


def _entries(snapshot: Snapshot, table: str) -> tuple[set[int], _Terms]:
    """The row keys that an index knows, and the terms that it holds."""
    cursor = raw(snapshot.connection)
    indexed = {row[0] for row in cursor.execute(f"SELECT rowid FROM {table}")}
    vocabulary = f"temp.{table}_terms"
    cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {vocabulary} USING fts5vocab('main', '{table}', 'instance')")
    terms: _Terms = {}
    for term, doc, column, offset in cursor.execute(f"SELECT term, doc, col, offset FROM {vocabulary}"):
        terms.setdefault(doc, set()).add((column, term, offset))
    return indexed, terms


def _wrong_words(snapshot: Snapshot, kind: str, keys: set[int], terms: _Terms) -> list[Problem]:
    """Rows whose indexed words differ from their text: the index holds no text, so its terms are compared."""
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
    """Recompute what is derived and compare.

    Into temporary tables of the same names, which come before those of the file: a check writes nothing, so it needs
    no turn among those who write and may go on for as long as it takes.
    """
    connection, cursor = snapshot.connection, raw(snapshot.connection)
    tables = ("customer_state", "contact_state")

    def state(schema: str) -> dict[str, tuple[Any, ...]]:
        customers = cursor.execute(f"SELECT id, * FROM {schema}.customer_state").fetchall()
        contacts = cursor.execute(
            f"SELECT p.id, s.* FROM {schema}.contact_state s JOIN contact p USING (rk)"
        ).fetchall()
        return {f"customer {row[0]}": row[1:] for row in customers} | {f"contact {row[0]}": row[1:] for row in contacts}

    try:
        for table in tables:
            cursor.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE 0")
            cursor.execute(f"CREATE UNIQUE INDEX temp.recomputed_{table} ON {table} (rk)")
        cadence_days = dict(current_scheme(snapshot).cadence_days)
        keys = derived.refresh(
            connection, None, today=snapshot.today, cadence_days=cadence_days, calendar=snapshot.moment.calendar
        )
        derived.place_contacts(connection, None, keys=keys)
        before, after = state("main"), state("temp")
    finally:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
    differing = sorted(where for where in before.keys() | after.keys() if before.get(where) != after.get(where))
    return [Problem("derived_differs", where) for where in differing[:SHOWN]]
