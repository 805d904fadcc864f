"""What the declarations of record kinds promise to all that reads them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.call_list import Row
from desktop_crm.domain.contacts import DECIDING_ROLES, ROLES, Contact
from desktop_crm.domain.customers import TIER_INPUTS, Customer
from desktop_crm.domain.fields import BOOK_KEEPING, Merge, Record, Type, currency_field, declare, fields_of, whole_units
from desktop_crm.domain.folding import fold, is_cjk
from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.domain.opportunities import PROBABILITY, STAGES
from desktop_crm.domain.service import STRATEGIES
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.values import TEXTUAL
from desktop_crm.domain.visits import Visit

KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@KIND
def test_a_reference_names_a_kind_and_is_called_after_it(kind: type[Record]) -> None:
    for field in fields_of(kind).values():
        assert (field.type is Type.REFERENCE) == bool(field.refers_to), field.name
        if field.refers_to:
            assert field.refers_to in KINDS
            assert field.name.endswith("_id")


@KIND
def test_a_default_may_be_stored(kind: type[Record]) -> None:
    for field in fields_of(kind).values():
        if field.choices:
            assert field.default in (*field.choices, ""), field.name
        if field.type in TEXTUAL:
            assert isinstance(field.default, str), field.name
        if field.type is Type.LONG_TEXT:
            assert field.merge is Merge.TEXT, "free text is never overwritten"


@KIND
def test_a_kind(kind: type[Record]) -> None:
    assert dataclasses.is_dataclass(kind)
    assert KINDS[kind.KIND] is kind
    assert kind.TITLE in fields_of(kind)
    first = list(fields_of(kind))[:4]
    assert first == ["id", "external_id", "source", "custom"], "the digest of a row counts on it"
    assert set(fields_of(kind)) >= BOOK_KEEPING
    assert not hasattr(kind, "__dict__") or "__slots__" in kind.__dict__


@KIND
def test_referred_kinds_come_first(kind: type[Record]) -> None:
    order = list(KINDS)
    for field in fields_of(kind).values():
        if field.refers_to and field.refers_to != kind.KIND:
            assert order.index(field.refers_to) < order.index(kind.KIND), field.name


@KIND
def test_money_stands_beside_its_currency(kind: type[Record]) -> None:
    for field in fields_of(kind).values():
        if field.type is Type.MONEY:
            assert fields_of(kind)[currency_field(kind, field.name)].unit == field.unit


def test_money_without_a_currency_is_no_declaration() -> None:
    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Tip(Record):
        KIND = "tip"
        amount: Any = declare(Type.MONEY)

    with pytest.raises(LookupError):
        currency_field(Tip, "amount")


def test_what_belongs_together_is_one_unit() -> None:
    def unit(kind: type[Record], *names: str) -> set[str]:
        return {fields_of(kind)[name].unit for name in names}

    assert unit(Customer, "city", "district", "address", "postal_code", "latitude", "longitude") == {"address"}
    assert unit(Customer, "annual_purchase_amount", "currency") == {"annual_purchase_amount"}
    assert unit(Visit, "started_at", "ended_at", "zone", "held_on") == {"when"}
    assert unit(TierAssignment, "is_manual", "reason", "until") == {"manual"}
    for name in TIER_INPUTS:
        assert unit(Customer, name, f"{name}_source", f"{name}_on") == {name}


def test_changes_bring_the_rest_of_their_units() -> None:
    shown = Customer(name="华瑞", city="苏州", district="虎丘", note="x")
    assert whole_units(shown, {"district": ("虎丘", "吴中"), "note": ("x", "y")}) == {
        "city": ("苏州", "苏州"),
        "district": ("虎丘", "吴中"),
        "address": ("", ""),
        "postal_code": ("", ""),
        "latitude": (None, None),
        "longitude": (None, None),
        "note": ("x", "y"),
    }
    assert whole_units(shown, {"name": ("华瑞", "改名")}) == {"name": ("华瑞", "改名")}


def test_nobody_is_asked_for_age_or_education() -> None:
    assert not {"age", "birthday", "education", "gender", "income"} & set(fields_of(Contact))


def test_children_refer_to_their_parent() -> None:
    for parent, children in CHILDREN.items():
        for child, reference in children:
            assert fields_of(KINDS[child])[reference].refers_to == parent


def test_stages_and_roles() -> None:
    assert [PROBABILITY[stage] for stage in STAGES] == [10, 20, 40, 60, 80, 100]
    assert set(DECIDING_ROLES) <= set(ROLES)


def test_fixture_p11_three_actions_a_tier_exactly_one_periodic() -> None:
    assert list(STRATEGIES) == ["A", "B", "C", "D"]
    for tier, actions in STRATEGIES.items():
        assert len({action.code for action in actions}) == 3, tier
        assert len([action for action in actions if action.every_days is not None]) == 1, tier
    periodic = {t: next(a for a in actions if a.every_days is not None) for t, actions in STRATEGIES.items()}
    assert {t: (a.code, a.every_days) for t, a in periodic.items()} == {
        "A": ("executive_meeting", 90),
        "B": ("return_visit", 0),
        "C": ("feedback_talk", 0),
        "D": ("industry_news", 30),
    }
    assert len({action.code for actions in STRATEGIES.values() for action in actions}) == 12


@pytest.mark.parametrize(
    "one, other",
    [("ＡＣＭＥ　Ltd", "acme ltd"), ("  Acme \t Ltd ", "ACME LTD"), ("Straße", "STRASSE"), ("①华瑞", "1华瑞")],
)
def test_names_are_equal_after_folding(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_what_is_written_without_blanks() -> None:
    assert all(map(is_cjk, "华喆镕堃𠀀㐀豈"))
    assert not any(map(is_cjk, "aé1 ·。かカ한"))


def test_values_for_the_screen_cannot_be_changed() -> None:
    assert Row.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert [state.value for state in DueState] == ["late", "due", "never", "due_soon", "not_due"]
