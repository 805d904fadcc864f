"""One line of a card: a sign or an icon, words with a second line, and at the right what it has come to."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone

_TEXT = 24.0


class CardRow(QAbstractButton):
    """A line that may be clicked; without ``opens`` it is only read."""

    def __init__(
        self,
        words: str,
        *,
        second: str = "",
        aside: str = "",
        tone: Tone = "plain",
        sign: str = "",
        icon: str = "",
        opens: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._second, self._aside = words, second, aside
        self._tone, self._sign, self._icon = tone, sign, icon
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, opens)
        self.setAccessibleName(", ".join(part for part in (words, second, aside) if part))
        self._opens = opens

    def sizeHint(self) -> QSize:
        height = fonts.line_height("body") + 5
        if self._second:
            height += fonts.line_height("small") + 2
        return QSize(160, math.ceil(height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        if self._opens and self.underMouse():
            paint.box(painter, place, 6, colours.hover)
        upper = QRectF(_TEXT, 2, place.width() - _TEXT, fonts.line_height("body"))
        self._paint_mark(painter, upper.center().y())
        ink = colours.ink(self._tone)
        bold = self._tone != "plain"
        right = Qt.AlignmentFlag.AlignRight
        used = paint.text(painter, upper, self._aside, ink, "small", bold=bold, align=right, elide=False)
        paint.text(painter, upper.adjusted(0, 0, -used - 10, 0), self._words, colours.text)
        if self._second:
            below = QRectF(_TEXT, upper.bottom(), upper.width(), fonts.line_height("small"))
            paint.text(painter, below, self._second, colours.text2, "small")
        if self.hasFocus():
            paint.focus_ring(painter, place, 6)

    def _paint_mark(self, painter: QPainter, middle: float) -> None:
        if self._sign:
            paint.due_sign(painter, QRectF(1, middle - 5.5, 11, 11), self._sign)
        elif self._icon:
            paint.icon(painter, QRectF(0, middle - 7.5, 15, 15), self._icon, theme.current().text2)
