"""Scroll bars of which only the slider is painted, and the scroll areas that use them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from desktop_crm.ui import paint, theme

EXTENT = 12
THICK = 6


class ThinScrollBar(QScrollBar):
    """A scroll bar with a 6 px handle on the ground of its area; the geometry stays the style's."""

    def __init__(self, orientation: Qt.Orientation, ground: str = "base", parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        if self.orientation() == Qt.Orientation.Vertical:
            return QSize(EXTENT, 64)
        return QSize(64, EXTENT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.colour(self._ground))
        if self.minimum() >= self.maximum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = QRectF(
            self.style().subControlRect(
                QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
            )
        )
        if self.orientation() == Qt.Orientation.Vertical:
            handle = QRectF((self.width() - THICK) / 2, handle.top(), THICK, handle.height())
        else:
            handle = QRectF(handle.left(), (self.height() - THICK) / 2, handle.width(), THICK)
        held = self.underMouse() or self.isSliderDown()
        paint.box(painter, handle, THICK / 2, colours.field if held else colours.line2)


def use_thin_bars(area: QAbstractScrollArea, ground: str = "base") -> None:
    """Give a scroll area frameless edges and thin bars on the ground named by a token."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical, ground))
    area.setHorizontalScrollBar(ThinScrollBar(Qt.Orientation.Horizontal, ground))


class ScrollColumn(QScrollArea):
    """A column of cards that scrolls up and down only; ``ground`` is the token of what lies behind."""

    def __init__(self, content: QWidget, ground: str = "window", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_thin_bars(self, ground)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setWidget(content)
        # setWidget() switches the filling of the content on again.
        content.setAutoFillBackground(False)
