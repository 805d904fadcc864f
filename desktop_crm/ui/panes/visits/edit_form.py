"""The form that corrects a visit: when, how, who, outcome, reason and note; a planned one: day and purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.fields import fields_of, with_values
from desktop_crm.domain.natural_dates import When, read
from desktop_crm.domain.values import FIRST_DAY, LAST_DAY
from desktop_crm.domain.visits import OUTCOMES, Visit
from desktop_crm.ui import shortcuts
from desktop_crm.ui.record_draft import RecordDraft
from desktop_crm.ui.record_edit import as_shown, text_of
from desktop_crm.ui.visit_form.parts import HowMet, PeopleField
from desktop_crm.ui.visit_form.words import outcomes
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.date_field import DateField
from desktop_crm.ui.widgets.draft_dialog import ShortForm
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.form import Form
from desktop_crm.ui.widgets.segmented import OutcomeBar
from desktop_crm.usecases.visits import AttendeeChange, VisitPeople
from desktop_crm.words import _t
from desktop_crm.words.terms import date_weekday, field_label

_SIZE = (720, 616)
_SIZE_OF_PLAN = (560, 0)
_WHEN = "when"
"""Name of the text that says when a visit was held: it stands for three fields."""
_LABELS = {
    _WHEN: lambda: _t("Visits", "When"),
    "channel": lambda: field_label("visit", "channel"),
    "kind": lambda: field_label("visit", "kind"),
    "came": lambda: _t("Visits", "Who"),
    "stayed_away": lambda: _t("Visits", "Who"),
    "new_people": lambda: _t("Visits", "Who"),
    "outcome": lambda: _t("Visits", "Outcome"),
    "outcome_reason": lambda: _t("Visits", "Reason"),
    "note": lambda: _t("Visits", "Note"),
    "planned_on": lambda: _t("Visits", "Day"),
    "purpose": lambda: _t("Visits", "Purpose"),
}
_FIELDS = fields_of(Visit)
_NOBODY = VisitPeople()
_PLANNED = ("planned_on", "planned_start")
"""Fields that the day of a plan moves."""
_HELD = ("started_at", "ended_at", "zone", "held_on")
"""Fields that the time of a visit held is made of."""

_FOLLOWING = ("channel", "kind", "outcome", "outcome_reason", "note")
"""Fields of a visit held that show what came in meanwhile, where nobody typed into them."""


class VisitEditDialog(ShortForm):
    """Hands over what was changed: each field with the value it had shown, and who came or stayed away after all."""

    labels = _LABELS

    save_asked = Signal(object, object)
    """{field: (seen, new)} of the changed fields, and an ``AttendeeChange``."""

    def __init__(
        self,
        parent: QWidget | None,
        visit: Visit,
        name: str,
        today: dt.date,
        zone: ZoneInfo,
        offered: VisitPeople = _NOBODY,
    ) -> None:
        """``zone``: in which the visit's times are read. A plan has no people yet."""
        is_plan = visit.state == "planned"
        title = _t("Visits", "Edit plan") if is_plan else _t("Visits", "Edit visit")
        super().__init__(parent, title, name, today, size=_SIZE_OF_PLAN if is_plan else _SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._visit, self._called, self._zone, self._offered = visit, name, zone, offered
        self._form = Form()
        self.body.addWidget(self._form, 1)
        if is_plan:
            self._add_plan_fields()
        else:
            self._add_result_fields()
        self._add_foot()

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The changed fields, each as (seen, new), with those beside them that the same words say."""
        pairs = {name: (getattr(self._visit, name), value) for name, value in self._values().items()}
        units = {_FIELDS[name].unit or name for name, (seen, value) in pairs.items() if value != seen}
        return {name: pair for name, pair in pairs.items() if (_FIELDS[name].unit or name) in units}

    def attendee_change(self) -> AttendeeChange:
        """Who was ticked, unticked and added by name."""
        if self._visit.state == "planned":
            return AttendeeChange()
        ticked, there = self.people.ticked(), self._offered.there
        removed = tuple(sorted(there.difference(ticked)))
        return AttendeeChange(tuple(id_ for id_ in ticked if id_ not in there), removed, self.people.new_people())

    def save(self) -> None:
        """Hand over the changes; a day or time that can't be read is said at its field."""
        if self._day() is None:
            self._say_day()
            self.day.setFocus()
            return
        if self._visit.state != "planned":
            self.people.take_name()
        self.hand_over(self.save_asked, self.changes(), self.attendee_change())

    def show_now(self, visit: Visit) -> None:
        """The visit was changed while the form is open. Its time stays as it was shown: saving keeps both."""
        if visit.id != self._visit.id or visit.state != self._visit.state or self.is_held:
            return
        names = ("purpose",) if visit.state == "planned" else _FOLLOWING
        followed = self.follow({name: text_of(_FIELDS[name], getattr(visit, name)) for name in names})
        moved = [name for name in (*_PLANNED, *_HELD) if getattr(visit, name) != getattr(self._visit, name)]
        self._visit = with_values(self._visit, {name: getattr(visit, name) for name in followed})
        if moved:
            self.say_changed([_LABELS["planned_on" if visit.state == "planned" else _WHEN]()])

    # --- the draft -----------------------------------------------------------------------------------------

    def named(self) -> str:
        return self._called

    def texts(self) -> dict[str, str]:
        if self._visit.state == "planned":
            return {"planned_on": self.day.text(), "purpose": self.purpose.text()}
        people = self.attendee_change()
        return {
            _WHEN: self.day.text(),
            "channel": str(self.how.channel.value()),
            "kind": str(self.how.kind.currentData()),
            "came": "\n".join(people.added),
            "stayed_away": "\n".join(people.removed),
            "new_people": "\n".join(people.new),
            "outcome": str(self.outcome.value() or ""),
            "outcome_reason": self.reason.text(),
            "note": self.note.toPlainText(),
        }

    def draft(self) -> RecordDraft:
        draft = super().draft()
        beside = _PLANNED if "planned_on" in draft.typed else _HELD if _WHEN in draft.typed else ()
        shown = {name: text_of(_FIELDS[name], getattr(self._visit, name)) for name in beside}
        return replace(draft, shown={**draft.shown, **shown})

    def see(self, shown: Mapping[str, str]) -> None:
        self._visit = as_shown(self._visit, shown)

    def write(self, draft: RecordDraft) -> None:
        texts = {**self.texts(), **draft.typed}
        if self._visit.state == "planned":
            self.day.setText(draft.day(texts["planned_on"], self._today))
            self.purpose.setText(texts["purpose"])
            return
        self.day.setText(self._as_meant(texts[_WHEN], draft.typed_on))
        how = {name: texts[name] for name in ("channel", "kind") if texts[name] in _FIELDS[name].choices}
        self.how.show_how(how.get("channel", self._visit.channel), how.get("kind", self._visit.kind))
        ticked = self._offered.there.union(texts["came"].split()).difference(texts["stayed_away"].split())
        self.people.set_people(self._offered.cards, tuple(ticked), texts["new_people"].splitlines())
        self.outcome.set_value(next((number for number in OUTCOMES if str(number) == texts["outcome"]), None))
        self.reason.setText(texts["outcome_reason"])
        self.note.setPlainText(texts["note"])
        self.note.moveCursor(QTextCursor.MoveOperation.End)  # where one goes on

    # --- building ------------------------------------------------------------------------------------------

    def _add_result_fields(self) -> None:
        visit = self._visit
        self.day = DateField(self._moment_text(), today=self._today)
        self._day_row = self._form.add_row(_LABELS[_WHEN](), self.day, required=True)
        self.day.textChanged.connect(lambda _text: self._read_day())
        self.day.left.connect(self._say_day)
        self._read_day()
        self.how = HowMet()
        self.how.show_how(visit.channel, visit.kind)
        self.people = PeopleField()
        self.people.set_people(self._offered.cards, tuple(self._offered.there), ())
        self.outcome = OutcomeBar(outcomes())
        self.outcome.set_value(visit.outcome)
        self.people.digit_typed.connect(self.outcome.choose_number)
        self.reason = TextField(visit.outcome_reason)
        self.note = NoteField(visit.note)
        self._form.add_row(_t("Visits", "Kind"), self.how)
        self._form.add_row(_LABELS["came"](), self.people)
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
        return self._held_values() | {
            "channel": self.how.channel.value(),
            "kind": self.how.kind.currentData(),
            "outcome": self.outcome.value(),
            "outcome_reason": self.reason.text().strip(),
            "note": self.note.toPlainText(),
        }

    def _held_values(self) -> dict[str, Any]:
        """When it was: without a time of day it keeps its own. An end that is not said follows from the start."""
        when = self._when()
        if when is None or self.day.text() == self._moment_text():
            return {}
        values: dict[str, Any] = {"held_on": when.day}
        started = self._local(self._visit.started_at)
        time = when.time or (started.time() if started else None)
        if time is not None:
            values |= {"started_at": self._instant(when.day, time), "zone": self._zone.key}
        if when.end is not None:
            values["ended_at"] = self._instant(when.day, when.end)
        return values

    def _plan_values(self) -> dict[str, Any]:
        """The plan on another day keeps its time; its end follows from the start."""
        day, start = self._day(), self._local(self._visit.planned_start)
        values: dict[str, Any] = {"purpose": self.purpose.text().strip()}
        if day is not None and day != self._visit.planned_on:
            values["planned_on"] = day
            if start is not None:
                values["planned_start"] = self._instant(day, start.time())
        return values

    def _when(self) -> When | None:
        when = read(self.day.text(), self._today, past=self._visit.state != "planned")
        return when if when and FIRST_DAY <= when.day <= LAST_DAY else None

    def _day(self) -> dt.date | None:
        when = self._when()
        return when.day if when else None

    def _as_meant(self, text: str, typed_on: dt.date | None) -> str:
        """A typed time that still means the day it meant when it was typed."""
        when = read(text, typed_on, past=True) if typed_on and typed_on != self._today else None
        return _written(when) if when else text

    # --- moments -------------------------------------------------------------------------------------------

    def _moment_text(self) -> str:
        """When it was held, as it may be typed."""
        start, end = self._local(self._visit.started_at), self._local(self._visit.ended_at)
        day = self._visit.held_on or (start.date() if start else None)
        if day is None:
            return ""
        is_one_day = start is not None and end is not None and start.date() == end.date() and start.time() < end.time()
        return _written(When(day, start.time() if start else None, end.time() if end and is_one_day else None))

    def _local(self, instant: dt.datetime | None) -> dt.datetime | None:
        return instant.astimezone(self._zone) if instant else None

    def _instant(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, self._zone).astimezone(dt.UTC)

    # --- what is said --------------------------------------------------------------------------------------

    def _read_day(self) -> None:
        day = self._day()
        self.day.set_readings([(date_weekday(day, self._today), "accent")] if day else [])
        if day:
            self._day_row.say("")

    def _say_day(self) -> None:
        missing = self._day() is None
        if self._visit.state == "planned":
            words = _t("Visits", "Not a date yet: try “next tue” or 12-01")
        else:
            words = _t("Visits", "Not a time yet: try “yesterday 15” or “11-25 14-1510”")
        self._day_row.say(words if missing else "")


def _written(when: When) -> str:
    """A moment as text that ``read`` understands again."""
    times = "-".join(f"{time:%H:%M}" for time in (when.time, when.end) if time is not None)
    return f"{when.day.isoformat()} {times}".strip()
