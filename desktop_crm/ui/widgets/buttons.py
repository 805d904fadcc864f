"""Buttons with an icon and the key that does the same: one primary a screen, secondary, quiet, icon only."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_crm.ui import fonts, icons, paint, theme
from desktop_crm.ui.shortcuts import LETTER, shown

Kind = Literal["primary", "secondary", "quiet", "link"]

SIDE = 12
"""Room at both sides of what a button shows."""

LINK_ROOM = 4
"""Room at both sides of a link, for its focus ring. Layouts let it stand out, so that the words are in line."""

_GAP = 8.0
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Button(QPushButton):
    """A push button; ``keys`` are shown at its right and do not act by themselves.

    Never a dialog's default: plain Enter does not save (RULES.md, *Keys*). Space and Enter press it when focused.
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: Kind = "secondary",
        icon: str = "",
        keys: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind, self._icon_name, self._keys = kind, icon, keys
        self._action: QAction | None = None
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if name or not text:
            self.setAccessibleName(name)
            self.setToolTip(f"{name}  {keys}".strip())
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @classmethod
    def of(cls, action: QAction, *, kind: Kind = "secondary", icon: str = "", only_icon: bool = False) -> Button:
        """A button that does an action of shortcuts.py: its words, its key, enabled when it is."""
        keys = shown(action.shortcut()) or str(action.property(LETTER) or "")
        words = action.text().replace("&", "")
        if only_icon:
            button = cls("", kind=kind, icon=icon, name=f"{words} {keys}".strip())
        else:
            button = cls(words, kind=kind, icon=icon, keys=keys)
        button._action = action
        button.clicked.connect(action.trigger)
        action.changed.connect(button._follow)
        button._follow()
        return button

    @property
    def is_link(self) -> bool:
        """Whether it looks like words in a text, with ``LINK_ROOM`` around them."""
        return self._kind == "link"

    def sizeHint(self) -> QSize:
        height = theme.metrics().button
        if not self.text():
            return QSize(height, height)
        if self._kind == "link":
            return QSize(math.ceil(self._content_width()) + 2 * LINK_ROOM, math.ceil(fonts.line_height("small")) + 6)
        return QSize(math.ceil(self._content_width() + 2 * SIDE), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        ink, faint = self._inks()
        if self._kind == "link":
            middle = Qt.AlignmentFlag.AlignHCenter
            paint.text(painter, place, self.text(), ink, "small", align=middle, elide=False)
        else:
            self._paint_ground(painter, place)
            self._paint_content(painter, place, ink, faint)
        if self.hasFocus():
            paint.focus_ring(painter, place, 6)
            if self._kind == "primary":
                paint.box(painter, place.adjusted(2, 2, -2, -2), 4, None, colours.accent_on)

    def _inks(self) -> tuple[QColor, QColor]:
        """Colour of the words, colour of icon and key."""
        colours = theme.current()
        if not self.isEnabled():
            return colours.text3, colours.text3
        if self._kind == "primary":
            faint = QColor(colours.accent_on)
            faint.setAlphaF(1.0 if colours.is_contrast else 0.85)
            return colours.accent_on, faint
        if self._kind == "link":
            return colours.accent, colours.accent
        return colours.text, colours.text2

    def _paint_ground(self, painter: QPainter, place: QRectF) -> None:
        colours = theme.current()
        pressed, hovered = self.isDown() or self.isChecked(), self.underMouse() and self.isEnabled()
        if self._kind == "primary":
            if self.isEnabled():
                fill = (
                    colours.accent.darker(112)
                    if pressed
                    else colours.accent.lighter(108)
                    if hovered
                    else colours.accent
                )
                paint.box(painter, place, 6, fill)
            else:
                paint.box(painter, place, 6, colours.track)
        elif self._kind == "quiet":
            if pressed or hovered:
                paint.box(painter, place, 6, colours.hover)
        else:
            paint.box(painter, place, 6, colours.hover if pressed or hovered else colours.raised, colours.line2)

    def _paint_content(self, painter: QPainter, place: QRectF, ink: QColor, faint: QColor) -> None:
        if not self.text():
            side = float(icons.SIZE)
            paint.icon(
                painter,
                QRectF(place.center().x() - side / 2, place.center().y() - side / 2, side, side),
                self._icon_name,
                faint if self._kind != "primary" else ink,
            )
            return
        x = place.left() + max(SIDE, (place.width() - self._content_width()) / 2)
        if self._icon_name:
            side = float(icons.SIZE)
            paint.icon(painter, QRectF(x, place.center().y() - side / 2, side, side), self._icon_name, faint)
            x += side + _GAP
        bold = self._kind == "primary"
        room = QRectF(x, place.top(), place.right() - x, place.height())
        x += paint.text(painter, room, self.text(), ink, bold=bold, elide=False)
        if self._keys:
            room = QRectF(x + paint.KEY_GAP, place.top(), place.right() - x, place.height())
            paint.text(painter, room, self._keys, faint, "tiny", elide=False)

    def _content_width(self) -> float:
        if self._kind == "link":
            return fonts.advance(self.text(), "small")
        width = fonts.advance(self.text(), "body", self._kind == "primary")
        if self._icon_name:
            width += icons.SIZE + _GAP
        if self._keys:
            width += paint.KEY_GAP + fonts.advance(self._keys, "tiny")
        return width

    def _follow(self) -> None:
        if self._action is not None:
            self.setEnabled(self._action.isEnabled())
            # One that stands where its action is gone would look as if it were only not its time.
            if self.isHidden() == self._action.isVisible():
                self.setVisible(self._action.isVisible())


def icon_button(icon: str, name: str, keys: str = "", parent: QWidget | None = None) -> Button:
    """A square button with an icon only; ``name`` is said by the tool tip and to screen readers."""
    return Button("", icon=icon, name=name, keys=keys, parent=parent)
