"""Lists: which rows, in which order, and that a row says what the records say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.domain import cadence
from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.opportunities import Product
from desktop_crm.domain.territories import Territory, User
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.views import CustomerRow, ListQuery
from desktop_crm.domain.visits import VisitAttendee
from desktop_crm.storage import lists
from desktop_crm.storage.engine import raw
from desktop_crm.storage.search import sort_key
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import tiers, undo
from tests.stores import (
    TODAY,
    Steps,
    a_contact,
    a_customer,
    a_deal,
    a_plan,
    a_rated_customer,
    a_task,
    a_visit,
    change,
    put,
    put_all,
    trying,
)

DAY = dt.timedelta(days=1)


def listed(store: Store, kind: str, **query: Any) -> list[Any]:
    """The rows of a list."""
    keys = store.ask(lists.ids, ListQuery(kind, **query))
    assert store.ask(lists.count, ListQuery(kind, **query)) == len(keys)
    return store.ask(lists.rows, kind, keys)


def names(store: Store, kind: str = "customer", **query: Any) -> list[str]:
    """The names in a list."""
    return [row.name if hasattr(row, "name") else row.title for row in listed(store, kind, **query)]


def _plan(snapshot: Snapshot, query: ListQuery) -> list[str]:
    """How SQLite answers a list, line by line."""
    cursor, statements = raw(snapshot.connection), list[str]()
    cursor.set_trace_callback(statements.append)
    lists.ids(snapshot, query)
    cursor.set_trace_callback(None)
    (statement,) = (one for one in statements if one.startswith("SELECT"))
    return [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}")]


# --- customers: SQL against the domain --------------------------------------------------------------------------

CUSTOMERS = st.lists(
    st.tuples(
        st.sampled_from(["甲", "乙", "Acme", "acme", "博世"]),
        st.sampled_from(["A", "B", "C", "D", "none", None]),
        st.none() | st.integers(-20, 220),
        st.none() | st.integers(1, 60),
        st.none() | st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=8,
)


def _urgency(row: CustomerRow) -> tuple[Any, ...]:
    states = [DueState.LATE, DueState.NEVER, DueState.DUE, DueState.DUE_SOON, DueState.NOT_DUE]
    points = -1 if row.composite is None else row.composite
    return (states.index(row.due.state), -row.due.share, -points, sort_key(row.name), row.rk)


@settings(max_examples=50)
@given(CUSTOMERS, st.sampled_from([*DueState]))
def test_customers_stand_in_the_order_and_in_the_state_of_the_domain(
    shared_store: Store, drawn: list[tuple[Any, ...]], state: DueState
) -> None:
    def run(work: UnitOfWork) -> None:
        steps = Steps(work)
        for name, tier, days_ago, own_cadence, composite in drawn:
            made = steps.do(UnitOfWork.insert, a_customer(name, cadence_days=own_cadence))
            if tier:
                given_ = {"tier": tier, "effective_on": TODAY, "composite": composite}
                steps.do(UnitOfWork.insert, TierAssignment(customer_id=made.id, **given_))
            if days_ago is not None:
                steps.do(UnitOfWork.insert, a_visit(made.id, TODAY - days_ago * DAY))
        found = steps.ask(lambda s: lists.rows(s, "customer", lists.ids(s, ListQuery("customer"))))
        assert found == sorted(found, key=_urgency)
        assert len(found) == len(drawn)
        chosen = ListQuery("customer", filters=(("state", (state.value,)),))
        filtered = steps.ask(lambda s: lists.rows(s, "customer", lists.ids(s, chosen)))
        assert filtered == [row for row in found if row.due.state == state]
        by_share = ListQuery("customer", order="due", descending=True)
        shares = [r.due.share for r in steps.ask(lambda s: lists.rows(s, "customer", lists.ids(s, by_share)))]
        assert shares == sorted(shares, reverse=True)

    trying(shared_store, run)


def test_the_exact_edges_of_the_states(store: Store) -> None:
    """Ten days' cadence: due soon from the 8th day, due on the 10th, late from the 15th."""
    for ago in range(21):
        made = put(store, a_customer(f"{ago}", cadence_days=10))
        put(store, a_visit(made.id, TODAY - ago * DAY))
    found = {
        state: sorted(int(name) for name in names(store, filters=(("state", (state.value,)),))) for state in DueState
    }
    assert found == {
        DueState.NEVER: [],
        DueState.NOT_DUE: list(range(8)),
        DueState.DUE_SOON: [8, 9],
        DueState.DUE: [10, 11, 12, 13, 14],
        DueState.LATE: list(range(15, 21)),
    }


def test_a_customers_row(store: Store) -> None:
    area = put(store, Territory(name="苏州"))
    owner = put(store, User(name="王"))
    made = put(
        store,
        a_customer(
            "华瑞机械",
            name_en="Huarui",
            city="苏州",
            district="虎丘",
            industry="机械",
            region="华东",
            phone="0512 1",
            territory_id=area.id,
            owner_id=owner.id,
        ),
    )
    put_all(store, a_visit(made.id, TODAY - DAY), a_visit(made.id, TODAY, outcome=5), a_deal(made.id))
    put(store, a_deal(made.id, result="lost"))
    (row,) = listed(store, "customer")
    assert row == CustomerRow(
        rk=1,
        id=made.id,
        name="华瑞机械",
        other_name="Huarui",
        tier="unrated",
        is_manual=False,
        composite=None,
        due=cadence.due(TODAY + 55 * DAY, 56, TODAY, TODAY),
        last_contact_on=TODAY - DAY,
        last_attempt_on=TODAY,
        city="苏州",
        district="虎丘",
        industry="机械",
        region="华东",
        phone="0512 1",
        territory="苏州",
        owner="王",
        open_deals=1,
    )


def test_a_second_name_equal_to_the_first_is_not_shown_twice(store: Store) -> None:
    put(store, a_customer("Acme", name_en="Acme"))
    assert listed(store, "customer")[0].other_name == ""


def test_orders_and_filters_of_customers(store: Store) -> None:
    put_all(store, Territory(id="t" * 36, name="苏州"), User(id="u" * 36, name="王"))
    for name, city, industry in [("重庆银行", "苏州", "银行"), ("Acme", "", "机械"), ("博世", "无锡", "汽车")]:
        put(store, a_customer(name, city=city, industry=industry, territory_id="t" * 36 if city else ""))
    assert names(store, order="name") == ["Acme", "博世", "重庆银行"]
    assert names(store, order="customer", descending=True) == ["重庆银行", "博世", "Acme"]
    assert names(store, order="city", descending=True)[-1] == "Acme"
    assert names(store, filters=(("industry", ("机械", "汽车")),), order="name") == ["Acme", "博世"]
    assert names(store, filters=(("territory", ("t" * 36,)), ("industry", ("银行",)))) == ["重庆银行"]
    assert names(store, filters=(("tier", ("unrated",)),), order="name") == ["Acme", "博世", "重庆银行"]
    assert names(store, filters=(("tier", ()),)) == []
    assert names(store, filters=(("owner", ("u" * 36,)),)) == []
    assert names(store, text="yinhang", filters=(("industry", ("银行",)),)) == ["重庆银行"]
    assert names(store, text="yinhang", filters=(("industry", ("机械",)),)) == []


def test_a_tier_set_by_hand_is_the_one_that_filters(store: Store) -> None:
    made = put(store, a_rated_customer())
    change(store, tiers.score)
    assert names(store, filters=(("tier", ("B",)),)) == ["华瑞机械"]
    change(store, tiers.set_by_hand, made.id, "A", "important", TODAY + 90 * DAY)
    assert names(store, filters=(("tier", ("A",)),)) == ["华瑞机械"]
    assert names(store, filters=(("tier", ("B",)),)) == []


@pytest.mark.parametrize(
    "query, code",
    [
        (ListQuery("memo"), "unknown_kind"),
        (ListQuery("customer", order="nonsense"), "unknown_order"),
        (ListQuery("customer", filters=(("nonsense", ("x",)),)), "unknown_filter"),
        (ListQuery("customer", filters=(("state", ("sometimes",)),)), "unknown_value"),
    ],
)
def test_what_a_list_does_not_know(store: Store, query: ListQuery, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        store.ask(lists.ids, query)


# --- the first page ---------------------------------------------------------------------------------------------


def test_the_first_page_is_the_beginning_of_the_list(store: Store) -> None:
    change(store, UnitOfWork.insert_many, [a_customer(f"华瑞 {n:03}", industry=f"{n % 3}") for n in range(40)])
    for query in (
        ListQuery("customer"),
        ListQuery("customer", order="name", descending=True),
        ListQuery("customer", filters=(("industry", ("2",)),)),
        ListQuery("customer", text="华瑞", filters=(("industry", ("2",)),)),
        ListQuery("customer", text="华瑞 039"),
    ):
        assert store.ask(lists.ids, query, 10) == store.ask(lists.ids, query)[:10]


@pytest.mark.parametrize("kind", ["customer", "contact", "visit", "task", "opportunity"])
def test_of_many_hits_the_first_page_is_the_beginning_of_the_list_too(store: Store, kind: str) -> None:
    """The last ones made stand at the top: any so many hits would be others."""
    last = 0
    for n in range(40):
        customer = put(store, a_customer(f"华瑞 {99 - n}"))
        put_all(
            store,
            a_contact(customer.id, f"华瑞 {99 - n}"),
            a_visit(customer.id, TODAY - (50 - n) * DAY, note="华瑞"),
            a_task(title=f"华瑞 {99 - n}", due_on=TODAY + (50 - n) * DAY),
            a_deal(customer.id, name="华瑞", opened_on=TODAY - (50 - n) * DAY),
        )
        last = n + 1
    for query in (ListQuery(kind, text="华瑞"), ListQuery(kind, text="华瑞", order="customer", descending=True)):
        whole = store.ask(lists.ids, query)
        assert len(whole) == 40
        assert store.ask(lists.ids, query, 10) == whole[:10]
    if kind != "customer":
        assert store.ask(lists.ids, ListQuery(kind, text="华瑞"), 1)[0] == last


def test_words_that_hold_nothing_to_search_find_nothing(store: Store) -> None:
    put(store, a_customer())
    assert names(store, text="🙂") == []
    assert names(store, text="  ") == ["华瑞机械"]


def test_rows_follow_their_keys_and_leave_out_what_is_gone(store: Store) -> None:
    made = [put(store, a_customer(name)) for name in ("甲", "乙", "丙")]
    change(store, UnitOfWork.delete, Customer, made[1].id)
    assert [row.name for row in store.ask(lists.rows, "customer", [3, 2, 1, 99])] == ["丙", "甲"]
    assert store.ask(lists.rows, "customer", []) == []
    assert store.ask(lists.key_of, "customer", made[2].id) == 3
    assert store.ask(lists.key_of, "customer", "unknown") is None


# --- the other kinds --------------------------------------------------------------------------------------------


def test_contacts(store: Store) -> None:
    two, one = put(store, a_customer("博世")), put(store, a_customer("Acme"))
    met = put(store, a_contact(two.id, "王敏", role="champion", mobile="139", phone="0512"))
    put(store, a_contact(two.id, "李雷", role="decision_maker", stance="supporter"))
    put(store, a_contact(one.id, "Ann", title="Buyer"))
    put(store, a_contact("", "无主"))
    visit = put(store, a_visit(two.id, TODAY - 3 * DAY))
    vain = put(store, a_visit(two.id, TODAY, outcome=5))
    put_all(store, *(VisitAttendee(visit_id=v.id, contact_id=met.id) for v in (visit, vain)))
    found = listed(store, "contact")
    assert [(r.name, r.customer, r.decides) for r in found] == [
        ("无主", "", False),
        ("Ann", "Acme", False),
        ("李雷", "博世", True),
        ("王敏", "博世", False),
    ]
    assert (found[3].phone, found[3].last_met_on, found[3].tier) == ("139", TODAY - 3 * DAY, "unrated")
    assert found[0].customer_id == found[0].tier == ""
    assert names(store, "contact", filters=(("role", ("decision_maker",)),)) == ["李雷"]
    assert names(store, "contact", filters=(("customer", (one.id,)),)) == ["Ann"]
    assert names(store, "contact", text="wangmin") == ["王敏"]
    assert names(store, "contact", order="name")[0] == "Ann"


def test_a_contact_is_met_recently_for_90_days(store: Store) -> None:
    """The rule of the paper's star, which fills that of the window too."""
    customer = put(store, a_customer())
    for days in (90, 91):
        person = put(store, a_contact(customer.id, f"met {days} days ago", role="decision_maker"))
        visit = put(store, a_visit(customer.id, TODAY - days * DAY))
        put(store, VisitAttendee(visit_id=visit.id, contact_id=person.id))
    put(store, a_contact(customer.id, "never met", role="decision_maker"))
    assert {row.name: row.met_recently for row in listed(store, "contact")} == {
        "met 90 days ago": True,
        "met 91 days ago": False,
        "never met": False,
    }


def test_people_stand_in_the_order_of_the_pinyin_of_their_names(store: Store) -> None:
    """By code point 丁 would stand before 李, 赵 before 重, and 阿 last."""
    one, two = put(store, a_customer("阿里")), put(store, a_customer("博世"))
    for name in ("重庆", "李雷", "阿明", "Bo", "丁一", "ａnn"):
        put(store, a_contact(two.id, name))
    boss = put(store, a_contact(two.id, "周总", role="decision_maker"))
    put(store, a_contact(one.id, "赵"))
    assert names(store, "contact") == ["赵", "周总", "阿明", "ａnn", "Bo", "丁一", "李雷", "重庆"]
    by_name = ["阿明", "ａnn", "Bo", "丁一", "李雷", "赵", "重庆", "周总"]
    assert names(store, "contact", order="name") == by_name
    assert names(store, "contact", order="name", descending=True) == by_name[::-1]
    change(store, UnitOfWork.edit, Contact, boss.id, {"name": ("周总", "艾总"), "role": ("decision_maker", "")})
    assert names(store, "contact") == ["赵", "阿明", "艾总", "ａnn", "Bo", "丁一", "李雷", "重庆"]
    change(store, UnitOfWork.edit, Customer, one.id, {"name": ("阿里", "中车")})
    assert names(store, "contact")[-1] == "赵", "people go where their customer goes"
    change(store, UnitOfWork.delete, Contact, boss.id)
    assert "艾总" not in names(store, "contact")
    change(store, undo.undo)
    assert "艾总" in names(store, "contact")
    change(store, UnitOfWork.delete, Customer, two.id)
    assert names(store, "contact") == ["赵"]


def test_the_list_of_people_is_read_from_its_index(store: Store) -> None:
    assert store.ask(_plan, ListQuery("contact")) == ["SCAN k USING COVERING INDEX ix_contact_state_customer"]


def test_other_words_sort_by_their_pinyin_as_well(store: Store) -> None:
    for city, trade in [("重庆", "银行"), ("安庆", "重工"), ("Bonn", "纺织"), ("", "")]:
        customer = put(store, a_customer(city or "?", city=city, industry=trade))
        put(store, a_contact(customer.id, city or "?", title=trade))
        put(store, a_task(customer_id=customer.id, title=trade or "?"))
    assert names(store, order="city") == ["?", "安庆", "Bonn", "重庆"]
    assert names(store, order="industry") == ["?", "Bonn", "重庆", "安庆"]
    assert names(store, "contact", order="title") == ["?", "Bonn", "重庆", "安庆"]
    assert names(store, "task", order="title") == ["?", "纺织", "银行", "重工"]
    by_customer = [row.customer for row in listed(store, "task", order="customer")]
    assert by_customer == ["?", "安庆", "Bonn", "重庆"]


def test_visits(store: Store) -> None:
    customer = put(store, a_customer())
    person = put(store, a_contact(customer.id, "王敏"))
    old = put(store, a_visit(customer.id, TODAY - 9 * DAY, note="谈了价格", outcome=1))
    new = put(
        store, a_visit(customer.id, TODAY, channel="phone", outcome=4, next_action="发报价", next_action_on=TODAY)
    )
    plan = put(store, a_plan(customer.id, TODAY + DAY))
    put(store, VisitAttendee(visit_id=old.id, contact_id=person.id))
    found = listed(store, "visit")
    assert [row.id for row in found] == [plan.id, new.id, old.id]
    assert [(row.on, row.complete) for row in found] == [
        (TODAY + DAY, True),
        (TODAY, False),
        (TODAY - 9 * DAY, True),
    ]
    assert (found[2].who, found[2].note, found[2].customer, found[2].zone) == (
        "王敏",
        "谈了价格",
        customer.name,
        "Asia/Shanghai",
    )
    assert (found[1].next_action, found[1].next_action_on, found[1].channel) == ("发报价", TODAY, "phone")
    assert (found[1].started_at, found[1].ended_at) == (new.started_at, new.ended_at)

    def ids(**query: Any) -> list[str]:
        return [row.id for row in listed(store, "visit", **query)]

    assert ids(filters=(("state", ("planned",)),)) == [plan.id]
    assert ids(filters=(("outcome", ("1", "2")),)) == [old.id]
    assert ids(filters=(("channel", ("phone",)),)) == [new.id]
    assert ids(filters=(("since", (TODAY.isoformat(),)),)) == [plan.id, new.id]
    assert ids(filters=(("customer", ("nobody",)),)) == []
    assert ids(order="outcome") == [old.id, new.id, plan.id], "nothing comes last"
    assert ids(order="outcome", descending=True) == [new.id, old.id, plan.id]
    assert ids(text="价格") == [old.id]


def test_tasks(store: Store) -> None:
    customer, me = put(store, a_customer()), put(store, User(name="王"))
    put_all(
        store,
        a_task(title="没有日期"),
        a_task(title="后天", due_on=TODAY + 2 * DAY, assignee_id=me.id, customer_id=customer.id),
        a_task(title="昨天", due_on=TODAY - DAY),
        a_task(title="做完了", due_on=TODAY - 9 * DAY, state="done"),
    )
    assert names(store, "task") == ["昨天", "后天", "没有日期", "做完了"]
    assert names(store, "task", filters=(("due_by", (TODAY.isoformat(),)), ("state", ("open",)))) == ["昨天"]
    (row,) = listed(store, "task", filters=(("customer", (customer.id,)),))
    assert (row.assignee, row.customer, row.tier, row.due_on) == ("王", customer.name, "unrated", TODAY + 2 * DAY)


def test_deals(store: Store) -> None:
    customer, thing = put(store, a_customer()), put(store, Product(name="GTX500"))
    put_all(
        store,
        a_deal(customer.id, "老的", opened_on=TODAY - 9 * DAY, stage="selection", amount=Decimal(5), currency="CNY"),
        a_deal("", "没有客户", opened_on=TODAY, stage="need", product_id=thing.id),
        a_deal(customer.id, "赢了", result="won", stage="confirmed", closed_on=TODAY),
    )
    assert names(store, "opportunity") == ["没有客户", "老的", "赢了"]
    assert names(store, "opportunity", filters=(("customer", ("",)),)) == ["没有客户"], "visible as such"
    assert names(store, "opportunity", filters=(("result", ("won", "lost")),)) == ["赢了"]
    assert names(store, "opportunity", order="stage") == ["没有客户", "老的", "赢了"], "as a deal goes, not by letters"
    nobody, old, _ = listed(store, "opportunity")
    assert (nobody.customer, nobody.customer_id, nobody.amount, nobody.product) == ("", "", None, "GTX500")
    assert (old.amount, old.currency, old.stage, old.customer) == (Decimal(5), "CNY", "selection", customer.name)
