"""The form of a task: what, by when in words, for which customer, note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.fields import with_values
from desktop_crm.domain.natural_dates import read, split
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import CustomerHit, CustomerRow
from desktop_crm.ui import shortcuts
from desktop_crm.ui.record_draft import RecordDraft
from desktop_crm.ui.record_edit import as_shown
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.customer_field import CustomerField
from desktop_crm.ui.widgets.date_field import DateField
from desktop_crm.ui.widgets.draft_dialog import ShortForm
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.form import Form
from desktop_crm.words import _t
from desktop_crm.words.terms import date_weekday, due_words

_SIZE = (640, 440)
_LABELS = {
    "title": lambda: _t("Tasks", "Task"),
    "due_on": lambda: _t("Tasks", "Due"),
    "customer_id": lambda: _t("Tasks", "Customer"),
    "note": lambda: _t("Tasks", "Note"),
}


class TaskDialog(ShortForm):
    """A new task (``task`` None) or one to be edited. A day typed at the end of the title serves as its due day."""

    labels = _LABELS

    add_asked = Signal(object)
    """The new ``Task``."""
    edit_asked = Signal(object)
    """{field: (seen, new)} of the changed fields."""
    customers_asked = Signal(str)
    """A text to find customers by; answer with ``show_hits``."""
    customer_asked = Signal(str)
    """The id of the customer of a draft; answer with ``show_customer``."""

    def __init__(self, parent: QWidget | None, today: dt.date, task: Task | None = None) -> None:
        title = _t("Tasks", "Edit task") if task else _t("Tasks", "New task")
        super().__init__(parent, title, _t("Tasks", "Only the task itself is required"), today, size=_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._seen = task
        self._customer_id = task.customer_id if task else ""
        self.what = TextField(task.title if task else "", hint=_t("Tasks", "send quote next tue"))
        self.due = DateField(today=today, hint=_t("Tasks", "tomorrow, next tue, 12-01"))
        self.customer = CustomerField()
        self.note = NoteField(task.note if task else "")
        form = Form()
        self._what_row = form.add_row(_LABELS["title"](), self.what, required=True)
        self._due_row = form.add_row(_LABELS["due_on"](), self.due)
        form.add_row(_LABELS["customer_id"](), self.customer)
        form.add_row(_LABELS["note"](), self.note)
        self.body.addWidget(form, 1)
        self._add_foot()
        self.what.textChanged.connect(lambda _text: self._read())
        self.due.textChanged.connect(lambda _text: self._read())
        self.due.left.connect(self._say_due)
        self.customer.asked.connect(self.customers_asked)
        self.customer.chosen.connect(self.set_customer)
        if task and task.due_on:
            self.due.setText(task.due_on.isoformat())
        self._read()
        self.what.setFocus()

    def set_customer(self, row: CustomerRow | None) -> None:
        """The customer of the task; None when nothing can be shown of it."""
        self.customer.set_customer(row, self._due_of(row) if row else "")
        self._customer_id = row.id if row else self._seen.customer_id if self._seen else ""

    def show_customer(self, id_: str, row: CustomerRow | None) -> None:
        """Answer ``customer_asked``, unless another customer was chosen meanwhile."""
        if id_ == self._customer_id:
            self.set_customer(row)

    def show_hits(self, text: str, hits: Sequence[CustomerHit]) -> None:
        """Offer customers for a typed text."""
        self.customer.set_hits(text, hits, [self._due_of(hit.row) for hit in hits])

    def save(self) -> None:
        """Hand the task over; what is missing or can't be read is said at its field."""
        title, due = self._title_and_day()
        if not title:
            self._what_row.say(_t("Tasks", "What is to be done?"))
            self.what.setFocus()
        elif self._is_unreadable:
            self._say_due()
            self.due.setFocus()
        elif self._seen is None:
            self.hand_over(self.add_asked, Task(**self._values(title, due)))
        else:
            values = self._values(title, due)
            seen = {name: getattr(self._seen, name) for name in values}
            changed = {n: (seen[n], value) for n, value in values.items() if value != seen[n]}
            self.hand_over(self.edit_asked, changed)

    def show_now(self, task: Task) -> None:
        """The task was changed while the form is open."""
        if self._seen is None or self._seen.id != task.id or self.is_held:
            return
        now = {
            "title": task.title,
            "due_on": task.due_on.isoformat() if task.due_on else "",
            "customer_id": task.customer_id,
            "note": task.note,
        }
        followed = self.follow(now)
        self._seen = with_values(self._seen, {name: getattr(task, name) for name in followed})

    # --- the draft -----------------------------------------------------------------------------------------

    @property
    def is_new(self) -> bool:
        return self._seen is None

    def named(self) -> str:
        return self.what.text().strip() or (self._seen.title if self._seen else "")

    def texts(self) -> dict[str, str]:
        return {
            "title": self.what.text(),
            "due_on": self.due.text(),
            "customer_id": self._customer_id,
            "note": self.note.toPlainText(),
        }

    def draft(self) -> RecordDraft:
        draft = super().draft()
        # The customer of a new task may have been given from outside: alone it is nothing that would be missed.
        return RecordDraft() if self.is_new and not draft.typed.keys() - {"customer_id"} else draft

    def see(self, shown: Mapping[str, str]) -> None:
        if self._seen is not None:
            self._seen = as_shown(self._seen, shown)

    def write(self, draft: RecordDraft) -> None:
        texts = {**self.texts(), **draft.typed}
        self.what.setText(self._with_day_meant(texts["title"], draft))
        self.due.setText(draft.day(texts["due_on"], self._today))
        self.note.setPlainText(texts["note"])
        if texts["customer_id"] != self._customer_id:
            self._customer_id = texts["customer_id"]
            self.customer_asked.emit(self._customer_id)

    def _with_day_meant(self, title: str, draft: RecordDraft) -> str:
        """The title of a new task, whose day at its end still means the day it meant when it was typed."""
        then = draft.typed_on or self._today
        what, when = split(title, then) if self.is_new and then != self._today else (title, None)
        return f"{what.strip()} {when.day.isoformat()}".strip() if when else title

    # --- building ------------------------------------------------------------------------------------------

    def _add_foot(self) -> None:
        save = shortcuts.action(self, "save", self.save)
        self.addAction(save)
        cancel = Button(_t("Tasks", "Cancel"), kind="quiet", keys=shortcuts.shown("Esc"))
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(Button.of(save, kind="primary"))

    def _values(self, title: str, due: dt.date | None) -> dict[str, Any]:
        return {
            "title": title,
            "due_on": due,
            "customer_id": self._customer_id,
            "note": self.note.toPlainText(),
        }

    def _title_and_day(self) -> tuple[str, dt.date | None]:
        """The due field decides; while it is empty a day in the title of a new task does."""
        text = self.what.text().strip()
        if self.due.text().strip() or self._seen is not None:
            when = read(self.due.text(), self._today)
            return text, when.day if when else None
        title, when = split(text, self._today)
        return title.strip() or text, when.day if when else None

    @property
    def _is_unreadable(self) -> bool:
        return bool(self.due.text().strip()) and read(self.due.text(), self._today) is None

    def _read(self) -> None:
        _, due = self._title_and_day()
        chip = [(date_weekday(due, self._today), "accent")] if due else []
        self.due.set_readings(chip)  # type: ignore[arg-type]
        self._what_row.say("")
        if not self._is_unreadable:
            self._due_row.say("")

    def _say_due(self) -> None:
        if self._is_unreadable:
            self._due_row.say(_t("Tasks", "Not a date yet: try “next tue” or 12-01"))

    def _due_of(self, row: CustomerRow) -> str:
        return due_words(row.due.state, row.due.days_over, row.due.next_due, self._today, short=True)
