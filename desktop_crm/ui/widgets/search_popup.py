"""One field over the window that finds customers, contacts, visits, tasks and deals while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.domain.views import SearchHit
from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.widgets.fields import SearchField
from desktop_crm.ui.widgets.popover import SHADE, Popover
from desktop_crm.ui.widgets.scroll import use_thin_bars
from desktop_crm.words import _t
from desktop_crm.words.terms import kind_name

WIDTH = 560
_PADDING = 10
_ROWS = 9

_ICONS = {
    "customer": "customers",
    "contact": "contacts",
    "visit": "visits",
    "task": "tasks",
    "memo": "note",
    "opportunity": "briefcase",
}
_Index = QModelIndex | QPersistentModelIndex
_HitRole = Qt.ItemDataRole.UserRole


class SearchPopup(Popover):
    """Answers while one types, newest question wins; Enter opens a hit, Ctrl+Enter logs a visit at its customer."""

    opened = Signal(str, str)
    """Kind and id of the chosen record."""
    visit_asked = Signal(str)
    """Customer id."""

    def __init__(self, background: Lanes, question: Callable[[str], Sequence[SearchHit]], parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._question = background, question
        self.field = SearchField(
            hint=_t("Search", "Name, pinyin, initials, phone"), name=_t("Window", "Search everything")
        )
        self._model = _Hits(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(_t("Search", "Hits"))
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        use_thin_bars(self._list, "raised")
        self._list.viewport().setAutoFillBackground(False)
        self._list.clicked.connect(self._open)
        self.field.textChanged.connect(self._ask)
        self.field.given_up.connect(self.close)
        self.field.installEventFilter(self)
        self.inside.setContentsMargins(*[SHADE + _PADDING] * 4)
        self.inside.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        self.inside.addWidget(self._list, 1)
        self._words = ""
        self._fit()

    def pop_up(self, corner: QPoint) -> None:
        """Open with the last text selected, its upper left corner at ``corner`` (global)."""
        self.pop_up_at(corner)
        self.field.selectAll()
        self.field.setFocus()

    def hits(self) -> Sequence[SearchHit]:
        """The hits shown."""
        return self._model.hits

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self.field.composing:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._move(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter(visit=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._words:
            room = QRectF(self.rect()).adjusted(
                SHADE + 14, SHADE + theme.metrics().field + 18, -SHADE - 14, -SHADE - 10
            )
            paint.text(QPainter(self), room, self._words, theme.current().text2, "small")

    def _ask(self, text: str) -> None:
        wanted = text.strip()
        if wanted:
            self._background.ask(self._question, wanted, done=self._show, ticket="search")
        else:
            self._show(())

    def _show(self, hits: Sequence[SearchHit]) -> None:
        self._model.set_hits(hits)
        if hits:
            self._list.setCurrentIndex(self._model.index(0))
        text = self.field.text().strip()
        self._words = (
            ""
            if hits or not text
            else _t("Search", "Nothing for “{text}”. Search is by name, pinyin, initials, phone.").format(text=text)
        )
        self._fit()

    def _fit(self) -> None:
        rows = min(_ROWS, self._model.rowCount())
        height = theme.metrics().field + 2 * (SHADE + _PADDING)
        if rows:
            height += 8 + rows * theme.metrics().two_lines
        elif self._words:
            height += 34
        self._list.setVisible(bool(rows))
        self.setFixedSize(WIDTH + 2 * SHADE, height)
        self.update()

    def _move(self, by: int) -> None:
        rows = self._model.rowCount()
        if rows:
            place = (self._list.currentIndex().row() + by) % rows
            self._list.setCurrentIndex(self._model.index(place))

    def _enter(self, *, visit: bool) -> None:
        index = self._list.currentIndex()
        if not index.isValid():
            return
        hit = self._model.hits[index.row()]
        customer = hit.id if hit.kind == "customer" else hit.customer_id
        if visit and customer:
            self.close()
            self.visit_asked.emit(customer)
        elif not visit:
            self._open(index)

    def _open(self, index: _Index) -> None:
        hit = self._model.hits[index.row()]
        self.close()
        self.opened.emit(hit.kind, hit.id)


class _Hits(QAbstractListModel):
    """The hits as a list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: Sequence[SearchHit] = ()

    def set_hits(self, hits: Sequence[SearchHit]) -> None:
        """Replace them."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.hits[index.row()]
        if role == _HitRole:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return ", ".join(part for part in (kind_name(hit.kind), hit.title, hit.customer) if part)
        return None


class _HitDelegate(QStyledItemDelegate):
    """Kind, title, what matched, customer with its badge."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, theme.metrics().two_lines)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit = index.data(_HitRole)
        colours = theme.current()
        place = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            paint.box(painter, place, 6, colours.accent_soft, colours.accent_line if colours.is_contrast else None)
        middle = place.center().y()
        if hit.kind == "customer":
            paint.tier_badge(painter, QRectF(place.left() + 10, middle - 10, 20, 20), hit.tier)
        else:
            spot = QRectF(place.left() + 11, middle - 9, 18, 18)
            paint.icon(painter, spot, _ICONS.get(hit.kind, "note"), colours.text2)
        side = (
            kind_name(hit.kind) if not hit.similar else _t("Search", "{kind}, similar").format(kind=kind_name(hit.kind))
        )
        used = paint.text(
            painter, place.adjusted(0, 0, -12, 0), side, colours.text3, "tiny", align=Qt.AlignmentFlag.AlignRight
        )
        upper, lower = fonts.line_height("body"), fonts.line_height("tiny")
        top = middle - (upper + lower) / 2
        room = QRectF(place.left() + 42, top, place.width() - used - 66, upper)
        second = " · ".join(part for part in (hit.customer if hit.kind != "customer" else "", hit.matched) if part)
        if not second:
            room.moveTop(middle - upper / 2)
        paint.text(painter, room, hit.title, colours.text, bold=True)
        paint.text(painter, QRectF(room.left(), top + upper, room.width(), lower), second, colours.text2, "tiny")
        painter.restore()
