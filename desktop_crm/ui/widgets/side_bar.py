"""The side bar: product mark and user, search, the panes with their counts, the offline card; folds to icons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.words import _t, count_text

WIDTH = 212
FOLDED = 56
_ICON = 17


@dataclass(frozen=True, slots=True)
class Entry:
    """One pane in the side bar; ``group`` separates groups by a gap."""

    name: str
    title: str
    icon: str
    group: int
    keys: str


class SideBar(QWidget):
    """Emits ``chosen`` with the name of a pane, ``search_asked`` from the search field."""

    chosen = Signal(str)
    search_asked = Signal()

    def __init__(self, who: str, area: str, entries: Sequence[Entry], search_keys: str) -> None:
        super().__init__()
        self.setAccessibleName(_t("Window", "Side bar"))
        self._folded = False
        self._head = _Head(who, area)
        self._search = _SearchButton(search_keys)
        self._search.clicked.connect(self.search_asked)
        self._entries = {entry.name: _EntryButton(entry, self) for entry in entries}
        self._light = _LightCard()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 9, 12)
        layout.setSpacing(1)
        layout.addWidget(self._head)
        layout.addSpacing(6)
        layout.addWidget(self._search)
        layout.addSpacing(12)
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                layout.addSpacing(15)
                group = entry.group
            button = self._entries[entry.name]
            button.clicked.connect(lambda _on=False, name=entry.name: self.chosen.emit(name))
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self._light)
        self.set_folded(False)

    @property
    def folded(self) -> bool:
        """Whether only icons are shown."""
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Show icons only, with the names as tool tips."""
        self._folded = folded
        self.setFixedWidth(FOLDED if folded else WIDTH)
        self._light.setVisible(not folded)
        self._head.folded = self._search.folded = folded
        for button in self._entries.values():
            button.set_folded(folded)
        self.update()

    def set_current(self, name: str) -> None:
        """Mark the pane in sight."""
        for key, button in self._entries.items():
            button.setChecked(key == name)

    def set_who(self, who: str, area: str) -> None:
        """Another user, or another area."""
        self._head.set_who(who, area)

    def set_count(self, name: str, count: int | None, tone: Tone = "plain") -> None:
        """A number beside a pane; tinted when its tone is not plain."""
        self._entries[name].set_count(count, tone)

    def set_light(self, words: str, second: str, sign: str = "not_due", tone: Tone = "not_due") -> None:
        """The card at the foot: how we stand with the network; ``sign`` is the shape of a due state."""
        self._light.say(words, second, sign, tone)

    def focus_current(self) -> None:
        """Put the focus on the pane in sight."""
        for button in self._entries.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, name: str, by: int) -> None:
        """Move the focus from one entry to a neighbour."""
        names = list(self._entries)
        self._entries[names[(names.index(name) + by) % len(names)]].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), colours.window)
        paint.upright(painter, self.width() - 1, 0, self.height(), colours.line)


class _Head(QWidget):
    """Product mark, the user, the area."""

    def __init__(self, who: str, area: str) -> None:
        super().__init__()
        self.folded = False
        self._who, self._area = who, area
        self.setAccessibleName(f"{who} {area}".strip())

    def set_who(self, who: str, area: str) -> None:
        """Show somebody else."""
        self._who, self._area = who, area
        self.setAccessibleName(f"{who} {area}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(36, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        left = (self.width() - 30) / 2 if self.folded else 8
        paint.product_mark(painter, QRectF(left, 4, 30, 30))
        if self.folded:
            return
        upper, lower = fonts.line_height("body"), fonts.line_height("tiny")
        room = self.width() - 56
        top = 19 - (upper + lower) / 2
        if not self._area:
            top = 19 - upper / 2
        paint.text(painter, QRectF(48, top, room, upper), self._who, colours.text, bold=True)
        paint.text(painter, QRectF(48, top + upper, room, lower), self._area, colours.text2, "tiny")


class _SearchButton(QAbstractButton):
    """Looks like the search field and opens it."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self.folded = False
        self._keys = keys
        self.setText(_t("Window", "Search"))
        self.setAccessibleName(_t("Window", "Search everything"))
        self.setToolTip(f"{self.accessibleName()}  {keys}")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(40, theme.metrics().button)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(4, 0, -3, 0)
        paint.box(painter, place, 6, colours.base, colours.field)
        if self.folded:
            paint.icon(painter, place.adjusted(0, 8, 0, -8), "search", colours.text2)
        else:
            paint.icon(painter, QRectF(place.left() + 11, place.center().y() - 8, 16, 16), "search", colours.text2)
            room = place.adjusted(34, 0, -12, 0)
            paint.text(painter, room, self.text(), colours.text2, "small")
            paint.text(painter, room, self._keys, colours.text2, "tiny", align=Qt.AlignmentFlag.AlignRight)
        if self.hasFocus():
            paint.focus_ring(painter, place, 6)


class _EntryButton(QAbstractButton):
    """One pane."""

    def __init__(self, entry: Entry, owner: SideBar) -> None:
        super().__init__(owner)
        self._entry, self._owner = entry, owner
        self._count: int | None = None
        self._tone: Tone = "plain"
        self._folded = False
        self.setCheckable(True)
        self.setText(entry.title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name_it()

    def nextCheckState(self) -> None:
        """Only the window checks an entry: when its pane is in sight."""

    def set_folded(self, folded: bool) -> None:
        """Icon only."""
        self._folded = folded
        self.setToolTip(f"{self.text()}  {self._entry.keys}" if folded else self._entry.keys)

    def set_count(self, count: int | None, tone: Tone) -> None:
        """A number at the right."""
        self._count, self._tone = count, tone
        self._name_it()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, theme.metrics().entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._owner.step(self._entry.name, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        current = self.isChecked()
        if current and colours.name == "light":
            paint.box(painter, place, 7, colours.base, colours.line)
        elif current:
            paint.box(painter, place, 7, colours.accent_soft, colours.accent_line if colours.is_contrast else None)
        elif self.underMouse():
            paint.box(painter, place, 7, colours.hover)
        if current:
            paint.box(painter, QRectF(0, place.center().y() - 8, 3, 16), 1.5, colours.accent)
        left = (self.width() - _ICON) / 2 if self._folded else 12
        spot = QRectF(left, place.center().y() - _ICON / 2, _ICON, _ICON)
        paint.icon(painter, spot, self._entry.icon, colours.accent if current else colours.text2)
        if not self._folded:
            room = place.adjusted(38, 0, -50, 0)
            paint.text(painter, room, self.text(), colours.text if current else colours.text2, bold=current)
        if self._count is not None:
            self._paint_count(painter, place, count_text(self._count))
        if self.hasFocus():
            paint.focus_ring(painter, place, 7)

    def _paint_count(self, painter: QPainter, place: QRectF, words: str) -> None:
        colours = theme.current()
        width = fonts.advance(words, "small", True)
        if self._folded:
            if self._tone != "plain":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.ink(self._tone))
                painter.drawEllipse(QRectF(place.right() - 13, place.top() + 6, 6, 6))
        elif self._tone == "plain":
            room = place.adjusted(0, 0, -14, 0)
            align = Qt.AlignmentFlag.AlignRight
            paint.text(painter, room, words, colours.text2, "small", bold=True, align=align, elide=False)
        else:
            wide = max(20.0, width + 12)
            paint.pill(painter, QRectF(place.right() - 8 - wide, place.center().y() - 9, wide, 18), words, self._tone)

    def _name_it(self) -> None:
        self.setAccessibleName(self.text() if self._count is None else f"{self.text()} {self._count}")


class _LightCard(QWidget):
    """The small card at the foot of the side bar."""

    def __init__(self) -> None:
        super().__init__()
        self._words = self._second = ""
        self._sign = "not_due"
        self._tone: Tone = "not_due"

    def say(self, words: str, second: str, sign: str, tone: Tone) -> None:
        """What it says."""
        self._words, self._second = words, second
        self._sign, self._tone = sign, tone
        self.setAccessibleName(f"{words} · {second}")
        self.setToolTip(f"{words}\n{second}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, math.ceil(fonts.line_height("small") + fonts.line_height("tiny")) + 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(4, 0, -3, 0)
        paint.box(painter, place, 8, colours.sunken, colours.line)
        upper, lower = fonts.line_height("small"), fonts.line_height("tiny")
        top = place.top() + 9
        spot = QRectF(place.left() + 12, top + upper / 2 - 5, 10, 10)
        paint.due_sign(painter, spot, self._sign, colours.ink(self._tone))
        room = place.width() - 24
        paint.text(
            painter, QRectF(place.left() + 30, top, room - 18, upper), self._words, colours.text, "small", bold=True
        )
        paint.text(painter, QRectF(place.left() + 12, top + upper, room, lower), self._second, colours.text2, "tiny")
