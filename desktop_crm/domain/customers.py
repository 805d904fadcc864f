"""A customer: a firm that is sold to, with the five inputs of its tier."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from desktop_crm.domain.fields import Merge, Record, Type, declare

LIFECYCLES = ("prospect", "official", "existing", "loyal", "churned", "win_back")
FOLLOW_UP_STATUSES = ("not_started", "in_progress", "waiting", "paused", "closed")
BUSINESS_TYPES = ("wholesale", "service", "manufacturing", "digital_platform")
RELATION_KINDS = ("adviser_partner", "grow_together", "friendly", "contract_keeping")
TIER_INPUTS = (
    "annual_purchase_amount",
    "profit_contribution",
    "cooperation_since",
    "market_influence",
    "potential_value",
)
"""Fields that feed the tier; each has a companion ``_source`` and ``_on`` (RULES.md, *Inputs*)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Record):
    """A firm. Whatever of it is computed stands elsewhere (RULES.md, *Derived values*)."""

    KIND: ClassVar[str] = "customer"

    name: str = declare(Type.TEXT, required=True, search="name")
    short_name: str = declare(Type.TEXT, search="name")
    name_en: str = declare(Type.TEXT, search="name")
    parent_id: str = declare(Type.REFERENCE, refers_to="customer")
    territory_id: str = declare(Type.REFERENCE, refers_to="territory", merge=Merge.SERVER)
    owner_id: str = declare(Type.REFERENCE, refers_to="user", merge=Merge.SERVER)

    industry: str = declare(Type.TEXT, search="text")
    business_type: str = declare(Type.CHOICE, choices=BUSINESS_TYPES)
    company_size: int | None = declare(Type.INTEGER, low=0)
    founded_year: int | None = declare(Type.INTEGER, low=1000, high=3000)
    annual_revenue: Decimal | None = declare(Type.MONEY, unit="revenue")
    revenue_currency: str = declare(Type.TEXT, unit="revenue")
    tax_no: str = declare(Type.TEXT, key="tax_no", search="text")
    phone: str = declare(Type.PHONE, search="phone")
    email: str = declare(Type.TEXT, search="text")
    website: str = declare(Type.TEXT)

    region: str = declare(Type.TEXT, search="text")
    city: str = declare(Type.TEXT, unit="address", search="text")
    district: str = declare(Type.TEXT, unit="address", search="text")
    address: str = declare(Type.TEXT, unit="address", search="text")
    postal_code: str = declare(Type.TEXT, unit="address")
    latitude: float | None = declare(Type.NUMBER, unit="address", low=-90, high=90)
    longitude: float | None = declare(Type.NUMBER, unit="address", low=-180, high=180)

    is_key_account: bool = declare(Type.FLAG)
    lifecycle: str = declare(Type.CHOICE, "prospect", choices=LIFECYCLES)
    follow_up_status: str = declare(Type.CHOICE, "not_started", choices=FOLLOW_UP_STATUSES)
    relation_kind: str = declare(Type.CHOICE, choices=RELATION_KINDS)
    plant_sites: str = declare(Type.TEXT)
    office_sites: str = declare(Type.TEXT)
    tech_maturity: str = declare(Type.TEXT)
    future_goals: str = declare(Type.LONG_TEXT)
    note: str = declare(Type.LONG_TEXT, search="text")
    last_verified_on: dt.date | None = declare(Type.DATE)
    cadence_days: int | None = declare(Type.INTEGER, low=1, high=3650)
    """Days between counted contacts for this customer alone; empty = its tier's."""

    annual_purchase_amount: Decimal | None = declare(Type.MONEY, unit="annual_purchase_amount", low=0)
    currency: str = declare(Type.TEXT, unit="annual_purchase_amount")
    annual_purchase_amount_source: str = declare(Type.TEXT, unit="annual_purchase_amount")
    annual_purchase_amount_on: dt.date | None = declare(Type.DATE, unit="annual_purchase_amount")
    profit_contribution: Decimal | None = declare(Type.PERCENT, unit="profit_contribution", low=-1000, high=100)
    profit_contribution_source: str = declare(Type.TEXT, unit="profit_contribution")
    profit_contribution_on: dt.date | None = declare(Type.DATE, unit="profit_contribution")
    cooperation_since: dt.date | None = declare(Type.DATE, unit="cooperation_since")
    cooperation_since_source: str = declare(Type.TEXT, unit="cooperation_since")
    cooperation_since_on: dt.date | None = declare(Type.DATE, unit="cooperation_since")
    market_influence: int | None = declare(Type.INTEGER, unit="market_influence", low=1, high=5)
    market_influence_source: str = declare(Type.TEXT, unit="market_influence")
    market_influence_on: dt.date | None = declare(Type.DATE, unit="market_influence")
    potential_value: int | None = declare(Type.INTEGER, unit="potential_value", low=1, high=5)
    potential_value_source: str = declare(Type.TEXT, unit="potential_value")
    potential_value_on: dt.date | None = declare(Type.DATE, unit="potential_value")
