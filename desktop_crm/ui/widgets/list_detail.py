"""A list beside the page of its current record; one over the other where the window is narrow (ui.md 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.ui import fonts

WidthClass = Literal["narrow", "small", "usual", "wide"]

_STEPS: tuple[tuple[int, WidthClass], ...] = ((1280, "narrow"), (1440, "small"), (1920, "usual"))


def width_class(width: int) -> WidthClass:
    """The class of a window's width in logical pixels; larger fonts step earlier."""
    scaled = width * fonts.BODY / fonts.font("body").pixelSize()
    return next((name for limit, name in _STEPS if scaled < limit), "wide")


class ListDetail(QWidget):
    """List and detail. Narrow windows show one of them: ``show_detail`` and ``show_list`` turn the page.

    ``list_widths`` are logical pixels by width class at a body of 13; 0 gives the list what the detail leaves,
    whose width is then in ``detail_widths``.
    """

    class_changed = Signal(str)

    def __init__(
        self,
        side: QWidget,
        detail: QWidget,
        list_widths: Mapping[WidthClass, int],
        detail_widths: Mapping[WidthClass, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side, self._detail = side, detail
        self._list_widths, self._detail_widths = list_widths, detail_widths or {}
        self._class: WidthClass | None = None
        self._detail_shown = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side, 1)
        layout.addWidget(detail, 1)

    @property
    def is_stacked(self) -> bool:
        """Whether only one of the two is shown."""
        return self._class == "narrow"

    @property
    def width_class(self) -> WidthClass:
        """The class in use; ``usual`` before the first layout."""
        return self._class or "usual"

    def show_detail(self) -> None:
        """Turn to the detail where both have no room."""
        self._detail_shown = True
        self._arrange()

    def show_list(self) -> None:
        """Turn back to the list."""
        self._detail_shown = False
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        found = width_class(self.window().width())
        if found != self._class:
            self._class = found
            self._arrange()
            self.class_changed.emit(found)

    def _arrange(self) -> None:
        self._side.setVisible(not self.is_stacked or not self._detail_shown)
        self._detail.setVisible(not self.is_stacked or self._detail_shown)
        if self._class is None:
            return
        _fix(self._side, 0 if self.is_stacked else self._list_widths.get(self._class, 0))
        _fix(self._detail, 0 if self.is_stacked else self._detail_widths.get(self._class, 0))


def _fix(widget: QWidget, width: int) -> None:
    """Fix a width given for a body of 13; 0 lets go."""
    if width:
        widget.setFixedWidth(round(width * fonts.font("body").pixelSize() / fonts.BODY))
    else:
        widget.setMinimumWidth(0)
        widget.setMaximumWidth(16_777_215)
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
