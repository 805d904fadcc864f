"""The bar that proposes the next visit: Enter plans it, + and - move it by a week, Backspace takes it back."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.visit_form.presenter import Proposal
from desktop_crm.words import _t

_SIGN = 12.0
_EARLIER = (Qt.Key.Key_Minus, Qt.Key.Key_Left)
_LATER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Right)


class NextVisitBar(QWidget):
    """One stop for Tab; what it shows is a ``Proposal``."""

    shifted = Signal(int)
    """Weeks later (1) or earlier (-1)."""
    accepted = Signal()
    """Enter, Space or a click on the words: plan it."""
    passed = Signal()
    """Enter while there is nothing to plan."""
    taken_back = Signal()
    """Backspace or Delete: plan nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Proposal(None, "", "")
        self._caps: list[tuple[QRectF, int]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_proposal(self, proposal: Proposal) -> None:
        """Show another proposal."""
        self._shown = proposal
        state = _t("VisitForm", "planned") if proposal.accepted else ""
        self.setAccessibleDescription(
            ", ".join(part for part in (proposal.words, proposal.reason, proposal.warning, state) if part)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, theme.metrics().field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if plain and key in _LATER:
            self.shifted.emit(1)
        elif plain and key in _EARLIER:
            self.shifted.emit(-1)
        elif plain and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.taken_back.emit()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            (self.accepted if self._shown.day else self.passed).emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for place, weeks in self._caps:
            if place.contains(event.position()):
                self.shifted.emit(weeks)
                return
        if self._shown.day:
            (self.taken_back if self._shown.accepted else self.accepted).emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        ink, soft = colours.success, colours.success_soft
        if self._shown.day is None:
            ink, soft = colours.text2, colours.sunken
        elif self._shown.warning:
            ink, soft = colours.ink("warning"), colours.soft("warning")
        edge = ink if self._shown.accepted or colours.is_contrast else None
        paint.box(painter, place, 6, soft, edge)
        right = self._paint_keys(painter)
        self._paint_words(painter, right, ink)
        if self.hasFocus():
            paint.focus_ring(painter, place, 6)

    def _paint_words(self, painter: QPainter, right: float, ink: object) -> None:
        colours, shown = theme.current(), self._shown
        middle, height, x = self.height() / 2, float(self.height()), 12.0
        tone = colours.ink("warning") if shown.warning else colours.success
        if shown.accepted:
            paint.icon(painter, QRectF(x, middle - 8, 16, 16), "check", tone)
            x += 23
        elif shown.day:
            paint.due_sign(painter, QRectF(x, middle - _SIGN / 2, _SIGN, _SIGN), "not_due", tone)
            x += _SIGN + 10
        x += paint.text(painter, QRectF(x, 0, right - x, height), shown.words, tone, bold=True, elide=False)
        if shown.words:
            x += 10
        reason = shown.warning or shown.reason
        if shown.accepted and not shown.warning:
            reason = _t("VisitForm", "planned")
        quiet = colours.text2 if not shown.warning else colours.text
        paint.text(painter, QRectF(x, 0, right - x - 8, height), reason, quiet, "small")

    def _paint_keys(self, painter: QPainter) -> float:
        """The keys and what they do, from the right; where they begin."""
        self._caps = []
        if not self.isEnabled():
            return self.width() - 12.0
        keys: list[tuple[str, str, int]] = [("+", _t("VisitForm", "in a week"), 1)]
        if self._shown.day:
            keys = [("−", _t("VisitForm", "earlier"), -1), ("+", _t("VisitForm", "later"), 1)]
        if self._shown.accepted:
            keys.append(("⌫", _t("VisitForm", "not yet"), 0))
        elif self._shown.day:
            keys.append((_t("VisitForm", "Enter"), _t("VisitForm", "plan it"), 0))
        x = self.width() - 12.0
        middle, colours = self.height() / 2, theme.current()
        for cap, words, weeks in reversed(keys):
            width = math.ceil(fonts.advance(words, "small"))
            start = x - width - 6 - paint.key_cap_width(cap)
            paint.text(painter, QRectF(x - width, 0, width, self.height()), words, colours.text2, "small", elide=False)
            paint.key_cap(painter, start, middle, cap)
            if weeks:
                self._caps.append((QRectF(start - 4, 0, x - start + 8, self.height()), weeks))
            x = start - 14
        return x
