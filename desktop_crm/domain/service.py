"""Service strategies: three actions a tier, exactly one of them periodic (RULES.md, *Service strategies*)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from desktop_crm.domain.fields import Record, Type, declare


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a strategy.

    ``every_days``: its interval; 0 = at the tier's cadence, done by any counted contact; None = not periodic.
    """

    code: str
    every_days: int | None = None


STRATEGIES: dict[str, tuple[Action, Action, Action]] = {
    "A": (Action("dedicated"), Action("custom_solution"), Action("executive_meeting", 90)),
    "B": (Action("after_sales"), Action("return_visit", 0), Action("preferential_policy")),
    "C": (Action("standard_service"), Action("timely_response"), Action("feedback_talk", 0)),
    "D": (Action("watch_development"), Action("growth_support"), Action("industry_news", 30)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePlanItem(Record):
    """One action of a customer's strategy: where it stands."""

    KIND: ClassVar[str] = "service_plan_item"
    TITLE: ClassVar[str] = "action"

    customer_id: str = declare(Type.REFERENCE, refers_to="customer", required=True)
    tier: str = declare(Type.TEXT)
    action: str = declare(Type.TEXT, required=True)
    every_days: int | None = declare(Type.INTEGER, low=1)
    state: str = declare(Type.CHOICE, "open", choices=("open", "in_place", "dropped"))
    last_done_on: dt.date | None = declare(Type.DATE)
    next_due_on: dt.date | None = declare(Type.DATE)
    note: str = declare(Type.LONG_TEXT)
