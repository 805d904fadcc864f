"""Opportunities with their stage history, products, purchases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Merge, Record, Type, declare

STAGES = ("need", "requirements", "evaluation", "selection", "agreement", "confirmed")
"""The six buying steps (RULES.md, *Stages*); reaching one counts as reaching all before; confirmed = won."""
PROBABILITY = {
    "need": 10,
    "requirements": 20,
    "evaluation": 40,
    "selection": 60,
    "agreement": 80,
    "confirmed": 100,
}
"""Percent by stage, never falling along the pipeline (RULES.md, *Stages*)."""
OPPORTUNITY_TYPES = ("new", "renewal", "expansion", "upsell", "cross_sell", "tender")
RESULTS = ("open", "won", "lost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity(Record):
    """A deal that may be won. It may stand without a customer: a lead list names none (kept and shown as such)."""

    KIND: ClassVar[str] = "opportunity"

    name: str = declare(Type.TEXT, required=True, search="name")
    customer_id: str = declare(Type.REFERENCE, refers_to="customer")
    product_id: str = declare(Type.REFERENCE, refers_to="product")
    owner_id: str = declare(Type.REFERENCE, refers_to="user", merge=Merge.SERVER)
    territory_id: str = declare(Type.REFERENCE, refers_to="territory", merge=Merge.SERVER)
    type: str = declare(Type.CHOICE, "new", choices=OPPORTUNITY_TYPES)
    pipeline: str = declare(Type.TEXT, "default")
    stage: str = declare(Type.CHOICE, "need", choices=STAGES, unit="stage")
    result: str = declare(Type.CHOICE, "open", choices=RESULTS, unit="stage")
    closed_on: dt.date | None = declare(Type.DATE, unit="stage")
    reason: str = declare(Type.TEXT, unit="stage")
    amount: Decimal | None = declare(Type.MONEY, unit="amount", low=0)
    currency: str = declare(Type.TEXT, unit="amount")
    opened_on: dt.date | None = declare(Type.DATE)
    expected_close_date: dt.date | None = declare(Type.DATE)
    next_action: str = declare(Type.TEXT, search="text")
    note: str = declare(Type.LONG_TEXT, search="text")


def concluded(stage: str, result: str, closed_on: dt.date | None, today: dt.date) -> dict[str, Any]:
    """Stage, result and closing day that go together: confirmed = won (RULES.md, *Stages*)."""
    if result == "won" or (stage == STAGES[-1] and result == "open"):
        stage, result = STAGES[-1], "won"
    return {"stage": stage, "result": result, "closed_on": closed_on if result == "open" else closed_on or today}


def refuse_closed_before_opened(deal: Opportunity) -> None:
    """A deal is not closed before it was opened. Raises ``RuleError``."""
    if deal.opened_on is not None and deal.closed_on is not None and deal.closed_on < deal.opened_on:
        raise RuleError(
            "closed_before_opened",
            where="closed_on",
            value=deal.closed_on.isoformat(),
            opened=deal.opened_on.isoformat(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange(Record):
    """One step of an opportunity, with its business date. Never edited: a correction is a new row."""

    KIND: ClassVar[str] = "stage_change"
    INSERT_ONLY: ClassVar[bool] = True
    TITLE: ClassVar[str] = "to_stage"

    opportunity_id: str = declare(Type.REFERENCE, refers_to="opportunity", required=True)
    from_stage: str = declare(Type.TEXT)
    to_stage: str = declare(Type.TEXT, required=True)
    result: str = declare(Type.CHOICE, "open", choices=RESULTS)
    on: dt.date | None = declare(Type.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Record):
    """Something that is sold."""

    KIND: ClassVar[str] = "product"
    SERVER_ONLY: ClassVar[bool] = True

    name: str = declare(Type.TEXT, required=True, search="name", merge=Merge.SERVER)
    series: str = declare(Type.TEXT, search="text", merge=Merge.SERVER)
    list_price: Decimal | None = declare(Type.MONEY, unit="list_price", low=0, merge=Merge.SERVER)
    currency: str = declare(Type.TEXT, unit="list_price", merge=Merge.SERVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Record):
    """Something a customer bought, from the accounts (read-only on a signed-in laptop)."""

    KIND: ClassVar[str] = "purchase"
    SERVER_ONLY: ClassVar[bool] = True
    TITLE: ClassVar[str] = "on"

    customer_id: str = declare(Type.REFERENCE, refers_to="customer", required=True)
    product_id: str = declare(Type.REFERENCE, refers_to="product")
    on: dt.date | None = declare(Type.DATE, required=True)
    qty: int | None = declare(Type.INTEGER)
    amount: Decimal | None = declare(Type.MONEY, required=True, unit="amount", low=-(10**12), high=10**12)
    """Within bounds that let the store weigh a year's margins in 64 bits."""
    currency: str = declare(Type.TEXT, unit="amount")
    margin_rate: Decimal | None = declare(Type.RATE, low=-10, high=1)
    as_of: dt.date | None = declare(Type.DATE)
