"""The card of what is to be done for a customer: the strategy of its tier, then open deals and tasks."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.cadence import DUE_STATES
from desktop_crm.domain.service import STRATEGIES, Action
from desktop_crm.domain.views import CustomerPage, OpportunityRow, TaskRow
from desktop_crm.ui.panes.customers.rows import CardRow
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.buttons import LINK_ROOM, Button
from desktop_crm.ui.widgets.card import Card, Rule, column, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    date_near,
    days_text,
    due_words,
    money_text,
    service_action_name,
    stage_name,
    tier_level,
)

_DEALS, _ITEMS = 2, 3
"""Deals, and deals and tasks together, that stand on the card; the rest is counted."""


class ServiceCard(Card):
    """Three actions of the tier, the periodic one with its interval; open deals and tasks below."""

    task_opened = Signal(str)
    deals_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_t("Customers", "Service strategy"), parent=parent)
        self._lines = ScrollColumn(QWidget(), "base")
        self.body.addWidget(self._lines, 1)

    def show_page(self, page: CustomerPage, today: dt.date) -> None:
        """Show what a customer is owed as of ``today``."""
        tier = page.row.tier
        if tier in STRATEGIES:
            self.set_title(_t("Customers", "{tier} service").format(tier=tier_level(tier)))
        else:
            self.set_title(_t("Customers", "Service strategy"))
        actions = sorted(STRATEGIES.get(tier, ()), key=lambda action: action.every_days is None)
        lines: list[QWidget] = [_action_row(action, page, today) for action in actions]
        if not lines:
            words = _t("Customers", "Only tiers A to D have a strategy.")
            lines.append(Label(words, "small", "text2", wrap=True))
        if page.deals or page.tasks:
            lines += [Rule(), *self._open_items(page, today)]
        fresh = QWidget()
        fresh.setLayout(column(*lines, 1, spacing=2))
        self._lines.setWidget(fresh)
        # setWidget() switches the filling of the content on.
        fresh.setAutoFillBackground(False)
        self._lines.updateGeometry()

    def _open_items(self, page: CustomerPage, today: dt.date) -> list[QWidget]:
        """The deals furthest along and the tasks due first, and how many more there are."""
        lines: list[QWidget] = []
        deals, tasks = page.deals[:_DEALS], page.tasks[: _ITEMS - len(page.deals[:_DEALS])]
        for deal in deals:
            line = _deal_row(deal, today)
            line.clicked.connect(self.deals_asked)
            lines.append(line)
        for task in tasks:
            line = _task_row(task, today)
            line.clicked.connect(lambda _on=False, id_=task.id: self.task_opened.emit(id_))
            lines.append(line)
        more: list[QWidget | int] = []
        if count := page.row.open_deals - len(deals):
            link = Button(_t("Customers", "%n more open deals", n=count), kind="link")
            link.clicked.connect(self.deals_asked)
            more.append(link)
        if count := len(page.tasks) - len(tasks):
            more.append(Label(_t("Customers", "%n more open tasks", n=count), "small", "text2", fixed=True))
        if more:
            lines.append(_indented(*more))
        return lines


def _action_row(action: Action, page: CustomerPage, today: dt.date) -> CardRow:
    name = service_action_name(action.code)
    if action.every_days is None:
        return CardRow(name, icon="check")
    if action.every_days:
        return CardRow(name, aside=_t("Customers", "every %n days", n=action.every_days), icon="clock")
    due = page.row.due
    second = _t("Customers", "every %n days, by any counted contact", n=due.cadence_days)
    words = due_words(due.state, due.days_over, due.next_due, today, short=True)
    tone: Tone = due.state.value if due.state in DUE_STATES else "plain"
    return CardRow(name, second=second, sign=due.state, aside=words, tone=tone)


def _deal_row(deal: OpportunityRow, today: dt.date) -> CardRow:
    amount = "" if deal.amount is None else money_text(deal.amount, deal.currency, short=True)
    days = days_text((today - deal.opened_on).days) if deal.opened_on else ""
    aside = " · ".join(part for part in (stage_name(deal.stage), days) if part)
    return CardRow(f"{deal.name} {amount}".strip(), aside=aside, icon="briefcase", opens=True)


def _task_row(task: TaskRow, today: dt.date) -> CardRow:
    aside = date_near(task.due_on, today) if task.due_on else ""
    late = task.due_on is not None and task.due_on < today
    return CardRow(task.title, aside=aside, tone="late" if late else "plain", icon="tasks", opens=True)


def _indented(*widgets: QWidget | int) -> QWidget:
    """Widgets that stand under the words of the lines, not under their marks."""
    line = QWidget()
    inside = row(*widgets, 1, spacing=14)
    inside.setContentsMargins(24 - (LINK_ROOM if isinstance(widgets[0], Button) else 0), 0, 0, 0)
    line.setLayout(inside)
    return line
