"""Merging two records: everything moves, nothing is lost, undo takes all of it back."""

from __future__ import annotations

import pytest

from desktop_crm.domain.aliases import Alias
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.opportunities import Product
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.store import Store
from desktop_crm.usecases.merging import merge_records
from desktop_crm.usecases.undo import redo, undo
from tests.stores import a_visit, put


@pytest.fixture
def pair(store: Store) -> tuple[Customer, Customer]:
    survivor = put(store, Customer(name="Acme", phone="1", note="one"))
    return survivor, put(store, Customer(name="Acme Ltd", phone="2", email="a@b.c", note="two", tax_no="T"))


def merged(store: Store, survivor: Customer, duplicate: Customer) -> Customer:
    made, _ = store.change(merge_records, Customer, survivor.id, duplicate.id)
    assert isinstance(made, Customer)
    return made


def test_what_hangs_on_the_duplicate_hangs_on_the_survivor(store: Store, pair: tuple[Customer, Customer]) -> None:
    survivor, duplicate = pair
    contact = put(store, Contact(name="Wang", customer_id=duplicate.id))
    visit = put(store, a_visit(duplicate.id))
    task = put(store, Task(title="call", customer_id=duplicate.id))
    below = put(store, Customer(name="branch", parent_id=duplicate.id))
    merged(store, survivor, duplicate)
    for kind, made in ((Contact, contact), (Visit, visit), (Task, task)):
        assert store.ask(lambda s, kind=kind, id_=made.id: s.require(kind, id_).customer_id) == survivor.id
    assert store.ask(lambda s: s.require(Customer, below.id)).parent_id == survivor.id
    found = store.ask(lambda s: s.get(Customer, duplicate.id))
    assert found is not None
    assert found.deleted_at is not None
    (alias,) = store.ask(lambda s: s.find(Alias))
    assert (alias.record_kind, alias.from_id, alias.to_id) == ("customer", duplicate.id, survivor.id)


def test_the_survivor_keeps_what_it_says_and_takes_what_it_lacks(store: Store, pair: tuple[Customer, Customer]) -> None:
    result = merged(store, *pair)
    assert (result.name, result.phone, result.email, result.note) == ("Acme", "1", "a@b.c", "one\ntwo")
    assert result.tax_no == "T", "the duplicate does not say it any more"


def test_undo_unmerges_and_redo_merges_again(store: Store, pair: tuple[Customer, Customer]) -> None:
    survivor, duplicate = pair
    contact = put(store, Contact(name="Wang", customer_id=duplicate.id))
    merged(store, survivor, duplicate)
    store.change(undo)
    assert store.ask(lambda s: s.find(Alias)) == []
    assert store.ask(lambda s: s.require(Contact, contact.id)).customer_id == duplicate.id
    back = store.ask(lambda s: s.require(Customer, survivor.id))
    assert (back.email, back.note) == ("", "one")
    assert store.ask(lambda s: s.require(Customer, duplicate.id)).name == "Acme Ltd"
    store.change(redo)
    assert len(store.ask(lambda s: s.find(Alias))) == 1


def test_merged_again_after_an_unmerge_into_another_one(store: Store, pair: tuple[Customer, Customer]) -> None:
    survivor, duplicate = pair
    other = put(store, Customer(name="Acme Holding"))
    merged(store, survivor, duplicate)
    store.change(undo)
    merged(store, other, duplicate)
    (alias,) = store.ask(lambda s: s.find(Alias))
    assert alias.to_id == other.id


def test_a_survivor_below_the_duplicate_takes_its_place_in_the_tree(store: Store) -> None:
    top = put(store, Customer(name="top"))
    duplicate = put(store, Customer(name="group", parent_id=top.id))
    between = put(store, Customer(name="between", parent_id=duplicate.id))
    survivor = put(store, Customer(name="group again", parent_id=between.id))
    merged(store, survivor, duplicate)
    assert store.ask(lambda s: s.require(Customer, between.id)).parent_id == top.id
    assert store.ask(lambda s: s.require(Customer, survivor.id)).parent_id == between.id


def test_nobody_is_at_a_visit_twice(store: Store) -> None:
    customer = put(store, Customer(name="c"))
    one, two = (put(store, Contact(name=name, customer_id=customer.id)) for name in ("Wang", "Wang Wei"))
    visit = put(store, a_visit(customer.id))
    for person in (one, two):
        put(store, VisitAttendee(visit_id=visit.id, contact_id=person.id))
    store.change(merge_records, Contact, one.id, two.id)
    assert [a.contact_id for a in store.ask(lambda s: s.find(VisitAttendee))] == [one.id]


def test_what_cannot_be_merged_says_so(store: Store, pair: tuple[Customer, Customer]) -> None:
    with pytest.raises(RuleError, match="merge_with_itself"):
        store.change(merge_records, Customer, pair[0].id, pair[0].id)
    with pytest.raises(RuleError, match="not_mergeable"):
        store.change(merge_records, Product, "a", "b")
    with pytest.raises(RuleError, match="unknown_id"):
        store.change(merge_records, Customer, pair[0].id, "nobody")
