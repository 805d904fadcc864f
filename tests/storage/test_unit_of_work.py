"""Writes: what is stored comes back, edits say what their form had shown, and what follows is in line at the end."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.domain.attachments import Attachment, hash_of
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Field, Record, Type, currency_field, fields_of, whole_units
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.money import digits
from desktop_crm.domain.opportunities import Opportunity, StageChange
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.territories import User
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.codec import decoder, digest, encoder
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from tests.stores import (
    TODAY,
    FixedClock,
    a_contact,
    a_customer,
    a_deal,
    a_memo,
    a_purchase,
    a_task,
    a_visit,
    change,
    edit_elsewhere,
    get,
    put,
    put_all,
    rows_of,
    trying,
)

KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
Edits = dict[str, tuple[Any, Any]]


def edit(store: Store, kind: type[Record], id_: str, **edits: tuple[Any, Any]) -> Any:
    """Edit a record as a form does."""
    return change(store, UnitOfWork.edit, kind, id_, edits)


def conflicts(store: Store) -> list[Conflict]:
    """The inbox."""
    return store.ask(Snapshot.find, Conflict)


# --- what is stored comes back ----------------------------------------------------------------------------------

LETTERS = st.characters(codec="utf-8", exclude_characters="\0\n\r")
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: st.text(LETTERS, max_size=20),
    Type.LONG_TEXT: st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
    Type.PHONE: st.text("0123456789 +-()", max_size=15),
    Type.INTEGER: st.none() | st.integers(-(2**40), 2**40),
    Type.NUMBER: st.none() | st.floats(-90, 90),
    Type.PERCENT: st.none() | st.decimals(-1000, 100, places=2),
    Type.RATE: st.none() | st.decimals(-1, 1, places=4),
    Type.DATE: st.none() | st.dates(),
    Type.INSTANT: st.none()
    | st.datetimes(timezones=st.just(dt.UTC)).map(lambda d: d.replace(microsecond=d.microsecond // 1000 * 1000)),
    Type.FLAG: st.booleans(),
    Type.REFERENCE: st.just("") | st.uuids().map(str),
    Type.JSON: st.dictionaries(
        st.text(LETTERS, max_size=3), st.none() | st.booleans() | st.integers() | st.text(LETTERS, max_size=3)
    ),
}


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Values that a field may hold."""
    if field.type is Type.CHOICE:
        return st.sampled_from(["", *field.choices])
    return VALUES[field.type]


@st.composite
def records(draw: st.DrawFn, kind: type[Record]) -> Record:
    """Any record of a kind, bounds apart: the codec does not look at them."""
    values: dict[str, Any] = {}
    for name, field in fields_of(kind).items():
        if field.type is not Type.MONEY:
            values[name] = draw(value_of(field))
    for name, field in fields_of(kind).items():
        if field.type is Type.MONEY:
            currency = draw(st.sampled_from(["", "CNY", "USD", "JPY", "KWD"]))
            values[currency_field(kind, name)] = currency
            places = digits(currency)
            values[name] = draw(st.none() | st.decimals(-(10**12), 10**12, places=places))
    return kind(**values)


@KIND
@settings(max_examples=25)
@given(data=st.data())
def test_a_record_survives_the_way_to_the_store_and_back(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(records(kind))
    row = encoder(kind)(record)
    assert {type(value) for value in row} <= {str, int, float, type(None)}
    assert decoder(kind)(row) == record
    assert encoder(kind)(decoder(kind)(row)) == row


def test_the_digest_of_a_row_leaves_out_who_wrote_it_when() -> None:
    one = a_customer(id="1", created_by="a", updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    row = encoder(Customer)
    assert digest(row(one)) == digest(row(dataclasses.replace(one, updated_by="b", deleted_at=one.updated_at)))
    for other in (
        dataclasses.replace(one, note="x"),
        dataclasses.replace(one, id="2"),
        dataclasses.replace(one, custom={"a": 1}),
    ):
        assert digest(row(one)) != digest(row(other))


def test_an_insert_is_stamped(store: Store, clock: FixedClock) -> None:
    me = put(store, User(name="王"))
    store.maintain(lambda work: work.set_setting("user_id", me.id))
    made = put(store, a_customer())
    assert get(store, Customer, made.id) == made
    assert (made.created_by, made.updated_by, made.deleted_at) == (me.id, me.id, None)
    assert made.created_at == made.updated_at
    assert made.created_at is not None
    assert abs(clock.now() - made.created_at) < dt.timedelta(seconds=1)
    many = change(store, UnitOfWork.insert_many, [a_customer("甲"), a_customer("乙")])
    assert [get(store, Customer, c.id).name for c in many] == ["甲", "乙"]
    assert get(store, Customer, many[0].id).created_by == me.id
    assert change(store, UnitOfWork.insert_many, []) == []


def test_an_insert_that_breaks_a_rule_writes_nothing(store: Store) -> None:
    with pytest.raises(RuleError, match="field_required"):
        change(store, UnitOfWork.insert_many, [a_customer("甲"), a_customer("")])
    assert store.ask(Snapshot.find, Customer) == []


def test_row_keys_rise_within_and_between_steps(store: Store) -> None:
    put_all(store, a_customer("a"), a_customer("b"))
    put(store, a_customer("c"))
    assert rows_of(store, "SELECT rk, name FROM customer ORDER BY rk") == [(1, "a"), (2, "b"), (3, "c")]


# --- reading ----------------------------------------------------------------------------------------------------


def test_reading_records(store: Store) -> None:
    one, two, gone = (put(store, a_customer(name)) for name in ("甲", "乙", "丙"))
    change(store, UnitOfWork.delete, Customer, gone.id)
    person = put(store, a_contact(one.id))

    def questions(s: Snapshot) -> None:
        assert s.get(Customer, "unknown") is None
        deleted = s.get(Customer, gone.id)
        assert deleted is not None
        assert deleted.deleted_at is not None
        for unknown in ("unknown", gone.id):
            with pytest.raises(RuleError, match="unknown_id"):
                s.require(Customer, unknown)
        assert s.existing(Customer, [one.id, gone.id, "unknown"]).keys() == {one.id, gone.id}
        assert [c.name for c in s.find(Customer)] == ["甲", "乙"]
        assert s.find(Contact, {"customer_id": one.id}) == [person]
        assert s.find(Contact, {"reports_to_id": ""}) == [person], "no reference is found as such"
        assert s.find(Contact, {"customer_id": two.id}) == []
        assert s.titles(Customer, [one.id, gone.id, "unknown"]) == {one.id: "甲", gone.id: "丙"}
        assert s.ids_starting(Customer, one.id[:30]) == [one.id]
        assert s.setting("nothing", "else") == "else"

    store.ask(questions)


def test_more_ids_than_one_statement_takes(store: Store) -> None:
    made = change(store, UnitOfWork.insert_many, [a_customer(str(n)) for n in range(1201)])
    ids = [c.id for c in made]
    assert len(store.ask(Snapshot.existing, Customer, ids)) == 1201
    assert len(store.ask(Snapshot.titles, Customer, ids)) == 1201


def test_names_are_found_after_folding(store: Store) -> None:
    made = put(store, a_customer("Ａcme　Ltd"))
    gone = put(store, a_customer("Acme ltd"))
    change(store, UnitOfWork.delete, Customer, gone.id)
    assert store.ask(Snapshot.ids_named, Customer, " ACME  LTD ") == [made.id]
    assert store.ask(Snapshot.ids_named, Customer, "acme") == []


# --- the base is what the user saw ------------------------------------------------------------------------------


def test_an_edit_of_what_was_seen_is_written_without_ado(store: Store) -> None:
    made = put(store, a_customer(phone="x"))
    changed = edit(store, Customer, made.id, phone=("x", "y"))
    assert changed == get(store, Customer, made.id)
    assert (changed.phone, changed.created_at) == ("y", made.created_at)
    assert changed.updated_at > made.updated_at
    assert conflicts(store) == []


def test_a_value_that_came_meanwhile_is_kept_in_the_inbox(store: Store) -> None:
    """Load the form, apply a pull, save: the other's token is in the inbox."""
    made = put(store, a_customer(phone="x"))
    edit_elsewhere(store, Customer, made.id, phone="z")
    assert edit(store, Customer, made.id, phone=("x", "y")).phone == "y", "mine is in force"
    (conflict,) = conflicts(store)
    assert (conflict.record_kind, conflict.record_id, conflict.field) == ("customer", made.id, "phone")
    assert (conflict.base, conflict.mine, conflict.theirs) == ({"phone": "x"}, {"phone": "y"}, {"phone": "z"})
    assert conflict.settled_at is None


def test_two_who_type_the_same_are_no_conflict(store: Store) -> None:
    made = put(store, a_customer(phone="x"))
    edit_elsewhere(store, Customer, made.id, phone="y")
    edit(store, Customer, made.id, phone=("x", "y"))
    assert conflicts(store) == []


def test_another_field_that_came_meanwhile_stays(store: Store) -> None:
    made = put(store, a_customer(phone="x"))
    edit_elsewhere(store, Customer, made.id, email="a@b.cn")
    assert edit(store, Customer, made.id, phone=("x", "y")).email == "a@b.cn"
    assert conflicts(store) == []


def test_a_form_that_hands_in_what_it_only_showed_reverts_nothing(store: Store) -> None:
    made = put(store, a_customer(phone="x"))
    edit_elsewhere(store, Customer, made.id, phone="z")
    changed = edit(store, Customer, made.id, phone=("x", "x"), email=("", "a@b.cn"))
    assert (changed.phone, changed.email) == ("z", "a@b.cn")
    assert conflicts(store) == []


def test_undo_takes_the_conflict_back_with_the_edit(store: Store) -> None:
    made = put(store, a_customer(phone="x"))
    edit_elsewhere(store, Customer, made.id, phone="z")
    edit(store, Customer, made.id, phone=("x", "y"))
    assert rows_of(store, "SELECT op, tbl FROM undo_row WHERE step = 2 ORDER BY n") == [
        ("insert", "conflict"),
        ("edit", "customer"),
    ]


# --- fields that belong together --------------------------------------------------------------------------------


def test_amount_and_currency_are_one_value(store: Store) -> None:
    """One made 1000 EUR into 8000 CNY, the other 1000 into 1200: nobody typed 1200 CNY."""
    made = put(store, a_deal(amount=Decimal(1000), currency="EUR"))
    edit_elsewhere(store, Opportunity, made.id, amount=Decimal(8000), currency="CNY")
    changes = whole_units(made, {"amount": (made.amount, Decimal(1200)), "name": ("一号线", "二号线")})
    changed = edit(store, Opportunity, made.id, **changes)
    assert (changed.amount, changed.currency, changed.name) == (Decimal(1200), "EUR", "二号线")
    (conflict,) = conflicts(store)
    assert conflict.field == "amount"
    assert conflict.base == {"amount": 100000, "currency": "EUR"}
    assert conflict.mine == {"amount": 120000, "currency": "EUR"}
    assert conflict.theirs == {"amount": 800000, "currency": "CNY"}


def test_a_unit_is_neither_half_mine_nor_half_theirs(store: Store) -> None:
    """The amount agrees, the currency does not: as one value they differ."""
    made = put(store, a_deal(amount=Decimal(1000), currency="EUR"))
    edit_elsewhere(store, Opportunity, made.id, amount=Decimal(8000))
    edit(store, Opportunity, made.id, amount=(Decimal(1000), Decimal(8000)), currency=("EUR", "CNY"))
    (conflict,) = conflicts(store)
    assert conflict.theirs == {"amount": 800000, "currency": "EUR"}


def test_units_are_settled_apart(store: Store) -> None:
    made = put(store, a_customer(city="苏州", district="虎丘", phone="1"))
    edit_elsewhere(store, Customer, made.id, city="无锡", phone="2")
    edit(
        store,
        Customer,
        made.id,
        city=("苏州", "苏州"),
        district=("虎丘", "吴中"),
        phone=("1", "1"),
        email=("", "a@b.cn"),
    )
    (conflict,) = conflicts(store)
    assert (conflict.field, conflict.theirs) == ("address", {"city": "无锡", "district": "虎丘"})
    stored = get(store, Customer, made.id)
    assert (stored.city, stored.district, stored.phone, stored.email) == ("苏州", "吴中", "2", "a@b.cn")


# --- long text --------------------------------------------------------------------------------------------------


def test_long_texts_are_merged(store: Store) -> None:
    made = put(store, a_customer(note="甲\n乙\n丙"))
    edit_elsewhere(store, Customer, made.id, note="甲\n乙\n丙\n丁")
    assert edit(store, Customer, made.id, note=("甲\n乙\n丙", "零\n甲\n乙\n丙")).note == "零\n甲\n乙\n丙\n丁"
    assert conflicts(store) == []


def test_long_texts_that_overlap_keep_both_and_say_so(store: Store) -> None:
    made = put(store, a_customer(note="甲"))
    edit_elsewhere(store, Customer, made.id, note="甲\n他写的")
    assert edit(store, Customer, made.id, note=("甲", "甲\n我写的")).note == "甲\n我写的\n他写的"
    (conflict,) = conflicts(store)
    assert conflict.theirs == {"note": "甲\n他写的"}


# --- changes that compare equal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before, after",
    [("acme", "ACME"), ("acme", "acme "), ("é", "e\u0301"), ("a", "ａ"), ("国", "國"), ("0", "00"), ("x", "")],
)
def test_a_change_that_looks_alike_is_a_change(store: Store, before: str, after: str) -> None:
    made = put(store, a_customer(short_name=before))
    assert edit(store, Customer, made.id, short_name=(before, after)).short_name == after
    assert get(store, Customer, made.id).short_name == after
    assert rows_of(store, "SELECT old, new FROM undo_row WHERE step = 2") == [
        (f'{{"short_name":"{before}"}}', f'{{"short_name":"{after}"}}')
    ]
    edit_elsewhere(store, Customer, made.id, short_name=before)
    edit(store, Customer, made.id, short_name=(after, "mine"))
    assert len(conflicts(store)) == 1, "what was seen looks alike but is not what is stored"


def test_inside_json_one_and_true_differ(store: Store) -> None:
    made = put(store, a_customer(custom={"a": 1}))
    assert get(store, Customer, edit(store, Customer, made.id, custom=({"a": 1}, {"a": True})).id).custom == {"a": True}
    edit(store, Customer, made.id, custom=({"a": 1}, {"a": 2}))
    assert [c.theirs for c in conflicts(store)] == [{"custom": '{"a":true}'}]


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", "华瑞机械"),
        ("latitude", 31),
        ("annual_purchase_amount", Decimal("1000.00")),
        ("is_key_account", True),
        ("last_verified_on", TODAY),
        ("custom", {"b": 2, "a": 1}),
    ],
)
def test_writing_the_same_again_is_no_change(store: Store, field: str, value: Any) -> None:
    customer = a_customer(
        latitude=31.0,
        annual_purchase_amount=Decimal(1000),
        currency="CNY",
        is_key_account=True,
        last_verified_on=TODAY,
        custom={"a": 1, "b": 2},
    )
    made = put(store, customer)
    assert edit(store, Customer, made.id, **{field: (getattr(made, field), value)}).updated_at == made.updated_at
    assert rows_of(store, "SELECT count(*) FROM undo_step") == [(1,)]


# --- what may be edited -----------------------------------------------------------------------------------------


def test_edits_that_are_refused(store: Store) -> None:
    customer = put(store, a_customer())
    deal = put(store, a_deal(customer.id))
    step = put(store, StageChange(opportunity_id=deal.id, to_stage="need", on=TODAY))
    for field in ("nonsense", *BOOK_KEEPING):
        with pytest.raises(RuleError, match="unknown_field"):
            edit(store, Customer, customer.id, **{field: ("", "x")})
    with pytest.raises(RuleError, match="insert_only"):
        edit(store, StageChange, step.id, to_stage=("need", "selection"))
    with pytest.raises(RuleError, match="field_required"):
        edit(store, Customer, customer.id, name=(customer.name, ""))
    with pytest.raises(RuleError, match="unknown_id"):
        edit(store, Customer, "unknown", name=("a", "b"))
    with pytest.raises(RuleError, match="unknown_reference"):
        edit(store, Customer, customer.id, territory_id=("", "01900000-0000-7000-8000-000000000000"))
    change(store, UnitOfWork.delete, Customer, customer.id)
    with pytest.raises(RuleError, match="unknown_id"):
        edit(store, Customer, customer.id, name=(customer.name, "b"))


def test_many_edits_are_one_step_or_none(store: Store) -> None:
    one, two = put(store, a_customer("甲")), put(store, a_customer("乙"))
    edits: dict[str, Edits] = {one.id: {"city": ("", "苏州")}, two.id: {"city": ("", "无锡")}}
    change(store, UnitOfWork.edit_many, Customer, edits)
    assert [c.city for c in store.ask(Snapshot.find, Customer)] == ["苏州", "无锡"]
    assert rows_of(store, "SELECT count(*) FROM undo_step") == [(3,)]
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, UnitOfWork.edit_many, Customer, {one.id: {"city": ("苏州", "x")}, "unknown": {}})
    assert get(store, Customer, one.id).city == "苏州"


# --- the bin ----------------------------------------------------------------------------------------------------


def test_a_row_goes_to_the_bin_with_all_that_hangs_on_it(store: Store) -> None:
    customer, other = put(store, a_customer()), put(store, a_customer("别人"))
    contact = put(store, a_contact(customer.id))
    deal, visit = put(store, a_deal(customer.id)), put(store, a_visit(customer.id))
    put_all(
        store,
        a_task(customer.id),
        a_memo(customer.id),
        a_purchase(customer.id, 5, TODAY),
        StageChange(opportunity_id=deal.id, to_stage="need", on=TODAY),
        VisitAttendee(visit_id=visit.id, contact_id=contact.id),
        Attachment(contact_id=contact.id, name="plan.pdf", size=1, sha256=hash_of(b"x")),
        TierAssignment(customer_id=customer.id, effective_on=TODAY, tier="A"),
        a_task(other.id),
    )
    change(store, UnitOfWork.delete, Customer, customer.id)
    for kind in KINDS.values():
        if kind.KIND not in ("territory", "user", "product", "tier_scheme", "conflict", "service_plan_item", "alias"):
            gone = rows_of(store, f"SELECT count(*), count(deleted_at) FROM {kind.KIND}")
            kept = 1 if kind in (Customer, Task) else 0
            assert gone[0][0] - gone[0][1] == kept, kind.KIND
            assert gone[0][1] > 0, kind.KIND
    assert [c.id for c in store.ask(Snapshot.find, Customer)] == [other.id]
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, UnitOfWork.delete, Customer, customer.id)


# --- what a step says it touched --------------------------------------------------------------------------------


def test_changes_name_what_was_touched(store: Store) -> None:
    made, touched = store.change(UnitOfWork.insert, a_customer())
    assert touched.ids == {"customer": {made.id}}
    visit, touched = store.change(UnitOfWork.insert, a_visit(made.id))
    assert touched.ids == {"visit": {visit.id}, "customer": {made.id}}, "its due day moved"
    _, touched = store.change(UnitOfWork.insert, a_task(made.id))
    assert not touched.touches("customer", "visit")
    assert touched.touches("task")
    _, touched = store.change(lambda work: None)
    assert not touched
    _, touched = store.change(UnitOfWork.derive_all)
    assert touched.touches("customer")


def test_a_label_names_the_step(store: Store) -> None:
    def labelled(work: UnitOfWork) -> None:
        work.label("first", n=1)
        work.insert(a_customer())
        work.label("added", title="华瑞")

    store.change(labelled)
    assert rows_of(store, "SELECT code, details, state FROM undo_step") == [("added", '{"title":"华瑞"}', "done")]


def test_a_change_that_writes_nothing_is_no_step(store: Store) -> None:
    store.change(lambda work: work.label("nothing"))
    store.change(lambda work: work.set_setting("x", "1"))
    assert rows_of(store, "SELECT count(*) FROM undo_step") == [(0,)]
    assert store.fact("x") == "1"


def test_work_that_is_taken_back_leaves_no_trace(shared_store: Store) -> None:
    before = rows_of(shared_store, "SELECT count(*) FROM customer, store_state")
    assert trying(shared_store, lambda work: work.insert(a_customer()).name) == "华瑞机械"
    assert rows_of(shared_store, "SELECT count(*) FROM customer, store_state") == before


# --- derived values and the row they belong to ------------------------------------------------------------------


def test_a_visit_does_not_change_its_customers_row(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_visit(made.id))
    assert get(store, Customer, made.id) == made
    assert rows_of(store, "SELECT last_contact FROM customer_state") == [(TODAY.toordinal(),)]


def test_a_visit_moved_to_another_customer_leaves_the_first(store: Store) -> None:
    one, two = put(store, a_customer("甲")), put(store, a_customer("乙"))
    visit = put(store, a_visit(one.id))
    edit(store, Visit, visit.id, customer_id=(one.id, two.id))
    found = dict(rows_of(store, "SELECT id, last_contact FROM customer_state"))
    assert found == {one.id: None, two.id: TODAY.toordinal()}
