"""Tier badge and due sign as widgets, with the words that they mean."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.fonts import Role


class TierBadge(QAbstractButton):
    """A tier as a badge of ``side`` pixels; a click or Space asks for its explanation."""

    explain = Signal()

    def __init__(self, side: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._tier, self._manual = "unrated", False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.explain)

    def set_tier(self, tier: str, words: str, *, manual: bool = False) -> None:
        """Show a tier code; ``words`` say it ("tier A, 85.0 points") to screen readers and as tool tip."""
        self._tier, self._manual = tier, manual
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side + 2 * self.margin, self._side + 2 * self.margin)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(self.margin, self.margin, self._side, self._side)
        paint.tier_badge(painter, place, self._tier, self._manual)
        if self.hasFocus():
            paint.focus_ring(painter, place.adjusted(-3, -3, 3, 3), self._side * 0.23 + 3)

    @property
    def margin(self) -> int:
        """Room for the focus ring, and for the pin that stands out of the corner of a large badge."""
        return max(3, round(self._side * 0.16))


class DueSign(QWidget):
    """The sign of a due state with its words beside it, in the colour of the state."""

    def __init__(self, role: Role = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role: Role = role
        self._state, self._words = "not_due", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_due(self, state: str, words: str) -> None:
        """Show a due state and its words ("14 days over")."""
        self._state, self._words = str(state), words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = math.ceil(fonts.line_height(self._role))
        return QSize(math.ceil(fonts.advance(self._words, self._role, True)) + self._sign() + 8, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = theme.current().colour(self._state)
        sign = self._sign()
        paint.due_sign(painter, QRectF(1, (self.height() - sign) / 2, sign, sign), self._state)
        room = QRectF(sign + 8, 0, self.width() - sign - 8, self.height())
        calm = self._state == "not_due"
        paint.text(painter, room, self._words, theme.current().text if calm else colour, self._role, bold=True)

    def _sign(self) -> int:
        return 11 if fonts.line_height(self._role) < 24 else 13
