"""``check`` finds what does not hold: file, references, index, derived values."""

from __future__ import annotations

from desktop_crm.storage.check import problems
from desktop_crm.storage.store import Store
from desktop_crm.usecases import tiers
from tests.stores import TODAY, a_contact, a_customer, a_rated_customer, a_visit, change, put


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
