"""What merged by itself, below the list of conflicts: a few lines, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui import paint, theme
from desktop_crm.ui.panes.sync.change_page import verb_words
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import SectionHead
from desktop_crm.ui.widgets.label import Label
from desktop_crm.usecases.pending import Pending
from desktop_crm.words import _t
from desktop_crm.words.numbers import enumeration

SHOWN = 4


class MergedList(QWidget):
    """The latest changes that were laid beside those of others without a question; without any it takes no room."""

    take_back_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._head = SectionHead(_t("Sync", "Merged by itself (can be undone)"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 10, 12, 12)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addLayout(self._lines)
        self.hide()

    def show_changes(self, changes: Sequence[Pending]) -> None:
        """Show the first of these."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for change in changes[:SHOWN]:
            self._lines.addWidget(self._line(change))
        self.setVisible(bool(changes))

    def words(self) -> str:
        """The lines, one a line."""
        lines = [item.widget() for n in range(self._lines.count()) if (item := self._lines.itemAt(n)) is not None]
        labels = [label for line in lines if line is not None for label in line.findChildren(Label)]
        return "\n".join(label.text() for label in labels)

    def _line(self, change: Pending) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        fields = enumeration([field.label for field in change.fields]) or verb_words(change)
        words = _t("Sync", "{title}: {fields}").format(title=change.title, fields=fields)
        undo = Button(_t("Sync", "Take back"), kind="link", name=_t("Sync", "Take back: {what}").format(what=words))
        undo.setEnabled(change.can_take_back)
        undo.clicked.connect(lambda: self.take_back_asked.emit(change))
        layout.addWidget(_Tick())
        layout.addWidget(Label(words, "small"), 1)
        layout.addWidget(undo)
        return line


class _Tick(QWidget):
    """The sign that it is done."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(16)

    def sizeHint(self) -> QSize:
        return QSize(16, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        spot = QRectF(0, self.height() / 2 - 7, 14, 14)
        paint.icon(QPainter(self), spot, "check", theme.current().success)
