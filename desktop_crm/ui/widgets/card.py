"""Cards, section heads and banners: the grounds that content stands on."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.label import Label

PADDING = 16
RADIUS = 10


class Card(QWidget):
    """A rounded ground with an optional title and words at the right of it; content goes into ``body``."""

    def __init__(
        self, title: str = "", aside: str = "", *, sunken: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sunken = sunken
        outer = QVBoxLayout(self)
        outer.setContentsMargins(PADDING, PADDING - 2, PADDING, PADDING - 2)
        outer.setSpacing(10)
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self._title = Label(title, "h3", fixed=True)
        self._aside = Label(aside, "small", "text2", align=Qt.AlignmentFlag.AlignRight)
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(self._title)
            self.head.addStretch(1)
            self.head.addWidget(self._aside)
            outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def set_title(self, title: str) -> None:
        """Another title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_aside(self, words: str) -> None:
        """Other words at the right of the title: counts, the date of the data."""
        self._aside.setText(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current()
        paint.box(
            QPainter(self), QRectF(self.rect()), RADIUS, colours.sunken if self._sunken else colours.base, colours.line
        )


class Ground(QWidget):
    """A plain ground in the colour of a token: the list column of a pane on ``base``, with a line at its right."""

    def __init__(self, token: str = "base", *, ruled: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token, self._ruled = token, ruled

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().colour(self._token))
        if self._ruled:
            paint.upright(painter, self.width() - 1, 0, self.height(), theme.current().line)


class SectionHead(Label):
    """The small bold line above a group of fields or facts."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, "tiny", "text2", bold=True, parent=parent)


class Rule(QWidget):
    """A hair line across a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(9)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.rule(QPainter(self), 0, self.width(), 4, theme.current().line)


class Banner(QWidget):
    """A tinted line that says what to consider: sign or icon, bold words, then the reason."""

    def __init__(
        self,
        words: str = "",
        reason: str = "",
        *,
        tone: Tone = "warning",
        sign: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tone: Tone = tone
        self._sign, self._icon = sign, icon
        self.set_words(words, reason)

    def set_words(self, words: str, reason: str = "", *, tone: Tone | None = None, sign: str | None = None) -> None:
        """Say something else; with empty words the banner hides."""
        self._words, self._reason = words, reason
        self._tone = tone or self._tone
        self._sign = self._sign if sign is None else sign
        self.setAccessibleName(f"{words} {reason}".strip())
        self.setVisible(bool(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, math.ceil(fonts.line_height("body")) + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        ink = colours.ink(self._tone)
        place = QRectF(self.rect())
        paint.box(painter, place, 7, colours.soft(self._tone), ink if colours.is_contrast else None)
        middle = place.center().y()
        if self._sign:
            paint.due_sign(painter, QRectF(13, middle - 6, 12, 12), self._sign, ink)
        else:
            icon = self._icon or ("info" if self._tone == "accent" else "warning")
            paint.icon(painter, QRectF(12, middle - 8, 16, 16), icon, ink)
        room = place.adjusted(36, 0, -12, 0)
        loud = bool(self._reason)
        used = paint.text(painter, room, self._words, ink if loud else colours.text, bold=loud)
        if self._reason:
            paint.text(painter, room.adjusted(used + 10, 0, 0, 0), self._reason, colours.text2, "small")


def row(*items: QWidget | QLayout | int, spacing: int = 8) -> QHBoxLayout:
    """Items side by side; a number is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    _fill(layout, items)
    return layout


def column(*items: QWidget | QLayout | int, spacing: int = 8) -> QVBoxLayout:
    """Items one below the other; a number is a stretch."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    _fill(layout, items)
    return layout


def _fill(layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | int, ...]) -> None:
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
