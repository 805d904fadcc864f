from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.values import parse
from desktop_crm.ui.record_edit import RecordEdit, sections_of, text_of, two_columns


def texts(edit: RecordEdit, **typed: str) -> dict[str, str]:
    return {name: edit.text(name) for name in edit.names} | typed


@pytest.mark.parametrize("kind", [Customer, Contact])
def test_every_field_of_a_form_exists_and_stands_once(kind: type[Customer | Contact]) -> None:
    names = RecordEdit(kind).names
    assert len(names) == len(set(names))
    assert set(names) <= set(fields_of(kind))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("annual_purchase_amount", Decimal("480000")),
        ("annual_purchase_amount", Decimal("480000.50")),
        ("annual_purchase_amount", Decimal("1E+6")),
        ("profit_contribution", Decimal("25.00")),
        ("cooperation_since", dt.date(2017, 3, 1)),
        ("is_key_account", True),
        ("is_key_account", False),
        ("market_influence", 4),
        ("lifecycle", "official"),
        ("note", "  two\n lines "),
        ("company_size", None),
    ],
)
def test_what_a_field_shows_reads_back_as_the_same_value(name: str, value: object) -> None:
    field = fields_of(Customer)[name]
    assert parse(field, text_of(field, value)) == value


def test_only_changed_fields_are_handed_over_each_with_what_was_seen() -> None:
    seen = Customer(id="1", name="华瑞机械", phone="0512-1", market_influence=3)
    edit = RecordEdit(Customer, seen)
    changes = edit.changes(texts(edit, phone="0512-2", market_influence="4"))
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    assert changed == {"phone": ("0512-1", "0512-2"), "market_influence": (3, 4)}
    # What stands beside a changed field in its unit comes along as it was shown.
    assert set(changes) == {"phone", "market_influence", "market_influence_source", "market_influence_on"}
    assert edit.changes(texts(edit)) == {}


def test_an_untouched_text_is_never_a_change_however_it_was_once_written() -> None:
    seen = Customer(id="1", name=" 华瑞机械 ", lifecycle="unheard_of")
    edit = RecordEdit(Customer, seen)
    assert edit.refusals(texts(edit)) == {}
    changes = edit.changes(texts(edit, city="苏州"))
    assert {name: pair for name, pair in changes.items() if pair[0] != pair[1]} == {"city": ("", "苏州")}
    assert not changes.keys() & {"name", "lifecycle"}


def test_bad_texts_are_refused_by_field_in_the_order_of_the_form() -> None:
    edit = RecordEdit(Customer)
    refused = edit.refusals(texts(edit, profit_contribution="much", cadence_days="0"))
    assert {name: error.code for name, error in refused.items()} == {
        "name": "field_required",
        "profit_contribution": "field_number",
        "cadence_days": "field_range",
    }
    assert list(refused) == ["name", "profit_contribution", "cadence_days"]


def test_a_new_record_has_what_was_typed_and_what_was_given() -> None:
    edit = RecordEdit(Contact, preset={"customer_id": "c1", "source": "sample"})
    made = edit.record(texts(edit, name="王敏", trust="4"))
    assert made == Contact(name="王敏", customer_id="c1", trust=4, source="sample")


def test_fields_changed_elsewhere_are_those_that_the_form_shows() -> None:
    seen = Customer(id="1", name="华瑞机械", city="苏州")
    edit = RecordEdit(Customer, seen)
    stored = replace(seen, city="无锡", phone="1", latitude=31.0, updated_at=dt.datetime.now(dt.UTC))
    assert edit.changed_elsewhere(stored) == ["phone", "city"]


def test_two_columns_keep_the_order_and_are_about_as_high() -> None:
    for kind in ("customer", "contact"):
        left, right = two_columns(sections_of(kind))
        assert (*left, *right) == sections_of(kind)
        heights = [sum(len(section.fields) for section in side) for side in (left, right)]
        assert abs(heights[0] - heights[1]) <= 4
