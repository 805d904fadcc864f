"""The form that corrects a visit: outcome, reason and note; a planned one: day and purpose."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.natural_dates import read
from desktop_crm.domain.visits import Visit
from desktop_crm.ui import shortcuts
from desktop_crm.ui.visit_form.words import outcomes
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner
from desktop_crm.ui.widgets.date_field import DateField
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.form import Form
from desktop_crm.ui.widgets.segmented import OutcomeBar
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text
from desktop_crm.words.terms import date_weekday

_SIZE = (680, 480)
_SIZE_OF_PLAN = (560, 300)


class VisitEditDialog(Dialog):
    """Hands over what was changed, each field with the value it had shown."""

    save_asked = Signal(object)
    """{field: (seen, new)} of the changed fields."""

    def __init__(self, parent: QWidget | None, visit: Visit, name: str, today: dt.date) -> None:
        is_plan = visit.state == "planned"
        title = _t("Visits", "Edit plan") if is_plan else _t("Visits", "Edit visit")
        super().__init__(parent, title, name, size=_SIZE_OF_PLAN if is_plan else _SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._visit, self._today = visit, today
        self._banner = Banner(tone="error")
        self._form = Form()
        self.body.addWidget(self._banner)
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
        self.save_asked.emit(self.changes())

    def refuse(self, error: CrmError) -> None:
        """Saving failed: say why; the texts stay."""
        self._banner.set_words(error_text(error.code, "", error.values))

    def _add_result_fields(self) -> None:
        visit = self._visit
        self.outcome = OutcomeBar(outcomes())
        self.outcome.set_value(visit.outcome)
        self.reason = TextField(visit.outcome_reason)
        self.note = NoteField(visit.note)
        self._form.add_row(_t("Visits", "Outcome"), self.outcome)
        self._form.add_row(_t("Visits", "Reason"), self.reason)
        self._form.add_row(_t("Visits", "Note"), self.note)
        self.note.setFocus()

    def _add_plan_fields(self) -> None:
        self.day = DateField(self._visit.planned_on.isoformat() if self._visit.planned_on else "", today=self._today)
        self.purpose = TextField(self._visit.purpose)
        self._day_row = self._form.add_row(_t("Visits", "Day"), self.day, required=True)
        self._form.add_row(_t("Visits", "Purpose"), self.purpose)
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
