"""The table of all lists: a view over ``LazyTableModel`` that paints whole cells and keeps its place by id."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QWidget,
)

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.models.columns import Column
from desktop_crm.ui.models.lazy_table import LazyTableModel
from desktop_crm.ui.widgets import columns_kept
from desktop_crm.ui.widgets.menu import Menu
from desktop_crm.ui.widgets.scroll import use_thin_bars
from desktop_crm.ui.widgets.table_cells import CellDelegate
from desktop_crm.ui.widgets.table_header import PaintedHeader
from desktop_crm.words import _t, count_text

SETTLE_MS = 80

_Index = QModelIndex | QPersistentModelIndex


class LazyTable(QTableView):
    """A list of records: rows by id, whole rows selected, keys for a keyboard-only day (RULES.md, *Keys*).

    ``lines`` is 1 or 2 lines a row. Single letters act through ``set_letters`` and never search.
    """

    opened = Signal(int)
    """Enter or a double click on the row of this id."""
    ticked = Signal(int)
    """Space on the row of this id."""
    escaped = Signal()
    """Esc while no more than the current row is selected."""
    current_changed = Signal(object)
    """The id of the current row, or None, at once."""
    settled = Signal(object)
    """The id of the current row, or None, after 80 ms of rest: what a detail follows."""
    selection_changed = Signal()
    sort_asked = Signal(str, bool)
    """Column key and whether descending, after a click on a header."""

    def __init__(self, model: LazyTableModel, *, lines: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters: dict[str, QAction] = {}
        self._spare: Collection[str] = ()
        self._shown: dict[str, bool] = {}
        self._menu_actions: Sequence[QAction] = ()
        self._kept = _Kept()
        self._choosing = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(lambda: self.settled.emit(self.current_id()))
        self._set_up_view()
        self._header = PaintedHeader(self)
        self._header.sort_asked.connect(self.sort_asked)
        self._header.customContextMenuRequested.connect(self._pop_up_columns)
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self._cells = CellDelegate(self, lines)
        self.setItemDelegate(self._cells)
        self._set_up_header(model.columns)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self._measure()

    @property
    def lazy_model(self) -> LazyTableModel:
        """The model, typed."""
        model = self.model()
        assert isinstance(model, LazyTableModel)
        return model

    def set_letters(self, actions: Mapping[str, QAction]) -> None:
        """Let single letters (upper case) trigger actions while the list has the focus."""
        self._letters = dict(actions)

    def set_menu(self, actions: Sequence[QAction]) -> None:
        """The actions of a row's menu (right click or menu key)."""
        self._menu_actions = actions

    def current_id(self) -> int | None:
        """The id of the current row."""
        return self.lazy_model.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, from top to bottom."""
        ids = self.lazy_model.ids
        places: list[int] = []
        for block in self.selectionModel().selection().toList():
            places.extend(range(block.top(), block.bottom() + 1))
        return [ids[place] for place in sorted(set(places))]

    def select_id(self, rk: int) -> bool:
        """Make the row of an id current, in sight and the only one selected; False when it is not listed."""
        place = self.lazy_model.place_of(rk)
        if place is None:
            return False
        self.selectRow(place)
        self.scrollTo(self.lazy_model.index(place, 0))
        return True

    def begin_at(self, place: int) -> None:
        """Make a row current and the first one in sight."""
        self.selectRow(place)
        self.scrollTo(self.lazy_model.index(place, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def select_first(self) -> None:
        """Select the current row, or the first one, when nothing is selected."""
        if self.lazy_model.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def set_order(self, key: str, descending: bool) -> None:
        """Show in the header which column orders the list."""
        self._header.set_order(key, descending)

    def columns_menu(self) -> QMenu:
        """A menu that shows and hides columns and resets their order and widths."""
        menu = Menu(self)
        header = self.horizontalHeader()
        for number, column in enumerate(self.lazy_model.columns):
            action = menu.addAction(column.title() or (column.name() if column.name else column.key))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(number))
            action.toggled.connect(lambda shown, key=column.key: self._show_column(key, shown))
        menu.addSeparator()
        menu.addAction(_t("Table", "Reset columns")).triggered.connect(self.reset_columns)
        return menu

    def reset_columns(self) -> None:
        """All columns but the spare ones shown, in their order and widths of the beginning."""
        self.restore_columns("")

    def set_spare(self, keys: Collection[str]) -> None:
        """Hide these columns, now and after a reset, until they are chosen from the menu; all others are shown."""
        self._spare = keys
        for number, column in enumerate(self.lazy_model.columns):
            self.setColumnHidden(number, not self._shown.get(column.key, column.key not in keys))

    def columns_state(self) -> str:
        """Order, widths and visibility of the columns where they are not as in the beginning, for window_state.py."""
        return columns_kept.written(self.lazy_model.columns, self._header, self._shown)

    def restore_columns(self, kept: str) -> None:
        """Put back what ``columns_state`` gave; what cannot be read is as in the beginning."""
        columns = self.lazy_model.columns
        for number in range(len(columns)):
            self._header.moveSection(self._header.visualIndex(number), number)
            self._header.setSectionHidden(number, False)
        self._set_up_header(columns)
        self._shown = columns_kept.restored(columns, self._header, kept)
        self.set_spare(self._spare)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and self._takes_key(event):
            event.accept()
        elif event.text().isprintable() and event.text().strip():
            # Letters of nobody go on to the window, which knows "/" and "?"; the view would swallow them as a search.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def selectRow(self, row: int) -> None:
        """Make a row current and the only one selected, whatever keys are held down at the moment."""
        self._choosing = True
        super().selectRow(row)
        self._choosing = False

    def selectionCommand(self, index: _Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        # When the program selects, Qt looks at the keyboard and would toggle under a held Ctrl.
        if self._choosing:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        return super().selectionCommand(index, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.indexAt(event.position().toPoint())
        rk = self.lazy_model.id_at(place.row())
        if rk is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(rk)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.select_first()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._menu_actions and self.current_id() is not None:
            menu = Menu(self)
            menu.addActions(list(self._menu_actions))
            menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.model() is not None:
            self._measure()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.viewport().update()
            self.current_changed.emit(self.current_id())
            self._settle.start()

    def settle(self) -> None:
        """Do not wait until the detail follows: what is done now must be done to the row that is current now."""
        if self._settle.isActive():
            self._settle.stop()
            self.settled.emit(self.current_id())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def _pop_up_columns(self, place: QPoint) -> None:
        self.columns_menu().popup(self._header.mapToGlobal(place))

    def _show_column(self, key: str, shown: bool) -> None:
        self._shown[key] = shown
        self.set_spare(self._spare)

    def _takes_key(self, event: QKeyEvent) -> bool:
        key, rk = event.key(), self.current_id()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            if rows := self.lazy_model.rowCount():
                self.selectRow(0 if key == Qt.Key.Key_Home else rows - 1)
            return True
        if key == Qt.Key.Key_Escape:
            return self._escape()
        action = self._letters.get(event.text().upper())
        if action is not None:
            self.settle()
            if action.isEnabled():
                action.trigger()
            return True
        if rk is None or key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return False
        (self.ticked if key == Qt.Key.Key_Space else self.opened).emit(rk)
        return True

    def _escape(self) -> bool:
        if len(self.selectionModel().selectedRows()) > 1:
            self.selectRow(self.currentIndex().row())
        else:
            self.escaped.emit()
        return True

    def _hover(self, row: int) -> None:
        if row == self._cells.hovered:
            return
        for one in (self._cells.hovered, row):
            if one >= 0:
                self.viewport().update(0, self.rowViewportPosition(one), self.viewport().width(), self.rowHeight(one))
        self._cells.hovered = row

    def _remember(self) -> None:
        """Before a reset: what is current and selected, and where on the screen the row lies that the eye is on."""
        model, current = self.lazy_model, self.currentIndex().row()
        top = self.rowViewportPosition(current) if current >= 0 else -1
        watched = current if 0 <= top < self.viewport().height() else self.rowAt(0)
        self._kept = _Kept(
            self.current_id(), self.selected_ids(), model.id_at(watched), self.rowViewportPosition(watched)
        )

    def _restore(self) -> None:
        """After a reset: the same rows selected, the same one current and in its place, where they still exist."""
        kept, self._kept = self._kept, _Kept()
        model, marks = self.lazy_model, self.selectionModel()
        self._cells.hovered = -1
        chosen = QItemSelection()
        for first, last in _runs(model.places_of(kept.selected)):
            chosen.append(QItemSelectionRange(model.index(first, 0), model.index(last, 0)))
        flags = QItemSelectionModel.SelectionFlag
        place = model.place_of(kept.current) if kept.current is not None else None
        if place is not None:
            marks.setCurrentIndex(model.index(place, 0), flags.NoUpdate)
        marks.select(chosen, flags.ClearAndSelect | flags.Rows)
        watched = model.place_of(kept.watched) if kept.watched is not None else None
        if watched is not None:
            self.verticalScrollBar().setValue(watched * self.verticalHeader().defaultSectionSize() - kept.watched_at)
        if place is None:
            self.current_changed.emit(None)
            self._settle.start()

    def _set_up_view(self) -> None:
        use_thin_bars(self)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(10)

    def _set_up_header(self, columns: Sequence[Column[object]]) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        scale = fonts.font("body").pixelSize() / fonts.BODY
        for number, column in enumerate(columns):
            if column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(number, round(column.width * scale))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _measure(self) -> None:
        sizes = theme.metrics()
        self.verticalHeader().setDefaultSectionSize(sizes.two_lines if self._cells.lines == 2 else sizes.one_line)
        self.verticalScrollBar().setSingleStep(self.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setFixedHeight(sizes.header)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a reset must not lose, by id; ``watched_at`` is the row's distance from the top of the viewport."""

    current: int | None = None
    selected: Sequence[int] = ()
    watched: int | None = None
    watched_at: int = 0


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending places as (first, last) of each unbroken run: Qt is quadratic in the number of selected ranges."""
    start = 0
    for number in range(1, len(places) + 1):
        if number == len(places) or places[number] != places[number - 1] + 1:
            yield places[start], places[number - 1]
            start = number


class TableFoot(QWidget):
    """The line below a list: which row of how many, and the keys that work there."""

    def __init__(self, table: LazyTable, hints: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._hints = hints
        table.current_changed.connect(self._follow)
        table.lazy_model.modelReset.connect(self._follow)
        table.lazy_model.rowsInserted.connect(self._follow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._follow()

    def words(self) -> str:
        """What stands at the left: "row 1 of 212"."""
        total, place = self._table.lazy_model.rowCount(), self._table.currentIndex().row()
        if place < 0:
            return _t("Table", "%n rows", n=total)
        return _t("Table", "row {place} of {total}").format(place=count_text(place + 1), total=count_text(total))

    def sizeHint(self) -> QSize:
        return QSize(200, theme.metrics().header)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), colours.base)
        paint.rule(painter, 0, self.width(), 0, colours.line)
        room = QRectF(self.rect()).adjusted(20, 1, -20, 0)
        words = self.words()
        used = paint.text(painter, room, words, colours.text2, "tiny")
        paint.text(
            painter,
            room.adjusted(used + 20, 0, 0, 0),
            self._hints,
            colours.text2,
            "tiny",
            align=Qt.AlignmentFlag.AlignRight,
        )

    def _follow(self, *_change: object) -> None:
        self.setAccessibleName(self.words())
        self.update()
