from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import conflicts, records, undo
from desktop_crm.usecases.conflicts import Choice, Item, TextPart
from tests.fixtures_team import BASE, MINE, THEIRS, a_shared_customer, edit
from tests.stores import a_contact, a_customer, change, get, put
from tests.team import LIN, OFFICE, ZHANG, Team


def only(store: Store) -> Item:
    (item,) = store.ask(conflicts.list_items)
    return item


def raced(store: Store, kind: type[Any], id_: str, **fields: tuple[Any, Any, Any]) -> Item:
    """What two forms leave that were open at once: of each field what both had seen, and what each wrote."""
    change(store, records.edit_record, kind, id_, {name: (base, first) for name, (base, first, _) in fields.items()})
    change(store, records.edit_record, kind, id_, {name: (base, second) for name, (base, _, second) in fields.items()})
    return only(store)


# --- what an item says ------------------------------------------------------------------------------------------


def test_both_reps_and_the_office_see_the_item(team: Team, rivals: Customer) -> None:
    for member in (LIN, ZHANG, OFFICE):
        item = only(team[member])
        assert (item.title, item.label, item.base.words) == ("常熟开关制造", "Phone", BASE)
        assert {item.mine.words, item.theirs.words} == {MINE, THEIRS}
        assert getattr(item, item.in_force).words == MINE, "the later one"


def test_mine_is_what_i_typed(store: Store) -> None:
    customer = put(store, a_customer(phone=MINE))
    change(store, UnitOfWork.set_setting, "user_id", "me")
    for in_force, other in (("me", "you"), ("you", "me")):
        sides = {"mine": {"phone": MINE}, "mine_by": in_force, "theirs": {"phone": THEIRS}, "theirs_by": other}
        id_ = put(store, Conflict(record_kind="customer", record_id=customer.id, field="phone", **sides)).id
        item = store.ask(conflicts.item_meant, id_)
        mine, theirs = (MINE, THEIRS) if in_force == "me" else (THEIRS, MINE)
        assert (item.mine.words, item.mine.is_me, item.theirs.words) == (mine, True, theirs)
        assert getattr(item, item.in_force).words == MINE


def test_an_amount_is_told_with_its_currency(store: Store) -> None:
    customer = put(store, a_customer(annual_purchase_amount=Decimal(1000), currency="EUR"))
    item = raced(
        store,
        Customer,
        customer.id,
        annual_purchase_amount=(Decimal(1000), Decimal(8000), Decimal(1200)),
        currency=("EUR", "CNY", "EUR"),
    )
    assert (item.label, item.takes_value, item.moves_due) == ("Annual purchase amount", True, True)
    assert "8,000" in item.theirs.words
    assert "1,200" in item.mine.words
    assert item.both == "", "two amounts are not one"
    document = conflicts.item_json(item)
    assert document["theirs"]["annual_purchase_amount"] == "8000.00"
    assert (document["kind"], document["record"]["id"], document["field"]) == (
        "customer",
        customer.id,
        "annual_purchase_amount",
    )


def test_a_merged_text_tells_who_wrote_what(store: Store) -> None:
    customer = put(store, a_customer(note="电话没接。"))
    item = raced(
        store, Customer, customer.id, note=("电话没接。", "电话没接。\n售后已处理。", "电话没接。\n账期 15 天。")
    )
    assert item.is_text
    assert set(item.parts) == {
        TextPart("电话没接。", ""),
        TextPart("账期 15 天。", "mine"),
        TextPart("售后已处理。", "theirs"),
    }


def test_items_of_a_contact_stand_with_its_customer(store: Store) -> None:
    customer = put(store, a_customer("华瑞", phone=BASE))
    contact = put(store, a_contact(customer.id, "沈赟", phone=BASE))
    raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    for new in (THEIRS, MINE):
        change(store, records.edit_record, type(contact), contact.id, {"phone": (BASE, new)})
    (group,) = store.ask(conflicts.open_groups)
    assert (group.kind, group.record_id, group.title) == ("customer", customer.id, "华瑞")
    assert [item.label for item in group.items] == ["沈赟 · Phone", "Phone"]


def test_theirs_is_told_as_it_is_now(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE))
    item = raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    change(store, records.edit_record, Customer, customer.id, {"phone": (MINE, "110")})
    now = store.ask(conflicts.item_meant, item.id)
    assert (now.in_force, now.theirs.words, now.theirs_then, now.mine.words) == ("theirs", "110", THEIRS, MINE)


# --- settling ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "value", "phone", "mark"),
    [
        ("mine", "", MINE, "mine"),
        ("theirs", "", THEIRS, "theirs"),
        ("base", "", BASE, "value"),
        ("both", "", f"{MINE} / {THEIRS}", "both"),
        ("value", "110", "110", "value"),
    ],
)
def test_settling_is_one_step_that_can_be_undone(store: Store, keep: Any, value: str, phone: str, mark: str) -> None:
    customer = put(store, a_customer(phone=BASE))
    item = raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    settled = change(store, conflicts.settle, item.id, keep, value)
    assert (settled.settled_with, settled.settled_at is not None) == (mark, True)
    assert get(store, Customer, customer.id).phone == phone
    assert store.ask(conflicts.list_items) == []
    change(store, undo.undo)
    assert get(store, Customer, customer.id).phone == MINE
    assert only(store).id == item.id


def test_a_choice_reaches_everybody_and_the_first_one_holds(team: Team, rivals: Customer) -> None:
    item = only(team[LIN])
    keep: Any = "theirs" if item.in_force == "mine" else "mine"
    change(team[LIN], conflicts.settle, item.id, keep)
    team.meet()
    for member in (LIN, ZHANG, OFFICE):
        assert get(team[member], Customer, rivals.id).phone == THEIRS
        assert team[member].ask(conflicts.list_items) == []
    with pytest.raises(RuleError) as refused:
        change(team[ZHANG], conflicts.settle, item.id, "mine")
    assert refused.value.code == "conflict_settled"


def test_what_changed_after_it_was_shown_is_not_overwritten_unseen(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE))
    item = raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    change(store, records.edit_record, Customer, customer.id, {"phone": (MINE, "110")})
    change(store, conflicts.settle_many, [Choice(item.id, "base", shown=item.shown)])
    later = only(store)
    assert (later.mine.words, later.theirs.words) == (BASE, "110")


def test_several_items_are_one_step(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE, website="a"))
    for name, base in (("phone", BASE), ("website", "a")):
        for new in ("1", "2"):
            change(store, records.edit_record, Customer, customer.id, {name: (base, new)})
    items = store.ask(conflicts.list_items)
    change(store, conflicts.settle_many, [Choice(item.id, "theirs", shown=item.shown) for item in items])
    stored = get(store, Customer, customer.id)
    assert (stored.phone, stored.website) == ("1", "1")
    change(store, undo.undo)
    assert len(store.ask(conflicts.list_items)) == 2


def test_a_text_keeps_both_parts(store: Store) -> None:
    customer = put(store, a_customer(note="甲"))
    item = raced(store, Customer, customer.id, note=("甲", "甲乙", "甲丙"))
    change(store, conflicts.settle, item.id, "both")
    assert set(get(store, Customer, customer.id).note.splitlines()) == {"甲乙", "甲丙"}


def test_one_bad_choice_writes_nothing(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE, founded_year=1990))
    change(store, records.edit_record, Customer, customer.id, {"phone": (BASE, THEIRS)})
    item = raced(store, Customer, customer.id, founded_year=(1990, 1991, 1992))
    change(store, records.edit_record, Customer, customer.id, {"phone": (BASE, MINE)})
    phone = next(one for one in store.ask(conflicts.list_items) if one.unit == "phone")
    with pytest.raises(RuleError) as refused:
        change(store, conflicts.settle_many, [Choice(phone.id, "theirs"), Choice(item.id, "value", "no year")])
    assert refused.value.where == "founded_year"
    assert get(store, Customer, customer.id).phone == MINE
    assert len(store.ask(conflicts.list_items)) == 2


def test_values_that_belong_together_are_kept_whole(store: Store) -> None:
    customer = put(store, a_customer(annual_revenue=Decimal(1), revenue_currency="CNY"))
    item = raced(
        store,
        Customer,
        customer.id,
        annual_revenue=(Decimal(1), Decimal(2), Decimal(3)),
        revenue_currency=("CNY", "CNY", "EUR"),
    )
    assert not item.takes_value
    with pytest.raises(RuleError) as refused:
        change(store, conflicts.settle, item.id, "value", "5")
    assert refused.value.code == "conflict_whole"


def test_an_item_of_a_record_in_the_bin_is_put_away_as_it_is(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE))
    item = raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    change(store, records.delete, Customer, customer.id)
    with pytest.raises(RuleError) as refused:
        change(store, conflicts.settle, item.id, "theirs")
    assert refused.value.code == "conflict_record_gone"
    change(store, conflicts.settle, item.id, "mine")
    assert store.ask(conflicts.list_items) == []


def test_what_the_server_decides_a_rep_leaves_alone(team: Team) -> None:
    customer = a_shared_customer(team)
    item = Conflict(
        record_kind="customer",
        record_id=customer.id,
        field="owner_id",
        mine={"owner_id": customer.owner_id or None},
        theirs={"owner_id": team.ids[LIN]},
    )
    id_ = put(team[ZHANG], item).id
    with pytest.raises(RuleError) as refused:
        change(team[ZHANG], conflicts.settle, id_, "theirs")
    assert refused.value.code == "server_decides"


# --- held back and notices --------------------------------------------------------------------------------------


def test_only_those_who_may_decide_accept_what_is_held_back(team: Team) -> None:
    customer = a_shared_customer(team)
    held = Conflict(
        record_kind="customer",
        record_id=customer.id,
        reason="held",
        detail="server_decides",
        operation="ab" * 32,
        mine={"phone": MINE},
    )
    for member, code in ((LIN, "manager_decides"), (OFFICE, "")):
        id_ = put(team[member], replace(held)).id
        if code:
            with pytest.raises(RuleError) as refused:
                change(team[member], conflicts.settle, id_, "accept")
            assert refused.value.code == code
        else:
            assert change(team[member], conflicts.settle, id_, "accept").settled_with == "accept"
            assert get(team[member], Customer, customer.id).phone == BASE, "the server carries it out"


def test_what_is_held_back_tells_what_stands_and_falls_with_it(store: Store) -> None:
    with_it = {
        "contact 1": {"name": "Wang", "phone": MINE},
        "visit 2": {"deleted_at": "2026-11-26T02:00:00.000Z"},
        "memo 3": {},
        "from_the_future 4": {"field": "x"},
    }
    customer = put(store, a_customer(phone=BASE))
    held = Conflict(record_kind="customer", record_id=customer.id, reason="held", with_it=with_it)
    item = store.ask(conflicts.item_meant, put(store, held).id)
    assert item.with_it == (f"Contact · Wang · {MINE}", "from_the_future", "Memo", "Visit moved to the bin")
    assert conflicts.item_json(item)["with_it"] == list(item.with_it)


def test_a_restored_record_can_be_deleted_again(store: Store) -> None:
    customer = put(store, a_customer())
    notice = Conflict(record_kind="customer", record_id=customer.id, reason="restored")
    kept, again = put(store, notice).id, put(store, notice).id
    assert change(store, conflicts.settle, kept, "mine").settled_with == "mine"
    assert get(store, Customer, customer.id).deleted_at is None
    change(store, conflicts.settle, again, "theirs")
    assert get(store, Customer, customer.id).deleted_at is not None


def test_settled_items_stay_readable(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE))
    item = raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    change(store, conflicts.settle, item.id, "mine")
    (settled,) = store.ask(conflicts.settled_items)
    assert (settled.id, settled.theirs.words) == (item.id, THEIRS)


def test_an_item_is_meant_by_its_id_or_the_beginning_of_it(store: Store) -> None:
    customer = put(store, a_customer(phone=BASE))
    item = raced(store, Customer, customer.id, phone=(BASE, THEIRS, MINE))
    assert store.ask(conflicts.item_meant, item.id[:13]).id == item.id
    for text in (item.id[:7], "ffffffff", ""):
        with pytest.raises(RuleError) as refused:
            store.ask(conflicts.item_meant, text)
        assert refused.value.code == "unknown_id"
    assert store.ask(Snapshot.has_any, Conflict)


def test_edits_of_both_reps_to_different_fields_leave_no_item(team: Team) -> None:
    customer = a_shared_customer(team, website="w")
    edit(team, ZHANG, customer, phone=THEIRS)
    edit(team, LIN, customer, website="x")
    team.meet()
    assert team[LIN].ask(conflicts.list_items) == []
