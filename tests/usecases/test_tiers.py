"""Tiers as a user meets them: the worked example through a real store, explained; set by hand; under another scheme."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tiering import TierAssignment, TierScheme
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.usecases import records, tiers, undo
from tests.stores import TODAY, a_customer, a_rated_customer, change, definition, new_store, put, rows_of

# The worked example of RULES.md, *Tiering*: inputs as typed; scores, composite in hundredths and tier that come out.
WORKED_EXAMPLE: dict[str, tuple[dict[str, str], tuple[int | None, ...], int | None, str]] = {
    "85.0": (
        {"annual_purchase_amount": "3000000", "profit_contribution": "30", "cooperation_since": "2017-11-26",
         "market_influence": "4", "potential_value": "3"},
        (100, 80, 100, 80, 60), 8500, "A",
    ),
    "67.0": (
        {"annual_purchase_amount": "1500000", "profit_contribution": "20", "cooperation_since": "2021-11-26",
         "market_influence": "3", "potential_value": "3"},
        (80, 60, 60, 60, 60), 6700, "B",
    ),
    "47.5": (
        {"annual_purchase_amount": "500000", "profit_contribution": "15", "cooperation_since": "2021-11-26",
         "market_influence": "2", "potential_value": "2"},
        (50, 50, 60, 40, 40), 4750, "C",
    ),
    "42.0": (
        {"annual_purchase_amount": "100000", "profit_contribution": "10", "cooperation_since": "2026-11-26",
         "market_influence": "2", "potential_value": "5"},
        (20, 40, 10, 40, 100), 4200, "D",
    ),
    "17.5": (
        {"annual_purchase_amount": "0.01", "profit_contribution": "5", "cooperation_since": "2026-11-27",
         "market_influence": "1", "potential_value": "1"},
        (10, 30, 10, 20, 20), 1750, "none",
    ),
    "80.0": (
        {"annual_purchase_amount": "1999999.99", "profit_contribution": "30", "cooperation_since": "2019-11-26",
         "market_influence": "4", "potential_value": "4"},
        (80, 80, 80, 80, 80), 8000, "A",
    ),
    "margin missing": (
        {"annual_purchase_amount": "1999999.99", "cooperation_since": "2019-11-26",
         "market_influence": "4", "potential_value": "4"},
        (80, None, 80, 80, 80), None, "unrated",
    ),
}  # fmt: skip


def worked_example_scheme() -> dict[str, Any]:
    """The delivered scheme with two bands of margin more: the example has scores 50 and 30, which no band gives."""
    criteria = [dict(c) for c in definition()["criteria"]]
    criteria[1]["bands"] = [[40, 100], [30, 80], [20, 60], [15, 50], [10, 40], [5, 30], [0, 20, True]]
    return {**definition(), "criteria": criteria}


def test_the_worked_example_to_the_digit_through_the_store(store: Store) -> None:
    change(store, tiers.adopt_scheme, worked_example_scheme())
    made = {
        name: change(store, records.add, Customer, {"name": name, **inputs})
        for name, (inputs, *_) in WORKED_EXAMPLE.items()
    }
    scored = change(store, tiers.score)
    assert (scored.scheme.version, scored.assigned) == (2, 6)
    assert store.ask(tiers.tier_counts) == {"A": 2, "B": 1, "C": 1, "D": 1, "none": 1, "unrated": 1}
    history = {a.customer_id: a for a in store.ask(Snapshot.find, TierAssignment)}
    state = {row[0]: row[1:] for row in rows_of(store, "SELECT id, tier, composite FROM customer_state")}
    for name, (_, scores, composite, tier) in WORKED_EXAMPLE.items():
        id_ = made[name].id
        why = store.ask(tiers.explain, id_)
        assert (why.tier, why.rating.tier, why.rating.composite) == (tier, tier, composite), name
        assert tuple(part.score for part in why.rating.parts) == scores, name
        assert tuple(part.weight for part in why.rating.parts) == (35, 20, 10, 15, 20)
        assert state[id_] == (tier, composite), name
        if tier == "unrated":
            assert why.rating.missing == ("profit_contribution",)
            assert id_ not in history
        else:
            kept = history[id_]
            assert (kept.tier, kept.composite, kept.scores) == (tier, composite, ",".join(map(str, scores)))
            assert (kept.scheme_version, kept.effective_on) == (2, TODAY)


def test_every_part_of_an_explanation(store: Store) -> None:
    made = put(store, a_rated_customer())
    why = store.ask(tiers.explain, made.id)
    assert [(p.code, p.input, p.score, p.weight, p.points) for p in why.rating.parts] == [
        ("annual_purchase_amount", Decimal(1_500_000), 80, 35, 2800),
        ("profit_contribution", Decimal(25), 60, 20, 1200),
        ("cooperation_years", 5, 60, 10, 600),
        ("market_influence", 3, 60, 15, 900),
        ("potential_value", 3, 60, 20, 1200),
    ]
    assert (why.customer, why.amount_source, why.cooperation_since) == (made, "entered", dt.date(2021, 11, 1))
    assert (why.scheme.version, why.is_manual, why.manual_reason, why.manual_until) == (1, False, "", None)


def test_a_bare_customer_says_what_is_missing(store: Store) -> None:
    made = put(store, a_customer())
    change(store, tiers.score)
    why = store.ask(tiers.explain, made.id)
    assert why.tier == "unrated"
    assert why.rating.missing == ("profit_contribution", "market_influence", "potential_value")


def test_the_tier_is_held_three_points_beyond_its_cut(store: Store) -> None:
    """An A customer loses two points and stays, then four and falls; on its way back it needs 83."""
    rule: dict[str, Any] = {**worked_example_scheme(), "thresholds": {"A": 67, "B": 50, "C": 40}}
    change(store, tiers.adopt_scheme, rule)
    made = put(store, a_rated_customer())

    def tier_with(margin: int, influence: int) -> tuple[str, int | None]:
        values = {"profit_contribution": str(margin), "market_influence": str(influence)}
        change(store, records.edit, Customer, made.id, values)
        change(store, tiers.score)
        why = store.ask(tiers.explain, made.id)
        return why.tier, why.rating.composite

    assert tier_with(25, 3) == ("A", 6700)
    assert tier_with(15, 3) == ("A", 6500)
    assert store.ask(tiers.explain, made.id).rating.held
    assert tier_with(10, 3) == ("B", 6300)
    assert tier_with(25, 3) == ("B", 6700), "no way back for less than 70"
    assert tier_with(30, 3) == ("A", 7100)
    assert tier_with(10, 3) == ("B", 6300)
    assert tier_with(5, 1) == ("B", 5500)


def test_a_first_assignment_knows_no_hysteresis(store: Store) -> None:
    change(store, tiers.adopt_scheme, {**definition(), "thresholds": {"A": 69, "B": 50, "C": 40}})
    one = put(store, a_rated_customer())
    change(store, tiers.score)
    assert store.ask(tiers.explain, one.id).tier == "B", "67 is below 69, however near"


# --- by hand ----------------------------------------------------------------------------------------------------


def test_a_tier_by_hand_leaves_the_computed_one_visible(store: Store) -> None:
    made = put(store, a_rated_customer())
    change(store, tiers.score)
    change(store, tiers.set_by_hand, made.id, "A", " 战略客户 ", TODAY + dt.timedelta(days=90))
    why = store.ask(tiers.explain, made.id)
    assert (why.tier, why.is_manual, why.rating.tier) == ("A", True, "B")
    assert (why.manual_reason, why.manual_until) == ("战略客户", TODAY + dt.timedelta(days=90))
    assert rows_of(store, "SELECT tier, computed_tier, is_manual, cadence_days FROM customer_state") == [
        ("A", "B", 1, 14)
    ]
    change(store, records.edit, Customer, made.id, {"potential_value": "5", "market_influence": "5"})
    change(store, tiers.score)
    assert rows_of(store, "SELECT tier, composite FROM customer_state") == [("A", 8100)], "still by hand"


def test_a_tier_by_hand_ends_with_its_day(store: Store) -> None:
    made = put(store, a_rated_customer())
    change(store, tiers.score)
    change(store, tiers.set_by_hand, made.id, "D", "试试", TODAY)
    assert store.ask(tiers.explain, made.id).tier == "D"
    tomorrow = store.ask(lambda s: tiers.explain(_on(s, TODAY + dt.timedelta(days=1)), made.id))
    assert (tomorrow.tier, tomorrow.is_manual) == ("B", False)


def _on(snapshot: Snapshot, day: dt.date) -> Snapshot:
    return Snapshot(snapshot.connection, dataclasses.replace(snapshot.moment, today=day))


@pytest.mark.parametrize(
    "tier, reason, until, code",
    [
        ("E", "x", TODAY, "field_choice"),
        ("unrated", "x", TODAY, "field_choice"),
        ("A", "  ", TODAY, "field_required"),
        ("A", "x", None, "field_required"),
        ("A", "x", TODAY - dt.timedelta(days=1), "date_in_past"),
    ],
)
def test_a_tier_by_hand_needs_reason_and_end(
    store: Store, tier: str, reason: str, until: dt.date | None, code: str
) -> None:
    made = put(store, a_customer())
    with pytest.raises(RuleError, match=code):
        change(store, tiers.set_by_hand, made.id, tier, reason, until)
    assert store.ask(Snapshot.find, TierAssignment) == []


def test_unknown_customers(store: Store) -> None:
    with pytest.raises(RuleError, match="unknown_id"):
        store.ask(tiers.explain, "unknown")
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, tiers.set_by_hand, "unknown", "A", "x", TODAY)


# --- schemes ----------------------------------------------------------------------------------------------------


def test_versions_follow_each_other_and_the_latest_that_has_begun_is_in_force(store: Store) -> None:
    change(store, tiers.adopt_scheme, {**definition(), "name": "Zweite"})
    change(store, tiers.adopt_scheme, {**definition(), "name": "Nächstes Jahr"}, dt.date(2027, 1, 1))
    assert store.ask(current_scheme).name == "Zweite"
    change(store, tiers.adopt_scheme, {**definition(), "name": "Vierte"})
    assert [(s.version, s.name) for s in store.ask(Snapshot.find, TierScheme)] == [
        (1, "Standard"),
        (2, "Zweite"),
        (3, "Nächstes Jahr"),
        (4, "Vierte"),
    ]
    assert (store.ask(current_scheme).version, store.ask(current_scheme).name) == (4, "Vierte")


def test_what_is_no_scheme_is_not_adopted(store: Store) -> None:
    with pytest.raises(RuleError, match="scheme_unreadable"):
        change(store, tiers.adopt_scheme, {"name": "x"})
    assert len(store.ask(Snapshot.find, TierScheme)) == 1


def test_other_cadences_are_in_force_at_once_and_go_with_their_scheme(store: Store) -> None:
    put(store, a_customer())
    slow = {**definition(), "cadence_days": {"A": 1, "B": 2, "C": 300, "D": 4, "none": 5}}
    _, touched = store.change(tiers.adopt_scheme, slow)
    assert touched.touches("customer")
    assert rows_of(store, "SELECT cadence_days FROM customer_state") == [(300,)]
    change(store, undo.undo)
    assert rows_of(store, "SELECT cadence_days FROM customer_state") == [(56,)]


def test_bands_can_be_read_in_another_currency(store: Store) -> None:
    change(store, tiers.read_bands_in, "USD", 1000)
    scheme = store.ask(current_scheme)
    assert (scheme.currency, scheme.amount_unit, scheme.version) == ("USD", 1000, 2)
    change(store, tiers.read_bands_in, "USD", 1000)
    assert store.ask(current_scheme).version == 2, "it does so already"


def test_the_demos_scheme_counts_in_thousands_of_dollars(tmp_path: Any) -> None:
    store = new_store(tmp_path, scheme="usd")
    made = put(store, a_rated_customer(annual_purchase_amount=Decimal(150_000), currency="USD"))
    assert store.ask(tiers.explain, made.id).rating.composite == 6700
    store.close()
