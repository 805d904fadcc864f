"""The columns of the contact list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from desktop_crm.domain.views import ContactRow
from desktop_crm.ui.models.columns import Cell, Column
from desktop_crm.ui.theme import Tone
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name, date_short, tier_level

SPARE_WHEN_SMALL = ("stance",)
"""Columns that a narrow list leaves to the card."""

STANCE_TONES: dict[str, Tone] = {"supporter": "success", "opponent": "late"}


def contact_columns(today: Callable[[], dt.date]) -> Sequence[Column[ContactRow]]:
    """Name with title and department, customer, role, stance, phone, last met."""
    return (
        Column("name", lambda: _t("Contacts", "Name"), _name, 184),
        Column("customer", lambda: _t("Contacts", "Customer"), _customer),
        Column("role", lambda: _t("Contacts", "Role"), _role, 146),
        Column("stance", lambda: _t("Contacts", "Stance"), _stance, 92),
        Column("phone", lambda: _t("Contacts", "Phone"), lambda row: Cell(row.phone, row.email), 128, sortable=False),
        Column(
            "last_met",
            lambda: _t("Contacts", "Last met"),
            lambda row: Cell(_met(row, today()), quiet=True),
            96,
            Qt.AlignmentFlag.AlignRight,
            sortable=False,
        ),
    )


def words_of(field: str, code: str) -> str:
    """The words of a choice; empty for none and for an unknown stance."""
    return choice_name("contact", field, code) if code and code != "unknown" else ""


def _name(row: ContactRow) -> Cell:
    second = " · ".join(part for part in (row.title, row.department) if part)
    who = _t("Contacts", "{name}, decides").format(name=row.name) if row.decides else row.name
    return Cell(row.name, second, bold=True, spoken="\n".join(part for part in (who, second) if part))


def _customer(row: ContactRow) -> Cell:
    return Cell(row.customer, tier=row.tier, spoken=", ".join(part for part in (row.customer, _tier(row)) if part))


def _tier(row: ContactRow) -> str:
    return tier_level(row.tier) if row.tier else ""


def _role(row: ContactRow) -> Cell:
    return Cell(words_of("role", row.role), star=row.met_recently if row.decides else None)


def _stance(row: ContactRow) -> Cell:
    return Cell(words_of("stance", row.stance), tone=STANCE_TONES.get(row.stance))


def _met(row: ContactRow, today: dt.date) -> str:
    return date_short(row.last_met_on, today) if row.last_met_on else _t("Contacts", "not met")
