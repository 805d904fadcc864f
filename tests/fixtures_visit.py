"""A customer as a rep finds it, for everything that writes down a visit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.store import Store
from desktop_crm.usecases import tiers
from tests.stores import TODAY, a_contact, a_rated_customer, a_visit, change, put

LAST = TODAY - dt.timedelta(days=38)


@dataclass(frozen=True, slots=True)
class Case:
    """A customer of tier B (every 28 days), last seen 38 days ago by the first of its two people."""

    customer: Customer
    decider: Contact
    engineer: Contact
    last: Visit


@pytest.fixture
def case(store: Store) -> Case:
    customer = put(store, a_rated_customer("江苏华瑞机械有限公司", name_en="Jiangsu Huarui"))
    engineer = put(store, a_contact(customer.id, "Li Min", title="工艺", role="engineer"))
    decider = put(store, a_contact(customer.id, "Wang Jianguo", role="decision_maker"))
    last = put(store, a_visit(customer.id, LAST, outcome=2, note="先看 200 小时试用数据", next_action="发报告"))
    row = VisitAttendee(id=derived_id("visit_attendee", last.id, decider.id), visit_id=last.id, contact_id=decider.id)
    put(store, row)
    change(store, tiers.score)
    return Case(customer, decider, engineer, last)
