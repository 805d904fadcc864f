"""The tab of what changed in a customer's standing: tiers, stages of deals, and the record itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_crm.domain.views import TimelineEntry
from desktop_crm.ui.history_lines import line_of
from desktop_crm.ui.panes.customers.presenter import PageAnswer
from desktop_crm.ui.widgets.card import Card, column
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.placeholder import PlaceHolder
from desktop_crm.ui.widgets.timeline import Timeline, TimelineModel
from desktop_crm.words import _t
from desktop_crm.words.terms import date_short


class ChangesTab(QWidget):
    """The insert-only history of tier and stages, and when the record was made and last changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timeline = Timeline(TimelineModel(self), name=_t("Customers", "Changes of tier and stages"))
        self._place = PlaceHolder(self.timeline)
        self._card = Card(_t("Customers", "Changes of tier and stages"), " ")
        self._card.body.addWidget(self._place, 1)
        self._record = Label("", "small", "text2")
        self.setLayout(column(self._card, self._record, spacing=8))

    def show_record(self, answer: PageAnswer, today: dt.date) -> None:
        """Say when the record was made and changed, and where it came from."""
        customer = answer.page.customer
        parts = []
        if customer.created_at:
            day = date_short(customer.created_at.date(), today)
            parts.append(_t("Customers", "created {day}").format(day=day))
        if customer.updated_at and customer.updated_at != customer.created_at:
            day = date_short(customer.updated_at.date(), today)
            parts.append(_t("Customers", "changed {day}").format(day=day))
        if customer.source:
            parts.append(_t("Customers", "source: {source}").format(source=customer.source))
        if customer.external_id:
            parts.append(_t("Customers", "number elsewhere: {number}").format(number=customer.external_id))
        self._record.setText(" · ".join(parts))

    def show_entries(self, entries: Sequence[TimelineEntry], total: int, offset: int, today: dt.date) -> None:
        """A page of the changes, from ``offset``."""
        lines = [line_of(entry, today) for entry in entries]
        if offset:
            self.timeline.lines.append(lines)
            return
        self.timeline.lines.show(lines, total)
        self._card.set_aside(_t("Customers", "%n entries", n=total) if total else "")
        if total:
            self._place.show_content()
        else:
            self._place.show_empty(_t("Customers", "Nothing has changed yet: no evaluation, no deal."))
