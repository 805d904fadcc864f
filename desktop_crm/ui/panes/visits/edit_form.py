"""The form that corrects a visit: outcome, reason and note; a planned one: day and purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.natural_dates import read
from desktop_crm.domain.visits import OUTCOMES, Visit
from desktop_crm.ui import shortcuts
from desktop_crm.ui.record_draft import RecordDraft
from desktop_crm.ui.record_edit import as_shown, text_of
from desktop_crm.ui.visit_form.words import outcomes
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.date_field import DateField
from desktop_crm.ui.widgets.draft_dialog import ShortForm
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.form import Form
from desktop_crm.ui.widgets.segmented import OutcomeBar
from desktop_crm.words import _t
from desktop_crm.words.terms import date_weekday

_SIZE = (680, 480)
_SIZE_OF_PLAN = (560, 300)
_LABELS = {
    "outcome": lambda: _t("Visits", "Outcome"),
    "outcome_reason": lambda: _t("Visits", "Reason"),
    "note": lambda: _t("Visits", "Note"),
    "planned_on": lambda: _t("Visits", "Day"),
    "purpose": lambda: _t("Visits", "Purpose"),
}
_FIELDS = fields_of(Visit)
_TIMES = ("planned_start", "planned_end")
"""Fields of a plan that move with its day."""


class VisitEditDialog(ShortForm):
    """Hands over what was changed, each field with the value it had shown."""

    labels = _LABELS

    save_asked = Signal(object)
    """{field: (seen, new)} of the changed fields."""

    def __init__(self, parent: QWidget | None, visit: Visit, name: str, today: dt.date) -> None:
        is_plan = visit.state == "planned"
        title = _t("Visits", "Edit plan") if is_plan else _t("Visits", "Edit visit")
        super().__init__(parent, title, name, today, size=_SIZE_OF_PLAN if is_plan else _SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._visit, self._called = visit, name
        self._form = Form()
        self.body.addWidget(self._form, 1)
        if is_plan:
            self._add_plan_fields()
        else:
            self._add_result_fields()
        self._add_foot()

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The changed fields, each as (seen, new)."""
        seen = {name: getattr(self._visit, name) for name in self._values()}
        return {name: (seen[name], value) for name, value in self._values().items() if value != seen[name]}

    def save(self) -> None:
        """Hand over the changes; a day that can't be read is said at its field."""
        if self._visit.state == "planned" and self._day() is None:
            self._say_day()
            self.day.setFocus()
            return
        self.keep()
        self.save_asked.emit(self.changes())

    # --- the draft -----------------------------------------------------------------------------------------

    def named(self) -> str:
        return self._called

    def texts(self) -> dict[str, str]:
        if self._visit.state == "planned":
            return {"planned_on": self.day.text(), "purpose": self.purpose.text()}
        return {
            "outcome": str(self.outcome.value() or ""),
            "outcome_reason": self.reason.text(),
            "note": self.note.toPlainText(),
        }

    def draft(self) -> RecordDraft:
        draft = super().draft()
        if "planned_on" not in draft.typed:
            return draft
        times = {name: text_of(_FIELDS[name], getattr(self._visit, name)) for name in _TIMES}
        return replace(draft, shown={**draft.shown, **times})

    def see(self, shown: Mapping[str, str]) -> None:
        self._visit = as_shown(self._visit, shown)

    def write(self, draft: RecordDraft) -> None:
        texts = {**self.texts(), **draft.typed}
        if self._visit.state == "planned":
            self.day.setText(draft.day(texts["planned_on"], self._today))
            self.purpose.setText(texts["purpose"])
            return
        self.outcome.set_value(next((number for number in OUTCOMES if str(number) == texts["outcome"]), None))
        self.reason.setText(texts["outcome_reason"])
        self.note.setPlainText(texts["note"])
        self.note.moveCursor(QTextCursor.MoveOperation.End)  # where one goes on

    # --- building ------------------------------------------------------------------------------------------

    def _add_result_fields(self) -> None:
        visit = self._visit
        self.outcome = OutcomeBar(outcomes())
        self.outcome.set_value(visit.outcome)
        self.reason = TextField(visit.outcome_reason)
        self.note = NoteField(visit.note)
        self._form.add_row(_LABELS["outcome"](), self.outcome)
        self._form.add_row(_LABELS["outcome_reason"](), self.reason)
        self._form.add_row(_LABELS["note"](), self.note)
        self.note.setFocus()

    def _add_plan_fields(self) -> None:
        self.day = DateField(self._visit.planned_on.isoformat() if self._visit.planned_on else "", today=self._today)
        self.purpose = TextField(self._visit.purpose)
        self._day_row = self._form.add_row(_LABELS["planned_on"](), self.day, required=True)
        self._form.add_row(_LABELS["purpose"](), self.purpose)
        self.body.addStretch(1)
        self.day.textChanged.connect(lambda _text: self._read_day())
        self.day.left.connect(self._say_day)
        self.day.selectAll()
        self.day.setFocus()
        self._read_day()

    def _add_foot(self) -> None:
        save = shortcuts.action(self, "save", self.save)
        self.addAction(save)
        cancel = Button(_t("Visits", "Cancel"), kind="quiet", keys=shortcuts.shown("Esc"))
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(Button.of(save, kind="primary"))

    def _values(self) -> dict[str, Any]:
        if self._visit.state == "planned":
            return self._plan_values()
        return {
            "outcome": self.outcome.value(),
            "outcome_reason": self.reason.text().strip(),
            "note": self.note.toPlainText(),
        }

    def _plan_values(self) -> dict[str, Any]:
        """The plan on another day keeps its time; day, start and end are one unit."""
        visit, day = self._visit, self._day()
        moved = day - visit.planned_on if day and visit.planned_on else dt.timedelta(0)
        return {
            "planned_on": day,
            "planned_start": visit.planned_start + moved if visit.planned_start else None,
            "planned_end": visit.planned_end + moved if visit.planned_end else None,
            "purpose": self.purpose.text().strip(),
        }

    def _day(self) -> dt.date | None:
        when = read(self.day.text(), self._today)
        return when.day if when else None

    def _read_day(self) -> None:
        day = self._day()
        self.day.set_readings([(date_weekday(day, self._today), "accent")] if day else [])
        if day:
            self._day_row.say("")

    def _say_day(self) -> None:
        missing = self._day() is None
        self._day_row.say(_t("Visits", "Not a date yet: try “next tue” or 12-01") if missing else "")
