"""One task in full: by when, for whom, where it came from, its note."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.ui.panes.tasks.presenter import TaskPage, due_state
from desktop_crm.ui.widgets.badges import DueSign
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Card, row
from desktop_crm.ui.widgets.facts import FactList
from desktop_crm.ui.widgets.flow import flow
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t
from desktop_crm.words.terms import date_near, date_short, date_weekday, task_origin_name, time_of


class TaskDetail(QWidget):
    """The page at the right of the list; Esc goes back there."""

    customer_asked = Signal(str)
    visit_asked = Signal(str)
    left = Signal()

    def __init__(self, tick: QAction, edit: QAction, delete: QAction, log: QAction) -> None:
        super().__init__()
        self._customer_id = self._visit_id = ""
        self._title = Label("", "h2", wrap=True)
        self._due = DueSign()
        self._no_day = Label("", token="text2")
        self._done = Button.of(tick, kind="primary", icon="check")
        edit_button = Button.of(edit)
        self._facts = FactList()
        self._note = Label("", wrap=True)
        self._note_card = Card(_t("Tasks", "Note"))
        self._note_card.body.addWidget(self._note)
        self._open_customer = Button(_t("Tasks", "Open customer"), kind="link")
        self._open_customer.clicked.connect(lambda: self.customer_asked.emit(self._customer_id))
        self._open_visit = Button(_t("Tasks", "Open visit"), kind="link")
        self._open_visit.clicked.connect(lambda: self.visit_asked.emit(self._visit_id))
        self._log = Button.of(log)
        facts = Card()
        facts.body.addLayout(row(self._due, self._no_day, 1))
        facts.body.addWidget(self._facts)
        facts.body.addLayout(flow(self._open_customer, self._open_visit, spacing=10))
        # On a line of its own in every language: beside the links it has room in some only.
        facts.body.addLayout(row(self._log, 1))
        self._back = Button(_t("Tasks", "Back to the list"), kind="link")
        self._back.clicked.connect(self.left)
        self._inside = QWidget()
        page = QVBoxLayout(self._inside)
        page.setContentsMargins(22, 18, 22, 18)
        page.setSpacing(12)
        page.addLayout(flow(self._back))
        page.addWidget(self._title)
        page.addLayout(row(self._done, edit_button, Button.of(delete, icon="trash", only_icon=True), 1))
        page.addWidget(facts)
        page.addWidget(self._note_card)
        page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollColumn(self._inside))
        self.setFocusProxy(edit_button)
        self.show_way_back(False)

    def show_way_back(self, shown: bool) -> None:
        """Whether a button leads to the list, because it has no room beside the detail."""
        self._back.setVisible(shown)

    def show_nothing(self) -> None:
        """No task is chosen."""
        self._inside.hide()

    def show_page(self, page: TaskPage, today: dt.date) -> None:
        """Show a task."""
        task = page.task
        self._inside.show()
        self._customer_id, self._visit_id = task.customer_id, task.visit_id if page.visit else ""
        self._title.setText(task.title)
        done = task.state == "done"
        self._done.setText(_t("Tasks", "Mark open") if done else _t("Tasks", "Mark done"))
        self._say_due(page, today)
        self._facts.show_facts(self._facts_of(page, today))
        self._note.setText(task.note)
        self._note_card.setVisible(bool(task.note.strip()))
        self._open_customer.setVisible(bool(page.customer))
        self._open_visit.setVisible(bool(page.visit))
        self._log.setVisible(bool(page.customer))

    def words(self) -> str:
        """Everything in sight, line by line; empty while no task is shown."""
        if self._inside.isHidden():
            return ""
        due = self._due.accessibleName() if not self._due.isHidden() else self._no_day.text()
        return "\n".join(part for part in (self._title.text(), due, self._facts.words(), self._note.text()) if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _say_due(self, page: TaskPage, today: dt.date) -> None:
        task = page.task
        state = due_state(task.due_on, task.state, today)
        self._due.setVisible(state is not None)
        self._no_day.setVisible(state is None)
        if state is not None and task.due_on:
            self._due.set_due(state, _due_words(task.due_on, today))
        elif task.state != "open":
            day = date_short(task.done_at.date(), today) if task.done_at else ""
            self._no_day.setText(_t("Tasks", "Done {day}").format(day=day).strip())
        else:
            self._no_day.setText(_t("Tasks", "No day set"))

    def _facts_of(self, page: TaskPage, today: dt.date) -> list[tuple[str, str]]:
        task, visit = page.task, page.visit
        origin = task_origin_name(task.origin)
        remind = ""
        if visit and visit.on:
            origin = _t("Tasks", "Visit of {day}").format(day=date_short(visit.on, today))
        if task.remind_at and task.state == "open" and visit:
            local = task.remind_at.astimezone(ZoneInfo(visit.zone))
            remind = f"{date_near(local.date(), today)} {time_of(local)}"
        facts = [
            (_t("Tasks", "Customer"), page.row.customer),
            (_t("Tasks", "Contact"), page.contact),
            (_t("Tasks", "Deal"), page.deal),
            (_t("Tasks", "Source"), origin),
            (_t("Tasks", "Owner"), page.row.assignee),
            (_t("Tasks", "Reminder"), remind),
        ]
        return [(label, value) for label, value in facts if value]


def _due_words(due_on: dt.date, today: dt.date) -> str:
    """``3 days over · Mon 11-23``, ``today``, ``Tue 12-01``."""
    over = (today - due_on).days
    if over > 0:
        return f"{_t('Tasks', '%n days over', n=over)} · {date_weekday(due_on, today)}"
    return date_near(due_on, today) if over > -2 else date_weekday(due_on, today)
