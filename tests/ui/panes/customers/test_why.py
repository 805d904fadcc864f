from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from desktop_crm import words
from desktop_crm.domain.customers import Customer
from desktop_crm.storage.store import Store
from desktop_crm.ui.panes.customers import why
from desktop_crm.usecases import tiers
from desktop_crm.usecases.tiers import Explanation
from tests.stores import (
    RESOURCES,
    TODAY,
    a_customer,
    a_purchase,
    a_rated_customer,
    a_won_deal,
    change,
    edit_elsewhere,
    put,
)


def explained(store: Store, customer: Customer) -> Explanation:
    return store.ask(tiers.explain, customer.id)


def test_every_input_says_score_weight_points_and_where_it_is_from(store: Store) -> None:
    customer = put(
        store,
        a_rated_customer(
            annual_purchase_amount_on=dt.date(2026, 11, 20),
            annual_purchase_amount_source="entered",
            profit_contribution_on=dt.date(2025, 9, 30),
            market_influence_source="sample",
        ),
    )
    reason = why.reason_of(explained(store, customer), TODAY)
    assert reason.title == "Why B?"
    assert [(line.label, line.reckoning, line.value, line.source) for line in reason.lines] == [
        ("Annual purchase amount: ¥1.5M", "80 × 35 %", "28", "entered 11-20"),
        ("Profit contribution: 25 %", "60 × 20 %", "12", "entered 2025-09-30"),
        ("Years of cooperation: 5 years", "60 × 10 %", "6", "since 2021-11-01 · entered"),
        ("Market influence: 3 of 5", "60 × 15 %", "9", "sample data"),
        ("Potential value: 3 of 5", "60 × 20 %", "12", "entered"),
    ]
    assert reason.result == ("Composite score", "67.0")
    assert reason.notes == [
        "Scheme v1: A 80, B 60, C 40; D: purchases under 30, potential from 70 points",
        "13.0 points more would give Tier A",
    ]


def test_purchases_and_deals_are_named_as_the_source(store: Store) -> None:
    buyer = put(store, a_rated_customer("华瑞机械", cooperation_since=None))
    put(store, a_purchase(buyer.id, 3_000_000, TODAY - dt.timedelta(days=3), margin_rate=Decimal("0.42")))
    amount, margin, years = why.reason_of(explained(store, buyer), TODAY).lines[:3]
    assert (amount.label, amount.source) == ("Annual purchase amount: ¥3M", "purchases of the last 12 months")
    assert (margin.label, margin.source) == (
        "Profit contribution: 42 %",
        "margin of the purchases of the last 12 months",
    )
    assert years.source == "since the first deal or purchase, 2026-11-23"
    winner = put(store, a_rated_customer("恒力链条", annual_purchase_amount=None))
    put(store, a_won_deal(winner.id, 500_000, TODAY))
    assert why.reason_of(explained(store, winner), TODAY).lines[0].source == "deals won in the last 12 months"
    assert why.amount_source(explained(store, winner), None, TODAY) == "won deals"


def test_what_is_missing_is_named_and_has_no_points(store: Store) -> None:
    customer = put(store, a_rated_customer(profit_contribution=None, potential_value=None))
    found = explained(store, customer)
    reason = why.reason_of(found, TODAY)
    assert reason.title == "Why not rated?"
    assert (reason.lines[1].label, reason.lines[1].reckoning, reason.lines[1].value) == (
        "Profit contribution: missing",
        "? × 20 %",
        "?",
    )
    assert reason.result[1] == "no score"
    assert "Not rated: profit contribution, potential value missing" in reason.notes
    assert [part.shown for part in why.score_parts(found)] == ["28", "?", "6", "9", "?"]
    assert why.inputs_remark(found) == "2 missing"


@pytest.mark.parametrize(
    ("tier", "english", "chinese"),
    [
        ("D", "Why D?", "为什么是 D？"),
        ("none", "Why no tier?", "为什么暂不分级？"),
        ("unrated", "Why not rated?", "为什么未评级？"),
    ],
)
def test_the_question_is_a_sentence_for_every_tier(store: Store, tier: str, english: str, chinese: str) -> None:
    customer = put(store, a_rated_customer())
    found = dataclasses.replace(explained(store, customer), tier=tier)
    assert why.why_title(found) == english
    words.set_folder(RESOURCES / "translations")
    words.set_language("zh_CN")
    assert why.why_title(found) == chinese


def test_a_tier_set_by_hand_shows_the_computed_one_beside_it(store: Store) -> None:
    customer = put(store, a_rated_customer())
    change(store, tiers.set_by_hand, customer.id, "A", "strategic", dt.date(2027, 3, 31))
    found = explained(store, customer)
    assert why.why_title(found) == "Why A?"
    assert why.manual_words(found, TODAY) == "Set to A by hand until 2027-03-31; computed B"
    assert why.reason_of(found, TODAY).notes[-1] == "Set to A by hand until 2027-03-31; computed B (strategic)"
    assert why.differs(found, "A") == ""


def test_inputs_that_would_give_another_tier_say_so_until_it_is_evaluated(store: Store) -> None:
    customer = put(store, a_rated_customer())
    assert why.differs(explained(store, customer), "unrated") == "By its inputs now: Tier B 67.0"
    change(store, tiers.score)
    assert why.differs(explained(store, customer), "B") == ""


def test_a_tier_kept_by_the_margin_says_so(store: Store) -> None:
    customer = put(store, a_rated_customer(annual_purchase_amount=Decimal(1_000_000)))
    change(store, tiers.score)
    edit_elsewhere(store, Customer, customer.id, market_influence=1)
    held = explained(store, customer)
    assert held.rating.held
    assert "B is kept: the score is within 3 points of the cut" in why.reason_of(held, TODAY).notes


def test_the_bar_has_five_parts_and_two_cuts(store: Store) -> None:
    found = explained(store, put(store, a_rated_customer()))
    assert [(part.name, part.points) for part in why.score_parts(found)] == [
        ("Purchases", 28.0),
        ("Profit", 12.0),
        ("Years", 6.0),
        ("Influence", 9.0),
        ("Potential", 12.0),
    ]
    assert why.score_cuts(found) == [("B 60", 60.0), ("A 80", 80.0)]
    assert why.inputs_remark(found) == "none missing"


def test_the_form_says_what_counts_instead_of_an_entered_amount(store: Store) -> None:
    customer = put(store, a_customer())
    assert why.amount_remark(explained(store, customer)).startswith("while empty, the deals won")
    assert why.amount_remark(explained(store, put(store, a_rated_customer("恒力链条")))) == ""


def test_the_words_of_the_language_stand_between_names(store: Store) -> None:
    customer = put(store, a_rated_customer())
    words.set_folder(RESOURCES / "translations")
    words.set_language("zh_CN")
    assert why.reason_of(explained(store, customer), TODAY).notes[0].startswith("方案 v1：A 80、B 60、C 40；D：")
