"""The people of a visit as chips to tick, with one stop for Tab."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.widgets.chips import GAP, MARK, PADDING
from desktop_crm.ui.widgets.flow import Flow


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person who may have been there; ``key`` is the contact id, or the typed name of a new one."""

    key: str
    name: str
    detail: str = ""
    decides: bool = False
    met_recently: bool = False
    is_new: bool = False


class AttendeeChips(QWidget):
    """People to tick: arrows move, Space ticks, Backspace unticks, a letter asks for somebody new.

    One stop for Tab. Decision makers carry a star, ticked ones a tint and a check.
    """

    changed = Signal()
    add_asked = Signal(str)
    """The text typed to find or add somebody; empty from the "new" chip."""

    def __init__(self, new_words: str, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._new_words = new_words
        self._chips: list[_PersonChip] = []
        self._flow = Flow(self)
        self.set_people((), ())

    def set_people(self, people: Sequence[Attendee], ticked: Sequence[str]) -> None:
        """Offer these people, in this order, with these keys ticked."""
        old = self._chips
        self._chips = [_PersonChip(person, self) for person in people]
        self._chips.append(_PersonChip(Attendee("", self._new_words), self, adds=True))
        # Qt puts new children at the end of the window's tab order; these belong where the old ones stood.
        for before, chip in pairwise([*old[-1:], *self._chips]):
            QWidget.setTabOrder(before, chip)
        for chip in old:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for chip in self._chips:
            chip.setChecked(chip.person.key in ticked)
            chip.toggled.connect(lambda _on: self.changed.emit())
            self._flow.addWidget(chip)
        self._rove(0)
        self.updateGeometry()

    def people(self) -> list[Attendee]:
        """Everybody offered."""
        return [chip.person for chip in self._chips[:-1]]

    def ticked(self) -> list[str]:
        """Keys of the ticked people, in the order shown."""
        return [chip.person.key for chip in self._chips[:-1] if chip.isChecked()]

    def add_person(self, person: Attendee) -> None:
        """Offer one more person, ticked, and put the focus there."""
        self.set_people([*self.people(), person], [*self.ticked(), person.key])
        self._chips[-2].setFocus()
        self.changed.emit()

    def step(self, chip: _PersonChip, by: int) -> None:
        """Put the focus on the neighbour of a chip."""
        place = (self._chips.index(chip) + by) % len(self._chips)
        self._rove(place)
        self._chips[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _rove(self, place: int) -> None:
        for number, chip in enumerate(self._chips):
            policy = Qt.FocusPolicy.StrongFocus if number == place else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(policy)
        self.setFocusProxy(self._chips[place])


def _is_letter(event: QKeyEvent) -> bool:
    """Whether a key types something that one sees; Esc has a text too."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
    return plain and event.text().isprintable() and bool(event.text().strip())


class _PersonChip(QAbstractButton):
    """One person; checkable."""

    def __init__(self, person: Attendee, owner: AttendeeChips, *, adds: bool = False) -> None:
        super().__init__(owner)
        self.person = person
        self._owner, self._adds = owner, adds
        self.setCheckable(not adds)
        self.setText(f"{person.name} {person.detail}".strip())
        self.setAccessibleName(self.text())
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if adds:
            self.clicked.connect(lambda: owner.add_asked.emit(""))

    def sizeHint(self) -> QSize:
        width = 2 * PADDING + fonts.advance(self.text(), "small")
        if self._mark():
            width += MARK + GAP
        return QSize(math.ceil(width), math.ceil(fonts.line_height("small")) + 10)

    def checkStateSet(self) -> None:
        super().checkStateSet()
        self.updateGeometry()

    def nextCheckState(self) -> None:
        super().nextCheckState()
        self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._owner._rove(self._owner._chips.index(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._owner.step(self, 1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Backspace and not self._adds:
            self.setChecked(False)
        elif key == Qt.Key.Key_Space:
            self.click()
        elif _is_letter(event):
            self._owner.add_asked.emit(event.text())
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        radius = place.height() / 2
        if self.isChecked():
            paint.box(painter, place, radius, colours.accent_soft, colours.accent_line)
            ink = colours.text if colours.is_contrast else colours.accent
        else:
            dashed = self._adds or self.person.is_new
            paint.box(
                painter,
                place,
                radius,
                colours.hover if self.underMouse() else colours.base,
                colours.line2,
                dashed=dashed,
            )
            ink = colours.text2 if self._adds else colours.text
        x, middle = PADDING, place.center().y()
        mark = self._mark()
        if mark == "star":
            paint.star(painter, QRectF(x, middle - 6, 12, 12), ink, self.person.met_recently)
        elif mark:
            paint.icon(painter, QRectF(x - 1, middle - 7, 14, 14), mark, ink)
        if mark:
            x += MARK + GAP
        paint.text(painter, QRectF(x, 0, place.width() - x, place.height()), self.text(), ink, "small", elide=False)
        if self.hasFocus():
            paint.focus_ring(painter, place, radius)

    def _mark(self) -> str:
        if self._adds:
            return "plus"
        if self.person.decides:
            return "star"
        return "check" if self.isChecked() else ""
