"""Cloned and restored laptops, restored servers: nothing is lost, nothing takes effect twice."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.sync_views import SyncRun
from desktop_crm.server import tables
from desktop_crm.storage import sync_runs
from desktop_crm.usecases import exchange
from tests.exchanges import EVERYWHERE, Laptop, Office, refused
from tests.stores import a_visit, put_all


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.database.close()


@pytest.fixture(autouse=True)
def _restored(logged: list[logging.LogRecord]) -> Iterator[None]:
    """The server says in its log that its database is another one."""
    yield
    logged[:] = [record for record in logged if record.getMessage() != "store is not the one it was"]


@pytest.fixture
def one(office: Office, tmp_path: Path) -> Laptop:
    return Laptop(office, tmp_path / "one", "u1", EVERYWHERE, role="manager")


@pytest.fixture
def other(office: Office, one: Laptop, tmp_path: Path) -> Laptop:
    return Laptop(office, tmp_path / "other", "u2", EVERYWHERE, role="manager")


def names(laptop: Laptop) -> set[str]:
    return {customer.name for customer in laptop.find(Customer)}


def takes(office: Office) -> list[str]:
    """Names of the operations that had an effect."""
    return [row.name for row in office.rows(tables.receipt) if row.name]


# --- cloned and restored laptops -----------------------------------------------------------------------------------


def test_a_clone_is_found_out_and_goes_on_as_a_device_of_its_own(office: Office, one: Laptop, tmp_path: Path) -> None:
    one.add(Customer(name="before"))
    clone = one.copied(tmp_path / "clone")  # with one operation that neither has sent
    one.add(Customer(name="one"))
    clone.add(Customer(name="clone"))
    one.sync()
    assert refused(clone) == "sync_forked"
    assert refused(clone) == "sync_forked"
    clone.go_on_as_another()
    clone.sync()
    one.sync()
    assert names(one) == names(clone) == {"before", "one", "clone"}
    assert len(takes(office)) == len(set(takes(office)))
    assert one.under_way() == clone.under_way() == []


def test_a_store_older_than_what_the_server_had_of_it_is_found_out_with_nothing_to_send(
    office: Office, one: Laptop, tmp_path: Path
) -> None:
    old = one.copied(tmp_path / "old")
    id_ = one.add(Customer(name="later"))
    one.sync()
    assert refused(old) == "sync_forked"
    old.go_on_as_another()
    old.sync()
    assert old.get(Customer, id_).name == "later"


def test_what_a_restored_laptop_had_not_heard_of_takes_no_effect_twice(
    office: Office, one: Laptop, other: Laptop, tmp_path: Path
) -> None:
    """F7: 9 and 10 are sent and undone by another in between; sent again under new numbers they must do nothing."""
    id_ = one.add(Customer(name="n", phone="a"))
    one.sync()
    other.sync()
    one.edit(Customer, id_, phone="b")
    restored = one.copied(tmp_path / "restored")
    one.sync()
    other.sync()
    other.edit(Customer, id_, phone="a")
    other.sync()
    restored.edit(Customer, id_, email="e@example.com")
    one.edit(Customer, id_, city="c")
    one.sync()
    assert refused(restored) == "sync_forked"
    restored.go_on_as_another()
    for laptop in (restored, one, other, restored):
        laptop.sync()
    for laptop in (restored, one, other):
        customer = laptop.get(Customer, id_)
        assert (customer.phone, customer.email, customer.city) == ("a", "e@example.com", "c")
        assert laptop.find(Conflict) == []
    assert len(takes(office)) == len(set(takes(office)))


def test_a_second_restore_forks_again(office: Office, one: Laptop, tmp_path: Path) -> None:
    one.add(Customer(name="1"))
    first = one.copied(tmp_path / "first")
    second = one.copied(tmp_path / "second")
    for laptop, name in ((one, "one"), (first, "first"), (second, "second")):
        laptop.add(Customer(name=name))
        if refused(laptop):
            laptop.go_on_as_another()
            laptop.sync()
    one.sync()
    assert names(one) == {"1", "one", "first", "second"}
    assert len(takes(office)) == len(set(takes(office)))


# --- restored servers ----------------------------------------------------------------------------------------------


def test_a_restored_server_gets_back_what_a_laptop_did_since(office: Office, one: Laptop, other: Laptop) -> None:
    kept = one.add(Customer(name="kept", phone="1"))
    one.sync()
    backup = office.back_up()
    lost = one.add(Customer(name="lost"))
    one.add(Contact(name="person", customer_id=lost))
    one.edit(Customer, kept, phone="2")
    one.sync()
    other.sync()
    office.restore(backup)
    report = one.sync()
    assert report.restored
    other.sync()
    one.sync()
    for laptop in (one, other):
        assert names(laptop) == {"kept", "lost"}
        assert laptop.get(Customer, kept).phone == "2"
        assert [c.name for c in laptop.find(Contact)] == ["person"]
        assert laptop.find(Conflict) == []
        assert laptop.under_way() == []


def test_what_only_another_laptop_still_has_is_rescued(office: Office, one: Laptop, other: Laptop) -> None:
    """F6: A wrote it, B had pulled it, A's laptop is stolen, the server restored: B holds the last copy."""
    backup = office.back_up()
    lost = one.add(Customer(name="stolen", phone="7"))
    one.sync()
    other.sync()
    office.restore(backup)
    other.sync()
    other.sync()
    assert other.get(Customer, lost).phone == "7"
    assert [row.id for row in office.rows(tables.record) if row.kind == "customer"] == [lost]


def test_the_office_works_on_past_the_old_numbers(office: Office, one: Laptop, other: Laptop) -> None:
    """F6: the head of the restored server passes that of the laptops before they come back."""
    id_ = one.add(Customer(name="n", phone="0", email="0"))
    one.sync()
    other.sync()
    backup = office.back_up()
    one.edit(Customer, id_, phone="lost and found")
    one.sync()
    office.restore(backup)
    for number in range(20):
        other.edit(Customer, id_, email=str(number))
        other.sync()
    one.sync()
    other.sync()
    for laptop in (one, other):
        assert (laptop.get(Customer, id_).phone, laptop.get(Customer, id_).email) == ("lost and found", "19")


def test_two_rescuers_of_one_row_leave_the_newer_state(office: Office, one: Laptop, other: Laptop) -> None:
    id_ = one.add(Customer(name="n", phone="0"))
    one.sync()
    backup = office.back_up()
    one.edit(Customer, id_, phone="1")
    one.sync()
    other.sync()
    one.edit(Customer, id_, phone="2")
    one.sync()
    office.restore(backup)
    other.sync()
    one.sync()
    other.sync()
    assert one.get(Customer, id_).phone == other.get(Customer, id_).phone == "2"
    assert one.find(Conflict) == []


def test_a_laptop_that_slept_through_two_restores_gives_back_what_both_lost(
    office: Office, one: Laptop, other: Laptop
) -> None:
    first = office.back_up()
    lost = one.add(Customer(name="lost twice"))
    one.sync()
    office.restore(first)
    other.add(Customer(name="between"))
    other.sync()
    office.restore(office.back_up())
    other.sync()
    one.sync()
    other.sync()
    assert names(one) == names(other) == {"lost twice", "between"}
    assert [row.id for row in office.rows(tables.record) if row.id == lost] == [lost]


def test_a_backup_restored_twice_gives_two_epochs(office: Office, one: Laptop, other: Laptop) -> None:
    backup = office.back_up()
    office.restore(backup)
    one.add(Customer(name="after the first"))
    one.sync()
    other.sync()
    office.restore(backup)
    other.sync()
    one.sync()
    assert names(one) == names(other) == {"after the first"}


def test_nothing_is_removed_before_a_restored_server_is_confirmed(office: Office, one: Laptop, other: Laptop) -> None:
    empty = office.back_up()
    other.add(Customer(name="was there"))
    other.sync()
    one.sync()
    office.restore(empty, confirmed=False)
    office.end_grant(one.user, EVERYWHERE)
    one.sync()
    assert names(one) == {"was there"}
    office.confirm()
    one.sync()
    assert names(one) == set()


def test_a_laptop_that_was_offline_through_all_of_it_loses_nothing(office: Office, one: Laptop, other: Laptop) -> None:
    id_ = one.add(Customer(name="n"))
    one.sync()
    other.sync()
    backup = office.back_up()
    other.edit(Customer, id_, phone="typed offline")
    one.edit(Customer, id_, email="lost")
    one.sync()
    office.restore(backup)
    other.sync()
    one.sync()
    other.sync()
    for laptop in (one, other):
        customer = laptop.get(Customer, id_)
        assert (customer.phone, customer.email) == ("typed offline", "lost")


def test_much_is_removed_only_with_consent(office: Office, one: Laptop, other: Laptop) -> None:
    for number in range(205):
        other.add(Customer(name=str(number)))
    other.sync()
    one.sync()
    office.end_grant(one.user, EVERYWHERE)
    assert refused(one) == "sync_removes_much"
    assert len(names(one)) == 205
    one.store.exchange(exchange.agree)
    one.sync()
    assert names(one) == set()


def test_consent_also_covers_what_was_made_here_since(office: Office, one: Laptop, other: Laptop) -> None:
    for number in range(205):
        other.add(Customer(name=str(number)))
    other.sync()
    one.sync()
    known = one.find(Customer)
    for _ in range(3):
        put_all(one.store, *(a_visit(customer.id) for customer in known))
    office.end_grant(one.user, EVERYWHERE)
    assert refused(one) == "sync_removes_much"
    one.store.exchange(exchange.agree)
    assert refused(one) == ""
    assert names(one) == set()
    assert sum(row.kind == "visit" for row in office.rows(tables.record)) == 3 * 205


def test_consent_to_deletes_is_none_to_a_removal(office: Office, one: Laptop, other: Laptop) -> None:
    kept = [other.add(Customer(name=f"kept {number}")) for number in range(205)]
    gone = [other.add(Customer(name=f"gone {number}")) for number in range(260)]
    other.sync()
    one.sync()
    for id_ in gone:
        one.delete(Customer, id_)
    office.end_grant(one.user, EVERYWHERE)
    for asked in ("sync_deletes_much", "sync_removes_much"):
        assert refused(one) == asked
        assert len(names(one)) == len(kept)
        note_failure(one, asked)
        one.store.exchange(exchange.agree)
    assert refused(one) == ""
    assert names(one) == set()
    assert sum(bool(row.deleted_at) for row in office.rows(tables.record)) == len(gone)


def note_failure(laptop: Laptop, code: str) -> None:
    """Write into the history how the last exchange ended, as ``synchronise`` does."""
    at = laptop.store.moment().now
    laptop.store.exchange(lambda work: sync_runs.write(work.connection, SyncRun(0, at, at, failure=code)))
