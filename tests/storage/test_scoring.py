"""The SQL of the tier rule says of all customers what ``domain.tiering`` says of one, whatever scheme and figures."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import closing
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.money import digits
from desktop_crm.domain.opportunities import Opportunity, Purchase
from desktop_crm.domain.tiering import (
    CRITERIA,
    Inputs,
    Rating,
    Scheme,
    TierAssignment,
    TierScheme,
    assignment_id,
    full_years,
    rate,
    year_before,
)
from desktop_crm.storage import scoring
from desktop_crm.storage.check import problems
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import tiers, undo
from tests.stores import (
    KEY,
    TODAY,
    FixedClock,
    a_customer,
    a_purchase,
    a_rated_customer,
    a_scheme,
    a_won_deal,
    change,
    definition,
    get,
    put,
    put_all,
    rows_of,
    trying,
)

DAY = dt.timedelta(days=1)

# --- any scheme, any figures ------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Case:
    """A customer with what it bought and won, and the tier it had."""

    customer: Customer
    purchases: tuple[Purchase, ...]
    deals: tuple[Opportunity, ...]
    current: str | None


TODAYS = st.sampled_from(["2024-02-29", "2025-02-28", "2024-03-01", "2026-11-26", "2026-01-01"]).map(
    dt.date.fromisoformat
)


@st.composite
def bands(draw: st.DrawFn, low: int, high: int, decimals: int) -> list[list[Any]]:
    """Bands from high to low; an edge may belong to its band or not."""
    edges = draw(st.lists(st.decimals(low, high, places=draw(st.integers(0, decimals))), max_size=5, unique=True))
    return [[str(edge), draw(st.integers(0, 100)), draw(st.booleans())] for edge in sorted(edges, reverse=True)]


@st.composite
def schemes(draw: st.DrawFn) -> dict[str, Any]:
    """The definition of any scheme."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    ranges = [(0, 20, 4), (-50, 60, 3), (0, 12, 1), (1, 5, 1), (1, 5, 1)]
    return {
        **definition(),
        "currency": draw(st.sampled_from(["CNY", "JPY", "KWD"])),
        "amount_unit": draw(st.sampled_from([1, 3, 1000, 10_000])),
        "criteria": [
            {"code": code, "weight": weight, "bands": draw(bands(*limits))}
            for code, weight, limits in zip(CRITERIA, weights, ranges, strict=True)
        ],
        "thresholds": {tier: draw(st.integers(0, 100)) for tier in ("A", "B", "C")},
        "small_limit": draw(st.integers(0, 100)),
        "potential_limit": draw(st.integers(0, 100)),
        "hysteresis": draw(st.integers(0, 20)),
    }


@st.composite
def cases(draw: st.DrawFn, scheme: dict[str, Any], today: dt.date) -> Case:
    """A customer whose figures lie on, beside and between the edges of the scheme, its dates around the window."""
    currency = scheme["currency"]
    smallest = Decimal(1).scaleb(-digits(currency))
    edges = [Decimal(b[0]) * scheme["amount_unit"] for b in scheme["criteria"][0]["bands"]] or [Decimal(0)]
    near_edge = st.builds(
        lambda edge, steps: (edge + steps * smallest).quantize(smallest), st.sampled_from(edges), st.integers(-1, 1)
    )
    amounts = near_edge | st.decimals(-30_000, 300_000, places=digits(currency))
    near = st.sampled_from([today, year_before(today), today - 365 * DAY, today - 366 * DAY])
    dates = st.builds(lambda day, n: day + n * DAY, near, st.integers(-2, 2)) | st.dates(
        dt.date(2010, 1, 1), dt.date(2027, 1, 1)
    )
    currencies = st.sampled_from([currency, currency, currency, "USD"])

    def exact(amount: Decimal | None, currency: str) -> dict[str, Any]:
        places = Decimal(1).scaleb(-digits(currency))
        return {"amount": amount and amount.quantize(places, ROUND_DOWN), "currency": currency}

    entered = exact(draw(st.none() | amounts.map(abs)), draw(st.just("") | currencies))
    margin_edges = [Decimal(b[0]) for b in scheme["criteria"][1]["bands"]] or [Decimal(0)]
    margins = st.builds(
        lambda edge, n: (edge + n * Decimal("0.01")).quantize(Decimal("0.01")),
        st.sampled_from(margin_edges),
        st.integers(-1, 1),
    ) | st.decimals(-60, 70, places=2)
    customer = Customer(
        id=draw(st.uuids(version=4).map(str)),
        name="x",
        annual_purchase_amount=entered["amount"],
        currency=entered["currency"],
        profit_contribution=draw(st.none() | margins),
        cooperation_since=draw(st.none() | dates),
        market_influence=draw(st.integers(1, 5) if draw(st.integers(0, 9)) else st.none()),
        potential_value=draw(st.integers(1, 5) if draw(st.integers(0, 9)) else st.none()),
    )
    purchases = draw(
        st.lists(
            st.builds(
                lambda amount, **rest: Purchase(customer_id=customer.id, **amount, **rest),
                st.builds(exact, amounts, currencies),
                on=dates,
                margin_rate=st.none() | st.decimals("-0.6", "0.7", places=4),
            ),
            max_size=4,
        )
    )
    deals = draw(
        st.lists(
            st.builds(
                lambda amount, **rest: Opportunity(name="x", customer_id=customer.id, **amount, **rest),
                st.builds(exact, st.none() | amounts.map(abs), currencies),
                result=st.sampled_from(["won", "won", "lost", "open"]),
                closed_on=st.none() | dates,
            ),
            max_size=3,
        )
    )
    return Case(customer, tuple(purchases), tuple(deals), draw(st.sampled_from(["A", "B", "C", "D", "none", None])))


@st.composite
def situations(draw: st.DrawFn) -> tuple[dict[str, Any], dt.date, list[Case]]:
    """A scheme, a business date and some customers."""
    scheme, today = draw(schemes()), draw(TODAYS)
    return scheme, today, draw(st.lists(cases(scheme, today), min_size=1, max_size=4))


def expected_inputs(case: Case, scheme: Scheme, today: dt.date) -> Inputs:
    """RULES.md, *Inputs*, said once more in exact arithmetic."""

    def inside(day: dt.date | None) -> bool:
        return day is not None and year_before(today) < day <= today

    customer = case.customer
    bought = [p for p in case.purchases if inside(p.on)]
    won = [d for d in case.deals if d.result == "won"]
    closed = [d for d in won if inside(d.closed_on) and d.amount is not None]
    amount: Decimal | None
    if case.purchases:
        foreign = any(p.currency != scheme.currency for p in bought)
        amount = None if foreign else sum((p.amount or Decimal(0) for p in bought), Decimal(0))
    elif customer.annual_purchase_amount is not None:
        amount = customer.annual_purchase_amount if customer.currency in ("", scheme.currency) else None
        if amount is not None and not customer.currency:
            # The file holds hundredths; a currency without cents has no use for them.
            amount = amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
            amount = amount.quantize(Decimal(1).scaleb(-digits(scheme.currency)), ROUND_DOWN)
    else:
        foreign = any(d.currency != scheme.currency for d in closed)
        amount = None if foreign else sum((d.amount or Decimal(0) for d in closed), Decimal(0))
    weighed = [(Fraction(p.amount or 0), p.margin_rate) for p in bought if p.currency == scheme.currency]
    known = [(a, Fraction(rate)) for a, rate in weighed if rate is not None]
    margin = customer.profit_contribution
    if sum(a for a, _ in known) > 0:
        share = sum((a * r for a, r in known), Fraction(0)) / sum(a for a, _ in known)
        margin = Decimal(int((share * 10_000 + Fraction(1, 2)) // 1)) / 100
    firsts = [p.on for p in case.purchases if p.on] + [d.closed_on for d in won if d.closed_on]
    since = customer.cooperation_since or min(firsts, default=None)
    return Inputs(
        amount,
        margin,
        full_years(since, today) if since else 0,
        customer.market_influence,
        customer.potential_value,
    )


def on_day(work: UnitOfWork, today: dt.date) -> UnitOfWork:
    """The same transaction on another business date."""
    return UnitOfWork(work.connection, dataclasses.replace(work.moment, today=today))


def lay_down(work: UnitOfWork, scheme: dict[str, Any], cases: list[Case], today: dt.date) -> None:
    """Write scheme, customers and their former tiers, as of a year ago."""
    work.insert(TierScheme(name="x", version=2, definition=scheme))
    for case in cases:
        records: list[Record] = [case.customer, *case.purchases, *case.deals]
        if case.current:
            records.append(
                TierAssignment(
                    customer_id=case.customer.id,
                    scheme_version=1,
                    effective_on=today - 300 * DAY,
                    tier=case.current,
                    composite=1,
                )
            )
        for record in records:
            work.insert(record)
    work.finish()


@pytest.mark.slow
@settings(max_examples=60)
@given(situations())
def test_sql_and_domain_agree(shared_store: Store, situation: tuple[dict[str, Any], dt.date, list[Case]]) -> None:
    defined, today, cases = situation
    scheme = Scheme.from_definition(2, "x", defined)
    assume(len({case.customer.id for case in cases}) == len(cases))

    def evaluate(work: UnitOfWork) -> dict[str, tuple[Inputs, Rating, tuple[Any, ...], tuple[Any, ...] | None]]:
        lay_down(on_day(work, today), defined, cases, today)
        scored = on_day(work, today)
        tiers.score(scored)
        scored.finish()
        states = {
            id_: (tier, composite, days)
            for id_, tier, composite, days in work.connection.exec_driver_sql(
                "SELECT id, computed_tier, composite, cadence_days FROM customer_state"
            )
        }
        history = {
            row[0]: tuple(row[1:])
            for row in work.connection.exec_driver_sql(
                "SELECT customer_id, tier, previous_tier, composite, inputs, scores FROM tier_assignment "
                "WHERE effective_on = ? AND scheme_version = 2",
                (today.isoformat(),),
            )
        }
        found = {}
        for case in cases:
            id_ = case.customer.id
            inputs, _, _ = scoring.inputs_of(work.connection, id_, scheme, today)
            why = tiers.explain(on_day(work, today), id_)
            found[id_] = (inputs, why.rating, states[id_], history.get(id_))
        return found

    found = trying(shared_store, evaluate)
    for case in cases:
        inputs, explained, state, written = found[case.customer.id]
        assert inputs == expected_inputs(case, scheme, today)
        expected = rate(inputs, scheme, case.current)
        assert state[:2] == (expected.tier, expected.composite)
        assert state[2] == scheme.cadence_days["C" if expected.tier == "unrated" else expected.tier]
        if case.current is None and expected.tier == "unrated":
            assert written is None, "nothing known yet, nothing to write down"
        else:
            scores = ",".join("" if expected.missing else str(part.score) for part in expected.parts)
            assert written is not None
            assert written[:3] == (expected.tier, case.current or "unrated", expected.composite)
            assert written[4] == scores
        # What is explained afterwards is what a further evaluation would say.
        assert explained == rate(inputs, scheme, expected.tier if expected.tier != "unrated" else None)


# --- single rules -----------------------------------------------------------------------------------------------


def inputs_of(store: Store, customer: Customer, today: dt.date = TODAY) -> Inputs:
    """What the criteria look at."""
    found, *_ = store.ask(lambda s: scoring.inputs_of(s.connection, customer.id, a_scheme(), today))
    return found


def test_the_window_is_the_last_twelve_months(store: Store) -> None:
    made = put(store, a_customer())
    for day in (TODAY, TODAY - 364 * DAY, TODAY - 365 * DAY, TODAY + DAY):
        put(store, a_purchase(made.id, 10 if day == TODAY else 100, day))
    assert dt.date(2025, 11, 26) == TODAY - 365 * DAY
    assert inputs_of(store, made).annual_purchase_amount == Decimal(110)


def test_on_a_leap_day_the_window_begins_after_28_february(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_purchase(made.id, 1, dt.date(2023, 2, 28)))
    put(store, a_purchase(made.id, 10, dt.date(2023, 3, 1)))
    assert inputs_of(store, made, dt.date(2024, 2, 29)).annual_purchase_amount == Decimal(10)


def test_purchases_in_another_currency_count_as_missing(store: Store) -> None:
    made = put(store, a_rated_customer())
    put(store, a_purchase(made.id, 100, TODAY))
    put(store, a_purchase(made.id, 100, TODAY - 400 * DAY, "USD"))
    assert inputs_of(store, made).annual_purchase_amount == Decimal(100), "what lies outside does not count at all"
    put(store, a_purchase(made.id, 1, TODAY, "USD"))
    assert inputs_of(store, made).annual_purchase_amount is None
    assert store.ask(tiers.explain, made.id).rating.missing == ("annual_purchase_amount",)


def test_an_amount_entered_in_another_currency_counts_as_missing(store: Store) -> None:
    assert inputs_of(store, put(store, a_rated_customer(currency="EUR"))).annual_purchase_amount is None
    assert inputs_of(store, put(store, a_rated_customer(currency=""))).annual_purchase_amount == Decimal(1_500_000)


def test_any_purchase_row_goes_before_what_was_entered_and_before_deals(store: Store) -> None:
    made = put(store, a_rated_customer(annual_purchase_amount=None))
    put(store, a_won_deal(made.id, 700, TODAY))
    put(store, a_won_deal(made.id, 5000, TODAY - 366 * DAY))
    assert store.ask(tiers.explain, made.id).amount_source == "deals"
    assert inputs_of(store, made).annual_purchase_amount == Decimal(700)
    entered = put(store, a_rated_customer("另一家"))
    put(store, a_won_deal(entered.id, 700, TODAY))
    assert store.ask(tiers.explain, entered.id).amount_source == "entered"
    for customer in (made, entered):
        put(store, a_purchase(customer.id, 5, TODAY - 500 * DAY))
        assert inputs_of(store, customer).annual_purchase_amount == Decimal(0)
        assert store.ask(tiers.explain, customer.id).amount_source == "purchases"


def test_nothing_bought_and_nothing_won_is_nothing_not_missing(store: Store) -> None:
    found = inputs_of(store, put(store, a_customer()))
    assert (found.annual_purchase_amount, found.cooperation_years) == (Decimal(0), 0)
    assert found.missing() == ("profit_contribution", "market_influence", "potential_value")


def test_margins_are_weighed_by_amount_and_rounded_half_up(store: Store) -> None:
    made = put(store, a_customer(profit_contribution=Decimal(50)))
    assert inputs_of(store, made).profit_contribution == Decimal(50)
    put(store, a_purchase(made.id, 300, TODAY, margin_rate=Decimal("0.1")))
    put(store, a_purchase(made.id, 100, TODAY, margin_rate=Decimal("0.3")))
    put(store, a_purchase(made.id, 600, TODAY))
    assert inputs_of(store, made).profit_contribution == Decimal(15)
    for amount, rate_, expected in [(1, "0.1", "10.00"), (1, "0.1001", "10.01"), (1, "0.1002", "10.01")]:
        other = put(store, a_customer(str(amount) + rate_))
        put(store, a_purchase(other.id, amount, TODAY, margin_rate=Decimal("0.1")))
        put(store, a_purchase(other.id, amount, TODAY, margin_rate=Decimal(rate_)))
        assert inputs_of(store, other).profit_contribution == Decimal(expected)
    loss = put(store, a_customer("亏本"))
    put(store, a_purchase(loss.id, 1, TODAY, margin_rate=Decimal("-0.0001")))
    put(store, a_purchase(loss.id, 1, TODAY, margin_rate=Decimal(0)))
    assert inputs_of(store, loss).profit_contribution == Decimal(0), "half up, also below zero"


def test_the_largest_purchases_are_weighed_exactly(store: Store) -> None:
    made = put(store, a_rated_customer())
    for margin in ("0.9999", "1", "-1"):
        put(store, a_purchase(made.id, 10**12, TODAY, margin_rate=Decimal(margin)))
    assert inputs_of(store, made).profit_contribution == Decimal("33.33")
    assert inputs_of(store, made).annual_purchase_amount == Decimal(3 * 10**12)
    assert score(store) == 1


def test_cooperation_began_with_the_first_purchase_or_won_deal_when_not_entered(store: Store) -> None:
    made = put(store, a_customer())
    put(store, a_won_deal(made.id, 5, dt.date(2020, 12, 1)))
    put(store, a_purchase(made.id, 5, dt.date(2021, 1, 1)))
    why = store.ask(tiers.explain, made.id)
    assert why.cooperation_since == dt.date(2020, 12, 1)
    assert inputs_of(store, made).cooperation_years == 5


def test_a_deleted_purchase_is_no_purchase(store: Store) -> None:
    made = put(store, a_rated_customer())
    bought = put(store, a_purchase(made.id, 5, TODAY))
    change(store, UnitOfWork.delete, Purchase, bought.id)
    assert store.ask(tiers.explain, made.id).amount_source == "entered"


# --- the history ------------------------------------------------------------------------------------------------


def history(store: Store, customer: Customer) -> list[tuple[str, str, int | None]]:
    """Tier, tier before and composite of the living assignments, oldest first."""
    found = store.ask(Snapshot.find, TierAssignment, {"customer_id": customer.id})
    return [(a.tier, a.previous_tier, a.composite) for a in found]


def score(store: Store) -> int:
    """Evaluate all; how many assignments were written."""
    return change(store, tiers.score).assigned


def edit(store: Store, customer: Customer, **values: Any) -> None:
    """Change a customer as a step."""

    def write(work: UnitOfWork) -> None:
        stored = work.require(Customer, customer.id)
        work.edit(Customer, customer.id, {name: (getattr(stored, name), value) for name, value in values.items()})

    store.change(write)


def test_an_evaluation_is_kept_with_version_breakdown_and_review_day(store: Store) -> None:
    made = put(store, a_rated_customer())
    assert score(store) == 1
    (kept,) = store.ask(Snapshot.find, TierAssignment)
    assert (kept.tier, kept.previous_tier, kept.composite, kept.scheme_version) == ("B", "unrated", 6700, 1)
    assert (kept.inputs, kept.scores) == ("150000000,2500,5,3,3", "80,60,60,60,60")
    assert (kept.effective_on, kept.next_review_on) == (TODAY, TODAY + 365 * DAY)
    assert not kept.is_manual
    assert kept.id == assignment_id(made.id, TODAY, 1, 0), "every laptop makes the same"


def test_assignments_of_one_day_are_counted(store: Store) -> None:
    made = put(store, a_rated_customer())
    for influence in (5, 3, 5):
        score(store)
        edit(store, made, market_influence=influence)
        # What the store remembers of the last one is what a recomputation finds.
        assert store.ask(problems) == []
    score(store)
    kept = sorted(a.id for a in store.ask(Snapshot.find, TierAssignment))
    assert kept == [assignment_id(made.id, TODAY, 1, nth) for nth in range(4)]


def test_an_evaluation_that_finds_nothing_new_writes_nothing(store: Store) -> None:
    put(store, a_rated_customer())
    put(store, a_customer("还不知道"))
    assert score(store) == 1
    assert score(store) == 0
    assert rows_of(store, "SELECT count(*) FROM undo_step WHERE code = 'scored'") == [(1,)]


def test_the_history_is_only_added_to(store: Store) -> None:
    made = put(store, a_rated_customer())
    score(store)
    edit(store, made, market_influence=5)
    score(store)
    edit(store, made, annual_purchase_amount=Decimal(9_000_000), profit_contribution=Decimal(90))
    score(store)
    edit(store, made, profit_contribution=None)
    score(store)
    edit(store, made, profit_contribution=Decimal(0), market_influence=1, potential_value=5)
    score(store)
    assert history(store, made) == [
        ("B", "unrated", 6700),
        ("B", "B", 7300),
        ("A", "B", 8800),
        ("unrated", "A", None),
        ("B", "unrated", 6400),
    ]
    assert rows_of(store, "SELECT tier, composite FROM customer_state") == [("B", 6400)]


def test_a_new_version_of_the_scheme_is_written_down_for_everybody(store: Store) -> None:
    one, two = put(store, a_rated_customer()), put(store, a_rated_customer("第二家", market_influence=1))
    score(store)
    change(store, tiers.adopt_scheme, {**definition(), "thresholds": {"A": 50, "B": 40, "C": 30}})
    assert score(store) == 2
    assert history(store, one)[-1] == ("A", "B", 6700)
    assert history(store, two)[-1] == ("A", "B", 6100)


def test_deleted_customers_are_left_out(store: Store) -> None:
    gone = put(store, a_rated_customer())
    change(store, UnitOfWork.delete, Customer, gone.id)
    assert score(store) == 0
    assert store.ask(tiers.tier_counts) == {}


def test_customers_are_counted_by_the_tier_in_force(store: Store) -> None:
    made = put(store, a_rated_customer())
    put_all(store, a_rated_customer("第二家"), a_customer("第三家"))
    score(store)
    assert store.ask(tiers.tier_counts) == {"B": 2, "unrated": 1}
    change(store, tiers.set_by_hand, made.id, "A", "战略客户", TODAY + 90 * DAY)
    assert store.ask(tiers.tier_counts) == {"A": 1, "B": 1, "unrated": 1}


def test_an_evaluation_taken_back_can_be_made_again(store: Store) -> None:
    made = put(store, a_rated_customer())
    for _ in range(2):
        score(store)
        change(store, undo.undo)
        assert history(store, made) == []
        assert rows_of(store, "SELECT tier, composite, cadence_days FROM customer_state") == [("unrated", None, 56)]
    edit(store, made, market_influence=5)
    assert score(store) == 1
    assert history(store, made) == [("B", "unrated", 7300)]
    change(store, undo.undo)
    change(store, undo.undo)
    change(store, undo.redo)
    change(store, undo.redo)
    assert history(store, made) == [("B", "unrated", 7300)]
    assert rows_of(store, "SELECT count(*), sum(deleted_at IS NULL) FROM tier_assignment") == [(3, 1)]


def test_what_an_undone_step_wrote_is_never_written_over(store: Store) -> None:
    """A customer that is deleted, brought back and evaluated on the same day leaves each step its own rows."""
    made = put(store, a_rated_customer("甲"))
    score(store)
    change(store, UnitOfWork.delete, Customer, made.id)
    store.change(lambda work: work.set_deleted(get(store, Customer, made.id), deleted=False))
    assert (score(store), history(store, made)) == (1, [("B", "unrated", 6700)])
    for _ in range(4):
        change(store, undo.undo)
    assert rows_of(store, "SELECT count(*) FROM tier_assignment WHERE deleted_at IS NULL") == [(0,)]
    for _ in range(4):
        change(store, undo.redo)
    assert history(store, made) == [("B", "unrated", 6700)]
    assert store.ask(problems) == []


def test_a_clock_set_back_changes_no_history(store: Store) -> None:
    made = put(store, a_rated_customer())
    store.close()
    for days, influence in enumerate((5, 3, 5, 1, 3)):
        with closing(Store.open(store.path, KEY, FixedClock(TODAY - days * DAY), today=TODAY)) as earlier:
            score(earlier)
            edit(earlier, made, market_influence=influence)
    with closing(Store.open(store.path, KEY, FixedClock(TODAY - 9 * DAY), today=TODAY)) as earlier:
        score(earlier)
        kept = rows_of(earlier, "SELECT composite FROM tier_assignment ORDER BY id")
        assert kept == [(6700,), (7300,), (6700,), (7300,), (6100,), (6700,)]
        assert rows_of(earlier, "SELECT composite FROM customer_state") == [(6700,)]
        assert earlier.ask(problems) == []


def test_a_day_has_room_for_so_many_evaluations(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "LAST_NTH", 2)
    made = put(store, a_rated_customer())
    for influence in (5, 3, 5):
        score(store)
        edit(store, made, market_influence=influence)
    with pytest.raises(RuleError, match="evaluations_used_up"):
        score(store)
    assert len(history(store, made)) == 3


# --- what if ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=25)
@example(schemes_and_cases=(definition(), dt.date(2026, 11, 26), []))
@given(schemes_and_cases=situations())
def test_who_would_move_is_who_moves(
    shared_store: Store, schemes_and_cases: tuple[dict[str, Any], dt.date, list[Case]]
) -> None:
    defined, today, cases = schemes_and_cases
    assume(len({case.customer.id for case in cases}) == len(cases))
    # Purchases in the currency of the other scheme would be other inputs: a what-if looks at the last evaluation's.
    defined = {**defined, "currency": "CNY", "amount_unit": 10_000}

    def both(work: UnitOfWork) -> tuple[dict[str, tuple[Any, ...]], dict[str, tuple[Any, ...]]]:
        lay_down(on_day(work, today), definition(), cases, today)
        first = on_day(work, today)
        tiers.score(first)
        first.finish()
        before = states(work)
        said = {
            move.customer_id: (move.before, move.after, move.composite_before, move.composite_after)
            for move in tiers.what_if(on_day(work, today), Scheme.from_definition(9, "x", defined))
        }
        second = on_day(work, today)
        tiers.adopt_scheme(second, defined)
        tiers.score(second)
        second.finish()
        after = states(work)
        moved = {
            id_: (before[id_][0], after[id_][0], before[id_][1], after[id_][1])
            for id_ in before
            if before[id_][0] != after[id_][0]
        }
        return said, moved

    def states(work: UnitOfWork) -> dict[str, tuple[Any, ...]]:
        found = work.connection.exec_driver_sql("SELECT id, computed_tier, composite FROM customer_state")
        return {row[0]: tuple(row[1:]) for row in found}

    said, moved = trying(shared_store, both)
    assert said == moved


@pytest.mark.parametrize("tier", ["A", "C"])
def test_a_what_if_knows_the_hysteresis_and_writes_nothing(store: Store, tier: str) -> None:
    made = put(store, a_rated_customer())
    score(store)
    cut = 70 if tier == "A" else 65
    cuts = {"A": 64 if tier == "A" else 90, "B": 60 if tier == "A" else cut, "C": 40}
    before = store.path.read_bytes()
    moves = store.ask(tiers.what_if, a_scheme(thresholds=cuts))
    expected = rate(inputs_of(store, made), a_scheme(thresholds=cuts), "B")
    assert [(m.after, m.composite_after) for m in moves] == (
        [] if expected.tier == "B" else [(expected.tier, expected.composite)]
    )
    assert store.path.read_bytes() == before


def test_more_changed_customers_than_are_gathered_one_by_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "_SOME", 1)
    made = [put(store, a_rated_customer(f"{n}")) for n in range(4)]
    score(store)
    for customer in made[1:]:
        store.change(UnitOfWork.edit, Customer, customer.id, {"market_influence": (3, 5)})
    assert rows_of(store, "SELECT count(*) FROM tier_stale") == [(3,)]
    score(store)
    assert rows_of(store, "SELECT influence FROM tier_input ORDER BY rk") == [(3,), (5,), (5,), (5,)]
    assert rows_of(store, "SELECT count(*) FROM tier_stale") == [(0,)]


# --- only what changed is gathered again ------------------------------------------------------------------------

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "amount", "buy", "return", "win", "reopen", "hand over", "delete", "undo", "bands", "score"]
        ),
        st.integers(0, 3),
        st.sampled_from([TODAY, TODAY, TODAY, TODAY + DAY, TODAY + 200 * DAY]),
    ),
    min_size=3,
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=60)
@example([("buy", 0, TODAY), ("score", 0, TODAY), ("buy", 0, TODAY)])
@example([("win", 0, TODAY), ("score", 0, TODAY), ("hand over", 1, TODAY)])
@given(CHANGES)
def test_an_evaluation_gathers_all_that_was_written_since(
    shared_store: Store, steps: list[tuple[str, int, dt.date]]
) -> None:
    def run(work: UnitOfWork) -> list[tuple[list[Any], list[Any]]]:
        compared = []
        for number in range(2):
            # Without an amount entered, purchases and won deals count.
            work.insert(a_rated_customer(f"甲{number}", annual_purchase_amount=None, cooperation_since=None))
        work.finish()
        for name, which, today in [*steps, ("score", 0, TODAY)]:
            unit = on_day(work, today)
            _one_change(unit, name, which)
            unit.finish()
            if name == "score":
                incremental = _gathered(unit)
                unit.connection.exec_driver_sql("DELETE FROM tier_input")
                unit.await_inputs(unit.connection.exec_driver_sql("SELECT rk FROM customer_state").scalars())
                scoring.refresh_inputs(unit, current_scheme(unit))
                compared.append((incremental, _gathered(unit)))
        return compared

    for incremental, anew in trying(shared_store, run):
        assert incremental == anew


def _gathered(work: UnitOfWork) -> list[Any]:
    return list(work.connection.exec_driver_sql("SELECT * FROM tier_input ORDER BY rk"))


def _one_change(work: UnitOfWork, name: str, which: int) -> None:
    customers = work.find(Customer)
    customer = customers[which % len(customers)]
    bought, deals = work.find(Purchase), work.find(Opportunity)
    match name:
        case "add":
            work.insert(a_rated_customer("新"))
        case "amount":
            seen = {"annual_purchase_amount": customer.annual_purchase_amount, "currency": customer.currency}
            new = {"annual_purchase_amount": Decimal(which), "currency": ["CNY", "USD"][which % 2]}
            work.edit(Customer, customer.id, {field: (seen[field], new[field]) for field in seen})
        case "buy":
            work.insert(a_purchase(customer.id, 100 + which, TODAY - 300 * DAY))
        case "return" if bought:
            work.delete(Purchase, bought[which % len(bought)].id)
        case "win":
            work.insert(a_won_deal(customer.id, 900 + which, TODAY))
        case "reopen" if deals:
            deal = deals[which % len(deals)]
            work.edit(Opportunity, deal.id, {"result": (deal.result, "open")})
        case "hand over" if deals:
            deal = deals[which % len(deals)]
            work.edit(Opportunity, deal.id, {"customer_id": (deal.customer_id, customer.id)})
        case "delete" if len(customers) > 1:
            work.delete(Customer, customer.id)
        case "undo" if len([step for step in undo.list_steps(work) if step.state == "done"]) > 1:
            undo.undo(work)
        case "bands":
            tiers.adopt_scheme(work, definition() | {"amount_unit": [1000, 10_000][which % 2]})
        case "score":
            tiers.score(work)
