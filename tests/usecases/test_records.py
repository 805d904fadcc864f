"""Records of any kind from what people write: found, listed, added, edited, deleted, refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError, UsageError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.opportunities import Opportunity, Product, StageChange
from desktop_crm.domain.tasks import Memo, Task
from desktop_crm.domain.territories import UNASSIGNED, Territory, User
from desktop_crm.domain.tiering import TierAssignment, TierScheme
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.usecases import records, tiers, undo
from desktop_crm.usecases.members import edit_member
from tests.stores import TODAY, a_contact, a_customer, a_deal, a_plan, a_visit, change, edit_elsewhere, get, put


def add(store: Store, kind: type[Any], **texts: str) -> Any:
    """Add a record as the command line does."""
    return change(store, records.add, kind, texts)


def edit(store: Store, record: Any, **texts: str) -> Any:
    """Edit a record as the command line does."""
    return change(store, records.edit, type(record), record.id, texts)


def found(store: Store, kind: type[Any], **where: str) -> list[str]:
    """Names of the records that fulfil conditions."""
    items, total = store.ask(records.list_records, kind, where)
    assert len(items) == total
    return [str(getattr(item, kind.TITLE)) for item in items]


# --- which record is meant --------------------------------------------------------------------------------------


def test_an_id_its_beginning_or_a_name(store: Store) -> None:
    made = put(store, a_customer("Ａcme Industrial"))
    put(store, a_customer("Bosch"))

    def meant(text: str) -> str:
        return store.ask(records.find_id, Customer, text)

    for text in (
        made.id,
        f" {made.id} ",
        made.id.upper(),
        made.id[:30],
        "acme industrial",
        "ACME  INDUSTRIAL",
        "acme",
        "ind",
    ):
        assert meant(text) == made.id, text
    for text in ("nobody", "01900000", "x" * 8, ""):
        with pytest.raises(RuleError, match="unknown_id"):
            meant(text)


def test_several_that_are_meant_are_named(store: Store) -> None:
    one, two = put(store, a_customer("Acme Nord")), put(store, a_customer("Acme Süd"))
    assert one.id[:8] == two.id[:8]
    for text in ("acme", one.id[:8]):
        with pytest.raises(RuleError) as refused:
            store.ask(records.find_id, Customer, text)
        assert refused.value.code == "ambiguous_name"
        assert {"Acme Nord", "Acme Süd"} <= {
            word.split(" (")[0] for word in refused.value.values["candidates"].split(", ")
        }
    put(store, a_customer("Acme"))
    assert store.ask(records.find_id, Customer, "acme") not in (one.id, two.id), "the exact name goes before hits"


def test_the_deleted_are_not_meant(store: Store) -> None:
    made = put(store, a_customer("Acme"))
    change(store, records.delete, Customer, made.id)
    for text in (made.id, made.id[:20], "acme"):
        with pytest.raises(RuleError, match="unknown_id"):
            store.ask(records.find_id, Customer, text)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_name_that_nothing_has_is_refused_for_every_kind(store: Store, kind: type[Any]) -> None:
    with pytest.raises(RuleError, match="unknown_id"):
        store.ask(records.find_id, kind, "nowhere")


def test_words_that_are_no_field(store: Store) -> None:
    for name in ("nonsense", "id", "created_at", "deleted_at"):
        with pytest.raises(UsageError, match="unknown_field"):
            add(store, Customer, name="x", **{name: "x"})


# --- lists ------------------------------------------------------------------------------------------------------


def test_lists_by_folded_values(store: Store) -> None:
    area = put(store, Territory(name="华东"))
    put(store, a_customer("甲", city="Ｓuzhou", territory_id=area.id, is_key_account=True, latitude=31.5))
    put(store, a_customer("乙", city="suzhou", annual_purchase_amount=Decimal("1500.50"), currency="CNY"))
    put(store, a_customer("丙", cooperation_since=TODAY, market_influence=3, profit_contribution=Decimal("18.5")))
    assert found(store, Customer) == ["甲", "乙", "丙"]
    assert found(store, Customer, city=" SUZHOU ") == ["甲", "乙"]
    assert found(store, Customer, city="") == ["丙"]
    assert found(store, Customer, territory_id="华东") == found(store, Customer, territory_id=area.id) == ["甲"]
    assert found(store, Customer, territory_id="") == ["乙", "丙"]
    assert found(store, Customer, is_key_account="true") == ["甲"]
    assert found(store, Customer, latitude="31.50") == ["甲"]
    assert found(store, Customer, annual_purchase_amount="1,500.5") == ["乙"]
    assert found(store, Customer, profit_contribution="18.50") == ["丙"]
    assert found(store, Customer, cooperation_since=TODAY.isoformat()) == ["丙"]
    assert found(store, Customer, market_influence="3", city="") == ["丙"]
    assert found(store, Customer, market_influence="many") == []
    assert found(store, Customer, id=store.ask(records.find_id, Customer, "甲")) == ["甲"]
    with pytest.raises(UsageError, match="unknown_field"):
        found(store, Customer, nonsense="x")


def test_pages_of_a_list(store: Store) -> None:
    for n in range(5):
        put(store, a_customer(f"{n}", city="x" if n else ""))

    def page(where: dict[str, str], limit: int | None, offset: int) -> tuple[list[str], int]:
        items, total = store.ask(records.list_records, Customer, where, limit, offset)
        return [c.name for c in items if isinstance(c, Customer)], total

    assert page({}, 2, 1) == (["1", "2"], 5)
    assert page({"city": "x"}, 2, 1) == (["2", "3"], 4)
    assert page({"city": "x"}, None, 3) == (["4"], 4)
    assert page({}, 0, 0) == ([], 5)


# --- adding -----------------------------------------------------------------------------------------------------


def test_texts_become_typed_values(store: Store) -> None:
    made = add(
        store,
        Customer,
        name=" 华瑞 ",
        company_size="1,200",
        annual_revenue="¥5,000,000",
        profit_contribution="18.25%",
        cooperation_since="2020年1月5日",
        is_key_account="是",
        custom='{"颜色": "红"}',
        note="一\n二",
    )
    assert made == get(store, Customer, made.id)
    assert (made.name, made.company_size, made.annual_revenue) == ("华瑞", 1200, Decimal("5000000.00"))
    assert (made.profit_contribution, made.cooperation_since) == (Decimal("18.25"), dt.date(2020, 1, 5))
    assert (made.is_key_account, made.custom, made.note) == (True, {"颜色": "红"}, "一\n二")


@pytest.mark.parametrize(
    "texts, code, where",
    [
        ({}, "field_required", "name"),
        ({"name": "  "}, "field_required", "name"),
        ({"name": "x", "market_influence": "6"}, "field_range", "market_influence"),
        ({"name": "x", "market_influence": "0"}, "field_range", "market_influence"),
        ({"name": "x", "lifecycle": "gone"}, "field_choice", "lifecycle"),
        ({"name": "x\0"}, "field_nul", "name"),
        ({"name": "x", "note": "x" * ((1 << 20) + 1)}, "field_too_long", "note"),
        ({"name": "x", "cooperation_since": "0000-00-00"}, "field_date", "cooperation_since"),
        ({"name": "x", "annual_purchase_amount": "-1"}, "field_below", "annual_purchase_amount"),
        ({"name": "x", "parent_id": "nobody"}, "unknown_id", "customer"),
        ({"name": "x", "territory_id": "nowhere"}, "unknown_id", "territory"),
    ],
)
def test_what_may_not_be_stored_is_named_and_nothing_is_written(
    store: Store, texts: dict[str, str], code: str, where: str
) -> None:
    with pytest.raises(RuleError) as refused:
        add(store, Customer, **texts)
    assert (refused.value.code, refused.value.where) == (code, where)
    assert store.ask(Snapshot.find, Customer) == []
    assert store.ask(undo.list_steps) == []


def test_references_take_a_name(store: Store) -> None:
    made = put(store, a_customer("Acme"))
    person = add(store, Contact, name="Ann", customer_id="acme")
    assert person.customer_id == made.id
    assert add(store, Contact, name="Bob", customer_id=made.id[:20], reports_to_id="Ann").reports_to_id == person.id
    assert add(store, Contact, name="Cid", customer_id="").customer_id == ""


def test_adding_is_a_named_step(store: Store) -> None:
    add(store, Task, title="发报价")
    (step,) = store.ask(undo.list_steps)
    assert (step.code, step.details) == ("added", {"kind": "task", "title": "发报价"})


# --- editing ----------------------------------------------------------------------------------------------------


def test_an_edit_from_texts_sees_what_is_stored(store: Store) -> None:
    made = add(store, Customer, name="华瑞", city="苏州")
    edit_elsewhere(store, Customer, made.id, city="无锡")
    changed = edit(store, made, city="南京", is_key_account="yes")
    assert (changed.city, changed.is_key_account, changed.name) == ("南京", True, "华瑞")
    assert store.ask(Snapshot.find, Conflict) == []
    assert edit(store, made, city="").city == ""


def test_an_edit_from_a_form_says_what_the_form_showed(store: Store) -> None:
    made = add(store, Customer, name="华瑞", city="苏州")
    edit_elsewhere(store, Customer, made.id, city="无锡")
    change(store, records.edit_record, Customer, made.id, {"city": ("苏州", "南京"), "district": ("", "")})
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert conflict.theirs == {"city": "无锡", "district": ""}


def test_edits_that_are_refused_change_nothing(store: Store) -> None:
    made = add(store, Customer, name="华瑞")
    for texts, error in (
        ({"name": ""}, RuleError),
        ({"outcome": "1"}, UsageError),
        ({"potential_value": "x"}, RuleError),
    ):
        with pytest.raises(error):
            edit(store, made, city="苏州", **texts)
    assert get(store, Customer, made.id) == made
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, records.edit, Customer, "unknown", {"name": "x"})


@pytest.mark.parametrize(
    "kind, field", [(Customer, "parent_id"), (Territory, "parent_id"), (Contact, "reports_to_id"), (User, "manager_id")]
)
def test_a_tree_stays_a_tree(store: Store, kind: type[Any], field: str) -> None:
    top = add(store, kind, name="top")
    middle = add(store, kind, name="middle", **{field: "top"})
    low = add(store, kind, name="low", **{field: "middle"})
    for above in (low, middle, top):
        with pytest.raises(RuleError) as refused:
            edit(store, top, **{field: above.id})
        assert (refused.value.code, refused.value.where) == ("reference_itself", field)
        assert refused.value.values["value"] == "top"
    assert getattr(edit(store, low, **{field: "top"}), field) == top.id
    assert getattr(edit(store, low, **{field: ""}), field) == ""


def test_a_loop_that_came_from_elsewhere_does_not_hang(store: Store) -> None:
    one, two = put(store, a_customer("1")), put(store, a_customer("2"))
    edit_elsewhere(store, Customer, one.id, parent_id=two.id)
    edit_elsewhere(store, Customer, two.id, parent_id=one.id)
    three = put(store, a_customer("3"))
    assert edit(store, three, parent_id="1").parent_id == one.id


# --- deleting ---------------------------------------------------------------------------------------------------


def test_deleting(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_contact(made.id))
    assert change(store, records.delete, Customer, made.id).id == made.id
    assert store.ask(Snapshot.find, Contact) == []
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, records.delete, Customer, made.id)
    assert store.ask(undo.list_steps)[0].code == "deleted"


def test_several_are_deleted_as_one_step(store: Store) -> None:
    ids = [put(store, a_customer(str(n))).id for n in range(3)]
    assert change(store, records.delete_many, Customer, ids) == 3
    step = store.ask(undo.list_steps)[0]
    assert (step.code, step.details) == ("deleted_many", {"kind": "customer", "count": 3})
    change(store, undo.undo)
    assert len(store.ask(Snapshot.find, Customer)) == 3
    assert change(store, records.delete_many, Customer, ids[:1]) == 1
    assert store.ask(undo.list_steps)[0].code == "deleted"
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, records.delete_many, Customer, [ids[1], ids[0]])
    assert len(store.ask(Snapshot.find, Customer)) == 2, "all or none"


def test_the_scheme_in_force_stays_and_an_earlier_one_may_go(store: Store) -> None:
    (first,) = store.ask(Snapshot.find, TierScheme)
    with pytest.raises(RuleError, match="scheme_in_force") as refused:
        change(store, records.delete, TierScheme, first.id)
    assert refused.value.values == {"value": first.name}
    change(store, tiers.adopt_scheme, first.definition)
    change(store, records.delete, TierScheme, first.id)
    (second,) = store.ask(Snapshot.find, TierScheme)
    with pytest.raises(RuleError, match="scheme_in_force"):
        change(store, records.delete_many, TierScheme, [second.id])


def test_the_territory_for_customers_of_no_other_stays(store: Store) -> None:
    with pytest.raises(RuleError, match="territory_built_in"):
        change(store, records.delete, Territory, UNASSIGNED)
    other = add(store, Territory, name="Unassigned")
    change(store, records.delete, Territory, other.id)
    assert [area.id for area in store.ask(Snapshot.find, Territory)] == [UNASSIGNED]


# --- who decides what -------------------------------------------------------------------------------------------


def test_a_store_without_a_server_decides_for_itself(store: Store) -> None:
    for kind in (User, Territory, Product):
        made = add(store, kind, name="x")
        assert edit(store, made, name="y").name == "y"
        change(store, records.delete, kind, made.id)


def test_on_a_signed_in_laptop_the_server_decides(store: Store) -> None:
    known = {kind: add(store, kind, name="x") for kind in (User, Territory, Product)}
    edit_member(store, device="d1", role="rep")
    for kind, made in known.items():
        for refused in (
            lambda kind=kind: add(store, kind, name="y"),
            lambda made=made: edit(store, made, name="y"),
            lambda made=made: change(store, records.delete, type(made), made.id),
        ):
            with pytest.raises(RuleError, match="server_decides"):
                refused()
    customer = add(store, Customer, name="x")
    assert customer.id, "what is laptop's stays laptop's"
    for field in ("owner_id", "territory_id"):
        with pytest.raises(RuleError, match="server_decides"):
            edit(store, customer, **{field: known[User if field == "owner_id" else Territory].id})


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_who_decides_may_do_so_on_a_laptop_too(store: Store, role: str) -> None:
    edit_member(store, device="d1", role=role)
    area = add(store, Territory, name="x")
    customer = add(store, Customer, name="x")
    assert edit(store, customer, territory_id=area.id).territory_id == area.id


def test_histories_are_never_edited(store: Store) -> None:
    customer = put(store, a_customer())
    deal = put(store, a_deal(customer.id))
    entries = (
        put(store, StageChange(opportunity_id=deal.id, to_stage="need", on=TODAY)),
        put(store, TierAssignment(customer_id=customer.id, tier="A", effective_on=TODAY)),
    )
    for entry in entries:
        for refused in (
            lambda entry=entry: change(store, records.edit, type(entry), entry.id, {"source": "x"}),
            lambda entry=entry: change(store, records.delete, type(entry), entry.id),
            lambda entry=entry: change(store, records.add_record, entry),
        ):
            with pytest.raises(RuleError, match="insert_only"):
                refused()


# --- what a record takes on without being asked -----------------------------------------------------------------


def test_a_customer_lies_in_the_territory_of_who_adds_it(store: Store) -> None:
    assert add(store, Customer, name="x").territory_id == UNASSIGNED
    area = put(store, Territory(name="苏州"))
    me = put(store, User(name="王", territory_id=area.id))
    store.maintain(lambda work: work.set_setting("user_id", me.id))
    made = add(store, Customer, name="y")
    assert (made.territory_id, made.owner_id, made.created_by) == (area.id, me.id, me.id)
    made = add(store, Customer, name="z", territory_id=UNASSIGNED)
    assert made.territory_id == UNASSIGNED


def test_an_amount_without_a_currency_is_in_that_of_the_scheme(store: Store) -> None:
    assert add(store, Customer, name="x", annual_purchase_amount="5").currency == "CNY"
    assert add(store, Customer, name="x", annual_revenue="5").revenue_currency == "CNY"
    assert add(store, Customer, name="x").currency == ""
    deal = add(store, Opportunity, name="x", amount="5", currency="USD")
    assert deal.currency == "USD"
    assert add(store, Product, name="x", list_price="5").currency == "CNY"
    late = add(store, Opportunity, name="x")
    assert edit(store, late, amount="7").currency == "CNY"
    assert edit(store, deal, amount="7").currency == "USD"


def test_tier_inputs_are_dated_and_say_where_they_come_from(store: Store) -> None:
    made = add(store, Customer, name="x", market_influence="3", potential_value="4", potential_value_source="展会")
    assert (made.market_influence_on, made.market_influence_source) == (TODAY, "entered")
    assert (made.potential_value_on, made.potential_value_source) == (TODAY, "展会")
    assert (made.profit_contribution_on, made.profit_contribution_source) == (None, "")
    long_ago = dt.date(2020, 1, 1)
    made = add(store, Customer, name="y", market_influence="3", market_influence_on="2020-01-01")
    assert (made.market_influence_on, made.market_influence_source) == (long_ago, "")
    assert edit(store, made, market_influence="3").market_influence_on == long_ago, "nothing new"
    changed = edit(store, made, market_influence="5")
    assert (changed.market_influence_on, changed.market_influence_source) == (TODAY, "entered")
    changed = edit(store, made, market_influence="4", market_influence_on="2020-01-01")
    assert changed.market_influence_on == long_ago
    changed = edit(store, made, market_influence="")
    assert (changed.market_influence, changed.market_influence_on, changed.market_influence_source) == (None, None, "")


def test_a_form_that_hands_in_the_whole_unit_gets_the_date_of_the_change(store: Store) -> None:
    long_ago = dt.date(2020, 1, 1)
    made = add(store, Customer, name="y", market_influence="3", market_influence_on="2020-01-01")
    unit: dict[str, tuple[Any, Any]] = {
        "market_influence": (3, 5),
        "market_influence_on": (long_ago, long_ago),
        "market_influence_source": ("", ""),
    }
    changed = change(store, records.edit_record, Customer, made.id, unit)
    assert isinstance(changed, Customer)
    assert (changed.market_influence, changed.market_influence_on) == (5, TODAY)
    assert store.ask(Snapshot.find, Conflict) == []


def test_two_who_enter_the_same_input_are_no_conflict(store: Store) -> None:
    made = add(store, Customer, name="y")
    edit_elsewhere(store, Customer, made.id, market_influence=4, market_influence_on=dt.date(2020, 1, 1))
    change(store, records.edit_record, Customer, made.id, {"market_influence": (None, 4)})
    assert store.ask(Snapshot.find, Conflict) == []
    assert get(store, Customer, made.id).market_influence_on == dt.date(2020, 1, 1)


def stages(store: Store, deal: Opportunity) -> list[tuple[str, str, str, dt.date | None]]:
    """The stage history of a deal."""
    steps = store.ask(Snapshot.find, StageChange, {"opportunity_id": deal.id})
    return [(s.from_stage, s.to_stage, s.result, s.on) for s in steps]


def test_a_deal_keeps_its_stage_history(store: Store) -> None:
    deal = add(store, Opportunity, name="x", opened_on="2026-11-01")
    edit(store, deal, stage="selection")
    edit(store, deal, note="x")
    edit(store, deal, result="lost", reason="价格", closed_on="2026-11-20")
    assert stages(store, deal) == [
        ("", "need", "open", dt.date(2026, 11, 1)),
        ("need", "selection", "open", TODAY),
        ("selection", "selection", "lost", dt.date(2026, 11, 20)),
    ]


@pytest.mark.parametrize(
    "texts, expected",
    [
        ({"stage": "confirmed"}, ("confirmed", "won", TODAY)),
        ({"result": "won"}, ("confirmed", "won", TODAY)),
        ({"result": "won", "closed_on": "2026-11-01"}, ("confirmed", "won", dt.date(2026, 11, 1))),
        ({"result": "lost"}, ("evaluation", "lost", TODAY)),
        ({"stage": "selection"}, ("selection", "open", None)),
        ({"note": "x"}, ("evaluation", "open", None)),
    ],
)
def test_confirmed_means_won(store: Store, texts: dict[str, str], expected: tuple[Any, ...]) -> None:
    deal = edit(store, add(store, Opportunity, name="x", stage="evaluation"), **texts)
    assert (deal.stage, deal.result, deal.closed_on) == expected
    made = add(store, Opportunity, name="y", **{"stage": "evaluation", **texts})
    assert (made.stage, made.result, made.closed_on) == expected


@pytest.mark.parametrize(
    "texts, expected",
    [
        ({"stage": "selection"}, ("selection", "open", None)),
        ({"result": "open"}, ("agreement", "open", None)),
        ({"result": "lost"}, ("agreement", "lost", dt.date(2026, 11, 1))),
        ({"stage": "need", "result": "lost", "closed_on": "2026-11-03"}, ("need", "lost", dt.date(2026, 11, 3))),
    ],
)
def test_a_deal_that_was_not_won_after_all(store: Store, texts: dict[str, str], expected: tuple[Any, ...]) -> None:
    won = add(store, Opportunity, name="x", result="won", closed_on="2026-11-01")
    deal = edit(store, won, **texts)
    assert (deal.stage, deal.result, deal.closed_on) == expected


def test_a_visit_stands_at_the_local_day_of_its_instant(store: Store) -> None:
    customer = put(store, a_customer())
    made = add(store, Visit, customer_id=customer.id, outcome="2", started_at="2026-11-24T17:30:00Z")
    assert (made.held_on, made.zone) == (dt.date(2026, 11, 25), "Asia/Shanghai"), "half past one at night"
    made = add(store, Visit, customer_id=customer.id, started_at="2026-11-24T17:30:00Z", zone="Europe/Berlin")
    assert made.held_on == dt.date(2026, 11, 24)
    made = add(store, Visit, customer_id=customer.id, outcome="2")
    assert (made.held_on, made.started_at) == (TODAY, None)
    made = add(store, Visit, customer_id=customer.id, outcome="2", held_on="2026-11-01")
    assert made.held_on == dt.date(2026, 11, 1)
    plan = add(store, Visit, customer_id=customer.id, state="planned", planned_start="2026-12-01T17:00:00Z")
    assert (plan.planned_on, plan.held_on) == (dt.date(2026, 12, 2), None)
    with pytest.raises(RuleError) as refused:
        add(store, Visit, customer_id=customer.id, started_at="2026-11-24T17:30:00Z", zone="Nowhere/At all")
    assert (refused.value.code, refused.value.where) == ("field_zone", "zone")


def test_a_visit_that_is_moved_takes_its_day_along(store: Store) -> None:
    visit = put(store, a_visit(put(store, a_customer()).id, TODAY))
    assert edit(store, visit, started_at="2026-11-20T17:30:00Z").held_on == dt.date(2026, 11, 21)
    assert edit(store, visit, note="x").held_on == dt.date(2026, 11, 21)
    changed = edit(store, visit, started_at="2026-11-20T17:30:00Z", held_on="2026-11-20")
    assert changed.held_on == dt.date(2026, 11, 20), "the day as it was said"


def test_a_visit_that_begins_at_another_time_takes_as_long_and_never_ends_before(store: Store) -> None:
    customer = add(store, Customer, name="Konex")
    visit = add(
        store,
        Visit,
        customer_id=customer.id,
        outcome="2",
        started_at="2026-11-24T01:00:00Z",
        ended_at="2026-11-24T01:40:00Z",
    )
    moved = edit(store, visit, started_at="2026-11-20T06:00:00Z")
    assert (moved.held_on, moved.ended_at) == (dt.date(2026, 11, 20), dt.datetime(2026, 11, 20, 6, 40, tzinfo=dt.UTC))
    with pytest.raises(RuleError, match="ends_before_start"):
        edit(store, moved, ended_at="2026-11-19T06:00:00Z")
    longer = edit(store, moved, started_at="2026-11-20T05:00:00Z", ended_at="2026-11-20T07:00:00Z")
    assert longer.ended_at == dt.datetime(2026, 11, 20, 7, tzinfo=dt.UTC)
    with pytest.raises(RuleError, match="ends_before_start"):
        add(
            store,
            Visit,
            customer_id=customer.id,
            started_at="2026-11-24T01:00:00Z",
            ended_at="2026-11-24T00:40:00Z",
        )


@pytest.mark.parametrize(("start", "end"), [("01:30", "02:00"), ("00:30", "02:00"), ("01:30", "02:10")])
def test_an_end_that_is_said_stays_though_it_is_the_one_before(store: Store, start: str, end: str) -> None:
    visit = put(store, a_visit(put(store, a_customer()).id, dt.date(2026, 11, 24)))
    moved = edit(store, visit, started_at=f"2026-11-24T{start}:00Z", ended_at=f"2026-11-24T{end}:00Z")
    assert moved.started_at == dt.datetime.fromisoformat(f"2026-11-24T{start}+00:00")
    assert moved.ended_at == dt.datetime.fromisoformat(f"2026-11-24T{end}+00:00")


def test_a_plan_that_begins_at_another_time_takes_as_long(store: Store) -> None:
    start = dt.datetime(2026, 11, 30, 6, tzinfo=dt.UTC)
    times = {"planned_start": start, "planned_end": start + dt.timedelta(minutes=45)}
    plan = put(store, a_plan(put(store, a_customer()).id, start.date(), **times))
    moved = edit(store, plan, planned_start="2026-12-03T02:00:00Z")
    assert moved.planned_end == dt.datetime(2026, 12, 3, 2, 45, tzinfo=dt.UTC)
    assert moved.planned_on == dt.date(2026, 12, 3)


def test_moved_to_another_day_alone_it_keeps_its_local_time(store: Store) -> None:
    customer = put(store, a_customer())
    begun = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)  # nine in Berlin, where clocks go back on 25 October
    times = {"started_at": begun, "ended_at": begun + dt.timedelta(minutes=40), "zone": "Europe/Berlin"}
    moved = edit(store, put(store, a_visit(customer.id, begun.date(), **times)), held_on="2026-10-20")
    assert moved.started_at == dt.datetime(2026, 10, 20, 7, tzinfo=dt.UTC)
    assert moved.ended_at == dt.datetime(2026, 10, 20, 7, 40, tzinfo=dt.UTC)
    start = dt.datetime(2026, 12, 5, 6, tzinfo=dt.UTC)
    plan = edit(store, put(store, a_plan(customer.id, start.date(), planned_start=start)), planned_on="2026-12-08")
    assert (plan.planned_on, plan.planned_start) == (dt.date(2026, 12, 8), start + dt.timedelta(days=3))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
def test_a_visit_of_no_known_zone_has_that_of_the_laptop_with_its_instant(store: Store, zone: str) -> None:
    visit = put(store, Visit(customer_id=put(store, a_customer()).id, held_on=dt.date(2026, 11, 20), outcome=2))
    edit_elsewhere(store, Visit, visit.id, zone=zone)
    assert edit(store, visit, note="x").zone == zone
    late = edit(store, visit, started_at="2026-11-19T17:30:00Z")
    assert (late.zone, late.held_on) == ("Asia/Shanghai", dt.date(2026, 11, 20))
    elsewhere = edit(store, visit, zone="Europe/Berlin", started_at="2026-11-19T17:45:00Z")
    assert (elsewhere.zone, elsewhere.held_on) == ("Europe/Berlin", dt.date(2026, 11, 19))
    with pytest.raises(RuleError, match="field_zone"):
        edit(store, visit, zone="Nowhere/At all")


def test_memos_are_private_unless_said_otherwise(store: Store) -> None:
    assert add(store, Memo, text="x").private
    assert not add(store, Memo, text="x", private="no").private


# --- what cannot be so ------------------------------------------------------------------------------------------


def test_what_others_are_sorted_under_is_not_deleted(store: Store) -> None:
    north = put(store, Territory(name="North"))
    made = put(store, a_customer("华瑞", territory_id=north.id))
    with pytest.raises(RuleError, match="still_used") as refused:
        change(store, records.delete, Territory, north.id)
    assert refused.value.values == {"value": "North", "kind": "customer", "count": 1}
    edit(store, made, territory_id=UNASSIGNED)
    change(store, records.delete, Territory, north.id)
    product = put(store, Product(name="MG"))
    deal = put(store, a_deal(made.id, product_id=product.id))
    with pytest.raises(RuleError, match="still_used"):
        change(store, records.delete, Product, product.id)
    change(store, records.delete, Opportunity, deal.id)
    change(store, records.delete, Product, product.id)


@pytest.mark.parametrize("day", ["1799-12-31", "2200-01-01", "9999-12-31", "0001-01-01"])
def test_no_day_lies_where_nothing_can_be_reckoned(store: Store, day: str) -> None:
    made = put(store, a_customer())
    with pytest.raises(RuleError, match="field_range") as refused:
        edit(store, made, cooperation_since=day)
    assert refused.value.where == "cooperation_since"
    with pytest.raises(RuleError, match="field_range"):
        change(store, records.add_record, Task(title="?", customer_id=made.id, due_on=dt.date.fromisoformat(day)))


def test_what_was_held_does_not_lie_ahead(store: Store) -> None:
    made = put(store, a_customer())
    ahead = (TODAY + dt.timedelta(days=1)).isoformat()
    with pytest.raises(RuleError, match="visit_in_future"):
        add(store, Visit, customer_id=made.id, held_on=ahead, state="held", outcome="2")
    planned = add(store, Visit, customer_id=made.id, planned_on=ahead, state="planned")
    held = add(store, Visit, customer_id=made.id, held_on=TODAY.isoformat(), state="held", outcome="2")
    with pytest.raises(RuleError, match="visit_in_future"):
        edit(store, held, held_on=ahead)
    with pytest.raises(RuleError, match="visit_in_future"):
        edit(store, held, started_at=f"{TODAY.isoformat()}T10:06+08:00")
    with pytest.raises(RuleError, match="visit_in_future"):
        add(store, Visit, customer_id=made.id, started_at=f"{TODAY.isoformat()}T12:00+08:00", state="held", outcome="2")
    with pytest.raises(RuleError, match="visit_too_early"):
        edit(store, held, held_on="1849-11-26")
    edit(store, planned, note="bring the sample")
    edit_elsewhere(store, Visit, held.id, held_on=TODAY + dt.timedelta(days=1))
    edit(store, held, note="what is there already can still be written to")


def test_a_deal_is_not_closed_before_it_was_opened(store: Store) -> None:
    days = {"opened_on": "2026-06-01", "closed_on": "2026-05-31"}
    with pytest.raises(RuleError, match="closed_before_opened") as refused:
        add(store, Opportunity, name="x", result="won", **days)
    assert refused.value.where == "closed_on"
    made = add(store, Opportunity, name="x", result="won", opened_on="2026-06-01", closed_on="2026-06-01")
    with pytest.raises(RuleError, match="closed_before_opened"):
        edit(store, made, closed_on="2026-05-31")
    with pytest.raises(RuleError, match="closed_before_opened"):
        edit(store, made, opened_on="2026-06-02")
    edit(store, made, note="x")
