"""What stands where content would be: nothing found, rows on their way, or an error."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_crm.ui import paint, theme
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Card, row
from desktop_crm.ui.widgets.label import Label

LOADING_AFTER_MS = 150
_LOADING = 2


class PlaceHolder(QWidget):
    """Empty, loading or error: three states in place of ``content``, which is the fourth."""

    acted = Signal()
    """The one button was pressed (new record, clear filter, try again)."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._words = Label("", "body", "text2", wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._button = Button("")
        self._button.clicked.connect(self.acted)
        self._error = Label("", "body", wrap=True)
        self._error_button = Button("")
        self._error_button.clicked.connect(self.acted)
        self._stack = QStackedLayout(self)
        for page in (content, _centred(self._words, self._button), _Frame(), self._error_page()):
            self._stack.addWidget(page)
        self._slow = QTimer(self, singleShot=True, interval=LOADING_AFTER_MS)
        self._slow.timeout.connect(lambda: self._show(_LOADING))

    def show_content(self) -> None:
        """Show the content."""
        self._turn_to(0)

    def show_empty(self, words: str, action: str = "") -> None:
        """Say in a sentence why there is nothing, with one action when ``action`` names it."""
        self._words.setText(words)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._button.updateGeometry()
        self._turn_to(1)

    def show_loading(self) -> None:
        """Show the frame of the rows, but only when it takes longer than 150 ms."""
        self._slow.start()

    def show_error(self, words: str, action: str = "") -> None:
        """Say what failed and what is safe."""
        self._error.setText(words)
        self._error_button.setText(action)
        self._error_button.setVisible(bool(action))
        self._turn_to(3)

    def take_focus(self) -> None:
        """Give the focus to what is shown: the content, or the button that stands for it."""
        heirs = (self._content, self._button, self, self._error_button)
        heirs[self._stack.currentIndex()].setFocus()

    def words(self) -> str:
        """What is said instead of content, empty while content or the frame is shown."""
        return {1: self._words.text(), 3: self._error.text()}.get(self._stack.currentIndex(), "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().base)

    def _turn_to(self, page: int) -> None:
        self._slow.stop()
        self._show(page)

    def _show(self, page: int) -> None:
        """Change pages; a focus that was here stays here: hiding a widget hands it to a neighbour outside."""
        if page == self._stack.currentIndex():
            return
        focus = self.focusWidget()
        was_here = focus is not None and focus.hasFocus()
        if was_here:
            self.setFocus()
        self._stack.setCurrentIndex(page)
        if was_here:
            self.take_focus()

    def _error_page(self) -> QWidget:
        card = Card(sunken=True)
        card.body.addWidget(self._error)
        card.body.addLayout(row(self._error_button, 1))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.addWidget(card)
        layout.addStretch(1)
        return page


def _centred(words: Label, button: Button) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(28, 28, 28, 28)
    layout.setSpacing(14)
    layout.addStretch(2)
    layout.addWidget(words)
    layout.addLayout(row(1, button, 1))
    layout.addStretch(3)
    return page


class _Frame(QWidget):
    """The frame of rows that are on their way."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        height = theme.metrics().two_lines
        for y in range(0, self.height() - height, height):
            paint.box(painter, QRectF(20, y + height / 2 - 10, 20, 20), 5, colours.line)
            paint.box(painter, QRectF(56, y + height / 2 - 11, self.width() * 0.42, 9), 4, colours.line)
            paint.box(painter, QRectF(56, y + height / 2 + 4, self.width() * 0.26, 7), 3, colours.line)
