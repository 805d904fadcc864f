"""Everything that is written down of a customer, section by section as in its form; empty fields are left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.domain.customers import TIER_INPUTS, Customer
from desktop_crm.domain.fields import Field, Type, fields_of
from desktop_crm.domain.views import CustomerPage
from desktop_crm.ui.panes.customers.why import origin_words
from desktop_crm.ui.record_edit import Section, sections_of, text_of, two_columns
from desktop_crm.ui.widgets.card import Card, column, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name, field_label, money_text

_LABELS = 120
_ORIGINS = 150
"""So much of where an input is from is shown before its label wraps: the date is at its end."""


def field_words(page: CustomerPage, field: Field) -> str:
    """The value of a field as a person reads it; empty when there is none."""
    value: Any = getattr(page.customer, field.name)
    if value in (None, "", False):
        return ""
    if field.type is Type.REFERENCE:
        return {"territory_id": page.row.territory, "parent_id": page.parent}.get(field.name, "")
    if field.type is Type.CHOICE:
        return choice_name("customer", field.name, value)
    if field.type is Type.FLAG:
        return _t("Customers", "yes")
    if field.type is Type.MONEY:
        return money_text(Decimal(value), page.customer.currency or page.amount_currency)
    if isinstance(value, dt.date):
        return value.isoformat()
    words = text_of(field, value)
    return f"{words} %" if field.type is Type.PERCENT else words


class DetailsTab(QWidget):
    """Cards of labels and values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = QWidget()
        whole = column(self._cards, 1)
        self.setLayout(whole)

    def show_page(self, page: CustomerPage, today: dt.date) -> None:
        """Show the fields of a customer that are filled in."""
        fresh = QWidget()
        columns = [_column(part, page, today) for part in two_columns(sections_of("customer"))]
        sides = row(*columns, spacing=12)
        for place in range(len(columns)):
            sides.setStretch(place, 1)
        fresh.setLayout(sides)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(self._cards, fresh)
        self._cards.hide()
        self._cards.deleteLater()
        self._cards = fresh


def _column(sections: Sequence[Section], page: CustomerPage, today: dt.date) -> QVBoxLayout:
    cards: list[QWidget] = []
    for section in sections:
        lines = [(name, field_words(page, fields_of(Customer)[name])) for name in section.fields]
        if any(words for _, words in lines):
            cards.append(_card(section.title(), [line for line in lines if line[1]], page, today))
    return column(*cards, 1, spacing=12)


def _card(title: str, lines: Sequence[tuple[str, str]], page: CustomerPage, today: dt.date) -> Card:
    card = Card(title)
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, _LABELS)
    grid.setColumnStretch(1, 1)
    for place, (name, words) in enumerate(lines):
        has_origin = name in TIER_INPUTS
        label = Label(field_label("customer", name), token="text2", wrap=has_origin)
        value = Label(words, wrap=not has_origin)
        # Wrapped text is set from the top by the Latin font alone, a line beside it in the middle of both fonts.
        (label if has_origin else value).setContentsMargins(0, 1, 0, 0)
        label.setBuddy(value)
        grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        if has_origin:
            origin = Label(origin_words(page.customer, name, today), "tiny", "text2")
            origin.setMinimumWidth(min(origin.sizeHint().width(), _ORIGINS))
            grid.addLayout(column(value, origin, spacing=0), place, 1)
        else:
            grid.addWidget(value, place, 1)
    card.body.addLayout(grid)
    return card
