"""A dialog that looks like a sheet on the dimmed window, and is a real top-level window of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui import paint, theme
from desktop_crm.ui.widgets.buttons import SIDE
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t

RADIUS = 14
_SHADE = 18
_EDGE = 27
"""From the edge of the sheet to what stands on it, at both sides and in head, body and foot alike."""

_HEAD = 58
_FOOT = 56
_SLOW_MS = 400
"""A form held no longer than that says nothing of it."""
_INPUT = frozenset(
    {
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,  # pastes, by the middle button
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.ContextMenu,
        QEvent.Type.Wheel,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
    }
)


class Dialog(QDialog):
    """Title and a few words above, ``body`` in the middle, ``side`` at the right of it, buttons in ``foot``.

    Over a window it covers the whole window and paints a picture of it, dimmed, behind the sheet; without a parent
    (from the tray) the sheet stands alone. Modal to its window; Esc rejects, plain Enter goes to the next field and
    never saves, and neither does anything while an input method is composing.

    A height of 0 in ``size`` makes the sheet as high as what it holds; it grows with that, and never shrinks.
    """

    def __init__(
        self, parent: QWidget | None, title: str, aside: str = "", *, size: tuple[int, int] = (960, 648)
    ) -> None:
        window = parent.window() if parent is not None else None
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowTitle(title)
        self.setModal(True)
        self._behind: QPixmap | None = None
        self._wish = QSize(*size)
        self._is_fitted = not size[1]
        self._sheet = _Sheet(self)
        self._sheet.rearranged.connect(self._make_room)
        self._head = Label(title, "h2", fixed=True)
        self._aside = Label(aside, "small", "text2", align=Qt.AlignmentFlag.AlignRight)
        self._aside_words = aside
        self._still = _Still(self)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(lambda: self._aside.setText(_t("Form", "Saving …")))
        self.body = QVBoxLayout()
        self.side = QVBoxLayout()
        self.foot = QHBoxLayout()
        self._sheet.fill(self._head, self._aside, self.body, self.side, self.foot)
        self._lay_out()

    def set_title(self, title: str, aside: str = "") -> None:
        """Other words at the top."""
        self.setWindowTitle(title)
        self._head.setText(title)
        self._aside.setText(aside)
        self._aside_words = aside

    @property
    def is_held(self) -> bool:
        """Whether the form is held as it is."""
        return self._still.is_on

    def hold(self, held: bool) -> None:
        """Let what stands here stay as it is while it is being written: what came later would be in neither place.

        Fields keep focus and looks, for that usually takes no longer than a key press. It can't be left meanwhile:
        opened again it would offer as a draft what is being written, and nobody would be told that it was refused.
        """
        if held == self._still.is_on:
            return
        self._still.is_on = held
        for widget in (self, *self.findChildren(QWidget)):
            if held:
                widget.installEventFilter(self._still)
            else:
                widget.removeEventFilter(self._still)
        if held:
            self._slow.start()
        else:
            self._slow.stop()
            self._aside.setText(self._aside_words)

    def set_side_width(self, width: int) -> None:
        """Show the side column, ``width`` wide, on a sunken ground; 0 hides it."""
        self._sheet.set_side_width(width)

    def sheet_rect(self) -> QRect:
        """Where the sheet lies in the dialog."""
        return self._sheet.geometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if getattr(self.focusWidget(), "composing", False):
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: object) -> None:
        window = self.parentWidget()
        self._lay_out()
        if window is not None and self._behind is None:
            self._behind = self._picture_of(window)
        super().showEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        if self._behind is not None:
            painter.drawPixmap(0, 0, self._behind)
            painter.fillRect(self.rect(), colours.scrim)
        place = QRectF(self._sheet.geometry())
        paint.shadow(painter, place, RADIUS, _SHADE)
        paint.box(painter, place, RADIUS, colours.base, colours.line2 if colours.name != "light" else None)

    def _picture_of(self, window: QWidget) -> QPixmap:
        """The window around the sheet: what the sheet hides, most of a customer's page, need not be painted for it."""
        scale = window.devicePixelRatioF()
        picture = QPixmap(window.size() * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(theme.current().base)
        hidden = self._sheet.geometry().adjusted(RADIUS, RADIUS, -RADIUS, -RADIUS)
        window.render(picture, QPoint(), QRegion(window.rect()) - QRegion(hidden))
        return picture

    def _make_room(self) -> None:
        """A note has appeared, say."""
        if self._is_fitted and self.isVisible() and self._sheet.needed(self._wish.width()) > self._wish.height():
            self._lay_out()

    def _lay_out(self) -> None:
        window = self.parentWidget()
        if self._is_fitted:
            self._wish.setHeight(max(self._wish.height(), self._sheet.needed(self._wish.width())))
        if window is None:
            self.setFixedSize(self._wish + QSize(2 * _SHADE, 2 * _SHADE))
            place = QRect(QPoint(_SHADE, _SHADE), self._wish)
        else:
            self.setGeometry(QRect(window.mapToGlobal(QPoint(0, 0)), window.size()))
            size = self._wish.boundedTo(window.size() - QSize(24, 24))
            corner = QPoint((window.width() - size.width()) // 2, (window.height() - size.height()) // 2)
            place = QRect(corner, size)
        self._sheet.setGeometry(place)


class _Still(QObject):
    """Takes what is typed, clicked or dropped before a field gets it."""

    is_on = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in _INPUT:
            return False
        # What is not accepted would be offered to the widget around this one, or to a shortcut; a drop was none.
        event.setAccepted(event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop))
        return True


class _Sheet(QWidget):
    """The rounded ground with its head, foot and side column."""

    rearranged = Signal()
    """What it holds needs another room than before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._side_width = 0
        self._foot_box = QWidget(self)
        self._side_box = QWidget(self)

    def fill(self, head: Label, aside: Label, body: QVBoxLayout, side: QVBoxLayout, foot: QHBoxLayout) -> None:
        """Put the parts in their places."""
        top = QHBoxLayout()
        top.setContentsMargins(_EDGE, 0, _EDGE, 0)
        top.addWidget(head)
        top.addWidget(aside, 1)
        head.setFixedHeight(_HEAD)
        body.setContentsMargins(_EDGE, 18, _EDGE, 16)
        body.setSpacing(12)
        side.setContentsMargins(20, 18, 20, 16)
        side.setSpacing(6)
        self._side_box.setLayout(side)
        self._side_box.hide()
        # A quiet button at the left has room around its words; they stand under the title.
        foot.setContentsMargins(_EDGE - SIDE, 0, _EDGE, 0)
        foot.setSpacing(8)
        self._foot_box.setLayout(foot)
        self._foot_box.setFixedHeight(_FOOT)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(body, 1)
        middle.addWidget(self._side_box)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addLayout(middle, 1)
        outer.addWidget(self._foot_box)

    def set_side_width(self, width: int) -> None:
        """See ``Dialog.set_side_width``."""
        self._side_width = width
        self._side_box.setFixedWidth(width)
        self._side_box.setVisible(width > 0)
        self.update()

    def needed(self, width: int) -> int:
        """The height of what it holds at a width."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.rearranged.emit()
        return done

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        foot = self.height() - _FOOT
        if self._side_width:
            left = self.width() - self._side_width
            painter.fillRect(QRectF(left, _HEAD, self._side_width - 1, foot - _HEAD), colours.sunken)
            paint.upright(painter, left, _HEAD, foot, colours.line)
        paint.rule(painter, 0, self.width(), _HEAD, colours.line)
        paint.rule(painter, 0, self.width(), foot, colours.line)
