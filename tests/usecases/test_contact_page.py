from __future__ import annotations

import datetime as dt

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.store import Store
from desktop_crm.usecases import records
from desktop_crm.usecases.contact_page import VISITS, contact_page
from tests.stores import TODAY, a_contact, a_customer, a_plan, a_visit, change, put

DAY = dt.timedelta(days=1)


def meet(store: Store, contact: Contact, visit: Visit) -> Visit:
    made = put(store, visit)
    put(store, VisitAttendee(visit_id=made.id, contact_id=contact.id))
    return made


def test_a_contact_stands_with_customer_superior_and_visits_newest_first(store: Store) -> None:
    customer = put(store, a_customer("华瑞机械"))
    superior = put(store, a_contact(customer.id, "周总"))
    contact = put(store, a_contact(customer.id, "王敏", reports_to_id=superior.id))
    met = meet(store, contact, a_visit(customer.id, TODAY - 30 * DAY, outcome=2, note="试用", channel="phone"))
    missed = meet(store, contact, a_visit(customer.id, TODAY - 3 * DAY, outcome=5))
    planned = meet(store, contact, a_plan(customer.id, TODAY + DAY, purpose="签约"))
    put(store, a_visit(customer.id, TODAY))
    page = store.ask(contact_page, contact.id)
    assert page is not None
    assert page.customer is not None
    assert (page.contact.name, page.customer.name, page.reports_to) == ("王敏", "华瑞机械", "周总")
    assert page.row.last_met_on == TODAY - 30 * DAY
    assert [(e.id, e.previous, e.text, e.counted_halves) for e in page.visits] == [
        (planned.id, "planned", "签约", None),
        (missed.id, "held", "", 0),
        (met.id, "held", "试用", 1),
    ]


def test_only_the_newest_visits_are_listed_and_all_are_counted(store: Store) -> None:
    customer = put(store, a_customer())
    contact = put(store, a_contact(customer.id))
    for days in range(VISITS + 2):
        meet(store, contact, a_visit(customer.id, TODAY - days * DAY))
    page = store.ask(contact_page, contact.id)
    assert page is not None
    assert (len(page.visits), page.visits_total) == (VISITS, VISITS + 2)
    assert page.visits[0].on == TODAY


def test_a_person_outside_any_customer_has_a_card_too(store: Store) -> None:
    contact = put(store, a_contact("", "陈教授", kind="external_influencer"))
    page = store.ask(contact_page, contact.id)
    assert page is not None
    assert (page.customer, page.visits) == (None, ())


def test_a_deleted_visit_or_contact_is_gone(store: Store) -> None:
    customer = put(store, a_customer())
    contact = put(store, a_contact(customer.id))
    visit = meet(store, contact, a_visit(customer.id))
    change(store, records.delete_many, Visit, [visit.id])
    page = store.ask(contact_page, contact.id)
    assert page is not None
    assert page.visits == ()
    change(store, records.delete_many, Contact, [contact.id])
    assert store.ask(contact_page, contact.id) is None
    assert store.ask(contact_page, "no such id") is None
