"""The decision chain: the people of a customer on a rail, those who decide first, those never met dashed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from desktop_crm.domain.views import ContactCard
from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.scroll import use_thin_bars
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name, date_short

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
CardRole = Qt.ItemDataRole.UserRole

_RING = 24.0
_TEXT = 36.0
_DOTS = 45.0
_TITLE_SHARE = 0.4
"""Part of the first line that a long name leaves to a long title."""
_FEWEST, _MOST = 2, 5
"""Rows that the list is high; more scroll inside."""

_STANCES: dict[str, Tone] = {"supporter": "success", "neutral": "plain", "opponent": "late"}


def second_line(card: ContactCard, today: dt.date) -> str:
    """``Decision maker · last 10-29``."""
    role = choice_name("contact", "role", card.contact.role) if card.contact.role else card.contact.department
    if card.last_met_on is None:
        return role
    last = _t("People", "last {day}").format(day=date_short(card.last_met_on, today))
    return " · ".join(part for part in (role, last) if part)


def standing(card: ContactCard) -> tuple[str, Tone]:
    """Where a person stands, with its tone: not met, else the stance; empty while it is unknown."""
    if card.last_met_on is None:
        return _t("People", "not met"), "late"
    stance = card.contact.stance
    if stance not in _STANCES:
        return "", "plain"
    return choice_name("contact", "stance", stance).lower(), _STANCES[stance]


class PeopleModel(QAbstractListModel):
    """The people of one customer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: Sequence[ContactCard] = ()
        self._today = dt.date.min

    def show(self, cards: Sequence[ContactCard], today: dt.date) -> None:
        """Show these people."""
        self.beginResetModel()
        self._cards, self._today = cards, today
        self.endResetModel()

    def card(self, place: int) -> ContactCard:
        """The person at a place."""
        return self._cards[place]

    def second(self, place: int) -> str:
        """The second line of a person."""
        return second_line(self._cards[place], self._today)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == CardRole:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(card)
        return None

    def _words(self, card: ContactCard) -> str:
        contact = card.contact
        star = _t("People", "decides") if card.decides else ""
        trust = _t("People", "trust {n} of 5").format(n=contact.trust) if contact.trust else ""
        parts = (contact.name, star, contact.title, second_line(card, self._today), standing(card)[0], trust)
        return ", ".join(part for part in parts if part)


class PeopleList(QListView):
    """Arrows move, Enter or a double click opens a person."""

    opened = Signal(str)
    """Id of the contact."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_thin_bars(self)
        self.people = PeopleModel(self)
        self.setAccessibleName(_t("People", "Decision chain"))
        self.setModel(self.people)
        self.setItemDelegate(_PersonDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.viewport().setAutoFillBackground(False)
        self.activated.connect(lambda index: self.opened.emit(self.people.card(index.row()).contact.id))
        self.people.modelReset.connect(self.updateGeometry)

    def keyboardSearch(self, _search: str) -> None:
        """Letters act elsewhere; they never search."""

    def sizeHint(self) -> QSize:
        rows = min(max(self.people.rowCount(), _FEWEST), _MOST)
        return QSize(240, rows * row_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _FEWEST * row_height())


def row_height() -> int:
    """Two lines and the air between two rings of the rail."""
    return math.ceil(fonts.line_height("body") + fonts.line_height("small") + 9)


class _PersonDelegate(QStyledItemDelegate):
    """Ring on the rail, name with star and title, role and last meeting; at the right stance and trust."""

    def __init__(self, view: PeopleList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: Option, index: _Index) -> QSize:
        return QSize(120, row_height())

    def paint(self, painter: QPainter, option: Option, index: _Index) -> None:
        card: ContactCard = index.data(CardRole)
        place = QRectF(option.rect)
        colours = theme.current()
        painter.save()
        if self._view.hasFocus() and option.state & QStyle.StateFlag.State_Selected:
            paint.box(painter, place.adjusted(_TEXT - 6, 0, 0, -2), 6, colours.accent_soft, colours.accent)
        self._paint_ring(painter, place, index.row(), card)
        upper, lower = fonts.line_height("body"), fonts.line_height("small")
        room = QRectF(place.left() + _TEXT, place.top() + 1, place.width() - _TEXT - 6, upper)
        below = QRectF(room.left(), room.bottom(), room.width(), lower)
        words, tone = standing(card)
        right = Qt.AlignmentFlag.AlignRight
        used = paint.text(painter, room, words, colours.ink(tone), "small", bold=True, align=right, elide=False)
        self._paint_name(painter, room.adjusted(0, 0, -max(used, _DOTS) - 10, 0), card)
        if card.last_met_on is not None and card.contact.trust:
            paint.dots(painter, below.right() - _DOTS + 3, below.center().y(), card.contact.trust)
        paint.text(
            painter, below.adjusted(0, 0, -_DOTS - 10, 0), self._view.people.second(index.row()), colours.text2, "small"
        )
        painter.restore()

    def _paint_ring(self, painter: QPainter, place: QRectF, row: int, card: ContactCard) -> None:
        top = place.top() + 7
        x = place.left() + _RING / 2 + 1
        if row < self._view.people.rowCount() - 1:
            rail = QRectF(x - 1, top + _RING, 2, place.height() - _RING + 1)
            painter.fillRect(rail, theme.current().line2)
        met = card.last_met_on is not None
        paint.avatar(painter, QRectF(x - _RING / 2, top, _RING, _RING), card.contact.name, met=met)

    def _paint_name(self, painter: QPainter, room: QRectF, card: ContactCard) -> None:
        colours = theme.current()
        title = card.contact.title
        # A long name leaves room for the star and for some of the title.
        behind = 18 if card.decides else 0.0
        if title:
            behind += 8 + min(fonts.advance(title, "small"), room.width() * _TITLE_SHARE)
        name = room.adjusted(0, 0, -behind, 0)
        x = room.left() + paint.text(painter, name, card.contact.name, colours.text, bold=True) + 8
        if card.decides:
            paint.star(painter, QRectF(x, room.center().y() - 6, 12, 12), colours.due_soon, card.met_recently)
            x += 18
        rest = QRectF(x, room.top(), room.right() - x, room.height())
        paint.text(painter, rest, title, colours.text2, "small")
