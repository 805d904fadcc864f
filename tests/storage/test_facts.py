"""Questions over many rows: the call list's rows, who is due, a customer's history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_crm.domain import cadence
from desktop_crm.domain.cadence import DueState, half_weight
from desktop_crm.domain.call_list import LastContact, OpenDeal, OpenItem, Person, Row
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.opportunities import Opportunity, Product, StageChange
from desktop_crm.domain.territories import Territory, User
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.visits import CHANNELS, Visit, VisitAttendee
from desktop_crm.storage import facts
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import tasks
from tests.stores import (
    CADENCE_DAYS,
    TODAY,
    Steps,
    a_contact,
    a_customer,
    a_deal,
    a_memo,
    a_plan,
    a_purchase,
    a_task,
    a_visit,
    change,
    edit_elsewhere,
    put,
    put_all,
    trying,
)

DAY = dt.timedelta(days=1)


def call_list(store: Store, tiers: tuple[str, ...] = (), territory: str = "") -> list[Row]:
    """The rows of a call list."""
    return store.ask(facts.call_list_rows, tiers, territory)


def only_row(store: Store) -> Row:
    """The row of the only customer."""
    (row,) = call_list(store)
    return row


def met(store: Store, visit: Visit, *contacts: str) -> None:
    """Say who was there."""
    put_all(store, *(VisitAttendee(visit_id=visit.id, contact_id=contact) for contact in contacts))


# --- territories ------------------------------------------------------------------------------------------------


def test_a_territory_includes_all_below_it_and_a_loop_ends(store: Store) -> None:
    top = put(store, Territory(name="华东"))
    middle = put(store, Territory(name="江苏", parent_id=top.id))
    low = put(store, Territory(name="苏州", parent_id=middle.id))
    put(store, Territory(name="华北"))

    def below(id_: str) -> set[str]:
        return set(store.ask(facts.territory_with_children, id_))

    assert below(top.id) == {top.id, middle.id, low.id}
    assert below(low.id) == {low.id}
    edit_elsewhere(store, Territory, top.id, parent_id=low.id)
    assert below(middle.id) == {top.id, middle.id, low.id}


# --- who is due -------------------------------------------------------------------------------------------------


def test_the_due_list_is_ordered_by_state_and_urgency(store: Store) -> None:
    days = {"从未": None, "过期": 90, "更过期": 120, "到期": 60, "快到期": 50, "没到期": 3}
    for name, ago in days.items():
        made = put(store, a_customer(name))
        if ago is not None:
            put(store, a_visit(made.id, TODAY - ago * DAY))
    found = store.ask(facts.due_items, [state.value for state in DueState])
    assert [(item.name, item.due.state) for item in found] == [
        ("更过期", DueState.LATE),
        ("过期", DueState.LATE),
        ("从未", DueState.NEVER),
        ("到期", DueState.DUE),
        ("快到期", DueState.DUE_SOON),
        ("没到期", DueState.NOT_DUE),
    ]
    assert found[3].last_counted == TODAY - 60 * DAY
    assert found[3].due == cadence.due(TODAY - 4 * DAY, 56, TODAY, TODAY)
    assert [item.name for item in store.ask(facts.due_items, ["never"])] == ["从未"]
    assert store.ask(facts.due_items, []) == []


# --- rows of the call list --------------------------------------------------------------------------------------


def test_a_bare_customer_is_a_row(store: Store) -> None:
    made = put(store, a_customer("华瑞", name_en="Huarui", city="苏州", district="虎丘", address="1 号", phone="0512"))
    assert only_row(store) == Row(
        customer_id=made.id,
        name="华瑞",
        other_name="Huarui",
        sort_key="hua rui ",
        tier="unrated",
        is_manual=False,
        composite=None,
        due=cadence.due(None, 56, TODAY, TODAY),
        place="苏州 虎丘",
        address="1 号",
        phone="0512",
        last=None,
        last_attempt_on=None,
        counted=0,
        goal=2,
        people=(),
        aim="",
        open_items=(),
        deals=(),
        deal_count=0,
    )


def test_customers_are_chosen_by_tier_and_territory(store: Store) -> None:
    top = put(store, Territory(name="华东"))
    low = put(store, Territory(name="苏州", parent_id=top.id))
    one = put(store, a_customer("甲", territory_id=low.id))
    put(store, a_customer("乙", territory_id=top.id))
    gone = put(store, a_customer("丙", territory_id=top.id))
    change(store, UnitOfWork.delete, Customer, gone.id)
    put(store, TierAssignment(customer_id=one.id, tier="A", effective_on=TODAY))
    assert [row.name for row in call_list(store)] == ["甲", "乙"]
    assert [row.name for row in call_list(store, ("A", "B"))] == ["甲"]
    assert [row.name for row in call_list(store, (), low.id)] == ["甲"]
    assert [row.name for row in call_list(store, (), top.id)] == ["甲", "乙"]
    assert call_list(store, ("unrated",), low.id) == []
    assert [row.name for row in call_list(store, ("unrated",))] == ["乙"], "the choice before it is forgotten"


def test_people_with_those_who_decide_first(store: Store) -> None:
    made = put(store, a_customer())
    staff = put(store, a_contact(made.id, "王敏", title="采购", mobile="139", phone="0512", best_time="上午"))
    boss = put(store, a_contact(made.id, "李雷", role="decision_maker", phone="0513"))
    put(store, a_contact(made.id, "不要打", role="decision_maker", do_not_contact=True))
    put_all(store, a_contact(made.id, "三"), a_contact(made.id, "四"))
    met(store, put(store, a_visit(made.id, TODAY - 90 * DAY)), staff.id)
    met(store, put(store, a_visit(made.id, TODAY - 91 * DAY)), boss.id, staff.id)
    met(store, put(store, a_visit(made.id, TODAY, outcome=5)), boss.id)
    assert only_row(store).people == (
        Person("李雷", "", "0513", "", True, TODAY - 91 * DAY, False),
        Person("王敏", "采购", "139", "上午", False, TODAY - 90 * DAY, True),
        Person("三", "", "", "", False, None, False),
    )


def test_the_last_contact_is_the_last_that_met_somebody(store: Store) -> None:
    made = put(store, a_customer())
    staff, boss = put(store, a_contact(made.id, "王敏")), put(store, a_contact(made.id, "李雷", role="decision_maker"))
    met(
        store,
        put(store, a_visit(made.id, TODAY - 2 * DAY, channel="video", outcome=2, note="\n 谈了价格 \n细节")),
        staff.id,
    )
    met(store, put(store, a_visit(made.id, TODAY - 3 * DAY, note="更早")), staff.id)
    put_all(
        store, a_visit(made.id, TODAY, outcome=5), a_plan(made.id, TODAY), a_visit(made.id, TODAY, state="cancelled")
    )
    row = only_row(store)
    assert row.last == LastContact(TODAY - 2 * DAY, "video", 2, "王敏", "谈了价格")
    assert row.last_attempt_on == TODAY
    met(store, put(store, a_visit(made.id, TODAY - DAY)), staff.id, boss.id)
    assert only_row(store).last == LastContact(TODAY - DAY, "in_person", 3, "李雷", ""), "who decides is named first"


def test_open_items_by_due_day_and_the_deals_furthest_along(store: Store) -> None:
    made = put(store, a_customer())
    put_all(
        store,
        a_task(made.id, "没有日期"),
        a_task(made.id, "后天", due_on=TODAY + 2 * DAY),
        a_task(made.id, "昨天", due_on=TODAY - DAY),
        a_task(made.id, "很久以后", due_on=TODAY + 99 * DAY),
        a_task(made.id, "做完了", state="done"),
        a_deal(made.id, "小的", stage="selection", amount=Decimal(5), currency="CNY", opened_on=TODAY - 9 * DAY),
        a_deal(made.id, "大的", stage="selection", amount=Decimal("70.50"), currency="CNY"),
        a_deal(made.id, "早的", stage="need", amount=Decimal(900), currency="CNY"),
        a_deal(made.id, "没有金额", stage="selection"),
        a_deal(made.id, "输了", result="lost", stage="agreement"),
    )
    row = only_row(store)
    assert row.open_items == (
        OpenItem("昨天", TODAY - DAY),
        OpenItem("后天", TODAY + 2 * DAY),
        OpenItem("很久以后", TODAY + 99 * DAY),
    )
    assert row.deals == (
        OpenDeal("大的", Decimal("70.50"), "CNY", "selection", 4, None),
        OpenDeal("小的", Decimal("5.00"), "CNY", "selection", 4, 9),
    )
    assert row.deal_count == 4


def test_the_aim_is_that_of_the_next_plan_else_the_last_next_step(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id, TODAY - 9 * DAY, next_action="旧的"))
    assert only_row(store).aim == "旧的"
    offered = put(store, a_visit(made.id, TODAY - 2 * DAY, next_action="发报价"))
    put(store, a_visit(made.id, TODAY - DAY, outcome=5))
    assert only_row(store).aim == "发报价", "an attempt hides none"
    task = put(store, a_task(made.id, "发报价", visit_id=offered.id))
    assert only_row(store).aim == "发报价"
    change(store, tasks.set_done, task.id, True)
    assert only_row(store).aim == "", "done, and an older one does not come back"
    change(store, tasks.set_done, task.id, False)
    put(store, a_plan(made.id, TODAY - DAY, purpose="错过了"))
    assert only_row(store).aim == "发报价"
    put(store, a_plan(made.id, TODAY + 9 * DAY, purpose="以后"))
    put(store, a_plan(made.id, TODAY + DAY, purpose="签合同"))
    assert only_row(store).aim == "签合同"


def test_no_aim_after_a_visit_that_left_none(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id, TODAY - 2 * DAY, next_action="发报价"))
    put(store, a_visit(made.id, TODAY - DAY))
    assert only_row(store).aim == ""


VISITS = st.lists(
    st.tuples(
        st.integers(-120, 3).map(lambda n: TODAY + n * DAY),
        st.sampled_from(CHANNELS),
        st.sampled_from([None, 1, 3, 5]),
        st.sampled_from(["held", "held", "cancelled", "planned"]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@example([(TODAY + n * DAY, "in_person", 1, "held") for n in (-60, -40, 0, 1)])
@given(VISITS)
def test_counted_contacts_of_quarter_and_cycle(shared_store: Store, drawn: list[tuple[Any, ...]]) -> None:
    def run(work: UnitOfWork) -> Row:
        steps = Steps(work)
        made = steps.do(UnitOfWork.insert, a_customer())
        for on, channel, outcome, state in drawn:
            steps.do(UnitOfWork.insert, a_visit(made.id, on, channel=channel, outcome=outcome, state=state))
        (row,) = steps.ask(facts.call_list_rows, (), "")
        return row

    row = trying(shared_store, run)
    counted = [
        on for on, channel, outcome, state in drawn if state == "held" and half_weight(channel, outcome, "unrated")
    ]
    first, _ = cadence.quarter(TODAY)
    _, begin, _ = cadence.cycle(TODAY)
    assert row.counted == sum(first <= on <= TODAY for on in counted)
    assert row.counted_in_cycle == sum(begin <= on <= TODAY for on in counted)
    assert row.goal == cadence.quarter_goal(CADENCE_DAYS["C"])


# --- the history of a customer ----------------------------------------------------------------------------------


def everything(store: Store, made: Customer) -> None:
    """One thing of each kind, a day apart, the visit last."""
    deal = put(store, a_deal(made.id, "一号线", amount=Decimal(50), currency="CNY"))
    thing = put(store, Product(name="GTX500"))
    person = put(store, a_contact(made.id, "王敏"))
    put_all(
        store,
        a_purchase(made.id, Decimal("12.50"), TODAY - 5 * DAY, product_id=thing.id),
        StageChange(opportunity_id=deal.id, to_stage="need", on=TODAY - 4 * DAY),
        StageChange(opportunity_id=deal.id, from_stage="need", to_stage="confirmed", result="won", on=TODAY - 3 * DAY),
        TierAssignment(
            customer_id=made.id,
            tier="A",
            previous_tier="B",
            effective_on=TODAY - 2 * DAY,
            composite=8100,
            scheme_version=3,
        ),
        a_task(made.id, "发报价", due_on=TODAY - DAY, note="细节"),
        a_memo(made.id, "记得带样品"),
    )
    visit = put(store, a_visit(made.id, TODAY, note="谈了价格", channel="video", outcome=2))
    met(store, visit, person.id)


def test_the_history_holds_every_kind_newest_first(store: Store) -> None:
    made = put(store, a_customer())
    other = put(store, a_customer("别人"))
    everything(store, made)
    put(store, a_visit(other.id))
    entries, total = store.ask(facts.timeline, made.id)
    assert total == len(entries) == 7
    shown = [(e.kind, e.on, e.code, e.previous, e.title, e.text, e.amount, e.currency) for e in entries]
    assert sorted(shown[:2]) == [
        ("memo", TODAY, "", "", "", "记得带样品", None, ""),
        ("visit", TODAY, "video", "held", "王敏", "谈了价格", None, ""),
    ]
    assert shown[2:] == [
        ("task", TODAY - DAY, "open", "manual", "发报价", "细节", None, ""),
        ("tier_assignment", TODAY - 2 * DAY, "A", "B", "3", "", None, ""),
        ("stage_change", TODAY - 3 * DAY, "won", "need", "一号线", "", Decimal("50.00"), "CNY"),
        ("stage_change", TODAY - 4 * DAY, "need", "", "一号线", "", Decimal("50.00"), "CNY"),
        ("purchase", TODAY - 5 * DAY, "", "", "GTX500", "", Decimal("12.50"), "CNY"),
    ]
    visit = next(entry for entry in entries if entry.kind == "visit")
    assert (visit.outcome, visit.counted_halves) == (2, 1)
    assert entries[3].outcome == 8100


def test_pages_and_kinds_of_the_history(store: Store) -> None:
    made = put(store, a_customer())
    everything(store, made)
    whole, _ = store.ask(facts.timeline, made.id)
    page, total = store.ask(facts.timeline, made.id, (), 2, 3)
    assert (page, total) == (whole[2:5], 7)
    tasks, total = store.ask(facts.timeline, made.id, ("task", "purchase"))
    assert ([entry.kind for entry in tasks], total) == (["task", "purchase"], 2)


def test_what_a_contact_counted_depends_on_the_tier_in_force(store: Store) -> None:
    made = put(store, a_customer())
    for outcome in (1, 5):
        put(store, a_visit(made.id, channel="phone", outcome=outcome))
    put(store, a_plan(made.id, TODAY + DAY, channel="phone"))

    def halves() -> list[int | None]:
        return [entry.counted_halves for entry in store.ask(facts.timeline, made.id, ("visit",))[0]]

    assert sorted(halves(), key=str) == [0, 1, None]
    put(store, TierAssignment(customer_id=made.id, tier="D", effective_on=TODAY))
    assert sorted(halves(), key=str) == [0, 2, None]


def test_entries_without_a_day_of_their_own_stand_at_the_day_they_were_made(store: Store) -> None:
    made = put(store, a_customer())
    put_all(store, Visit(customer_id=made.id), a_task(made.id))
    entries, _ = store.ask(facts.timeline, made.id)
    assert [entry.on for entry in entries] == [TODAY, TODAY]


def test_deleted_things_leave_the_history(store: Store) -> None:
    made = put(store, a_customer())
    everything(store, made)
    deal = store.ask(Snapshot.find, Opportunity)[0]
    change(store, UnitOfWork.delete, Opportunity, deal.id)
    assert "stage_change" not in {entry.kind for entry in store.ask(facts.timeline, made.id)[0]}


# --- smaller questions ------------------------------------------------------------------------------------------


def test_when_people_were_last_met(store: Store) -> None:
    made = put(store, a_customer())
    one, two = put(store, a_contact(made.id, "王敏")), put(store, a_contact(made.id, "李雷"))
    met(store, put(store, a_visit(made.id, TODAY - 5 * DAY)), one.id, two.id)
    met(store, put(store, a_visit(made.id, TODAY - 3 * DAY)), one.id)
    met(store, put(store, a_visit(made.id, TODAY, outcome=5)), two.id)
    assert store.ask(facts.last_met, made.id) == {one.id: TODAY - 3 * DAY, two.id: TODAY - 5 * DAY}


def test_the_last_visit_and_the_plan_nearest_to_today(store: Store) -> None:
    made = put(store, a_customer())
    assert store.ask(facts.visits_around, made.id) == ("", "")
    put(store, a_visit(made.id, TODAY - 5 * DAY))
    last = put(store, a_visit(made.id, TODAY - DAY, outcome=5))
    put(store, a_plan(made.id, TODAY + 9 * DAY))
    near = put(store, a_plan(made.id, TODAY - 2 * DAY))
    assert store.ask(facts.visits_around, made.id) == (last.id, near.id)


def test_counts_of_a_customer(store: Store) -> None:
    made = put(store, a_customer())
    empty = store.ask(facts.counts_of, made.id)
    assert (empty.visits, empty.purchases, empty.purchases_as_of, empty.last_channel) == (0, 0, None, "")
    put_all(
        store,
        a_visit(made.id, TODAY - DAY, channel="phone"),
        a_visit(made.id, TODAY, outcome=5),
        a_plan(made.id, TODAY),
        a_purchase(made.id, 5, TODAY, as_of=TODAY - 2 * DAY),
        a_purchase(made.id, 5, TODAY, as_of=TODAY - 9 * DAY),
    )
    full = store.ask(facts.counts_of, made.id)
    assert (full.visits, full.purchases, full.purchases_as_of) == (2, 2, TODAY - 2 * DAY)
    assert (full.last_channel, full.last_counted_on) == ("phone", TODAY - DAY)


@pytest.mark.parametrize("deals, owner", [([], ""), (["b"], "b"), (["b", "a"], "a"), (["b", "a", "b"], "b")])
def test_who_has_most_deals(store: Store, deals: list[str], owner: str) -> None:
    put_all(store, *(User(id=id_, name=id_) for id_ in ("a", "b")))
    put_all(store, a_deal(), *(a_deal(owner_id=id_) for id_ in deals))
    assert store.ask(facts.busiest_owner) == owner
