"""A field that names another record: a few letters are typed, the search offers, one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QCompleter, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.ui import paint, theme
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.scroll import use_thin_bars

_SPLIT = "  ·  "
_Index = QModelIndex | QPersistentModelIndex


class ReferenceField(TextField):
    """Holds the id of a record and shows its title; typing asks for others (``searched``, answered by ``offer``)."""

    searched = Signal(str)

    def __init__(self, *, hint: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint=hint, name=name, parent=parent)
        self._id, self._title = "", ""
        self._ids: Sequence[str] = ()
        self._titles: Sequence[str] = ()
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.setCompleter(completer)
        popup = QListView()
        completer.setPopup(popup)
        use_thin_bars(popup, "raised")
        popup.setFrameShape(QFrame.Shape.Box)
        # A completer gives its popup a delegate of its own when it is made.
        popup.setItemDelegate(_HitDelegate(popup))
        self.textEdited.connect(self.searched)

    def set_reference(self, id_: str, title: str) -> None:
        """Show a record; an empty id shows none."""
        self._id, self._title = id_, title
        self.setText(title)

    def reference(self) -> str:
        """The id shown; empty for none."""
        return self._id if self.text() == self._title else ""

    @property
    def is_unknown(self) -> bool:
        """Whether a text stands there that is no record chosen."""
        return bool(self.text().strip()) and not self.reference()

    def offer(self, hits: Sequence[tuple[str, str, str]]) -> None:
        """Let one of these be chosen: (id, title, what tells it from its namesakes)."""
        self._ids = [id_ for id_, _, _ in hits]
        self._titles = [title for _, title, _ in hits]
        self._offers.setStringList([_SPLIT.join(part for part in (title, more) if part) for _, title, more in hits])
        if self.hasFocus() and hits and not self.reference():
            self.completer().complete()

    def _take(self, index: QModelIndex) -> None:
        place = index.row()
        self.set_reference(self._ids[place], self._titles[place])


class _HitDelegate(QStyledItemDelegate):
    """A title, and quietly what tells it from its namesakes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, theme.metrics().one_line)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colours = theme.current()
        place = QRectF(option.rect)
        painter.save()
        chosen = option.state & QStyle.StateFlag.State_Selected
        painter.fillRect(place, colours.accent_soft if chosen else colours.raised)
        title, _, more = str(index.data()).partition(_SPLIT)
        room = place.adjusted(11, 0, -11, 0)
        used = paint.text(painter, room, title, colours.text)
        paint.text(painter, room.adjusted(used + 10, 0, 0, 0), more, colours.text2, "small")
        painter.restore()
