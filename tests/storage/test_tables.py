"""What the file looks like inside, so that sync comes without changing it (ARCHITECTURE.md, decision 1)."""

from __future__ import annotations

import re

import pytest

from desktop_crm.domain.fields import Record, Type, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage.store import Store
from desktop_crm.storage.tables import columns_of
from tests.stores import rows_of

KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
OWN_COLUMNS = ["row_v", "scope", "extra"]
"""What the exchange with a server needs of each row."""
LOCAL = {
    *("customer_state", "contact_state", "tier_input", "tier_stale"),
    *("undo_step", "undo_row", "print_log", "print_code", "store_state"),
    *("sync_now", "sync_base", "sync_touch", "sync_outbox", "sync_server"),
    *("sync_bucket", "sync_in", "sync_stage", "sync_parked", "sync_rescue", "sync_run"),
    *("blob", "blob_part"),
}


def columns(store: Store, table: str) -> dict[str, tuple[str, bool]]:
    """Type and "never null" by column."""
    return {name: (type_, bool(fixed)) for _, name, type_, fixed, *_ in rows_of(store, f"PRAGMA table_info({table})")}


@KIND
def test_every_field_has_a_column_of_its_type(store: Store, kind: type[Record]) -> None:
    found = columns(store, kind.KIND)
    assert list(found) == ["rk", *fields_of(kind), *OWN_COLUMNS]
    assert list(fields_of(kind)) == list(columns_of(kind.KIND))
    integers = {Type.INTEGER, Type.PERCENT, Type.RATE, Type.MONEY, Type.FLAG}
    for name, field in fields_of(kind).items():
        expected = "INTEGER" if field.type in integers else "REAL" if field.type is Type.NUMBER else "TEXT"
        assert found[name][0] == expected, name
    texts = {Type.TEXT, Type.LONG_TEXT, Type.PHONE, Type.CHOICE, Type.JSON}
    assert all(found[name][1] for name, field in fields_of(kind).items() if field.type in texts), "an empty text is ''"
    assert not any(found[n][1] for n, f in fields_of(kind).items() if f.type is Type.REFERENCE), "no reference is NULL"


@KIND
def test_synced_rows_hold_text_integer_real_or_null_and_compare_binary(store: Store, kind: type[Record]) -> None:
    ((sql,),) = rows_of(store, "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", kind.KIND)
    assert sql.rstrip().endswith("STRICT"), "a column holds nothing but its type"
    assert "COLLATE" not in sql.upper()
    assert {type_ for type_, _ in columns(store, kind.KIND).values()} <= {"TEXT", "INTEGER", "REAL"}


@KIND
def test_nothing_is_unique_but_the_id(store: Store, kind: type[Record]) -> None:
    """Two rows that swap a unique value could never be applied."""
    unique = []
    for _, name, is_unique, origin, *_ in rows_of(store, f"PRAGMA index_list({kind.KIND})"):
        indexed = [row[2] for row in rows_of(store, f"PRAGMA index_info({name})")]
        collations = {row[4] for row in rows_of(store, f"PRAGMA index_xinfo({name})") if row[5]}
        assert collations <= {"BINARY"}, name
        if is_unique:
            unique.append((origin, indexed))
    assert unique == [("u", ["id"])]


@KIND
def test_no_reference_cascades(store: Store, kind: type[Record]) -> None:
    """What a cascade deletes while a row is moved away is gone without a trace."""
    found = {row[3]: (row[2], row[6]) for row in rows_of(store, f"PRAGMA foreign_key_list({kind.KIND})")}
    references = {name: f.refers_to for name, f in fields_of(kind).items() if f.type is Type.REFERENCE}
    assert found == {name: (target, "NO ACTION") for name, target in references.items()}


def test_no_collation_and_no_unique_index_anywhere(store: Store) -> None:
    for name, sql in rows_of(store, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        assert "NOCASE" not in sql.upper(), name
        assert "RTRIM" not in sql.upper(), name
        assert not re.search(r"\bUNIQUE\b(?! \(ID\))", sql.upper()), name


def test_derived_values_stand_in_tables_of_their_own(store: Store) -> None:
    """Two visits by two reps would otherwise be a conflict on the customer each time."""
    derived = {"next_due", "last_contact", "last_counted", "tier", "composite", "sort_key", "open_deals"}
    assert derived <= set(columns(store, "customer_state"))
    assert not derived & set(columns(store, "customer"))
    assert "sort_key" in columns(store, "contact_state")
    assert "sort_key" not in columns(store, "contact")
    tables = {row[0] for row in rows_of(store, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in tables if not name.startswith(("fts_", "sqlite_"))} == set(KINDS) | LOCAL


def test_values_local_to_one_store_are_no_fields() -> None:
    for kind in KINDS.values():
        assert not {"rk", *OWN_COLUMNS} & set(fields_of(kind))
