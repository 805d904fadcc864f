"""A strip of tabs with counts; the chosen one is bold with a bar of accent below."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.words import count_text

_GAP = 25
_COUNT_GAP = 7


class TabStrip(QTabBar):
    """A native tab bar (keys, screen reader) with our look; use ``currentChanged``."""

    def __init__(self, titles: Sequence[str], *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[int, int] = {}
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFont(fonts.font("body"))
        self.setElideMode(Qt.TextElideMode.ElideNone)
        for title in titles:
            self.addTab(title)

    def set_count(self, tab: int, count: int | None) -> None:
        """Show a count beside a title; None or 0 shows none."""
        self._counts[tab] = count or 0
        self.setTabToolTip(tab, "")
        self.setAccessibleTabName(tab, f"{self.tabText(tab)} {count}" if count else self.tabText(tab))
        # A tab bar measures its tabs anew only when one of them changes.
        self.setTabText(tab, self.tabText(tab))
        self.updateGeometry()

    def tabSizeHint(self, index: int) -> QSize:
        width = fonts.advance(self.tabText(index), "body", True) + _GAP
        if count := self._counts.get(index):
            width += _COUNT_GAP + fonts.advance(count_text(count), "small")
        return QSize(math.ceil(width), theme.metrics().entry)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        paint.rule(painter, 0, self.width(), self.height() - 1, colours.line)
        for tab in range(self.count()):
            self._paint_tab(painter, tab)

    def _paint_tab(self, painter: QPainter, tab: int) -> None:
        colours = theme.current()
        place = QRectF(self.tabRect(tab)).adjusted(0, 0, -_GAP, 0)
        chosen = tab == self.currentIndex()
        ink = colours.text if chosen else colours.text2
        used = paint.text(painter, place.adjusted(0, 0, _GAP, -2), self.tabText(tab), ink, bold=chosen, elide=False)
        if count := self._counts.get(tab):
            room = QRectF(place.left() + used + _COUNT_GAP, place.top(), 60, place.height() - 2)
            paint.text(painter, room, count_text(count), colours.text2, "small", elide=False)
        if chosen:
            paint.box(painter, QRectF(place.left(), self.height() - 3, place.width(), 3), 1.5, colours.accent)
            if self.hasFocus():
                # The first tab begins at the edge of the strip, where a ring around it would be cut off.
                ring = place.adjusted(-min(6.0, place.left()), 2, 6, -4)
                paint.focus_ring(painter, ring, 6)
