"""A field that names a customer: typed letters are answered by hits below it, Enter takes the first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.domain.views import CustomerHit, CustomerRow
from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.scroll import use_thin_bars
from desktop_crm.words import _t

_BADGE = 20.0
_SIGN = 11.0
_GAP = 8.0
_SHADE = 12

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RowRole = Qt.ItemDataRole.UserRole


class CustomerField(TextField):
    """Shows the chosen customer with badge and due sign; typing asks for another one.

    Who uses it answers ``asked`` with ``set_hits`` and ``chosen`` with ``set_customer``.
    """

    asked = Signal(str)
    """A text to find customers by; empty when the field was cleared."""
    chosen = Signal(object)
    """The ``CustomerRow`` of a hit that was taken."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        self._row: CustomerRow | None = None
        self._due = self._aside = ""
        super().__init__(hint=_t("CustomerField", "Name, pinyin, initials, phone"), name=name, parent=parent)
        self._hint = self.placeholderText()
        self._hits = _HitList(self)
        self._hits.clicked.connect(lambda index: self._take(index.data(_RowRole)))
        self.textEdited.connect(self._typed)

    @property
    def row(self) -> CustomerRow | None:
        """The chosen customer."""
        return self._row

    def set_customer(self, row: CustomerRow | None, due: str = "", aside: str = "") -> None:
        """Show a customer with the words of its due state and words at the right ("planned today 14:00")."""
        self._row, self._due, self._aside = row, due, aside
        self.clear()
        self._hits.hide()
        self.setPlaceholderText("" if row else self._hint)
        self.setAccessibleDescription(" ".join(part for part in (row.name, due, aside) if part) if row else "")
        self._set_margins()
        self.update()

    def set_hits(self, text: str, hits: Sequence[CustomerHit], due: Sequence[str]) -> None:
        """Offer hits with the words of their due states; an answer to a text that is no longer typed is dropped."""
        if text == self.text() and text.strip():
            self._hits.show_hits(hits, due)
        elif not text.strip():
            self._hits.hide()

    def hits_shown(self) -> list[CustomerRow]:
        """The customers in sight as hits."""
        return [hit.row for hit in self._hits.hits.found] if self._hits.isVisible() else []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.composing:
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._hits.isVisible():
            self._hits.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text() and not event.modifiers():
            self._take(self._hits.current())
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._typed("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hits.hide()
        if self._row is not None:
            self.clear()
            self._set_margins()
        super().focusOutEvent(event)

    def _typed(self, text: str) -> None:
        self._set_margins()
        if not text:
            self._hits.hide()
        self.asked.emit(text)

    def _take(self, row: CustomerRow | None) -> None:
        if row is not None:
            self._hits.hide()
            self.chosen.emit(row)

    def _set_margins(self) -> None:
        row = self._row
        if row is None or self.text():
            self.setTextMargins(8, 0, 8, 0)
            return
        width = _GAP + _BADGE + _GAP + fonts.advance(row.name, "body", True)
        if self._due:
            width += 12 + _SIGN + 6 + fonts.advance(self._due, "small", True)
        self.setTextMargins(min(math.ceil(width) + 2, max(8, self.width() - 12)), 0, 8, 0)

    def _paint_inside(self, painter: QPainter) -> None:
        row = self._row
        if row is None or self.text():
            return
        colours = theme.current()
        height, middle = float(self.height()), self.height() / 2
        right = self.width() - 12.0
        if self._aside:
            room = QRectF(right - 220, 0, 220, height)
            right -= 14 + paint.text(
                painter, room, self._aside, colours.text2, "small", align=Qt.AlignmentFlag.AlignRight, elide=False
            )
        x = _GAP
        paint.tier_badge(painter, QRectF(x, middle - _BADGE / 2, _BADGE, _BADGE), row.tier, row.is_manual)
        x += _BADGE + _GAP
        due = 18 + _SIGN + fonts.advance(self._due, "small", True) if self._due else 0.0
        x += paint.text(painter, QRectF(x, 0, right - x - due, height), row.name, colours.text, bold=True)
        if self._due:
            ink = colours.colour(str(row.due.state))
            paint.due_sign(painter, QRectF(x + 12, middle - _SIGN / 2, _SIGN, _SIGN), row.due.state)
            paint.text(painter, QRectF(x + 18 + _SIGN, 0, due, height), self._due, ink, "small", bold=True, elide=False)


class _Hits(QAbstractListModel):
    """Customers and what matched, with the words of their due states."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: Sequence[CustomerHit] = ()
        self.due: Sequence[str] = ()

    def show(self, found: Sequence[CustomerHit], due: Sequence[str]) -> None:
        """Replace them."""
        self.beginResetModel()
        self.found, self.due = found, due
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.found[index.row()]
        if role == _RowRole:
            return hit.row
        if role == Qt.ItemDataRole.DisplayRole:
            return ", ".join(part for part in (hit.row.name, hit.matched, self.due[index.row()]) if part)
        return None


class _HitList(QListView):
    """The hits on a raised sheet over what lies below the field; the focus stays in the field."""

    def __init__(self, field: CustomerField) -> None:
        super().__init__(field)
        self._field = field
        self.hits = _Hits(self)
        self._empty = False
        self.setModel(self.hits)
        self.setItemDelegate(_HitDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_t("CustomerField", "Hits"))
        use_thin_bars(self)
        self.setViewportMargins(_SHADE + 4, _SHADE + 4, _SHADE + 4, _SHADE + 4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.hide()

    def show_hits(self, hits: Sequence[CustomerHit], due: Sequence[str]) -> None:
        """Show these hits below the field, the first one current; one line says so when there are none."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.hits.show(hits, due)
        self._empty = not hits
        self.setCurrentIndex(self.hits.index(0))
        height = theme.metrics().two_lines * max(1, len(hits)) + 2 * (_SHADE + 4)
        corner = self._field.mapTo(window, QPoint(-_SHADE, self._field.height() + 4 - _SHADE))
        self.setGeometry(corner.x(), corner.y(), self._field.width() + 2 * _SHADE, height)
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Move the current hit."""
        if self.hits.found:
            self.setCurrentIndex(self.hits.index((self.currentIndex().row() + by) % len(self.hits.found)))

    def current(self) -> CustomerRow | None:
        """The customer of the current hit."""
        index = self.currentIndex()
        return self.hits.found[index.row()].row if self.isVisible() and index.isValid() else None

    def event(self, event: Any) -> bool:
        # The sheet lies on the frame around the viewport, where a view without a frame paints nothing.
        if event.type() == event.Type.Paint:
            painter = QPainter(self)
            colours = theme.current()
            place = QRectF(self.rect()).adjusted(_SHADE, _SHADE, -_SHADE, -_SHADE)
            paint.shadow(painter, place, 8, _SHADE)
            paint.box(painter, place, 8, colours.raised, colours.line2)
            painter.end()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty:
            painter = QPainter(self.viewport())
            words = _t("CustomerField", "Nothing for “{text}”. Search is by name, pinyin, initials, phone.")
            room = QRectF(self.viewport().rect()).adjusted(10, 0, -10, 0)
            paint.text(painter, room, words.format(text=self._field.text()), theme.current().text2, "small")


class _HitDelegate(QStyledItemDelegate):
    """Badge, name, what matched or else the place, due sign with its words."""

    def __init__(self, owner: _HitList) -> None:
        super().__init__(owner)
        self._hits = owner.hits

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> Any:
        size = super().sizeHint(option, index)
        size.setHeight(theme.metrics().two_lines)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit, due = self._hits.found[index.row()], self._hits.due[index.row()]
        row = hit.row
        colours = theme.current()
        place = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            paint.box(painter, place, 6, colours.accent_soft, colours.accent_line if colours.is_contrast else None)
        middle = place.center().y()
        paint.tier_badge(
            painter, QRectF(place.left() + 8, middle - _BADGE / 2, _BADGE, _BADGE), row.tier, row.is_manual
        )
        ink = colours.colour(str(row.due.state))
        words = place.adjusted(0, 0, -12, 0)
        used = paint.text(painter, words, due, ink, "small", align=Qt.AlignmentFlag.AlignRight, elide=False)
        paint.due_sign(
            painter, QRectF(words.right() - used - 6 - _SIGN, middle - _SIGN / 2, _SIGN, _SIGN), row.due.state
        )
        upper, lower = fonts.line_height("body"), fonts.line_height("tiny")
        second = hit.matched or " · ".join(part for part in (row.other_name, row.city, row.industry) if part)
        top = middle - (upper + lower) / 2 if second else middle - upper / 2
        room = QRectF(place.left() + 38, top, words.right() - used - place.left() - 64, upper)
        paint.text(painter, room, row.name, colours.text, bold=True)
        paint.text(painter, QRectF(room.left(), top + upper, room.width(), lower), second, colours.text2, "tiny")
        painter.restore()
