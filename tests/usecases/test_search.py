"""Search over all kinds: exact hits, then guesses at typing errors, each saying what matched."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.opportunities import Product
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.views import SearchHit
from desktop_crm.storage.store import Store
from desktop_crm.usecases import records, search
from tests.stores import (
    TODAY,
    a_contact,
    a_customer,
    a_deal,
    a_memo,
    a_task,
    a_visit,
    change,
    put,
    put_all,
)


def hits(store: Store, words: str, *arguments: Any) -> list[SearchHit]:
    """All hits."""
    return store.ask(search.search_all, words, *arguments)


def test_every_kind_is_found_with_its_customer_and_tier(store: Store) -> None:
    customer = put(store, a_customer("华瑞机械"))
    put(store, TierAssignment(customer_id=customer.id, tier="B", effective_on=TODAY))
    put_all(
        store,
        a_contact(customer.id, "王敏", title="quarz 采购"),
        a_visit(customer.id, note="\n 谈了 quarz 价格\n第二行"),
        a_task(customer.id, "quarz 报价"),
        a_memo("", "quarz 样品"),
        a_deal(customer.id, "quarz 一期"),
        Product(name="Quarz 500"),
    )
    found = hits(store, "quarz")
    assert [(h.kind, h.title, h.matched, h.customer, h.tier) for h in found] == [
        ("contact", "王敏", "quarz 采购", "华瑞机械", "B"),
        ("visit", "谈了 quarz 价格", "", "华瑞机械", "B"),
        ("task", "quarz 报价", "", "华瑞机械", "B"),
        ("memo", "quarz 样品", "", "", ""),
        ("opportunity", "quarz 一期", "", "华瑞机械", "B"),
        ("product", "Quarz 500", "", "", ""),
    ]
    assert not any(hit.similar for hit in found)
    assert found[0].customer_id == customer.id


def test_a_customer_says_through_what_it_was_found(store: Store) -> None:
    customer = put(store, a_customer("华瑞机械", name_en="Huarui", city="苏州", phone="0512 6789"))
    put(store, a_contact(customer.id, "欧阳娜娜", mobile="139 1234 5678"))

    def matched(words: str) -> list[tuple[str, str]]:
        return [(hit.title, hit.matched) for hit in hits(store, words, ("customer",))]

    assert matched("huarui") == [("华瑞机械", "")], "by the pinyin of its name, nothing to explain"
    assert matched("hrjx") == [("华瑞机械", "")]
    assert matched("苏州") == [("华瑞机械", "苏州")]
    assert matched("6789") == [("华瑞机械", "0512 6789")]
    assert matched("ouyang") == [("华瑞机械", "欧阳娜娜")]
    assert matched("12345") == [("华瑞机械", "139 1234 5678")]


def test_kinds_and_limit(store: Store) -> None:
    customer = put(store, a_customer("华瑞"))
    put_all(store, *(a_task(customer.id, f"华瑞 {n}") for n in range(5)))
    assert [h.kind for h in hits(store, "华瑞", ("task",))] == ["task"] * 5
    assert [h.kind for h in hits(store, "华瑞", (), 3)] == ["customer", "task", "task"]
    with pytest.raises(UsageError, match="unknown_kind"):
        hits(store, "华瑞", ("territory",))


def test_a_typing_error_is_forgiven_and_marked(store: Store) -> None:
    put_all(store, a_customer("Bosch Automotive"), a_customer("Siemens"))
    assert [(h.title, h.similar) for h in hits(store, "Bosch Autmotive")] == [("Bosch Automotive", True)]
    assert [(h.title, h.similar) for h in hits(store, "Bosch")] == [("Bosch Automotive", False)]
    assert hits(store, "xyzzy") == []
    assert hits(store, "   ") == []


def test_the_deleted_are_not_found(store: Store) -> None:
    made = put(store, a_customer("Bosch Automotive"))
    put(store, a_contact(made.id, "Ann Boschert"))
    change(store, records.delete, Customer, made.id)
    assert hits(store, "Bosch") == []
    assert hits(store, "Bosch Autmotive") == []


def test_a_form_offers_customers_in_the_order_of_every_search_and_says_what_matched(store: Store) -> None:
    put_all(store, a_customer("Rangreen", district="Bella Vista"), a_customer("Zora Beta", name_en="Beta"))
    person = put(store, a_customer("Konex"))
    put(store, a_contact(person.id, "Bert Long"))
    offered = store.ask(search.find_customers, "be", 6)
    assert [(hit.row.name, hit.matched) for hit in offered] == [
        ("Zora Beta", ""),
        ("Konex", "Bert Long"),
        ("Rangreen", "Bella Vista"),
    ]
    assert [hit.row.id for hit in offered] == [hit.id for hit in hits(store, "be", ("customer",))]
    assert [hit.row.name for hit in store.ask(search.find_customers, "be", 1)] == ["Zora Beta"]
