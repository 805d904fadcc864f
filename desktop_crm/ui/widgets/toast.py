"""The dark pill at the foot of the window that says what was done and offers to undo it."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_crm.ui import fonts, paint, theme

STAYS_MS = 8000
_MARGIN = 16
_HEIGHT = 40
_FOOT = 10
"""With the height of a button what is left free above the status bar: buttons and page numbers stand there."""


class UndoToast(QWidget):
    """Shown for 8 s, longer while the pointer or the focus is on it; a new one replaces the old one."""

    def __init__(self, window: QWidget, over: QWidget | None = None) -> None:
        """``over`` is the part of the window in whose middle it stands."""
        super().__init__(window)
        self._window, self._over = window, over or window
        self._words = ""
        self._action: Callable[[], object] | None = None
        self._button = _ToastButton(self)
        self._button.clicked.connect(self._act)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self._leave)
        window.installEventFilter(self)
        self.hide()

    def say(self, words: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Show and announce ``words``; ``action`` labels the button at the right that calls ``act``."""
        self._words, self._action = words, act
        self._button.setText(action)
        self._button.setVisible(bool(action and act))
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def words(self) -> str:
        """What it says, empty while hidden."""
        return self._words if not self.isHidden() else ""

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        paint.shadow(painter, place, 9)
        paint.box(painter, place, 9, colours.toast)
        paint.icon(painter, QRectF(place.left() + 16, place.center().y() - 8, 16, 16), "check", colours.toast_on)
        room = place.adjusted(42, 0, -self._button.width() - 16 if self._button.isVisible() else -16, 0)
        paint.text(painter, room, self._words, colours.toast_on, bold=True)

    def _place(self) -> None:
        window = self._window
        words = fonts.advance(self._words, "body", True) + 58 + 2 * _MARGIN
        wish = max(420.0, words + (self._button.sizeHint().width() + 24 if self._action else 0))
        width = min(math.ceil(wish) + 2 * _MARGIN, window.width())
        height = _HEIGHT + 2 * _MARGIN
        over = self._over
        left = over.mapTo(window, over.rect().topLeft()).x() + (over.width() - width) // 2
        foot = theme.metrics().status + theme.metrics().button + _FOOT
        left = max(0, min(left, window.width() - width))
        self.setGeometry(left, window.height() - foot - height, width, height)
        self._place_button()  # other words on it may need another width in a toast of the same size

    def _place_button(self) -> None:
        width = self._button.sizeHint().width()
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        self._button.setGeometry(room.right() - width - 4, room.top() + 5, width, room.height() - 10)

    def _act(self) -> None:
        act = self._action
        self.hide()
        if act is not None:
            act()

    def _leave(self) -> None:
        if self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()


class _ToastButton(QAbstractButton):
    """The words at the right of a toast."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(fonts.advance(self.text(), "body", True)) + 20, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        paint.text(painter, place, self.text(), colours.toast_on, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        if self.hasFocus():
            paint.box(painter, place, 6, None, colours.toast_on, width=2)
