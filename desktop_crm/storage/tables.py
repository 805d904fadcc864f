"""All tables of the local store: one for each record kind, derived from its declaration, and the local ones.

Synced tables carry what the exchange with a server needs from the first day (``id``, ``row_v``, ``scope``,
``extra``) and an integer row key ``rk``, local to the store: it is SQLite's own key of the row, so that lists,
search index and joins find a row without a detour. Nothing is unique but the identity ``id``, so that an incoming
row can always be written; values compare binary (no collation), so that "acme" to "Acme" is a change. Derived
values stand in tables of their own and are never synced.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.types import REAL, TypeEngine

from desktop_crm.domain.fields import Field, Record, Type, fields_of
from desktop_crm.domain.kinds import KINDS

SCHEMA_VERSION = "0001"
"""Revision that this program writes; compared at start so that Alembic is only imported to migrate."""

metadata = MetaData()

_SQL_TYPES: dict[Type, type[TypeEngine[Any]]] = {
    Type.INTEGER: Integer,
    Type.PERCENT: Integer,
    Type.RATE: Integer,
    Type.MONEY: Integer,
    Type.FLAG: Integer,
    Type.NUMBER: REAL,
}

NEVER_NULL = frozenset({Type.TEXT, Type.LONG_TEXT, Type.PHONE, Type.CHOICE, Type.FLAG, Type.JSON})


def _column(field: Field) -> Column[Any]:
    sql_type = _SQL_TYPES.get(field.type, Text)
    if field.name == "id":
        return Column("id", Text, nullable=False, unique=True)
    if field.type is Type.REFERENCE:
        return Column(field.name, Text, ForeignKey(f"{field.refers_to}.id", ondelete="NO ACTION"), nullable=True)
    return Column(field.name, sql_type, nullable=field.type not in NEVER_NULL)


def _kind_table(kind: type[Record]) -> Table:
    table = Table(
        kind.KIND,
        metadata,
        Column("rk", Integer, primary_key=True),
        *(_column(field) for field in fields_of(kind).values()),
        Column("row_v", Integer, nullable=False, server_default=text("0")),
        Column("scope", Text, nullable=False, server_default=text("''")),
        Column("extra", Text, nullable=False, server_default=text("'{}'")),
        sqlite_strict=True,
    )
    for name in _INDEXED.get(kind.KIND, ()):
        Index(f"ix_{kind.KIND}_{name}", table.c[name])
    if kind.KIND == "visit":
        planned = text("state = 'planned' AND deleted_at IS NULL")
        Index("ix_visit_planned", table.c.planned_on, sqlite_where=planned)  # few of the many, counted at each start
    return table


_INDEXED = {
    "contact": ("customer_id",),
    "opportunity": ("customer_id",),
    "stage_change": ("opportunity_id",),
    "purchase": ("customer_id",),
    "visit": ("customer_id",),
    "visit_attendee": ("visit_id", "contact_id"),
    "task": ("customer_id", "due_on"),
    "memo": ("customer_id",),
    "tier_assignment": ("customer_id",),
    "service_plan_item": ("customer_id",),
    "attachment": ("customer_id", "contact_id", "opportunity_id", "visit_id", "sha256"),
    "conflict": ("record_id",),
}

TABLES: dict[str, Table] = {name: _kind_table(kind) for name, kind in KINDS.items()}

customer_state = Table(
    "customer_state",
    metadata,
    Column("rk", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("is_manual", Integer, nullable=False),
    Column("computed_tier", Text, nullable=False),
    Column("composite", Integer),
    Column("scheme_version", Integer),
    Column("assigned_on", Integer),
    Column("assigned_nth", Integer),
    Column("own_cadence", Integer),
    Column("cadence_days", Integer, nullable=False),
    Column("next_due", Integer),
    Column("due_base", Integer, nullable=False),
    Column("last_counted", Integer),
    Column("last_contact", Integer),
    Column("last_in_person", Integer),
    Column("last_video", Integer),
    Column("last_phone", Integer),
    Column("last_attempt", Integer),
    Column("open_deals", Integer, nullable=False),
    Column("sort_key", Text, nullable=False),
    sqlite_strict=True,
)
"""Derived, one row a living customer, with the row key of the customer. Days are ordinals (1 = 0001-01-01,
``date.toordinal``).

``due_base`` = next_due, or the day of creation for a customer never contacted: the share of the cadence used is
1 + (today - due_base) / cadence_days for both. The last day of each channel lets a change of tier or cadence be
carried over without looking at visits again. ``scheme_version``, ``assigned_on`` and ``assigned_nth`` (the how-manieth
of that day, from 0) are those of the assignment that gave the computed tier, null before there is one.
"""

contact_state = Table(
    "contact_state",
    metadata,
    Column("rk", Integer, primary_key=True),
    Column("customer_key", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("sort_key", Text, nullable=False),
    Index("ix_contact_state_customer", "customer_key", "rank", "sort_key"),
    sqlite_strict=True,
)
"""Derived, one row a living contact: where it stands in the list, which is read from the first index alone.

``customer_key`` is the sort key of its customer, empty without one; ``rank`` 0 = takes part in decisions, 1 = others.
"""

tier_input = Table(
    "tier_input",
    metadata,
    Column("rk", Integer, primary_key=True),
    Column("stem", Text, nullable=False),
    Column("amount_minor", Integer),
    Column("amount_source", Text, nullable=False),
    Column("margin_hundredths", Integer),
    Column("years", Integer),
    Column("influence", Integer),
    Column("potential", Integer),
    *(Column(f"s{n}", Integer) for n in range(1, 6)),
    Column("inputs", Text, nullable=False),
    Column("scores", Text, nullable=False),
    sqlite_strict=True,
)
"""Derived: the inputs of the tier rule as of the last evaluation, one row a living customer, and the points that the
bands of the scheme in force give them (null where any input is missing): moving a weight needs no bands again.
``stem`` (the customer's part of its id), ``inputs`` and ``scores`` go into an assignment as they are."""

tier_stale = Table("tier_stale", metadata, Column("rk", Integer, primary_key=True), sqlite_strict=True)
"""Customers of which something that feeds the tier was written since the last evaluation; the next one gathers their
inputs anew. A table of its own, because an import would otherwise touch a page of ``tier_input`` for each of them."""

undo_step = Table(
    "undo_step",
    metadata,
    Column("step", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("state", Text, nullable=False),
    sqlite_strict=True,
)
"""One undoable step. ``state``: done, undone, or dropped (an undone step that a newer change cut off)."""

undo_row = Table(
    "undo_row",
    metadata,
    Column("step", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("tbl", Text, nullable=False),
    Column("pk", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Index("ix_undo_row", "step", "n"),
    sqlite_strict=True,
)
"""What a step wrote. ``op``: insert (rk range; new = fingerprints of the rows), edit (old and new = JSON of the
fields), delete, restore, run (rk range of inserts)."""

print_log = Table(
    "print_log",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("on", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    sqlite_strict=True,
)
"""Who printed or exported what, when, how many rows: paper leaves the encrypted store."""

print_code = Table(
    "print_code",
    metadata,
    Column("code", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("customer_id", Text, nullable=False),
    Index("ix_print_code", "code"),
    sqlite_strict=True,
)
"""Short codes of printed rows, to key results back in."""

store_state = Table(
    "store_state",
    metadata,
    Column("k", Text, primary_key=True),
    Column("v", Text, nullable=False),
    sqlite_strict=True,
)
"""Facts about this store: schema version, business date of a demo, the user, the currency."""


@cache
def columns_of(kind: str) -> tuple[str, ...]:
    """Field columns of a kind's table in the order of declaration, without the store's own."""
    return tuple(fields_of(KINDS[kind]))
