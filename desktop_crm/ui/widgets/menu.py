"""A menu that looks like the popovers: rounded, with room in its rows, ticks as in check boxes, keys at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.shortcuts import LETTER, shown

_EDGE = 6
_LEFT = 10
_TICK = 28
_BETWEEN = 32
"""At least so much between the words and the key."""


class Menu(QMenu):
    """Native in behaviour, ours in look; one made for a single use frees itself when it closes (``lasting`` False)."""

    def __init__(self, parent: QWidget | None, title: str = "", *, lasting: bool = False) -> None:
        super().__init__(title, parent)
        self.setWindowFlags(
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        if not lasting:
            self.aboutToHide.connect(self.deleteLater)
        self.aboutToShow.connect(self._measure)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        paint.box(painter, QRectF(self.rect()), 8, colours.raised, colours.line2)
        left = _LEFT + (_TICK if any(action.isCheckable() for action in self.actions()) else 0)
        for action in self.actions():
            place = QRectF(self.actionGeometry(action))
            if action.isSeparator():
                paint.rule(painter, place.left(), place.right(), place.center().y(), colours.line)
            elif action.isVisible():
                self._paint_entry(painter, place, action, left)

    def _paint_entry(self, painter: QPainter, place: QRectF, action: QAction, left: int) -> None:
        colours = theme.current()
        if action is self.activeAction() and action.isEnabled():
            paint.box(painter, place, 6, colours.accent_soft, colours.accent_line if colours.is_contrast else None)
        if action.isCheckable():
            spot = QRectF(place.left() + _LEFT, place.center().y() - 8, 16, 16)
            paint.check_box(painter, spot, action.isChecked(), enabled=action.isEnabled())
        ink = colours.text if action.isEnabled() else colours.text3
        paint.text(painter, place.adjusted(left, 0, -_LEFT, 0), _words(action), ink, elide=False)
        room = place.adjusted(0, 0, -_LEFT, 0)
        paint.text(painter, room, _keys(action), colours.text2, "small", align=Qt.AlignmentFlag.AlignRight, elide=False)

    def _measure(self) -> None:
        """The one style sheet there is: nothing else says how large a row of a menu is. It colours nothing."""
        entries = [action for action in self.actions() if not action.isSeparator()]
        left = _LEFT + (_TICK if any(action.isCheckable() for action in entries) else 0)
        widest = max((fonts.advance(_words(action), "body") for action in entries), default=0.0)
        keys = max((fonts.advance(_keys(action), "small") for action in entries), default=0.0)
        width = round(left + widest + (keys + _BETWEEN if keys else _LEFT) + _LEFT)
        height = theme.metrics().one_line - 4
        self.setStyleSheet(
            f"QMenu {{ padding: {_EDGE}px; }}"
            f"QMenu::item {{ padding: 0; min-width: {width}px; max-width: {width}px; height: {height}px; }}"
            "QMenu::separator { height: 9px; }"
        )


def _words(action: QAction) -> str:
    return action.text().partition("\t")[0].replace("&", "")


def _keys(action: QAction) -> str:
    """What stands at the right: the key, or, as everywhere in Qt, what follows a tab in the text."""
    return shown(action.shortcut()) or str(action.property(LETTER) or "") or action.text().partition("\t")[2]
