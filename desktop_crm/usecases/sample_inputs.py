"""What the sample says of a customer itself: tier inputs so that every tier occurs, and where the firm lies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.opportunities import Opportunity, Product
from desktop_crm.domain.tiering import Inputs, Scheme, full_years, rate, year_before
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.sample_chance import Chance

Rules = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deals:
    """What the deals of a customer say: won within twelve months, first won on, products asked for."""

    won: Decimal = Decimal(0)
    first_won_on: dt.date | None = None
    products: tuple[str, ...] = ()


def deals_by_customer(work: UnitOfWork) -> dict[str, Deals]:
    """The deals of each customer that has any, by its id."""
    names = {product.id: product.name for product in work.find(Product)}
    found: dict[str, list[Opportunity]] = defaultdict(list)
    for deal in work.find(Opportunity):
        found[deal.customer_id].append(deal)
    return {customer: _deals(deals, names, work.today) for customer, deals in found.items()}


def _deals(deals: Sequence[Opportunity], products: Mapping[str, str], today: dt.date) -> Deals:
    won = [(deal.closed_on, deal.amount or Decimal(0)) for deal in deals if deal.result == "won" and deal.closed_on]
    return Deals(
        won=sum((amount for on, amount in won if year_before(today) < on <= today), Decimal(0)),
        first_won_on=min((on for on, _ in won), default=None),
        products=tuple(sorted({products.get(deal.product_id, deal.name) for deal in deals})),
    )


def classes_of(customers: Sequence[Customer], deals: Mapping[str, Deals], rules: Rules) -> dict[str, Rules]:
    """One of the rule's classes for each customer: in turn, each takes its share of those whose purchases fit."""
    free = sorted(customers, key=lambda customer: Chance(customer.name).share("class"))
    chosen: dict[str, Rules] = {}
    for one in rules["classes"]:
        wanted = round(one["share"] * len(customers))
        fitting = [c for c in free if _fits(deals.get(c.id, Deals()).won, one)][:wanted]
        chosen |= {customer.id: one for customer in fitting}
        free = [customer for customer in free if customer.id not in chosen]
    return chosen


def _fits(purchases: Decimal, one: Rules) -> bool:
    return bool(one.get("purchases_from", 0) <= purchases < one.get("purchases_below", Decimal("Infinity")))


def inputs_of(one: Rules, chance: Chance, rules: Rules, today: dt.date, currency: str) -> dict[str, Any]:
    """The tier inputs of a customer of this class, each with its source and date."""
    values: dict[str, Any] = {
        "profit_contribution": Decimal(f"{chance.between('margin', one['margin']):.1f}"),
        "market_influence": chance.whole("influence", *one["influence"]),
        "potential_value": chance.whole("potential", *one["potential"]),
    }
    if "purchases" in one:
        values["annual_purchase_amount"] = Decimal(chance.whole("purchases", *one["purchases"]) // 100 * 100)
    for name in list(values):
        values |= {f"{name}_source": rules["source"], f"{name}_on": today}
    if "purchases" in one:
        values["currency"] = currency
    return values


def cadence_days(values: Mapping[str, Any], deals: Deals, scheme: Scheme, today: dt.date) -> int:
    """Days between contacts in the tier that these inputs give."""
    inputs = Inputs(
        annual_purchase_amount=values.get("annual_purchase_amount", deals.won),
        profit_contribution=values["profit_contribution"],
        cooperation_years=full_years(deals.first_won_on, today) if deals.first_won_on else 0,
        market_influence=values["market_influence"],
        potential_value=values["potential_value"],
    )
    return scheme.cadence_days[rate(inputs, scheme).tier]


def place_of(customer: Customer, territory: str, chance: Chance, rules: Rules) -> dict[str, Any]:
    """City, district, address and switchboard of a customer; nothing where the rules know no place."""
    known = rules["places"]
    places = known.get(customer.region) or known.get(territory)
    values = {"phone": rules["switchboard"].format(chance.whole("switchboard", *rules["switchboard_numbers"]))}
    if not places:
        return values
    city, districts, postal_area = chance.one_of("city", places)
    number = chance.whole("house number", 1, 240)
    streets = rules["streets"].get(customer.region) or rules["streets"][""]
    address = chance.one_of("street", streets).format(number=number)
    return values | {
        "city": city,
        "district": chance.one_of("district", districts),
        "address": address,
        "postal_code": f"{postal_area}{chance.whole('postal code', 1, 40):02d}",
    }
