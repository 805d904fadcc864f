"""The cells of a conflict review: a value that can be chosen, a merged text with its authors, the head of a column."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.usecases.conflicts import TextPart
from desktop_crm.words import _t

_EDGE = 10
_CIRCLE = 16
_GAP = 8
_HEIGHT = 40
_TAG = 20
_AUTHOR = 150
"""Room at the right of a part of a text for who wrote it."""
_LINES = 3
"""Lines of a value that a cell shows; the rest is in its tool tip."""


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ConflictCell(QRadioButton):
    """One value of a conflict: chosen it is tinted with an edge of 2 px; the one that holds now says *in force*.

    Clicks and Space emit ``picked``; whether it is chosen is for the page to say (``set_chosen``).
    """

    picked = Signal()
    entered = Signal()
    """The cell got the focus: its field is the current one."""
    moved = Signal(int, int)
    """An arrow was pressed: steps to the right, steps down. The area around it would scroll instead."""

    def __init__(self, words: str, key: str, *, in_force: bool, name: str, parent: QWidget | None = None) -> None:
        super().__init__(words or _t("Sync", "empty"), parent)
        self._key, self._in_force, self._is_empty = key, in_force, not words
        self.setAutoExclusive(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        tag = f", {_t('Sync', 'in force')}" if in_force else ""
        self.setAccessibleName(f"{name}: {self.text()}{tag}")
        self.clicked.connect(lambda _on=False: self.picked.emit())

    @property
    def is_in_force(self) -> bool:
        """Whether the record says this now."""
        return self._in_force

    def nextCheckState(self) -> None:
        """Only the page says what is chosen."""

    def set_chosen(self, chosen: bool) -> None:
        """Show whether it is the chosen one."""
        self.setChecked(chosen)
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(*step)
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # digits and letters are the page's

    def sizeHint(self) -> QSize:
        return QSize(180, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(130, _HEIGHT)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = len(_broken(self.text(), self._room(width), self._is_bold()))
        tag = _TAG + 2 if self._is_stacked(width) else 0
        return max(_HEIGHT, math.ceil(min(lines, _LINES) * fonts.line_height("body")) + tag + 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen = self.isChecked()
        if chosen:
            paint.box(painter, place, 8, colours.accent_soft, colours.accent, width=2)
        else:
            edge = colours.field if self.underMouse() else colours.line2 if self._in_force else colours.line
            paint.box(painter, place, 8, colours.base, edge)
        if self.hasFocus():
            paint.focus_ring(painter, place.adjusted(3, 3, -3, -3) if chosen else place, 6 if chosen else 8)
        self._paint_circle(painter, place, chosen)
        right = place.right() - _EDGE
        if self._key:
            right -= paint.key_cap_width(self._key)
            paint.key_cap(painter, right, place.center().y(), self._key)
            right -= 8
        stacked = self._is_stacked(self.width())
        if self._in_force and not chosen:
            wide = _tag_width()
            spot = QRectF(right - wide, place.center().y() - _TAG / 2, wide, _TAG)
            if stacked:
                spot = QRectF(place.left() + _EDGE + _CIRCLE + _GAP, place.bottom() - _TAG - 9, wide, _TAG)
            paint.chip(painter, spot, _t("Sync", "in force"), "due", bold=True, role="tiny")
        above = _TAG + 2 if stacked and not chosen else 0
        self._paint_words(painter, place.adjusted(0, 0, 0, -above))

    def _paint_circle(self, painter: QPainter, place: QRectF, chosen: bool) -> None:
        colours = theme.current()
        spot = QRectF(place.left() + _EDGE, place.center().y() - _CIRCLE / 2, _CIRCLE, _CIRCLE)
        if chosen:
            paint.box(painter, spot, _CIRCLE / 2, colours.accent)
            paint.icon(painter, spot.adjusted(3, 3, -3, -3), "check", colours.accent_on)
        else:
            paint.box(painter, spot, _CIRCLE / 2, colours.base, colours.field)

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        colours = theme.current()
        ink = colours.text3 if self._is_empty else colours.text
        room = self._room(self.width())
        lines = _broken(self.text(), room, self._is_bold())
        shown = lines[:_LINES]
        if len(lines) > _LINES:
            shown[-1] = f"{shown[-1].rstrip()} …"
        whole = len(lines) <= _LINES
        tip = "" if whole else self.text()
        if tip != self.toolTip():
            self.setToolTip(tip)
        height = fonts.line_height("body")
        top = place.center().y() - len(shown) * height / 2
        left = place.left() + _EDGE + _CIRCLE + _GAP
        for number, line in enumerate(shown):
            spot = QRectF(left, top + number * height, room, height)
            paint.text(painter, spot, line, ink, bold=self._is_bold())

    def _is_bold(self) -> bool:
        return (self.isChecked() or self._in_force) and not self._is_empty

    def _room(self, width: float) -> float:
        room = width - 2 * _EDGE - _CIRCLE - _GAP - 2
        if self._key:
            room -= paint.key_cap_width(self._key) + 8
        if self._in_force and not self._is_stacked(width):
            room -= _tag_width() + 8
        return max(40.0, room)

    def _is_stacked(self, width: float) -> bool:
        """Whether the tag stands below the words: beside them it would break a number or a name."""
        if not self._in_force:
            return False
        room = width - 2 * _EDGE - _CIRCLE - _GAP - 2 - _tag_width() - 8
        if self._key:
            room -= paint.key_cap_width(self._key) + 8
        return fonts.advance(self.text().split("\n", 1)[0], "body", True) > room


def _tag_width() -> float:
    return fonts.advance(_t("Sync", "in force"), "tiny", True) + 12


class MergedText(QWidget):
    """A text that keeps both parts: a bar in the author's colour beside each, the author at the right."""

    def __init__(self, parts: Sequence[TextPart], mine: str, theirs: str, parent: QWidget | None = None) -> None:
        """``mine`` and ``theirs``: who wrote those parts, and when."""
        super().__init__(parent)
        self._parts = parts
        self._authors = {"mine": mine, "theirs": theirs, "": ""}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("\n".join(f"{part.text} ({self._authors[part.whose]})" for part in parts))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = sum(len(self._lines(part, width)) for part in self._parts)
        tag = fonts.line_height("small") + 14
        return math.ceil(lines * fonts.line_height("body") + len(self._parts) * 6 + tag) + 22

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        paint.box(painter, QRectF(self.rect()), 8, colours.sunken, colours.line)
        tones: dict[str, Tone] = {"mine": "accent", "theirs": "success"}
        y, height = 11.0, fonts.line_height("body")
        for part in self._parts:
            lines = self._lines(part, self.width())
            if part.whose:
                ink = colours.ink(tones[part.whose])
                paint.box(painter, QRectF(13, y, 3, len(lines) * height), 1.5, ink)
                author = QRectF(self.width() - _AUTHOR - 12, y, _AUTHOR, height)
                right = Qt.AlignmentFlag.AlignRight
                paint.text(painter, author, self._authors[part.whose], ink, "tiny", align=right)
            for line in lines:
                left = 24 if part.whose else 13
                paint.text(painter, QRectF(left, y, self.width() - left - 12, height), line, colours.text)
                y += height
            y += 6
        words = _t("Sync", "both kept")
        wide = fonts.advance(words, "small") + 34
        spot = QRectF(13, y + 2, wide, fonts.line_height("small") + 6)
        paint.box(painter, spot, 5, colours.success_soft, colours.success if colours.is_contrast else None)
        paint.icon(painter, QRectF(spot.left() + 8, spot.center().y() - 6, 12, 12), "check", colours.success)
        paint.text(painter, spot.adjusted(25, 0, -4, 0), words, colours.success, "small")

    def _lines(self, part: TextPart, width: int) -> list[str]:
        return _broken(part.text, width - (36 + _AUTHOR if part.whose else 26), False)


class ColumnHead(QWidget):
    """The head of a column: a dot in its colour, who it is, and below it from when."""

    def __init__(self, words: str, second: str, tone: Tone, *, has_dot: bool = True) -> None:
        super().__init__()
        self._words, self._second, self._tone, self._has_dot = words, second, tone, has_dot
        self.setAccessibleName(f"{words} {second}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(110, math.ceil(fonts.line_height("body") + fonts.line_height("tiny")) + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        plain = self._tone == "plain"
        ink = colours.text2 if plain else colours.ink(self._tone)
        upper, lower = fonts.line_height("body"), fonts.line_height("tiny")
        left = 0.0
        if self._has_dot:
            paint.box(painter, QRectF(0, upper / 2 - 4, 8, 8), 4, colours.not_due if plain else ink)
            left = 14
        room = self.width() - left
        paint.text(painter, QRectF(left, 0, room, upper), self._words, ink, bold=not plain)
        paint.text(painter, QRectF(left, upper, room, lower), self._second, colours.text2, "tiny")


def _broken(text: str, width: float, bold: bool) -> list[str]:
    """The lines of a text at a width."""
    found: list[str] = []
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, fonts.font("body", bold))
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(20.0, width))
            found.append(paragraph[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        if not paragraph:
            found.append("")
    return found or [""]
