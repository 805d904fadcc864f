"""A contact: a person at a customer, or outside it with influence on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from desktop_crm.domain.fields import Record, Type, declare

ROLES = (
    "decision_maker",
    "purchaser",
    "engineer",
    "influencer",
    "economic_buyer",
    "end_user",
    "gatekeeper",
    "champion",
    "executive_sponsor",
)
LEVELS = ("executive", "manager", "staff")
STANCES = ("supporter", "neutral", "opponent", "unknown")
CONTACT_KINDS = ("employee", "external_influencer")
DECIDING_ROLES = ("decision_maker", "economic_buyer", "executive_sponsor")
"""Roles that carry the decision maker's star on screen and paper."""
MET_RECENTLY_DAYS = 90


def met_recently(last_met_on: dt.date | None, today: dt.date) -> bool:
    """Whether somebody was met within 90 days; that fills the star (RULES.md, *Call list order*)."""
    return last_met_on is not None and (today - last_met_on).days <= MET_RECENTLY_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """A person. Age and education are deliberately no fields (RULES.md, *Personal data*)."""

    KIND: ClassVar[str] = "contact"

    name: str = declare(Type.TEXT, required=True, search="name", personal=True)
    customer_id: str = declare(Type.REFERENCE, refers_to="customer")
    kind: str = declare(Type.CHOICE, "employee", choices=CONTACT_KINDS)
    title: str = declare(Type.TEXT, search="text", personal=True)
    department: str = declare(Type.TEXT, search="text")
    level: str = declare(Type.CHOICE, choices=LEVELS)
    role: str = declare(Type.CHOICE, choices=ROLES)
    stance: str = declare(Type.CHOICE, "unknown", choices=STANCES, personal=True)
    trust: int | None = declare(Type.INTEGER, low=1, high=5, personal=True)
    reports_to_id: str = declare(Type.REFERENCE, refers_to="contact")
    phone: str = declare(Type.PHONE, search="phone", personal=True)
    mobile: str = declare(Type.PHONE, search="phone", personal=True)
    email: str = declare(Type.TEXT, search="text", personal=True)
    chat: str = declare(Type.TEXT, personal=True)
    best_time: str = declare(Type.TEXT, personal=True)
    preferences: str = declare(Type.LONG_TEXT, personal=True)
    concerns: str = declare(Type.LONG_TEXT, personal=True)
    consent: bool = declare(Type.FLAG)
    do_not_contact: bool = declare(Type.FLAG)
    note: str = declare(Type.LONG_TEXT, search="text", personal=True)
