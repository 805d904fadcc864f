"""The first tab: who decides, what is to be done, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.domain.views import CustomerPage, TimelineEntry
from desktop_crm.ui.history_lines import line_of
from desktop_crm.ui.panes.customers.people import PeopleList
from desktop_crm.ui.panes.customers.presenter import PageAnswer
from desktop_crm.ui.panes.customers.service import ServiceCard
from desktop_crm.ui.widgets.card import Card, column, row
from desktop_crm.ui.widgets.chips import Chip
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.timeline import Timeline, TimelineModel
from desktop_crm.words import _t

Kinds = tuple[str, ...]
"""Kinds of history entries; empty = all."""

_ENTRIES = 2
"""So many entries of the timeline are in sight at least."""


class Overview(QWidget):
    """Decision chain and service strategy side by side, the timeline below."""

    kinds_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kinds: Kinds = ()
        self.people = PeopleList()
        self._chain = Card(_t("People", "Decision chain"), " ")
        self._nobody = Label(_t("People", "Nobody is known here yet."), "small", "text2", wrap=True)
        self._chain.body.addWidget(self._nobody)
        self._chain.body.addWidget(self.people, 1)
        self.service = ServiceCard()
        self.timeline = Timeline(TimelineModel(self), name=_t("Customers", "Timeline"))
        self._history = Card(_t("Customers", "Timeline"), " ")
        self._chips: dict[Kinds, Chip] = {}
        self._add_chips()
        self._history.body.addWidget(self.timeline, 1)
        self.timeline.setMinimumHeight(_ENTRIES * self.timeline.entry_height())
        # No wish of its own: it takes what the cards above leave, at least the little it needs.
        self._history.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        for card in (self._chain, self.service):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        cards = row(spacing=12)
        cards.addWidget(self._chain, 8)
        cards.addWidget(self.service, 7)
        whole = column(cards, self._history, spacing=12)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_page(self, answer: PageAnswer, today: dt.date) -> None:
        """Show a customer; the timeline too, unless only some kinds of it are wanted."""
        page = answer.page
        self._show_people(page, today)
        self.service.show_page(page, today)
        if not self.kinds:
            self.show_timeline(page.timeline, page.timeline_total, 0, today)

    def show_all_kinds(self) -> None:
        """Another customer: the whole history again."""
        self.kinds = ()
        self._mark()

    def show_timeline(self, entries: Sequence[TimelineEntry], total: int, offset: int, today: dt.date) -> None:
        """A page of the history, from ``offset``."""
        lines = [line_of(entry, today) for entry in entries]
        if offset:
            self.timeline.lines.append(lines)
            return
        self.timeline.lines.show(lines, total)
        words = _t("Customers", "%n entries", n=total)
        if entries and len(entries) == total:
            since = f"{entries[-1].on:%Y-%m}"
            words = _t("Customers", "{entries} since {month}").format(entries=words, month=since)
        self._history.set_aside(words)

    def chip(self, *kinds: str) -> Chip:
        """The chip that shows these kinds."""
        return self._chips[kinds]

    def _show_people(self, page: CustomerPage, today: dt.date) -> None:
        self.people.people.show(page.contacts, today)
        self.people.setVisible(bool(page.contacts))
        self._nobody.setVisible(not page.contacts)
        met = sum(card.last_met_on is not None for card in page.contacts)
        known = _t("People", "%n people", n=len(page.contacts))
        words = _t("People", "{people} · {met} met").format(people=known, met=met)
        self._chain.set_aside(words if page.contacts else "")

    def _add_chips(self) -> None:
        choices: tuple[tuple[str, Kinds], ...] = (
            (_t("Customers", "All"), ()),
            (_t("Customers", "Visits"), ("visit",)),
            (_t("Customers", "Tasks"), ("task",)),
            (_t("Customers", "Deals"), ("stage_change",)),
            (_t("History", "Tier"), ("tier_assignment",)),
        )
        line = row(spacing=6)
        for words, kinds in choices:
            chip = self._chips[kinds] = Chip(words)
            chip.set_removable(False)
            chip.clicked.connect(lambda _on=False, kinds=kinds: self._choose(kinds))
            line.addWidget(chip)
        self._history.head.insertLayout(1, line)
        self._mark()

    def _choose(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self._mark()
        self.kinds_chosen.emit(kinds)

    def _mark(self) -> None:
        for kinds, chip in self._chips.items():
            chip.set_state("on" if kinds == self.kinds else "offered")
