"""Between names and records."""

from __future__ import annotations

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.territories import User
from desktop_crm.storage.store import Store
from desktop_crm.usecases import names, visits
from desktop_crm.usecases.cadences import tier_cadences
from desktop_crm.usecases.names import Attendee
from desktop_crm.usecases.visits import VisitDraft
from tests.stores import a_contact, a_customer, change, put


def test_the_record_that_a_text_means(store: Store) -> None:
    customer = put(store, a_customer("Acme"))
    for text in (customer.id, customer.id[:13], " acme "):
        assert store.ask(names.record_meant, Customer, text) == customer
    with pytest.raises(RuleError, match="unknown_id"):
        store.ask(names.record_meant, Customer, "Bolt")


def test_titles_of_several_kinds(store: Store) -> None:
    customer, user = put(store, a_customer("Acme")), put(store, User(name="Ann"))
    found = store.ask(names.titles, {"customer": {customer.id, "nobody"}, "user": {user.id}, "product": set()})
    assert found == {customer.id: "Acme", user.id: "Ann"}


def test_who_was_there(store: Store) -> None:
    user = put(store, User(name="Ann"))
    store.maintain(lambda work: work.set_setting("user_id", user.id))
    customer = put(store, a_customer("Acme"))
    contact = put(store, a_contact(customer.id, "王敏"))
    draft = VisitDraft(customer_id=customer.id, outcome=1, attendees=(contact.id,))
    first, second = (change(store, visits.log_visit, draft).visit for _ in range(2))
    alone = change(store, visits.log_visit, VisitDraft(customer_id=customer.id, outcome=5)).visit
    both = [Attendee("contact", contact.id, "王敏"), Attendee("user", user.id, "Ann")]
    assert store.ask(names.attendees, [first.id, second.id, alone.id]) == {
        first.id: both,
        second.id: both,
        alone.id: both[1:],
    }


def test_cadences_of_the_scheme(store: Store) -> None:
    assert store.ask(tier_cadences) == {"A": 14, "B": 28, "C": 56, "D": 42, "none": 182}
