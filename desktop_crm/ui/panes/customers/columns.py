"""The columns of the customer list and of a customer's deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from desktop_crm.domain.cadence import DUE_STATES
from desktop_crm.domain.views import ContactRow, CustomerRow, OpportunityRow
from desktop_crm.ui.models.columns import Cell, Column
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    choice_name,
    date_short,
    due_state_name,
    due_words,
    money_text,
    points_text,
    stage_title,
    tier_level,
)

Today = Callable[[], dt.date]

EXTRA = ("open_deals", "city", "territory", "owner", "attempt", "phone")
"""Columns of the chooser that are hidden at first."""

WIDE = ("open_deals", "territory", "owner")
"""Those of them that are shown where there is room (RULES.md, *Widths*)."""

_RIGHT = Qt.AlignmentFlag.AlignRight


def place_of(row: CustomerRow) -> str:
    """``苏州 工业园区 · 装备制造``; the name in the other language where neither place nor trade is known."""
    where = " ".join(part for part in (row.city, row.district) if part) or row.region
    return " · ".join(part for part in (where, row.industry) if part) or row.other_name


def customer_columns(today: Today) -> Sequence[Column[CustomerRow]]:
    """State, tier, customer, due, score; then those of ``EXTRA``."""
    return (
        Column("state", lambda: "", _state, 28, sortable=False, name=lambda: _t("Customers", "State")),
        Column("tier", lambda: _t("Customers", "Tier"), _tier, 44, Qt.AlignmentFlag.AlignHCenter),
        Column("name", lambda: _t("Customers", "Customer"), _customer, tooltip=_full_name),
        Column("due", lambda: _t("Customers", "Due"), lambda row: _due(row, today()), 112, _RIGHT),
        Column("score", lambda: _t("Customers", "Score"), _score, 62, _RIGHT),
        Column("open_deals", lambda: _t("Customers", "Open deals"), _open_deals, 84, _RIGHT),
        Column("city", lambda: _t("Customers", "City"), lambda row: Cell(row.city), 96),
        Column("territory", lambda: _t("Customers", "Territory"), lambda row: Cell(row.territory), 108, sortable=False),
        Column("owner", lambda: _t("Customers", "Owner"), lambda row: Cell(row.owner), 108, sortable=False),
        Column(
            "attempt",
            lambda: _t("Customers", "Last attempt"),
            lambda row: Cell(_day(row.last_attempt_on, today())),
            96,
            _RIGHT,
            sortable=False,
        ),
        Column("phone", lambda: _t("Customers", "Phone"), lambda row: Cell(row.phone), 128, sortable=False),
    )


def contact_columns(today: Today) -> Sequence[Column[ContactRow]]:
    """Name, role, phone, e-mail, last met."""
    return (
        Column(
            "name",
            lambda: _t("Customers", "Name"),
            lambda row: Cell(row.name, row.title or row.department, bold=True),
            sortable=False,
        ),
        Column(
            "role",
            lambda: _t("Customers", "Role"),
            lambda row: Cell(
                _choice("role", row.role), _choice("stance", row.stance), star=row.met_recently if row.decides else None
            ),
            168,
            sortable=False,
        ),
        Column("phone", lambda: _t("Customers", "Phone"), lambda row: Cell(row.phone, row.email), 190, sortable=False),
        Column(
            "last_met",
            lambda: _t("Customers", "Last met"),
            lambda row: Cell(_day(row.last_met_on, today()) or _t("Customers", "not met"), quiet=True),
            104,
            _RIGHT,
            sortable=False,
        ),
    )


def deal_columns(today: Today) -> Sequence[Column[OpportunityRow]]:
    """Deal, stage, amount, opened, closed."""
    return (
        Column(
            "name",
            lambda: _t("Customers", "Deal"),
            lambda row: Cell(
                row.name, " · ".join(part for part in (row.product, row.owner) if part), bold=row.result == "open"
            ),
            sortable=False,
        ),
        Column(
            "stage",
            lambda: _t("Customers", "Stage"),
            lambda row: Cell(stage_title(row.stage, row.result), quiet=row.result != "open"),
            150,
        ),
        Column("amount", lambda: _t("Customers", "Amount"), _amount, 110, _RIGHT),
        Column(
            "opened_on",
            lambda: _t("Customers", "Opened"),
            lambda row: Cell(_day(row.opened_on, today()), quiet=True),
            104,
            _RIGHT,
        ),
        Column(
            "closed_on",
            lambda: _t("Customers", "Closed"),
            lambda row: Cell(_day(row.closed_on, today()), quiet=True),
            104,
            _RIGHT,
            sortable=False,
        ),
    )


def _state(row: CustomerRow) -> Cell:
    return Cell(sign=row.due.state, spoken=due_state_name(row.due.state))


def _tier(row: CustomerRow) -> Cell:
    words = tier_level(row.tier)
    if row.is_manual:
        words = _t("Customers", "{tier}, set by hand").format(tier=words)
    return Cell(tier=row.tier, manual=row.is_manual, spoken=words)


def _customer(row: CustomerRow) -> Cell:
    return Cell(row.name, place_of(row), bold=True)


def _full_name(row: CustomerRow) -> str:
    return "\n".join(part for part in (row.name, row.other_name, place_of(row)) if part)


def _due(row: CustomerRow, today: dt.date) -> Cell:
    due = row.due
    words = due_words(due.state, due.days_over, due.next_due, today, short=True)
    if row.last_contact_on:
        last = _t("Customers", "last {day}").format(day=date_short(row.last_contact_on, today))
    else:
        last = _t("Customers", "no record")
    return Cell(words, last, tone=due.state.value if due.state in DUE_STATES else None, quiet=True)


def _score(row: CustomerRow) -> Cell:
    if row.composite is None:
        return Cell("–", quiet=True, spoken=_t("Customers", "not rated"))
    return Cell(points_text(row.composite), quiet=True)


def _open_deals(row: CustomerRow) -> Cell:
    return Cell(str(row.open_deals) if row.open_deals else "", quiet=True)


def _amount(row: OpportunityRow) -> Cell:
    return Cell("" if row.amount is None else money_text(row.amount, row.currency), quiet=row.result != "open")


def _choice(field: str, code: str) -> str:
    return choice_name("contact", field, code) if code and code != "unknown" else ""


def _day(day: dt.date | None, today: dt.date) -> str:
    return date_short(day, today) if day else ""
