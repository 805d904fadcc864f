"""The tier rule: the worked example of RULES.md, *Tiering*, the edges of bands, stability, what a scheme may be."""

from __future__ import annotations

import datetime as dt
import string
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.ids import derived_id, new_id
from desktop_crm.domain.tiering import (
    CRITERIA,
    LAST_NTH,
    RANKED,
    Criterion,
    Inputs,
    Scheme,
    assignment_id,
    cuts,
    full_years,
    nth_of,
    rate,
    year_before,
)
from tests.stores import a_scheme, definition

# Scores of the five criteria, composite in hundredths, tier.
WORKED_EXAMPLE = [
    ((100, 80, 100, 80, 60), 8500, "A"),
    ((80, 60, 60, 60, 60), 6700, "B"),
    ((50, 50, 60, 40, 40), 4750, "C"),
    ((20, 40, 10, 40, 100), 4200, "D"),
    ((10, 30, 10, 20, 20), 1750, "none"),
    ((80, 80, 80, 80, 80), 8000, "A"),
]


def points_scheme(**changes: Any) -> Scheme:
    """The delivered scheme with bands that give a whole number from 0 to 100 itself as points."""
    criteria = [{**c, "bands": [[points, points] for points in range(100, -1, -1)]} for c in definition()["criteria"]]
    return a_scheme(**{"criteria": criteria, "amount_unit": 1, **changes})


def scored(*scores: int) -> Inputs:
    """Inputs that ``points_scheme`` gives these scores."""
    amount, margin, years, influence, potential = scores
    return Inputs(Decimal(amount), Decimal(margin), years, influence, potential)


def usual(**changes: Any) -> Inputs:
    """Inputs of a customer with 67.00 points under the delivered scheme."""
    known: dict[str, Any] = {
        "annual_purchase_amount": Decimal(1_500_000),
        "profit_contribution": Decimal(20),
        "cooperation_years": 5,
        "market_influence": 3,
        "potential_value": 3,
    }
    return Inputs(**{**known, **changes})


@pytest.mark.parametrize("scores, composite, tier", WORKED_EXAMPLE)
def test_the_worked_example(scores: tuple[int, ...], composite: int, tier: str) -> None:
    rating = rate(scored(*scores), points_scheme())
    assert (rating.composite, rating.tier) == (composite, tier)
    assert tuple(p.score for p in rating.parts) == scores
    assert sum(p.points or 0 for p in rating.parts) == composite


def test_a_missing_margin_is_unrated_and_says_so() -> None:
    rating = rate(usual(profit_contribution=None), a_scheme())
    assert (rating.tier, rating.composite, rating.missing) == ("unrated", None, ("profit_contribution",))
    assert {p.code: p.score for p in rating.parts}["annual_purchase_amount"] == 80, "what is known stays visible"


def test_all_that_is_missing_is_named_in_order() -> None:
    rating = rate(Inputs(None, None, None, None, None), a_scheme())
    assert rating.missing == CRITERIA


BANDS = [
    *[
        ("annual_purchase_amount", Decimal(edge) * 10_000, below, at)
        for edge, below, at in [
            (300, 90, 100), (200, 80, 90), (150, 70, 80), (100, 60, 70), (75, 50, 60), (50, 40, 50), (30, 30, 40),
            (20, 20, 30), (10, 10, 20),
        ]
    ],
    *[
        ("profit_contribution", Decimal(edge), below, at)
        for edge, below, at in [(40, 80, 100), (30, 60, 80), (20, 40, 60), (10, 20, 40)]
    ],
    *[("cooperation_years", Decimal(years), 10 * years, 10 * years + 10) for years in range(1, 10)],
    *[("market_influence", Decimal(n), 20 * n - 20, 20 * n) for n in range(2, 6)],
    *[("potential_value", Decimal(n), 20 * n - 20, 20 * n) for n in range(2, 6)],
]  # fmt: skip


@pytest.mark.parametrize("code, edge, below, at", BANDS)
def test_the_lower_edge_belongs_to_the_band(code: str, edge: Decimal, below: int, at: int) -> None:
    smallest = Decimal("0.01") if code in ("annual_purchase_amount", "profit_contribution") else Decimal(1)

    def score(value: Decimal) -> int | None:
        whole = value if smallest != 1 else int(value)
        return {p.code: p.score for p in rate(usual(**{code: whole}), a_scheme()).parts}[code]

    assert (score(edge - smallest), score(edge)) == (below, at)


@pytest.mark.parametrize(
    "code, value, score",
    [
        ("annual_purchase_amount", Decimal(0), 0),
        ("annual_purchase_amount", Decimal("0.01"), 10),
        ("profit_contribution", Decimal(0), 0),
        ("profit_contribution", Decimal("0.01"), 20),
        ("profit_contribution", Decimal(-5), 0),
        ("cooperation_years", 0, 10),
        ("cooperation_years", 40, 100),
        ("market_influence", 1, 20),
        ("potential_value", 5, 100),
    ],
)
def test_the_ends_of_the_bands(code: str, value: Decimal, score: int) -> None:
    parts = rate(usual(**{code: value}), a_scheme()).parts
    assert {p.code: p.score for p in parts}[code] == score


def test_d_comes_before_c_and_after_b() -> None:
    scheme = points_scheme()
    assert rate(scored(29, 60, 60, 60, 70), scheme).tier == "D"
    assert rate(scored(30, 60, 60, 60, 70), scheme).tier == "C", "30 is not below the limit"
    assert rate(scored(29, 60, 60, 60, 69), scheme).tier == "C", "69 is not at the limit"
    assert rate(scored(29, 100, 100, 100, 100), scheme).tier == "B", "composite 75.15: B comes first"
    assert rate(scored(0, 0, 0, 0, 70), scheme).tier == "D", "composite 14.00: the composite does not matter"


@pytest.mark.parametrize("scheme", ["cny", "usd"])
def test_delivered_schemes_differ_in_money_only(scheme: str) -> None:
    mine, other = definition(scheme), definition()
    same = {k: v for k, v in mine.items() if k not in ("currency", "amount_unit")}
    assert same == {k: v for k, v in other.items() if k not in ("currency", "amount_unit")}
    assert [c["weight"] for c in mine["criteria"]] == [35, 20, 10, 15, 20]
    assert mine["thresholds"] == {"A": 80, "B": 60, "C": 40}


# --- stability --------------------------------------------------------------------------------------------------


def tier_at(points: int, current: str | None) -> str:
    """Tier of a customer with these points in every criterion but a potential that rules D out."""
    criteria = [{**c, "weight": 100 if c["code"] == "profit_contribution" else 0} for c in definition()["criteria"]]
    scheme = points_scheme(criteria=[{**c, "bands": [[p, p] for p in range(100, -1, -1)]} for c in criteria])
    return rate(scored(100, points, 100, 100, 0), scheme, current).tier


@pytest.mark.parametrize(
    "points, current, tier",
    [
        (79, None, "B"), (80, None, "A"), (59, None, "C"), (60, None, "B"), (39, None, "none"), (40, None, "C"),
        (77, "A", "A"), (76, "A", "B"), (82, "B", "B"), (83, "B", "A"),
        (57, "B", "B"), (56, "B", "C"), (62, "C", "C"), (63, "C", "B"),
        (37, "C", "C"), (36, "C", "none"), (42, "none", "none"), (43, "none", "C"),
        (80, "C", "A"), (80, "none", "A"), (40, "A", "C"), (59, "A", "C"), (60, "none", "B"),
        (79, "D", "B"), (80, "D", "A"), (60, "D", "B"), (59, "D", "C"), (40, "D", "C"), (39, "D", "none"),
    ],
)  # fmt: skip
def test_cuts_beside_the_current_tier_lie_three_points_in_its_favour(points: int, current: str, tier: str) -> None:
    assert tier_at(points, current) == tier


def test_only_the_cuts_beside_the_current_tier_move() -> None:
    scheme = a_scheme()
    plain = {"A": 8000, "B": 6000, "C": 4000}
    assert cuts(scheme, None) == cuts(scheme, "D") == cuts(scheme, "unrated") == plain
    assert cuts(scheme, "A") == plain | {"A": 7700}
    assert cuts(scheme, "B") == plain | {"A": 8300, "B": 5700}
    assert cuts(scheme, "C") == plain | {"B": 6300, "C": 3700}
    assert cuts(scheme, "none") == plain | {"C": 4300}


def test_the_d_rule_knows_no_hysteresis() -> None:
    scheme = points_scheme()
    for current in (*RANKED, "D", None):
        assert rate(scored(29, 20, 20, 20, 70), scheme, current).tier == "D"
        assert rate(scored(30, 20, 20, 20, 70), scheme, current).tier != "D"


def test_what_leaves_c_is_not_kept_from_b() -> None:
    """61 points hold a C, but this one is small and promising: as a D it would be a B at the next evaluation."""
    scores = scored(25, 100, 100, 50, 73)
    assert rate(scores, points_scheme()).composite == 6085
    assert rate(scores, points_scheme(), "C").tier == "B"
    assert rate(scored(25, 100, 100, 50, 69), points_scheme(), "C").tier == "C"


def test_a_rating_says_when_only_the_hysteresis_kept_the_tier() -> None:
    scheme = points_scheme()
    assert rate(scored(78, 78, 78, 78, 78), scheme, "A").held
    assert not rate(scored(78, 78, 78, 78, 78), scheme, None).held
    assert not rate(scored(80, 80, 80, 80, 80), scheme, "A").held


# --- properties -------------------------------------------------------------------------------------------------

WHOLE = st.integers(0, 100)


@given(scores=st.tuples(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE), more=WHOLE, which=st.integers(0, 4))
def test_more_of_a_criterion_never_lowers_the_composite(scores: tuple[int, ...], more: int, which: int) -> None:
    better = list(scores)
    better[which] = max(scores[which], more)
    scheme = points_scheme()
    before, after = rate(scored(*scores), scheme).composite, rate(scored(*better), scheme).composite
    assert before is not None
    assert after is not None
    assert after >= before


@given(scores=st.tuples(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE), current=st.sampled_from([*RANKED, "D", None]))
def test_a_second_evaluation_changes_nothing(scores: tuple[int, ...], current: str | None) -> None:
    scheme = points_scheme()
    tier = rate(scored(*scores), scheme, current).tier
    assert rate(scored(*scores), scheme, tier).tier == tier


# --- years and windows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "since, day, years",
    [
        ("2020-02-29", "2021-02-28", 0),
        ("2020-02-29", "2021-03-01", 1),
        ("2020-02-29", "2024-02-29", 4),
        ("2016-11-26", "2026-11-25", 9),
        ("2016-11-26", "2026-11-26", 10),
        ("2026-11-26", "2026-11-26", 0),
        ("2027-01-01", "2026-11-26", 0),
    ],
)
def test_full_years(since: str, day: str, years: int) -> None:
    assert full_years(dt.date.fromisoformat(since), dt.date.fromisoformat(day)) == years


def test_the_window_of_a_leap_day_begins_on_28_february() -> None:
    assert year_before(dt.date(2024, 2, 29)) == dt.date(2023, 2, 28)
    assert year_before(dt.date(2026, 11, 26)) == dt.date(2025, 11, 26)


# --- schemes ----------------------------------------------------------------------------------------------------


def _with_weights(*weights: int) -> list[dict[str, Any]]:
    return [{**c, "weight": w} for c, w in zip(definition()["criteria"], weights, strict=True)]


def _with_bands(*bands: list[int]) -> list[dict[str, Any]]:
    return [{**c, "bands": list(bands)} for c in definition()["criteria"]]


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"criteria": _with_weights(35, 20, 10, 15, 21)}, "scheme_weights"),
        ({"criteria": _with_weights(120, -20, 0, 0, 0)}, "scheme_weights"),
        ({"criteria": definition()["criteria"][::-1]}, "scheme_criteria"),
        ({"criteria": definition()["criteria"][:4]}, "scheme_criteria"),
        ({"thresholds": {"A": 80, "B": 60}}, "scheme_thresholds"),
        ({"thresholds": {"B": 80, "A": 60, "C": 40}}, "scheme_thresholds"),
        ({"small_limit": "few"}, "scheme_unreadable"),
        ({"cadence_days": None}, "scheme_unreadable"),
        ({"cadence_days": {"A": 14}}, "scheme_unreadable"),
        ({"cadence_days": {"A": 14, "B": 28, "C": 0, "D": 42, "none": 182}}, "scheme_unreadable"),
        ({"amount_unit": 0}, "scheme_unreadable"),
        ({"hysteresis": -1}, "scheme_unreadable"),
        ({"criteria": [{"code": "x"}]}, "scheme_unreadable"),
        ({"criteria": _with_bands([10, 50], [20, 60])}, "scheme_unreadable"),
        ({"criteria": _with_bands([10, 101])}, "scheme_unreadable"),
        ({"criteria": [{**definition()["criteria"][0], "bands": [["many", 3]]}]}, "scheme_unreadable"),
    ],
)
def test_what_is_no_scheme_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleError) as refused:
        a_scheme(**changes)
    assert refused.value.code == code


def test_a_scheme_without_a_currency_is_refused() -> None:
    incomplete = {k: v for k, v in definition().items() if k != "currency"}
    with pytest.raises(RuleError, match="scheme_unreadable"):
        Scheme.from_definition(1, "x", incomplete)


def test_a_band_may_begin_above_its_edge() -> None:
    criterion = Criterion("annual_purchase_amount", 100, ((Decimal(10), 50, False), (Decimal(0), 10, True)))
    assert [criterion.score(Decimal(v)) for v in ("10", "9.99", "0.01", "0", "-1")] == [50, 10, 10, 0, 0]


def test_ids_of_assignments_rise_with_the_evaluation() -> None:
    customers = sorted([*(new_id() for _ in range(50)), *(derived_id("customer", "test", str(n)) for n in range(50))])
    day = dt.date(2026, 3, 31)
    evaluations = [(day, 1, 0), (day, 1, 1), (day, 2, 0), (day + dt.timedelta(days=1), 1, 0)]
    made = [assignment_id(customer, *evaluation) for evaluation in evaluations for customer in customers]
    assert [id_[:13] for id_ in made] == sorted(id_[:13] for id_ in made)
    assert len(set(made)) == len(made)
    assert {(uuid.UUID(id_).version, uuid.UUID(id_).variant) for id_ in made} == {(8, uuid.RFC_4122)}
    assert [nth_of(id_, day, 1) for id_ in made[::100]] == [0, 1, -1, -1]
    assert nth_of(new_id(), day, 1) == -1
    assert nth_of(assignment_id(customers[0], day, 1, LAST_NTH), day, 1) == LAST_NTH


def test_customers_of_the_same_number_elsewhere_have_assignments_of_their_own() -> None:
    """Numbers such as K-2024 give ids that begin alike: what is alike may not be all that is taken of them."""
    numbers = [f"{a}{b}{c}-2024" for a in string.ascii_uppercase for b in string.ascii_uppercase for c in "ABCDEFGH"]
    customers = [derived_id("customer", "erp", number) for number in numbers]
    assert len({customer[:8] for customer in customers}) == 1
    day = dt.date(2018, 1, 2)
    own = {assignment_id(customer, day, 1, 0).replace("-", "")[13:] for customer in customers}
    assert len({id_[:3] + id_[4:] for id_ in own}) == len(customers)
    # Every hex digit of the eighteen that are taken differs from one to the other: none of them is a given.
    assert all(len(set(digits)) == 16 for n, digits in enumerate(zip(*own, strict=True)) if n != 3)


def test_ids_of_assignments_never_change() -> None:
    """Stores in the field hold them."""
    customer = "6fc836dd-2d15-5a2e-b2b7-c79f6abdd42f"
    assert assignment_id(customer, dt.date(2026, 11, 22), 3, 7) == "0b4a6600-3007-8a2e-82b7-c79f6abdd42f"
    assert assignment_id(customer, dt.date(1, 1, 1), 4099, 4095) == "00000100-3fff-8a2e-82b7-c79f6abdd42f"
