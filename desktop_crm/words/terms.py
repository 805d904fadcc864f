"""The words of the trade: tiers, due states, outcomes, stages, choices. One term, one word, everywhere.

Codes and plain values come in, so that window, paper, command line and server share them (RULES.md, *Words*).
A code that is not known is returned as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from desktop_crm.words import _t
from desktop_crm.words.dates import date_near, date_short, date_time, date_weekday, days_text, time_of, time_range
from desktop_crm.words.fields import field_label, kind_name
from desktop_crm.words.numbers import enumeration, money_text, percent, points_text

__all__ = [
    "channel_name",
    "choice_name",
    "criterion_name",
    "criterion_short",
    "date_near",
    "date_short",
    "date_time",
    "date_weekday",
    "days_text",
    "due_reason",
    "due_state_name",
    "due_words",
    "enumeration",
    "field_label",
    "kind_name",
    "missing_inputs",
    "money_text",
    "outcome_name",
    "percent",
    "points_text",
    "result_name",
    "service_action_name",
    "stage_name",
    "stage_title",
    "task_origin_name",
    "task_state_name",
    "tier_level",
    "tier_name",
    "tier_short",
    "tier_title",
    "time_of",
    "time_range",
    "visit_kind_name",
    "visit_state_name",
]

Table = Mapping[str, Callable[[], str]]

_TIERS: Table = {
    "A": lambda: _t("Tier", "Top"),
    "B": lambda: _t("Tier", "Important"),
    "C": lambda: _t("Tier", "Ordinary"),
    "D": lambda: _t("Tier", "Potential"),
    "none": lambda: _t("Tier", "No tier"),
    "unrated": lambda: _t("Tier", "Not rated"),
}
_TIER_SIGNS = {"none": "–", "unrated": "?"}

_CRITERIA: Table = {
    "annual_purchase_amount": lambda: _t("Criterion", "Annual purchase amount"),
    "profit_contribution": lambda: _t("Criterion", "Profit contribution"),
    "cooperation_years": lambda: _t("Criterion", "Years of cooperation"),
    "market_influence": lambda: _t("Criterion", "Market influence"),
    "potential_value": lambda: _t("Criterion", "Potential value"),
}
_CRITERIA_SHORT: Table = {
    "annual_purchase_amount": lambda: _t("Criterion", "Purchases"),
    "profit_contribution": lambda: _t("Criterion", "Profit"),
    "cooperation_years": lambda: _t("Criterion", "Years"),
    "market_influence": lambda: _t("Criterion", "Influence"),
    "potential_value": lambda: _t("Criterion", "Potential"),
}
_CRITERIA_INSIDE: Table = {
    "annual_purchase_amount": lambda: _t("Criterion", "annual purchase amount"),
    "profit_contribution": lambda: _t("Criterion", "profit contribution"),
    "cooperation_years": lambda: _t("Criterion", "years of cooperation"),
    "market_influence": lambda: _t("Criterion", "market influence"),
    "potential_value": lambda: _t("Criterion", "potential value"),
}

_DUE_STATES: Table = {
    "late": lambda: _t("Due", "late"),
    "due": lambda: _t("Due", "due"),
    "never": lambda: _t("Due", "never visited"),
    "due_soon": lambda: _t("Due", "due soon"),
    "not_due": lambda: _t("Due", "not due"),
}

_OUTCOMES: tuple[Callable[[], str], ...] = (
    lambda: _t("Outcome", "advanced"),
    lambda: _t("Outcome", "positive"),
    lambda: _t("Outcome", "neutral"),
    lambda: _t("Outcome", "setback"),
    lambda: _t("Outcome", "not met"),
)

_STAGES: Table = {
    "need": lambda: _t("Stage", "Need"),
    "requirements": lambda: _t("Stage", "Requirements"),
    "evaluation": lambda: _t("Stage", "Evaluation"),
    "selection": lambda: _t("Stage", "Selection"),
    "agreement": lambda: _t("Stage", "Agreement"),
    "confirmed": lambda: _t("Stage", "Confirmed"),
}
_RESULTS: Table = {
    "open": lambda: _t("Stage", "Open"),
    "won": lambda: _t("Stage", "Won"),
    "lost": lambda: _t("Stage", "Lost"),
}
_OPPORTUNITY_TYPES: Table = {
    "new": lambda: _t("Opportunity", "New customer"),
    "renewal": lambda: _t("Opportunity", "Renewal"),
    "expansion": lambda: _t("Opportunity", "Expansion"),
    "upsell": lambda: _t("Opportunity", "Upsell"),
    "cross_sell": lambda: _t("Opportunity", "Cross-sell"),
    "tender": lambda: _t("Opportunity", "Tender"),
}

_CHANNELS: Table = {
    "in_person": lambda: _t("Visit", "Visit"),
    "video": lambda: _t("Visit", "Video"),
    "phone": lambda: _t("Visit", "Phone"),
}
_VISIT_KINDS: Table = {
    "follow_up": lambda: _t("Visit", "Follow-up"),
    "first": lambda: _t("Visit", "First visit"),
    "return_visit": lambda: _t("Visit", "Return visit"),
    "executive_meeting": lambda: _t("Visit", "Executive meeting"),
    "technical_support": lambda: _t("Visit", "Technical support"),
    "training": lambda: _t("Visit", "Training"),
    "survey": lambda: _t("Visit", "Satisfaction survey"),
    "demo": lambda: _t("Visit", "Demo"),
    "collection": lambda: _t("Visit", "Collection of payment"),
}
_VISIT_STATES: Table = {
    "planned": lambda: _t("Visit", "Planned"),
    "held": lambda: _t("Visit", "Held"),
    "cancelled": lambda: _t("Visit", "Cancelled"),
    "rescheduled": lambda: _t("Visit", "Rescheduled"),
}

_TASK_STATES: Table = {
    "open": lambda: _t("Task", "Open"),
    "done": lambda: _t("Task", "Done"),
    "cancelled": lambda: _t("Task", "Cancelled"),
}
_TASK_ORIGINS: Table = {
    "manual": lambda: _t("Task", "By hand"),
    "visit": lambda: _t("Task", "Visit"),
    "strategy": lambda: _t("Task", "Service strategy"),
    "survey": lambda: _t("Task", "Survey"),
    "renewal": lambda: _t("Task", "Renewal"),
    "after_sale": lambda: _t("Task", "After-sales"),
}

_SERVICE_ACTIONS: Table = {
    "dedicated": lambda: _t("Service", "Dedicated service"),
    "custom_solution": lambda: _t("Service", "Customised solution"),
    "executive_meeting": lambda: _t("Service", "Executive meeting"),
    "after_sales": lambda: _t("Service", "After-sales service"),
    "return_visit": lambda: _t("Service", "Return visit"),
    "preferential_policy": lambda: _t("Service", "Exclusive preferential policy"),
    "standard_service": lambda: _t("Service", "Standard service"),
    "timely_response": lambda: _t("Service", "Timely response"),
    "feedback_talk": lambda: _t("Service", "Feedback talk"),
    "watch_development": lambda: _t("Service", "Watch their development"),
    "growth_support": lambda: _t("Service", "Growth support"),
    "industry_news": lambda: _t("Service", "Industry news"),
}
_SERVICE_STATES: Table = {
    "open": lambda: _t("Service", "Open"),
    "in_place": lambda: _t("Service", "In place"),
    "dropped": lambda: _t("Service", "Dropped"),
}

_CONTACT_KINDS: Table = {
    "employee": lambda: _t("Contact", "Employee"),
    "external_influencer": lambda: _t("Contact", "External influencer"),
}
_CONTACT_LEVELS: Table = {
    "executive": lambda: _t("Contact", "Executive"),
    "manager": lambda: _t("Contact", "Manager"),
    "staff": lambda: _t("Contact", "Staff"),
}
_CONTACT_ROLES: Table = {
    "decision_maker": lambda: _t("Contact", "Decision maker"),
    "purchaser": lambda: _t("Contact", "Purchaser"),
    "engineer": lambda: _t("Contact", "Engineer"),
    "influencer": lambda: _t("Contact", "Influencer"),
    "economic_buyer": lambda: _t("Contact", "Economic buyer"),
    "end_user": lambda: _t("Contact", "End user"),
    "gatekeeper": lambda: _t("Contact", "Gatekeeper"),
    "champion": lambda: _t("Contact", "Champion"),
    "executive_sponsor": lambda: _t("Contact", "Executive sponsor"),
}
_STANCES: Table = {
    "supporter": lambda: _t("Contact", "Supporter"),
    "neutral": lambda: _t("Contact", "Neutral"),
    "opponent": lambda: _t("Contact", "Opponent"),
    "unknown": lambda: _t("Contact", "Unknown"),
}

_BUSINESS_TYPES: Table = {
    "wholesale": lambda: _t("Customer", "Wholesale and distribution"),
    "service": lambda: _t("Customer", "Services"),
    "manufacturing": lambda: _t("Customer", "Manufacturing"),
    "digital_platform": lambda: _t("Customer", "Digital platform"),
}
_LIFECYCLES: Table = {
    "prospect": lambda: _t("Customer", "Prospect"),
    "official": lambda: _t("Customer", "Official customer"),
    "existing": lambda: _t("Customer", "Existing customer"),
    "loyal": lambda: _t("Customer", "Loyal customer"),
    "churned": lambda: _t("Customer", "Churned"),
    "win_back": lambda: _t("Customer", "Win back"),
}
_FOLLOW_UP: Table = {
    "not_started": lambda: _t("Customer", "Not started"),
    "in_progress": lambda: _t("Customer", "In progress"),
    "waiting": lambda: _t("Customer", "Waiting for the customer"),
    "paused": lambda: _t("Customer", "Paused"),
    "closed": lambda: _t("Customer", "Closed"),
}
_RELATION_KINDS: Table = {
    "adviser_partner": lambda: _t("Customer", "Adviser and partner"),
    "grow_together": lambda: _t("Customer", "Growing together"),
    "friendly": lambda: _t("Customer", "Friendly"),
    "contract_keeping": lambda: _t("Customer", "By the contract"),
}

_USER_ROLES: Table = {
    "rep": lambda: _t("User", "Sales rep"),
    "manager": lambda: _t("User", "Sales manager"),
    "finance": lambda: _t("User", "Finance"),
    "admin": lambda: _t("User", "Administrator"),
}

_CONFLICT_REASONS: Table = {
    "rivals": lambda: _t("Choice", "two values"),
    "restored": lambda: _t("Choice", "brought back"),
    "duplicate": lambda: _t("Choice", "possible duplicate"),
    "held": lambda: _t("Choice", "held back"),
    "rescued": lambda: _t("Choice", "found again"),
    "redirected": lambda: _t("Choice", "sent on"),
}

_ATTACHMENT_STATES: Table = {
    "there": lambda: _t("Choice", "is there"),
    "lost": lambda: _t("Choice", "lost by a restore"),
}

_CHOICES: Mapping[tuple[str, str], Table] = {
    ("attachment", "state"): _ATTACHMENT_STATES,
    ("conflict", "reason"): _CONFLICT_REASONS,
    ("contact", "kind"): _CONTACT_KINDS,
    ("contact", "level"): _CONTACT_LEVELS,
    ("contact", "role"): _CONTACT_ROLES,
    ("contact", "stance"): _STANCES,
    ("customer", "business_type"): _BUSINESS_TYPES,
    ("customer", "follow_up_status"): _FOLLOW_UP,
    ("customer", "lifecycle"): _LIFECYCLES,
    ("customer", "relation_kind"): _RELATION_KINDS,
    ("opportunity", "result"): _RESULTS,
    ("opportunity", "stage"): _STAGES,
    ("opportunity", "type"): _OPPORTUNITY_TYPES,
    ("service_plan_item", "state"): _SERVICE_STATES,
    ("stage_change", "result"): _RESULTS,
    ("task", "origin"): _TASK_ORIGINS,
    ("task", "state"): _TASK_STATES,
    ("user", "role"): _USER_ROLES,
    ("visit", "channel"): _CHANNELS,
    ("visit", "kind"): _VISIT_KINDS,
    ("visit", "state"): _VISIT_STATES,
}


def _word(table: Table, code: str) -> str:
    name = table.get(code)
    return name() if name else code


def tier_short(code: str) -> str:
    """What stands in a badge: ``A``, ``–`` for no tier, ``?`` for not rated."""
    return _TIER_SIGNS.get(code, code)


def tier_name(code: str) -> str:
    """``Top``, ``No tier``, ``Not rated``: without the letter."""
    return _word(_TIERS, code)


def tier_level(code: str) -> str:
    """The tier inside a sentence: ``Tier A`` or ``A 级``; ``No tier``, ``Not rated``."""
    return tier_name(code) if code in _TIER_SIGNS else _t("Tier", "Tier {letter}").format(letter=code)


def tier_title(code: str) -> str:
    """Letter and name, as in a group head: ``A Top``; ``No tier``, ``Not rated``."""
    return tier_name(code) if code in _TIER_SIGNS else f"{code} {tier_name(code)}"


def criterion_name(code: str) -> str:
    """``Profit contribution``."""
    return _word(_CRITERIA, code)


def criterion_short(code: str) -> str:
    """``Profit``: where room is short, such as the legend of the score bar."""
    return _word(_CRITERIA_SHORT, code)


def missing_inputs(codes: Sequence[str]) -> str:
    """``Not rated: profit contribution missing``; ``codes`` are criteria."""
    names = enumeration([_word(_CRITERIA_INSIDE, code) for code in codes])
    return _t("Tier", "Not rated: {inputs} missing").format(inputs=names)


def due_state_name(state: str) -> str:
    """The state alone, as in a filter or a legend: ``late``, ``due soon``."""
    return _word(_DUE_STATES, state)


def due_words(state: str, days_over: int | None, next_due: dt.date | None, today: dt.date, short: bool = False) -> str:
    """How a customer stands, for beside its sign: ``14 days over``, ``due tomorrow``, ``due 12-04``, ``never visited``.

    ``state`` is a due state, ``days_over`` negative while not yet due, both dates as in ``cadence.Due``.
    ``short`` is for lists: ``14 d over``, ``due 5 d``, ``12-04``, ``never``.
    """
    if next_due is None or days_over is None:
        return _t("Due", "never") if short else _t("Due", "never visited")
    if days_over == 0:
        return _t("Due", "due today")
    if days_over > 0:
        return _over(state, days_over, short)
    if short:
        return date_short(next_due, today)
    if days_over == -1:
        return _t("Due", "due tomorrow")
    return _t("Due", "due {day}").format(day=date_short(next_due, today))


def _over(state: str, days: int, short: bool) -> str:
    if state == "late":
        return _t("Due", "%n d over", n=days) if short else _t("Due", "%n days over", n=days)
    return _t("Due", "due %n d", n=days) if short else _t("Due", "due %n days ago", n=days)


def due_reason(
    tier: str, cadence_days: int, last_counted_on: dt.date | None, today: dt.date, own_cadence: bool = False
) -> str:
    """Why it is due then: ``A: every 14 days; last counted 10-29``.

    ``own_cadence``: the customer has a cadence of its own. One not rated says so and takes C's (RULES.md, *Cadence*).
    """
    if tier in "ABCD" and not own_cadence:
        every = _t("Due", "{letter}: every %n days", n=cadence_days).format(letter=tier)
    else:
        if own_cadence:
            whose = _t("Due", "own cadence")
        elif tier == "none":
            whose = _t("Due", "no tier")
        else:
            whose = _t("Due", "not rated, as C")
        every = _t("Due", "{whose}: every %n days", n=cadence_days).format(whose=whose)
    if last_counted_on is None:
        last = _t("Due", "no counted contact yet")
    else:
        last = _t("Due", "last counted {day}").format(day=date_short(last_counted_on, today))
    return _t("Due", "{every}; {last}").format(every=every, last=last)


def outcome_name(outcome: int | None) -> str:
    """1 advanced, 2 positive, 3 neutral, 4 setback, 5 not met; empty without one."""
    return _OUTCOMES[outcome - 1]() if outcome else ""


def stage_name(code: str) -> str:
    """A buying step: ``Evaluation``."""
    return _word(_STAGES, code)


def result_name(code: str) -> str:
    """How a deal ended: ``Won``, ``Lost``; ``Open`` while it has not."""
    return _word(_RESULTS, code)


def stage_title(stage: str, result: str) -> str:
    """Where a deal stands: ``Won`` or ``Lost`` once it has ended, else its step."""
    return stage_name(stage) if result == "open" else result_name(result)


def channel_name(code: str) -> str:
    """``Visit``, ``Video``, ``Phone``."""
    return _word(_CHANNELS, code)


def visit_kind_name(code: str) -> str:
    """``Follow-up``, ``Executive meeting`` ..."""
    return _word(_VISIT_KINDS, code)


def visit_state_name(code: str) -> str:
    """``Planned``, ``Held`` ..."""
    return _word(_VISIT_STATES, code)


def task_state_name(code: str) -> str:
    """``Open``, ``Done``, ``Cancelled``."""
    return _word(_TASK_STATES, code)


def task_origin_name(code: str) -> str:
    """What a task came from: ``Visit``, ``Service strategy`` ..."""
    return _word(_TASK_ORIGINS, code)


def service_action_name(code: str) -> str:
    """An action of a service strategy: ``Executive meeting``."""
    return _word(_SERVICE_ACTIONS, code)


def choice_name(kind: str, field: str, code: str) -> str:
    """The word for one value of a CHOICE field. ``KeyError`` for a field that has no choices."""
    return _word(_CHOICES[kind, field], code)
