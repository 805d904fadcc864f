"""Fields to choose in: a combo box and a check box, native in behaviour, ours in look."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.widgets.fields import paint_edge
from desktop_crm.ui.widgets.scroll import use_thin_bars

_INSET = 3
_BEYOND = 20_000


class Combo(QComboBox):
    """A choice from a short list; native keys and popup, our look."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFont(fonts.font("body"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setView(_ChoiceList())
        self.setItemDelegate(_ChoiceDelegate(self))
        self._round_popup()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        widest = max((fonts.advance(self.itemText(i), "body") for i in range(self.count())), default=60.0)
        return QSize(math.ceil(widest) + 48, theme.metrics().field)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, theme.metrics().field)

    def _round_popup(self) -> None:
        """Take Qt's square frame and ground away from the popup: the list paints its own."""
        popup = self.view().window()
        popup.setWindowFlags(
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        if isinstance(popup, QFrame):
            popup.setFrameShape(QFrame.Shape.NoFrame)
        # Qt leaves out its square ground when there is a mask; this one is larger than any screen and hides nothing.
        popup.setMask(QRegion(0, 0, _BEYOND, _BEYOND))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect())
        paint_edge(painter, place, focused=self.hasFocus(), enabled=self.isEnabled(), tone=None)
        ink = colours.text if self.isEnabled() else colours.text3
        paint.text(painter, place.adjusted(10, 0, -32, 0), self.currentText(), ink)
        spot = QRectF(place.right() - 26, place.center().y() - 7, 14, 14)
        paint.icon(painter, spot, "chevron_down", colours.text2)


class _ChoiceList(QListView):
    """The list of a combo's popup, on the rounded ground that menus have."""

    def __init__(self) -> None:
        super().__init__()
        use_thin_bars(self, "raised")
        self.viewport().setAutoFillBackground(False)
        # Scrolling moves what is painted, the edge too.
        self.verticalScrollBar().valueChanged.connect(lambda _place: self.viewport().update())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self.viewport())
        paint.box(painter, QRectF(self.viewport().rect()), 8, colours.raised, colours.line2)
        painter.end()
        super().paintEvent(event)


class _ChoiceDelegate(QStyledItemDelegate):
    """Rows of a combo's popup, as high as side bar entries."""

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        return QSize(80, theme.metrics().button)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        colours = theme.current()
        place = QRectF(option.rect)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if current:
            ground = place.adjusted(_INSET, _INSET, -_INSET, -_INSET)
            paint.box(painter, ground, 6, colours.accent_soft, colours.accent_line if colours.is_contrast else None)
        words = str(index.data())  # type: ignore[attr-defined]
        paint.text(painter, place.adjusted(10, 0, -10, 0), words, colours.text)
        painter.restore()


class CheckBox(QCheckBox):
    """A tick box with words."""

    def __init__(self, text: str = "", *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if name:
            self.setAccessibleName(name)
        self.setFont(fonts.font("body"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        words = math.ceil(fonts.advance(self.text(), "body")) + 10 if self.text() else 0
        return QSize(20 + words, theme.metrics().one_line - 6)

    def hitButton(self, pos: object) -> bool:
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        middle = self.height() / 2
        spot = QRectF(2, middle - 8, 16, 16)
        paint.check_box(painter, spot, self.isChecked(), enabled=self.isEnabled(), focused=self.hasFocus())
        ink = colours.text if self.isEnabled() else colours.text3
        paint.text(painter, QRectF(28, 0, self.width() - 28, self.height()), self.text(), ink)
