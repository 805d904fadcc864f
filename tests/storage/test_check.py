"""``check`` finds what does not hold: file, references, index, derived values; ``repair`` makes the last two anew."""

from __future__ import annotations

import contextlib

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage.check import problems, repair
from desktop_crm.storage.engine import PAGE
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import lists, tiers, undo
from desktop_crm.usecases.search import search_all
from tests.stores import (
    KEY,
    TODAY,
    FixedClock,
    a_contact,
    a_customer,
    a_rated_customer,
    a_visit,
    change,
    put,
    put_all,
    reopened,
    rows_of,
)


def found(store: Store) -> list[tuple[str, str]]:
    """What the check finds."""
    return [(problem.code, problem.where) for problem in store.ask(problems)]


def tamper(store: Store, sql: str) -> None:
    """Change the file behind the program's back."""
    with store.engine_for_maintenance().connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(sql)
        connection.invalidate()


def test_a_store_in_use_is_well(store: Store) -> None:
    made = put(store, a_rated_customer())
    put(store, a_contact(made.id))
    put(store, a_visit(made.id, TODAY))
    change(store, tiers.score)
    assert found(store) == []


def test_a_check_stands_in_nobodys_way(store: Store) -> None:
    """Somebody else writes between its parts; it neither waits for them nor holds them up."""
    put(store, a_contact(put(store, a_rated_customer()).id))
    other = Store.open(store.path, KEY, FixedClock(), today=TODAY)

    def write(part: str) -> None:
        put(other, a_customer(part))

    try:
        assert store.ask(problems, write) == []
        assert found(other) == []
    finally:
        other.close()


def test_a_reference_to_nothing(store: Store) -> None:
    put(store, a_contact(put(store, a_customer()).id))
    tamper(store, "UPDATE contact SET customer_id = 'nobody'")
    assert ("reference_broken", "contact -> customer (row 1)") in found(store)


def test_an_index_that_says_something_else(store: Store) -> None:
    for name in ("甲", "乙", "丙"):
        put(store, a_customer(name))
    tamper(store, "DELETE FROM fts_customer WHERE rowid = 1")
    tamper(store, "INSERT INTO fts_customer (rowid, words) VALUES (99, 'x')")
    tamper(store, "UPDATE customer SET name = '丁' WHERE rk = 3")
    assert [code for code, _ in found(store)] == ["index_missing", "index_extra", "index_differs", "derived_differs"]
    assert found(store)[:2] == [("index_missing", "customer 1"), ("index_extra", "customer 99")]


def test_derived_values_that_are_wrong_and_asking_mends_nothing(store: Store) -> None:
    made = put(store, a_customer())
    tamper(store, "UPDATE customer_state SET next_due = 5")
    for _ in range(2):
        assert found(store) == [("derived_differs", f"customer {made.id}")]


def test_a_contact_that_stands_in_the_wrong_place(store: Store) -> None:
    made = put(store, a_contact(put(store, a_customer()).id))
    tamper(store, "UPDATE contact_state SET customer_key = 'a'")
    for _ in range(2):
        assert found(store) == [("derived_differs", f"contact {made.id}")]


def test_many_problems_of_one_sort_are_cut_short(store: Store) -> None:
    store.change(lambda work: work.insert_many([a_customer(f"{n}") for n in range(50)]))
    tamper(store, "DELETE FROM fts_customer")
    assert len(found(store)) == 20


# --- what is derived is made anew ---------------------------------------------------------------------------------

DAMAGES = {
    "broken leaves": "UPDATE fts_customer_data SET block = X'00010203' WHERE id > 10",
    "no leaves": "DELETE FROM fts_customer_data WHERE id > 10",
    "nothing": "DELETE FROM fts_customer_data",
    "no table": "DROP TABLE fts_customer",
    "no blocks": "DROP TABLE fts_customer_data",
    "no segments": "DROP TABLE fts_customer_idx",
    "no sizes": "DROP TABLE fts_customer_docsize",
    "no settings": "DROP TABLE fts_customer_config",
    "no version": "DELETE FROM fts_customer_config",
}


def definitions(store: Store) -> list[tuple[str, str]]:
    """Everything the file consists of, and the settings of an index."""
    return rows_of(store, "SELECT name, sql FROM sqlite_master ORDER BY name") + rows_of(
        store, "SELECT k, v FROM fts_customer_config"
    )


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_named_by_itself_and_made_anew(store: Store, damage: str) -> None:
    made = [put(store, a_customer(f"华瑞{n}")) for n in range(3)]
    put(store, a_contact(made[0].id, "王敏"))
    change(store, UnitOfWork.delete, Customer, made[2].id)
    before = definitions(store)
    tamper(store, DAMAGES[damage])
    assert found(store) == [("index_damaged", "customer")]
    if damage != "no sizes":  # words alone are found without
        with pytest.raises(WorldError) as refused:
            store.ask(search_all, "华瑞")
        assert (refused.value.code, refused.value.where) == ("index_damaged", str(store.path))
        with pytest.raises(WorldError, match="index_damaged"):
            store.ask(lists.ids, ListQuery("customer", text="华瑞"))
    assert [c.id for c in store.ask(Snapshot.find, Customer)] == [c.id for c in made[:2]], "the rows are well"

    steps = store.ask(undo.list_steps)
    store.maintain(repair)
    assert found(store) == []
    assert {hit.id for hit in store.ask(search_all, "华瑞")} == {c.id for c in made[:2]}
    assert [hit.id for hit in store.ask(search_all, "wangmin", ["customer"])] == [made[0].id], "through its contact"
    assert store.ask(undo.list_steps) == steps
    assert definitions(store) == before
    put(store, a_customer("华瑞后来"))
    assert found(store) == []


@pytest.mark.parametrize("damage", ["nothing", "no blocks", "no segments", "no sizes", "no settings"])
def test_a_change_that_a_damaged_index_hinders_says_so_and_keeps_nothing(store: Store, damage: str) -> None:
    put(store, a_customer())
    tamper(store, DAMAGES[damage])
    with pytest.raises(WorldError, match="index_damaged"):
        put(store, a_customer("后来"))
    with pytest.raises(WorldError, match="index_damaged"):
        store.change(lambda work: work.insert(a_contact(work.find(Customer)[0].id)))
    assert [c.name for c in store.ask(Snapshot.find, Customer)] == ["华瑞机械"]


def test_an_index_that_fails_only_while_it_is_written_is_named_too(store: Store) -> None:
    """What it gathers it writes when it pleases: no other statement is to fail for it."""
    put(store, a_customer())
    tamper(store, "UPDATE fts_customer_data SET block = X'00010203'")
    with pytest.raises(WorldError, match="index_damaged"):
        put(store, a_customer("后来"))


def test_two_damaged_indexes(store: Store) -> None:
    put(store, a_contact(put(store, a_customer()).id))
    tamper(store, "DROP TABLE fts_contact_config")
    tamper(store, DAMAGES["broken leaves"])
    assert found(store) == [("index_damaged", "customer"), ("index_damaged", "contact")]
    store.maintain(repair)
    assert found(store) == []


def test_derived_values_are_made_anew(store: Store) -> None:
    made = put(store, a_rated_customer())
    put(store, a_contact(made.id))
    change(store, tiers.score)
    state, places = rows_of(store, "SELECT * FROM customer_state"), rows_of(store, "SELECT * FROM contact_state")
    tamper(store, "UPDATE customer_state SET next_due = 5, tier = 'A'")
    tamper(store, "UPDATE contact_state SET customer_key = 'a'")
    tamper(store, "UPDATE tier_input SET s1 = 0, years = 99")
    tamper(store, "INSERT INTO customer_state SELECT 99, 'nobody', " + rest_of(store) + " FROM customer_state")
    store.maintain(repair)
    assert found(store) == []
    assert rows_of(store, "SELECT * FROM customer_state") == state
    assert rows_of(store, "SELECT * FROM contact_state") == places
    change(store, tiers.score)
    assert rows_of(store, "SELECT years, s1 > 0 FROM tier_input") == [(5, 1)]


def rest_of(store: Store) -> str:
    """The columns of a customer's derived values after its keys."""
    names = [row[0] for row in rows_of(store, "SELECT name FROM pragma_table_info('customer_state')")]
    assert names[:2] == ["rk", "id"]
    return ", ".join(names[2:])


def test_a_damaged_page_is_no_damaged_index_and_not_mended(store: Store) -> None:
    put_all(store, *(a_customer(f"{n}", note="x" * 900) for n in range(300)))
    path = reopened(store).path
    (root,) = rows_of(store, "SELECT rootpage FROM sqlite_master WHERE name = 'customer'")[0]
    store.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * PAGE + 99] ^= 1
    path.write_bytes(bytes(data))
    for ask in (True, False):
        with (
            contextlib.closing(Store.open(path, KEY, FixedClock())) as opened,
            pytest.raises(WorldError, match="store_damaged"),
        ):
            opened.ask(problems) if ask else opened.maintain(repair)
    assert path.read_bytes() == bytes(data)
