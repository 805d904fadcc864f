"""Hits picked from the remembered order are those that the store gives in its own order, whatever happened before."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage import lists, usual_order
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import undo
from tests.stores import (
    KEY,
    FixedClock,
    a_customer,
    a_rated_customer,
    a_visit,
    edit_elsewhere,
    new_store,
    put,
    put_all,
)

EVERY_TIER = (("tier", (*TIERS, "")),)
"""A filter that everybody passes: with it the order is read from the store."""
ACTIONS = ("add", "rename", "visit", "delete", "undo", "look", "elsewhere", "later")
WORDS = ("h", "华", "hr", "northern")


def _searches(snapshot: Snapshot) -> None:
    for word in WORDS:
        for limit in (None, 2):
            picked = lists.ids(snapshot, ListQuery("customer", text=word), limit)
            assert picked == lists.ids(snapshot, ListQuery("customer", text=word, filters=EVERY_TIER), limit)


@pytest.mark.slow
@settings(max_examples=40)
@example(["visit", "look", "later"])
@given(st.lists(st.sampled_from(ACTIONS), max_size=9))
def test_picked_hits_are_those_of_the_store_itself(
    tmp_path_factory: pytest.TempPathFactory, actions: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    clock = FixedClock()
    store = new_store(folder, None, clock=clock)
    other = Store.open(store.path, KEY, clock)
    try:
        put_all(store, a_customer("华瑞机械"), a_rated_customer("Northern Harbor"))
        for number, action in enumerate(["look", *actions]):
            living = [customer.id for customer in store.ask(Snapshot.find, Customer)]
            if action == "add":
                put(store, a_customer(f"华东 {number} Harbor"))
            elif action == "elsewhere":
                put(other, a_rated_customer(f"海润 {number}"))
            elif action == "rename" and living:
                edit_elsewhere(store, Customer, living[0], name=f"华瑞 {number}")
            elif action == "visit" and living:
                put(store, a_visit(living[-1]))
            elif action == "delete" and living:
                store.change(UnitOfWork.delete, Customer, living[0])
            elif action == "undo":
                with contextlib.suppress(RuleError):  # nothing left to be undone
                    store.change(undo.undo)
            elif action == "look":
                store.ask(lists.ids, ListQuery("customer"))
            elif action == "later":
                clock.advance(days=90)
            store.ask(_searches)
    finally:
        store.close()
        other.close()


def test_the_order_is_remembered_until_the_next_change(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    put(store, a_customer())
    store.ask(lists.ids, ListQuery("customer"))
    known = store.ask(usual_order.recall, "customer")
    assert known is not None
    assert list(known.keys) == [1]
    put(store, a_customer("Northern Harbor"))
    assert store.ask(usual_order.recall, "customer") is None
    store.close()


def test_hits_that_no_list_shows_are_left_out() -> None:
    order = usual_order.UsualOrder((0, 0), keys=[7, 3], places=[-1, -1, -1, 1, -1, -1, -1, 0])
    assert list(order.pick([3, 5, 7, 9], None)) == [7, 3]
    assert list(order.pick([3, 5, 7, 9], 1)) == [7]
