"""Forms: labels at the left, fields at the right, and under a field the line that says what is wrong with it."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t

_NOTE_LEFT = 21
"""Room for the sign before the words of a note."""


class InlineNote(QWidget):
    """A sentence under a field with a sign: why it is not accepted, or what to consider. It wraps where it has to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._tone: Tone = "warning"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def words(self) -> str:
        """What it says, empty when hidden."""
        return self._words

    def say(self, words: str, tone: Tone = "warning") -> None:
        """Show a line, or hide with empty words."""
        self._words, self._tone = words, tone
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # Not by heightForWidth: a row that depends on its width takes part in what a form has to spare.
        return QSize(120, math.ceil(len(self._lines(self.width())) * fonts.line_height("small")) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = theme.current().ink(self._tone)
        high = fonts.line_height("small")
        paint.icon(painter, QRectF(1, 2 + high / 2 - 7, 14, 14), "warning", ink)
        for number, line in enumerate(self._lines(self.width())):
            room = QRectF(_NOTE_LEFT, 2 + number * high, self.width() - _NOTE_LEFT, high)
            paint.text(painter, room, line, ink, "small")

    def _lines(self, width: int) -> list[str]:
        layout = QTextLayout(self._words, fonts.font("small"))
        layout.beginLayout()
        lines = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width - _NOTE_LEFT))
            lines.append(self._words[line.textStart() : line.textStart() + line.textLength()].strip())
        layout.endLayout()
        return lines or [""]


class FormRow(QWidget):
    """A field with its validation line; made by ``Form.add_row``."""

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.note = InlineNote()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(field)
        layout.addWidget(self.note)

    def say(self, words: str, tone: Tone = "warning") -> None:
        """Show why the field is not accepted (edge and line); empty words take it back."""
        self.note.say(words, tone)
        if isinstance(self.field, (TextField, NoteField)):
            self.field.set_tone(tone if words else None)
            self.field.setAccessibleDescription(words)


class Form(QWidget):
    """Labels at the left, fields at the right, one below the other; the label is the accessible name of its field."""

    def __init__(self, *, label_width: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[FormRow] = []

    def add_row(self, label: str, field: QWidget, *, required: bool = False) -> FormRow:
        """Add a labelled field; returns the row, whose ``say`` shows validation."""
        row = FormRow(field)
        shown = Label(label, token="text2", fixed=True)
        shown.setFixedHeight(theme.metrics().field)
        shown.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(_t("Form", "{label}, required").format(label=label) if required else label)
        number = len(self._rows)
        self._grid.addWidget(shown, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row, number, 1)
        self._rows.append(row)
        return row
