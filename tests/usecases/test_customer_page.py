"""The customer page: everything at once, from one moment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.views import ListQuery
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.store import Store
from desktop_crm.usecases import lists, records, tiers, visits
from desktop_crm.usecases.customer_page import TIMELINE_PAGE, customer_page, more_timeline
from desktop_crm.usecases.visits import VisitDraft
from tests.stores import (
    TODAY,
    a_contact,
    a_customer,
    a_deal,
    a_purchase,
    a_rated_customer,
    a_task,
    a_visit,
    change,
    put,
    put_all,
)

DAY = dt.timedelta(days=1)


def test_a_bare_customer_has_a_page(store: Store) -> None:
    made = put(store, a_customer())
    page = store.ask(customer_page, made.id)
    assert page is not None
    assert page.customer == made
    assert page.row == store.ask(lists.row_of, "customer", made.id)
    assert (page.reason, page.last_contact_channel, page.last_counted_on, page.timeline, page.timeline_total) == (
        *("never", "", None),
        *((), 0),
    )
    assert page.rating.missing == ("profit_contribution", "market_influence", "potential_value")
    assert (page.parent, page.manual_reason, page.manual_until, page.amount_source) == ("", "", None, "deals")


def test_a_full_page(store: Store) -> None:
    group = put(store, a_customer("集团"))
    made = put(store, a_rated_customer(parent_id=group.id))
    boss = put(store, a_contact(made.id, "李雷", role="decision_maker"))
    put_all(
        store,
        a_task(made.id, "后天", due_on=TODAY + 2 * DAY),
        a_task(made.id, "今天", due_on=TODAY),
        a_task(made.id, "做完了", state="done"),
        a_purchase(made.id, 5, TODAY - DAY, as_of=TODAY),
    )
    change(store, records.add_record, a_deal(made.id, "一号线", amount=Decimal(5)))
    change(store, records.add_record, a_deal(made.id, "赢了", result="won"))
    change(store, tiers.score)
    change(store, tiers.set_by_hand, made.id, "A", "战略客户", TODAY + 9 * DAY)
    change(store, visits.log_visit, VisitDraft(made.id, 2, at="昨天", channel="phone", attendees=(boss.id,)))
    page = store.ask(customer_page, made.id)
    assert page is not None
    assert page.parent == "集团"
    assert (page.row.tier, page.row.is_manual, page.rating.tier) == ("A", True, "C"), "it bought for 5 only"
    assert (page.manual_reason, page.manual_until) == ("战略客户", TODAY + 9 * DAY)
    assert (page.scheme_version, page.amount_currency, page.amount_source) == (1, "CNY", "purchases")
    assert [(card.contact.name, card.decides, card.last_met_on) for card in page.contacts] == [
        ("李雷", True, TODAY - DAY)
    ]
    assert [task.title for task in page.tasks] == ["今天", "后天"]
    assert [deal.name for deal in page.deals] == ["一号线"]
    assert (page.reason, page.last_contact_channel, page.last_counted_on) == ("contact", "phone", TODAY - DAY)
    assert (page.visit_count, page.purchase_count, page.purchases_as_of) == (1, 1, TODAY)
    assert page.row.due.next_due == TODAY - DAY + 7 * DAY
    kinds = {entry.kind for entry in page.timeline}
    assert kinds == {"visit", "task", "stage_change", "tier_assignment", "purchase"}
    assert page.timeline_total == len(page.timeline)


def test_no_page_of_what_is_gone(store: Store) -> None:
    made = put(store, a_customer())
    change(store, records.delete, Customer, made.id)
    assert store.ask(customer_page, made.id) is None
    assert store.ask(customer_page, "unknown") is None


def test_a_page_with_a_visit_and_a_deal_that_say_next_to_nothing(store: Store) -> None:
    made = put(store, a_customer())
    put_all(store, Visit(customer_id=made.id), Opportunity(name="x", customer_id=made.id))
    page = store.ask(customer_page, made.id)
    assert page is not None
    assert page.timeline_total == 1


def test_a_long_history_comes_in_pages(store: Store) -> None:
    made = put(store, a_customer())
    put_all(store, *(a_visit(made.id, TODAY - n * DAY) for n in range(TIMELINE_PAGE + 10)))
    page = store.ask(customer_page, made.id)
    assert page is not None
    assert (len(page.timeline), page.timeline_total) == (TIMELINE_PAGE, TIMELINE_PAGE + 10)
    rest, total = store.ask(more_timeline, made.id, (), TIMELINE_PAGE)
    assert (len(rest), total) == (10, TIMELINE_PAGE + 10)
    assert [entry.on for entry in (*page.timeline, *rest)] == [TODAY - n * DAY for n in range(TIMELINE_PAGE + 10)]
    assert store.ask(more_timeline, made.id, ("task",), 0) == ([], 0)


def test_lists_of_the_window(store: Store) -> None:
    made = [put(store, a_customer(f"华瑞 {n}")) for n in range(3)]
    query = ListQuery("customer", order="name")
    keys = store.ask(lists.ids, query)
    assert list(keys) == list(store.ask(lists.first_ids, query)) == [1, 2, 3]
    assert [row.id for row in store.ask(lists.rows, "customer", keys)] == [c.id for c in made]
    assert store.ask(lists.key_of, "customer", made[1].id) == 2
    assert store.ask(lists.row_of, "customer", "unknown") is None
