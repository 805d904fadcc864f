"""The right column of the visit form: what saving changes, old and new, and what was said last time."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.shortcuts import shown
from desktop_crm.ui.visit_form.presenter import Change, Changes
from desktop_crm.ui.widgets.card import Rule, SectionHead
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t

_SIGN = 11.0


class ChangesColumn(QWidget):
    """Title, one ``ChangeRow`` for each thing that changes, a rule, the last visit, how to undo all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contact = ChangeRow(_t("VisitForm", "Last contact"))
        self._attempt = ChangeRow(_t("VisitForm", "Last attempt"))
        self._due = ChangeRow(_t("VisitForm", "Due"))
        self._task = ChangeRow(_t("VisitForm", "Tasks"))
        self._next = ChangeRow(_t("VisitForm", "Next visit"))
        self._deal = ChangeRow("")
        self._rule = Rule()
        self._last = _Past()
        self._promises = [_Past(), _Past()]
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(11)
        for row in (self._contact, self._attempt, self._due, self._task, self._next, self._deal):
            rows.addWidget(row)
        for past in (self._rule, self._last, *self._promises):
            rows.addWidget(past)
        rows.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(Label(_t("VisitForm", "What saving changes"), bold=True))
        layout.addWidget(ScrollColumn(inside, "sunken"), 1)
        layout.addWidget(_UndoLine())
        self.show_changes(Changes())
        self.show_past(("", ""), ())

    def show_changes(self, changes: Changes) -> None:
        """Show what would change now."""
        self._contact.show_change(changes.last_contact)
        self._attempt.show_change(changes.last_attempt)
        self._due.show_change(changes.due)
        self._task.show_change(changes.task)
        self._next.show_change(changes.next_visit)
        name = _t("VisitForm", "Deal: {name}").format(name=changes.deal_name)
        self._deal.show_change(changes.deal, name)

    def show_past(self, last: tuple[str, str], promises: Sequence[tuple[str, str]]) -> None:
        """Show the last visit (head, note) and what was promised (label, text)."""
        self._last.show_text(*last)
        for past, (label, text) in zip(self._promises, [*promises, ("", ""), ("", "")], strict=False):
            past.show_text(label, text)
        self._rule.setVisible(bool(last[0] or promises))

    def words(self) -> list[str]:
        """The lines in sight, label and values, as a screen reader says them."""
        rows = (self._contact, self._attempt, self._due, self._task, self._next, self._deal)
        return [row.accessibleName() for row in rows if not row.isHidden()]


class ChangeRow(QWidget):
    """A label, and below it the old value, an arrow and the new one; a value alone when nothing changes."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._change = Change("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_change(self, change: Change | None, label: str = "") -> None:
        """Show a change, or hide for None; ``label`` replaces the label."""
        self.setVisible(change is not None)
        if change is None:
            return
        self._change, self._label = change, label or self._label
        values = " → ".join(part for part in (change.old, change.new) if part)
        self.setAccessibleName(f"{self._label}: {values}")
        self.setToolTip(values)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, math.ceil(fonts.line_height("small") + fonts.line_height("body")) + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, change = theme.current(), self._change
        top = fonts.line_height("small") + 3
        paint.text(painter, QRectF(0, 0, self.width(), top - 3), self._label, colours.text2, "small")
        height = self.height() - top
        x = 0.0
        if change.old:
            x = self._value(painter, x, top, height, change.old, change.old_state, new=False)
        if change.old and change.new:
            paint.icon(painter, QRectF(x + 10, top + height / 2 - 7, 14, 14), "arrow_right", colours.text2)
            x += 34
        if change.new:
            self._value(painter, x, top, height, change.new, change.new_state, new=True)

    def _value(
        self, painter: QPainter, x: float, top: float, height: float, words: str, state: str, *, new: bool
    ) -> float:
        colours = theme.current()
        ink = colours.text if new else colours.text2
        if state:
            sign = QRectF(x, top + (height - _SIGN) / 2, _SIGN, _SIGN)
            tone = colours.success if new and state == "not_due" else colours.colour(state)
            paint.due_sign(painter, sign, state, tone)
            x += _SIGN + 6
            if new:
                ink = tone
        return x + paint.text(painter, QRectF(x, top, self.width() - x, height), words, ink, bold=new)


class _Past(QWidget):
    """A small bold head and wrapped words below it."""

    def __init__(self) -> None:
        super().__init__()
        self._head = SectionHead("")
        self._text = Label("", "small", "text", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addWidget(self._text)

    def show_text(self, head: str, text: str) -> None:
        """Show both, or hide without a head."""
        self._head.setText(head)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setVisible(bool(head))


class _UndoLine(QWidget):
    """How all of it is taken back."""

    def sizeHint(self) -> QSize:
        return QSize(120, math.ceil(fonts.line_height("small")) + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        words = _t("VisitForm", "One undo for all: {keys}").format(keys=shown("Ctrl+Z"))
        paint.icon(painter, QRectF(0, self.height() / 2 - 7, 14, 14), "undo", colours.text2)
        room = QRectF(22, 0, self.width() - 22, self.height())
        paint.text(painter, room, words, colours.text2, "small", align=Qt.AlignmentFlag.AlignLeft)
